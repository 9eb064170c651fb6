"""What simulators share in reading a person's English: tokens, stems, and patterns of stems with gaps.

Nothing here is clever: a question is a row of stems, a pattern is a row of stems that must occur in it in this order and
near each other. What is hard about free text is the vocabulary, and that stands in data files.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

_STEMMER = snowballstemmer.stemmer("english")
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:[.,]\d+)*|[^\sa-z\d]")
_CONTRACTIONS = {
    "isn't": "is not", "aren't": "are not", "wasn't": "was not", "doesn't": "does not", "don't": "do not",
    "didn't": "did not", "can't": "can not", "cannot": "can not", "couldn't": "could not", "won't": "will not",
    "wouldn't": "would not", "hasn't": "has not", "haven't": "have not", "shouldn't": "should not", "ain't": "is not",
    "it's": "it is", "that's": "that is", "what's": "what is", "i'm": "i am", "there's": "there is", "you'd": "you would",
    "where's": "where is", "who's": "who is", "i'd": "i would", "i'll": "i will", "you'll": "you will",
    "they're": "they are", "you're": "you are", "we're": "we are", "it'd": "it would", "let's": "let us",
    "isnt": "is not", "doesnt": "does not", "dont": "do not", "cant": "can not", "wouldnt": "would not",
    "arent": "are not", "hasnt": "has not", "wont": "will not", "whats": "what is",
}  # fmt: skip
_IRREGULAR = {
    "worn": "wear", "wore": "wear", "ate": "eat", "eaten": "eat", "driven": "drive", "drove": "drive",
    "written": "write", "wrote": "write", "found": "find", "made": "make", "bought": "buy", "built": "build",
    "held": "hold", "flew": "fly", "flown": "fly", "leaves": "leaf", "knives": "knife", "feet": "foot", "teeth": "tooth",
    "children": "child", "women": "woman", "men": "man", "ridden": "ride", "rode": "ride", "sold": "sell",
    "thrown": "throw", "threw": "throw", "drawn": "draw", "drew": "draw", "grown": "grow", "grew": "grow",
    "kept": "keep", "hung": "hang", "slept": "sleep", "sat": "sit", "swam": "swim", "blown": "blow", "caught": "catch",
    "taken": "take", "took": "take", "given": "give", "seen": "see", "broken": "break", "bitten": "bite",
    "frozen": "freeze", "spoken": "speak", "heard": "hear", "is": "be", "are": "be", "was": "be", "were": "be",
    "am": "be", "been": "be", "being": "be", "has": "have", "had": "have", "does": "do", "did": "do", "done": "do",
    "colour": "color", "colours": "color", "coloured": "color", "colored": "color", "grey": "gray", "tyre": "tire",
    "tyres": "tire", "metre": "meter", "metres": "meter", "centimetre": "centimeter", "centimetres": "centimeter",
    "jewelry": "jewellery", "wooden": "wood", "woollen": "wool", "woolen": "wool", "metallic": "metal",
    "hooves": "hoof", "shelves": "shelf", "an": "a", "bigger": "bigger", "axes": "axe", "ax": "axe",
}  # fmt: skip
"""Forms that a stemmer leaves apart."""


def tokens(text: str) -> list[str]:
    """Lower-case words, numbers and marks, contractions written out: `Isn't it?` gives is, not, it, ?"""
    plain = text.lower().replace("’", "'").replace("‘", "'").replace("-", " ").replace("/", " ")
    found: list[str] = []
    for token in _TOKEN.findall(plain):
        if token.endswith("'s") and token not in _CONTRACTIONS:
            token = token[:-2]
        found += _CONTRACTIONS.get(token, token).split()
    return found


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The same for most forms of a word, which is all that matching needs."""
    plain: str = _STEMMER.stemWord(_IRREGULAR.get(word, word))
    return plain


def stems(text: str) -> list[str]:
    """The stems of a text's tokens."""
    return [stem(token) for token in tokens(text)]


class Found(NamedTuple):
    """Where a pattern occurs."""

    name: str
    places: tuple[int, ...]


class Patterns:
    """Phrases with names. `find` gives those in a row of stems; a longer phrase takes the words of a shorter one."""

    def __init__(self, phrases: Iterable[tuple[str, str]], *, gap: int = 3) -> None:
        """`phrases` are pairs (phrase, name)."""
        self._gap = gap
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for phrase, name in phrases:
            parts = tuple(stems(phrase))
            if parts:
                self._by_first.setdefault(parts[0], []).append((parts, name))

    def find(self, row: Sequence[str]) -> list[Found]:
        """What occurs, in order of place. Several names may share the words of one phrase."""
        hits = [
            Found(name, places)
            for start, first in enumerate(row)
            for parts, name in self._by_first.get(first, ())
            if (places := self._places(parts, row, start))
        ]
        hits.sort(key=lambda hit: (-len(hit.places), hit.places[-1] - hit.places[0]))
        taken: dict[int, tuple[int, ...]] = {}
        kept = []
        for hit in hits:
            owners = {taken.get(place) for place in hit.places}
            if owners <= {None, hit.places}:
                taken |= dict.fromkeys(hit.places, hit.places)
                kept.append(hit)
        return sorted(kept, key=lambda hit: hit.places)

    def _places(self, parts: tuple[str, ...], row: Sequence[str], start: int) -> tuple[int, ...]:
        places = [start]
        for part in parts[1:]:
            reach = row[places[-1] + 1 : places[-1] + 2 + self._gap]
            at = next((k for k, word in enumerate(reach) if word == part), None)
            if at is None:
                return ()
            places.append(places[-1] + 1 + at)
        return tuple(places)


def lines(text: str) -> Iterator[list[str]]:
    """The rows of a data file of cells between bars; comments and empty lines left out."""
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            yield [cell.strip() for cell in line.split("|")]
