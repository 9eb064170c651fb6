"""Questions about sights, fame, sport and the past."""

import re

from tasks.simulators.asked import Asked, Said, polar
from tasks.simulators.customs import mentions
from tasks.simulators.gazetteer import City


def sights(city: City, asked: Asked) -> Said | None:
    if not asked.polar and asked.has(
        r"landmarks?|monuments?|attractions?|sights?|buildings?|sightsee\w*|visit|tourists?|see there|famous place|towers?|architecture|statue|museums?|palace|temples?|church\w*|castle|must see|icon\w*|skyline|bridge"
    ):
        return Said(
            (f"There is {city.landmarks}.", f"People go to see {city.landmarks}.", f"Think of {city.landmarks}."),
            f"sights:{city.landmarks}",
        )
    return None


def known(city: City, asked: Asked) -> Said | None:
    if not asked.polar and asked.has(
        r"famous|known|special|popular|reputation|renowned|best at|interesting|industr\w*|econom\w*|business\w*|produce|export|culture|music|art|people do|tell me|describe|hint|clue|like there|nickname|celebrat\w*|festivals?|about it|about the city|stand out|companies|job"
    ):
        return Said((f"It is known for {city.famous}.", f"People think of {city.famous}."), f"famous:{city.famous}")
    return None


def olympics(city: City, asked: Asked) -> Said | None:
    if not asked.has(r"olympics?|olympic games|winter games|summer games"):
        return None
    held = city.sport.replace("Youth Olympics", "")
    season = asked.has("winter|summer")
    true = (f"{season[0].capitalize()} Olympics" if season else "Olympics") in held
    said = (
        f"it has held {', '.join(re.findall(r'the (?:Summer|Winter) Olympics[^,]*', held))}"
        if "Olympics" in held
        else "it has never held the Olympic Games"
    )
    if asked.polar:
        return polar(true, asked, said, said, f"olympics:{said}:{true}")
    return Said((f"{said}.",), f"olympics:{said}")


def sport(city: City, asked: Asked) -> Said | None:
    if not asked.has(
        r"sports?|olympics?|olympic games|team|teams|football|soccer|baseball|basketball|cricket|rugby|tennis|hockey|formula|marathon|world cup|boxing|games|play|surfing|cycling|golf|sumo|stadium"
    ):
        return None
    sport = city.sport
    said = f"in sport it stands for {sport}"
    if not asked.polar:
        if asked.has("olympic\\w*") and "Olympics" not in sport:
            return Said(("It has never held the Olympic Games.",), "olympics:never")
        return Said((f"People follow {sport}.", f"In sport it stands for {sport}."), f"sport:{sport}")
    known = sport.lower()
    if asked.has("olympics?|olympic games"):
        season = asked.has("winter|summer")
        true = (f"{season[0]} olympics" if season else "olympics") in known.replace("youth olympics", "")
    else:
        names = (
            "football",
            "soccer",
            "baseball",
            "basketball",
            "cricket",
            "rugby",
            "tennis",
            "hockey",
            "formula",
            "marathon",
            "boxing",
            "surfing",
            "cycling",
            "golf",
            "sumo",
            "skiing",
            "running",
            "racing",
        )
        wanted = [name.replace("soccer", "football") for name in names if asked.has(name)]
        true = any(name in known for name in wanted) if wanted else True
        if wanted == ["football"] and "football" not in known:
            true = False
        if asked.has("soccer") and "football" in known and "american football" in known and city.country.code == "US":
            true = bool(re.search(r"(?<!american )football", known))
    return polar(true, asked, said, said, f"sport:{asked.words[-1]}:{true}")


def past(city: City, asked: Asked) -> Said | None:
    if not asked.has(
        r"history|historical|historic|old|older|ancient|founded|found|colony|coloni\w*|empire|war|wars|past|roman|romans|medieval|century|age|revolution|built|destroyed|divided|used to be|once|was it|established|new city|modern|former|formerly|ruled|ruins|independen\w*"
    ):
        return None
    if asked.polar and not asked.has(r"old|older|ancient|new|modern|history|historic"):
        return mentions(city, asked)
    if asked.polar:
        young = city.names[0] in (
            "Shenzhen",
            "Las Vegas",
            "Dubai",
            "Johannesburg",
            "Nairobi",
            "Addis Ababa",
            "Miami",
            "Vancouver",
            "Seattle",
            "Brasilia",
            "Dallas",
            "Houston",
            "Atlanta",
            "Chicago",
            "Melbourne",
            "Sydney",
            "Auckland",
            "San Francisco",
            "Los Angeles",
        )
        true = young if asked.has("new|modern") and not asked.has("old|ancient|history") else not young
        if asked.has("ancient"):
            true = (
                re.search(
                    "ancient|roman|byzantine|egypt|thousand|old kingdom|zhou|ruins|aztec|sultans",
                    f"{city.past} {city.landmarks} {city.famous}".lower(),
                )
                is not None
            )
        return polar(true, asked, city.past, city.past, f"old:{true}")
    return Said((f"{city.past}.", f"Of its past one remembers this: {city.past}."), f"past:{city.past}")
