"""Questions about what there is in a city, topic by topic: each topic has words that ask for it, and what is told of it."""

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from tasks.simulators.asked import Asked, Said, capital, low, polar
from tasks.simulators.citywords import content
from tasks.simulators.facts import own, ranked
from tasks.simulators.gazetteer import City, group


class Topic(NamedTuple):
    """What may be asked for, and where the answer stands."""

    name: str
    words: str
    """A question with one of these is about it."""
    told: Callable[[City], str]
    """A sentence with the city's particulars."""
    general: str
    """Content that says no more than the topic: with nothing else in it, a question of yes or no is answered yes."""
    facts: str = ""
    """Facts with one of these words belong to it."""
    unless: str = ""


def metro(city: City) -> str:
    ways = [way for way, has in (("a metro", city.metro), ("trams", city.tram)) if has]
    ways += {"Bangkok": ["the Skytrain", "tuk-tuks", "river boats"], "Manila": ["jeepneys", "tricycles"], "Nairobi": ["matatu minibuses"], "Lagos": ["yellow danfo minibuses", "motorcycle taxis"], "Dar es Salaam": ["rapid buses", "dala-dala minibuses", "bajaji rickshaws"], "Jakarta": ["TransJakarta buses", "motorbike taxis (ojek)", "commuter trains"],
             "Bogota": ["red TransMilenio buses", "bicycles"], "Dhaka": ["cycle rickshaws", "boats", "buses"], "Ho Chi Minh City": ["motorbikes and scooters", "buses"], "Hanoi": ["motorbikes and scooters", "buses"], "Amsterdam": ["bicycles", "boats", "ferries"], "Copenhagen": ["bicycles", "buses", "S-trains"], "London": ["red double-decker buses", "black cabs"], "San Francisco": ["cable cars", "the BART train", "buses"],
             "Istanbul": ["ferries", "the Marmaray tunnel", "dolmuş minibuses"], "Venice": [], "Hong Kong": ["the Star Ferry", "double-decker trams and buses", "red taxis"], "New York City": ["yellow taxis", "ferries", "buses"], "Los Angeles": ["cars on freeways", "buses"], "Mumbai": ["crowded local trains", "auto-rickshaws", "black and yellow taxis"], "Kolkata": ["yellow taxis", "hand-pulled rickshaws", "ferries"],
             "Lima": ["the Metropolitano buses", "minibuses called combis"], "Cape Town": ["MyCiTi buses", "minibus taxis", "trains"], "Johannesburg": ["the Gautrain", "minibus taxis"], "Kinshasa": ["minibuses and motorbike taxis"], "Luanda": ["blue and white candongueiro minibuses"], "Accra": ["tro-tro minibuses"], "Dakar": ["car rapide minibuses", "a new express train"], "Addis Ababa": ["blue minibuses and light rail"], "Casablanca": ["red petits taxis"],
             "Yangon": ["a circular train", "taxis", "buses"], "Havana": ["old American cars as taxis", "buses", "coco taxis"], "Houston": ["cars", "light rail"], "Dallas": ["cars", "DART light rail"], "Las Vegas": ["a monorail", "taxis", "buses called the Deuce"], "Seattle": ["light rail", "ferries", "a monorail", "buses"], "Auckland": ["ferries", "buses", "trains"], "Dublin": ["DART trains", "double-decker buses", "Luas trams"], "Riyadh": ["cars", "buses"], "Baghdad": ["taxis", "minibuses"],
             "Surat": ["auto-rickshaws", "buses"], "Karachi": ["rickshaws", "painted buses", "green line buses"], "Lahore": ["rickshaws", "buses"], "Delhi": ["auto-rickshaws", "buses"], "Stockholm": ["ferries", "buses"], "Sydney": ["ferries", "trains", "buses"], "Melbourne": ["trains", "buses"], "Lisbon": ["yellow trams", "funiculars", "ferries"], "Shanghai": ["the Maglev train", "taxis", "bicycles"], "Chongqing": ["a monorail through a building", "cable cars over the river"],
             "Santiago": ["buses", "a funicular"], "Tokyo": ["trains such as the Yamanote line", "taxis", "buses"], "Mexico City": ["Metrobús buses", "cable cars", "taxis"], "Rio de Janeiro": ["buses", "a cog railway and cable car"], "Singapore": ["the MRT", "buses"], "Wuhan": ["ferries", "buses"], "Vancouver": ["the SkyTrain", "the SeaBus", "buses"], "Cairo": ["minibuses", "taxis", "feluccas"], "Tehran": ["buses", "shared taxis"]}.get(city.names[0], ["buses", "taxis"])  # fmt: skip
    return (
        f"people get around by {', '.join(ways[:-1])} and {ways[-1]}"
        if len(ways) > 1
        else f"people get around by {ways[0]}"
    )


def _nearby(city: City) -> str:
    return f"nearby are {city.nearby}"


def _evenings(city: City) -> str:
    dry = city.country.code in ("SA", "IR", "PK", "BD") or city.names[0] in ("Ahmedabad", "Surat")
    return (
        "there are hardly any bars, for alcohol is forbidden"
        if dry
        else "there are bars and clubs to go to in the evening"
    )


TOPICS = (
    Topic("airport", r"airports?|airlines?|planes? land|fly (?:in|into|there|to)|flights?|aeroplanes?|airplanes?|land at|(?:tourists|people|i|you|one|visitors) (?:get|arrive|travel|come) (?:there|to it|in)$", lambda c: f"the airports are {c.airports}" if " and " in c.airports else f"the airport is {c.airports}", "airport plane fly flight land international international busy hub", "airport|airline", "hours|how long|aircraft|made|build"),
    Topic("transport", r"boats? to|by boat|metro|subway|underground|trams?|streetcars?|trolleys?|bus|buses|taxis?|cabs?|tuk ?tuks?|rickshaws?|transport\w*|transit|get (?:around|about|to work)|getting (?:around|about)|move around|travel around|travel to work|commut\w+|bicycles?|bikes?|cycle|cycling|bicyclists?|scooters?|motorbikes?|motorcycles?|mopeds?|trains?|railways?|railroad|traffic|ferr(?:y|ies)|cable cars?|vehicles?|rush hour|jams?|monorail|"
          r"go to work|light rail|funicular|bullet train|station|stations", metro, "tuk tuks use people boat bullet high speed tram trams streetcar trolley bus buses taxi cab ferry train bicycle bike scooter motorbike monorail funicular rickshaw cable car metro traffic transport move around city public system vehicle ride", "metro|tram|bus|train|railway|taxi|rickshaw|traffic|ferry|bicycle|motorbike|cable car|station", "film|song|famous cars|attack|exhibition"),
    Topic("university", r"universit\w*|colleges?|students?|stud(?:y|ied)|schools?|campus\w*|academic|professors?|educat\w*|ivy league", lambda c: f"students go to {c.universities}", "university college student study school campus education famous good top", "university|college|school|student"),
    Topic("company", r"compan(?:y|ies)|business\w*|industr\w*|econom\w*|firms?|corporations?|export\w*|produc\w*|factor(?:y|ies)|makers?|manufactur\w*|goods|headquarter\w*|brands?|trade(?!mark)|banks?|banking|financ\w*|stock exchange|stock market|tech\b|technolog\w*|start ?ups?|startups?|software|i ?t (?:hub|companies|industry|sector)|jobs?|work (?:in|as|there)|living (?:from|off)|employers?|"
          r"makes? (?:its|their|most of its) (?:money|living)|make (?:there|in)|made there|for (?:work|jobs|a job)|dig|dug|get rich|source of (?:income|wealth)|cars? (?:made|produced|maker|manufactur\w+|industr\w+)|make cars|mined|mines?|mining|oil|gold|diamonds?|steel|textiles?|shipbuilding|fashion|natural resources?|resources?|crops?|grow|grown|farm\w*|agricultur\w*|automobiles?|electronics|import", lambda c: f"its economy lives on {c.economy}", "company business industry economy firm export product factory goods trade headquarter hub center sector work job important large technology finance tech hub hi grow grown crop mine mined mining produce dig rich made make country nation", "company|companies|industry|bank|trade|factory|export|oil|mine|maker|firm|headquarter|exchange|business|seat there|technology|software",
          "fashion week|export(?:ed)? by people|golden gate|gold museum|olive|stolen|gold(?:en)? (?:dome|roof|pagoda|mask|angel)|rush|fish market|tower|museum|fair|expo|oil painting|dynast\\w+"),
    Topic("museum", r"museums?|galler(?:y|ies)|exhibits?|opera(?: house)?|theat(?:re|er)s?|concert halls?|orchestras?|philharmonic|ballet|broadway|musicals?|arts?\b|artworks?|paintings?|murals?|sculptures?|masterpiece", lambda c: f"museums and stages there: {c.museums}", "museum gallery art opera theatre theater exhibit painting culture collection famous visit scene", "museum|gallery|opera|theatre|painting|painter|art|mural|ballet|mona lisa", "artists?|painters?|martial|state of the art|peking opera|movie theat|soap opera"),
    Topic("park", r"parks?|gardens?|squares?|plazas?|green spaces?|green areas?|trees|boulevards?|avenues?|streets?|promenades?|shopping (?:streets?|areas?|districts?)|districts?|neighbou?rhoods?|quarters?|areas|markets?|bazaars?|shops?|shopping|malls?|souks?|beach(?:es)?|chinatown|old town|steps|stairs|stairway|pier|docks|fountains?|zoo|cemeter(?:y|ies)|graveyards?", lambda c: f"well-known parks, squares and streets are {c.parks}", "park garden square green street avenue district neighborhood area quarter shopping shop market mall main large famous plaza downtown center old beach town", "park|garden|square|street|avenue|quarter|district|market|mall|bazaar|cemetery|zoo|beach|fountain|steps", "street food|street art|car park|national park|parking|stock market|square (?:kilo|mile|meter|metre)\\w*|how far|safari|district of columbia|wall street|baseball|theme parks?|amusement|night market|christmas market"),
    Topic("tower", r"tall(?:est)?|towers?|skyscrapers?|high ?rises?|skyline|high buildings?|highest (?:building|tower|structure)|floors|storeys|stories high|sky ?line|super tall", lambda c: f"of its tall buildings one names {c.towers}", "tall tower skyscraper building high structure rise skyline big world famous large modern super", "tallest|tower|skyscraper|metres high|metres tall|building", "people tall|clock tower|water tower|tallest (?:mountain|people|person|waterfall|peak|statue)"),
    Topic("person", r"famous (?!indigenous)(?:people|person|persons|residents?|citizens?|sons?|daughters?|inhabitants?|natives?|figures?)|celebrit\w*|who (?:was|is|were) born|born|(?:anyone|anybody|someone|somebody|people) famous|(?:people|person|persons|personalit\w+|figures?|writers?|authors?|poets?|novelists?|artists?|painters?|composers?|singers?|musicians?|actors?|actress\w*|directors?|scientists?|philosophers?|inventors?|explorers?|architects?|politicians?|designers?|athlete|physicist|bands?|rappers?|heroes|hero) (?:is|are|was|were|come|comes|came|from|lived|live|hail|associated|linked|worked|born|who|do)|"
          r"(?:any|which|what|famous|known|known for a|well known|great|name an?|name some|who is the|who are the) (?:\w+ )?(?:people|person|writers?|authors?|poets?|novelists?|artists?|painters?|composers?|singers?|musicians?|actors?|directors?|scientists?|philosophers?|inventors?|explorers?|architects?|designers?|bands?|rappers?|footballers?|politicians?|historical figures?|kings|emperors?|saints?)|everybody knows|everyone knows|who lives (?:there|here|in it)|comes? from there|who (?:lived|came|worked|comes|grew up)|birthplace|hometown|native of|grew up",
          lambda c: f"well-known people there: {c.people}", "people person celebrity born figure someone anyone famous from resident come live native hail associate birthplace history musician band world", "born|writer|painter|composer|singer|architect|poet|actor|lived|artist|founded by|philosopher", "proud|food|dish|drink|dance|music comes?|language|speak|eat|population|how many people|who (?:founded|ruled|designed)|people live|(?:what|why|where|how|when) (?:do|can|did|would|could|should|will) (?:most |the |some |many |local )?(?:people|persons)|indigenous|aboriginal|natives? (?:people|tribe)|detective|fictional"),
    Topic("nearby", r"(?:bigger|biggest|big|larger|large|major|other|important|famous|known) (?:cit(?:y|ies)|towns?) (?:is|are|lies?|does) (?:it |they |this |the city )?(?:lie |sit )?(?:close|near|nearest|closest|nearby|next|around|beside)|nearby (?:cit(?:y|ies)|towns?|places?|islands?)|(?:cit(?:y|ies)|towns?|places?) (?:nearby|near(?: it| there)?|close(?: by| to it)?|around|next to it|is it near|is nearest|are near|are close|is close)|nearest (?:big |large |major |other )*(?:city|town)|closest (?:big |large |major |other )*(?:city|town)|neighbou?ring (?:city|cities|towns?)|day trips?|excursions?|just outside|outside (?:of )?(?:the )?city|in the (?:vicinity|surroundings?)|suburbs?|satellite|what is (?:nearby|near|close)|surround\w*",
          _nearby, "near nearby city town close trip excursion day place outside suburb large other surrounding", ""),
    Topic("animal", r"animals?|wildlife|fauna|lions?|elephants?|giraffes?|kangaroos?|koalas?|pandas?|tigers?|bears?|penguins?|monkeys?|camels?|zebras?|rhinos?|hippos?|crocodiles?|alligators?|safaris?|birds?|whales?|dolphins?|llamas?|alpacas?|wolves|moose|snakes?|sharks?|cows?|sheep|cats?|deer|leopards?|kiwis?|eagle", lambda c: f"animals of the country are {c.country.animals}", "animal wildlife wild live native typical safari see bird national country", "", "flag|wall street|bull|statue|market|football|team|symbol|half|merlion|zoo|sheep farming|eagles"),
    Topic("culture", r"films?|movies?|cinemas?|music\w*|songs?|bands?|books?|novels?|literature|literary|festivals?|carnivals?|parades?|celebrat\w*|events?|dances?|dancing|culture|tv|television|series|shows?|hip hop|jazz|rock|pop|concerts?|stories|comics?|manga|anime|cartoons?|k ?pop|samba|tango|salsa|flamenco|fado|part(?:y|ies)\b(?! member)|fairs?|video ?games?|poems?|poetry|traditions?|sing|fashion", lambda c: _culture(c), "film movie music song band book novel literature festival celebrate holiday event dance culture show series party famous set story kind cultural annual year", "film|movie|music|song|novel|festival|carnival|dance|book|parade|celebrat|band|poet|fashion", "tea party|communist|political|trade fairs?"),
    Topic("feast", r"(?:public |national |main |biggest |religious )?holidays?|national day|independence day|new year|feast\w*", lambda c: f"the country keeps {c.country.feasts}", "holiday national day feast festival celebrate public big main year", "festival|celebrat|holiday|New Year|Day "),
    Topic("night", r"night ?life|nightclubs?|clubs?|clubbing|bars?|pubs?|at night|nights|in the evening|evenings?|night out|go out|party scene|partying|casinos?|gambl\w*|red light", _evenings, "nightlife nightclub club bar night pub evening lively party good fun out people", "nightlife|nightclub|club|bars|pub|casino|night|neon|beer hall|red-light", "football|team|soccer|sushi"),
)  # fmt: skip


def topics(asked: Asked) -> list[Topic]:
    """Those a question is about."""
    return [topic for topic in TOPICS if asked.has(topic.words) and not (topic.unless and asked.has(topic.unless))]


_ADJECTIVES = content(
    "bad good heavy terrible awful nice decent excellent efficient reliable interesting lively free huge small own several beautiful cheap expensive"
)


@cache
def _general(topic: Topic) -> frozenset[str]:
    return content(topic.general)


@cache
def sentences(city: City) -> tuple[str, ...]:
    """The table's cells as sentences."""
    said = [
        f"one can see {city.landmarks}", f"it is known for {city.famous}", f"in sport it stands for {city.sport}", city.past, f"it lies {city.water}",
        "" if city.river.startswith("no ") else f"the river there is {city.river}", f"typical food there: {city.table}", f"clubs and stadiums there: {city.clubs}", f"the land around is {city.land}",
        f"the country makes and sells {city.country.products}", f"in the country people drink {city.country.drinks}", f"the country has {city.country.nature}", f"as to foreign rule, {city.country.colony}", f"the country keeps {city.country.feasts}", f"animals of the country are {city.country.animals}",
        *(topic.told(city) for topic in TOPICS if topic.name != "night"),
    ]  # fmt: skip
    return tuple(f"{capital(text)}." for text in said if text)


def plain_topic(asked: Asked) -> bool:
    """The question asks for a topic and nothing particular in it."""
    found = topics(asked)
    return bool(found) and not content(asked.text) - _general(found[0]) - _ADJECTIVES


def by_topic(city: City, asked: Asked) -> Said | None:
    """What a topic's words ask for."""
    found = topics(asked)
    if not found:
        return None
    if asked.polar and not asked.either:
        return _polar(city, asked, found)
    topic = found[0]
    words = content(asked.text)
    special = words - frozenset().union(*(_general(one) for one in found))
    facts = [match for match in ranked(city.names[0], city.country.code, words, sentences(city)) if match.share > 0.2]
    own_words = re.compile(rf"\b(?:{topic.facts})", re.I) if topic.facts else None
    cell = f"{capital(topic.told(city))}."
    if topic.name == "company" and asked.has("(?:the|its|whole) (?:country|nation)|country'?s|national"):
        return Said((f"The country makes and sells {city.country.products}.",), f"products:{city.country.code}")
    if topic.name == "transport" and asked.has("traffic|jams?|rush hour"):
        jam = next((one.text for one in own(city.names[0], "-") if "traffic" in one.text.lower()), "")
        flow = "dense, as in most cities of that size" if city.millions > 3 else "moderate for a large city"
        text = jam or f"Traffic is {flow}; {metro(city)}."
        return Said((text,), f"traffic:{text}")
    near = [match for match in facts if match.share > 0.4 and special & _words_of(match.text)] if special else []
    about = [match for match in facts if not match.country and own_words and own_words.search(match.text)]
    told_elsewhere = {one for one in sentences(city) if one != cell}
    about = [match for match in about if match.text not in told_elsewhere]
    chosen: list[str] = []
    for text in (
        *(match.text for match in near[:2]),
        cell,
        *(match.text for match in about[:1]),
    ):
        if text not in chosen and not _said_already(text, chosen):
            chosen.append(text)
    if not about and not special and own_words and len(chosen) < 2:
        chosen += [
            one.text
            for one in own(city.names[0], "-")
            if own_words.search(one.text) and not _said_already(one.text, chosen)
        ][:1]
    text = _cut(chosen)
    return Said((text,), f"{topic.name}:{text}")


def _cut(texts: list[str], most: int = 400) -> str:
    """As many whole sentences as are read with pleasure."""
    said = texts[0]
    for text in texts[1:]:
        if len(said) + len(text) < most:
            said = f"{said} {text}"
    return said


def _words_of(text: str) -> frozenset[str]:
    from tasks.simulators.facts import fact

    return fact(text).words


def _said_already(text: str, chosen: list[str]) -> bool:
    names = re.findall(r"(?<!^)\b[A-Z]\w{3,}", text)
    return bool(names) and all(name in " ".join(chosen) for name in names)


_ARTS = {
    "music\\w*|songs?|bands?": r"music|song|samba|techno|rumba|jazz|blues|opera|rock\b|rap\b|band|waltz|tango|salsa|fado|rebetiko|soul|grunge|pop\b|mbalax|highlife|afrobeat|K-pop|Mozart|Beatles|qawwali|chaabi",
    "films?|movies?|cinemas?": r"film|movie|wood\b|cinema|Lollywood",
    "books?|novels?|literature|literary|poems?|poetry": r"novel|book|poet|writer|literature|Nobel",
    "dances?|dancing|samba|tango|salsa|flamenco": r"danc|samba|tango|salsa|flamenco|rumba|ballet",
    "festivals?|carnivals?|parades?": r"festival|carnival|parade|feast|Oktoberfest|Mardi Gras",
}


def _known_art(city: City, asked: Asked) -> Said:
    """Known for an art, if its best-known things or its works show it."""
    said = low(_culture(city))
    texts = f"{city.famous} {city.culture} {' '.join(one.text for one in own(city.names[0], '-'))}"
    wanted = next((shown for words, shown in _ARTS.items() if asked.has(words)), None)
    true = wanted is None or re.search(wanted, texts) is not None
    return polar(true, asked, said, f"it is rather known for {city.famous}", f"art:{true}")


def _culture(city: City) -> str:
    return f"films, books, music and festivals linked with it are {city.culture}"


_TECH = group(
    "Tokyo,Beijing,Shanghai,Shenzhen,Guangzhou,Chengdu,Nanjing,Wuhan,Bangalore,Hyderabad,Pune,Chennai,Delhi,Seoul,Taipei,"
    "Singapore,Hong Kong,San Francisco,Seattle,Boston,New York City,Los Angeles,London,Berlin,Munich,Dublin,Stockholm,Paris,"
    "Amsterdam,Barcelona,Nairobi,Lagos,Toronto,Vancouver,Montreal,Sydney,Sao Paulo,Ho Chi Minh City,Osaka,Washington D.C.,Atlanta"
)


def _polar(city: City, asked: Asked, found: list[Topic]) -> Said | None:
    special = content(asked.text) - frozenset().union(*(_general(one) for one in found))
    special -= _ADJECTIVES
    topic = found[0]
    if special:
        return None
    if topic.name == "transport":
        return _polar_transport(city, asked)
    if topic.name == "tower":
        low_city = city.names[0] in ("Washington D.C.", "Athens", "Rome", "Dublin", "Copenhagen", "Dar es Salaam", "Accra", "Dakar", "Yangon", "Havana", "Prague", "Amsterdam", "Stockholm", "Cape Town", "Lisbon", "Budapest", "Paris", "Saint Petersburg", "Kinshasa", "Addis Ababa", "Surat", "Lahore", "Pune", "Kyiv", "Dhaka", "Lima", "Baghdad", "Rio de Janeiro", "Bogota")  # fmt: skip
        few = low_city and city.names[0] not in (
            "Paris",
            "Rio de Janeiro",
            "Bogota",
            "Lima",
            "Hanoi",
            "Addis Ababa",
            "Saint Petersburg",
            "Dar es Salaam",
            "Cape Town",
            "Kyiv",
        )
        true = not (few if not asked.has("many|lots?|lot of|full of") else low_city) or (
            city.names[0] == "Paris" and bool(asked.has("tower"))
        )
        return polar(true, asked, topic.told(city), topic.told(city), f"tower:{true}")
    if (
        topic.name == "company"
        and asked.has("tech|technology|i ?t|software|start ?ups?")
        and asked.has("hub|cent(?:er|re)|city|capital|known|famous|big")
    ):
        true = city.names[0] in _TECH
        return polar(true, asked, topic.told(city), f"it is not known for that; {topic.told(city)}", f"tech:{true}")
    if topic.name == "culture" and asked.has("known|famous|renowned|popular"):
        return _known_art(city, asked)
    if topic.name == "animal":
        return None
    said = low(topic.told(city))
    return polar(True, asked, said, said, f"{topic.name}:yes")


def _polar_transport(city: City, asked: Asked) -> Said:
    said = metro(city)
    texts = " ".join((said, *(one.text for one in own(city.names[0], "-")))).lower()
    ways = {"metro|subway|underground": city.metro, "trams?|streetcars?|trolleys?|light rail": city.tram or re.search(r"\btrams?\b", texts) is not None, "cable cars?": "cable car" in texts, "boats?": "ferr" in texts or "boat" in texts, "ferr(?:y|ies)": "ferr" in texts or "boat" in texts, "rickshaws?|tuk ?tuks?": bool(re.search("rickshaw|tuk-tuk|bajaj", texts)), "monorail": "monorail" in texts,
            "bicycles?|bikes?|cycl\\w+|bicyclists?": bool(re.search("bicycl|cycl", texts)) or city.names[0] in ("Berlin", "Munich", "Beijing", "Portland"), "scooters?|motorbikes?|motorcycles?|mopeds?": bool(re.search("motorbike|scooter|motorcycl", texts)) or city.names[0] in ("Taipei", "Jakarta", "Bangkok", "Rome", "Surat", "Pune", "Lahore", "Karachi"), "bullet train|high speed": city.country.code in ("JP", "CN", "KR", "TW", "ES", "FR"), "funicular": "funicular" in texts}  # fmt: skip
    for pattern, true in ways.items():
        if asked.has(pattern):
            return polar(true, asked, said, said, f"transport:{pattern}:{true}")
    if asked.has("traffic|jams?|rush hour|congest\\w*"):
        true = city.millions > 3 and city.names[0] not in ("Singapore", "Copenhagen", "Vienna")
        return polar(
            true,
            asked,
            "traffic is dense, as in most cities of that size"
            if "traffic" not in texts
            else f"traffic is a plague; {said}",
            said,
            f"traffic:{true}",
        )
    return polar(True, asked, said, said, "transport:yes")
