"""A question about a city, read once, and what may be said to it."""

import difflib
import re
from functools import cache, lru_cache
from typing import NamedTuple


class Said(NamedTuple):
    ways: tuple[str, ...]
    meaning: str
    understood: bool = True


_SHORT = (
    (r"\b(?:what|who|where|when|how|that|there|it|he|she|here)'?s\b(?<!its)", lambda m: m[0].rstrip("s").rstrip("'") + " is"),
    (r"\b(ca|wo|is|are|do|does|did|has|have|was|were|would|could|should)n'?t\b", lambda m: {"ca": "can", "wo": "will"}.get(m[1], m[1]) + " not"),
    (r"\bain't\b", lambda m: "is not"), (r"\b(?:i'd|you'd)\b", lambda m: m[0][:-2] + " would"), (r"\b(they|you|we)'re\b", lambda m: m[1] + " are"),
    (r"\bthey've|you've\b", lambda m: m[0][:-3] + " have"), (r"\bi'm\b", lambda m: "i am"), (r"\bu\b", lambda m: "you"), (r"\bppl\b", lambda m: "people"),
    (r"\beconomically(?: speaking)?\b", lambda m: "in its economy"), (r"\bgenerally speaking\b", lambda m: ""), (r"\bur\b", lambda m: "your"), (r"\bpls|plz\b", lambda m: "please"), (r"\bunis?\b", lambda m: "university"), (r"\bw ?w ?(?:2|ii)\b", lambda m: "second world war"),
    (r"\bw ?w ?(?:1|i)\b", lambda m: "first world war"), (r"\bworld war (?:2|ii|two)\b", lambda m: "second world war"),
    (r"\bworld war (?:1|i|one)\b", lambda m: "first world war"), (r"\b(\d),(\d{3})\b", lambda m: m[1] + m[2]),
    (r"\b(?:grub|nosh|chow|munchies|tucker)\b", lambda m: "food"), (r"\b(?:brekkie|brekky)\b", lambda m: "breakfast"), (r"\b(?:booze|tipple|bevvy)\b", lambda m: "drink"),
    (r"\bfolks?\b(?! (?:music|dance|song|tale|art|belief))", lambda m: "people"), (r"\bcall(?:s|ed)? (?:it|this place|this city|the place|the city) home\b", lambda m: "live there"),
    (r"\b(in charge|calls? the shots|at the helm)\b", lambda m: "the leader of the government"), (r"\bset (?:it|the city|this city|this place) up\b|\bset up (?:it|the city)\b", lambda m: "founded it"),
    (r"\b(?:photograph|take (?:a |some )?(?:photos?|pictures?|selfies?|snaps?)(?: of)?)\b", lambda m: "see"), (r"\b(visited|tourist|popular|photo|best|top|famous) spots?\b", lambda m: f"{m[1]} sight"), (r"\bchilly\b", lambda m: "cold"), (r"\b(?:baking|roasting|sweltering|blistering)\b", lambda m: "hot"), (r"\b(?:would|does|do|might|will) (?:a |the |its )?postcards?(?: from there| of it)? (?:show|have on (?:it|them)|depict)\b|\bon (?:a|the|its) postcards?\b", lambda m: "would i see there"), (r"\bages ago\b", lambda m: "long ago"),
    (r"\b(?:live|living) (?:well|comfortably|in comfort)\b", lambda m: "rich"), (r"\b(?:well off|affluent|loaded|moneyed)\b", lambda m: "rich"), (r"\b(?:pricy|pricey|dear)\b", lambda m: "expensive"), (r"\btunes?\b", lambda m: "music"), (r"\b(?:for|take) a (?:stroll|walk|wander|jog)\b", lambda m: "to a park"), (r"\b(?:do|earn|make|work) (?:for )?(?:a|their|its) living\b", lambda m: "economy"), (r"\bhalf of the (?:world|globe|earth|planet)\b", lambda m: "hemisphere"), (r"\bfooty\b", lambda m: "football"),
    (r"\bare you\b", lambda m: "is it"), (r"\bdo you (have|border|lie|get)\b", lambda m: "does it " + m[1]), (r"\byour (city|town|country|nation)\b", lambda m: "the " + m[1]),
)  # fmt: skip
"""Short forms and their long ones."""

_SHORTS = tuple((re.compile(pattern), said) for pattern, said in _SHORT)

_FILLER = re.compile(
    r"(?:so|ok|okay|and|but|hmm+|well|hey|hi|hello|alright|thanks|thank you|then|now|next|also|um|oh|please|cool|nice|interesting|good|great|yes|no)\b[ ,.]+"
)
_WRAPPERS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:(?:can|could|would|will|do|may) (?:you|i) )?(?:please )?(?:tell|say|ask|confirm|know|explain)(?: to)?(?: me| us| you)? (?:if|whether|that)\b ?",
        r"(?:would|do) you (?:say|think|reckon|believe|call it|consider it)(?: that| of it as)?(?= it\b| that\b| the\b| people\b| there\b) ?",
        r"(?:can|could|would|will) you (?:please )?(?=(?:tell|give|describe|name|list|say|mention|explain|share|offer)\b)",
        r"(?:can|could|may) i (?:know|ask|have|get)(?: you)? ?(?=\b(?:what|which|who|where|when|how|why|a hint|about)\b)",
        r"(?:can|could|would|will|might|may) (?:you|i) (?:\w+ ){1,3}?(?=(?:tell|telling|describe|describing|name|naming|recommend|suggest|list|explain|explaining)\b)",
        r"do you (?:happen to )?know ?", r"i (?:wonder|would like to know|want to know|need to know|would love to know|am wondering|am curious)(?: if| whether| about)? ?",
        r"(?:my question is|let me ask|let us see|quick question|question|guess|i ask)\b[ ,.]*", r"is it (?:true|correct|right|the case|fair to say)(?: to say)?(?: that)? ?",
        r"(?:would|do) you (?:say|think|reckon|believe)(?: that| of it as)? ?", r"i (?:think|guess|believe|suppose|assume|bet|reckon|take it)(?: that)? ?",
        r"(?:am i right|am i correct|does that mean|would it be right)(?: that| to say)? ?", r"would (?:it|you) be (?=(?:in|near|by|a|the)\b)",
    )
)  # fmt: skip
_TAG = re.compile(
    r"(?<!the)(?<!on)(?<!to)[ ,.]+(?:right|correct|yes|yeah|no|huh|eh|or not|or no|or what|am i right|true|(?:is|are|does|do|has|was|did|can|would)(?: not)? (?:it|they|there|you|one)(?: not)?)[ .]*$"
)
_BARE_POLAR = re.compile(
    r"(?:any(?! idea)|lots of|a lot of|many|much|some|more|less|fewer|over|under|near|nearby|close|by the|on the|on an|on a|in the|in a|in an|located|far|north of|"
    r"south of|east of|west of|famous|known|popular for|part of|home to|still|ever|got|above|below|at least|always|usually|often|mostly|mainly|really|very|"
    r"bigger|larger|smaller|older|hotter|colder|warmer|a|an)\b"
)
_BARE_WORD = re.compile(
    r"(?:(?:is )?(?:the )?(?:very |really |quite |pretty |mostly |mainly )?)?(?:hot|cold|warm|rainy|sunny|humid|dry|wet|snowy|tropical|windy|foggy|big|small|large|huge|old|ancient|new|modern|rich|poor|"
    r"safe|dangerous|expensive|cheap|coastal|inland|landlocked|hilly|flat|mountainous|crowded|polluted|clean|touristy|beautiful|capital|european|asian|african|"
    r"american|muslim|christian|catholic|hindu|buddhist|spanish speaking|english speaking|french speaking|arab|arabic|communist|democratic|historic|historical|"
    r"[a-z]+ speaking|a? ?capital city|seaside|mediterranean|industrial|famous|the capital|(?:communist|democratic|military|elected|royal|socialist) (?:government|rule|state|regime)|one party(?: state)?|royal family|high crime|low crime|left hand traffic)(?: there| in (?:summer|winter)| city| country| place)?[ .?]*$"
)
_BARE_LIST = re.compile(
    r"(?:(?:the |some )?(?:most |very )?(?:famous|well known|known|notable|important|great|big|major|main|popular|nice|interesting|typical|local|special|historic|top|best|nearby|old) )+(?:\w+ ){0,2}?"
    r"(?:clubs?|teams?|hotels?|museums?|parks?|bridges?|buildings?|foods?|dish(?:es)?|people|persons?|celebrit\w+|universit\w+|nick ?names?|landmarks?|statues?|gates?|composers?|writers?|authors?|poets?|"
    r"artists?|painters?|singers?|musicians?|actors?|scientists?|architects?|films?|movies?|books?|songs?|bands?|festivals?|compan\w+|brands?|industr\w+|squares?|streets?|markets?|monuments?|churches|temples|mosques|palaces|castles|sights|drinks?|"
    r"events?|sports?|athletes?|inventions?|figures?|attractions?|areas|districts|neighbou?rhoods|quarters)(?: there| from there| in it| in the city| nearby)?$"
)
"""It names a kind of things, and wants to hear which."""

_STATEMENT = re.compile(
    r"(?:it|its|there|they|people|one|the (?:city|country|town|place|people|locals|climate|weather|capital|flag|population)|this|that|you|locals|most people)\b(?! or )"
)
_WONDERING = re.compile(
    r"(?:what|which|who|whom|whose|where|when|why|how|name|tell|describe|give|list|say|mention|explain|share|offer)\b"
)
_WONDERING_LATER = re.compile(r"(?:in|on|at|by|of|from|to|for|with|under|around|near) (?:which|what|whom)\b")
_INNER = re.compile(r"^(?:what about|how about)\b")
AUXILIARIES = frozenset(
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
        "should",
        "am",
        "had",
        "must",
    ]
)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b")


_SPELT = [
    "continent",
    "capital",
    "country",
    "language",
    "population",
    "currency",
    "religion",
    "climate",
    "weather",
    "temperature",
    "mountain",
    "mountains",
    "river",
    "ocean",
    "landmark",
    "landmarks",
    "museum",
    "famous",
    "football",
    "baseball",
    "basketball",
    "history",
    "founded",
    "empire",
    "colony",
    "industry",
    "economy",
    "company",
    "airport",
    "metro",
    "subway",
    "neighbour",
    "neighbours",
    "border",
    "borders",
    "altitude",
    "hemisphere",
    "equator",
    "university",
    "universities",
    "festival",
    "monarchy",
    "president",
    "government",
    "official",
    "island",
    "beach",
    "harbour",
    "architecture",
    "monument",
    "monuments",
    "restaurant",
    "traditional",
    "cuisine",
    "breakfast",
    "dish",
    "hosted",
    "olympics",
    "stadium",
    "winter",
    "summer",
    "tropical",
    "desert",
    "coast",
    "coastal",
    "volcano",
    "earthquake",
    "tourists",
    "tourism",
    "expensive",
    "dangerous",
    "skyscraper",
    "skyscrapers",
    "cathedral",
    "mosque",
    "temple",
    "palace",
    "castle",
    "bridge",
    "nickname",
    "letters",
    "alphabet",
    "driving",
    "transport",
    "architect",
    "composer",
    "painter",
    "writer",
    "musician",
    "singer",
    "actor",
    "tallest",
    "largest",
    "biggest",
    "oldest",
    "highest",
    "northern",
    "southern",
    "eastern",
    "western",
    "europe",
    "africa",
    "america",
    "asia",
    "australia",
    "christian",
    "muslim",
    "catholic",
    "buddhist",
    "located",
    "known",
    "people",
    "speak",
    "spoken",
    "spanish",
    "english",
    "french",
    "arabic",
    "portuguese",
    "people",
    "nearest",
    "latitude",
    "longitude",
    "hurricanes",
]
_SPELT_SET = frozenset(_SPELT)


@lru_cache(maxsize=1 << 14)
def spelled(word: str) -> str:
    """A word that matters, where only a letter or two are wrong."""
    if len(word) < 6 or word in _SPELT_SET or not word.isalpha():
        return word
    near = difflib.get_close_matches(word, _SPELT, 1, 0.86)
    if not near or near[0].rstrip("s") in word or word.rstrip("s") in near[0]:
        return word
    return near[0] if _is_slip(word, near[0]) else word


def _is_slip(word: str, meant: str) -> bool:
    """A slip keeps the first letter, and is no form of another word: `mountainous` is not `mountains`."""
    return word[0] == meant[0] and abs(len(word) - len(meant)) <= 1 and word[-3:] not in ("ing", "ous", "ers", "ist")


class Asked:
    """A question, read once."""

    def __init__(self, text: str) -> None:
        for pattern, said in _SHORTS:
            text = pattern.sub(said, text)
        text = " ".join(spelled(word) for word in text.split())
        bare, tagged = self._unwrapped(text.strip(" ,."))
        turned = re.sub(r"^(\w+)( it| this| that| they| there| people| you| the \w+)? not\b", r"\1\2", bare)
        opener = turned != bare and bare.split()[0] in AUXILIARIES | {"it", "they", "there", "people", "this"}
        self.text = turned if opener else bare
        self.words = self.text.replace(",", " ").replace(".", " ").split()
        self.negative = bool(re.search(r"\b(?:not|never|without|non|outside|instead of|neither)\b", self.text))
        self.polar = tagged or self._is_polar()
        self.either = self.polar and bool(re.search(r"\bor\b", self.text)) and not self._idle_or()
        """It offers a choice, which yes does not answer."""

    def has(self, pattern: str) -> re.Match[str] | None:
        return _compiled(pattern).search(self.text)

    def _unwrapped(self, text: str) -> tuple[str, bool]:
        """Without what one says before a question and after it."""
        while (found := _FILLER.match(text)) and found.end() < len(text):
            text = text[found.end() :]
        tag = _TAG.search(text)
        tagged = tag is not None and tag.start() > 4 and not _WONDERING.match(text) and not _WONDERING_LATER.match(text)
        if tagged and tag is not None:
            text = text[: tag.start()]
        for _ in range(2):
            for wrapper in _WRAPPERS:
                found = wrapper.match(text)
                if found and found.end() < len(text):
                    text = text[found.end() :]
        return text.strip(" ,.") or "?", tagged

    def _is_polar(self) -> bool:
        first = self.words[0] if self.words else ""
        if _WONDERING.match(self.text) or _WONDERING_LATER.match(self.text):
            return False
        if _BARE_LIST.match(self.text):
            return False
        if first in AUXILIARIES:
            return not re.search(r"^(?:\w+) (?:\w+ )?(?:called|named)? ?(?:what|which|who)\b", self.text)
        if re.search(r"\b(?:which|what|who|how many|how much|where|when|how)\b", self.text):
            return False
        return bool(_STATEMENT.match(self.text) or _BARE_POLAR.match(self.text) or _BARE_WORD.match(self.text))

    def _idle_or(self) -> bool:
        """`Sea or ocean` is one thing, not a choice."""
        return bool(
            re.search(
                r"\b(?:or (?:so|more|less|not|something|anything|any|other|similar|near|close|a|at|by|ever|even|its|nearby)|sea or ocean|ocean or sea|coast or|"
                r"king or (?:a )?queen|queen or (?:a )?king|rivers? or|lakes? or|mountains? or hills|hills or mountains|town or|city or town|film or|movie or|"
                r"famous or|known or|(?:hurricanes?|typhoons?|cyclones?|tornado\w*|storms?|earthquakes?|floods?|volcano\w*|beach\w*|parks?|temples?|churches|museums?|castles?) or)\b",
                self.text,
            )
        ) and not re.search(
            r"\bor (?:a |an |the )?(?:inland|small|south|north|west|east|cold|republic|dictatorship|monarchy|kingdom|democracy|mainland|plain|flat|far)\b",
            self.text,
        )


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def low(text: str) -> str:
    """For the middle of a sentence: the first word small, unless it is a name."""
    small = (
        "The",
        "It",
        "There",
        "A",
        "An",
        "People",
        "In",
        "On",
        "Its",
        "Museums",
        "Well-known",
        "Clubs",
        "Films",
        "Evenings",
        "Of",
        "Typical",
        "Students",
        "Nearby",
        "One",
        "Many",
        "Great",
    )
    return text[:1].lower() + text[1:] if text.split(" ", 1)[0] in small else text


def polar(true: bool, asked: Asked, yes: str, no: str, meaning: str) -> Said:
    said = true != asked.negative
    why = yes if said else no
    if not why:
        return Said(("Yes, it is so.", "Yes.") if said else ("No, it is not so.", "No."), meaning)
    word = "Yes" if said else "No"
    mark = ":" if why[0].isupper() else ","
    return Said(
        (f"{word}{mark} {why}.", f"{word}: {why}.", f"{'Indeed, yes' if said else 'Not really'}: {why}."), meaning
    )


def yes_no(true: bool, asked: Asked, meaning: str) -> Said:
    said = true != asked.negative
    return Said(("Yes.", "Yes, that is right.") if said else ("No.", "No, that is not so."), f"{meaning}:{true}")


def told(text: str, meaning: str) -> Said:
    """A plain statement."""
    return Said((capital(text) + ("" if text.endswith((".", "!", "?")) else "."),), meaning)
