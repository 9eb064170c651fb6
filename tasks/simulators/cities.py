"""Guess My City's embedded answerer: truthful sentences about a city that never name it or its country.

A question is read for what it is about (its facet); each facet answers an open question with a sentence, and a question
of yes or no with yes or no and the fact behind it. What is true stands in the tables of `data/`.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple

from tasks.simulators.ages import former_capital, founding, past
from tasks.simulators.asked import AUXILIARIES, Asked, Said, low, polar, told
from tasks.simulators.asked import capital as capitalised
from tasks.simulators.borders import neighbours
from tasks.simulators.citywords import content
from tasks.simulators.comparisons import comparison
from tasks.simulators.customs import language, religion
from tasks.simulators.daily import daily
from tasks.simulators.dishes import food
from tasks.simulators.facts import Match, own, ranked
from tasks.simulators.gazetteer import City, cities, plain
from tasks.simulators.land import height, highest, mountains
from tasks.simulators.places import capital, direction, federal_state, where
from tasks.simulators.powers import colony, member
from tasks.simulators.qualities import everywhere, qualities
from tasks.simulators.recall import meant, recalled
from tasks.simulators.sizes import clock, people, position
from tasks.simulators.spelling import spelling
from tasks.simulators.sports import olympics, sport
from tasks.simulators.state import dialling, flag, government, money, traffic
from tasks.simulators.telling import TOLD
from tasks.simulators.themes import themes
from tasks.simulators.topics import by_topic, plain_topic, sentences
from tasks.simulators.wars import wars
from tasks.simulators.water import island, lake, river, sea
from tasks.simulators.weather import weather


class Answer(NamedTuple):
    """What is said, and what it amounts to: two cities that give one question the same meaning are not told apart."""

    text: str
    meaning: str
    understood: bool = True


BANK = (
    "Which continent is it on?", "Which part of the world is it in?", "Is it in Asia?", "Is it in Europe?",
    "Is it in North America?", "Is it in South America?", "Is it in Africa?", "Is it north of the equator?",
    "Is it a capital?", "How many people live there?", "Does it have more than ten million people?",
    "What language do people speak?", "What currency do they use?", "Which religion do most people follow?",
    "What does the flag look like?", "What do people eat there?", "Which countries border it?", "Is it by the sea?",
    "Which sea or ocean is it near?", "Which river flows there?", "What is the climate like?", "Does it snow in winter?",
    "Is it hot all year?", "How high does it lie?", "What landmarks does it have?", "What is it famous for?",
    "Which sports are popular?", "Has it held the Olympic Games?", "What is its history?", "On which side do they drive?",
    "Is the country a monarchy?", "Which alphabet do they use?", "Is it an island?", "Are there mountains nearby?",
    "Is it the largest city of its country?", "What is the first letter of its name?", "Do people speak English?",
    "Do people speak Spanish?", "Is it in China?", "Is it in India?", "Is it in the United States?", "Is it in Japan?",
)  # fmt: skip
"""What is asked most often, which rules alone answer, and at once."""


@lru_cache(maxsize=1 << 17)
def answer(city: int, question: str, variant: int = 0) -> Answer:
    """The answer about city number `city`; `variant` chooses among ways to say it."""
    return _kept(cities()[city], _said(city, question[:300]), variant)


def answer_to_known(city: int, name: str, variant: int = 0) -> Answer:
    """The answer to one of the known questions, by its name in their table."""
    one = cities()[city]
    return _kept(one, _of_known(one, name.strip("*"), name), variant)


@lru_cache(maxsize=1 << 16)
def _said(city: int, question: str) -> Said:
    """By rules, where they are sure to read the question; else by them and by what it means."""
    asked = _asked(question)
    by_rules = _by_rules(city, question)
    if question.strip() in BANK or (
        asked.polar and not asked.either and not _open_after_all(question, asked, by_rules)
    ):
        return by_rules
    return _by_meaning(cities()[city], question, asked, by_rules)


_WHICH_THEN = re.compile(
    r"(?:[?!.;,]\s*(?:and |or |so )?|\band (?:if so )?)(?:what|which|where|who|when|how|tell me)\b|\b(?:whose|whom)\b",
    re.I,
)
"""A question of yes or no goes on to ask which."""

_PLEA = re.compile(r"(?:can|could|would|will|may|might) (?:you|i)\b")


def _open_after_all(question: str, asked: Asked, by_rules: Said) -> bool:
    """It looks like a question of yes or no, but asks for more: by what it adds, or as a plea or as mere words."""
    if _WHICH_THEN.search(question):
        return True
    opener = asked.words[0] if asked.words else ""
    return by_rules.meaning == "unlikely" and (opener not in AUXILIARIES or _PLEA.match(asked.text) is not None)


_SURE = 1.8
"""From this score on a known question was meant, and what the rules read beside it is left out."""

_LIKELY = 0.64
"""From this score on it was meant, but the rules may be right as well."""

_CLEAR = 0.95
"""From this score on it is told first, before the nearest fact."""

_PERHAPS = 0.55
"""From this score on it may have been meant, where the rules read nothing."""

_NEAR = 0.42
"""How near a fact is to a question that it answers."""

_MAYBE_NEAR = 0.36
"""How near it is where the question is not well known, or not at all."""

_LONGEST = 380
"""Letters of an answer that is put together."""


def _by_meaning(city: City, question: str, asked: Asked, by_rules: Said) -> Said:
    """What answers a question in words never seen: the nearest fact, the nearest known question, and what rules read."""
    if (asked.either and by_rules.understood) or by_rules.meaning in ("hello", "name"):
        return by_rules
    likely, *_ = meant(question, asked.text)
    known = _of_known(city, question, likely.name)
    if by_rules.understood and _facet(known) == _facet(by_rules):
        known = by_rules
    clear = likely.score >= _CLEAR
    near = _recalled(city, question, asked, _NEAR if clear else _MAYBE_NEAR)
    if not by_rules.understood or by_rules.meaning == "unlikely":
        if likely.score >= _PERHAPS:
            return _together([known, *near] if clear else [*near, known])
        return _together(_recalled(city, question, asked, _MAYBE_NEAR) or [by_rules if asked.polar else _lost()])
    if likely.score >= _SURE:
        return _together([known, *near])
    if likely.score >= _LIKELY:
        return _together([known, *near, by_rules] if clear else [*near, known, by_rules])
    return _together([*near, by_rules])


def _facet(said: Said) -> str:
    return said.meaning.split(":")[0].rstrip("s")


def _recalled(city: City, question: str, asked: Asked, least: float) -> list[Said]:
    """The nearest facts that are near enough, two at most."""
    words = content(asked.text)
    shares = {one.text: one.share for one in ranked(city.names[0], city.country.code, words)} if words else {}
    found = recalled(question, city.names[0], city.country.code, shares)
    if not asked.has(r"countr(?:y|ies)|nations?|national"):
        found = [one for one in found if not _ABOUT_COUNTRY.search(one.text)]
    found = found[:2]
    return [
        Said((one.text,), f"fact:{one.text}") for one in found if one.nearness >= max(least, found[0].nearness - 0.1)
    ]


_IGNORANT = re.compile(r"I (?:can name|know of) no|I do not know|Not that I know")
"""So begins a sentence that has nothing to say, which is no company for one that has."""


def _together(parts: list[Said]) -> Said:
    """As many as are read with pleasure, none of them twice."""
    if len(parts) == 1:
        return parts[0]
    split = [(part, re.split(r"(?<=[a-z\d)][.!]) (?=[A-Z])", part.ways[0])) for part in parts]
    known = any(not _IGNORANT.match(sentence) for _, ones in split for sentence in ones)
    texts: list[str] = []
    for _, ones in split:
        for sentence in ones:
            if known and _IGNORANT.match(sentence):
                continue
            new = content(sentence) - content(" ".join(texts))
            if not texts or (
                len(new) > 0.4 * len(content(sentence)) and len(" ".join(texts)) + len(sentence) < _LONGEST
            ):
                texts.append(sentence)
    if len(texts) == 1:
        return parts[0]
    return Said((" ".join(texts),), "+".join(part.meaning for part in parts))


def _of_known(city: City, question: str, name: str) -> Said:
    """The answer to a known question."""
    if name.startswith("*"):
        return told(TOLD[name[1:]](city, question), f"{name}:{city.names[0]}")
    return _by_rules(_number(city), name)


@cache
def _number(city: City) -> int:
    return cities().index(city)


@lru_cache(maxsize=1 << 16)
def _by_rules(city: int, question: str) -> Said:
    one = cities()[city]
    asked = _asked(question)
    found = _first(_SHARP, one, asked)
    if found is not None:
        return found
    if _ANY.match(asked.text):
        return _some(city, question)
    words = content(asked.text)
    near = ranked(one.names[0], one.country.code, words, sentences(one)) if words else []
    open_one = not asked.polar or asked.either
    found = _first(_FIRM, one, asked)
    if (
        found is None
        and not open_one
        and near
        and near[0].share > 0.6
        and near[0].words > 1
        and not (near[0].country and not asked.has("country|nation"))
    ):
        return _by_fact(asked, near[0])
    firm = found is not None and not (near and near[0].share > 0.5 and near[0].words > 1)
    found = found or _first(_SOFT, one, asked)
    plain = plain_topic(asked) or (len(words) <= 1 and _first(_LAND, one, asked) is not None)
    if not near or near[0].text.startswith("It is known for") or near[0].text.startswith("In sport it"):
        plain = True
    if open_one and found is not None and (firm or plain):
        return found
    if open_one and near and near[0].share > 0.5 and (near[0].words > 1 or near[0].rare):
        return _joined(_facts(near, one, asked), found)
    if found is not None:
        return found
    if near and not open_one and (near[0].share > 0.45 or (near[0].rare and near[0].share > 0.34)):
        return _by_fact(asked, near[0])
    near = _by_things(one, words)
    if open_one:
        return _facts(near, one, asked) if near and near[0].share > 0.15 else _lost()
    if near and near[0].share > 0.5:
        return _by_fact(asked, near[0])
    return _unlikely(one, asked, words)


_WEAK = content(
    "two three four five several matching twin huge giant massive enormous tall tallest big large old new modern tiny small nice pretty "
    "beautiful lovely cool favourite first recent recently lately these actual amount load thing stuff sort rather story history "
    "show include happen become put keep start began end"
)
"""Words that say how things are, and not which."""


def _by_things(city: City, words: frozenset[str]) -> list[Match]:
    """The nearest facts by the things alone that a question names, where the whole of it is near to none."""
    things = words - _WEAK or words
    return ranked(city.names[0], city.country.code, things, sentences(city)) if things else []


_ANY = re.compile(
    r"(?:any|some|got any|(?:is|are) there any|does it have any|has it (?:got )?any|has any|do they have any) "
    r"(?:\w+[ -])?(?:famous|well known|known|notable|important|great|good|big|popular|nice|interesting|typical|local|special)? ?(?:\w+ )?"
    r"(?:clubs?|teams?|hotels?|museums?|parks?|bridges?|buildings?|foods?|dish(?:es)?|people|persons?|celebrit\w+|universit\w+|nick ?names?|landmarks?|statues?|gates?|composers?|writers?|authors?|"
    r"artists?|painters?|singers?|musicians?|actors?|scientists?|architects?|films?|movies?|books?|songs?|bands?|festivals?|compan\w+|brands?|industr\w+|squares?|streets?|markets?|monuments?|churches|temples|mosques|palaces|castles|sights|drinks?)\b"
)
"""It asks whether there are any, and wants to hear which."""


_BUILT = {
    "bridges?": r"\w*bridges?", "statues?": "statue|mermaid|sculpture", "castles?": "castle|fort|fortress", "palaces?": "palace",
    "temples?": "temple|pagoda|shrine", "mosques?": "mosque", "gates?": "gate", "monuments?": "monument|memorial|statue|column",
    "churches|cathedrals?": "church|cathedral|basilica|abbey",
}  # fmt: skip
"""What is built, and the words by which facts call it."""


def _such(city: City, kind: str, famous: bool) -> Said:
    """Those of a kind of buildings that the facts name."""
    cells = [f"One can see {city.landmarks}.", f"Museums and stages there: {city.museums}."]
    texts = [one.text for one in own(city.names[0], "-")]
    found = [
        text
        for text in (*texts, *cells)
        if re.search(rf"(?<!no )\b(?:{kind})s?\b", text) or re.search(rf"\b[A-Z]\w+ (?:{kind})\b", text, re.I)
    ]
    found = [text for text in found if not re.search(r"students|universit", text, re.I)]
    said = " ".join(found[:2])
    lead = (
        "I can name none"
        if famous or not re.search("bridge|statue|monument|church", kind)
        else "Yes, as in any large city"
    )
    return Said((f"Yes: {low(said)}" if found else f"{lead}; one can see {city.landmarks}.",), f"such:{said}")


def _some(city: int, question: str) -> Said:
    """Yes, and which: what the open question would be told."""
    found = _said(city, re.sub(r"^.*?\b(?:any|some|Any|Some)\b", "which", question, count=1))
    if not found.understood:
        return found
    kinds = [pattern for words, pattern in _BUILT.items() if re.search(rf"\b(?:{words})\b", question, re.I)]
    if kinds:
        famous = re.search(r"\b(?:famous|known|notable|important|interesting|great)\b", question, re.I) is not None
        return _such(cities()[city], "|".join(kinds), famous)
    return Said(tuple(f"Yes: {low(way)}" for way in found.ways), f"some:{found.meaning}", found.understood)


@lru_cache(maxsize=1 << 12)
def _asked(question: str) -> Asked:
    return Asked(plain(question))


def _first(facets: "tuple[_Facet, ...]", city: City, asked: "Asked") -> "Said | None":
    return next((found for facet in facets if (found := facet(city, asked)) is not None), None)


def _kept(city: City, found: "Said", variant: int) -> Answer:
    """The text with the names of city and country taken out, should a fact hold one."""
    text = found.ways[variant % len(found.ways)]
    for pattern, said in _secrets(city):
        text = pattern.sub(said, text).replace("the this place ", "the local ")
    return Answer(capitalised(text), found.meaning, found.understood)


_NOUNS = frozenset(
    [
        "england",
        "britain",
        "great britain",
        "uk",
        "holland",
        "persia",
        "burma",
        "korea",
        "czechia",
        "turkiye",
        "emirates",
        "uae",
        "brasil",
        "usa",
        "united states of america",
        "drc",
        "cote d'ivoire",
        "democratic republic of the congo",
        "the states",
    ]
)


@cache
def _secrets(city: City) -> tuple[tuple[re.Pattern[str], str], ...]:
    """What must not be said, and what stands for it."""
    names = [(r"\bNorth Korea\b", "its northern twin")] if city.country.code == "KR" else []
    names += [(rf"\b{re.escape(name)}\b", "this place") for name in city.names]
    country = [city.country.names[0], *(name for name in city.country.names[1:] if name in _NOUNS)]
    names += [
        (rf"(?<!North )(?:\bthe )?\b{re.escape(name)}\b", "the country")
        for name in sorted(country, key=len, reverse=True)
    ]
    spoken = city.country.languages.lower()
    names += [
        (rf"(?<!North )(?<!South )(?<!Latin )(?<!Native )\b{re.escape(name)}\b", "national")
        for name in city.country.names[1:]
        if name not in _NOUNS and name not in spoken and len(name) > 2
    ]
    names += [(r"\bUS\b", "national")] if "us" in city.country.names else []
    return tuple((re.compile(pattern, re.IGNORECASE if len(pattern) > 7 else 0), said) for pattern, said in names)


def _facts(near: list[Match], city: City, asked: Asked) -> Said:
    """The nearest facts, as many as are nearly as near as the first."""
    best = near[0]
    texts = [best.text]
    for match in near[1:3]:
        if match.share > 0.8 * best.share and (best.country or not match.country) and len(texts) < 3:
            texts.append(match.text)
    return Said((" ".join(texts),), f"fact:{texts[0]}")


def _joined(lead: Said, found: Said | None) -> Said:
    """A fact that says much of what is asked, then what its topic holds beside."""
    if found is None:
        return lead
    if lead.ways[0].rstrip(".") in found.ways[0]:
        return found
    texts = [lead.ways[0]]
    known = content(lead.ways[0])
    for sentence in re.split(r"(?<=[a-z\d)][.!]) (?=[A-Z])", found.ways[0]):
        new = content(sentence)
        if len(texts) < 3 and new and len(new & known) < 0.7 * len(new) and not _ABOUT_COUNTRY.search(sentence):
            texts.append(sentence)
            known |= new
    return Said((" ".join(texts),), f"{lead.meaning}:{found.meaning}")


_ABOUT_COUNTRY = re.compile(r"\b[Tt]he country\b|\bits country\b")

_DENIED = re.compile(
    r"\b(?:(?:has|have|is|are|to|with) (?:no|not)|no longer|there (?:is|are) no|never|hardly|forbidden|banned|nobody|does not|do not)\b"
)


def _by_fact(asked: Asked, match: Match) -> Said:
    """Yes, by the fact that says it; no, if it denies what is asked."""
    text = low(match.text.rstrip("."))
    denied = _DENIED.search(match.text) is not None and not asked.has(
        "forbidden|banned|no|not|never|hardly|without|illegal|prohibited"
    )
    return polar(not denied, asked, text, text, f"fact:{match.text}")


def _unlikely(city: City, asked: Asked, words: frozenset[str]) -> Said:
    """What the facts do not hold is probably not so; nothing is made of a question without content."""
    if not words or (len(words) == 1 and not asked.words):
        return _lost()
    if asked.negative:
        return Said((f"Not that I know of; it is known for {city.famous}.",), "unlikely")
    if words & content(f"{city.famous} {city.landmarks}"):
        return Said(("No, not that I know of.",), "unlikely")
    return Said(
        (
            f"No, not that it is known for; it is rather known for {city.famous}.",
            f"No, not that I know of; people think of {city.famous}.",
        ),
        "unlikely",
    )


def _lost() -> Said:
    return Said(
        (
            "I did not understand that. Ask me about its continent, climate, language, coast, food, landmarks or past.",
            "Sorry, I do not follow. You could ask where it lies, what people speak or what it is famous for.",
            "That one is beyond me, I am afraid. Try its people, its sports, its buildings or its weather.",
            "I cannot tell that of the city. Ask another way, or for its sea, its money or its history.",
        ),
        "?",
        False,
    )


_GREETING = re.compile(
    r"(?:hi|hello|hey|good (?:morning|evening|day)|how are you|thanks|thank you|ok|okay|cool|nice|great)(?: there| city)?[ .]*$"
)


def _talk(city: City, asked: Asked) -> Said | None:
    """Greetings, pleas and praise."""
    if _GREETING.match(asked.text):
        return told("hello; I am ready for your question about the city", "hello")
    if (
        asked.has(
            "hints?|clues?|help me|tell me (?:something|anything|more|one thing|a fact|some facts)|describe (?:it|the city|this|yourself)|fun facts?|interesting facts?|tell me about (?:it|the city|yourself|this (?:city|place))"
        )
        and not asked.polar
    ):
        return told(
            f"a hint, then: one can see {city.landmarks}, and it is known for {city.famous}", f"hint:{city.famous}"
        )
    return None


def _nickname(city: City, asked: Asked) -> Said | None:
    if not asked.has(
        "nick ?names?|(?:people|locals|they|they|often|also|sometimes) call(?:ed)? (?:it|this|the city|this city|the place)|known as|dubbed|what do (?:people|they) call it|also (?:called|known)|another name for|city of"
    ):
        return None
    if asked.has("people (?:who|from|that)|inhabitants|demonym|from there called|known as (?:before|the home)") or (
        asked.polar and not asked.has("nick ?name|called (?:the )?city of")
    ):
        return None
    words = re.compile(
        r"\b(?:nickname\w*|is called (?:the|a)|called the|known as|calls? itself|has been called|City of|people there call it|locals say)\b"
    )
    texts = [one.text for one in own(city.names[0], "-") if words.search(one.text)]
    strong = [
        text
        for text in texts
        if "ickname" in text
        or re.search(
            r"\b(?:it|city) (?:is|was|has been) (?:also |often |sometimes )?(?:called|known as)|calls? itself|call it\b|locals say",
            text,
            re.I,
        )
    ]
    if asked.polar:
        return polar(
            bool(strong),
            asked,
            strong[0].rstrip(".") if strong else "",
            "none that I know of",
            f"nickname:{bool(strong)}",
        )
    return told(" ".join(strong[:2]) if strong else "it has no nickname that I know of", f"nickname:{strong[:1]}")


_SIGHT = r"landmarks?|monuments?|attractions?|sights?|buildings?|sightsee\w*|visit|visited|tourists? (?:see|go|do|come|visit)|see there|see in|famous place|architecture|houses|homes|statues?|palaces?|temples?|church\w*|cathedrals?|mosques?|castles?|must see|icon\w*|bridges?|should i see|could i see|can i see|would i see|worth seeing|what is there|points? of interest|structures?|things to do|unesco|heritage|do there|what can (?:you|i|one) (?:see|do)|symbols?|gates?|ruins|pagodas?|forts?|fortress|sightseeing|tourism|draws? (?:tourists|visitors|people)|emblem|what (?:do|would|should|could|can) (?:i|tourists|visitors|people|you|one) (?:see|do|visit)|walls?|pyramids?|arch\b|basilica"


def _sights(city: City, asked: Asked) -> Said | None:
    if (asked.polar and not asked.either) or not asked.has(_SIGHT):
        return None
    words = content(asked.text) - content(
        "recognise recognize everyone must photo top visited most landmark monument attraction sight building famous visit see tourist iconic main known architecture symbol visitor do could would there place important must city national big old name first go photo three most"
    )
    near = ranked(city.names[0], city.country.code, words, sentences(city)) if words else []
    own_cell = f"One can see {city.landmarks}."
    first = [match.text for match in near if match.share > 0.45 and not match.country][:2]
    named = _landmarks(city)
    texts = (
        [*first, *(text for text in (own_cell,) if text not in first and len(first) < 2)]
        if first
        else [own_cell, *named]
    )
    said = texts[0]
    kind = next((pattern for words, pattern in _BUILT.items() if asked.has(words)), None)
    if (
        kind
        and not re.search(rf"(?:{kind})", " ".join(texts), re.I)
        and not asked.has("buildings?|sights?|landmarks?|monuments?")
    ):
        said = f"I can name none of great fame. {said}"
    for text in texts[1:3]:
        if len(said) + len(text) < 300:
            said = f"{said} {text}"
    return Said((said, said.replace("One can see ", "People go to see ", 1)), f"sights:{said}")


@cache
def _landmarks(city: City) -> tuple[str, ...]:
    """Facts that name a sight."""
    words = re.compile(
        r"\b(?:tower|cathedral|palace|temple|mosque|bridge|statue|castle|fort|square|church|monument|basilica|pagoda|opera house|museum|park|tomb|wall|pyramid|gate)\b",
        re.I,
    )
    texts = [
        one.text
        for one in own(city.names[0], "-")
        if words.search(one.text)
        and not re.search(
            r"\b(?:airport|film|song|born|died|club|series|founded|nearby|theme|with elephants|shows?|stadium|bar|market|river|beer|restaurant|bank|attack\w*|killed|burnt|earthquake)\b",
            one.text,
        )
    ]
    return tuple(texts[:3])


_FAME = r"(?:go|come|travel|visit|went|flock) (?:there|to it|here) for|reasons? to|heard of|claim to fame|famous|known|special|popular|reputation|renowned|best at|interesting|remarkable|unique|notable|culture|people do|like there|stand out|stands out|about it|about the city|speciality|specialty|proud of|associate\w*|think of|remember\w*|important|draws|appeal|what makes|why|iconic|typical"


def _known(city: City, asked: Asked) -> Said | None:
    if (asked.polar and not asked.either) or not asked.has(_FAME):
        return None
    special = content(asked.text) - content(
        "first think different famous known special popular reason reputation interesting unique important people world city visit country"
    )
    near = (
        [
            match.text
            for match in ranked(city.names[0], city.country.code, special, sentences(city))
            if match.share > 0.3
        ][:2]
        if special
        else []
    )
    if asked.has("country (?:famous|known)|country'?s? (?:famous|known)"):
        return told(
            f"the country is known for {city.country.products}, for {city.country.nature} and for dishes such as {city.country.dishes}",
            f"known country:{city.country.code}",
        )
    lead = " ".join(near)
    ways = (
        f"It is known for {city.famous}; one sees {city.landmarks}.",
        f"People think of {city.famous}, and of {city.landmarks}.",
    )
    return Said(tuple(f"{lead} {way}".strip() for way in ways), f"famous:{city.famous}:{lead}")


def _country(city: City, asked: Asked) -> Said | None:
    """The shape and nature of the country."""
    if asked.has("shaped?") and asked.has("country|nation|it"):
        shapes = {
            "CL": "long and narrow, a thin strip along the coast",
            "IT": "like a boot",
            "VN": "long and narrow like an S",
            "JP": "a long chain of islands",
            "FR": "like a hexagon",
            "NZ": "two long islands",
            "PT": "a rectangle, taller than wide",
            "NO": "long and narrow",
            "AR": "a long wedge",
            "ID": "a wide chain of islands",
            "PH": "a scatter of islands",
            "CU": "a long thin island, like a crocodile",
            "GB": "a long island and a corner of another",
        }
        shape = shapes.get(city.country.code, "nothing very special")
        return told(f"the country's shape is {shape}", f"shape:{shape}")
    if asked.has("long and (?:narrow|thin)|narrow and long|long(?:,)? thin|boot"):
        code = city.country.code
        true = code == "IT" if asked.has("boot") else code in ("CL", "VN", "JP", "NZ", "NO")
        return polar(true, asked, "the country has that shape", "the country is more compact", f"long:{true}")
    return None


_Facet = Callable[[City, Asked], Said | None]


_SHARP: tuple[_Facet, ...] = (
    _talk, spelling, daily, themes, highest, comparison, flag, traffic, dialling, clock, _country, position, direction, neighbours, olympics, wars, former_capital, colony, federal_state, capital, language, money, member, _nickname, where, people,
)  # fmt: skip
"""Facets whose words leave no doubt, in the order in which a question is tried on them."""


_FIRM: tuple[_Facet, ...] = (government, founding, weather, height, sea, religion, past, qualities)
"""Facets whose yes or no holds against any fact."""

_LAND: tuple[_Facet, ...] = (island, lake, river, mountains)

_SOFT: tuple[_Facet, ...] = (sport, island, lake, river, mountains, food, by_topic, everywhere, _sights, _known)
"""Facets that come after a fact which shares much with the question."""
