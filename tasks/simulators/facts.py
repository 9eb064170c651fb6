"""What else is known of the cities: some thousand sentences, found by the words they share with a question."""

import math
import re
import unicodedata
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from tasks.simulators.words import stem, tokens

_ALIKE = {
    stem(word): stem(like)
    for word, like in (
        ("movie", "film"), ("movies", "film"), ("cinema", "film"), ("soccer", "football"), ("skyscrapers", "skyscraper"),
        ("tallest", "tall"), ("taller", "tall"), ("highest", "high"), ("called", "name"), ("named", "name"), ("nicknamed", "nickname"),
        ("bike", "bicycle"), ("bikes", "bicycle"), ("cycling", "bicycle"), ("cycle", "bicycle"), ("subway", "metro"), ("underground", "metro"),
        ("streetcar", "tram"), ("transport", "metro"), ("transportation", "metro"), ("hills", "hill"), ("hilly", "hill"), ("mountainous", "mountain"),
        ("wealthy", "rich"), ("wealth", "rich"), ("author", "writer"), ("novelist", "writer"), ("poet", "writer"),
        ("painter", "artist"), ("dish", "food"), ("cuisine", "food"), ("eat", "food"), ("tourist", "visitor"), ("tourists", "visitor"),
        ("visit", "visitor"), ("festival", "festival"), ("celebration", "festival"), ("colonized", "rule"), ("colonised", "rule"),
        ("ruled", "rule"), ("colony", "rule"), ("colonial", "rule"), ("founder", "found"), ("founded", "found"), ("established", "found"),
        ("animal", "wildlife"), ("animals", "wildlife"), ("company", "company"), ("firms", "company"), ("industry", "industry"),
        ("factory", "industry"), ("factories", "industry"), ("stadium", "stadium"), ("team", "club"), ("teams", "club"),
        ("quake", "earthquake"), ("cold", "cold"), ("street", "street"), ("avenue", "street"), ("church", "cathedral"),
        ("harbour", "port"), ("harbor", "port"), ("biggest", "large"), ("largest", "large"), ("big", "large"), ("huge", "large"),
    )
}  # fmt: skip
_PHRASES = (
    (
        re.compile(r"\b(?:get|gets|getting|move|moves|travel|travels|go|goes) (?:around|about)\b", re.I),
        "metro traffic transport",
    ),
    (re.compile(r"\b(?:what do people|do people|people) call it\b|\bwhat is it called\b", re.I), "nickname"),
    (re.compile(r"\b(?:old|former|previous|other|another|different) names?\b", re.I), "former name"),
    (re.compile(r"\bsoft drink\b", re.I), "drink Coca-Cola company"),
    (re.compile(r"\blinked (?:with|to)\b|\bassociated with\b", re.I), ""),
)
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
        "town",
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
        "about",
        "like",
        "also",
        "still",
        "ever",
        "home",
        "who",
        "whom",
        "whose",
        "where",
        "when",
        "why",
        "how",
        "not",
        "no",
        "yes",
        "isn't",
        "doesn't",
        "s",
        "t",
        "don",
        "his",
        "her",
        "them",
        "their",
        "than",
        "then",
        "so",
        "if",
        "into",
        "out",
        "up",
        "down",
        "over",
        "just",
        "tell",
        "known",
        "famous",
        "located",
    ]
)


_RARE = 4.2
"""Weight from which on a word is telling: it stands in fewer than one sentence in seventy."""

_SIDE = re.compile(
    r"\b(?:lies|is|stands) in the (?:far |extreme )?((?:north|south)?-?(?:east|west)?(?:ern part)?|middle|centre|center|north|south|east|west)\b"
)


_KINDS: dict[str, str] = {
    "composer music": "mozart beethoven strauss schubert brahms mahler haydn verdi puccini chopin wagner tchaikovsky bach bartók bartok liszt dvorak dvořák smetana vivaldi rachmaninoff shostakovich",
    "architect": "gaudí gaudi niemeyer wren gehry utzon foster pei zaha haussmann piano calatrava",
    "artist painter paint museum": "picasso dalí dali rembrandt gogh vermeer kahlo rivera klimt warhol monet munch michelangelo raphael leonardo caravaggio schiele hockney miró renoir banksy",
    "writer book novel author": "kafka joyce borges dickens shakespeare dostoevsky tolstoy pushkin hugo mahfouz pamuk neruda wilde orwell murakami tagore gogol bulgakov austen cervantes beckett yeats",
    "singer music song": "beyoncé beatles bts rapper band samba tango opera jazz fado salsa reggae grunge techno blues rumba afrobeats highlife singer concert pop",
    "drink": "beer wine coffee tea sake tequila vodka stout guinness pisco caipirinha mate rum whisky raki champagne cocktail lassi mezcal soju coca cola pepsi",
    "food dish breakfast lunch dinner snack meal eat": "pizza pasta croissant croissants baguette ceviche tacos sushi ramen dumplings noodles noodle soup curry kebab paella tapas schnitzel goulash sausage sausages pho biryani dosa vada falafel hummus koshari couscous tagine steak barbecue burger bagel bagels cheesesteak clam chowder pastry pastries cake cheese bread rice fish seafood dim sum satay laksa duck hotpot poutine churrasco feijoada empanadas arepas jollof injera pierogi borscht herring waffles pretzel okonomiyaki takoyaki bratwurst currywurst sachertorte gelato risotto panettone pastel nata",
    "transport traffic get": "metro tram trams bus buses ferry ferries motorbike motorbikes scooter scooters bicycle bicycles rickshaw rickshaws taxi taxis train trains cable funicular jeepney jeepneys tuk matatu danfo minibus",
    "animal wildlife wild": "lion lions giraffe giraffes penguin penguins panda pandas kangaroo kangaroos koala elephant elephants tiger tigers zebra rhino rhinos leopard monkeys camel camels alligators bears llama condor whale whales",
    "mountain hill terrain landscape": "andes alps himalaya himalayas mount peak hill hills mountain mountains plateau volcano volcanoes valley",
    "terrain landscape desert": "desert dunes sand oasis",
    "tower skyscraper building tall landmark": "tower towers skyscraper skyscrapers eiffel burj petronas petrona willis cn oriental taipei shard needle empire",
    "building landmark sight": "cathedral mosque temple palace castle fort fortress church monument statue gate basilica pagoda museum opera house square bridge",
    "festival party celebration event year": "carnival festival oktoberfest parade holi diwali songkran mardi fireworks new",
    "film movie star actor": "hollywood bollywood nollywood film films movie series actor actress director oscar",
    "club team football sport": "united real fc inter milan juventus boca river galatasaray fenerbahçe chelsea arsenal tottenham dodgers yankees lakers bulls knicks canadiens leafs",
    "company industry make factory business product": "toyota samsung sony boeing microsoft amazon bmw siemens tencent huawei foxconn oil garment garments textile textiles steel car cars electronics software banks bank ships",
    "disaster": "earthquake flood floods fire hurricane typhoon eruption tsunami plague bomb",
    "rule rulers colony": "british french spanish portuguese dutch colony empire ottoman soviet colonial",
    "river water": "thames seine tiber danube nile tigris hudson ganges yamuna",
    "university school study student": "university college harvard oxford mit sorbonne",
    "relax spa": "bath baths thermal spa sauna beach beaches",
    "night nightlife": "nightlife club clubs bars bar nightclubs casino casinos neon",
}  # fmt: skip
"""What a question may call the things that facts name: a fact with one of the words on the right is also one of those on
the left."""


@cache
def _kinds() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for kinds, names in _KINDS.items():
        for name in names.split():
            found.setdefault(stem(name), set()).update(content(kinds))
    return {name: frozenset(kinds) for name, kinds in found.items()}


class Fact(NamedTuple):
    """A sentence, and its content words."""

    text: str
    words: frozenset[str]


class Match(NamedTuple):
    """The sentence nearest to a question, with the next one if it is nearly as near."""

    text: str
    share: float
    """How much of the question's content it covers, by weight: 0 to 1."""
    words: int
    """Content words they share."""
    rare: bool
    """One of these stands in few sentences."""


def content(text: str) -> frozenset[str]:
    """The stems of a text that carry meaning; words that mean the same are one."""
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    for pattern, said in _PHRASES:
        text = pattern.sub(said, text)
    found = (stem(token) for token in tokens(text) if token[0].isalnum())
    return frozenset(_ALIKE.get(word, word) for word in found if word not in _EMPTY)


def nearest(city: str, country: str, question: str, more: tuple[str, ...] = ()) -> Match:
    """The fact about a city, or about its country, or of `more`, that shares most with a question."""
    asked = content(question)
    weights = _weights()
    total = sum(weights.get(word, _rarest()) for word in asked)
    own = (*_facts().get(city, ()), *(_fact(text) for text in more))
    found = []
    for number, fact in enumerate((*own, *_facts().get(f"@{country}", ()))):
        shared = asked & fact.words
        if shared:
            share = sum(weights.get(word, 0.0) for word in shared) / total * (1.0 if number < len(own) else 0.85)
            found.append((-share, len(fact.words), number, fact, shared))
    found.sort(key=lambda one: one[:3])
    if not found:
        return Match("", 0.0, 0, False)
    (negative, _, _, first, shared), *others = found
    texts = [first.text] + [fact.text for share, _, _, fact, _ in others[:1] if share <= 0.8 * negative]
    return Match(" ".join(texts), -negative, len(shared), any(weights.get(word, 0.0) > _RARE for word in shared))


@cache
def direction(city: str) -> str:
    """On which side of its country a city lies, as its facts say; empty where they do not."""
    sides = (_SIDE.search(fact.text) for fact in _facts().get(city, ()))
    return next((side[1] for side in sides if side and side[1]), "")


@cache
def _fact(text: str) -> Fact:
    words = content(text)
    return Fact(text, words.union(*(_kinds().get(word, frozenset()) for word in words)))


@cache
def _facts() -> dict[str, tuple[Fact, ...]]:
    found: dict[str, list[Fact]] = {}
    for line in files("tasks").joinpath("data", "city_facts.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            about, _, text = line.partition("|")
            found.setdefault(about.strip(), []).append(_fact(text.strip()))
    return {name: tuple(facts) for name, facts in found.items()}


@cache
def _weights() -> dict[str, float]:
    """Rarer words weigh more."""
    every = [fact for facts in _facts().values() for fact in facts]
    counts = Counter(word for fact in every for word in fact.words)
    return {word: math.log(len(every) / count) for word, count in counts.items()}


@cache
def _rarest() -> float:
    return max(_weights().values())
