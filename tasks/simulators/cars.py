"""What a seller of cars says, read: price, brand, type, features and what is asked.

What surprises newcomers: naming a thing is not offering it. A brand, a type or a feature counts only where the line does
not deny it (`no leather`, `leather costs extra`), hold it up against another (`cheaper than the BMW`) or list what there
is (`sedans, SUVs and trucks`). Prices are read in `prices`.
"""

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from tasks.simulators.prices import figures as figures
from tasks.simulators.prices import price as price_of

BRANDS = (
    "Toyota", "Ford", "Honda", "BMW", "Mercedes", "Audi", "Tesla", "Chevrolet", "Subaru", "Volkswagen", "Hyundai", "Kia",
    "Lexus",
)  # fmt: skip
TYPES = ("sedan", "SUV", "truck", "minivan", "coupe", "convertible")
FEATURES = (
    "leather seats", "sunroof", "backup camera", "heated seats", "navigation", "all-wheel drive",
    "adaptive cruise control", "premium sound",
)  # fmt: skip

_BRAND_WORDS = {
    "toyota": "Toyota", "ford": "Ford", "honda": "Honda", "bmw": "BMW", "beemer": "BMW", "bimmer": "BMW",
    "mercedes": "Mercedes", "mercedes-benz": "Mercedes", "merc": "Mercedes", "benz": "Mercedes", "audi": "Audi",
    "tesla": "Tesla", "chevrolet": "Chevrolet", "chevy": "Chevrolet", "subaru": "Subaru", "volkswagen": "Volkswagen",
    "vw": "Volkswagen", "hyundai": "Hyundai", "kia": "Kia", "lexus": "Lexus",
    "toyata": "Toyota", "toyotta": "Toyota", "mercedez": "Mercedes", "mercades": "Mercedes", "volkswagon": "Volkswagen",
    "wolkswagen": "Volkswagen", "hundai": "Hyundai", "hyndai": "Hyundai", "hyundia": "Hyundai", "suburu": "Subaru",
    "chevvy": "Chevrolet", "cheverolet": "Chevrolet", "lexis": "Lexus", "beamer": "BMW",
}  # fmt: skip
_TYPE_WORDS = {
    r"sedans?|saloons?|sedanes?": "sedan",
    r"suv'?s?|s\.u\.v\.?s?|sports?[- ]utility(?: vehicle)?s?|crossovers?|off-?roaders?": "SUV",
    r"trucks?|pick-?ups?|pick up trucks?|lorry": "truck",
    r"mini-?vans?|mini vans?|(?:people|family)[- ](?:carriers?|movers?|haulers?|vans?)|vans?": "minivan",
    r"coup[eé]s?|two[- ]seater sports car": "coupe",
    r"convertibles?|convertables?|cabriolets?|cabrios?|roadsters?|drop-?tops?|soft ?tops?|rag-?tops?|open-?top": "convertible",
}  # fmt: skip
_TYPE_SIGNS = {
    r"(?:2|two)[- ]?doors?(?: sports)?(?: car| model| version)?": "coupe",
    r"(?:roof|top|hood)\b(?:[^.;!?]{0,20}\b(?:it|which|that))? (?:\w+ )?(?:folds(?= in| up|[.,!])|(?:comes|folds|goes|drops) (?:down|away|back))|(?:top|roof) down|(?:drop|fold)s? the (?:top|roof)|(?:put|take)s? the (?:top|roof) (?:down|off|back)": "convertible",
    r"(?:4|four)[- ]door(?!s)(?: family)?(?: car| model| version)?": "sedan",
    r"4x4s?": "SUV",
    r"sliding (?:side )?doors": "minivan",
    r"(?:crew|double|extended|quad) ?cab|(?:foot|long|short|truck|cargo) bed|flat-?bed": "truck",
    r"open[- ]air": "convertible",
}  # fmt: skip
"""What tells a type where none is named."""

_MODELS = {
    ("Toyota", "sedan"): "camry|corolla|avalon|prius",
    ("Toyota", "SUV"): "rav ?4|highlander|4runner|land cruiser|sequoia|venza|corolla cross|c-hr",
    ("Toyota", "truck"): "tacoma|tundra|hilux", ("Toyota", "minivan"): "sienna|previa", ("Toyota", "coupe"): "supra|gr ?86",
    ("Ford", "sedan"): "fusion|taurus|mondeo|crown victoria", ("Ford", "SUV"): "explorer|escape|edge|bronco|expedition|kuga",
    ("Ford", "truck"): "f-?150|f-?250|f-?350|ranger|maverick|lightning", ("Ford", "coupe"): "mustang",
    ("Ford", "minivan"): "galaxy|s-max|windstar", ("Honda", "sedan"): "civic|accord|insight",
    ("Honda", "SUV"): "cr-?v|hr-?v|passport|pilot", ("Honda", "truck"): "ridgeline", ("Honda", "minivan"): "odyssey",
    ("BMW", "sedan"): "[357][- ]series|3[23]0i|5[34]0i|m3|m5", ("BMW", "SUV"): "x[1-7]", ("BMW", "coupe"): "[248][- ]series|m4|m2",
    ("BMW", "convertible"): "z4", ("Mercedes", "sedan"): "[ces][- ]class|c ?300|e ?350|s ?500",
    ("Mercedes", "SUV"): "gl[abces]|g-class|g-wagon", ("Mercedes", "convertible"): "slk?",
    ("Audi", "sedan"): "a[3468]|s4", ("Audi", "SUV"): "q[2-8]|e-tron", ("Audi", "coupe"): "tt|a5|r8",
    ("Tesla", "sedan"): "model 3|model s", ("Tesla", "SUV"): "model y|model x", ("Tesla", "truck"): "cybertruck",
    ("Tesla", "convertible"): "roadster", ("Chevrolet", "sedan"): "malibu|impala|cruze|sonic",
    ("Chevrolet", "SUV"): "tahoe|suburban|equinox|traverse|blazer|trax", ("Chevrolet", "truck"): "silverado|colorado",
    ("Chevrolet", "coupe"): "camaro|corvette", ("Subaru", "sedan"): "impreza|legacy|wrx",
    ("Subaru", "SUV"): "forester|crosstrek|ascent", ("Subaru", "coupe"): "brz",
    ("Volkswagen", "sedan"): "jetta|passat|arteon", ("Volkswagen", "SUV"): "tiguan|atlas|touareg|taos|id\\.?4",
    ("Volkswagen", ""): "golf|polo|beetle", ("Subaru", ""): "outback", ("Kia", ""): "soul", ("Volkswagen", "minivan"): "sharan|touran|id\\. ?buzz",
    ("Hyundai", "sedan"): "sonata|elantra|accent", ("Hyundai", "SUV"): "tucson|santa fe|kona|palisade|ioniq 5",
    ("Kia", "sedan"): "forte|k5|optima|stinger|rio", ("Kia", "SUV"): "sportage|sorento|telluride|seltos|ev6|niro",
    ("Kia", "minivan"): "carnival|sedona", ("Lexus", "sedan"): r"es(?: ?\d{3}h?)?|(?:is|gs) ?[2-5][05]0h?(?![,.]\d)|ls(?: ?\d{3}h?)?",
    ("Lexus", "SUV"): "rx ?\\d*|nx ?\\d*|gx ?\\d*|lx ?\\d*|ux ?\\d*", ("Lexus", "coupe"): "rc ?\\d*|lc ?\\d*",
    ("Hyundai", "coupe"): "veloster", ("Hyundai", "truck"): "santa cruz",
}  # fmt: skip
"""Models by brand and type, for sellers who name nothing else. Short ones count after their brand only."""

_FEATURE_WORDS = {
    "leather seats": r"lea?ther(?!ette|[- ](?:\w+[- ])?(?:steering|wheel|shift|gear|knob|key))|nappa|(?:genuine|real|soft) hide|(?:cow|calf|lamb)(?:hide|skin)|hide (?:seats|upholstery)",
    "sunroof": r"(?:sun|moon)[- ]?roof|panoramic roof|glass (?:sun|moon)?-?roof|(?:full |all )?glass (?:panel )?roof|roof[^.;,!?]{0,14} glass\b|pano(?:rama|ramic)? (?:sun|moon|glass|roof)|sky-?light|opening roof|roof (?:\w+ )?(?:panel )?(?:slides|opens|tilts)|roof (?:window|hatch)|(?:opens?|slides?|tilts?|window|glass(?: panel)?|panel|hatch) (?:in |up |back )?the (?:roof|ceiling)|(?:see|watch|at) the (?:sky|stars)\b|(?:sun|sky|light|air)[^.;,!?]{0,25} (?:through|from) (?:the roof|above|overhead)",
    "backup camera": r"(?<!dash )(?<!dash)(?<!speed )(?<!front )(?<!side )camera\b(?! (?:phone|man|crew))|(?:back-?up|back up|backing|rear(?:-?view)?|back|reversing|reverse|parking|rear view|rear-view|surround(?: view)?|360(?:[- ]degrees?)?)[- ]?(?:assist |view )?cam(?:era)?s?\b|(?:at the (?:back|rear)|behind|revers\w+|parking|back(?:ing)? up)\b[^.;!?]{0,30} camera\b|camera[^.;,!?]{0,30} (?:revers\w*|park\w*|back(?:ing)? up|behind|at the (?:back|rear)|on the (?:back|rear|tailgate)|in the (?:back|rear))|see(?:s|ing)? (?:what's |what is |everything )?behind you|(?:shows?|see|showing|picture|view|image|video)[^.;,!?]{0,20} (?:behind|back there)\b|(?:revers\w+|backing up)[^.;!?]{0,30}\b(?:screen|camera|display|monitor)|bird'?s[- ]eye",
    "heated seats": r"(?:keeps?|keeping) (?:your|you|the) (?:\w+ )?(?:backside|bum|butt|buns|tush|behind|seat|rear|bottom|back)\w* (?:warm|toasty)|seats?\b[^.;!?]{0,40}\bheat(?:s|ed|ing)?\b(?! (?:steering|wheel|mirror|wind|rear window|pump))|(?:heated|warm(?:ed|ing)?|heat(?:ing)?)(?: (?:front|rear|back|leather|cloth|bucket|and \w+|, \w+))*[- ,]*seats?|heated (?:\w+ )?(?:seats?|leather|cloth)|heats? (?:your|the|up the) (?:\w+ )?seats?|seat (?:heat\w*|warm\w*)|seats?(?: that| which)? (?:are |get |stay |will be |keep (?:you |your \w+ )?)?(?:warm(?:ed)?|toasty|heat up|warm up)|warm(?:s|er)? (?:up )?your (?:back|bum|butt|backside|seat|buns|tush)\w*|seat-?heating|heating in the seats|toasty seats|(?:bum|butt|bun|tush|bottom) (?:warm|heat)ers?|(?:rear end|backside|bum|butt|behind|tush|buns|bottom)\b[^.;,!?]{0,25} (?:warm|toasty)|warm (?:bum|butt|backside|bottom)|heat(?:ers?|ing)[^.;,!?]{0,20} seats?\b",
    "navigation": r"turn[- ]by[- ]turn|directions (?:are )?built|navigation|sat-?nav|satnav|gps|nav system|built-?in (?:maps?|nav)|navi\b|route (?:guidance|planner|finder)|satellite nav|in-dash maps?|maps?[^.;,!?]{0,15} (?:on|in) the (?:dash\w*|screen|display|console|touch\w*)|(?:screen|dash\w*|display)[^.;,!?]{0,20} (?:with|shows|has) (?:the |your |a )?(?:maps?|route|directions|way)\b|never get lost|(?:finds?|knows?) (?:the|your|its) way|maps? (?:display|screen)|(?:live|real[- ]time) traffic|talks you through|gives? you directions|every turn\b|(?:guides?|directs?) you\b|(?:tells?|shows?) you (?:the way|where to (?:go|turn)|how to get)|tom-?tom|garmin|\bnav\b",
    "all-wheel drive": r"every wheel (?:is )?(?:driven|gets|pulls|turns)|(?:drives?|driven|drive|power|grip|traction|pull(?:s|ing)?)(?: \w+)? (?:all|every) (?:four|4|wheel)|(?:4|four)[- ]?wheel[- ]?drive|all[- ]?wheels?[- ]?drive|\bawd\b|4 ?wd\b|\bfour[- ]by[- ]four|\b4 ?x ?4\b|quattro|4matic|4motion|x-?drive|all (?:four|4) wheels|power to all four|(?:front|both)(?: and (?:the )?(?:rear|back))? axles?|all (?:four|4) (?:are )?(?:driven|pull)",
    "adaptive cruise control": r"(?:adaptive|radar|smart|intelligent|active|dynamic|traffic[- ]aware|distance)(?:[- ]guided|[- ]based)? (?:cruise|speed)|adaptive control|cruise(?: control)? (?:that|which|with (?:radar|distance|stop))|keep(?:s|ing)? (?:its|a|your|the|you at a) (?:\w+ )?(?:distance|gap)|distance[- ]keeping|\bacc\b|(?:adapts|adjusts|matches) (?:its|the|your|to the) (?:speed|traffic|car)|(?:slows?|speeds?|accelerat\w+)(?: down| up)?(?: and [^.;,!?]{0,20})?[^.;,!?]{0,25}(?:by itself|by themselves|on its own|automatically|for you|with (?:the )?traffic|(?:when|if) the (?:car|traffic|guy|one))|follows (?:the )?(?:car|traffic|vehicle)|distronic",
    "premium sound": r"(?<!basic )(?<!factory )(?<!standard )(?<!two )(?<!four )(?<!six )(?<![246] )(?:stereo|loudspeakers?|speakers)\b(?! (?:is|are) (?:nothing|basic|standard|ok|okay|average|so-so|broken|bad|just|only))|(?:sound|audio) package|like (?:a )?(?:live )?concert|(?:stereo|speakers?|audio|sound|music system|hi-?fi)(?: system)?(?: alone)?(?: (?:in|on) \w+(?: car| one)?)? (?:is|are|sounds?|that's) (?:\w+ )?(?:fantastic|great|amazing|excellent|superb|wonderful|incredible|awesome|top|first[- ]class|premium|brilliant|stunning|killer|out of this world|the best|phenomenal|insane|unreal|worth|crystal)|premium[- ](?:\w+ )?(?:sound|audio|stereo|speakers?|hi-?fi|music)|(?:great|fantastic|amazing|excellent|superb|high-end|top(?:[- ](?:notch|end|of the line))?|jbl|mark levinson|concert(?:-hall)?|killer|awesome|first-class|incredible|upgraded|wonderful|cracking|banging|booming|brilliant|stunning|thumping|crisp|high[- ]quality|fancy|monster|luxury|serious|wicked|sick|insane|kick-?ass|mighty|beautiful|best|studio[- ]quality|audiophile)(?: \w+)? (?:sound|stereo|audio|speakers?|hi-?fi|music system)|bose\b|burmester|harman|levinson|bang (?:and|&) olufsen|b&o\b|bowers|meridian|dynaudio|klipsch|mcintosh|\bnaim\b|dolby|sub-?woofers?|(?:1\d|2\d|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|eighteen|twenty)[- ]speakers?|concert[- ]hall|sounds? like (?:a|you're at a|the|being (?:at|in)) (?:\w+ )?(?:concert|studio|symphony|theat\w+|opera)|symphony|surround[- ]sound|sound system|hi-?fi",
}  # fmt: skip


class Line(NamedTuple):
    """What a seller said."""

    price: int | None
    brand: str | None
    type: str | None
    features: tuple[str, ...]
    asks: frozenset[str]
    """Of budget, brand, type, features, deal, needs."""
    greets: bool
    understood: bool


@lru_cache(maxsize=1 << 16)
def read(line: str) -> Line:
    """What a line says. Any text can be read; what holds nothing is not understood."""
    text = " ".join(line[:600].replace("’", "'").split())
    low = text.lower()
    brand = _brand(low)
    kind = _type(low)
    features = tuple(name for name in FEATURES if _has_feature(name, low))
    price = price_of(low)
    if _WISH.search(low) and not price:
        kept = _WISH.sub(" ", low)
        brand, kind = _brand(kept), _type(kept)
    asks = frozenset(name for name, pattern in _QUESTIONS.items() if re.search(pattern, low))
    greets = (
        re.search(r"\b(hi|hello|hey|good (?:morning|afternoon|evening|day)|welcome|thanks?|thank you)\b", low)
        is not None
    )
    talk = (
        re.search(
            r"\b(?:cars?|vehicles?|models?|deals?|prices?|drives?|driving|engines?|miles|mileage|warrant\w*|safe\w*|famil\w*|fuel|discounts?|offers?|financ\w*|payments?|colou?rs?|reliab\w*|comfort\w*|help\w*|looking|lot|showroom|stock|great|best|condition|interested|think|sure|understand|sorry|afraid|unfortunately|beautiful\w*|perfect\w*|popular|electric|hybrid|econom\w*|trade|sell\w*|buy\w*|bargain|quality|luxur\w*|dealership|owner|used|new|kids|children|trips?|parking|city|highway|insurance|service\w*|tires?|tyres?|paint|power\w*|fast|speed|seats?|yes|no|okay|ok|fine|course|maybe|perhaps|love|like|nice|good|day|name|today|weekend|moment)\b",
            low,
        )
        is not None
    )
    understood = bool(price or brand or kind or features or asks or greets or talk)
    return Line(price, brand, kind, features, asks, greets, understood)


# What is named, and what is offered


class _Named(NamedTuple):
    """A word that stands for something, in a line."""

    start: int
    end: int
    value: str


_BRANDS_NAMED = re.compile(rf"\b({'|'.join(sorted(_BRAND_WORDS, key=len, reverse=True))})'?s?\b")


def _brand(low: str) -> str | None:
    named = [
        _Named(*match.span(), _BRAND_WORDS[match[1]])
        for match in _BRANDS_NAMED.finditer(low)
        if not _denied(low, *match.span())
        and not _another(low, *match.span())
        and not (match[1] == "ford" and low[match.end() :].startswith(" to "))
    ]
    if len({one.value for one in named}) > 1 and re.search(r"\bor\b.*\?|\bwhile\b|\bwhereas\b", low):
        return None
    if len({one.value for one in named if _OPENING.search(low[: one.start])}) > 1:
        return None
    model = _model(low, None)
    return _chosen(low, named) if named else model and model[0]


def _type(low: str) -> str | None:
    named = _types(low, _TYPE_WORDS)
    if (len({one.value for one in named}) > 1 or "prefer" in low) and re.search(r"\bor\b.*\?", low):
        return None
    if named:
        return _chosen(low, named)
    brand = _brand(low)
    either = brand is None and re.search(r"\bor\b.*\?", low)
    model = None if either else _model(low, brand)
    signs = _types(low, _TYPE_SIGNS)
    open_top = [one.value for one in signs if one.value == "convertible"]
    return (open_top and open_top[0]) or (model and model[1]) or (min(signs).value if signs else None)


def _types(low: str, words: dict[str, str]) -> list[_Named]:
    return [
        _Named(match.start(), match.end(), name)
        for pattern, name in words.items()
        for match in re.finditer(rf"\b(?:{pattern})(?=[^a-z]|$)(?!-(?:sized?|like|ish|style))", low)
        if not _denied(low, *match.span()) and not _another(low, *match.span())
    ]


def _chosen(low: str, named: list[_Named]) -> str | None:
    """The first that is offered; none of several that are listed side by side."""
    named = sorted(named)
    picked = [one for one in named if _PICKED.search(low[max(0, one.start - 60) : one.start])]
    if picked:
        return picked[-1].value
    for one, other in pairwise(named):
        if one.value != other.value and _BESIDE.fullmatch(low[one.end : other.start]):
            return None
    firm = [one for one in named if not _WISHED.search(low[max(0, one.start - 60) : one.start])]
    return (firm or named)[0].value


_PICKED = re.compile(
    r"\b(?:i'd|i would|you should|let's|i'll|i) (?:\w+ )?(?:pick|recommend|suggest|choose|go (?:for|with)|say go with|steer you to(?:wards?)?|point you to(?:wards?)?)(?: (?:an?|the|this|that|our|my|\w+)){0,2} $"
)
"""What the seller chooses among what is named."""

_OPENING = re.compile(r"(?:^|[.,;!] |\b(?:and|but|while) )(?:the |an? |new |used )*$")
"""Before what a clause is about: of two cars that are told about so, neither is the one on offer."""

_BESIDE = re.compile(
    r"(?: (?:sedan|suv|truck|pick-?up|minivan|van|coupe|convertible)s?)?(?:,? ?(?:and|or|&|n)|,|/)(?: (?:an?|the|one|two|three|four|some|many|several|lots of|\d+|even))* ?"
)
"""What stands between the members of a list."""

_WISHED = re.compile(
    r"\byou(?:'ve|'d|'re| have| had| were| are)? (?:\w+ )?(?:mention|said|ask|came|want|like|look|think|thought|prefer|need|in mind|drive|drove|set on|after)\w*\b(?:(?!\b(?:but|i|i've|we|this|here)\b)[^.;,!?])*$"
)
"""What the buyer named before the seller names something else."""

_WISH = re.compile(
    r"\b(?:(?:so|i thought|thought|i hear|i heard|i see|you said|guess) you(?:'re|'d| are| were| would)?(?: really| only)? (?:want|wanted|need|needed|after|looking for|prefer|preferred|like)\b)(?:(?!\b(?:but|so|this|here|that's why|i have|i've|we have|we've|then|let me)\b)[^.!?;])*"
)
"""What the buyer is said to wish: it is offered only where something is asked for it."""

_SHORT_MODELS = (
    "golf", "legacy", "escape", "edge", "soul", "pilot", "ascent", "accent", "fusion", "passport", "insight", "explorer",
    "ranger", "sonic", "accord", "atlas", "forte", "outback", "carnival", "galaxy", "lightning", "maverick",
)  # fmt: skip
"""Models that are words as well."""


_MODEL_PATTERNS = {named: re.compile(rf"\b(?:{pattern})\b") for named, pattern in _MODELS.items()}
_ANY_MODEL = re.compile(rf"\b(?:{'|'.join(_MODELS.values())})\b")


def _model(low: str, brand: str | None) -> tuple[str, str] | None:
    """Brand and type of the first model that is named."""
    found: list[tuple[int, str, str]] = []
    if not _ANY_MODEL.search(low):
        return None
    for (maker, kind), pattern in _MODEL_PATTERNS.items():
        if brand not in (None, maker):
            continue
        for match in pattern.finditer(low):
            short = len(match[0]) < 5 or match[0] in _SHORT_MODELS
            known = re.search(rf"\b{maker.lower()}|chevy|vw|merc|bimmer|beemer", low[: match.start()]) is not None
            short = short or (maker in ("Lexus", "BMW", "Audi", "Mercedes") and any(c.isdigit() for c in match[0]))
            if (known or not short) and not _denied(low, *match.span()) and not _another(low, *match.span()):
                found.append((match.start(), maker, kind))
    return min(found)[1:] if found else None


_DENIAL = re.compile(
    r"(?:\bif (?:it|this|that|she|he|they) (?:only )?had|\b(?:(?:we|i)(?:'ve|'d| have| had)?(?: just| already)? (?:sold|reserved)|no|without|lacks?|lacking|minus|instead of|rather than|nor|neither|forget(?: about)?|skip|(?:sold |run |are |ran |fresh |all )out of"
    r"|everything but|all but|except(?: for)?|apart from|save for|other than|short of|missing|misses|took|removed|deleted|disconnected|no longer|(?:would|do|could)(?:n't| not) (?:have|come with|include|get(?: you)?|recommend|suggest|advise|go for|pick|take|choose|want)|(?<!why )not(?! (?:only|just|to mention|bad)))"
    r"|\b(?:ain'?t|(?:has|have|does|do|is|are|was|did)(?:n't|nt| not))(?: (?:got|have|had|come with|include|a|an|any|offer|sell|carry|stock|do))*|(?:can't|cannot|won't|couldn't) (?:have|come|offer|include|add))"
    r"(?: (?:a|an|any|the|for))?(?: (?!but\b|and\b|though\b)[\w-]+){0,3} $"
)
_DENIED_LIST = re.compile(
    r"\b(?:no|without|lacks|n't have|n't come with|n't include|not have)(?: [\w-]+){1,3},(?: [\w-]+){0,3},? $"
)
_DENIED_PAIR = re.compile(r"\b(?:lacks?|lacking|without|missing) (?:[\w-]+ ){1,3}(?:and|or|nor)(?: an?| the)? $")
_LIST_WITH_OR = re.compile(r"[\w -]*(?:, [\w -]+)*,? (?:or|nor)\b")
_DENIED_AFTER = re.compile(
    r",? (?:it's|that's|it is|you pay|you'd pay) (?:an? |another )?(?:extra )?[$]?\d[\d,.]*k? (?:dollars |bucks )?(?:more|extra)|s (?:are|cost|tend)\b[^.!?]{0,30}, but\b|s?(?: is| are| was|'s)(?: \w+)? (?:out of stock|unavailable|on order)|s?(?: is| are)?(?:n't| not) (?:important|needed|necessary|a must|essential|your thing|for you)|s?(?: \w+){0,2}(?: is| are)?(?:n't| not) (?:important|needed|necessary|a must|essential|your thing|for you)|(?: \w+){0,2}(?: (?:is|are|does|do|was|were|isn|aren|doesn|don)(?:'t|t| not)|'s not) (?:available|included|part of|an option|on this|on that|offered|there|standard|come|in the|work|fitted|something i)"
    r"|s?(?: \w+){0,2} (?:costs?|is|are|comes?|would be|will be|'s) (?:\w+ |(?:another |an extra )?[$]?\d[\d,.]*k? (?:dollars |bucks )?)?(?:extra|optional|an option|an extra|broken|missing)"
    r"|(?: (?:we|i|they) \w+| one| that| here){0,3}(?:'s| is| was| are| were| has been| have been| got)?(?: [\w-]+){0,2}? (?:gone|sold|taken|spoken for|reserved|on hold|off the table)\b(?! for \d)"
    r"|s?(?:\.\.\.|,|:|…| -)? (?:well, |but )?(?:it|they|that|this(?: one)?|ours|mine) (?:does|do|wo|is|are|did)(?:n't|nt| not)\b"
    r"|s?(?:,|:| -)? (?:no|nope|nah|not)(?=[.,;!]|$)"
    r"|\? (?:(?:at|in|with|on) (?:your|this|that|these)\b[^.!?]{0,30}\?|come on\b|hah?\b|really\?|seriously\?|are you\b)"
    r"|[^.!?;,]{0,12}: (?:sold|gone|taken)\b"
    r"|[^.!?;,]{0,24}\? (?:they don't|nobody|never heard|no\b|nope|nah|sorry|not\b|afraid not|unfortunately|we don't|don't|none)"
)


_IMPERATIVE = re.compile(
    r"(?:don't|do not|never) forget|(?:sure |why )you don't (?:want|like)|don't you (?:want|like|love)|(?:^|[.!?,] |please )(?:don't|do not|never) (?!buy|take|get|have|bother|go|waste|do|want|offer|sell|carry|stock|need)"
)
"""`Don't touch the Tesla` denies no Tesla."""


def _denied(low: str, at: int, end: int) -> bool:
    """Whether the line says that what stands there is not had."""
    before, after = low[max(0, at - 90) : at].rstrip() + " ", low[end : end + 60]
    before = _IMPERATIVE.sub("", before)
    return (
        _DENIAL.search(before) is not None
        or _DENIED_PAIR.search(before) is not None
        or _DENIED_AFTER.match(after) is not None
        or (_DENIED_LIST.search(before) is not None and _LIST_WITH_OR.match(after) is not None)
    )


_ANOTHER_BEFORE = re.compile(
    r"\b(?:does it (?:\w+ )?have to be|must it be|has it got to be|why (?:do )?you (?:want|need|like)|(?:are you )?set on|(?:ever|have you) (?:driven|owned|had|tried|been in)|what do you (?:like|want|love) about)(?: (?:an?|the|this|that))? $|\b(?:than|unlike|beats?|compared (?:to|with)|versus|vs\.?|against|(?<!something )(?<!smaller, )(?<!bigger, )(?<!cheaper, )(?<!else, )(?<!smaller )(?<!bigger )like|as \w+ as|over at|next to|compete with|for the price of)(?: (?:an?|the|any|most|every|your|that|those|these|other|some|new|comparable|similar))*(?: [a-z]+)? $"
    r"|\b(?:your (?:old|current|used|trade-?in|present)|trad(?:e|ing) in (?:your|that|the)|trade-?in(?:,| of| is|:)? (?:your|an?|that))(?: [a-z]+)? $"
    r"|\b(?:on|of|for|driving|about|with|owe on|sell|selling) your(?: [a-z]+)? $"
    r"|\byou (?:\w+ )?(?:drive|drove|driving|come|came|arrived?|roll(?:ed)?|pull(?:ed)?)\b[^.;!?]{0,16}\bin (?:an?|the|that|your)(?: [a-z]+)? $"
)
_ANOTHER_AFTER = re.compile(
    r"'?s? (?:place|dealer\w*|lot|guys?|garage|store|people|shop) (?:down|across|over|next|up|on|in|around|wants?|asks?|has|will|would|charges?)|s? (?:place|dealer\w*)\b|s? (?:in|on|as a) trade|s? next door|s? across (?:town|the street)|[^.!?;,]{0,24} yours?\b[^.!;]{0,12}\?"
)

_YOURS, _VALUED = re.compile(r"\byour (?:[a-z]+ )?$"), re.compile(r"s? (?:is|'s|would be) worth\b")
"""Around the car that the buyer gives away."""


def _another(low: str, at: int, end: int) -> bool:
    """Whether what stands there is another's car: one to compare with, a competitor's, or the one the buyer gives away."""
    before, after = low[max(0, at - 60) : at].rstrip() + " ", low[end : end + 40]
    return (
        _ANOTHER_BEFORE.search(before) is not None
        or _ANOTHER_AFTER.match(after) is not None
        or (_YOURS.search(before) is not None and _VALUED.match(after) is not None)
    )


_WONDERED = re.compile(
    r"(?:^|[.!?;] )are you (?:the (?:type|kind|sort)|someone|one of|into|keen|fond|bothered|after|a fan)\b[^.!?;]*\?|(?:^|[.!?;] )(?:does|do|would|is|are|did)\b[^.!?;]*\b(?:matter|care|important|mind|prefer|rather)\b[^.!?;]*\?"
    r"|(?:^|[.!?;,] )(?:(?:do|would|did) you (?:\w+ )?(?:need|want)|which(?: one| of \w+)? (?:matters?|do you|would you|is more))\b[^.!?;\d]*\?"
    r"|\byou(?:'re| are|'ve| have|'d)? (?:\w+ )?(?:want(?:ed|s)?|need(?:ed|s)?|after|looking for|asked for|mentioned)\b(?:(?!\b(?:but|and|so|this|here|it|has|have|got)\b)[^.!?;:])*(?=[.!?;,]|\bbut\b|\bso\b)(?!, (?:this|that's|here|it)\b|\? (?:then|well|this|here)\b)"
)
"""A question whether something matters offers nothing."""


def _has_feature(name: str, low: str) -> bool:
    told = _WONDERED.sub(lambda match: " " * len(match[0]), low)
    return any(
        not _denied(told, *match.span()) and not _in_doubt(told, *match.span())
        for match in _FEATURE_PATTERNS[name].finditer(told)
    )


def _in_doubt(low: str, at: int, end: int) -> bool:
    """Whether what stands there is the subject of a question: `Would a sunroof be of use? How important is leather?`"""
    asked = re.search(r"[.!?;]", low[end:])
    return asked is not None and asked[0] == "?" and _ASKED_ABOUT.search(low[:at]) is not None


_ASKED_ABOUT = re.compile(
    r"(?:^|[.!?;,] |\b(?:so|and|but|then|ok|okay|tell me) )(?:(?:do|did) you (?:\w+ )?(?:like|want|need|prefer|care for)|have you (?:ever )?(?:driven|had|tried|owned|used|thought about)|(?:how (?:\w+ )?)?(?:would|is|are|does|do|will|could)|with|with or without|what about|any need for)(?: (?:an?|the|some|any|having))? $"
)


_FEATURE_PATTERNS = {name: re.compile(pattern) for name, pattern in _FEATURE_WORDS.items()}

_QUESTIONS = {
    "budget": r"budget|how much (?:can|do|would|are|were|did) you|(?:spend|afford|price range|pay)\b[^.!]*\?|what (?:can|would) you pay",
    "brand": r"(?:which|what|any|favou?rite|preferred|certain) (?:particular |specific |favou?rite )?(?:brand|make|manufacturer)|brand\b[^.!]*\?|make\b[^.!]*\?",
    "type": r"(?:what|which) (?:type|kind|sort|style|body)|(?:type|kind|style) of (?:car|vehicle)|sedan or|suv or|truck or",
    "features": r"features?\b[^.!]*\?|extras?\b[^.!]*\?|options?\b[^.!]*\?|must-haves?|(?:what|which|anything)(?: else)?(?: is| are)? (?:important|matters?|you need|do you need|you want)",
    "needs": r"what are you looking for|what brings you|how can i help|what can i (?:do|show|help)|looking for\b[^.!]*\?|interested in\b[^.!]*\?|what do you (?:need|want|have in mind)|tell me what|can i help|may i help|help you|what will you use|who will",
    "deal": r"deal\b|do we have|shall we|what do you (?:say|think)|interested\s*\?|ready to|sign|agree|shake|sound good|how does that sound|does that work|take it\s*\?|want it\s*\?|accept",
    "name": r"your name|who am i|what's your name",
    "test": r"test drive|take it for a|spin\b|see it|look at it|sit in",
}
