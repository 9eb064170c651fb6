"""Wide questions about a city: its problems, its beginnings, its centre, its way to riches, and how far its capital is."""

import math
import re

from tasks.simulators.asked import Asked, Said, polar, told
from tasks.simulators.facts import own
from tasks.simulators.gazetteer import City, cities, group, since
from tasks.simulators.sizes import LARGEST as _LARGEST


def themes(city: City, asked: Asked) -> Said | None:
    return (
        _far_capital(city, asked)
        or _middle_ages(city, asked)
        or _muslim_rule(city, asked)
        or _walls(city, asked)
        or _made(city, asked)
        or _everyday(city, asked)
        or _cities_of_country(city, asked)
        or _year_of(city, asked)
        or (_open(city, asked) if not asked.polar or asked.either else None)
    )


_SEATS = {
    "NG": (9.1, 7.4), "TZ": (-6.2, 35.7), "AU": (-35.3, 149.1), "CA": (45.4, -75.7), "TR": (39.9, 32.9), "PK": (33.7, 73.0), "NZ": (-41.3, 174.8),
    "BR": (-15.8, -47.9), "MA": (34.0, -6.8), "MM": (19.8, 96.1), "ZA": (-25.7, 28.2), "AE": (24.5, 54.4),
}  # fmt: skip
"""Capitals that are none of the cities of the game."""


def _far_capital(city: City, asked: Asked) -> Said | None:
    if not asked.has("how (?:far|close|near)") or not asked.has("capital"):
        return None
    if city.capital:
        return told("it is the capital itself", "capital:0")
    seat = next(
        ((one.latitude, one.longitude) for one in cities() if one.capital and one.country is city.country), None
    ) or _SEATS.get(city.country.code)
    if seat is None:
        return None
    north = math.radians(city.latitude - seat[0])
    east = math.radians(city.longitude - seat[1]) * math.cos(math.radians((city.latitude + seat[0]) / 2))
    far = int(round(6371 * math.hypot(north, east), -1))
    return told(f"the capital is about {far} kilometres away", f"capital:{far}")


def _middle_ages(city: City, asked: Asked) -> Said | None:
    if not asked.has("middle ages|medieval times|mediaeval"):
        return None
    true = city.founded < 1450
    said = f"its beginnings go back to {since(city)}"
    return (
        polar(true, asked, said, said, f"middle ages:{true}")
        if asked.polar
        else told(f"{said}; {city.past}", "middle ages")
    )


_MUSLIM_RULE = group(
    "Delhi,Kolkata,Dhaka,Lahore,Karachi,Hyderabad,Ahmedabad,Surat,Bangalore,Pune,Madrid,Lisbon,Barcelona,Istanbul,Athens,Budapest,Jakarta,"
    "Kuala Lumpur,Cairo,Tehran,Baghdad,Riyadh,Dubai,Casablanca,Dakar,Manila,Dar es Salaam"
)


def _muslim_rule(city: City, asked: Asked) -> Said | None:
    if not asked.polar or not asked.has(
        "(?:muslim|islamic|arab|moorish) (?:rule|rulers?|control)|(?:ruled|conquered|governed) by (?:the )?(?:muslims?|arabs?|moors?)"
    ):
        return None
    true = city.names[0] in _MUSLIM_RULE
    return polar(true, asked, "Muslim rulers held it for a time", "no Muslim rulers held it", f"muslim rule:{true}")


_WALLED = group(
    "Athens,Rome,Milan,Barcelona,Madrid,Paris,London,Vienna,Prague,Budapest,Warsaw,Kyiv,Moscow,Berlin,Munich,Lisbon,Dublin,Amsterdam,Copenhagen,Istanbul,"
    "Stockholm,Cairo,Baghdad,Tehran,Delhi,Lahore,Ahmedabad,Surat,Hyderabad,Pune,Beijing,Nanjing,Chengdu,Chongqing,Guangzhou,Tianjin,Shanghai,Wuhan,Seoul,Hanoi,"
    "Taipei,Manila,Lima,Havana,Montreal,Casablanca,Bangkok,New York City,Riyadh,Jakarta"
)


def _walls(city: City, asked: Asked) -> Said | None:
    """Walls of old, most of them gone."""
    if (
        not asked.polar
        or not asked.has("(?:have|had|has) (?:an? |the |any |city |town |old |great )*walls?|walls? around it")
        or asked.has("still|street|paint\\w*|divided|berlin")
    ):
        return None
    if not asked.has("once|did|had|used to|ever|was"):
        return None
    true = city.names[0] in _WALLED
    return polar(true, asked, "it was a walled town in former centuries", "no town wall is known", f"walled:{true}")


_TRADES = {
    "ships?|ship ?building|ship ?yards?": "ship ?build|shipyard|ship breaking|ships\\b", "(?:film|movie) (?:industry|business)": "film|wood\\b|cinema|television|Hollywood",
    "gold (?:mines?|mining)": "gold", "diamond (?:mines?|mining)": "diamond", "coal (?:mines?|mining)": "coal", "breweries|brewery": "beer|brew|stout|Guinness",
}  # fmt: skip


def _made(city: City, asked: Asked) -> Said | None:
    """A trade is carried on if the city's economy, drinks or fame say so."""
    if not asked.polar or asked.either:
        return None
    for words, shown in _TRADES.items():
        if asked.has(words) and asked.has("build|built|make|made|there|have|has|got|big|important|known"):
            texts = f"{city.economy} {city.famous} {city.table if 'brew' in words else city.past}"
            true = re.search(shown, texts) is not None
            return polar(
                true,
                asked,
                f"its economy lives on {city.economy}",
                f"its economy lives rather on {city.economy}",
                f"made:{words}:{true}",
            )
    return None


_COMMON = (
    "dogs?|cats?|pets?|pigeons|shake hands|families|family friendly|children|kids|shops? (?:open|closed)|open on|credit cards?|uber|mobile phones?|mcdonald'?s|"
    "wear (?:shorts|jeans|a skirt)|take photos"
)
_DRINKABLE = group("JP,US,CA,GB,IE,FR,DE,AT,IT,ES,PT,GR,CZ,HU,PL,NL,SE,DK,AU,NZ,SG,KR,CL")


def _everyday(city: City, asked: Asked) -> Said | None:
    """What is so in nearly every city, and what hangs on the traveller."""
    if not asked.polar or asked.either:
        return None
    if asked.has("visas?|passport"):
        return told("that hangs on your passport", "visa")
    if asked.has("(?:tap )?water (?:drinkable|safe|clean|potable)|drink the (?:tap )?water|tap water"):
        true = city.country.code in _DRINKABLE
        return polar(true, asked, "people drink it from the tap", "better from bottles", f"tap water:{true}")
    if asked.has(f"(?:are|is|do|can|would|have) (?:\\w+ ){{0,4}}?(?:{_COMMON})") and not asked.has(
        "famous|known|film|statue|eat|meat|wild|hot dogs?|strict|speak|learn"
    ):
        return polar(True, asked, "as in most large cities", "", "everyday")
    return None


def _cities_of_country(city: City, asked: Asked) -> Said | None:
    """Which is its largest city is told only if it is the one to guess."""
    if (
        asked.polar
        or not asked.has("(?:largest|biggest|second|third) (?:\\w+ )?(?:city|town)")
        or not asked.has("country\\w*|nation")
    ):
        return None
    if asked.has("how (?:big|many|large)|close|near"):
        return None
    mine = city.names[0] in _LARGEST and not asked.has("second|third")
    return told(
        "it is this city itself"
        if mine
        else f"I must not name other cities; this one has about {city.millions:g} million people",
        f"largest of country:{mine}",
    )


def _year_of(city: City, asked: Asked) -> Said | None:
    """What is told of a year, and since when it has been the capital."""
    year = asked.has(r"(?:happened|took place|was going on|event|events)\b.*\b(1\d{3}|20\d\d)")
    if year and not asked.polar:
        texts = [one.text for one in own(city.names[0], city.country.code) if year[1] in one.text]
        return (
            told(" ".join(texts[:2]), f"year:{year[1]}")
            if texts
            else None
            if asked.has("war|olympics")
            else told(f"I know of no event of that year; {city.past}", f"year:{year[1]}")
        )
    if not asked.polar and asked.has("(?:when|since when|how long)\\b.*\\bcapital") and city.capital:
        texts = [
            one.text
            for one in own(city.names[0], "-")
            if re.search(r"\bcapital\b.*\b\d{3,4}\b|\b\d{3,4}\b.*\bcapital\b", one.text)
        ]
        return told(
            texts[0] if texts else f"it is the capital; {city.past}, and it goes back to {since(city)}",
            "since",
        )
    return None


_PROBLEMS = (
    ("how (?:is|was) (?:the|its) (?:country|nation|city)? ?governed|how .* governed", lambda c: f"the country is {c.country.government}; its head of state is {c.country.head}"),
    ("where (?:does|is) the government|where .*parliament (?:sit|meet)s?", lambda c: "the government sits in the city, for it is the capital" if c.capital else "the government sits in another city, the capital"),
    ("problems?|complain\\w*|downsides?|worst (?:thing|part)|issues?|troubles?|disadvantages?", lambda c: _problems(c)),
    ("rainy day|bad weather|when it rains", lambda c: f"one can go to museums and stages: {c.museums}"),
    ("(?:what|where|things?)\\b.*\\b(?:buy|shop for)|for sale", lambda c: f"shops are found in places such as {c.parks}; the city makes its money with {c.economy}"),
    ("rich people|wealthy people|poor people live|(?:best|nicest|prettiest|most beautiful|expensive|posh) (?:area|part|quarter|neighbou?rhood|district)\\w*", lambda c: f"I cannot say where exactly; well-known quarters, parks and streets are {c.parks}"),
    ("(?:oldest|old|historic|historical) (?:part|quarter|district|core)|(?:city |town )?cent(?:re|er) (?:like|look)|downtown (?:like|look)|(?:in|what is) (?:the )?(?:city |town )?cent(?:re|er)$", lambda c: f"in its heart one can see {c.landmarks}; well-known parks, squares and streets are {c.parks}"),
    ("(?:best|good|nice) views?|viewpoints?|look ?out|see the whole city", lambda c: f"one looks far from high places; of its tall buildings one names {c.towers}, and the land around is {c.land}"),
    ("(?:football|soccer|baseball|basketball|cricket|tennis|rugby|hockey) (?:players?|stars?|legends?)|footballers?|cricketers?|athletes?|sports? ?(?:men|man|stars?|people|person)", lambda c: f"well-known people there: {c.people}; clubs and stadiums: {c.clubs}"),
    ("(?:port|harbou?r) (?:used|good|there) for", lambda c: f"it lies {c.water}; its economy lives on {c.economy}"),
    ("(?:\\d+|hundred|thousand) years ago", lambda c: _history(c)),
    ("who (?:destroyed|burnt|burned|ruined|razed) (?:it|the city)", lambda c: _ruined(c)),
    ("coat of arms", lambda c: _arms(c)),
    ("who lives in the (?:\\w+ )?palace", lambda c: f"the head of state is {c.country.head}"),
    ("planes? (?:fly|go|leave|start)|(?:which|what) planes?", lambda c: f"planes use {c.airports}"),
    ("natural wonders?|wonders? of nature|national parks?|natural (?:sights?|beauty|attractions?)", lambda c: f"the land around is {c.land}; nearby are {c.nearby}, and the country has {c.country.nature}"),
    ("why (?:did|do|was|is) .*(?:settle\\w*|founded there|built there|live there|grow\\w*)|good place to settle", lambda c: f"it lies {c.water}; {c.past}"),
    ("(?:how|when) .*(?:get|got|become|became|grow|grew) (?:so )?rich|made (?:it|the city) (?:so )?rich|where .*(?:its|the) (?:wealth|money|riches) .*from", lambda c: f"its economy lives on {c.economy}"),
    ("history .*(?:short|brief)|(?:short|brief|its|the|city's) history(?: of (?:it|the city|this place))?$|story of the city", lambda c: _history(c)),
    ("(?:way|best) to (?:travel|move|ride|get)\\b.*\\b(?:inside|within|in|through|across) (?:it|the city|town)|travel (?:inside|within|through|across) (?:it|the city)", lambda c: _ride(c)),
    ("by (?:plane|air)|fly there", lambda c: f"one flies to {c.airports}"),
    ("invent(?:ed|ions?)|discovered there", lambda c: _invented(c)),
    ("colou?rs? (?:are|is|of|have|do) (?:the |its )?(?:taxis?|cabs?)", lambda c: _taxis(c)),
)  # fmt: skip
"""What is asked, and what is told."""


def _open(city: City, asked: Asked) -> Said | None:
    for pattern, answer in _PROBLEMS:
        if asked.has(pattern) and not asked.has("who invented|airlines?|museum of"):
            said = answer(city)
            return told(said, f"theme:{said[:60]}") if said else None
    return None


def _problems(city: City) -> str:
    found = []
    texts = [
        one.text
        for one in own(city.names[0], "-")
        if re.search(r"\b(?:traffic|pollut|smog|floods?|sinking|droughts?|crime|slums?|water is short)", one.text, re.I)
    ]
    if city.millions > 3:
        found.append("dense traffic")
    if city.prices >= 4:
        found.append("high prices")
    if city.safety <= 2:
        found.append("crime")
    if city.country.wealth == 1:
        found.append("poverty")
    plain = f"people complain about {', '.join(found) or 'rents and the weather, as in most cities'}"
    return f"{plain}. {texts[0]}" if texts else plain


def _history(city: City) -> str:
    dated = [one.text for one in own(city.names[0], "-") if re.search(r"\b1[0-9]{3}\b", one.text)]
    return f"{city.past}; it goes back to {since(city)}. {' '.join(dated[:2])}".strip()


def _ride(city: City) -> str:
    from tasks.simulators.topics import metro

    return metro(city)


def _invented(city: City) -> str:
    texts = [
        one.text for one in own(city.names[0], city.country.code) if re.search(r"\binvent|\bdiscovered\b", one.text)
    ]
    return " ".join(texts[:2]) or f"I know of no great invention from there; its economy lives on {city.economy}"


def _ruined(city: City) -> str:
    texts = [
        one.text
        for one in own(city.names[0], "-")
        if re.search(r"\b(?:destroy|burnt|burned|razed|ruins|bomb|sacked)", one.text)
    ]
    return " ".join(texts[:2]) or "nobody that I know of destroyed it"


def _arms(city: City) -> str:
    texts = [
        one.text for one in own(city.names[0], "-") if re.search(r"\bcoat of arms\b|\bsymbol\b|\bemblem\b", one.text)
    ]
    return texts[0] if texts else f"I do not know its arms; the country's flag is {city.country.flag}"


def _taxis(city: City) -> str:
    found = re.search(
        r"(?:[a-z]+ and )?(?:yellow|black|red|blue|white|green|pink)[a-z ]* (?:taxis|cabs|petits taxis|minibuses|buses)",
        _ride(city),
    )
    texts = [
        one.text
        for one in own(city.names[0], "-")
        if re.search(r"\b(?:yellow|black|red|blue|white|green|pink)\b.*\b(?:taxis?|cabs?)\b", one.text)
    ]
    return texts[0] if texts else f"there are {found[0]}" if found else f"I do not know their colour; {_ride(city)}"
