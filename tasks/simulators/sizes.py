"""Questions about how many people live somewhere, degrees of latitude and hours of the clock."""

import re

from tasks.simulators.asked import Asked, Said, capital, polar, told
from tasks.simulators.gazetteer import City, cities, group, plain

_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "hundred": 100, "couple of": 2, "half a": 0.5, "half": 0.5, "two and a half": 2.5, "one and a half": 1.5,
    "twenty five": 25,
}  # fmt: skip

_NUMBER = (
    r"(\d+(?:\.\d+)?|"
    + "|".join(sorted(_WORDS, key=len, reverse=True))
    + r") ?(million|mil|mln|m\b|hundred thousand|thousand|k\b|billion)"
)


def millions(text: str) -> float | None:
    """The first number of people that a text names, in millions."""
    found = re.search(rf"\b{_NUMBER}", text)
    if found:
        number = _WORDS.get(found[1]) or float(found[1])
        return number * {"hundred thousand": 0.1, "thousand": 0.001, "k": 0.001, "billion": 1000.0}.get(found[2], 1.0)
    plain_number = re.search(r"\b(\d{5,})\b", text)
    return int(plain_number[1]) / 1e6 if plain_number else None


_COUNTED = (
    r"metro area|populations?|how many (?:people|inhabitants|residents|citizens|souls|persons|live|millions?)|number of (?:people|inhabitants|residents)|inhabitants|\d+ ?m|(?<!multi)millions?|populous|populated|people live|residents|how (?:big|large|small|huge) (?:is|of)|what size|size|"
    r"mega ?city|metropolis|metropolitan|how crowded|headcount|dense|densely|density|\d{5,}|thousands? (?:people|inhabitants|residents)"
)

_SIZED = r"(?:it|city|place|town) (?:a |an |really |very |so |pretty |considered |one of the |that |quite )*(?:big|bigger|large|larger|largest|biggest|small|smaller|tiny|huge|massive|enormous|giant|village)\b"

_RANKED = r"(?:largest|biggest|second largest|second biggest|most populous|most populated) (?:city|cities|town|urban|metropol\w*|in|of|there|one|on)|(?:big|large|small|huge|tiny|massive|enormous|major|medium|mid) ?(?:sized )?(?:city|town|place)|^(?:a )?(?:big|large|small|huge|tiny)(?: one)?$"


_COUNTRY_SIZED = r"country (?:a |very |really |so |quite |pretty |itself |that )*(?:big|large|small|huge|tiny|vast|populous|crowded)|(?:big|large|small|huge|tiny|vast|populous|enormous) (?:country|nation)"


def people(city: City, asked: Asked) -> Said | None:
    if asked.has("animals?|wildlife"):
        return None
    if (asked.polar and asked.has(_COUNTRY_SIZED)) or asked.has(
        "(?:population|size|inhabitants) of (?:the|its) (?:whole )?(?:country|nation)|(?:people|population|live) (?:live |are |there )*in (?:the|its) (?:whole |entire )?(?:country|nation)|(?:country|nation)'?s? (?:population|size)"
    ):
        return _country_size(city, asked)
    if not asked.polar and asked.has("rank\\w*") and asked.has("size|people|population|country|city|cities"):
        mine = "the largest city" if city.names[0] in LARGEST else "one of the large cities, though not the largest,"
        return told(
            f"it is {mine} of its country, with about {city.millions:g} million people, suburbs counted", "rank"
        )
    if not asked.polar and asked.has(
        "population (?:made|consist|compos)\\w*|made up of|ethnic\\w*|what (?:people|kinds? of people|nationalit\\w+) live"
    ):
        return None
    if not (asked.has(_COUNTED) or asked.has(_SIZED) or asked.has(_RANKED)):
        return None
    if asked.has(
        "port|airport|stadium|buildings?|park|museum|statue|mosque|church|market|company|companies|employers?|industry|team|export|religions?|religious|festival|lakes?|rivers?|wall|metro(?! area|politan)|station|square|deal|problems?|event|university|cars?|attraction|jewish|chinese|muslim|community|minority|tower|event|mall|flag|names?"
    ):
        return None
    if asked.has(
        "(?:of |is )?the country(?!.*(?:largest|biggest) city)|its country$|country'?s|nation"
    ) and not asked.has(
        "(?:largest|biggest|most populous|second)\\b.*\\b(?:city|cities|town|one)|in (?:its|the) (?:whole )?country|of (?:its|the) country$"
    ):
        return _country_size(city, asked)
    said = f"about {city.millions:g} million people live there, suburbs counted"
    if asked.polar and not asked.either:
        return _polar_people(city, asked, said)
    if asked.has("near|nearby|close|closest|nearest|next to|beside|around it"):
        return None
    return Said(
        (f"{capital(said)}.", f"It has roughly {city.millions:g} million people with its suburbs."),
        f"people:{city.millions:g}",
    )


def _country_size(city: City, asked: Asked) -> Said:
    country = city.country
    size = (
        "vast"
        if country.area > 2500
        else "large"
        if country.area > 700
        else "of middling size"
        if country.area > 150
        else "small"
        if country.area > 5
        else "tiny, a city-state on an island,"
    )
    said = f"the country is {size} with about {country.area * 1000:,.0f} square kilometres and {country.millions:g} million people"
    limit = millions(asked.text)
    if not asked.polar or asked.either:
        return told(said, f"country size:{country.code}")
    if limit is not None:
        true = (
            country.millions < limit
            if asked.has("less|fewer|under|below|smaller|at most")
            else country.millions > limit
        )
    elif asked.has("small|tiny|smaller"):
        true = country.area < 100
    elif asked.has("populous|populated|people|crowded|population"):
        true = (
            country.millions > 60
            if not asked.has("most populous|biggest population|largest population")
            else country.code in ("IN",)
        )
    elif asked.has("largest|biggest"):
        true = country.code == "RU" if asked.has("world|earth") and not asked.has("one of") else country.area > 2500
    else:
        true = country.area > 700
    return polar(true, asked, said, said, f"country size:{asked.text}:{true}")


def _polar_people(city: City, asked: Asked, said: str) -> Said:
    between = asked.has(r"between (\d+(?:\.\d+)?|[a-z]+)(?: million)? and (\d+(?:\.\d+)?|[a-z]+) ?(?:million|m)\b")
    if between:
        low, high = (
            _WORDS.get(word) or float(word) if word.replace(".", "").isdigit() or word in _WORDS else 0.0
            for word in between.groups()
        )
        true = low <= city.millions <= high
        return polar(true, asked, said, said, f"people:{low}-{high}:{true}")
    limit = millions(asked.text)
    if limit is not None:
        fewer = asked.has(r"less|fewer|under|below|smaller|at most|not more|lower")
        about = asked.has("about|around|roughly|approximately|exactly|close to") and not asked.has(
            "more|over|above|bigger"
        )
        true = (
            abs(city.millions - limit) <= 0.25 * limit
            if about
            else city.millions < limit
            if fewer
            else city.millions >= limit
        )
        return polar(true, asked, said, said, f"people:{'~' if about else '<' if fewer else '>'}{limit:g}:{true}")
    if asked.has("millions|millions? of people|a lot of people|many people|million"):
        return polar(True, asked, said, said, "people:millions")
    if asked.has(r"largest|biggest|most populous|most populated|bigger than (?:the )?capital"):
        return _largest(city, asked, said)
    if asked.has("village|small town|bigger than a (?:village|town)|town"):
        bigger = asked.has("bigger|larger|more than") is not None
        return polar(bigger, asked, said, said, f"village:{bigger}")
    small = asked.has("small|smaller|tiny|little")
    true = (
        city.millions < 2.5
        if small
        else city.millions
        >= (
            10
            if asked.has("mega ?city|huge|massive|enormous|giant")
            else 7
            if asked.has("densely|crowded|populous")
            else 1.4
        )
    )
    return polar(true, asked, said, said, f"big:{bool(small)}:{true}")


_NOT_LARGEST = group(
    "Kolkata,Delhi,Rio de Janeiro,Milan,Barcelona,Vancouver,Montreal,Saint Petersburg,Munich,Cape Town,"
    "Melbourne,Hanoi,Dubai,Hong Kong,Beijing"
)

LARGEST = group(
    "Tokyo,Shanghai,Sao Paulo,Mexico City,Cairo,Dhaka,Mumbai,Karachi,New York City,Buenos Aires,Istanbul,Lagos,"
    "Kinshasa,Manila,Moscow,Paris,Bogota,Jakarta,Lima,Bangkok,Seoul,London,Tehran,Luanda,Ho Chi Minh City,"
    "Kuala Lumpur,Riyadh,Santiago,Madrid,Baghdad,Singapore,Toronto,Dar es Salaam,Berlin,Rome,Athens,Vienna,"
    "Prague,Budapest,Warsaw,Kyiv,Amsterdam,Stockholm,Copenhagen,Lisbon,Dublin,Sydney,Auckland,Johannesburg,"
    "Nairobi,Addis Ababa,Casablanca,Accra,Dakar,Taipei,Dubai,Yangon,Havana"
)
"""The largest of their countries, by the usual counts."""


def _largest(city: City, asked: Asked, said: str) -> Said:
    ranked = asked.has("second|third|2nd|3rd")
    if asked.has("world|planet|earth"):
        rank = sorted(cities(), key=lambda c: -c.millions).index(city)
        true = city.millions >= 12 if asked.has("one of|among") else rank == 0
    elif asked.has("continent|asia|europe|africa|america"):
        same = [c for c in cities() if c.country.continent == city.country.continent]
        rank = sorted(same, key=lambda c: -c.millions).index(city)
        true = rank < (5 if asked.has("one of|among") else 1)
        if city.names[0] in ("Moscow", "London", "Paris") and asked.has("one of|among"):
            true = True
    else:
        mine = sorted(
            (c for c in cities() if c.country is city.country), key=lambda c: (c.names[0] not in LARGEST, -c.millions)
        )
        rank = mine.index(city)
        true = city.names[0] in LARGEST
        if ranked:
            true = not true and city.names[0] != "Munich" and rank == (1 if ranked[0] in ("second", "2nd") else 2)
        elif asked.has("one of|among"):
            true = rank < 5
        said = f"{said}; it is {'' if city.names[0] in LARGEST else 'not '}the largest city of its country"
    return polar(true, asked, said, said, f"largest:{asked.text}:{true}")


def position(city: City, asked: Asked) -> Said | None:
    """Degrees, and how far it is to the equator."""
    if not asked.has(
        "latitudes?|longitudes?|coordinates|degrees (?:north|south|east|west)|how far (?:north|south|east|west)|how (?:close|far|near) (?:is it|is the city|away|from)?.*equator|parallel|meridian|tropic of|arctic circle"
    ):
        return None
    north = f"{abs(city.latitude):.0f} degrees {'north' if city.latitude > 0 else 'south'}"
    east = f"{abs(city.longitude):.0f} degrees {'east' if city.longitude > 0 else 'west'}"
    said = f"it lies at about {north} and {east}"
    if asked.has("equator"):
        near = abs(city.latitude)
        close = (
            "very close to the equator"
            if near < 5
            else "fairly close to the equator"
            if near < 16
            else "rather far from the equator"
            if near < 40
            else "far from the equator"
        )
        return told(
            f"it is {close}, at about {north}, some {int(round(near * 111, -2))} kilometres away", f"equator:{near:.0f}"
        )
    if asked.polar:
        number = asked.has(r"(\d+)")
        true = (
            abs(city.latitude) > float(number[1])
            if number
            else asked.has("arctic circle") is None and abs(city.latitude) < 23.5
        )
        return polar(true, asked, said, said, f"degrees:{true}")
    return told(said, f"degrees:{city.latitude:.0f}:{city.longitude:.0f}")


_MORE_CLOCKS = {
    "london": 0.0, "new york": -5.0, "england": 0.0, "britain": 0.0, "uk": 0.0, "california": -8.0, "germany": 1.0,
    "france": 1.0, "japan": 9.0, "india": 5.5, "la": -8.0, "nyc": -5.0, "washington": -5.0, "italy": 1.0, "spain": 1.0,
    "china": 8.0, "gmt": 0.0, "greenwich": 0.0, "utc": 0.0, "europe": 1.0, "texas": -6.0, "florida": -5.0,
}  # fmt: skip


def _other_clock(city: City, asked: Asked) -> Said | None:
    """`Is it ahead of London in time?`"""
    known = {plain(name): one.clock for one in cities() for name in one.names} | _MORE_CLOCKS
    if asked.has("(?:gmt|utc) ?(?:plus|minus|[+-])? ?\\d"):
        return None
    name = next((name for name in sorted(known, key=len, reverse=True) if asked.has(re.escape(name))), None)
    if name is None:
        return None
    gap = city.clock - known[name]
    hours = f"{abs(gap):g} hour{'' if abs(gap) == 1 else 's'}"
    said = "it is the same time there in winter"
    if gap:
        said = f"it is {hours} {'ahead' if gap > 0 else 'behind'} in winter"
    if not asked.polar or asked.either:
        return told(said, f"clock gap:{gap}")
    true = gap > 0 if asked.has("ahead|later") else gap < 0 if asked.has("behind|earlier") else gap == 0
    return polar(true, asked, said, said, f"clock gap:{gap}:{true}")


def clock(city: City, asked: Asked) -> Said | None:
    if not asked.has(
        r"time ?zones?|(?:ahead|behind)(?: of)?\b.*\b(?:time|clock)|time\b.*\b(?:ahead|behind|later|earlier)|time (?:difference|gap)|(?:ahead|behind) (?:of )?(?:london|new york|paris|tokyo|sydney|berlin|los angeles|greenwich|europe)|in time\b|same time|what time|gmt|utc|hours (?:ahead|behind)|zone|jet lag|daylight saving|clocks?(?! tower)|greenwich"
    ):
        return None
    if asked.has("famous|astronomical|clock tower|a clock|war|demilitari\\w+|closing|open|eat|dinner|tower|big clock"):
        return None
    said = f"its clocks are at UTC{city.clock:+g} in winter"
    other = _other_clock(city, asked)
    if other is not None:
        return other
    if asked.polar and not asked.either:
        number = asked.has(r"(?:gmt|utc) ?(?:plus|minus|[+-])? ?(\d+)")
        true = (
            city.clock == float(number[1])
            if number
            else abs(city.clock) < 0.5
            if asked.has("gmt|utc|greenwich")
            else True
        )
        if asked.has("ahead|east"):
            true = city.clock > 0
        if asked.has("behind"):
            true = city.clock < 0
        return polar(true, asked, said, said, f"clock:{city.clock}:{true}")
    return told(said, f"clock:{city.clock}")
