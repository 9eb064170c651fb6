"""Car Dealer's embedded buyer: reads the seller, keeps the state of a negotiation, and answers in varied sentences.

The buyer is fair: it tells what it wants when asked, judges a car by how well it fits, offers what it thinks the car is
worth to it, comes up in steps, and ends by taking the car or by leaving. What surprises newcomers: the price that it
would pay at most depends on the car that is offered, so a seller who asks first sells dearer.
"""

from typing import NamedTuple

from tasks.chance import below
from tasks.simulators.cars import BRANDS, FEATURES, TYPES, Line, read

PERSONALITIES = (
    "friendly", "gruff", "chatty", "shy", "suspicious", "polite", "nervous", "cheerful", "businesslike", "sarcastic",
)  # fmt: skip
STRATEGIES = ("discount lover", "feature lover", "impatient")
BUDGETS = (10_000, 30_000, 50_000, 70_000, 90_000)

_BASE = {
    "Toyota": 27, "Ford": 28, "Honda": 27, "BMW": 48, "Mercedes": 52, "Audi": 47, "Tesla": 50, "Chevrolet": 28, "Subaru": 29,
    "Volkswagen": 27, "Hyundai": 24, "Kia": 23, "Lexus": 46,
}  # fmt: skip
_TYPE_FACTOR = {"sedan": 1.0, "SUV": 1.25, "truck": 1.3, "minivan": 1.2, "coupe": 1.1, "convertible": 1.35}


class Wish(NamedTuple):
    """Who the buyer is and what it wants."""

    budget: int
    brand: str
    type: str
    features: tuple[str, ...]
    personality: str
    strategy: str


class Talk(NamedTuple):
    """How far the negotiation has come."""

    exchanges: int = 0
    brand: str = ""
    """Of the car that is on offer; empty while none was named."""
    type: str = ""
    features: tuple[str, ...] = ()
    asked: int = 0
    """The seller's last price, dollars; 0 while none was named."""
    first: int = 0
    """The seller's first price."""
    bid: int = 0
    """The buyer's last own offer."""
    patience: int = 14
    ended: str = ""
    """`accept`, `reject`, or empty."""


class Reply(NamedTuple):
    """The buyer's answer, and how the talk stands after it."""

    text: str
    talk: Talk
    understood: bool


def wish(seed: int) -> Wish:
    """The buyer of this seed."""
    count = 1 + below(4, seed, 5)
    order = sorted(range(len(FEATURES)), key=lambda k: below(1 << 30, seed, 6, k))
    return Wish(
        BUDGETS[below(len(BUDGETS), seed, 1)], BRANDS[below(len(BRANDS), seed, 2)], TYPES[below(len(TYPES), seed, 3)],
        tuple(FEATURES[k] for k in sorted(order[:count])), PERSONALITIES[below(len(PERSONALITIES), seed, 4)],
        STRATEGIES[below(len(STRATEGIES), seed, 7)],
    )  # fmt: skip


def msrp(brand: str, kind: str, features: int) -> int:
    """The list price of a car in dollars: by brand and type, and 1 200 for each feature."""
    return round(_BASE.get(brand, 30) * 1000 * _TYPE_FACTOR.get(kind, 1.0) + 1200 * features)


def worth(who: Wish, talk: Talk) -> int:
    """What the car on offer is worth to this buyer, dollars: the budget, less for each wish that is not met."""
    fit = 1.0
    if talk.brand and talk.brand != who.brand:
        fit -= 0.12
    if talk.type and talk.type != who.type:
        fit -= 0.15
    missing = sum(feature not in talk.features for feature in who.features) / len(who.features)
    fit -= missing * (0.3 if who.strategy == "feature lover" else 0.15)
    return round(who.budget * max(fit, 0.4))


def ready(who: Wish, talk: Talk) -> int:
    """The most the buyer says yes to now: it comes up with time; a discount lover wants to have beaten the price down."""
    most = worth(who, talk)
    share = min(1.0, 0.75 + 0.015 * talk.exchanges)
    if who.strategy == "impatient":
        share = min(1.0, 0.85 + 0.03 * talk.exchanges)
    if who.strategy == "discount lover" and talk.first and talk.asked > 0.93 * talk.first:
        share = min(share, 0.8)
    return round(most * share)


def reply(seed: int, who: Wish, before: Talk, line: str) -> Reply:
    """The buyer's answer to what the seller says."""
    heard = read(line)
    talk = _heard(before, heard)
    say = _Voice(seed, who, talk.exchanges)
    if not heard.understood:
        talk = talk._replace(patience=talk.patience - 1)
        if talk.patience <= 0:
            return Reply(say.of(_LEAVING), talk._replace(ended="reject"), False)
        return Reply(say.of(_PUZZLED), talk, False)
    if heard.price or ("deal" in heard.asks and talk.asked and talk.exchanges > 1):
        return _negotiated(who, talk, say)
    told = [_TOLD[topic](who, say) for topic in ("needs", "budget", "brand", "type", "features") if topic in heard.asks]
    if told:
        return Reply(say.framed(" ".join(told[:2])), talk, True)
    return _looked(who, talk, heard, say)


def _heard(talk: Talk, heard: Line) -> Talk:
    """A new car wipes out the features of the one before."""
    other = heard.brand and talk.brand and heard.brand != talk.brand
    features = heard.features if other else tuple(f for f in FEATURES if f in talk.features or f in heard.features)
    return talk._replace(
        exchanges=talk.exchanges + 1,
        brand=heard.brand or talk.brand,
        type=heard.type or ("" if other else talk.type),
        features=features,
        asked=heard.price or talk.asked,
        first=talk.first or heard.price or 0,
    )


def _negotiated(who: Wish, talk: Talk, say: "_Voice") -> Reply:
    """Take it, haggle, or leave."""
    if not talk.brand and not talk.type:
        return Reply(say.framed(say.of(_WHICH_CAR)), talk, True)
    limit = ready(who, talk)
    if talk.asked <= limit:
        return Reply(say.of(_ACCEPTING).format(price=f"{talk.asked:,}"), talk._replace(ended="accept"), True)
    patience = talk.patience - (2 if talk.asked > 1.5 * worth(who, talk) else 1) - (who.strategy == "impatient")
    if patience <= 0:
        return Reply(say.of(_LEAVING), talk._replace(patience=0, ended="reject"), True)
    start = talk.bid or round(worth(who, talk) * 0.7, -2)
    bid = int(round(min(max(start, start + 0.4 * (limit - start)), limit), -2))
    talk = talk._replace(patience=patience, bid=bid)
    lines = _TOO_MUCH_BY_FAR if talk.asked > 1.4 * worth(who, talk) else _TOO_MUCH
    return Reply(say.framed(say.of(lines).format(price=f"{talk.asked:,}", bid=f"{bid:,}")), talk, True)


def _looked(who: Wish, talk: Talk, heard: Line, say: "_Voice") -> Reply:
    """What the buyer thinks of the car that was named."""
    parts = []
    if heard.brand:
        parts.append(
            say.of(_BRAND_RIGHT if heard.brand == who.brand else _BRAND_WRONG).format(brand=heard.brand, wish=who.brand)
        )
    if heard.type and heard.type != who.type:
        parts.append(say.of(_TYPE_WRONG).format(type=_a(heard.type), wish=_a(who.type)))
    elif heard.type and not heard.brand:
        parts.append(say.of(_TYPE_RIGHT).format(type=_a(heard.type)))
    if heard.features:
        liked = [feature for feature in heard.features if feature in who.features]
        parts.append(say.of(_FEATURES_RIGHT).format(features=_listed(liked)) if liked else say.of(_FEATURES_WRONG))
    if not parts:
        parts.append(say.of(_GREETING if heard.greets and talk.exchanges <= 2 else _GO_ON).format(wish=_a(who.type)))
    elif not talk.asked:
        parts.append(say.of(_PRICE_PLEASE))
    return Reply(say.framed(" ".join(parts[:3])), talk, True)


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiouAEIOUS" and noun != "sedan" else f"a {noun}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


class _Voice:
    """Chooses words by seed and turn, in the manner of a personality."""

    def __init__(self, seed: int, who: Wish, turn: int) -> None:
        self._seed, self._who, self._turn, self._count = seed, who, turn, 0

    def of(self, ways: tuple[str, ...]) -> str:
        self._count += 1
        return ways[below(len(ways), self._seed, self._turn, self._count)]

    def framed(self, text: str) -> str:
        before, after = _MANNERS[self._who.personality]
        luck = below(4, self._seed, self._turn, 99)
        if luck == 0 and before:
            return f"{before[below(len(before), self._seed, self._turn, 98)]} {text}"
        if luck == 1 and after:
            return f"{text} {after[below(len(after), self._seed, self._turn, 97)]}"
        return text


def _budget(who: Wish, say: _Voice) -> str:
    if who.personality in ("suspicious", "sarcastic") and who.strategy == "discount lover":
        return say.of(("I would rather not say what I can spend.", "That stays between me and my bank."))
    ways = (
        f"I can spend about {who.budget:,} dollars.",
        f"My budget is around ${who.budget:,}.",
        f"Something like {who.budget // 1000} thousand, not more.",
    )
    return say.of(ways)


def _brand(who: Wish, say: _Voice) -> str:
    return say.of((f"I would like a {who.brand}.", f"{who.brand}, ideally.", f"I have always wanted a {who.brand}."))


def _kind(who: Wish, say: _Voice) -> str:
    return say.of(
        (
            f"I need {_a(who.type)}.",
            f"It should be {_a(who.type)}.",
            f"{_a(who.type).capitalize()} would suit me.".replace("suv", "SUV"),
        )
    )


def _features(who: Wish, say: _Voice) -> str:
    listed = _listed(list(who.features))
    return say.of((f"It should have {listed}.", f"What matters to me: {listed}.", f"I would love {listed}."))


def _needs(who: Wish, say: _Voice) -> str:
    return say.of(
        (
            f"I am looking for {_a(who.type)}.",
            f"I need a new car, {_a(who.type)} if possible.",
            f"I am after a {who.brand}.",
        )
    )


_TOLD = {"needs": _needs, "budget": _budget, "brand": _brand, "type": _kind, "features": _features}

_MANNERS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "friendly": (("Thanks for asking!", "That is kind of you."), ("I appreciate your help.",)),
    "gruff": (("Look.", "Right."), ("Let us get to the point.",)),
    "chatty": (("Oh, you know, my neighbour just bought one.", "Funny you should ask."), ("My sister says the same.",)),
    "shy": (("Um.", "Well, if I may say so."), ("Sorry to be a bother.",)),
    "suspicious": (("I have heard that before.", "Hm."), ("What is the catch?",)),
    "polite": (("Thank you.", "If you please."), ("Thank you very much.",)),
    "nervous": (("Oh dear.", "I am not sure."), ("I hope I am not making a mistake.",)),
    "cheerful": (("Great!", "Lovely!"), ("What a nice day to buy a car!",)),
    "businesslike": (("Understood.", "Fine."), ()),
    "sarcastic": (("Oh, wonderful.", "How generous."), ("My wallet is crying already.",)),
}
_PUZZLED = (
    "Sorry, I did not understand that. Are you offering me a car?",
    "I do not follow you. Which car, and at what price?",
    "I did not get that. What do you have for me?",
)
_WHICH_CAR = ("Which car would that be?", "For which car?", "That is a price, but for what car?")
_ACCEPTING = (
    "All right, {price} dollars it is. I take it!",
    "Deal. I will take it for ${price}.",
    "{price} dollars is fine with me. Where do I sign?",
)
_LEAVING = (
    "No, this leads nowhere. I will look elsewhere. Goodbye.",
    "I am sorry, we will not come together. Goodbye.",
    "That is enough for me, I am leaving.",
)
_TOO_MUCH = (
    "{price} dollars is too much for me. I could pay {bid}.",
    "Could you come down a bit? I would pay ${bid}.",
    "I was thinking of {bid} dollars rather than {price}.",
    "That is a little high. Would you take ${bid}?",
)
_TOO_MUCH_BY_FAR = (
    "{price} dollars? That is far beyond what I can pay. {bid}, perhaps.",
    "No way. I could pay ${bid} for that.",
    "That is out of the question; think of {bid} dollars.",
)
_BRAND_RIGHT = ("A {brand} is just what I want.", "{brand}, very good.", "I like a {brand}.")
_BRAND_WRONG = (
    "I had a {wish} in mind, not a {brand}.",
    "A {brand}? I would prefer a {wish}.",
    "Do you have a {wish} as well?",
)
_TYPE_RIGHT = ("Yes, {type} is what I need.", "{type} would be right.")
_TYPE_WRONG = ("But I need {wish}.", "{wish} would suit me better than {type}.")
_FEATURES_RIGHT = ("I do like that it has {features}.", "{features}: that is what I was hoping for.")
_FEATURES_WRONG = ("I do not really need that.", "That does not matter so much to me.")
_PRICE_PLEASE = ("What does it cost?", "How much is it?", "And the price?")
_GREETING = (
    "Hello! I am looking for {wish}.",
    "Good day. I would like to buy a car.",
    "Hi. I need a car, {wish} perhaps.",
)
_GO_ON = (
    "Go on. What can you offer me?",
    "I see. And which car do you have for me?",
    "Hm, tell me more about the car.",
)
