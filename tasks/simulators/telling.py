"""What is told of a city where a question asks for something that no rule reads: prices, daylight, holy places, manners.

`TOLD` has the starred names of `data/city_questions.txt`.
"""

import math
import re
from collections.abc import Callable, Mapping

from tasks.simulators.asked import capital
from tasks.simulators.facts import own
from tasks.simulators.gazetteer import City, cities, group, plain, since
from tasks.simulators.qualities import VISITED, night
from tasks.simulators.spelling import syllables
from tasks.simulators.topics import metro
from tasks.simulators.water import ISLANDS, coastal
from tasks.simulators.weather import alike_all_year, summer, winter

Told = Callable[[City, str], str]


def _facts(city: City, pattern: str, most: int = 2, country: str = "-") -> str:
    """Sentences with one of the words."""
    words = re.compile(rf"\b(?:{pattern})", re.I)
    return " ".join([one.text for one in own(city.names[0], country) if words.search(one.text)][:most])


def _with(facts: str, said: str) -> str:
    return f"{facts} {capital(said)}".strip()


_COSTS = ((1, 2, 4, 25), (2, 2, 6, 35), (3, 4, 12, 70), (4, 6, 18, 110), (5, 8, 25, 160))
"""A coffee, a beer, a plain meal and a room for a night, in American dollars, by the level of prices."""

_LEVELS = ("very cheap", "rather cheap", "of middling price", "expensive", "very expensive")


def _prices(city: City, question: str) -> str:
    coffee, beer, meal, room = _COSTS[city.prices - 1]
    dry = city.country.code in ("SA", "IR", "PK", "BD") or city.names[0] in ("Ahmedabad", "Surat")
    pint = "there is hardly any beer, for alcohol is forbidden" if dry else f"a beer {beer}"
    return (
        f"life there is {_LEVELS[city.prices - 1]} by the standards of the world: a coffee costs some {coffee} American "
        f"dollars, {pint}, a plain meal {meal} and a hotel room {room}"
    )


def _wages(city: City, question: str) -> str:
    nation = ("poor: most people earn little", "of middling wealth", "rich: people earn well")[city.country.wealth - 1]
    return f"the country is {nation}; the city lives on {city.economy}"


def _people(city: City, question: str) -> str:
    return f"well-known people there: {city.people}; linked with it are {city.culture}"


def _trade(pattern: str) -> Told:
    return lambda city, question: _with(_facts(city, pattern), _people(city, question))


def _scientists(city: City, question: str) -> str:
    found = _facts(city, r"invent|discover|physic|scientist|philosoph|doctor|Nobel|astronom|mathematic")
    return _with(found, f"students and scholars go to {city.universities}; well-known people there: {city.people}")


def _musicians(city: City, question: str) -> str:
    found = _facts(city, r"music|band\b|singer|rapper|composer|song|jazz|opera|sang\b", 1)
    return _with(
        found, f"music and works linked with it: {city.culture}; in the country one hears {city.country.music}"
    )


_MONTHS_WET = {
    "from June to September, with the monsoon": "Delhi,Mumbai,Kolkata,Karachi,Lahore,Dhaka,Bangalore,Hyderabad,Ahmedabad,Surat,Pune,Mexico City,Addis Ababa",
    "from October to December": "Chennai", "from May to October": "Bangkok,Ho Chi Minh City,Hanoi,Yangon,Manila,Havana,Miami",
    "from November to March": "Jakarta,Sao Paulo,Rio de Janeiro,Casablanca,Cairo,Baghdad,Tehran,Dubai,Los Angeles,San Francisco,Athens,Lisbon,Riyadh",
    "in summer, above all from June to August": "Shanghai,Beijing,Chongqing,Tianjin,Guangzhou,Shenzhen,Seoul,Chengdu,Nanjing,Wuhan,Hong Kong,Las Vegas",
    "in June, with the plum rains, and in September": "Tokyo,Osaka,Nagoya,Taipei", "from April to July and in autumn": "Lagos,Accra",
    "from October to May": "Kinshasa", "from February to April": "Luanda", "from July to September": "Dakar",
    "from March to May and again from October to December": "Nairobi,Dar es Salaam", "from October to March": "Johannesburg,Seattle,Vancouver",
    "from May to August": "Cape Town,Santiago,Auckland", "in April and May and again in October and November": "Bogota",
    "in autumn and winter": "Rome,Barcelona,Madrid,Istanbul,Milan", "all year round, most of all around November and December": "Singapore,Kuala Lumpur",
}  # fmt: skip
_WET = {name: when for when, names in _MONTHS_WET.items() for name in names.split(",")}


def _rain(city: City, question: str) -> str:
    if city.names[0] == "Lima":
        return f"it hardly ever rains, only {city.rain} millimetres a year; in winter there is drizzle and fog"
    when = _WET.get(city.names[0], "in all months, a little more in the warm ones")
    little = ", though it is little" if city.rain < 250 else ""
    return f"rain falls mostly {when}{little}: some {city.rain} millimetres a year"


def _season(city: City, question: str) -> str:
    warm, cold = (("June to August", "December to February"), ("December to February", "June to August"))[
        city.latitude < 0
    ]
    if alike_all_year(city):
        return f"there is hardly a summer or winter, {city.cold} to {city.warm} degrees all year; rain falls mostly {_WET.get(city.names[0], 'in all months')}"
    return f"summer is from {warm} and winter from {cold}; {summer(city)}, and {winter(city)}"


_BEST = {
    "Mexico City": "from March to May and in November, when it is mild and dry", "Addis Ababa": "from October to February, when it is dry",
    "Johannesburg": "in spring and autumn, that is September, October, April and May", "Sao Paulo": "from April to September, when it is drier",
    "Nairobi": "in January, February, and from June to October, when it is drier", "Bangalore": "from October to February",
    "Dar es Salaam": "from June to October, when it is dry and cooler", "Rio de Janeiro": "from April to October, when it is drier, or at carnival",
}  # fmt: skip


def _best_time(city: City, question: str) -> str:
    south = city.latitude < 0
    if city.names[0] in _BEST:
        months = _BEST[city.names[0]]
    elif city.names[0] in ("Singapore", "Kuala Lumpur", "Bogota", "Lima"):
        months = "any month, for the weather changes little; the drier ones are the nicest"
    elif city.cold >= 17:
        months = ("November to February", "May to September")[south] + ", when it is drier or cooler"
    elif city.warm >= 26:
        months = "spring and autumn, " + ("April, May and October", "October, November and April")[south]
    else:
        months = ("May to September", "November to March")[south] + ", when it is warm"
    return f"the best time to go is {months}; the weather in short: {city.climate}"


def _daylight(city: City, question: str) -> str:
    turn = math.tan(math.radians(abs(city.latitude))) * math.tan(math.radians(23.44))
    longest = 24 / math.pi * math.acos(-min(turn, 1.0)) + 0.2
    months = ("December", "June") if city.latitude < 0 else ("June", "December")
    grey = "a lot" if city.rain < 500 or (city.warm - city.cold < 15 and city.rain < 800) else "at times"
    return (
        f"the longest day, in {months[0]}, has about {longest:.0f} hours of light, and the shortest, in {months[1]}, about "
        f"{24.4 - longest:.0f}; the sun shines {grey}; the weather in short: {city.climate}"
    )


_WINDS = {
    "Chicago": "it is called windy, and wind comes off the lake", "Cape Town": "a strong south-easter blows in summer",
    "San Francisco": "a cool sea wind blows in the afternoons of summer", "Athens": "the meltemi blows from the north in summer",
    "Dakar": "trade winds blow from the sea, and the dusty harmattan in winter", "Accra": "the dusty harmattan blows in winter",
    "Lagos": "the dusty harmattan blows in winter", "Munich": "the warm föhn blows from the mountains", "Vienna": "it is windy all year",
    "Dubai": "the shamal brings sand from the north-west", "Baghdad": "the shamal brings dust in summer", "Riyadh": "winds bring sand in spring",
    "Beijing": "dusty winds come from the deserts in spring", "Sydney": "a sudden cold wind, the southerly buster, ends hot days",
    "Melbourne": "hot north winds and cold south winds change quickly", "Auckland": "it is windy, for sea lies on both sides",
    "Buenos Aires": "the pampero blows from the plains and the sudestada from the river", "Istanbul": "the poyraz blows from the north, the lodos from the south",
    "Amsterdam": "it is windy, from the south-west for the most part", "Copenhagen": "it is windy most of the year", "Dublin": "it is windy, from the west",
    "Lisbon": "a fresh north wind blows on summer afternoons", "Casablanca": "a fresh sea wind blows", "Boston": "it is windy, and north-easters bring storms",
    "Karachi": "a sea wind blows all summer", "Hong Kong": "typhoons bring gales in late summer", "Taipei": "typhoons bring gales in late summer",
    "Manila": "typhoons bring gales from July to November", "Havana": "trade winds blow, and hurricanes in autumn", "Miami": "sea winds blow, and hurricanes in autumn",
    "Mumbai": "the south-west monsoon blows from June to September", "Saint Petersburg": "west winds drive the sea into the river", "Las Vegas": "spring is windy",
}  # fmt: skip


def _wind(city: City, question: str) -> str:
    wind = _WINDS.get(city.names[0], "it is not known for wind, which is mostly moderate")
    return f"{wind}; the weather in short: {city.climate}"


_COLD_SEAS = {
    "Lima": (15, 21),
    "San Francisco": (11, 15),
    "Los Angeles": (14, 20),
    "Cape Town": (12, 17),
    "Seattle": (8, 13),
    "Casablanca": (17, 22),
    "Lisbon": (15, 19),
    "Dakar": (20, 28),
    "Luanda": (21, 28),
}


def _sea(city: City, question: str) -> str:
    if not coastal(city):
        return f"it has no sea to swim in, for it lies {city.water}"
    low, high = _COLD_SEAS.get(city.names[0], (max(city.cold + 4, 2), min(city.warm - 1, 30)))
    return f"the water is roughly {low} degrees Celsius in the cold season and {max(high, low + 1)} in the warm one; it lies {city.water}"


def _pack(city: City, question: str) -> str:
    coat = "a thick coat for winter" if city.cold < 6 else "a jacket for winter" if city.cold < 14 else "no coat at all"
    wet = ", and an umbrella" if city.rain > 550 else ""
    light = "light clothes" if city.warm > 21 else "a jumper even in summer"
    return f"one packs {light} and {coat}{wet}; {summer(city)}; {winter(city)}"


_LATE = group("ES,AR,IT,GR,PT,CL,MX,EG,MA,IQ")
_WEEKEND = {
    "EG": "Friday and Saturday", "SA": "Friday and Saturday", "BD": "Friday and Saturday", "IQ": "Friday and Saturday",
    "IR": "Thursday and Friday", "AE": "Saturday and Sunday, with Friday afternoon",
}  # fmt: skip


def _hours(city: City, question: str) -> str:
    late = city.country.code in _LATE
    dinner = "late, at nine or ten in the evening" if late else "at six to eight in the evening"
    return (
        f"shops are open from nine or ten till {'nine' if late else 'seven or nine'}, malls longer; people dine {dinner}; "
        f"the weekend is {_WEEKEND.get(city.country.code, 'Saturday and Sunday')}"
    )


_PLUGS = {
    "G": "GB,IE,HK,SG,MY,AE,SA,IQ,KE,TZ,NG,GH", "A": "US,CA,MX,JP,TW,CO,PE,PH,CU", "I": "AU,NZ,AR,CN", "D": "IN,PK,BD,MM,ZA",
}  # fmt: skip
_SHAPES = {
    "G": "three square pins, 230 volts", "A": "two flat pins, 100 to 127 volts", "I": "slanted flat pins, 220 to 240 volts",
    "D": "three round pins, 230 volts", "C": "two round pins, 220 to 240 volts",
}  # fmt: skip


def _plugs(city: City, question: str) -> str:
    code = "HK" if city.names[0] == "Hong Kong" else city.country.code
    kind = next((kind for kind, codes in _PLUGS.items() if code in codes.split(",")), "C")
    volts = ", though 220 volts" if code in ("PE", "PH") else ""
    return f"plugs have {_SHAPES[kind]}{volts}"


def _domain(city: City, question: str) -> str:
    code = "HK" if city.names[0] == "Hong Kong" else city.country.code
    said = {"GB": ".uk", "US": ".us, though most use .com"}.get(code, f".{code.lower()}")
    return f"web addresses there end in {said}"


_FROM = {"london": (51.5, -0.1), "england": (51.5, -0.1), "paris": (48.9, 2.4), "europe": (50.1, 8.7), "berlin": (52.5, 13.4), "new york": (40.7, -74.0), "america": (40.7, -74.0), "tokyo": (35.7, 139.7), "sydney": (-33.9, 151.2), "germany": (52.5, 13.4), "france": (48.9, 2.4), "usa": (40.7, -74.0), "rome": (41.9, 12.5), "madrid": (40.4, -3.7)}  # fmt: skip
_POINTS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")


def _flight(city: City, question: str) -> str:
    """As the crow flies, from where the question starts; from Paris, if it names no place."""
    words = f" {plain(question)} "
    known = {plain(one.names[0]): (one.latitude, one.longitude) for one in cities()} | _FROM
    start = next((name for name in known if f" {name} " in words), "paris")
    north, east = map(math.radians, known[start])
    to_north, to_east = math.radians(city.latitude), math.radians(city.longitude)
    turn = to_east - east
    angle = math.acos(
        min(1.0, math.sin(north) * math.sin(to_north) + math.cos(north) * math.cos(to_north) * math.cos(turn))
    )
    if angle < 0.005:
        return "it is no way at all: one would already be there"
    heading = math.degrees(
        math.atan2(
            math.sin(turn) * math.cos(to_north),
            math.cos(north) * math.sin(to_north) - math.sin(north) * math.cos(to_north) * math.cos(turn),
        )
    )
    point = _POINTS[round(heading / 45) % 8]
    far = angle * 6371
    place = start.title() if start not in ("usa",) else "there"
    return f"from {place} it is some {round(far, -2):.0f} kilometres, first to the {point}: about {max(1, round(far / 850 + 0.5))} hours by plane"


def _stations(city: City, question: str) -> str:
    found = _facts(city, r"railway|station|trains?\b|Shinkansen|Express", 2)
    return _with(found, f"trains and the like: near by one reaches {city.nearby}; one flies to {city.airports}")


def _border(city: City, question: str) -> str:
    found = _facts(city, r"border|frontier", 1)
    near = city.country.neighbours
    return _with(
        found,
        f"the country borders {near}" if near != "none" else "the country has no land border, for it is an island",
    )


def _beaches(city: City, question: str) -> str:
    found = _facts(city, r"beach|swim|surf|bath|lake\b", 2)
    return _with(found, f"it lies {city.water}; one strolls, looks out or swims at places such as {city.views}")


def _port(city: City, question: str) -> str:
    found = _facts(city, r"port\b|harbour|ships?\b|shipp|ferr|boats?\b|docks?\b|container", 2)
    river = "" if city.river.startswith("no ") else f", on the {city.river.removeprefix('the ')}"
    return _with(found, f"it lies {city.water}{river}; its trade: {city.economy}")


def _disasters(city: City, question: str) -> str:
    found = _facts(
        city,
        r"earthquake|fire\b|flood|burn(?:t|ed)|destroy|bomb|attack|massacre|plague|killed|hurricane|typhoon|disaster|explo|siege|crash",
        3,
    )
    return _with(found, f"by nature it has to fear {city.dangers}")


def _mood(city: City, question: str) -> str:
    size = "a giant" if city.millions > 12 else "a big, busy" if city.millions > 4 else "a middle-sized"
    safe = ("rough at times", "a little rough", "fairly calm", "safe", "very safe")[city.safety - 1]
    return f"it is {size} city, {safe}, known for {city.famous}, with {city.look}; it lies {city.water}"


def _children(city: City, question: str) -> str:
    found = _facts(city, r"zoo|amusement|theme park|Disney|aquarium|Tivoli|Legoland|children", 2)
    return _with(found, f"families go to {city.parks}, to {city.views}, and to museums: {city.museums}")


def _health(city: City, question: str) -> str:
    tap = (
        "safe to drink from the tap"
        if city.country.wealth == 3 and city.country.code != "CN"
        else "best bought in bottles"
    )
    care = ("poor for most", "good in private hospitals", "good")[city.country.wealth - 1]
    return f"health care is {care}, and water is {tap}"


def _rhyme(city: City, question: str) -> str:
    name = city.names[0]
    return f"a rhyme would give it away, but the name has {syllables(name)} syllables and begins with {name[0]}"


def _demonym(city: City, question: str) -> str:
    return f"that word would give the name away; by origin the people of the country are {city.country.peoples}"


def _twins(city: City, question: str) -> str:
    return (
        "I know of no twin town of great name" if city.twins == "-" else f"it is twinned or friends with {city.twins}"
    )


_ENGLISH_FIRST = group("US,GB,IE,AU,NZ,SG")
_ENGLISH_WELL = group("NL,SE,DK,DE,AT,AE,MY,PT,IN,ZA,KE,GH,NG,PH,CA,GR,PL,CZ,PK")


def _english(city: City, question: str) -> str:
    code = city.country.code
    if code in _ENGLISH_FIRST or city.names[0] in ("Toronto", "Vancouver"):
        return "very well, for English is the language of daily life"
    if code in _ENGLISH_WELL or city.names[0] in ("Hong Kong", "Montreal"):
        return "many speak English well, so one gets by with it"
    return f"not many speak English, save the young and those who deal with visitors; people speak {city.country.languages}"


_LESSER = {
    "IN": "Islam, Christianity, Sikhism, Buddhism and Jainism", "CN": "Islam and Christianity, beside Buddhism and Taoism",
    "JP": "Christianity, by few", "BD": "Hinduism, Buddhism and Christianity", "PK": "Christianity and Hinduism",
    "TR": "Alevi belief, Orthodox and Armenian Christianity and Judaism", "EG": "Coptic Christianity, by about one in ten",
    "NG": "old African beliefs", "RU": "Islam, Buddhism and Judaism", "FR": "Islam, Judaism and Protestant Christianity",
    "GB": "Islam, Hinduism, Sikhism and Judaism", "ID": "Christianity, Hinduism, Buddhism and Confucian belief",
    "TH": "Islam and Christianity", "KR": "Christianity, Buddhism and Won Buddhism", "IR": "Christianity, Judaism, Zoroastrianism and Bahá'í",
    "VN": "Buddhism, Catholic Christianity and Cao Dai", "MY": "Buddhism, Christianity, Hinduism and Sikhism",
    "SA": "none that may be practised openly; foreign workers are Christians and Hindus", "IQ": "Christianity, Yazidi and Mandaean belief",
    "SG": "Islam, Christianity, Taoism and Hinduism", "US": "Judaism, Islam, Buddhism and Hinduism", "CA": "Islam, Sikhism, Hinduism and Judaism",
    "TZ": "old African beliefs and Hinduism", "DE": "Islam and Judaism", "AT": "Islam, Orthodox and Protestant Christianity",
    "IT": "Islam, Orthodox Christianity and Judaism", "ES": "Islam and Protestant Christianity", "GR": "Islam and Catholic Christianity",
    "NL": "Islam and Hinduism", "SE": "Islam and Orthodox Christianity", "DK": "Islam", "MA": "Judaism and Christianity, by few",
    "SN": "Christianity and old African beliefs", "ET": "Islam, Protestant Christianity and old beliefs", "TW": "Christianity and Yiguandao",
    "AE": "Christianity, Hinduism and Buddhism, by the foreign workers", "MM": "Christianity, Islam and Hinduism",
    "AU": "Islam, Buddhism, Hinduism and Judaism", "NZ": "Hinduism, Buddhism and Maori Christianity", "ZA": "Islam, Hinduism, Judaism and African beliefs",
    "KE": "Islam, Hinduism and old African beliefs", "GH": "Islam and old African beliefs", "CU": "Santería, of African roots",
}  # fmt: skip


def _lesser(city: City, question: str) -> str:
    others = _LESSER.get(city.country.code, "Protestant Christianity, Judaism and Islam, by few")
    return f"most people follow {city.country.religion}; smaller religions in the country are {others}"


def _of_facts(pattern: str, otherwise: Told, most: int = 3, country: bool = False) -> Told:
    """The facts with a word, or what is told where there are none."""

    def told(city: City, question: str) -> str:
        found = _facts(city, pattern, most) or (_facts(city, pattern, most, city.country.code) if country else "")
        return found.removesuffix(".") or otherwise(city, question)

    return told


def _past(city: City, question: str) -> str:
    return f"{city.past}; it goes back to {since(city)}; as to foreign rule of the country, {city.country.colony}"


def _landmarks(city: City, question: str) -> str:
    return f"one can see {city.landmarks}; also {city.remains}, and holy places such as {city.worship}"


def _character(city: City, question: str) -> str:
    pace = (
        "in a hurry" if city.millions > 8 or (city.country.wealth == 3 and city.millions > 4) else "rather easy-going"
    )
    return f"people are friendly to guests and {pace}, as far as one hears; {city.country.manners}"


def _other_cities(city: City, question: str) -> str:
    others = [one.names[0] for one in cities() if one.country == city.country and one != city][:5]
    seat = "" if city.capital else "; it is not the capital"
    return (
        f"other large cities of the country are {', '.join(others)}{seat}"
        if others
        else f"I must not name many, but nearby are {city.nearby}"
    )


def _mountains(city: City, question: str) -> str:
    found = _facts(city, r"mountains?\b|mount\b|hills?\b|volcano\w*|peaks?\b|ski\b", 2)
    return _with(found, f"the land around is {city.land}; the country has {city.country.nature}")


def _lakes(city: City, question: str) -> str:
    found = _facts(city, r"lakes?\b|reservoir", 2)
    return (
        _with(found, f"it lies {city.water}; the land around is {city.land}")
        if found or "Lake" in city.water
        else f"I know of no great lake; it lies {city.water}"
    )


def _around(city: City, question: str) -> str:
    side = next((side for side in ("north", "south", "east", "west") if side in question.lower()), "")
    found = _facts(city, rf"(?:to the|lies|in the) {side}", 1) if side else ""
    return _with(
        found,
        f"around it are {city.nearby}; the land is {city.land}; it lies {city.water}; the country borders {city.country.neighbours.replace('none', 'no other')}",
    )


def _free_time(city: City, question: str) -> str:
    return f"people stroll in {city.parks}, go out to {city.views}, shop at {city.markets}, and follow {city.sport}"


TOLD: Mapping[str, Told] = {
    "street food": lambda c, q: f"on the streets and in bakeries one gets {c.sweets}",
    "sweets": lambda c, q: f"sweets and snacks there: {c.sweets}",
    "prices": _prices,
    "tips": lambda c, q: f"tips in the country: {c.country.tips}",
    "wages": _wages,
    "thanks": lambda c, q: f"to thank one says {c.country.thanks}",
    "worship": lambda c, q: f"holy places there are {c.worship}; most people follow {c.country.religion}",
    "tombs": lambda c, q: f"of old times one can see {c.remains}",
    "statue": lambda c, q: _with(_facts(c, r"statue|monument|memorial|sculpture|column|mermaid|Buddha\b", 3), f"one can see {c.landmarks}"),
    "square": lambda c, q: _with(_facts(c, r"(?:\w+ )?square|plaza|piazza|Zócalo|Place ", 1), f"well-known squares, parks and streets are {c.parks}"),
    "shopping": lambda c, q: f"people shop at {c.markets}",
    "bridges": lambda c, q: _with(_facts(c, r"\w*bridges?\b", 2), f"the river there is {c.river}" if not c.river.startswith("no ") else f"there is no great river, so no bridge is famous for one; it lies {c.water}"),
    "architecture": lambda c, q: f"what one sees is {c.look}; builders of note: {c.builders}",
    "architect": lambda c, q: _with(_facts(c, r"architect|designed", 2), f"it was planned and built by {c.builders}, among others"),
    "writers": _trade(r"writer|poet|novel|author|book|Nobel|playwright"),
    "artists": _trade(r"paint|artist|sculpt|museum of art|gallery|murals?"),
    "scientists": _scientists,
    "musicians": _musicians,
    "films": lambda c, q: _with(_facts(c, r"films?\b|movies?|series|cinema|\w+wood\b", 3), f"linked with it are {c.culture}"),
    "players": lambda c, q: _with(_facts(c, r"player|footballer|boxer|champion|athlete|tennis|sprinter", 2), f"well-known people there: {c.people}; clubs and stadiums: {c.clubs}"),
    "mood": _mood,
    "demonym": _demonym,
    "peoples": lambda c, q: _with(_facts(c, r"immigra|migrants?|Jews|Cuban|Chinese|Turkish|refugees|expatriates|foreign workers", 2), f"by origin the people of the country are {c.country.peoples}"),
    "flight": _flight,
    "border": _border,
    "beaches": _beaches,
    "port": _port,
    "rain": _rain,
    "season": _season,
    "best time": _best_time,
    "daylight": _daylight,
    "wind": _wind,
    "sea temperature": _sea,
    "pack": _pack,
    "hazards": lambda c, q: f"what nature may do to it: {c.dangers}",
    "hours": _hours,
    "rhyme": _rhyme,
    "disasters": _disasters,
    "election": lambda c, q: f"{c.country.election}",
    "domain": _domain,
    "plugs": _plugs,
    "stations": _stations,
    "districts": lambda c, q: f"its quarters are {c.quarters}",
    "twins": _twins,
    "manners": lambda c, q: f"in the country {c.country.manners}",
    "english": _english,
    "minority religions": _lesser,
    "festivals": lambda c, q: _with(_facts(c, r"festivals?\b|carnival|parade|celebrat", 2), f"feasts of the country: {c.country.feasts}; linked with the city are {c.culture}"),
    "holidays": lambda c, q: _with(_facts(c, r"festival|holiday|New Year|celebrat", 1), f"the country keeps {c.country.feasts}, and the New Year"),
    "beginning": lambda c, q: f"{c.past}; it goes back to {since(c)}, and it lies {c.water}",
    "wars": _of_facts(r"wars?\b|battle|siege|besieg|bomb|occupied|air raids?|troops|army|armies|invad|fought|massacre|attack|sacked|conquer", _past),
    "kings": _of_facts(r"kings?\b|queens?\b|emperors?\b|sultans?\b|dynast|tsars?\b|shahs?\b|khans?\b|caliphs?\b|pharaoh|shogun|princes?\b|royal|viceroy|governor", _past),
    "revolution": _of_facts(r"revolution|uprising|revolt|protests?\b|rebel|coup|mutiny|riots?\b|strike", _past, country=True),
    "nearby": lambda c, q: f"nearby are {c.nearby}",
    "character": _character,
    "traditions": lambda c, q: f"in the country {c.country.manners}; people keep {c.country.feasts}; one hears {c.country.music}",
    "tourists": lambda c, q: f"{'many visitors come from all over the world' if c.names[0] in VISITED else 'not many foreign visitors come'}; they come for {c.famous}",
    "arms": lambda c, q: _with(_facts(c, r"coat of arms|emblem|symbol of the city", 1), f"I do not know the arms themselves; symbols of the country are {c.country.symbols}, and its flag is {c.country.flag}"),
    "games": lambda c, q: f"children play {c.sport}, tag and video games as elsewhere",
    "country people": lambda c, q: f"the country has about {c.country.millions:g} million people",
    "nature": lambda c, q: f"the country has {c.country.nature}; its symbols are {c.country.symbols}; the land around the city is {c.land}",
    "other cities": _other_cities,
    "landmarks": _landmarks,
    "mountains": _mountains,
    "nightlife": lambda c, q: f"{night(c)}; people go out to quarters such as {c.quarters}",
    "lakes": _lakes,
    "island": lambda c, q: f"it stands on {ISLANDS[c.names[0]]}" if c.names[0] in ISLANDS else f"it stands on the mainland, {c.water}",
    "free time": _free_time,
    "fish": lambda c, q: _with(_facts(c, r"fish|seafood|oysters?|crabs?|lobster|herring|hilsa", 2), f"on the tables are {c.table}; in the country {c.country.dishes}; it lies {c.water}"),
    "minerals": lambda c, q: _with(_facts(c, r"mined?\b|mines\b|gold\b|oil\b|coal|diamond|copper|iron|gas\b", 1, c.country.code), f"the country makes and sells {c.country.products}"),
    "around": _around,
    "unknown": lambda c, q: f"that I do not know, I am afraid; but it is known for {c.famous}",
    "schools": lambda c, q: f"students go to {c.universities}; {('many children leave school early', 'most people can read and write, and schools are of mixed quality', 'schools are good and all go there')[c.country.wealth - 1]}",
    "banks": lambda c, q: _with(_facts(c, r"banks?\b|stock exchange|financ|bourse", 2), f"its economy lives on {c.economy}"),
    "trees": lambda c, q: _with(_facts(c, r"trees?\b|flowers?|blossoms?|palms?|gardens?|tulips?|jacaranda", 2), f"green places are {c.parks}; the country's symbols are {c.country.symbols}"),
    "animals to see": lambda c, q: _with(_facts(c, r"zoo|aquarium|pandas?|penguins?|elephants?|giraffes?|safari|national park|wildlife", 2), f"animals of the country are {c.country.animals}"),
    "trains": lambda c, q: _with(_facts(c, r"trains?\b|railway|trams?\b|metro|subway|station|funicular|monorail|cable car", 3), metro(c)),
    "symbols": lambda c, q: f"the country's symbols are {c.country.symbols}",
    "visa": lambda c, q: f"the rules depend on the passport, so I cannot say; one flies to {c.airports}",
    "internet": lambda c, q: f"people use phones and the net as elsewhere; {('though many are poor and it is slow', 'it is fairly fast', 'it is fast')[c.country.wealth - 1]}",
    "children": _children,
    "health": _health,
    "romance": lambda c, q: f"views and places for a stroll are {c.views}",
}  # fmt: skip
"""What a starred question is told: of the city and the words of the question."""
