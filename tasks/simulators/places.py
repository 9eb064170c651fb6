"""Questions about where a city lies, how large it is, and how it is spelled."""

import re
from collections.abc import Callable

from tasks.simulators.asked import Asked, Said, polar, yes_no
from tasks.simulators.facts import direction as side_of
from tasks.simulators.gazetteer import City, cities, countries, plain

_REGIONS: dict[str, Callable[[City], bool]] = {
    r"latin america|latin american": lambda c: c.country.code in ("AR", "BR", "CL", "CO", "CU", "MX", "PE"),
    r"central america": lambda c: False,
    r"south america|south american": lambda c: c.country.continent == "South America",
    r"north america|north american": lambda c: c.country.continent == "North America",
    r"(?:the )?americas?(?: continent)": lambda c: "America" in c.country.continent,
    r"the americas": lambda c: "America" in c.country.continent,
    r"south ?east(?:ern)? asia|south east asia|southeast asian": lambda c: c.country.region == "Southeast Asia",
    r"south asia|southern asia|indian subcontinent": lambda c: c.country.region == "South Asia",
    r"east(?:ern)? asia|far east": lambda c: c.country.region == "East Asia",
    r"west(?:ern)? asia|the middle east|middle east|middle eastern|near east": lambda c: c.country.region == "the Middle East" or c.country.code in ("TR", "EG"),
    r"central asia": lambda c: False,
    r"eurasia": lambda c: c.country.continent in ("Europe", "Asia"),
    r"asia|asian": lambda c: c.country.continent == "Asia" or c.country.code == "TR",
    r"eastern europe": lambda c: c.country.code in ("RU", "UA", "PL", "RO", "HU", "CZ"),
    r"western europe": lambda c: c.country.region == "Western Europe" or c.country.code in ("DE", "AT", "ES", "PT"),
    r"southern europe": lambda c: c.country.region == "Southern Europe",
    r"northern europe|scandinavia|scandinavian|nordic": lambda c: c.country.code in ("SE", "NO", "DK"),
    r"central europe": lambda c: c.country.region == "Central Europe",
    r"european union|eu": lambda c: c.country.code in ("AT", "CZ", "DE", "DK", "ES", "FR", "GR", "HU", "IE", "IT", "NL", "PL", "PT", "RO", "SE"),
    r"nato": lambda c: c.country.code in ("CZ", "DE", "DK", "ES", "FR", "GR", "HU", "IT", "NL", "PL", "PT", "RO", "SE", "NO", "GB", "US", "CA", "TR"),
    r"commonwealth": lambda c: c.country.code in ("GB", "IN", "PK", "BD", "AU", "NZ", "CA", "ZA", "NG", "KE", "GH", "SG", "MY", "TZ"),
    r"europe|european": lambda c: c.country.continent == "Europe",
    r"north(?:ern)? africa": lambda c: c.country.region == "North Africa",
    r"west(?:ern)? africa": lambda c: c.country.region == "West Africa",
    r"east(?:ern)? africa": lambda c: c.country.region == "East Africa",
    r"southern africa": lambda c: c.country.region == "Southern Africa",
    r"central africa": lambda c: c.country.region == "Central Africa",
    r"sub saharan africa": lambda c: c.country.continent == "Africa" and c.country.region != "North Africa",
    r"(?<!south )africa|(?<!south )african": lambda c: c.country.continent == "Africa",
    r"oceania|australasia|down under": lambda c: c.country.continent == "Australia",
    r"the caribbean|caribbean": lambda c: c.country.code == "CU",
    r"balkans?": lambda c: c.country.code == "GR",
    r"soviet union|ussr|soviet": lambda c: c.country.code in ("RU", "UA"),
    r"british empire|british colony|colony of britain|ruled by (?:the )?british|colonized by britain|colonised by britain": lambda c: c.country.code in ("IN", "PK", "BD", "AU", "NZ", "CA", "ZA", "NG", "KE", "GH", "SG", "MY", "MM", "US", "TZ", "IQ", "EG") or c.names[0] == "Hong Kong",
    r"spanish colony|colony of spain|colonized by spain|colonised by spain|spanish empire|colonized by the spanish": lambda c: c.country.code in ("AR", "CL", "CO", "CU", "MX", "PE", "PH"),
    r"french colony|colony of france": lambda c: c.country.code in ("VN", "SN", "MA", "CI", "DZ") or c.names[0] == "Montreal",
    r"asia pacific|pacific rim": lambda c: c.country.region in ("East Asia", "Southeast Asia") or c.country.continent == "Australia",
    r"g7": lambda c: c.country.code in ("US", "CA", "GB", "FR", "DE", "IT", "JP"),
    r"west coast": lambda c: c.names[0] in ("Los Angeles", "San Francisco", "Seattle", "Vancouver"),
    r"east coast": lambda c: c.names[0] in ("New York City", "Boston", "Miami", "Philadelphia", "Washington D.C.", "Sydney", "Shanghai"),
    r"arab(?: world| country| city| nation)?|arabic(?: world| country| city)": lambda c: c.country.languages.startswith("Arabic"),
    r"north korea(?:n)?": lambda c: False,
    r"texas": lambda c: c.names[0] in ("Houston", "Dallas"),
    r"california": lambda c: c.names[0] in ("Los Angeles", "San Francisco"),
    r"florida": lambda c: c.names[0] == "Miami",
    r"midwest": lambda c: c.names[0] == "Chicago",
    r"quebec": lambda c: c.names[0] == "Montreal",
    r"ontario": lambda c: c.names[0] == "Toronto",
}  # fmt: skip


def where(city: City, asked: Asked) -> Said | None:
    country = city.country
    if asked.polar:
        return _in_place(city, asked)
    if asked.has(r"which country|what country|name of the country|country is it|country is the city|country does"):
        if asked.has("neighbo|border|next to|surround"):
            return None
        return Said(
            (f"I cannot name the country, but it lies in {country.region}.", f"That would tell too much: {country.region} must do."),
            f"region:{country.region}",
        )  # fmt: skip
    if asked.has(r"which continent|what continent|continent"):
        where = "Europe and Asia, on the border of both" if country.code == "TR" else country.continent
        return Said((f"It is in {where}.", f"It lies in {where}."), f"continent:{country.continent}")
    if asked.has(r"hemisphere|equator"):
        return Said((f"It is in the {_hemispheres(city)} hemispheres.",), f"hemisphere:{_hemispheres(city)}")
    if asked.has(
        r"where(?! (?:do|did|can|could|would|does))|which region|what region|part of the world|area of the world|which part|what part|location|located"
    ):
        return Said(
            (f"It is in {country.region}, {_side(city)}.", f"You find it in {country.region}."),
            f"region:{country.region}",
        )
    return None


def _hemispheres(city: City) -> str:
    return f"{'northern' if city.latitude > 0 else 'southern'} and {'eastern' if city.longitude > 0 else 'western'}"


def _side(city: City) -> str:
    return "north of the equator" if city.latitude > 0 else "south of the equator"


def _in_place(city: City, asked: Asked) -> Said | None:
    """`Is it in Asia?`, `Is it Japanese?`, `Is it the capital of France?`"""
    if asked.has(r"hemisphere|equator"):
        return _hemisphere(city, asked)
    if asked.has(
        r"speak|spoken|language|border|neighbo\w*|next to|close to|food|eat|dish|cuisine|currency|pay|religion|near the|alphabet|script|people from|immigrants|famous for|known for|war|heard|hear|part of the (?:name|flag)|invented|empire"
    ) and not asked.has("british empire|spanish empire"):
        return None
    either = [pattern for pattern in _REGIONS if asked.has(pattern)] if asked.has("or") else []
    if len(either) > 1:
        true_one = next((asked.has(pattern) for pattern in either if _REGIONS[pattern](city)), None)
        said = f"it is in {true_one[0]}" if true_one else "it is in neither"
        return Said((f"{said}.",), f"either:{said}")
    for pattern, test in _REGIONS.items():
        if asked.has(pattern):
            capital = city.capital if asked.has("capital") else True
            return yes_no(test(city) and capital, asked, f"in:{pattern}:{'capital' if asked.has('capital') else ''}")
    for country in countries().values():
        if any(asked.has(rf"(?<!north ){re.escape(plain(name))}") for name in country.names):
            capital = city.capital if asked.has("capital") else True
            return yes_no(
                country is city.country and capital, asked, f"in:{country.code}:{asked.has('capital') is not None}"
            )
    return None


def _hemisphere(city: City, asked: Asked) -> Said:
    tests = {
        "north": city.latitude > 0, "south": city.latitude < 0, "east": city.longitude > 0, "west": city.longitude < 0,
    }  # fmt: skip
    wanted = [word for word in tests if asked.has(f"{word}(?:ern)?")]
    if asked.has("near (?:to )?(?:the )?equator|close to (?:the )?equator|on the equator"):
        return polar(
            abs(city.latitude) < 12,
            asked,
            "it is close to the equator",
            "it is far from the equator",
            f"equator:{abs(city.latitude) < 12}",
        )
    if asked.has("below") and not wanted:
        wanted = ["south"]
    if asked.has("above") and not wanted:
        wanted = ["north"]
    true = all(tests[word] for word in wanted)
    return polar(
        true,
        asked,
        f"it is {_side(city)}",
        f"it is in the {_hemispheres(city)} hemispheres",
        f"hemisphere:{wanted}:{true}",
    )


def spelling(city: City, asked: Asked) -> Said | None:
    name = city.names[0]
    letter = asked.has(r"(?:start|begin)s? with (?:the )?(?:letter )?([a-z])")
    if letter:
        return yes_no(plain(name).startswith(letter[1]), asked, f"letter:{letter[1]}")
    if asked.has(r"first letter|letter does|letter it"):
        return Said((f"Its name begins with {name[0]}.",), f"letter:{name[0]}")
    count = asked.has(r"how many letters|how long is (?:its|the) name")
    if count:
        return Said((f"Its name has {sum(c.isalpha() for c in name)} letters.",), f"letters:{len(name)}")
    words = asked.has(r"(one|two|three|single) words?|more than one word")
    if words:
        number = {"one": 1, "single": 1, "two": 2, "three": 3}.get(words[1] or "", 0)
        true = len(name.split()) > 1 if number == 0 else len(name.split()) == number
        return yes_no(true, asked, f"words:{number}")
    if asked.has(
        r"(?:another|different|other|old|former|previous) name|name change|change its name|renamed|formerly (?:called|known)|used to be called|always (?:been )?called"
    ):
        return polar(
            len(city.names) > 1 or "called" in city.past or "name" in city.past,
            asked,
            "it has had another name",
            "I know of no other name",
            f"renamed:{len(city.names) > 1}",
        )
    if asked.has(
        r"what is (?:its|the) name|name of the city|what city|which city|what is it called|tell me the (?:name|city)|the answer"
    ):
        return Said(("That is for you to find out.", "I must not tell you its name."), "name", True)
    return None


def people(city: City, asked: Asked) -> Said | None:
    counted = r"population|how many people|inhabitants|\d+ ?m|millions?|populous|populated|residents|people live|how big|how large|size|megacity"
    sized = r"(?:it|city|place|town) (?:a |an |really |very |so |pretty |considered |one of the )*(?:big|bigger|large|larger|largest|biggest|small|tiny|crowded|huge)"
    ranked = (
        r"(?:largest|biggest) (?:city|cities|town|urban|metropol\w*)|(?:big|large|small|huge|tiny) (?:city|town|place)"
    )
    if not (asked.has(counted) or asked.has(sized) or asked.has(ranked)) or asked.has("how big is the country|country"):
        return None
    said = f"about {city.millions:g} million people live there, suburbs counted"
    number = asked.has(
        r"(\d+(?:\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty|thirty|a|half a) ?(million|m)\b"
    )
    if asked.polar and number:
        words = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
                 "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "half a": 0.5}  # fmt: skip
        limit = words.get(number[1]) or float(number[1])
        fewer = asked.has(r"less|fewer|under|below|smaller|at most")
        true = city.millions < limit if fewer else city.millions > limit
        return polar(true, asked, said, said, f"people:{'<' if fewer else '>'}{limit}:{true}")
    if asked.polar and asked.has(r"largest|biggest|most populous"):
        return _largest(city, asked, said)
    if asked.polar:
        small = asked.has("small|tiny")
        true = city.millions < 2.5 if small else city.millions >= (10 if asked.has("megacity|huge") else 4)
        return polar(true, asked, said, said, f"big:{bool(small)}:{true}")
    return Said(
        (f"{said}.", f"It has roughly {city.millions:g} million people with its suburbs."), f"people:{city.millions:g}"
    )


def _largest(city: City, asked: Asked, said: str) -> Said:
    world = asked.has("world|planet|earth")
    same = [c for c in cities() if world or c.country is city.country]
    if asked.has("continent|asia|europe|africa|america"):
        same = [c for c in cities() if c.country.continent == city.country.continent]
    rank = sorted(same, key=lambda c: -c.millions).index(city)
    true = rank < (5 if asked.has("one of|among") else 1)
    return polar(true, asked, said, said, f"largest:{world is not None}:{true}")


def capital(city: City, asked: Asked) -> Said | None:
    if not asked.has(r"capital|seat of (?:the )?government"):
        return None
    yes, no = "it is the capital of its country", "it is not the capital of its country"
    return polar(city.capital, asked, yes, no, f"capital:{city.capital}")


def direction(city: City, asked: Asked) -> Said | None:
    """Where in its country it lies, as the facts have it."""
    side = asked.has(r"(north|south|east|west|middle|centre|center|central)\w*")
    if side is None or not asked.has(
        r"country|of (?:its|the) (?:country|nation|land|island)|(?:north|south|east|west)\w*(?:ern)? (?:part|of|or)|in the (?:north|south|east|west|middle|centre|center)"
    ):
        return None
    if asked.has("hemisphere|equator|africa|asia|europe|america|neighbo|border"):
        return None
    known = side_of(city.names[0])
    if not known:
        return None
    said = f"it lies in the {known}"
    if asked.polar and not asked.has("or"):
        word = {"center": "centre", "central": "centre"}.get(side[1], side[1])
        true = word in known.replace("centre", "centre middle")
        return polar(true, asked, said, said, f"direction:{known}:{word}")
    return Said((f"{said} of the country.",), f"direction:{known}")
