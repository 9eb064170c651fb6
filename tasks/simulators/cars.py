"""What a seller of cars says, read: price, brand, type, features and what is asked.

A line may hold several figures; the price is the last one that is asked for and is not a mileage, a year, a rate, a
down payment, a budget, a discount by itself or a list price held up for contrast.
"""

import re
from functools import lru_cache
from typing import NamedTuple

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
}  # fmt: skip
_TYPE_WORDS = {
    r"sedans?|saloons?": "sedan",
    r"suvs?|s\.u\.v\.?s?|sport utility(?: vehicle)?s?|crossovers?|4x4s?": "SUV",
    r"trucks?|pick-?ups?|pick up trucks?|lorry": "truck",
    r"mini-?vans?|mini vans?|people carriers?|family vans?|vans?": "minivan",
    r"coup[eé]s?|two[- ]doors?(?: sports)?(?: car| model| version)?": "coupe",
    r"convertibles?|cabriolets?|cabrios?|roadsters?|drop-?tops?|soft ?tops?|roof (?:comes|folds|goes) down|top down": "convertible",
}  # fmt: skip
_MODELS = {
    ("Toyota", "sedan"): "camry|corolla|avalon|prius",
    ("Toyota", "SUV"): "rav ?4|highlander|4runner|land cruiser|sequoia|venza|corolla cross|c-hr",
    ("Toyota", "truck"): "tacoma|tundra|hilux", ("Toyota", "minivan"): "sienna|previa", ("Toyota", "coupe"): "supra|gr ?86",
    ("Ford", "sedan"): "fusion|taurus|mondeo|crown victoria", ("Ford", "SUV"): "explorer|escape|edge|bronco|expedition|kuga",
    ("Ford", "truck"): "f-?150|f-?250|f-?350|ranger|maverick|lightning", ("Ford", "coupe"): "mustang",
    ("Ford", "minivan"): "galaxy|s-max|windstar", ("Honda", "sedan"): "civic|accord|insight",
    ("Honda", "SUV"): "cr-?v|hr-?v|passport|pilot", ("Honda", "truck"): "ridgeline", ("Honda", "minivan"): "odyssey",
    ("BMW", "sedan"): "[357] series|3[23]0i|5[34]0i|m3|m5", ("BMW", "SUV"): "x[1-7]", ("BMW", "coupe"): "[248] series|m4|m2",
    ("BMW", "convertible"): "z4", ("Mercedes", "sedan"): "[ces]-class|c ?300|e ?350|s ?500",
    ("Mercedes", "SUV"): "gl[abces]|g-class|g-wagon", ("Mercedes", "convertible"): "slk?",
    ("Audi", "sedan"): "a[3468]|s4", ("Audi", "SUV"): "q[2-8]|e-tron", ("Audi", "coupe"): "tt|a5|r8",
    ("Tesla", "sedan"): "model 3|model s", ("Tesla", "SUV"): "model y|model x", ("Tesla", "truck"): "cybertruck",
    ("Tesla", "convertible"): "roadster", ("Chevrolet", "sedan"): "malibu|impala|cruze|sonic",
    ("Chevrolet", "SUV"): "tahoe|suburban|equinox|traverse|blazer|trax", ("Chevrolet", "truck"): "silverado|colorado",
    ("Chevrolet", "coupe"): "camaro|corvette", ("Subaru", "sedan"): "impreza|legacy|wrx",
    ("Subaru", "SUV"): "forester|outback|crosstrek|ascent", ("Subaru", "coupe"): "brz",
    ("Volkswagen", "sedan"): "jetta|passat|arteon", ("Volkswagen", "SUV"): "tiguan|atlas|touareg|taos|id\\.?4",
    ("Volkswagen", ""): "golf|polo|beetle", ("Volkswagen", "minivan"): "sharan|touran|id\\. ?buzz",
    ("Hyundai", "sedan"): "sonata|elantra|accent", ("Hyundai", "SUV"): "tucson|santa fe|kona|palisade|ioniq 5",
    ("Kia", "sedan"): "forte|k5|optima|stinger|rio", ("Kia", "SUV"): "sportage|sorento|telluride|seltos|soul|ev6|niro",
    ("Kia", "minivan"): "carnival|sedona", ("Lexus", "sedan"): "es ?\\d*|is ?\\d+|ls ?\\d*|gs ?\\d+",
    ("Lexus", "SUV"): "rx ?\\d*|nx ?\\d*|gx ?\\d*|lx ?\\d*|ux ?\\d*", ("Lexus", "coupe"): "rc ?\\d*|lc ?\\d*",
    ("Hyundai", "coupe"): "veloster", ("Hyundai", "truck"): "santa cruz",
}  # fmt: skip
"""Models by brand and type, for sellers who name nothing else. Short ones count after their brand only."""

_FEATURE_WORDS = {
    "leather seats": r"leather|nappa|(?:genuine|real) hide",
    "sunroof": r"roof (?:panel )?(?:slides|opens)|opening roof|sun-?roof|moon-?roof|panoramic roof|glass roof|panorama roof|sun roof|panoramic (?:sun|moon|glass)",
    "backup camera": r"(?:back-?up|back up|rear(?:-?view)?|reversing|reverse|parking|rear view|rear-view)[- ]?(?:assist )?cam(?:era)?s?|camera (?:for|when) (?:you )?(?:reversing|reverse|parking|back(?:ing)? up)|camera (?:at|in|on) the (?:back|rear)|see behind you|360(?:-degree)? camera",
    "heated seats": r"(?:keeps?|keeping) (?:your|you|the) (?:\w+ )?(?:backside|bum|back|behind|seat|rear|bottom)\w* (?:warm|toasty)|seats?\b[^.;!?]{0,40}\b(?:heated|heating)|heated (?:\w+ )?seats?|(?:heated|warm|heat(?:ing)?)(?: (?:front|rear|leather|and \w+|, \w+))*[- ,]*seats?|seat (?:heat\w*|warm\w*)|seats?(?: that| which)? (?:are |get |stay |will be |keep (?:you |your \w+ )?)?(?:heated|warm|toasty|heat up|warm up)|warm your (?:back|bum|backside|seat)|seat-?heating|heating in the seats|toasty seats|bum warmers?",
    "navigation": r"turn[- ]by[- ]turn|directions built|navigation|sat-?nav|satnav|gps|nav system|built-in maps?|navi\b|route guidance|built in nav|satellite nav|in-dash maps?|\bnav\b",
    "all-wheel drive": r"every wheel is driven|(?:drives?|driven) all four|4[- ]wheel[- ]drive|all[- ]?wheel[- ]?drive|\bawd\b|four[- ]?wheel[- ]?drive|4wd|\b4x4\b|quattro|4matic|xdrive|all four wheels|power to all four",
    "adaptive cruise control": r"adaptive cruise|adaptive speed|radar cruise|smart cruise|intelligent cruise|cruise control that|keeps? (?:its|a safe|your|the) distance|distance-keeping|active cruise|cruise control (?:which|with) (?:radar|distance)|\bacc\b|adapts (?:its|the) speed|slows down (?:by itself|on its own|automatically)",
    "premium sound": r"(?:sound|audio) package|(?:stereo|speakers?|audio|sound|music system)(?: system)? (?:is|are|sounds?) (?:\w+ )?(?:fantastic|great|amazing|excellent|superb|wonderful|incredible|awesome|top|first[- ]class|premium)|premium (?:sound|audio|stereo|speakers?)|(?:great|fantastic|amazing|excellent|superb|high-end|top(?:-notch)?|bose|harman[ /-]?kardon|bang (?:and|&) olufsen|jbl|mark levinson|burmester|concert(?:-hall)?|killer|awesome|first-class|incredible|upgraded|wonderful)(?: \w+)? (?:sound|stereo|audio|speakers?|hi-?fi|music system)|bose|burmester|harman|concert[- ]hall|surround sound|sound system|hi-?fi",
}  # fmt: skip

_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_WORD = "|".join([*_UNITS, *_TENS])
_SPELLED = re.compile(
    rf"\b(?:(?:{_WORD}|hundred|thousand|and|a)[\s-]+)*(?:{_WORD}|hundred|thousand|grand|k|half)\b", re.I
)
_FIGURE = re.compile(
    r"(?P<money>[$€£]\s?)?(?P<number>\d{1,3}(?:[,.' ]\d{3})+(?!\d)|\d+(?:\.\d+)?)\s?(?P<unit>k\b|grand\b|thousand\b|thou\b|g\b|t\b|hundred\b)?(?P<after>\s*(?:dollars?|bucks?|usd|euros?|[$€£])?)",
    re.I,
)


class Figure(NamedTuple):
    """An amount in a line."""

    value: float
    start: int
    end: int
    money: bool
    """A currency or a thousand is said with it."""


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
    price = _price(low)
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


def _brand(low: str) -> str | None:
    hits = [
        (m.start(), name)
        for word, name in _BRAND_WORDS.items()
        for m in re.finditer(rf"\b{re.escape(word)}s?\b", low)
        if not _denied(low, m.start()) and not (name == "Ford" and low[m.end() :].startswith(" to "))
    ]
    model = _model(low, None)
    return min(hits)[1] if hits else model and model[0]


def _type(low: str) -> str | None:
    hits = [
        (m.start(), name)
        for pattern, name in _TYPE_WORDS.items()
        for m in re.finditer(rf"\b(?:{pattern})(?=[^a-z]|$)", low)
        if not _denied(low, m.start())
    ]
    if len({name for _, name in hits}) > 1 and re.search(r"\bor\b.*\?", low):
        return None
    model = _model(low, _brand(low))
    return min(hits)[1] if hits else (model[1] or None) if model else None


def _model(low: str, brand: str | None) -> tuple[str, str] | None:
    """Brand and type of the first model that is named."""
    found = []
    for (maker, kind), pattern in _MODELS.items():
        for match in re.finditer(rf"\b(?:{pattern})\b", low):
            short = len(match[0]) < 5 or match[0] in (
                "golf",
                "legacy",
                "escape",
                "edge",
                "soul",
                "pilot",
                "ascent",
                "accent",
                "fusion",
                "passport",
                "insight",
                "explorer",
                "ranger",
                "sonic",
                "accord",
                "atlas",
                "forte",
                "outback",
                "carnival",
                "galaxy",
                "lightning",
                "maverick",
            )
            known = re.search(rf"\b{maker.lower()}|chevy|vw|merc|bimmer", low[: match.start()]) is not None
            short = short or (maker in ("Lexus", "BMW", "Audi", "Mercedes") and any(c.isdigit() for c in match[0]))
            if (known or not short) and brand in (None, maker) and not _denied(low, match.start()):
                found.append((match.start(), maker, kind))
    return min(found)[1:] if found else None


_DENIAL = re.compile(
    r"(?:\b(?:no|without|lacks?|lacking|minus|instead of|rather than|not (?:an?|the|any|with)|nor|neither)"
    r"|\b(?:has|have|does|do|is|are|was|did)(?:n't| not)(?: (?:got|have|come with|include|a|an|any|offer))*)"
    r"(?: (?:a|an|any|the|for))?(?: [\w-]+){0,2} $",
    re.I,
)


def _denied(low: str, at: int) -> bool:
    return _DENIAL.search(low[:at].rstrip() + " ") is not None


def _has_feature(name: str, low: str) -> bool:
    return any(not _denied(low, m.start()) for m in re.finditer(rf"(?:{_FEATURE_WORDS[name]})", low))


# Figures


def figures(low: str) -> list[Figure]:
    """The amounts of a line in dollars, in order; 32.5k, thirty-two thousand and 45 grand are amounts."""
    found: list[Figure] = []
    for match in _FIGURE.finditer(low):
        number = match["number"].replace(",", "").replace("'", "").replace(" ", "")
        if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", number):
            number = number.replace(".", "")
        value = float(number)
        unit = (match["unit"] or "").lower()
        value *= 1000 if unit in ("k", "grand", "thousand", "thou", "g", "t") else 100 if unit == "hundred" else 1
        half = re.match(r"\s*(?:and a half|½)\s*(thousand|k|grand)?", low[match.end("number") :])
        if half and not unit:
            value = (float(number) + 0.5) * (1000 if half[1] or value < 200 else 1)
            unit = half[1] or "k"
        rest = re.match(r"\s*(\d{3})\b(?!\s*(?:miles|km|hp))", low[match.end() :])
        if rest and unit in ("k", "grand", "thousand", "thou"):
            value += float(rest[1])
        more = re.match(rf"[\s-]*(?:and )?({'|'.join(_UNITS)})(?: (hundred))?\b", low[match.end() :])
        if more and _UNITS[more[1]] < 10 and (more[2] if value >= 1000 else 10 <= value < 100 and not unit):
            value, unit = (value if value >= 1000 else value * 1000) + 100 * _UNITS[more[1]], unit or "k"
        money = bool(match["money"] or unit or match["after"].strip())
        found.append(Figure(value, match.start(), match.end(), money))
    found += [figure for figure in _spelled(low) if not any(f.start <= figure.start < f.end for f in found)]
    return sorted(found, key=lambda figure: figure.start)


def _spelled(low: str) -> list[Figure]:
    found = []
    for match in _SPELLED.finditer(low):
        words = re.split(r"[\s-]+", match[0])
        value = _value(words)
        money = any(word in ("thousand", "grand", "k") for word in words) or bool(
            re.match(r"\s*(?:dollars?|bucks?)", low[match.end() :])
        )
        if value:
            found.append(Figure(value, match.start(), match.end(), money))
    return found


def _value(words: list[str]) -> float:
    total, part, half = 0.0, 0.0, False
    previous = ""
    for word in words:
        if word in _UNITS:
            short = part < 1000 and (previous in _UNITS or (previous in _TENS and part % 10))
            after_tens = previous in _TENS and part < 100 and not part % 10
            if after_tens or not short:
                part += _UNITS[word]
            else:
                part = part * 1000 + _UNITS[word] * (100 if _UNITS[word] < 10 else 10)
        elif word in _TENS:
            short = part and part < 1000 and previous in (*_UNITS, *_TENS)
            part = part * 1000 + _TENS[word] * 10 if short else part + _TENS[word]
        elif word == "hundred":
            part = part if part >= 1000 else (part or 1) * 100
        elif word == "half":
            half = True
        elif word in ("thousand", "grand", "k"):
            total += ((part or 1) + (0.5 if half else 0)) * 1000
            part, half = 0.0, False
        previous = word
    return total + part + (0.5 if half and part else 0)


_NOT_A_PRICE_AFTER = re.compile(
    r"^\s*(?:-|–)?\s*(?:miles?|mi\b|km|kilomet\w*|mph|mpg|hp\b|horse ?power|hps?|bhp|years?|yrs?|months?|weeks?|days?|hours?|minutes?|seconds?|seats?|doors?|seater|passengers?|people|owners?|cylinders?|inch\w*|stars?|airbags?|speakers?|speed|gears?|%|percent|per cent|a month|per month|monthly|/ ?month|each month|every month|a week|per week|/ ?mo|down\b|upfront|up front|off\b|discount|cash ?back|rebate|less\b|cheaper|in savings|saved|liters?|litres?|l\b|kwh|degrees?|points?|times|kids|children|cars?\b|colou?rs?|of them|options?|model\b|more\b|deposit|dollars? (?:off|down|a month|per month|discount|less|cheaper|cash ?back|rebate|deposit|upfront|monthly|more)|bucks? (?:off|down|a month|per month|less)|(?:k|grand|thousand) (?:off|down|miles|discount|less|km)|(?:is |as |be )?(?:your|the) (?:limit|budget|maximum|max|ceiling|upper)|or (?:less|more|so)\\?|(?:is|'s|was|would be) (?:an insult|too (?:low|little)|not (?:enough|possible)|ridiculous|impossible)|(?:won't|will not|doesn't|can't|cannot|wouldn't) |sticker|msrp|list price|retail|for your (?:old|trade|current)|pounds?\b(?! sterling)|lbs?\b)",
    re.I,
)
_NOT_A_PRICE_BEFORE = re.compile(
    r"(?:msrp|sticker(?: price)?|list(?: price)?|retail(?:s)?(?: price)?|normally|usually|originally|regular(?:ly)?(?: price)?|was|worth|value(?:d)?|book value|elsewhere|other dealers? (?:ask|want|charge)s?|competitors?|new one|brand new|cost me|paid|i paid|invoice|kelley|blue book|market (?:price|value))\b(?:(?!\b(?:but|now|today|that's|so|only)\b)[^.;,!?]){0,24}$"
    r"|(?:budget|spend|afford|range|looking to (?:pay|spend)|hop(?:e|ing) to (?:pay|spend)|(?:you|your wife|your husband)[^.;!?]{0,24}(?:go|going|get|stay) (?:over|above|higher than|past|beyond|under|below)|trade-?in[^.;!?]{0,20}|comfortable with|have in mind|limit|ceiling|max(?:imum)?|zero to|insult\w*)\b[^.;!?]{0,30}$"
    r"|(?:save|saves|saving|discount of|knock|knocked|drop|dropped|reduce\w*|off by|lower\w* (?:it )?by|cut|shave|minus|rebate of|cash ?back of|trade-?in(?: \w+){0,4}|deposit of|down payment of|down payment(?: is| would be)?)\s+(?:you\s+|off\s+|the price by\s+|by\s+|it by\s+|about\s+|around\s+|only\s+|just\s+|a\s+|up to\s+|maybe\s+|nearly\s+|almost\s+)?[$€£]?\s*$"
    r"|(?:miles?|mileage|odometer)(?: of| is| shows?| at| reads?)?\s*$|(?<![\d,])0 ?(?:to|-) ?$|(?:year|since|from|in|of|model|a|the|this|my|our)\s+(?=(?:19|20)\d\d$)",
    re.I,
)
_ASKED = re.compile(
    r"(?:for|at|price(?: is|d at| of| would be| comes to| will be|:)?|cost(?:s|ing)?|ask(?:ing)?(?: for| price is| price of)?|offer(?:ing)?(?: \w+)?(?: for| at)?|sell(?: \w+)*(?: for| at)?|let (?:it|this|her|him|you have it) go(?: for| at)?|do(?: it)?(?: for| at)?|say|call it|make it|down to|go(?:es)? (?:to|for|as low as)|come down to|settle (?:for|on|at)|yours for|take|pay|want|how about|what about|meet (?:you )?at|final(?: offer| price)?(?: is|:)?|deal at|be|is|it's|that's|so|to|now|just|only|accept|give me|bring it to|have it for|at just|total(?: of| is| comes to)?|out the door(?: at| for)?|drive away(?: for| at)?)\s*(?:you\s+|it\s+|about\s+|around\s+|only\s+|just\s+|roughly\s+|exactly\s+|an even\s+|a flat\s+|a fair\s+|a cool\s+|like\s+|maybe\s+|all in\s+|a\s+|the\s+)*[$€£]?\s*$",
    re.I,
)


def _price(low: str) -> int | None:
    """What is asked for the car, in whole dollars."""
    candidates = []
    for figure in figures(low):
        before, after = low[max(0, figure.start - 60) : figure.start], low[figure.end : figure.end + 24]
        if low[figure.start : figure.end].strip().endswith(("%",)) or _NOT_A_PRICE_AFTER.match(after):
            continue
        year = re.fullmatch(r"(?:19|20)\d\d", low[figure.start : figure.end].strip()) is not None
        if (year and not figure.money) or _NOT_A_PRICE_BEFORE.search(before):
            continue
        value = figure.value
        asked = _ASKED.search(before) is not None
        brief = len(low.split()) <= 7 and value >= 8
        if value < 1000 and not figure.money and (asked or brief) and 5 <= value <= 150:
            value, asked = value * 1000, True
        if value < 2000 or value > 400_000:
            continue
        if not (figure.money or asked or value >= 5000):
            continue
        candidates.append((asked, figure.start, value))
    if not candidates or (
        re.search(r"\bbudget\b|(?:afford|spend|spending)\b|(?:hoping|want|looking|wanted|like|able) to pay", low)
        and low.rstrip().endswith("?")
        and not any(asked for asked, *_ in candidates)
    ):
        return None
    return int(candidates[-1][2])


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
