"""What a seller asks for a car, read from a line that may hold several figures.

The price is the last figure that is not something else: a mileage, a year, a rate, a down payment, a discount, a fee, a
budget, a trade-in, a list price held up for contrast, what somebody else asks, or what the seller will not take. What
surprises newcomers: sellers leave out the thousands (`28 for you`, `thirty-one five`), so a small figure is a price where
the words around it ask for one or where it counts nothing, and nothing at all elsewhere. What is only told as a sum
(`2,000 off the 30,000 sticker`) is reckoned.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "twenny": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_PARTS = {"a half": 0.5, "a quarter": 0.25, "three quarters": 0.75}
_WORD = "|".join([*_UNITS, *_TENS])
_THOUSANDS = r"k|grand|thousand|thousands|thou|large|g|g's|gs|t"
_SPELLED = re.compile(
    rf"\b(?:(?:{_WORD}|hundred|thousand|a|(?<=hundred )and|(?<=thousand )and|(?<=grand )and|and(?= an? half))[\s-]+)*(?:{_WORD}|hundred|thousand|thou|grand|large|k|half)\b"
)
_SPELLED_REST = re.compile(rf"\s*(?:and )?((?:(?:{_WORD}|hundred|and)[\s-]+)*(?:{_WORD}|hundred))\b")
_HUNDREDS_APART = re.compile(
    rf", ((?:{'|'.join(list(_UNITS)[1:10])})[ -](?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(list(_UNITS)[1:10])}))?|(?:{_WORD}) hundred(?:(?: and)?(?:[\s-]+(?:{_WORD}))+)?)\b"
)
"""`thirty-five, nine hundred`; `fifty-eight, two-fifty`"""
_FIGURE = re.compile(
    r"(?P<money>(?:[$€£]|\busd|\beur)\s?)?"
    r"(?P<number>\d{1,3}(?:[,.' ]\d{3})+(?!\d)|\d{1,3},\d(?=\s?(?:k|grand|thousand)\b)|\d\d,\d\b(?![,.]?\d)|\d+(?:\.\d+)?)\s?"
    rf"(?P<unit>(?:{_THOUSANDS}|hundred)\b(?!['-]))?(?P<after>\s*(?:(?:dollars?|bucks?|usd|euros?)\b|[$€£])?)"
)
_NAMES = re.compile(
    r"\b(?:model|ioniq|mazda|rav|id\.?|ev|type) ?\d\b(?![,.]?\d)|\b\d[- ]series\b"
    r"|\b(?:[rngul]x|[elgi]s|[rl]c|[ces]) ?[2-6][05]0[deh]?\b(?![,.]\d| ?k\b)"
    r"|(?<![a-z0-9])'\d\d\b(?![,.]?\d| ?k\b)|\b\d{3}-\d{4}\b|(?<!usd)(?<!eur)(?<!\dk)(?<=[a-z])-?\d+(?:\.\d)?\b(?![,.]\d)|\b[a-z]-\d+\b"
)
"""Figures that belong to a car's name: they are no amounts."""


_COMMA = re.compile(rf"(thousand), (?=(?:{_WORD}) hundred)")
_JOINED = re.compile(rf"\b({'|'.join(_TENS)})({'|'.join(list(_UNITS)[1:10])})\b")


class Figure(NamedTuple):
    """An amount in a line."""

    value: float
    start: int
    end: int
    money: bool
    """A currency or a thousand is said with it."""


def figures(low: str) -> list[Figure]:
    """The amounts of a line in dollars, in order; 32.5k, thirty-two thousand and 45 grand are amounts."""
    found = [_figure(match, low) for match in _FIGURE.finditer(low)]
    found = [one for k, one in enumerate(found) if not k or one.start >= found[k - 1].end]
    found += [one for one in _spelled(low) if not any(f.start <= one.start < f.end for f in found)]
    return sorted(found, key=lambda figure: figure.start)


def _figure(match: re.Match[str], low: str) -> Figure:
    number = re.sub(r"[' ]", "", match["number"])
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", number):
        number = number.replace(".", "")
    short = re.fullmatch(r"\d+,\d", number) is not None
    number = number.replace(",", "." if short else "")
    unit, end, value = match["unit"] or "k" * short, match.end(), float(number)
    value *= 100 if unit == "hundred" else 1000 if unit else 1
    if half := re.match(
        r"\s*(?:and (a half|a quarter|three quarters)|½)\s*(thousand|k|grand)?", low[match.end("number") :]
    ):
        if not unit:
            value = (float(number) + _PARTS[half[1] or "a half"]) * (1000 if half[2] or value < 200 else 1)
            unit, end = half[2] or "k", match.end("number") + half.end()
    elif unit and unit != "hundred":
        value, end = _with_hundreds(value, low, end)
    elif 10 <= value < 100 and not unit and not match["money"]:
        value, unit, end = _with_short_hundreds(value, low, end)
    return Figure(value, match.start(), end, bool(match["money"] or unit or match["after"].strip()))


def _with_hundreds(value: float, low: str, end: int) -> tuple[float, int]:
    """12 thousand 900, 15 thousand seven hundred fifty."""
    if rest := re.match(r"\s*(\d{3})\b(?!\s*(?:miles|km|hp|horse|[$]))", low[end:]):
        return value + float(rest[1]), end + rest.end()
    if rest := _SPELLED_REST.match(low[end:]):
        more = _value(re.split(r"[\s-]+", rest[1]))
        if 100 <= more < 1000:
            return value + more, end + rest.end()
        if more < 10 and value % 1000 == 0:
            return value + 100 * more, end + rest.end()
    return value, end


def _with_short_hundreds(value: float, low: str, end: int) -> tuple[float, str, int]:
    """19 nine, 27-five, 34-2."""
    if rest := re.match(
        rf"[\s-]*({'|'.join(list(_UNITS)[1:10])})\b(?! (?:door|seat|year|month|mile|owner))", low[end:]
    ):
        return value * 1000 + 100 * _UNITS[rest[1]], "k", end + rest.end()
    if rest := re.match(r"-([1-9])\b(?![,.]?\d|\s?(?:k|grand|thousand|month|year|door|seat|mile|day|week))", low[end:]):
        return value * 1000 + 100 * int(rest[1]), "k", end + rest.end()
    return value, "", end


def _spelled(low: str) -> Iterator[Figure]:
    for match in _SPELLED.finditer(low):
        words, end = re.split(r"[\s-]+", match[0]), match.end()
        value = _value(words)
        money = any(word in ("thousand", "thou", "grand", "large", "k") for word in words)
        if not money and value < 200 and (apart := re.match(r"[.,] (?:thousand|grand)\b", low[end:])):
            value, money, end = value * 1000, True, end + apart.end()
        if not money and 10 <= value < 200 and (rest := _HUNDREDS_APART.match(low[end:])):
            value, money, end = value * 1000 + _hundreds(re.split(r"[\s-]+", rest[1])), True, end + rest.end()
        money = money or re.match(r"\s*(?:dollars?|bucks?)", low[end:]) is not None
        if value and (money or value >= 150 or "hundred" not in words):
            yield Figure(value, match.start(), end, money)


def _hundreds(words: list[str]) -> float:
    """What follows the thousands: `nine hundred`, `two fifty`."""
    return _value(words) if "hundred" in words else 100 * _value(words[:1]) + _value(words[1:])


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
        elif word in ("thousand", "thou", "grand", "large", "k"):
            total += ((part or 1) + (0.5 if half else 0)) * 1000
            part, half = 0.0, False
        previous = word
    return total + part + (0.5 if half and part else 0)


# What is no price

_DOLLARS = r"[$€£]?\s*$"
_TURN = r"but|now|today|that's|so|only|then|leav\w+|mak\w+|bring\w*|com(?:es?|ing)|becom\w+|total|asking|instead|i'm|i'd|i'll|i can|i want|let's|yours"
"""Words after which a figure is no longer what the words before them said."""


def _gap(most: int, without: str = ".;!?") -> str:
    return rf"(?:(?!\b(?:{_TURN})\b)[^{without}\d]){{0,{most}}}"


_OWN_CLAUSE = rf"(?:(?!\b(?:{_TURN}|you'd pay|you pay|you'd owe|you owe|you'd be|leaves|you can|you could|you get)\b|, (?:i|we|i've|we've|this|here|it|there|the|let me|how about|what about)\b|(?:that|it), )[^.;!?\d]){{0,40}}"
"""A gap within what is said of the buyer's money, before the seller speaks of a car again."""

_CONTRAST = (
    r"msrp|suggested(?: retail)? price|sticker(?: price)?|list(?:s|ed)?(?: price)?(?! at)(?! for)|retail(?:s)?(?: price)?|normally|usually|originally|regular(?:ly)?(?: price)?"
    r"|was(?! (?:thinking|hoping|going|looking))|used to (?:be|cost|go for|sell for)|(?<!make it )(?<!makes it )(?<!it's )(?<!reckon that's )(?<!say that's )(?<!think that's )(?<!she's )(?<!this is )worth(?! every| each| it\b)|valued|value (?:is|of|was)|appraised|book(?: value)?|kbb|elsewhere|new one|brand new|costs? (?:me|us)|(?<!if you )paid|invoice|kelley"
    r"|market (?:price|value)|new,? (?:they|these|it|ones?|this|that)|i(?: just)? sold|went for|resale[^.;,!?\d]{0,24}|(?:similar|comparable|others?|most)(?: \w+){0,2} (?:sell|go|cost|run|fetch|list)|(?!i\b|we\b)\w+ would (?:pay|charge|ask)"
)
_OTHERS = (
    r"(?:gentleman|man|girl|kid|student|teacher|doctor|cousin|neighbou?r|brother(?:-in-law)?|sister|friend|(?:some|any|every)(?:one|body)(?: else)?|(?:other|most|some) people|guys?|fell(?:a|ow)s?|lady|woman"
    r"|buyer|customer|client|couple|they|others?|carmax|carvana|auto ?trader|internet|online|edmunds|cargurus|craigslist|truecar|competit\w+|(?:other|another|next|that|rival|the) (?:dealer\w*|place|lot|shop|guy|one)s?"
    r"|(?:dealer\w*|place|lot|shop|guy)s? (?:down|across|over|next|up|on|in)\b[^.;,!?\d]{0,24}|dealers)"
    r"\b[^.;,!?\d]{0,30}?\b(?:would (?:buy|take|give|pay|do)|interested|willing|ready|bids?|bidding|sold|selling|sells?|paid|pays?|offer(?:ed|s|ing)?|bought|wants?|wanted|asks?|asked|asking|has|have|had|charges?|charged|charging|quoted?|tells? you|says|lists?)"
)
_BUYERS = (
    r"budget|(?:bank|lender|credit union) approved|approved (?:you|for)|my cost|cost (?:me|us)|spend|(?<!can you )(?<!could you )afford|you (?:want|need|wanted)\b[^.;!?\d]{0,30}\b(?:under|below)|price range|your range|looking to (?:pay|spend)|hop(?:e|ing) to (?:pay|spend|stay)|closer to|how (?:far|close|many)|are you (?:thinking|looking)|interest|apr|rate|most you"
    r"|(?:you|your wife|your husband)[^.;!?]{0,24}(?:go|going|get|stay) (?:over|above|higher than|past|beyond|under|below)"
    r"|(?:you|you're)[^.;!?\d]{0,12} comfortable with|you have in mind|(?<!my )(?<!our )(?:limit|ceiling|max(?:imum)?)|zero to|insult(?!ed)\w*"
)
_REFUSED = (
    r"(?:can't|cant|cannot|can not|won't|wont|wouldn't|couldn't|don't|not going to|not|never|no way (?:i|we)(?:'d|'ll| would| can| could|'m| am)?(?: going to)?|no chance (?:i|we)(?:'d|'ll| would| can| could)?|than|no way to)"
    r" (?:ever |possibly |just )?(?:do|sell|go(?: down)? to|let|accept|tak(?:e|ing)|giv(?:e|ing)|part|accepting|selling|ask(?:ing)?)\b"
    r"(?:(?!\b(?:less|lower|under|below|penny|cent|dime|cheaper|anything|better|than|but)\b)[^.;:,!?\d]){0,30}"
)
_DENIED = (
    r"(?<!why )\b(?:can't|cannot|won't|wouldn't|couldn't|don't|doesn't|didn't|isn't|ain't|(?:will|would|could|can|do|does|did|am|is|are|i'm) not|never|nobody(?:'s|'ll)?(?! else)|no one(?:'s|'ll)?(?! else)|no way (?=i\b|we\b|he\b|she\b|am\b|are\b|that\b|my\b)(?:i|we|he|she|am i|are we|that|my)) (?!you |we |it )"
    r"(?:(?!\b(?:less|lower|under|below|penny|cent|dime|cheaper|anything|better|than|but|beat|regret|last|complain|find|wrong|believe|budge|move|argue|pass|refuse|resist|so|until|unless|more|most|from|over|past|higher|mind|think|know|maybe|sure|kidding|joking|lying|only|just|match|hesitate|forget|miss|worry|tell|bad|a|much|because|since|and|if|that|with|need)\b)[^.;:,!?\d]){0,44}"
)
"""What stands before an amount that is refused whatever the verb: `my boss won't approve 30`."""

_FEES = (
    r"(?:fees?|plates?|tags?|registration|insurance|warranty|tax(?:es)?|delivery|shipping|title|repairs?|maintenance|paperwork|transport)"
    r"(?: (?:and|&) (?!you\b|we\b|it\b|that\b|i\b)\w+)*(?: (?:is|are|adds?|runs?|run you|costs?|about|around|of|worth|another|usually|will be|would be|extra|comes? to|at|for|you|up to|an|roughly))*\s*"
)
_LESSENED = (
    r"(?:save|saves|saving|discount of|knock|knocked|knocking|drop|dropped|reduce\w*|off by|lower\w* (?:it )?by|cut|shave|slash|minus|rebate of|come down|came down|(?:take|took|taken) off|(?:offers?|bids?) of"
    r"|cash ?back of|deposit of|(?:down payment|deposit)(?: of| is| would be)?|put(?:ting)?(?: down)?|(?:give|giving|gave|allow|credit) you"
    r"|plus|add|adds|extra|additional|includ(?:es|ing)|throw(?:ing)? in[^.;!?\d]{0,20}|free|(?:remaining|balance|financ(?:e|ing)|loan|rest)(?: the| of| would be| is| at)*(?: remaining)?"
    r"|instead of|rather than|versus|vs\.?|compared (?:to|with)|as opposed to|(?<!why )\bnot|no to|down(?: \w+)? from|(?:up|reduced|cut|dropped|lowered|discounted|slashed)(?: \w+)? from)"
    r"\s+(?:you\s+|off\s+|down\s+|the price by\s+|by\s+|it by\s+|about\s+|around\s+|only\s+|just\s+|a\s+|the\s+|my\s+|another\s+|up to\s+|maybe\s+|nearly\s+|almost\s+|over\s+)*"
)
_NOT_A_PRICE_BEFORE = re.compile(
    rf"\b(?:{_CONTRAST})\b{_gap(24, '.;,!?')}{_DOLLARS}"
    rf"|\b(?:{_OTHERS})\b{_gap(30)}{_DOLLARS}"
    rf"|\b(?:{_BUYERS})\b{_OWN_CLAUSE}(?:[$€£]?\d[\d,.]*\s?(?:k|grand|thousand)?\s?(?:-|–|to|or|and|,)?\s?)*{_DOLLARS}"
    r"|(?:most you|how much (?:can|could|would|do|were|are) you|what(?:'s| is| was) your|what (?:can|could|would|do) you (?:\w+ ){0,3}(?:pay|spend|afford))[^.!?\d]*\?\s*(?:around |about |like |maybe |say )*[$€£]?$"
    rf"|\b(?:was|were|been|got|have|'ve|already)(?: \w+)? offered{_gap(30)}{_DOLLARS}"
    rf"|\b(?:no can do|(?:have to |must |gonna |going to |'ll |will )(?:pass|say no|decline)|no deal|no go|no thanks|(?:forget|scratch|never mind)(?: about)?)(?: (?:on|at|to|for|with|the|that|your))* {_DOLLARS}"
    r"|\b(?:everything|anything|nothing|all (?:our|my|the|these) \w+|(?:our|most|these|those|new|used) (?:\w+ )?(?:cars|trucks|models|suvs|sedans|ones)|(?:^|[.!?] )(?:cars|trucks|suvs|sedans|coupes|minivans|convertibles|prices|they))\b[^.;!?\d]{0,30}\b(?:start|starts|begin|begins|are|is|go|goes|run|runs|range|cost|costs)\b[^.;!?\d]{0,16}$"
    r"|\b(?:group|rating|score|age|code|row|bay|gate|exit|page|route|channel|class|level) (?:is |was |of |number )?$"
    rf"|\b(?<!one )(?<!as )(?:last (?:week|month|year|night|summer|winter|spring|autumn|fall|saturday|sunday)|(?<!as )yesterday|(?:\w+ )?(?:weeks?|months?|years?) ago|once had|tomorrow,? (?:it|the price|you'd|you'll|they)|next (?:week|month|year)|after (?:today|tonight|sunday|the weekend))\b{_gap(36, '.;,!?')}{_DOLLARS}"
    r"|\b(?:same (?:one|car|thing|model)|theirs|(?:across|down|up) the (?:street|road|block)|next door)\b[^.;,!?\d]{0,24}[$€£]?$"
    r"|\b(?:goes|go|going|jumps?|rises?|climbs?|shoots?)(?: right)?(?: back)? up(?: again)? to [$€£]?$|\bback (?:up )?to [$€£]?$|\band that (?:other )?one(?:'s| is)(?: \w+)? [$€£]?$|\banother [$€£]?$"
    r"|\bthan (?:to |for |at |with |from |by )?(?:an?|the|any|some|my|that|your)\b[^.;,!?\d]{0,24}(?:at|for) [$€£]?$"
    r"|\byou(?:'re| are| were)? (?:\w+ )?(?:asking|offering|saying|bidding|proposing|suggesting)\b[^.;!?,\d]{0,20}$"
    r"|\byou(?:'d| would| could| can|'ll)? (?:only |just |even |really )?(?:offer|bid|propose)(?: me| us)? (?:only |just )?[$€£]?$"
    r"|\byou (?:\w+ )?(?:want|wanted|expect|expected|hope|hoped|wish)(?: \w+){0,3} (?:for|at) [$€£]?$"
    r"|\b(?:get|bring|have|keep)(?: (?:it|this|that|you|her|one))?(?: \w+)? under [$€£]?$"
    r"|\b(?:i|we)(?:'ve| have) (?:had|received|been)(?! (?:it|this|that) (?:up|down))\b[^.;,!?\d]{0,30}[$€£]?$"
    r"|\b(?:he|she|they|people|some|others)(?:'d|'s|'ve| had| have| has)? (?:\w+ )?(?:offered|bid|wanted to pay|paid|came with)\b[^.;,!?\d]{0,24}[$€£]?$"
    r"|\b(?<!your )(?<!this )(?:(?:brand )?new (?:one|car|model)s?|one new)\b(?:(?!\b(?:this|mine|ours|i|we)\b)[^.;,!?\d]){0,44}[$€£]?$"
    r"|\bnot (?:\w+ )?(?:happy|ok|okay|fine|comfortable|satisfied) (?:with|at) [$€£]?$"
    r"|\bif you (?:can |could )?(?:beat|top|match) [$€£]?$|\b(?:i|we) wish (?:i|we) could\b[^.;,!?\d]{0,24}$|\b(?:must be|are you|you're) (?:joking|kidding|dreaming), [$€£]?$|\bif (?:i|we) had\b[^.;,!?\d]{0,20}$"
    r"|\b(?:i'm|i am|i was|we're|we are|we were) (?:at|asking|on) [$\d][\w.,]*(?: and| but)? you(?:'re| are| were) (?:at|offering|on) [$€£]?$"
    r"|\btrade-?in\b(?:(?!\b(?:owe|pay|price|costs?|leav\w+|comes?|becomes|drops|you're|you'd)\b)[^.;,!?\d]){0,40}[$€£]?$"
    r"|\bnothing (?:\w+ )?(?:under|below) [$€£]?$"
    rf"|\bworth (?:way |much |a lot |well |far )?(?:more than|over|north of|upwards of) {_DOLLARS}"
    rf"|\b(?:dreaming|crazy|mad|nuts|joking|kidding|insane|wrong|mistaken|out of your mind) if you (?:think|expect|believe)\b[^.;!?\d]{{0,40}}{_DOLLARS}"
    rf"|\b(?:sold|spent|bought|turned down|fetched)\b{_gap(40, '.;,!?')}{_DOLLARS}"
    r"|\byour (?:trade(?:-in)?|old|current|used)\b(?:(?!\b(?:owe|pay|leav\w+|com(?:e|es|ing)|be|becomes|drops|you're|you'd|you|it|it's|we're|i'm|price)\b)[^.,;!?\d]){0,40}[$€£]?\s*$"
    r"|\b(?:for|on|about) your (?:trade(?:-in)?|old|current|used)\b(?:(?!\b(?:owe|pay|leav\w+|com(?:e|es|ing)|be)\b)[^.;!?\d]){0,40}[$€£]?\s*$"
    r"|\bcredit(?:'s| is)? good for [$€£]?$|\b(?:qualif\w+|pre-?approved) (?:you )?for(?: up to)? [$€£]?$"
    r"|\bthe (?:other|second) [$€£]?$"
    r"|\blos(?:e|ing) (?:money |\w+ )?(?:at|on|with) [$€£]?$"
    r"|\bwe(?: \w+)? open\b[^.;!?]{0,24}$|\bset (?:it|the \w+|your \w+)? ?(?:to|at) $|\b(?:we|i)(?:'ve| have)? sold(?: over| about| more than| nearly| almost)? $"
    rf"|\b{_REFUSED}{_DOLLARS}"
    rf"|{_DENIED}{_DOLLARS}"
    r"|\b(?:ask|see|(?:talk|speak|check|chat)\w* (?:to|with))\b[^.;!?\d]{0,30}\babout [$€£]?$"
    r"|(?:^|[.!?] )(?:(?!\b(?:can't|cannot|not|never|ain't|no|won't|wouldn't|don't|nothing|hate|refuse|crazy|mad|fool|rather|just|bit|hair|shade|tad|slightly|little|well|way|minimum|out|yours|down|deal|it for|lowest)\b)[^.!?])*\b(?:for|anything|something|one|ones|them|car|sedan|suv|truck|coupe|minivan|convertible) (?:under|below) [$€£]?$"
    rf"|\b{_FEES}{_DOLLARS}"
    rf"|\b{_LESSENED}{_DOLLARS}"
    rf"|\b(?:you(?:'ve| have)? (?:said|offered|mentioned|told me|named)|your (?:offer|bid|number|figure|counter\w*)){_gap(30)}{_DOLLARS}"
    rf"|\b(?:won't|never|not|cannot|can't) (?:find|get|see|beat)\b[^.;,!?\d]{{0,30}}\b(?:under|below|(?:less|cheaper|lower) than)\s+{_DOLLARS}"
    rf"|\b(?:open (?:from|till|until|at)|(?:call|text|ring|phone|dial) (?:me|us)|serial|vin|stock n\w+|phone|rebuilt|serviced|replaced|changed){_gap(24)}{_DOLLARS}"
    r"|(?:miles?|mileage|odo(?:meter)?|(?:on the )?clock)(?: of| is| shows?| says| at| reads?|:)*\s*$|(?<![\d,])0 ?(?:to|-) ?$"
    r"|(?:year|since|from|in|of|model|a|the|this|my|our)\s+(?=(?:19|20)\d\d$)"
)
_NOT_A_PRICE_AFTER = re.compile(
    r"\s*(?:-|–)?\s*(?:miles?\b|mi\b|km|kilomet\w*|mph|mpg|hp\b|horse ?\w*|hps?|bhp|ps\b|years?|yrs?|months?|weeks?|days?|hours?|minutes?|seconds?|seats?|doors?|seater"
    r"|passengers?|people|owners?|cylinders?|inch\w*|stars?|airbags?|speakers?|speed|gears?|%|percent|per cent|an? (?:month|mo|week|year)\b|(?:per|each|every) (?:month|mo|week|year)\b"
    r"|monthly|/ ?mo\w*|/ ?(?:week|wk|yr|year)|p/?m\b|down\b(?! the road)|upfront|up[- ]?front|off\b|discount|cash ?back|rebate|less\b|cheaper|savings?|in savings|saved|lit(?:er|re)s?|l\b"
    r"|(?:at|from|in) (?:the|any|another|most|other) (?:other )?(?:dealer\w*|shops?|stores?|garages?|places?)\b|\?+ (?:(?:i|we)(?:'d| would)(?: have to|(?: rather)? (?:lose|sell|starve|go|keep))|now and (?:the rest|finance)|ha\b|haha|come on\b)|(?:in the )?city\b|on the (?:highway|motorway|freeway)|(?:from |starting )?(?:tomorrow|next (?:week|month|year)|after (?:today|tonight|sunday|the weekend))\b|(?:for it |back )?in (?:\w+ )?(?:\w+|\d+) years|to (?:be )?financ|payments?\b|instal+ments?\b|kwh|degrees?|points?|times|kids|children|cars?\b|colou?rs?|of (?:them|these|those|extras|options|upgrades|repairs|accessories)|options?\b|model\b|more\b(?! or less)"
    r"|deposit|bonus|credit|voucher|gift|worth of|in (?:extras|options|repairs|upgrades|accessories|fees|tax\w*)|value\b|sound (?:system|package)|stereo|warranty|package|upgrade|service"
    r"|(?:offer|bid|counter\w*)\b(?: of yours)? (?:is|was|won't|will|does|isn't|sounds?)\b(?! (?:still |firm|good|final|on the table|my))|(?:is |as |be )?(?:your|the) (?:limit|budget|maximum|max|ceiling|upper)|or (?:less|more|so)\?"
    r"|(?:is|'s|was) (?:just |simply |really )?(?:not|never) (?!negotiable|bad|much|a lot|unreasonable|too|for|in)|(?:is |be )?too (?:much|high|expensive)(?: for you)?\?"
    r"|(?:(?:dollars?|bucks|tax|cash|factory|manufacturer'?s?|loyalty|federal|state|instant|student) )*(?:credit|rebate|discount|bonus|voucher|allowance|incentive)s?\b"
    r"|,? ?(?:is|'s|was|would be|sounds?|seems?)(?: \w+){0,2} (?:too (?:low|little|cheap)|insulting|laughable|a joke|out of the question|unacceptable)|,? ?you (?:(?:won't|can't|couldn't|wouldn't|don't) (?:even )?(?:get|buy|find|have) (?:anything|much|any|even)\b(?! (?:better|like|nicer|cheaper|close|comparable))|get nothing)\b"
    r"|(?:is|'s|was|would be) (?:an insult|(?:way |far |much )?too (?:low|little|cheap)|not (?:enough|possible)|ridiculous|impossible|what (?:they|others?|everyone|new ones))"
    r"|(?:won't|will not|doesn't|can't|cannot|wouldn't|isn't(?! what| bad| a bad| much| that)) |(?:anywhere |some(?:where|place) |every(?:where|place) )?else(?:where)?\b|from (?:another|some|a|other) (?:other )?(?:buyers?|customers?|guys?|people|dealer\w*)|and (?:i|we) (?:refused|declined|said no|laughed|turned)\b|(?:isn't|is not|won't do)(?=[.!?,;]|$)|,? ?(?:i|we) (?:lose|break even|go broke)\b|(?:for )?myself\b|,? ?(?:i'd|i would|we'd|we would) (?:be )?los(?:e|ing)|sticker|msrp|list price|retail|for your (?:old|trade|current|used|car)|on (?:the |your )?trade"
    r"|on (?:the (?:clock|odo\w*|dash|engine|counter|meter))\b|in(?:to)? it\b|pounds?\b(?! sterling)|lbs?\b|left\b|in stock|previous|services|keys|f(?:ee|oo)t\b|gallons?"
    r"|ty?i?res?\b|wheels?\b|customers?|o'?clock|[ap]\.?m\b|:\d\d|buyers|sedans?|suvs?|trucks?|coupes?|minivans?|convertibles?|yards\b|(?:st|nd|rd|th)\b|to spend|(?:brand )?new\b(?=[.,;!?]|$)|when (?:it was |they were )?new"
    r"|(?:under|below|over|above|north|south|short)(?: of)? (?:what|the|list|msrp|sticker|market|book|invoice|retail|my|our|new|anyone|anybody|any)"
    r"|for (?:the |an? )?(?:warranty|delivery|shipping|registration|paint\w*|repairs?|insurance|maintenance|extended|paperwork|winter)"
    r"|[^.!]{0,30}\?+ (?:(?:you must be|you're|are you) (?:joking|kidding|dreaming|crazy|mad|serious)|no way|no chance|forget it|never|no,? sorry|i can't(?:[.!]| do that| do it)|i cannot|i couldn't|i'd (?:lose my|be fired|get fired)|keep dreaming|dream on|not a chance|not happening|i wish))"
)
_BUNDLED = re.compile(
    r"\b(?:with|includ\w+|plus|covers?) (?:(?!\b(?:but|is|are|costs?)\b)[^.;,!?\d]){0,28}\b(?:fees?|plates?|tags?|registration|insurance|warranty|tax(?:es)?|delivery|shipping|title|maintenance|paperwork|transport)(?: included)? (?:for|at)(?: just| only)? [$€£]?$"
    r"|\b(?:start|do|draw up|get|prepare) the paperwork (?:for|at) [$€£]?$"
    r"|\b(?:than|over|above|beyond|under|within|in|outside|past) your (?:price )?(?:budget|range|limit)[,:]? (?:(?:at|for|it's|this is) )?[$€£]?$"
)
"""Before a price for which something more is had, or that is held against the buyer's money."""
_LISTED = re.compile(
    r"\b(?:have|had|got) (?:it|this|this one|her|him|the \w+) (?:listed|up|priced|advertised) (?:at|for) [$€£]?$|\b(?:sticker|list|listed|window|tag) price(?: (?:on|of|for) [a-z ]{0,24})?(?: is|'s|:) [$€£]?$"
)
_ASKED = re.compile(
    r"(?:for|at|price(?: is|d at| of| would be| comes to| will be|:)?|cost(?:s|ing)?|ask(?:ing?)?(?: for| price is| price of)?|offer(?:ing)?(?: \w+)?(?: for| at)?"
    r"|sell(?: \w+)*(?: for| at)?|(?:let (?:it|this|her|him|you have it) )?go(?: for| at)?|do(?: it)?(?: for| at)?|say|call it|make it|down to|go(?:es)? (?:to|for|as low as)|come down to"
    r"|settle (?:for|on|at)|yours for|take|pay|wants?|how about|what about|meet (?:you )?at|final(?: offer| price)?(?: is|:)?|deal at|be|is|it's|its|that's|this one's|so|to|now|today"
    r"|just|only|accept|need|bring me|gi(?:ve )?m(?:m)?e|(?:got to|gotta|have to|need to|must|ought to) (?:get|have|make|see)|bring it to|have it for|at just|total(?: of| is| comes to)?|out the door(?: at| for)?|drive away(?: for| at)?|into|yes to|stretch to"
    r"|less than|lower than|under|below|over|above|at least|minimum(?: of| is)?|no less than|(?:shake|agree|settle|land|done|deal|hands) (?:on|at)|(?:tell|telling) you|leave it at|owe|leaving|(?:boss|manager|he|she|owner|finance)(?: just| finally| now)? (?:says?|said|okayed|ok'd|approved|agreed to|signed off on)|between \S+ and|starts? at|starting at|lowest|highest|like)"
    r"\s*(?:you\s+|it\s+|u\s+|about\s+|around\s+|only\s+|just\s+|roughly\s+|exactly\s+|an even\s+|a flat\s+|a fair\s+|a cool\s+|like\s+|maybe\s+|all in\s+|a\s+|the\s+)*[$€£]?\s*$"
)
_ASKED_AFTER = re.compile(
    r"\s*(?:it is|works?\b|would (?:do|work|be)|will do|does it|and (?:it|she|he)'?s |and (?:we|you|i)\b|(?:is|'s) (?:my|the|our|what|as|a|all|rock|where|fair|firm|final|it)\b|buys|takes|gets you"
    r"|even\b|flat\b|firm\b|final|out the door|all in\b|(?:in )?cash\b|or (?:best|nearest)|obo\b|tops\b|sharp\b|(?:i|we)(?: can|'d| could|'ll| would| might)\b(?! (?:not|never|be losing|lose))|for (?:you|the|this|that|it|my|our)\b|not a (?:penny|cent)|max\b|min(?:imum)?\b|(?:could|can|might|may|would|will|should) (?:be (?:done|arranged|ok|okay|fine|fair|enough)|work|do)\b)"
)
_FILLER = r"(?:ok|okay|so|well|al+ ?right|fine|then|just|about|only|maybe|and|but|or|at|for|like|hmm+|um|uh|say|deal|final|offer|price|lowest|best|make that|i mean|yes|no|please|pal|buddy|sir|man|mate|my friend|friend|ma'am|today|total|even|flat|firm|cash|max|tops|obviously)"
_BARE_BEFORE = re.compile(rf"(?:^|[.,;:!?…–—-])\s*(?:{_FILLER}[,.]*\s+)*[$€£]?$")
_BARE_AFTER = re.compile(rf"\s*(?:{_FILLER}\s*)*(?:[.,;:!?…–—]|$)")
_HEADLESS = re.compile(
    r"\s*(?:$|[.,;:!?)…–—]|(?:and|but|for|with|if|or|on|today|tonight|now|all|even|flat|is|it|that|when|because|so|right|plus|before|after|then|as|my|no|take|deal)\b)"
)
"""After a number that counts nothing: in talk about a car it is thousands of dollars."""
_RUN = re.compile(r"\b(?:has|have|had|got|with|only|just)(?: \w+)? $")
"""Before a mileage: `it has only 54k on it`."""
_HOUR = re.compile(
    r"\b(?:com(?:e|es|ing)|see you|tomorrow|tonight|morning|afternoon|monday|tuesday|wednesday|thursday|friday|saturday|sunday|ready|clos\w+|open\w*|meet\w*|since|until|till|before|after|here|back|in)\b[^.;!?\d]{0,20}$"
)
"""Before a time of day."""
_UP_TO = re.compile(r"\s*(?:all the way )?(?:up )?to\s+[$€£]?")
_STOCK = re.compile(
    r"\b(?:prices?|cars|models|range|ranges|anything|everything|stock|trucks|sedans|suvs)\b[^.;!?\d]*\bfrom [$€£]?$"
)
_EITHER = re.compile(r"\bor\b(?: to| maybe| more like| closer to)?\s*[$€£]?\s*$")


def price(low: str) -> int | None:
    """What is asked for the car in a line in small letters, in whole dollars."""
    named = _NAMES.sub(lambda match: "#" * len(match[0]), _JOINED.sub(r"\1-\2", _COMMA.sub(r"\1 ", low)))
    found = figures(named)
    wanted = [(one, asked) for k, one in enumerate(found) if (asked := _wanted(named, found, k)) is not None]
    reckoned = _reckoned(named, found)
    if reckoned and not any(one.start >= reckoned.end for one, _ in wanted):
        return int(reckoned.value)
    if not wanted and len(found) == 1 and found[0].value >= 2000 and _LISTED.search(named[: found[0].start]):
        return int(found[0].value)
    if not wanted or (
        re.search(
            r"\bbudget\b|(?<!can you )(?:afford|spend|spending)\b|(?:hoping|want|looking|wanted|like|able) to pay", low
        )
        and low.rstrip().endswith("?")
        and not any(asked.sure for _, asked in wanted)
    ):
        return None
    return int(wanted[-1][1].value)


class _Asked(NamedTuple):
    value: float
    sure: bool
    """The words around it ask for it."""


def _wanted(low: str, found: list[Figure], k: int) -> _Asked | None:
    """What a figure asks for; None where it is something else."""
    figure = found[k]
    before, after = low[max(0, figure.start - 60) : figure.start], low[figure.end : figure.end + 60]
    if (
        _NOT_A_PRICE_AFTER.match(after)
        or (_NOT_A_PRICE_BEFORE.search(before) and not _BUNDLED.search(before))
        or _either(low, found, k)
        or _spans(low, found, k)
    ):
        return None
    if re.fullmatch(r"(?:19|20)\d\d", low[figure.start : figure.end].strip()) and not figure.money:
        return None
    bare = _BARE_BEFORE.search(before) is not None and _BARE_AFTER.match(after) is not None
    sure = _ASKED.search(before) is not None or _ASKED_AFTER.match(after) is not None
    value = figure.value
    if _RUN.search(before) and after.startswith((" on it", "on it")):
        return None
    if not figure.money and value <= 12 and _HOUR.search(before):
        return None
    brief = (bare or len(low.split()) <= 7) and value >= 8
    brief = brief or (value >= (13 if value == int(value) else 8) and _HEADLESS.match(after) is not None)
    if value < 1000 and not figure.money and (sure or brief) and 8 <= value <= 150:
        value, sure = value * 1000, True
    if not 2000 <= value <= 400_000 or not (figure.money or sure or value >= 5000):
        return None
    return _Asked(value, sure)


def _reckoned(low: str, found: list[Figure]) -> Figure | None:
    """What is left of an amount that something is taken off in words: `2,000 off the 30,000 sticker`, `ten percent off 30k`."""
    for one, other in pairwise(found):
        between = f" {low[one.end : other.start].strip()}"
        if _OFF_FROM.fullmatch(between):
            taken, whole, share = one, _thousands(other), "%" in between or "per" in between
        elif _LESS.fullmatch(between) and _TAKEN_AFTER.match(low[other.end :]):
            taken, whole, share = other, _thousands(one), _SHARE.match(low[other.end :]) is not None
        else:
            continue
        left = (
            whole * (1 - taken.value / 100)
            if share
            else whole - _thousands(taken) * (taken.value >= 100 or taken.money)
        )
        if 2000 <= left < whole:
            return Figure(round(left), one.start, other.end, True)
    return None


def _thousands(figure: Figure) -> float:
    """The amount of a car's price, the thousands of which may be left out."""
    return figure.value * 1000 if figure.value < 200 and not figure.money else figure.value


_OFF_FROM = re.compile(
    r"(?:\s*(?:%|per ?cent))?(?: bucks| dollars)? (?:off|under|below|less than|cheaper than|from)(?: of)?(?: (?:the|my|that|this|its|a|our|his))?"
    r"(?: (?:sticker|list(?:ed|ing)?|asking|msrp|retail|window|tag|full|usual|regular|original))*(?: price)?(?: (?:of|which is|at))?:?"
)
_LESS = re.compile(r"(?: sticker| msrp| list| retail)?(?: price)?,? (?:minus|less)(?: the| a| my| your| another)?")
_SHARE = re.compile(r"\s*(?:%|per ?cent)")
_TAKEN_AFTER = re.compile(r"\s*(?:%|per ?cent|(?:\w+ )?(?:rebate|discount|trade|bonus)|off|[.!?,]|$)")


def _spans(low: str, found: list[Figure], k: int) -> bool:
    """Whether a figure is an end of a range that is asked for all there is: `prices go from 15,000 to 60,000`."""
    for one, other in pairwise(found[max(0, k - 1) : k + 2]):
        between = _UP_TO.fullmatch(low[one.end : other.start])
        if between and _thousands(other) > _thousands(one) and _STOCK.search(low[max(0, one.start - 50) : one.start]):
            return True
    return False


def _either(low: str, found: list[Figure], k: int) -> bool:
    """Whether a figure is one of two in a question: `are you closer to twenty or to thirty grand?`"""
    ends = re.search(r"[.!?]", low[found[k].end :])
    if ends is None or ends[0] != "?":
        return False
    first = k + 1 < len(found) and _EITHER.search(low[found[k].end : found[k + 1].start])
    second = k and _EITHER.search(low[found[k - 1].end : found[k].start])
    return bool(first or second)
