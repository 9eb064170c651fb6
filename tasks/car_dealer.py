"""Car Dealer of LMRL-Gym: the agent sells a car to a buyer with a budget, wishes and a temper, in 25 exchanges.

Newcomers get two things wrong. The reward comes at the end and is the price in thousands of dollars (`revenue`, as in
the paper's tables; `margin` is the other one its code has), so nothing sold is 0. And the paper's numbers for this task
are not normalised: the constants here come from the dataset that the recipe makes.

As many games end in a sale as in the paper's data (.53), but they are shorter (10 exchanges against 16.5): the paper's
buyer and seller are language models that chat; this buyer comes to the point.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Literal, NamedTuple

from tasks.chance import below, mixed
from tasks.play import play
from tasks.protocol import EVALUATION_SEEDS, Constants, Episode, Player, Policy, Recipe, Step
from tasks.recipes import with_expert
from tasks.scripted import Choice, History, Scripted
from tasks.simulators.buyer import Talk, Wish, msrp, reply, wish
from tasks.simulators.cars import BRANDS, FEATURES, TYPES, figures

EXCHANGES = 25
EVALUATION = 1000

CONSTANTS = Constants(0, 20.0, 47.6)
"""Nothing sold, the mean of the recipe's games, and the mean of the player `best`, in thousands of dollars."""

_PAPER = {
    "BC": 44.5, "%BC": 54.8, "MC": 57.2, "ILQL": 46.3, "online PPO": 50.5, "online %BC": 40.4, "GPT-4": 53.5,
}  # fmt: skip

Reward = Literal["revenue", "margin"]


class DealState(NamedTuple):
    """The buyer and the talk so far."""

    seed: int
    wish: Wish
    talk: Talk
    said: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class CarDealer:
    """The game; `CAR_DEALER` pays revenue."""

    name: str = "car-dealer"
    reward: Reward = "revenue"
    summary: str = "sell a car: find out what the buyer wants, and agree on a price"
    form: str = "anything a seller would say, such as What is your budget? or I offer you a Toyota SUV for $32,500."
    max_turns: int = EXCHANGES
    max_tokens: int = 72
    memory: int | None = None
    constants: Constants = CONSTANTS

    @property
    def rules(self) -> str:
        return (
            f"You sell cars, and you speak first. The buyer has a budget, wants one of {len(BRANDS)} brands, one of "
            f"{len(TYPES)} types and some features, and haggles. Name a car and a price in your own words; the buyer accepts, "
            f"makes an offer of its own, or leaves. You have {EXCHANGES} exchanges. You earn the price in thousands of "
            f"dollars, and nothing if nothing is sold."
        )

    @property
    def paper(self) -> Mapping[str, float]:
        return _PAPER

    @property
    def players(self) -> Mapping[str, Player]:
        return {
            "random": Player("any line of a seller", partial(self._player, _chatter)),
            "behaviour": Player(
                "the dataset's: asks a little, asks too much or too little, comes down", partial(self._player, _behave)
            ),
            "best": Player(
                "asks for every wish, offers what fits at the budget, comes down in small steps",
                partial(self._player, _sell),
            ),
        }

    @property
    def recipes(self) -> Mapping[str, Recipe]:
        own = {
            "sellers": Recipe("games of sellers of several habits against the embedded buyer", 10_000, self._game),
        }
        return with_expert(self, own, "sellers")

    def evaluation_seeds(self, episodes: int | None = None) -> tuple[int, ...]:
        wanted = EVALUATION if episodes is None else episodes
        return tuple(range(EVALUATION_SEEDS, EVALUATION_SEEDS + wanted))

    def reset(self, seed: int) -> tuple[DealState, str]:
        return DealState(seed, wish(seed), Talk()), "Start\n"

    def step(self, state: DealState, action: str) -> Step[DealState]:
        answer = reply(state.seed, state.wish, state.talk, action)
        after = DealState(
            state.seed, state.wish, answer.talk, (*state.said, action.strip()[:300]), (*state.answers, answer.text)
        )
        sold = answer.talk.ended == "accept"
        return Step(after, answer.text + "\n", self._paid(after), answer.talk.ended != "", answer.understood, sold)

    def actions(self, state: DealState) -> tuple[str, ...]:
        return ()

    def _paid(self, state: DealState) -> float:
        talk = state.talk
        if not talk.ended:
            return 0.0
        list_price = msrp(talk.brand or state.wish.brand, talk.type or state.wish.type, len(talk.features))
        if self.reward == "revenue":
            return talk.asked / 1000 if talk.ended == "accept" else 0.0
        if talk.ended == "accept":
            return talk.asked / ((state.wish.budget + list_price) / 2)
        return -(state.wish.budget - list_price) / list_price

    def _player(self, choose: Choice, seed: int) -> Policy:
        return Scripted(choose, seed)

    def _game(self, seed: int) -> Episode:
        return self._recorded(_HABITS[below(len(_HABITS), seed, 3)], "behaviour", seed)

    def _recorded(self, choose: Choice, player: str, seed: int) -> Episode:
        return play(self, self._player(choose, mixed(seed, 1)), [seed], player=player)[0]


class Seller:
    """A scripted seller: asks for some of the wishes, then names a car and a price, then comes down."""

    def __init__(self, *, asks: float, markup: tuple[float, float], step: float, wanders: float, floor: float) -> None:
        self._asks, self._markup, self._step, self._wanders, self._floor = asks, markup, step, wanders, floor

    def __call__(self, history: History, chance: Random) -> str:
        if chance.random() < self._wanders:
            return _SMALL_TALK[chance.randrange(len(_SMALL_TALK))]
        known = _Told(history)
        open_topics = [topic for topic in ("type", "brand", "features", "budget") if not known.answered(topic)]
        turns = len(history) // 2
        if open_topics and turns < 5 and not known.offers and (self._asks >= 1 or chance.random() < self._asks):
            ways = _ASKING[open_topics[0]]
            return ways[chance.randrange(len(ways))]
        price = self._price(known, chance)
        if not known.offers:
            return _offer(known, price, chance)
        if known.bid and known.bid >= price * (1 - self._step) and turns > 3:
            price = max(known.bid, int(price * self._floor))
        return _LOWERING[chance.randrange(len(_LOWERING))].format(price=f"{price:,}")

    def _price(self, known: "_Told", chance: Random) -> int:
        if known.offers:
            return int(round(known.offers[-1] * (1 - self._step), -2))
        low, high = self._markup
        base = known.budget or (30_000, 40_000, 50_000)[chance.randrange(3)]
        return int(round(base * (low + (high - low) * chance.random()), -2))


class _Told:
    """What a seller has heard: read from the texts, never from the game's state."""

    def __init__(self, history: History) -> None:
        heard = [turn.text for turn in history if turn.role == "game"][1:]
        mine = [turn.text for turn in history if turn.role == "agent"]
        self._asked = " ".join(mine).lower()
        text = " ".join(heard)
        self.brand = next((b for b in BRANDS if b in text), "")
        self.type = next((t for t in TYPES if t in text), "")
        self.features = [f for f in FEATURES if f in text]
        self.offers = [int(f.value) for line in mine for f in figures(line.lower()) if f.money and f.value >= 2000]
        bids = [int(f.value) for line in heard[-1:] for f in figures(line.lower()) if f.value >= 2000]
        self.bid = min(bids) if bids and self.offers else 0
        budgets = [
            int(f.value)
            for said, line in zip(mine, heard, strict=False)
            if "budget" in said or "spend" in said
            for f in figures(line.lower())
            if f.value >= 5000
        ]
        self.budget = budgets[0] if budgets else 0

    def answered(self, topic: str) -> bool:
        words = {"type": "kind of car", "brand": "brand", "features": "features", "budget": "budget"}
        return words[topic] in self._asked


def _offer(known: _Told, price: int, chance: Random) -> str:
    brand = known.brand or BRANDS[chance.randrange(len(BRANDS))]
    kind = known.type or TYPES[chance.randrange(len(TYPES))]
    features = known.features or [FEATURES[chance.randrange(len(FEATURES))]]
    listed = features[0] if len(features) == 1 else f"{', '.join(features[:-1])} and {features[-1]}"
    ways = (
        "I have a {brand} {kind} with {listed} for ${price}.",
        "How about a {brand} {kind}? It has {listed}, and it costs ${price}.",
        "I can offer you a {brand} {kind} with {listed}. The price is ${price}.",
    )
    return ways[chance.randrange(3)].format(brand=brand, kind=kind, listed=listed, price=f"{price:,}") + "\n"


_ASKING = {
    "type": ("What kind of car are you looking for?\n", "Hello! Which kind of car do you need?\n"),
    "brand": ("Which brand would you like?\n", "Do you have a favourite brand?\n"),
    "features": ("Which features are important to you?\n", "What features should it have?\n"),
    "budget": ("What is your budget?\n", "And your budget, if I may ask? What can you spend?\n"),
}
_LOWERING = (
    "I can let it go for ${price}.\n",
    "Because it is you: ${price}.\n",
    "Let us say ${price}, and we have a deal?\n",
    "My offer is ${price} now.\n",
)
_SMALL_TALK = (
    "It is a very reliable car.\n", "This model is popular with families.\n", "Welcome to our showroom!\n",
    "We have a great warranty.\n", "What do you think?\n", "It drives beautifully.\n",
)  # fmt: skip

_chatter = Seller(asks=0.2, markup=(0.5, 1.8), step=0.03, wanders=0.6, floor=0.9)
_sell = Seller(asks=1.0, markup=(1.02, 1.02), step=0.01, wanders=0.0, floor=0.97)
_HABITS = (
    Seller(asks=0.7, markup=(0.9, 1.3), step=0.03, wanders=0.35, floor=0.95),
    Seller(asks=0.4, markup=(0.8, 1.6), step=0.02, wanders=0.45, floor=0.95),
    Seller(asks=0.6, markup=(0.6, 1.2), step=0.04, wanders=0.5, floor=0.9),
)


def _behave(history: History, chance: Random) -> str:
    """One of the habits at each turn; the recipe's sellers keep theirs through a game."""
    return _HABITS[chance.randrange(len(_HABITS))](history, chance)


CAR_DEALER = CarDealer()
