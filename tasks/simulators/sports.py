"""Questions about sport, games and world fairs."""

import re

from tasks.simulators.asked import Asked, Said, capital, low, polar, told
from tasks.simulators.citywords import EMPTY, content
from tasks.simulators.facts import own
from tasks.simulators.gazetteer import City, group
from tasks.simulators.words import stem, stems

_CUPS = {
    "FR": "1938 and 1998", "GB": "1966", "DE": "1974 and 2006", "IT": "1934 and 1990", "ES": "1982",
    "BR": "1950 and 2014", "MX": "1970, 1986 and 2026", "AR": "1978", "CL": "1962", "US": "1994 and 2026",
    "KR": "2002", "JP": "2002", "ZA": "2010", "RU": "2018", "SE": "1958", "CA": "2026",
}  # fmt: skip

_CHAMPIONS = {
    "BR": "five times", "DE": "four times", "IT": "four times", "AR": "three times, the last in 2022", "FR": "twice",
    "ES": "in 2010", "GB": "in 1966, as England",
}  # fmt: skip

_EXPOS = {
    "Paris": "1889, 1900 and other years", "London": "1851 and 1862", "Shanghai": "2010", "Osaka": "1970 and 2025",
    "Dubai": "2020 (held in 2021)", "Milan": "1906 and 2015", "Lisbon": "1998", "Montreal": "1967", "Seattle": "1962",
    "Chicago": "1893 and 1933", "New York City": "1939 and 1964", "San Francisco": "1915 and 1939",
    "Vancouver": "1986", "Barcelona": "1888 and 1929", "Philadelphia": "1876", "Vienna": "1873", "Melbourne": "1880",
    "Nagoya": "2005, nearby",
}  # fmt: skip


def olympics(city: City, asked: Asked) -> Said | None:
    if asked.has(r"world(?:'s)? (?:fair|expo\w*|exhibition|exposition)|expos?"):
        years = _EXPOS.get(city.names[0], "")
        said = f"it held the world exhibition, Expo, of {years}" if years else "it has not held a world exhibition"
        return polar(bool(years), asked, said, said, f"expo:{years}") if asked.polar else told(said, f"expo:{years}")
    if asked.has(r"world cup"):
        return _cup(city, asked)
    if asked.has(r"host\w*|held|hold") and asked.has(
        r"(?:big|major|important|famous|global|world|great|large|international) (?:\w+ )?events?|events?$"
    ):
        return _hosted(city, asked)
    if not asked.has(r"olympics?|olympiad|olympic games|winter games|summer games|paralympics"):
        return None
    held = city.sport.replace("Youth Olympics", "")
    season = asked.has("winter|summer")
    true = (f"{season[0].capitalize()} Olympics" if season else "Olympics") in held
    games = ", ".join(
        re.findall(
            r"the (?:Summer|Winter) Olympics[^,]*(?:, \d{4})*(?: and (?:\d{4}|the Winter Olympics of \d{4}))?", held
        )
    )
    games = games.replace(", baseball and football", "")
    said = f"it has held {games}" if "Olympics" in held else "it has never held the Olympic Games"
    if asked.has("stadium|venue|village") and not asked.polar:
        return None
    year = asked.has(r"((?:18|19|20)\d\d)")
    if asked.polar and not asked.either:
        if year:
            true = year[1] in held
        elif asked.has("(?:more than once|twice|several|two|multiple)"):
            true = len(re.findall(r"\d{4}", games)) > 1
        return polar(true, asked, said, said, f"olympics:{said}:{true}")
    if asked.has("how (?:many times|often)"):
        return told(
            f"{said}, that is {len(re.findall(r'[0-9]{4}', games))} times" if games else said, f"olympics:{said}"
        )
    return told(said, f"olympics:{said}")


_EVENT = re.compile(
    r"Commonwealth Games|World Cup|Expo\b|exhibition of|Asian Games|conference|summit|World Games|grand slam|Formula One|Pan American",
    re.I,
)


def _hosted(city: City, asked: Asked) -> Said:
    """The great events a city held: games, exhibitions, cups and meetings."""
    held = []
    if "Olympics" in city.sport:
        games = re.findall(r"the (?:Summer|Winter|Youth) Olympics[^,;]*", city.sport)
        held.append(f"it has held {' and '.join(games)}")
    if years := _EXPOS.get(city.names[0]):
        held.append(f"it held the world exhibition of {years}")
    held += [low(one.text.rstrip(".")) for one in own(city.names[0], "-") if _EVENT.search(one.text)][:1]
    said = "; ".join(held[:3])
    if not asked.polar:
        return told(said or "it has held none of the very great ones", f"hosted:{said}")
    return polar(bool(held), asked, said, "none of the very great ones", f"hosted:{said}")


def _cup(city: City, asked: Asked) -> Said:
    code = city.country.code
    if asked.has("cricket"):
        true = code in ("IN", "PK", "AU", "GB")
        return polar(
            true,
            asked,
            "its country has won the cricket World Cup" if true else "",
            "its country has not won it",
            f"cricket cup:{true}",
        )
    years = _CUPS.get(code, "")
    if asked.has("won|win|champions?|winner"):
        times = _CHAMPIONS.get(code, "")
        said = (
            f"the country has won the football World Cup {times}"
            if times
            else "the country has never won the football World Cup"
        )
        return (
            polar(bool(times), asked, said, said, f"cup won:{times}") if asked.polar else told(said, f"cup won:{times}")
        )
    local = next((one.text for one in own(city.names[0], "-") if "World Cup" in one.text), "")
    said = (
        f"the country hosted the football World Cup of {years}"
        if years
        else "the country has never hosted the football World Cup"
    )
    said = f"{said}. {local.rstrip('.')}" if local else said
    return (
        polar(bool(years) or (bool(local) and "will be" not in local), asked, said, said, f"cup:{years}")
        if asked.polar
        else told(said, f"cup:{years}")
    )


_SPORTS = {
    "football": "football(?<!american football)|soccer|fc", "baseball": "baseball", "basketball": "basketball|nba",
    "cricket": "cricket", "rugby": "rugby", "tennis": "tennis", "ice hockey": "ice hockey|hockey|nhl",
    "formula one": "formula (?:one|1)|f1|grand prix|racing|motor ?racing|race track",
    "marathon": "marathon|running|runners?", "boxing": "box(?:ing|ers?)|kick ?boxing|muay thai",
    "surfing": "surfing|surf", "cycling": "cycling|cyclists?", "golf": "golf", "sumo": "sumo",
    "handball": "handball", "american football": "american football|nfl|super ?bowl", "badminton": "badminton",
    "wrestling": "wrestling|wrestlers?|lucha libre", "water polo": "water polo", "swimming": "swimming",
    "sailing": "sailing|yacht\\w*", "hurling": "hurling|gaelic", "horse": "horse rac\\w+|horses?",
    "field hockey": "field hockey", "table tennis": "table tennis|ping pong", "polo": "polo",
    "bull": "bull ?fight\\w*",
}  # fmt: skip

_SPORT = (
    r"sports?|teams?|athletes?|sporty|stadiums?|arena|clubs?(?= play| is| are| called| in)|football clubs?|soccer clubs?|matches|derby|tournaments?|leagues?|champions\w*|players?|ballpark|grand slam|super ?bowl|fans|play\b(?! music| the)|played|"
    + "|".join(_SPORTS.values())
)

_FOOTBALL_CITIES = group("US,CA,IN,PK,AU,NZ,PH,BD")


def sport(city: City, asked: Asked) -> Said | None:
    if (
        not asked.has(_SPORT)
        or asked.has("ski|skiing|skis|stroll|kids")
        or asked.has(
            "night ?clubs?|strip clubs?|running (?:the|for)|running man|play (?:in|set)|plays?,|theat\\w+|musicians?|musical|horse statue|tiger|which (?:tv|film)|wrote|museum|film|hiking|role|playing cards|casino|bull\\w* run"
        )
    ):
        return None
    wanted = [name for name, pattern in _SPORTS.items() if asked.has(pattern)]
    if "american football" in wanted and "football" in wanted:
        wanted.remove("football")
    said = f"in sport it stands for {city.sport}; clubs and stadiums: {city.clubs}"
    if asked.polar and not asked.either:
        return _polar_sport(city, asked, wanted, said)
    facts = [one.text for one in own(city.names[0], "-") if _about(one.text, wanted) and not _NO_SPORT.search(one.text)]
    ranked = sorted(facts, key=lambda text: -len(content(asked.text) & content(text)))[:1]
    follow = _GAMES.sub("", city.sport)
    if wanted or asked.has("teams?|clubs?|stadiums?|arena|ballpark|tournaments?|league|grand slam|player|derby"):
        parts = [
            *(text.rstrip(".") for text in ranked if content(asked.text) & content(text)),
            f"clubs and stadiums there: {city.clubs}",
        ]
        if wanted and not any(name in f"{city.clubs} {parts[0]}".lower() for name in wanted):
            parts.append(f"in sport it stands for {city.sport}")
        return told(". ".join(capital(part) for part in parts), f"sport:{wanted}:{city.clubs}")
    return Said(
        (
            f"People follow {follow}; clubs and stadiums: {city.clubs}.",
            f"In sport it stands for {city.sport}, with {city.clubs}.",
        ),
        f"sport:{city.sport}",
    )


_GAMES = re.compile(r"(?:,? and|,) (?:once )?the (?:Summer |Winter |Youth )?Olympics.*$")
_NO_SPORT = re.compile(r"[Tt]error|attack|killed|held hostage|film|movie|burnt|massacre")


def _about(text: str, wanted: list[str]) -> bool:
    words = wanted or ["football", "baseball", "club", "team", "stadium", "cricket", "tennis", "rugby"]
    return any(word in text.lower() for word in words)


def _polar_sport(city: City, asked: Asked, wanted: list[str], said: str) -> Said:
    texts = [city.sport, city.clubs, city.land, *(one.text for one in own(city.names[0], "-"))]
    known = " ".join(texts).lower()
    if wanted:
        true = any(name in known for name in wanted)
        if wanted == ["football"]:
            bare = re.sub("(american|gaelic) football", "", city.sport.lower())
            soccer_land = city.country.code not in _FOOTBALL_CITIES
            true = "football" in bare or (
                soccer_land and bool(asked.has("team|club|popular|play|fan|like|love|stadium|soccer"))
            )
            if not asked.has("soccer") and "american football" in city.sport.lower():
                true = True
        if (
            asked.has("most popular|main|favou?rite|number one|biggest|national|mad about|crazy")
            and "soccer" not in asked.text
        ):
            first = city.sport.lower().replace("american football", "gridiron").replace("and the summer", "")
            true = any(name in first for name in wanted)
    else:
        particular = [
            word
            for word in asked.words
            if stem(word) not in EMPTY
            and word
            not in (
                "sport",
                "sports",
                "team",
                "teams",
                "club",
                "clubs",
                "stadium",
                "football",
                "play",
                "played",
                "league",
                "professional",
                "pro",
                "host",
                "hosted",
                "famous",
                "fans",
                "arena",
                "great",
                "huge",
                "big",
                "strong",
                "major",
                "champions",
                "tournament",
                "tournaments",
                "championship",
                "player",
                "players",
                "athletes",
                "matches",
            )
        ]
        true = not particular or any(stem(word) in {s for text in texts for s in stems(text)} for word in particular)
    return polar(true, asked, said, said, f"sport:{asked.text}:{true}")
