"""Questions about the part of the world in which a city lies."""

import re
from collections.abc import Callable

from tasks.simulators.asked import Asked, Said, polar, told, yes_no
from tasks.simulators.facts import direction as side_of
from tasks.simulators.gazetteer import City, Country, countries, group, plain

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
    r"mainland (?:of )?asia|asian mainland": lambda c: c.country.continent == "Asia" and c.country.code not in ("JP", "PH", "ID", "TW", "SG"),
    r"mainland (?:of )?europe|(?:european|continental) mainland|continental europe": lambda c: c.country.continent == "Europe" and c.country.code not in ("GB", "IE") and c.names[0] not in ("Copenhagen",),
    r"mainland (?:of )?china|chinese mainland": lambda c: c.country.code == "CN" and c.names[0] != "Hong Kong",
    r"central asia": lambda c: False,
    r"eurasia": lambda c: c.country.continent in ("Europe", "Asia"),
    r"asia|asian": lambda c: c.country.continent == "Asia" or c.country.code == "TR",
    r"eastern europe": lambda c: c.country.code in ("RU", "UA", "PL", "RO", "HU", "CZ"),
    r"western europe": lambda c: c.country.region == "Western Europe" or c.country.code in ("DE", "AT", "ES", "PT"),
    r"southern europe": lambda c: c.country.region == "Southern Europe",
    r"northern europe|scandinavia|scandinavian|nordic": lambda c: c.country.code in ("SE", "NO", "DK"),
    r"central europe": lambda c: c.country.region == "Central Europe",
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
    r"(?:the )?balkans?": lambda c: c.country.code == "GR",
    r"siberia": lambda c: False,
    r"iberia|iberian peninsula": lambda c: c.country.code in ("ES", "PT"),
    r"benelux|low countries": lambda c: c.country.code == "NL",
    r"british isles": lambda c: c.country.code in ("GB", "IE"),
    r"anatolia|asia minor": lambda c: c.country.code == "TR",
    r"maghreb": lambda c: c.country.code in ("MA", "DZ"),
    r"levant": lambda c: c.country.code == "IL",
    r"patagonia": lambda c: False,
    r"new england": lambda c: c.names[0] == "Boston",
    r"catalonia": lambda c: c.names[0] == "Barcelona",
    r"bavaria": lambda c: c.names[0] == "Munich",
    r"punjab": lambda c: c.names[0] == "Lahore",
    r"sindh": lambda c: c.names[0] == "Karachi",
    r"maharashtra": lambda c: c.names[0] in ("Mumbai", "Pune"),
    r"gujarat": lambda c: c.names[0] in ("Ahmedabad", "Surat"),
    r"tamil nadu": lambda c: c.names[0] == "Chennai",
    r"west bengal": lambda c: c.names[0] == "Kolkata",
    r"sichuan": lambda c: c.names[0] == "Chengdu",
    r"guangdong": lambda c: c.names[0] in ("Guangzhou", "Shenzhen"),
    r"british columbia": lambda c: c.names[0] == "Vancouver",
    r"new south wales": lambda c: c.names[0] == "Sydney",
    r"(?:the )?sahara|sahel": lambda c: c.names[0] in ("Cairo", "Dakar"),
    r"scotland|scottish|wales|welsh|northern ireland": lambda c: False,
    r"england": lambda c: c.names[0] == "London",
    r"tropics": lambda c: abs(c.latitude) < 23.4,
    r"east of europe": lambda c: c.country.code in ("RU", "UA", "PL", "HU", "CZ"),
    r"(?:the )?arctic(?: circle)?|antarctica|greenland|polynesia|micronesia": lambda c: False,
    r"(?:the )?horn of africa": lambda c: c.country.code == "ET",
    r"(?:the )?(?:arabian peninsula|gulf states?|gulf countr(?:y|ies))": lambda c: c.country.code in ("SA", "AE"),
    r"asia pacific|pacific rim": lambda c: c.country.region in ("East Asia", "Southeast Asia") or c.country.continent == "Australia",
    r"west coast": lambda c: c.names[0] in ("Los Angeles", "San Francisco", "Seattle", "Vancouver"),
    r"east coast": lambda c: c.names[0] in ("New York City", "Boston", "Miami", "Philadelphia", "Washington D.C.", "Sydney", "Shanghai"),
    r"arab(?: world| country| city| nation)?|arabic(?: world| country| city)": lambda c: c.country.languages.startswith("Arabic"),
    r"texas": lambda c: c.names[0] in ("Houston", "Dallas"),
    r"california": lambda c: c.names[0] in ("Los Angeles", "San Francisco"),
    r"florida": lambda c: c.names[0] == "Miami",
    r"midwest": lambda c: c.names[0] == "Chicago",
    r"quebec": lambda c: c.names[0] == "Montreal",
    r"ontario": lambda c: c.names[0] == "Toronto",
}  # fmt: skip


_ADJECTIVES = re.compile(r".*(?:an|ese|ish|ian|ic|i|ch|ine|ois|ean|nch|nese|er)$")

_OTHER_SENSE = (
    r"speak|spoken|languages?|borders?|bordering|neighbo\w*|next to|close to|near(?!ly)|foods?|eat|dish\w*|cuisine|currency|pay|religion|alphabet|script|people from|immigrants|"
    r"for|war|heard|hear|part of the (?:name|flag)|invented|empires?|colon\w*|ruled?|rulers?|conquered|occupied|independ\w*|founded|influence\w*|than|north of|south of|east of|west of|"
    r"american football|built by|architecture|style|tourists|visa|flag|music|restaurants?|named after|far from|union|league|olympics?|games|open|ocean|sea|gulf|bay|games|population|indians|"
    r"queen|king|king's|commonwealth|cars?|team|film|movies?|hear|believe|live there|community|minority|descent|people living|living there|lots of|many|famous|known|occupation|invad\w*|attack\w*|bombed"
)
"""Words with which the name of a country or region says something else than where a city lies."""


def where(city: City, asked: Asked) -> Said | None:
    country = city.country
    if asked.polar:
        return _in_place(city, asked)
    if asked.has(r"country's (?!name)|time ?zone|currency|language|religion|food|eat"):
        return None
    if asked.has(
        r"(?:which|what|whats|what is the|name of the|name the|in which|belong to which|tell me the|guess the|whats the) (?:other )?(?:country|nation|state is this)(?! (?:border|to|is (?:to the|nearest|next|north|south|east|west)|does it border|share|lie|colon|rule|occup|own|once|it border|ha[sd]|did it|near|bound))|"
        r"(?:which|what) country has|country(?:'s)? name|country is it|country is the city|country are we|country does it|^country$"
    ) and not asked.has(
        r"neighbo\w*|border\w*|next to|surround\w*|colon\w*|ruled?|shape|president|famous|to the (?:north|south|east|west)|nearest|closest|flag|known|invad\w*|occup\w*|population|big|size|biggest|largest"
    ):
        return Said(
            (f"I must not name the country, but it lies in {country.region}, {_hint(country)}.",
             f"That would tell too much: it is in {country.region}, {_hint(country)}."),
            f"region:{country.region}",
        )  # fmt: skip
    if asked.has(
        r"(?:part|side|corner|end|bit|region|where) (?:of|in|on) (?:the|its|that) continent|where\b.*\bcontinent"
    ):
        return told(f"it lies in {country.region}, {_side(city)}", f"region:{country.region}")
    if asked.has(r"continents?"):
        where = (
            "Europe and Asia, on the border of both"
            if country.code == "TR"
            else "Oceania, that is Australia and the Pacific"
            if country.code == "NZ"
            else "Oceania, on the smallest continent"
            if country.code == "AU"
            else country.continent
        )
        return Said((f"It is in {where}.", f"It lies in {where}."), f"continent:{country.continent}")
    if asked.has(r"hemispheres?|equator") and not asked.has("how far|how close|distance"):
        return Said((f"It is in the {_hemispheres(city)} hemispheres.",), f"hemisphere:{_hemispheres(city)}")
    if asked.has(
        r"(?:which|what|name of the) (?:us |federal |american |canadian |indian )?(?:state|province|county|prefecture|district|region of the country|emirate|territory|administrative)|province|prefecture"
    ):
        return told(f"it belongs to {city.province}", f"province:{city.province}")
    if asked.has(
        r"^where$|where (?:is|are|in|on|about|does|do|would|will|can) (?:it|this|that|the (?:city|town|place|country|world|globe|map)|we|i find (?:it|this)|you find (?:it|this)|one find (?:it|this))\b|which region|what region|part of the world|area of the world|which part|what part|location|located|situated|whereabouts|region"
    ) and not asked.has(
        "part of (?:the )?(?:its |the )?country|part of (?:its|the) nation|born|airport|gladiators|museum"
    ):
        side = side_of(city.names[0]) or _SIDES.get(city.names[0], "")
        at = f"{'on' if country.region.startswith('the border') else 'in'} {country.region}"
        inside = f", in the {side} of its country" if side else ""
        return Said(
            (f"It is {at}, {_side(city)}{inside}.", f"You find it {at}, {_side(city)}."),
            f"region:{country.region}",
        )
    return None


def _hint(country: Country) -> str:
    around = country.neighbours
    if around == "none":
        return (
            f"on islands, without a land border, with {country.seas}"
            if country.code != "AU"
            else "and has no land border"
        )
    return f"next to {', '.join(around.split(', ')[:2]).replace(', ', ' and ')}"


def _hemispheres(city: City) -> str:
    return f"{'northern' if city.latitude > 0 else 'southern'} and {'eastern' if city.longitude > 0 else 'western'}"


def _side(city: City) -> str:
    return "north of the equator" if city.latitude > 0 else "south of the equator"


def _in_place(city: City, asked: Asked) -> Said | None:
    """`Is it in Asia?`, `Is it Japanese?`, `Is it the capital of France?`"""
    if asked.has(r"hemispheres?|equator"):
        return _hemisphere(city, asked)
    if asked.has(r"(?:two|2|more than one|several|multiple|both) continents?|continents"):
        true = city.country.code == "TR"
        said = "it lies in both Europe and Asia" if true else f"it lies in one continent only, {city.country.continent}"
        return (
            polar(true, asked, said, said, f"continents:{true}")
            if not asked.either
            else told(said, f"continents:{true}")
        )
    if asked.has(_OTHER_SENSE):
        return None
    if (
        asked.either
        and asked.has("east\\w* or west|west\\w* or east|north\\w* or south|south\\w* or north|central")
        and asked.has("africa|asia|europe|america")
    ):
        return told(f"it is in {city.country.region}", f"either:{city.country.region}")
    either = [pattern for pattern in _REGIONS if asked.has(pattern)] if asked.either else []
    if asked.either:
        named = [c for c in countries().values() if _names(c, asked)]
        true_one = next((asked.has(pattern) for pattern in either if _REGIONS[pattern](city)), None)
        if true_one or city.country in named or len(either) + len(named) > 1:
            said = (
                f"it is in {_spelled(true_one[0])}"
                if true_one
                else "it is in the one you would expect of these"
                if city.country in named
                else f"it is in neither, but in {city.country.region}"
            )
            if city.country in named:
                said = f"it is in {city.country.region}; of the countries you offer it is one, but I must not say which"
            return Said((f"{said[0].upper()}{said[1:]}.",), f"either:{said}")
        return None
    capital = city.capital if asked.has("capital") else True
    for pattern, test in _REGIONS.items():
        if asked.has(pattern):
            true = test(city) and capital
            return yes_no(true, asked, f"in:{pattern}:{'capital' if asked.has('capital') else ''}")
    for country in countries().values():
        if _names(country, asked):
            return yes_no(
                country is city.country and capital, asked, f"in:{country.code}:{asked.has('capital') is not None}"
            )
    other = asked.has(r"(?:in|of|from|a|an) (?:the )?(" + "|".join(_ELSEWHERE) + "|north korea)")
    if other:
        return yes_no(False, asked, f"in:{other[1]}")
    return None


_ELSEWHERE = [
    "switzerland",
    "swiss",
    "belgium",
    "belgian",
    "finland",
    "finnish",
    "bulgaria",
    "serbia",
    "croatia",
    "slovakia",
    "slovenia",
    "estonia",
    "latvia",
    "lithuania",
    "belarus",
    "iceland",
    "venezuela",
    "ecuador",
    "bolivia",
    "paraguay",
    "uruguay",
    "guatemala",
    "honduras",
    "panama",
    "nicaragua",
    "jamaica",
    "haiti",
    "kuwait",
    "qatar",
    "bahrain",
    "oman",
    "yemen",
    "jordan",
    "lebanon",
    "syria",
    "afghanistan",
    "nepal",
    "bhutan",
    "mongolia",
    "kazakhstan",
    "uzbekistan",
    "azerbaijan",
    "armenia",
    "georgia",
    "cambodia",
    "laos",
    "uganda",
    "rwanda",
    "sudan",
    "libya",
    "tunisia",
    "cameroon",
    "zimbabwe",
    "zambia",
    "mozambique",
    "madagascar",
    "mali",
    "niger",
    "malta",
    "cyprus",
    "luxembourg",
    "moldova",
    "albania",
    "bosnia",
    "fiji",
    "alaska",
    "hawaii",
    "tibet",
]


def _names(country: Country, asked: Asked) -> bool:
    return any(asked.has(rf"(?<!north ){re.escape(plain(name))}(?! (?:new year))") for name in country.names)


def _spelled(text: str) -> str:
    return " ".join(word if word in ("the", "of") else word.capitalize() for word in text.split())


def _hemisphere(city: City, asked: Asked) -> Said:
    if asked.has("poles?") and asked.has("equator"):
        near = "the equator" if abs(city.latitude) < 45 else f"the {'North' if city.latitude > 0 else 'South'} Pole"
        return told(f"it is closer to {near}, at about {abs(city.latitude):.0f} degrees of latitude", f"nearer:{near}")
    tests = {
        "north": city.latitude > 0, "south": city.latitude < 0, "east": city.longitude > 0, "west": city.longitude < 0,
    }  # fmt: skip
    wanted = [word for word in tests if asked.has(f"{word}(?:ern)?")]
    if len(wanted) > 1 and asked.either:
        return told(f"it is in the {_hemispheres(city)} hemispheres", f"hemisphere:{_hemispheres(city)}")
    if asked.has("near|close|on the equator|far|tropics"):
        close = abs(city.latitude) < (0.6 if not asked.has("near|close|far|tropics") else 12)
        said = f"it lies at about {abs(city.latitude):.0f} degrees {'north' if city.latitude > 0 else 'south'}"
        return polar(close != bool(asked.has("far")), asked, said, said, f"equator:{close}")
    if asked.has("below|under") and not wanted:
        wanted = ["south"]
    if asked.has("above|over") and not wanted:
        wanted = ["north"]
    true = all(tests[word] for word in wanted)
    said = f"it is {_side(city)}"
    return polar(true, asked, said, f"it is in the {_hemispheres(city)} hemispheres", f"hemisphere:{wanted}:{true}")


def federal_state(city: City, asked: Asked) -> Said | None:
    """`Is it part of a state?`"""
    state = asked.has("(?:in|part of|belong to) the (?:us |federal )?(?:state|province|region) of ([a-z ]+)$")
    if asked.polar and state:
        true = state[1].strip() in plain(city.province)
        return yes_no(true, asked, f"state:{state[1]}")
    if not asked.polar or not asked.has(
        "(?:part of|in|belongs? to|inside|within|lie in) (?:a|any|one of the) (?:\\w+ )?(?:state|province|district|territory)\\b"
    ):
        return None
    district = city.names[0] in ("Washington D.C.", "Delhi", "Buenos Aires", "Mexico City", "Bogota", "Addis Ababa")
    said = f"it belongs to {city.province}"
    if city.names[0] in ("Washington D.C.", "Buenos Aires", "Bogota"):
        said = "it is a federal or capital district of its own, in no state or province"
    true = not district and city.names[0] not in ("Singapore",)
    if asked.has("district|territory"):
        true = district
    return polar(true, asked, said, said, f"state:{true}")


_OF_PROVINCES = group(
    "Boston,Atlanta,Mumbai,Chennai,Kolkata,Hyderabad,Bangalore,Munich,Melbourne,Sydney,Toronto,Barcelona,Milan,Guangzhou,"
    "Chengdu,Nanjing,Wuhan,Lahore,Karachi,Sao Paulo,Rio de Janeiro,Johannesburg,Cape Town"
)
"""Capitals of a state, a province or a region, though not of the country."""


def capital(city: City, asked: Asked) -> Said | None:
    if asked.polar and asked.has(
        "(?:state|provincial|regional) capital|capital of (?:a|the|its) (?:state|province|region)"
    ):
        true = city.names[0] in _OF_PROVINCES
        said = f"it belongs to {city.province}"
        return polar(true, asked, said, said, f"state capital:{true}")
    if not asked.has(r"capital(?:s|\b)|seat of (?:the )?government|seat of government") or asked.has(
        r"(?:financial|fashion|cultural|business|economic|commercial|culinary|music|tech|film|murder|party|world|state|provincial|regional|industrial|entertainment|gambling|food|coffee|beer) capital|capital of (?:culture|fashion|the world|the empire|[a-z]+ empire|a province|the province|a state|the state|the raj|british india)|empire|ever|once|was it|used to be|former\w*|before|history|european capital|always|capital letter|chang\\w+|mov\\w+|new capital|planned|provincial|state capital|regional"
    ):
        return None
    yes, no = "it is the capital of its country", "it is not the capital of its country"
    if city.names[0] == "Cape Town" and not asked.has("sole|only"):
        said = "it is one of the three capitals of its country, the seat of parliament"
        return polar(True, asked, said, said, "capital:one of three") if asked.polar else told(said, "capital:three")
    if asked.polar and asked.has("near|close|far|distance|next to|outside|north of|south of|east of|west of"):
        return _near_capital(city, asked)
    if asked.polar and (other := _in_place(city, asked)) is not None:
        return other
    if not asked.polar:
        if asked.has("what is the capital|which city is the capital|what city is the capital|name of the capital"):
            return told(
                "it is the capital itself" if city.capital else "the capital is another city, which I will not name",
                f"capital:{city.capital}",
            )
        if asked.has("what country|which country|country"):
            return None
        return told(yes if city.capital else no, f"capital:{city.capital}")
    return polar(city.capital, asked, yes, no, f"capital:{city.capital}")


_BY_CAPITAL = {
    "Tianjin": 110, "Philadelphia": 200, "Casablanca": 90, "Johannesburg": 60, "Dubai": 130, "Sydney": 250,
    "Nagoya": 260, "New York City": 330, "Toronto": 350, "Montreal": 170, "Rio de Janeiro": 930, "Lahore": 270,
    "Yangon": 320, "Istanbul": 350, "Sao Paulo": 870, "Nanjing": 900, "Barcelona": 500, "Milan": 480, "Munich": 500,
    "Saint Petersburg": 630, "Dar es Salaam": 390, "Lagos": 520, "Auckland": 490, "Boston": 630, "Melbourne": 460,
    "Osaka": 400, "Ahmedabad": 780,
}  # fmt: skip
"""Kilometres from other cities to the capitals of their countries."""


def _near_capital(city: City, asked: Asked) -> Said:
    away = _BY_CAPITAL.get(city.names[0], 1000)
    if city.capital:
        said = "it is the capital itself"
    elif away < 1000:
        said = f"the capital is some {away} kilometres away"
    else:
        said = "the capital is far away"
    true = city.capital or away <= 200
    return polar(true != bool(asked.has("far")), asked, said, said, f"near capital:{true}")


_SIDES = {
    "Shanghai": "east", "Mexico City": "centre", "Mumbai": "west", "Dhaka": "centre", "Buenos Aires": "east",
    "Manila": "north", "Moscow": "west", "Bogota": "centre", "Jakarta": "west", "Bangkok": "centre",
    "Nagoya": "centre", "London": "south-east", "Tehran": "north", "Chicago": "north", "Luanda": "north-west",
    "Surat": "west", "Baghdad": "centre", "Los Angeles": "south-west", "Dar es Salaam": "east", "Miami": "south-east",
    "Washington D.C.": "east", "Las Vegas": "south-west", "Athens": "south-east", "Stockholm": "south-east",
    "Dublin": "east", "Auckland": "north", "Johannesburg": "north-east", "Addis Ababa": "centre", "Dakar": "west",
}  # fmt: skip
"""Sides of their countries, where the facts do not tell."""

_WHICH_SIDE = re.compile(r"\b(north|south|east|west|middle|centre|center|central)")


def direction(city: City, asked: Asked) -> Said | None:
    """Where in its country it lies, as the facts have it."""
    side = asked.has(r"(north|south|east|west|middle|centre|center|central)\w*")
    open_one = asked.has(
        r"(?:which|what|where) (?:part|side|end|corner|area|region)?(?: of|in)? ?(?:the|its) (?:country|nation|island)|part of (?:its|the) (?:country|nation)|where in (?:the|its) (?:country|nation)"
    )
    if open_one is None and (
        side is None
        or not asked.has(
            r"country|of (?:its|the) (?:country|nation|land|island)|(?:north|south|east|west)\w*(?:ern)? (?:part|of|or|side)|in the (?:north|south|east|west|middle|centre|center)|(?:north|south|east|west)ern (?:city|town)"
        )
    ):
        return None
    if asked.has(
        r"hemisphere|equator|africa|asia|europe|america|neighbo\w*|border\w*|countries|country is (?:to|in) the|which country|what country|(?:centre|center) of (?!the country|its country)|middle east|kingdom|empire|than|part of the city|city cent\w+|"
        "far east|wall|war|divided|korea|in the middle of (?:the )?(?:city|town|square)|coast|indies|lakes?|parks?|amusement|statues?|what is in|there an?|monument|building|square"
    ) or (
        asked.has(
            r"(?:north|south|east|west)\w* of (?!the country|its country|the nation|the land|the island|china|india)"
        )
        and open_one is None
    ):
        return None
    known = side_of(city.names[0]) or _SIDES.get(city.names[0], "")
    if not known:
        return None
    said = f"it lies in the {known}"
    if asked.polar and not asked.either and side is not None:
        word = {"center": "centre", "central": "centre", "middle": "centre"}.get(side[1], side[1])
        compound = asked.has(r"(north|south) ?(east|west)")
        if compound:
            word = compound[1] + compound[2]
        true = word in known.replace("centre", "centre middle").replace("middle", "middle centre").replace("-", "")
        return polar(true, asked, f"{said} of the country", f"{said} of the country", f"direction:{known}:{word}")
    return Said((f"{said[0].upper()}{said[1:]} of the country.",), f"direction:{known}")
