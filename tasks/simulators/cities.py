"""Guess My City's embedded answerer: truthful sentences about a city that never name it or its country.

A question is read for what it is about (its facet); each facet answers an open question with a sentence, and a question
of yes or no with yes or no and the fact behind it. What is true stands in `data/cities.txt` and `data/countries.txt`.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from tasks.simulators.facts import Match, direction, nearest
from tasks.simulators.words import lines, stem, tokens


class Country(NamedTuple):
    code: str
    names: tuple[str, ...]
    """The first is its name; the others are other names and adjectives."""
    continent: str
    region: str
    languages: str
    currency: str
    religion: str
    government: str
    flag: str
    food: str
    neighbours: str
    side: str
    """Of the road on which one drives."""


class City(NamedTuple):
    names: tuple[str, ...]
    country: Country
    capital: bool
    millions: float
    latitude: float
    longitude: float
    water: str
    river: str
    climate: str
    altitude: int
    """Metres."""
    landmarks: str
    famous: str
    sport: str
    past: str


class Answer(NamedTuple):
    """What is said, and what it amounts to: two cities that give one question the same meaning are not told apart."""

    text: str
    meaning: str
    understood: bool = True


@cache
def countries() -> dict[str, Country]:
    found = {}
    for code, names, *rest in lines(_read("countries.txt")):
        found[code] = Country(code, _names(names), *rest)
    return found


@cache
def cities() -> tuple[City, ...]:
    """All cities, in the order of the file."""
    found = []
    for names, code, capital, people, north, east, water, river, climate, altitude, *rest in lines(_read("cities.txt")):
        numbers = float(people), float(north), float(east)
        found.append(
            City(
                _names(names),
                countries()[code],
                capital == "capital",
                *numbers,
                water,
                river,
                climate,
                int(altitude),
                *rest,
            )
        )
    return tuple(found)


def _read(name: str) -> str:
    return files("tasks").joinpath("data", name).read_text(encoding="utf-8")


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in cell.split(","))


def plain(text: str) -> str:
    """Lower case, without accents and marks."""
    bare = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    return " ".join(re.sub(r"[^a-z0-9'.,]+", " ", "".join(c for c in bare if not unicodedata.combining(c))).split())


@lru_cache(maxsize=1 << 16)
def named(text: str) -> frozenset[int]:
    """The numbers of the cities that a text names, in any of their spellings."""
    said = " ".join(re.sub(r"[.,']", " ", plain(text)).split())
    return frozenset(_by_name()[match] for match in _any_name().findall(said))


@cache
def _by_name() -> dict[str, int]:
    return {
        " ".join(re.sub(r"[.,']", " ", plain(name)).split()): k
        for k, city in enumerate(cities())
        for name in city.names
    }


@cache
def _any_name() -> re.Pattern[str]:
    names = sorted(_by_name(), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")


@lru_cache(maxsize=1 << 17)
def answer(city: int, question: str, variant: int = 0) -> Answer:
    """The answer about city number `city`; `variant` chooses among ways to say it."""
    asked = _Asked(plain(question[:300]))
    one = cities()[city]
    fact = nearest(one.names[0], one.country.code, asked.text, _own_facts(city))
    found = _first(_SHARP, one, asked)
    if found is None and not asked.polar and (fact.share > 0.45 and (fact.words > 1 or fact.rare)):
        found = _told(fact)
    if found is None:
        found = _first(_SOFT, one, asked)
        if found is not None and not asked.polar and fact.share > 0.2:
            found = _Said(tuple(f"{way} {fact.text}" for way in found.ways), found.meaning)
    return _kept(one, found or _by_fact(one, asked, fact), variant)


@cache
def _own_facts(city: int) -> tuple[str, ...]:
    """The table's cells as sentences."""
    one = cities()[city]
    said = (
        f"There is {one.landmarks}.", f"It is known for {one.famous}.", f"In sport it stands for {one.sport}.",
        f"The river there is {one.river}." if not one.river.startswith("no ") else "",
        f"{one.past}.", f"It lies {one.water}.", f"People there like {one.country.food}.",
    )  # fmt: skip
    return tuple(text[0].upper() + text[1:] for text in said if text)


def _first(facets: "tuple[_Facet, ...]", city: City, asked: "_Asked") -> "_Said | None":
    return next((found for facet in facets if (found := facet(city, asked)) is not None), None)


def _kept(city: City, found: "_Said", variant: int) -> Answer:
    """The text with the names of city and country taken out, should a fact hold one."""
    text = found.ways[variant % len(found.ways)]
    for name in (*city.names, city.country.names[0]):
        text = re.sub(rf"\b{re.escape(name)}\b", "this place", text)
    return Answer(text[0].upper() + text[1:], found.meaning, found.understood)


class _Said(NamedTuple):
    ways: tuple[str, ...]
    meaning: str
    understood: bool = True


class _Asked:
    """A question, read once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = text.replace(",", " ").replace(".", " ").split()
        first = self.words[0] if self.words else ""
        rest = self.words[1:2]
        self.negative = bool(re.search(r"\b(not|n't|isn't|doesn't|never)\b", text)) and first not in _NEGATIVE_OPENERS
        self.polar = (
            first in _AUXILIARIES or first in _NEGATIVE_OPENERS or (first in ("so", "and", "ok") and bool(rest))
        )
        self.polar = self.polar or bool(re.match(r"(it is|it's|its|i think|you can|they|people)\b", text))
        self.polar = self.polar and not re.search(r"\b(which|what|how many|how big|how much|who|name)\b", text)

    def has(self, pattern: str) -> re.Match[str] | None:
        return re.search(rf"\b(?:{pattern})\b", self.text)


_AUXILIARIES = frozenset(
    [
        "is",
        "are",
        "does",
        "do",
        "can",
        "could",
        "would",
        "has",
        "have",
        "was",
        "will",
        "did",
        "were",
        "may",
        "might",
        "any",
    ]
)
_NEGATIVE_OPENERS = frozenset(
    ["isn't", "aren't", "doesn't", "don't", "can't", "hasn't", "wasn't", "didn't", "isnt", "doesnt"]
)


def _polar(true: bool, asked: _Asked, yes: str, no: str, meaning: str) -> _Said:
    said = true != asked.negative
    if said:
        return _Said(
            (f"Yes, {yes}.", f"Yes: {yes}.", f"It does seem so: {yes}.") if yes else ("Yes, it is.", "Yes."), meaning
        )
    return _Said((f"No, {no}.", f"No: {no}.", f"Not really: {no}.") if no else ("No, it is not.", "No."), meaning)


def _yes_no(true: bool, asked: _Asked, meaning: str) -> _Said:
    said = true != asked.negative
    return _Said(("Yes.", "Yes, that is right.") if said else ("No.", "No, that is not so."), f"{meaning}:{true}")


# Where

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


def _where(city: City, asked: _Asked) -> _Said | None:
    country = city.country
    if asked.polar:
        return _in_place(city, asked)
    if asked.has(r"which country|what country|name of the country|country is it|country is the city|country does"):
        if asked.has("neighbo|border|next to|surround"):
            return None
        return _Said(
            (f"I cannot name the country, but it lies in {country.region}.", f"That would tell too much: {country.region} must do."),
            f"region:{country.region}",
        )  # fmt: skip
    if asked.has(r"which continent|what continent|continent"):
        where = "Europe and Asia, on the border of both" if country.code == "TR" else country.continent
        return _Said((f"It is in {where}.", f"It lies in {where}."), f"continent:{country.continent}")
    if asked.has(r"hemisphere|equator"):
        return _Said((f"It is in the {_hemispheres(city)} hemispheres.",), f"hemisphere:{_hemispheres(city)}")
    if asked.has(
        r"where(?! (?:do|did|can|could|would|does))|which region|what region|part of the world|area of the world|which part|what part|location|located"
    ):
        return _Said(
            (f"It is in {country.region}, {_side(city)}.", f"You find it in {country.region}."),
            f"region:{country.region}",
        )
    return None


def _hemispheres(city: City) -> str:
    return f"{'northern' if city.latitude > 0 else 'southern'} and {'eastern' if city.longitude > 0 else 'western'}"


def _side(city: City) -> str:
    return "north of the equator" if city.latitude > 0 else "south of the equator"


def _in_place(city: City, asked: _Asked) -> _Said | None:
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
        return _Said((f"{said}.",), f"either:{said}")
    for pattern, test in _REGIONS.items():
        if asked.has(pattern):
            capital = city.capital if asked.has("capital") else True
            return _yes_no(test(city) and capital, asked, f"in:{pattern}:{'capital' if asked.has('capital') else ''}")
    for country in countries().values():
        if any(asked.has(rf"(?<!north ){re.escape(plain(name))}") for name in country.names):
            capital = city.capital if asked.has("capital") else True
            return _yes_no(
                country is city.country and capital, asked, f"in:{country.code}:{asked.has('capital') is not None}"
            )
    return None


def _hemisphere(city: City, asked: _Asked) -> _Said:
    tests = {
        "north": city.latitude > 0, "south": city.latitude < 0, "east": city.longitude > 0, "west": city.longitude < 0,
    }  # fmt: skip
    wanted = [word for word in tests if asked.has(f"{word}(?:ern)?")]
    if asked.has("near (?:to )?(?:the )?equator|close to (?:the )?equator|on the equator"):
        return _polar(
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
    return _polar(
        true,
        asked,
        f"it is {_side(city)}",
        f"it is in the {_hemispheres(city)} hemispheres",
        f"hemisphere:{wanted}:{true}",
    )


def _name(city: City, asked: _Asked) -> _Said | None:
    name = city.names[0]
    letter = asked.has(r"(?:start|begin)s? with (?:the )?(?:letter )?([a-z])")
    if letter:
        return _yes_no(plain(name).startswith(letter[1]), asked, f"letter:{letter[1]}")
    if asked.has(r"first letter|letter does|letter it"):
        return _Said((f"Its name begins with {name[0]}.",), f"letter:{name[0]}")
    count = asked.has(r"how many letters|how long is (?:its|the) name")
    if count:
        return _Said((f"Its name has {sum(c.isalpha() for c in name)} letters.",), f"letters:{len(name)}")
    words = asked.has(r"(one|two|three|single) words?|more than one word")
    if words:
        number = {"one": 1, "single": 1, "two": 2, "three": 3}.get(words[1] or "", 0)
        true = len(name.split()) > 1 if number == 0 else len(name.split()) == number
        return _yes_no(true, asked, f"words:{number}")
    if asked.has(
        r"(?:another|different|other|old|former|previous) name|name change|change its name|renamed|formerly (?:called|known)|used to be called|always (?:been )?called"
    ):
        return _polar(
            len(city.names) > 1 or "called" in city.past or "name" in city.past,
            asked,
            "it has had another name",
            "I know of no other name",
            f"renamed:{len(city.names) > 1}",
        )
    if asked.has(
        r"what is (?:its|the) name|name of the city|what city|which city|what is it called|tell me the (?:name|city)|the answer"
    ):
        return _Said(("That is for you to find out.", "I must not tell you its name."), "name", True)
    return None


# People


def _people(city: City, asked: _Asked) -> _Said | None:
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
        return _polar(true, asked, said, said, f"people:{'<' if fewer else '>'}{limit}:{true}")
    if asked.polar and asked.has(r"largest|biggest|most populous"):
        return _largest(city, asked, said)
    if asked.polar:
        small = asked.has("small|tiny")
        true = city.millions < 2.5 if small else city.millions >= (10 if asked.has("megacity|huge") else 4)
        return _polar(true, asked, said, said, f"big:{bool(small)}:{true}")
    return _Said(
        (f"{said}.", f"It has roughly {city.millions:g} million people with its suburbs."), f"people:{city.millions:g}"
    )


def _largest(city: City, asked: _Asked, said: str) -> _Said:
    world = asked.has("world|planet|earth")
    same = [c for c in cities() if world or c.country is city.country]
    if asked.has("continent|asia|europe|africa|america"):
        same = [c for c in cities() if c.country.continent == city.country.continent]
    rank = sorted(same, key=lambda c: -c.millions).index(city)
    true = rank < (5 if asked.has("one of|among") else 1)
    return _polar(true, asked, said, said, f"largest:{world is not None}:{true}")


def _capital(city: City, asked: _Asked) -> _Said | None:
    if not asked.has(r"capital|seat of (?:the )?government"):
        return None
    yes, no = "it is the capital of its country", "it is not the capital of its country"
    return _polar(city.capital, asked, yes, no, f"capital:{city.capital}")


_SCRIPTS = {
    "Chinese": "Chinese characters", "Japanese": "kanji and kana", "Korean": "hangul", "Arabic": "the Arabic script",
    "Persian": "the Arabic script", "Urdu": "the Arabic script", "Hindi": "Devanagari", "Bengali": "the Bengali script",
    "Thai": "the Thai script", "Russian": "the Cyrillic alphabet", "Ukrainian": "the Cyrillic alphabet",
    "Greek": "the Greek alphabet", "Amharic": "the Ethiopic script", "Burmese": "the Burmese script", "Hebrew": "the Hebrew alphabet",
}  # fmt: skip
_LANGUAGES = [
    "Spanish",
    "Portuguese",
    "English",
    "French",
    "German",
    "Italian",
    "Dutch",
    "Danish",
    "Swedish",
    "Norwegian",
    "Polish",
    "Czech",
    "Hungarian",
    "Russian",
    "Ukrainian",
    "Greek",
    "Turkish",
    "Arabic",
    "Persian",
    "Farsi",
    "Urdu",
    "Hindi",
    "Bengali",
    "Chinese",
    "Mandarin",
    "Cantonese",
    "Japanese",
    "Korean",
    "Thai",
    "Vietnamese",
    "Indonesian",
    "Malay",
    "Filipino",
    "Tagalog",
    "Burmese",
    "Swahili",
    "Amharic",
    "Hebrew",
    "Zulu",
    "Afrikaans",
    "Tamil",
    "Irish",
    "Catalan",
    "Lingala",
    "Wolof",
    "Quechua",
    "Romanian",
    "Finnish",
    "Berber",
    "Xhosa",
    "Maori",
    "Kurdish",
]
_ALSO = {
    "Hong Kong": "Cantonese and English", "Guangzhou": "Cantonese and Mandarin", "Shenzhen": "Mandarin", "Montreal": "French and English",
    "Barcelona": "Catalan and Spanish", "Chennai": "Tamil", "Kolkata": "Bengali", "Mumbai": "Marathi and Hindi",
    "Hyderabad": "Telugu and Urdu", "Bangalore": "Kannada", "Pune": "Marathi", "Ahmedabad": "Gujarati", "Surat": "Gujarati",
    "Lahore": "Punjabi and Urdu", "Singapore": "English, Mandarin, Malay and Tamil", "Toronto": "English", "Vancouver": "English",
    "Miami": "English and Spanish", "Los Angeles": "English and Spanish", "Manila": "Filipino (Tagalog) and English",
}  # fmt: skip


def _language(city: City, asked: _Asked) -> _Said | None:
    if not asked.has(r"languages?|speak|spoken|tongue|talk|alphabet|script|written|write|speaking"):
        return None
    spoken = _ALSO.get(city.names[0], city.country.languages.replace("Chinese", "Mandarin Chinese"))
    known = f"{spoken}, {city.country.languages}"
    wanted = [name for name in _LANGUAGES if asked.has(name.lower())]
    if asked.has("alphabet|script|characters"):
        script = next((script for name, script in _SCRIPTS.items() if name in known), "the Latin alphabet")
        if asked.polar:
            true = ("latin" in asked.text and "Latin" in script) or any(
                word in script.lower() for word in asked.words if len(word) > 4
            )
            return _polar(true, asked, f"people write {script}", f"people write {script}", f"script:{script}")
        return _Said((f"People write {script}.",), f"script:{script}")
    if asked.polar and wanted:
        if wanted == ["English"] and asked.has("widely|well|understand|tourist|common|get by"):
            true = "English" in known or city.country.code in ("NL", "SE", "DK", "DE", "AT", "AE", "IL", "NO")
        else:
            true = any(
                name.replace("Mandarin", "Chinese").replace("Farsi", "Persian").replace("Tagalog", "Filipino") in known
                for name in wanted
            )
        return _polar(true, asked, f"people speak {spoken}", f"people mostly speak {spoken}", f"speak:{wanted}:{true}")
    return _Said(
        (f"People speak {spoken}.", f"The language one hears is {spoken}.", f"Mostly {spoken}."), f"language:{spoken}"
    )


def _money(city: City, asked: _Asked) -> _Said | None:
    if not asked.has(r"currency|money|pay with|coins?|euros?|dollars?|pounds?|pesos?|yen|rupees?|cash"):
        return None
    currency = city.country.currency
    said = f"one pays in {currency}{'s' if currency in ('dollar', 'peso', 'pound', 'rupee', 'euro', 'dinar', 'dirham') else ''} there"
    if asked.polar:
        true = any(word.rstrip("s") == currency.split()[-1] for word in asked.words)
        return _polar(true, asked, said, said, f"money:{currency}")
    return _Said((f"{said}.", f"The currency is the {currency}."), f"money:{currency}")


_FAITHS = {
    "islam": "islam|muslims?|islamic|mosques?", "christianity": "christian\\w*|church\\w*", "catholic": "catholic\\w*",
    "orthodox": "orthodox", "protestant": "protestant\\w*", "buddhism": "buddh\\w*", "hinduism": "hindu\\w*",
    "judaism": "jew\\w*|judaism", "shinto": "shinto\\w*", "no religion": "secular|atheist\\w*",
}  # fmt: skip


def _religion(city: City, asked: _Asked) -> _Said | None:
    if not asked.has(r"religions?|religious|faith|worship|believe|" + "|".join(_FAITHS.values())):
        return None
    if asked.has("famous|known|landmark") and not asked.has("religio"):
        return None
    faith = city.country.religion
    said = f"most people there follow {faith}" if not faith.startswith("no religion") else f"many there have {faith}"
    wanted = [name for name, pattern in _FAITHS.items() if asked.has(pattern)]
    if asked.polar and wanted:
        true = any(name in faith.lower() for name in wanted)
        return _polar(true, asked, said, said, f"faith:{wanted}:{true}")
    return _Said((f"{said}.",), f"faith:{faith}")


def _government(city: City, asked: _Asked) -> _Said | None:
    if not asked.has(
        r"king|queen|monarchy|republic|president|government|democracy|democratic|communist|emperor|dictator|ruled|royal family|monarch|prime minister"
    ):
        return None
    if asked.has("history|once|was it|ever|founded|empire"):
        return None
    rule = city.country.government
    said = f"the country is {rule}"
    if asked.polar:
        monarchy = "monarch" in rule
        if asked.has("king|queen|monarchy|emperor|royal|monarch"):
            true = monarchy
        elif asked.has("communist"):
            true = "one-party" in rule
        elif asked.has("democra"):
            true = not re.search("one-party|absolute|military|federation", rule)
        else:
            true = "republic" in rule
        return _polar(true, asked, said, said, f"rule:{rule}:{true}")
    return _Said((f"{said[0].upper()}{said[1:]}.",), f"rule:{rule}")


def _flag(city: City, asked: _Asked) -> _Said | None:
    if not asked.has(r"flag"):
        return None
    flag = city.country.flag
    if asked.polar:
        wanted = [
            word
            for word in asked.words
            if word
            in (
                "red",
                "blue",
                "green",
                "white",
                "yellow",
                "black",
                "orange",
                "star",
                "stars",
                "stripes",
                "cross",
                "sun",
                "crescent",
                "moon",
                "eagle",
                "leaf",
                "gold",
            )
        ]
        true = bool(wanted) and all(word.rstrip("s") in flag for word in wanted)
        return _polar(true, asked, f"the flag is {flag}", f"the flag is {flag}", f"flag:{flag}")
    return _Said((f"The country's flag is {flag}.",), f"flag:{flag}")


def _food(city: City, asked: _Asked) -> _Said | None:
    if not asked.has(
        r"food|eat|eats|breakfast|lunch|dinner|dessert|snacks?|dish\w*|cuisine|cooking|meals?|restaurants?|drink|taste|culinary|delicac\w*|sushi|pizza|pasta|tacos?|curry|rice|noodles|spicy|beer|wine|coffee|tea|cheese"
    ):
        return None
    food = city.country.food
    extra = next(
        (
            part
            for part in (city.famous,)
            if re.search(
                "food|pizza|hotpot|duck|noodle|steak|coffee|beer|stout|dim sum|wine|chowder|cheesesteak|bagels|bread",
                part,
            )
        ),
        "",
    )
    known = f"{food} {extra}".lower()
    said = f"people there like {food}"
    if asked.polar:
        wanted = [stem(word) for word in asked.words if stem(word) not in _EMPTY]
        wanted = [
            word
            for word in wanted
            if word not in ("food", "eat", "dish", "cuisin", "restaur", "drink", "local", "popular", "typic", "tradit")
        ]
        true = not wanted or any(word in [stem(token) for token in tokens(known)] for word in wanted)
        return _polar(true, asked, said, said, f"food:{wanted}:{true}")
    more = f", and it is known for {extra}" if extra and asked.has("famous|known|city") else ""
    return _Said((f"{said}{more}.", f"Typical food is {food}{more}."), f"food:{food}")


def _neighbours(city: City, asked: _Asked) -> _Said | None:
    if not asked.has(r"neighbo\w*|borders?|bordering|surround\w*|adjacent|share a border"):
        return None
    if asked.has(r"sea|coast|ocean|beach|river|equator|mountains?|water|lake|volcano|desert"):
        return None
    around = city.country.neighbours
    wanted = [c for c in countries().values() if any(asked.has(re.escape(plain(name))) for name in c.names)]
    if asked.polar and wanted:
        true = any(c.names[0] in around for c in wanted)
        said = "the country has no land border" if around == "none" else "the country borders others"
        return _polar(true, asked, "they share a border", said, f"border:{wanted[0].code}:{true}")
    if around == "none":
        return _Said(("The country has no land border at all; it lies on islands.",), "border:none")
    return _Said(
        (f"The country borders {_listed(around)}.", f"Its neighbours are {_listed(around)}."), f"border:{around}"
    )


def _listed(names: str) -> str:
    parts = names.split(", ")
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _traffic(city: City, asked: _Asked) -> _Said | None:
    if not asked.has(r"drive on|side of the road|left side|right side|drive"):
        return None
    side = city.country.side
    said = f"one drives on the {side}"
    if asked.polar:
        true = asked.has(side) is not None
        return _polar(true, asked, said, said, f"side:{side}")
    return _Said((f"{said}.",), f"side:{side}")


# Land and water


def _sea(city: City, asked: _Asked) -> _Said | None:
    if not asked.has(
        r"coast\w*|sea|seaside|ocean|beach\w*|port|harbou?r|shore|island|islands|inland|landlocked|bay|by the water|waterfront|body of water|bodies of water|gulf|mediterranean|pacific|atlantic|indian ocean|lake|near water|peninsula|maritime|baltic|arabian|caribbean"
    ):
        return None
    if asked.has("drive|flag|sea level"):
        return None
    water = city.water
    coastal = not water.startswith(("far", "inland", "a little inland"))
    near = not water.startswith("far") and "far from the sea" not in water
    said = f"it lies {water}"
    if not asked.polar:
        return _Said((f"{said}.", f"The city lies {water}."), f"water:{water}")
    bodies = {"pacific": "Pacific", "atlantic": "Atlantic", "mediterranean": "Mediterranean", "indian ocean": "Indian Ocean", "baltic": "Baltic", "arabian": "Arabian", "black sea": "Black Sea", "north sea": "North Sea", "persian gulf": "Persian Gulf", "lake": "Lake", "caribbean": "Caribbean", "red sea": "Red Sea", "bay of bengal": "Bengal", "great lakes": "Lake", "indian": "Indian Ocean"}  # fmt: skip
    wanted = [name for word, name in bodies.items() if asked.has(word)]
    indian = "Indian Ocean" in wanted and re.search("Arabian Sea|Bengal|Andaman|Persian Gulf", water)
    if wanted:
        true = near and (any(name in water for name in wanted) or bool(indian))
        if "Pacific" in wanted and re.search("China Sea|Java Sea|Puget|Yellow Sea", water):
            true = near
        if "Caribbean" in wanted:
            true = city.country.code == "CU"
    elif asked.has("island|islands"):
        true = "island" in water or city.country.code in ("JP", "PH", "GB", "IE", "NZ", "CU", "TW", "ID", "SG")
    elif asked.has("landlocked|inland"):
        true = not coastal
    elif asked.has("beach\\w*"):
        true = coastal and (
            re.search("beach|surf", f"{city.famous} {city.landmarks}") is not None or "lake" not in water.lower()
        )
    elif asked.has("near|close"):
        true = near
    else:
        true = coastal and "Lake" not in water
    return _polar(true, asked, said, said, f"water:{wanted or asked.words[-1]}:{true}")


def _river(city: City, asked: _Asked) -> _Said | None:
    if not asked.has(
        r"rivers?|canals?|bridges?|thames|seine|nile|danube|yangtze|ganges|amazon|hudson|rhine|tiber|delta"
    ):
        return None
    if asked.has(r"canals?|bridges?"):
        return None if not asked.polar else _mentions(city, asked)
    river = city.river
    none = river.startswith("no ")
    said = "there is no big river" if none else f"the river there is {river}"
    if asked.polar:
        named = [
            w
            for w in ("thames", "seine", "nile", "danube", "yangtze", "ganges", "amazon", "hudson", "rhine", "tiber")
            if asked.has(w)
        ]
        true = any(w in river.lower() for w in named) if named else not none
        return _polar(true, asked, said, said, f"river:{true}:{named}")
    return _Said((f"{said}.",), f"river:{river}")


def _climate(city: City, asked: _Asked) -> _Said | None:
    if not asked.has(
        r"climate|weather|hot|cold|warm|snow\w*|rain\w*|temperatures?|winters?|summers?|humid|dry|desert|tropical|sunny|freez\w*|monsoon|season\w*|mild|cool|wet|fog\w*|typhoons?|windy|ice"
    ):
        return None
    if asked.has(r"winter olympics?|summer olympics?|olympics?|ice hockey|wind"):
        return None
    climate = city.climate
    said = (
        f"the climate has {climate}"
        if re.search("winter|summer", climate) and not climate.startswith(("hot", "mild", "cold, windy", "sunny"))
        else f"it is {climate}"
    )
    said = f"the weather there is like this: {climate}"
    if not asked.polar:
        return _Said((f"{said}.", f"Think of {climate}."), f"climate:{climate}")
    return _polar(_weather(city, asked), asked, said, said, f"weather:{asked.words[-1]}:{_weather(city, asked)}")


def _weather(city: City, asked: _Asked) -> bool:
    climate, north = city.climate, abs(city.latitude)
    snowy = "snow" in climate or ("cold" in climate and "winter" in climate)
    hot = bool(re.search(r"\bhot|tropical|desert", climate))
    if asked.has("snow\\w*|freez\\w*|ice"):
        return snowy or city.names[0] in (
            "Tokyo",
            "Seoul",
            "Beijing",
            "Tehran",
            "Madrid",
            "Milan",
            "London",
            "Istanbul",
            "Paris",
            "Amsterdam",
            "Copenhagen",
            "Tianjin",
            "Nagoya",
        )
    if asked.has("desert"):
        return bool(re.search("desert|very dry", climate)) or city.names[0] in (
            "Riyadh",
            "Cairo",
            "Dubai",
            "Baghdad",
            "Las Vegas",
            "Lima",
            "Karachi",
        )
    if asked.has("tropical"):
        return ("tropical" in climate and "sub" not in climate) or (north < 23 and hot)
    if asked.has("humid"):
        return bool(re.search("humid|tropical|monsoon", climate))
    if asked.has("dry"):
        return "dry" in climate or "desert" in climate
    if asked.has("rain\\w*|wet|monsoon"):
        return bool(re.search("rain|monsoon|wet|tropical", climate))
    if asked.has("cold|cool|chilly"):
        return "cold" in climate or "cool" in climate if not asked.has("summer") else False
    if asked.has("winters?") and asked.has("warm|hot|mild"):
        return not snowy
    if asked.has("hot|warm"):
        return hot or "warm" in climate or "sunny" in climate
    if asked.has("fog\\w*|windy|sunny|typhoons?|mild"):
        return any(stem(word) in [stem(t) for t in tokens(climate)] for word in asked.words if len(word) > 3)
    return True


def _height(city: City, asked: _Asked) -> _Said | None:
    if not asked.has(
        r"altitude|elevation|how high|high up|high does|mountains?|mountainous|hills?|hilly|flat|sea level|andes|himalayas?|alps|volcano\w*|highlands?|meters above|metres above|plateau|valley"
    ):
        return None
    said = (
        f"it lies about {city.altitude} metres above the sea"
        if city.altitude >= 0
        else "it lies a little below the level of the sea"
    )
    near = (
        re.search("mountain|hill|volcan|andes|peak", f"{city.landmarks} {city.famous} {city.water}".lower()) is not None
    )
    if not asked.polar:
        return _Said((f"{said}.",), f"height:{city.altitude // 200}")
    if asked.has("flat|sea level"):
        true = city.altitude < 60 and not near
    elif asked.has("volcano\\w*"):
        true = "volcan" in f"{city.landmarks} {city.famous}".lower() or city.country.code in (
            "MX",
            "JP",
            "ID",
            "NZ",
            "PH",
            "CL",
        )
    elif asked.has("alps"):
        true = city.names[0] in ("Munich", "Milan", "Vienna") and asked.has("near|close") is not None
    elif asked.has("andes"):
        true = city.names[0] in ("Santiago", "Bogota")
    elif asked.has("himalayas?"):
        true = False
    else:
        true = (
            city.altitude > 1000
            or near
            or city.names[0]
            in (
                "Santiago",
                "Tehran",
                "Seoul",
                "Bogota",
                "Mexico City",
                "Taipei",
                "Kuala Lumpur",
                "Vancouver",
                "Los Angeles",
                "Cape Town",
                "Barcelona",
                "Chongqing",
                "Seattle",
                "Las Vegas",
                "Hong Kong",
                "Rio de Janeiro",
            )
        )
    return _polar(true, asked, said, said, f"height:{asked.words[-1]}:{true}")


# What it is known for


def _sights(city: City, asked: _Asked) -> _Said | None:
    if not asked.polar and asked.has(
        r"landmarks?|monuments?|attractions?|sights?|buildings?|sightsee\w*|visit|tourists?|see there|famous place|towers?|architecture|statue|museums?|palace|temples?|church\w*|castle|must see|icon\w*|skyline|bridge"
    ):
        return _Said(
            (f"There is {city.landmarks}.", f"People go to see {city.landmarks}.", f"Think of {city.landmarks}."),
            f"sights:{city.landmarks}",
        )
    return None


def _known(city: City, asked: _Asked) -> _Said | None:
    if not asked.polar and asked.has(
        r"famous|known|special|popular|reputation|renowned|best at|interesting|industr\w*|econom\w*|business\w*|produce|export|culture|music|art|people do|tell me|describe|hint|clue|like there|nickname|celebrat\w*|festivals?|about it|about the city|stand out|companies|job"
    ):
        return _Said((f"It is known for {city.famous}.", f"People think of {city.famous}."), f"famous:{city.famous}")
    return None


def _olympics(city: City, asked: _Asked) -> _Said | None:
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
        return _polar(true, asked, said, said, f"olympics:{said}:{true}")
    return _Said((f"{said}.",), f"olympics:{said}")


def _direction(city: City, asked: _Asked) -> _Said | None:
    """Where in its country it lies, as the facts have it."""
    side = asked.has(r"(north|south|east|west|middle|centre|center|central)\w*")
    if side is None or not asked.has(
        r"country|of (?:its|the) (?:country|nation|land|island)|(?:north|south|east|west)\w*(?:ern)? (?:part|of|or)|in the (?:north|south|east|west|middle|centre|center)"
    ):
        return None
    if asked.has("hemisphere|equator|africa|asia|europe|america|neighbo|border"):
        return None
    known = direction(city.names[0])
    if not known:
        return None
    said = f"it lies in the {known}"
    if asked.polar and not asked.has("or"):
        word = {"center": "centre", "central": "centre"}.get(side[1], side[1])
        true = word in known.replace("centre", "centre middle")
        return _polar(true, asked, said, said, f"direction:{known}:{word}")
    return _Said((f"{said} of the country.",), f"direction:{known}")


def _which_river(city: City, asked: _Asked) -> _Said | None:
    return (
        _river(city, asked)
        if not asked.polar and asked.has(r"(?:which|what|what's|name of the|whats) (?:is )?(?:the )?(?:\w+ )?rivers?")
        else None
    )


def _season(city: City, asked: _Asked) -> _Said | None:
    if asked.polar or not asked.has(r"when (?:is|does|do)\b.*(?:summer|winter|spring|autumn|fall)"):
        return None
    summer = "from June to August" if city.latitude > 0 else "from December to February"
    winter = "from December to February" if city.latitude > 0 else "from June to August"
    return _Said(
        (f"Winter there is {winter}." if asked.has("winter") else f"Summer there is {summer}.",), f"season:{summer}"
    )


def _sport(city: City, asked: _Asked) -> _Said | None:
    if not asked.has(
        r"sports?|olympics?|olympic games|team|teams|football|soccer|baseball|basketball|cricket|rugby|tennis|hockey|formula|marathon|world cup|boxing|games|play|surfing|cycling|golf|sumo|stadium"
    ):
        return None
    sport = city.sport
    said = f"in sport it stands for {sport}"
    if not asked.polar:
        if asked.has("olympic\\w*") and "Olympics" not in sport:
            return _Said(("It has never held the Olympic Games.",), "olympics:never")
        return _Said((f"People follow {sport}.", f"In sport it stands for {sport}."), f"sport:{sport}")
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
    return _polar(true, asked, said, said, f"sport:{asked.words[-1]}:{true}")


def _past(city: City, asked: _Asked) -> _Said | None:
    if not asked.has(
        r"history|historical|historic|old|older|ancient|founded|found|colony|coloni\w*|empire|war|wars|past|roman|romans|medieval|century|age|revolution|built|destroyed|divided|used to be|once|was it|established|new city|modern|former|formerly|ruled|ruins|independen\w*"
    ):
        return None
    if asked.polar and not asked.has(r"old|older|ancient|new|modern|history|historic"):
        return _mentions(city, asked)
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
        return _polar(true, asked, city.past, city.past, f"old:{true}")
    return _Said((f"{city.past}.", f"Of its past one remembers this: {city.past}."), f"past:{city.past}")


def _clock(city: City, asked: _Asked) -> _Said | None:
    if not asked.has(r"time ?zone|what time|gmt|utc|hours (?:ahead|behind)|zone"):
        return None
    hours: float = round(city.longitude / 15)
    hours = {
        "CN": 8,
        "IN": 5.5,
        "ES": 1,
        "FR": 1,
        "AR": -3,
        "SG": 8,
        "MY": 8,
        "TR": 3,
        "RU": 3,
        "KR": 9,
        "IR": 3.5,
        "MM": 6.5,
    }.get(city.country.code, hours)
    return _Said((f"Its clocks are at about UTC{hours:+g}.",), f"clock:{hours}")


_EMPTY = frozenset(
    stem(word)
    for word in [
        "is",
        "are",
        "it",
        "the",
        "a",
        "an",
        "in",
        "of",
        "for",
        "to",
        "do",
        "does",
        "did",
        "there",
        "have",
        "has",
        "had",
        "city",
        "place",
        "this",
        "that",
        "they",
        "people",
        "can",
        "you",
        "one",
        "with",
        "on",
        "at",
        "any",
        "known",
        "famous",
        "be",
        "been",
        "because",
        "which",
        "what",
        "would",
        "many",
        "much",
        "lot",
        "lots",
        "big",
        "great",
        "very",
        "really",
        "some",
        "most",
        "its",
        "your",
        "and",
        "or",
        "from",
        "by",
        "as",
        "was",
        "were",
        "well",
        "i",
        "me",
        "see",
        "find",
        "get",
        "go",
        "country",
        "world",
        "has",
        "about",
        "like",
        "also",
        "still",
        "ever",
        "there's",
        "home",
        "popular",
    ]
)


def _mentions(city: City, asked: _Asked) -> _Said | None:
    """A question of yes or no about something particular: yes if the facts speak of it."""
    facts = f"{city.famous} {city.landmarks} {city.past} {city.sport} {city.water} {city.country.food}"
    known = {stem(token) for token in tokens(plain(facts))}
    wanted = [stem(word) for word in asked.words if stem(word) not in _EMPTY and not word.isdigit()]
    if not wanted:
        return None
    hits = [word for word in wanted if word in known]
    true = len(hits) * 2 >= len(wanted) and bool(hits)
    return _polar(
        true,
        asked,
        f"it is known for {city.famous}",
        f"it is rather known for {city.famous}",
        f"word:{'+'.join(sorted(wanted))}:{true}",
    )


def _told(fact: Match) -> _Said:
    return _Said((fact.text,), f"fact:{fact.text}")


def _by_fact(city: City, asked: _Asked, fact: Match) -> _Said:
    """What no facet knows: the nearest fact, if it is near enough."""
    if not asked.polar:
        return _told(fact) if fact.share > 0.25 else _by_words(city, asked)
    if fact.share > 0.4 or (fact.rare and fact.share > 0.22):
        text = fact.text[0].lower() + fact.text[1:].rstrip(".")
        return _polar(True, asked, text, text, f"fact:{fact.text}")
    return _by_words(city, asked)


def _by_words(city: City, asked: _Asked) -> _Said:
    if asked.polar:
        found = _mentions(city, asked)
        if found is not None:
            return found
    return _Said(
        (
            "I did not understand that. Ask me about its continent, climate, language, coast, food, landmarks or past.",
            "Sorry, I do not follow. You could ask where it lies, what people speak or what it is famous for.",
        ),
        "?",
        False,
    )


_Facet = Callable[[City, _Asked], _Said | None]

_SHARP: tuple[_Facet, ...] = (
    _name, _flag, _traffic, _clock, _direction, _season, _which_river,  _language, _where, _capital, _money, _neighbours, _olympics, _people,
)  # fmt: skip
"""Facets whose words leave no doubt, in the order in which a question is tried on them."""

_SOFT: tuple[_Facet, ...] = (
    _sport, _river, _sea, _climate, _height, _food, _religion, _government, _past, _sights, _known,
)  # fmt: skip
"""Facets that come after a fact which shares much with the question."""
