"""A person as the other side: the rules of the talking games hold, a refused answer loses nothing, askers cope with anybody."""

from collections.abc import Callable
from random import Random

import pytest

from tasks.car_dealer import CAR_DEALER
from tasks.guess_city import BANK, GUESS_CITY
from tasks.listening import player, read_city
from tasks.maze import MAZE_FO
from tasks.other_side import (
    LONGEST,
    Refused,
    Seat,
    answer,
    ask,
    brief,
    ending,
    kept,
    names,
    seed_with,
    sit,
    telling,
    usual,
)
from tasks.play import play
from tasks.protocol import AnyTask, Turn
from tasks.simulators.buyer import wish
from tasks.simulators.gazetteer import cities
from tasks.simulators.things import things
from tasks.twenty_questions import TWENTY_QUESTIONS

TALKS: list[AnyTask] = [TWENTY_QUESTIONS, GUESS_CITY, CAR_DEALER]
Says = Callable[[Seat], str]


def asked(task: AnyTask, question: str, seed: int = 4) -> Seat:
    return ask(sit(task, seed), Turn("agent", question + "\n"))


def said(seat: Seat) -> str:
    return seat.game.turns[-1].text


def played(task: AnyTask, name: str, seed: int, says: Says) -> Seat:
    """A whole game of a scripted player."""
    policy, seat = player(task, name, seed), sit(task, seed)
    while not seat.over:
        seat = ask(seat, policy.act([seat.game.turns])[0])
        if not seat.over:
            seat = answer(seat, says(seat))
    return seat


# The rules


@pytest.mark.parametrize(
    ("typed", "heard"),
    [("y", "Yes.\n"), ("YES!", "Yes.\n"), ("yes, I think so", "Yes.\n"), ("yep", "Yes.\n"), ("n", "No.\n"), ("No.", "No.\n"),
     ("nope, not at all", "No.\n"), ("false", "No.\n")],
)  # fmt: skip
def test_yes_and_no_in_their_forms(typed: str, heard: str) -> None:
    seat = answer(asked(TWENTY_QUESTIONS, "Is it big?"), typed)
    assert said(seat) == heard
    assert (seat.asked, seat.game.total, seat.game.turns[1].legal) == (None, -1.0, True)


@pytest.mark.parametrize(
    "typed", ["maybe", "", "  ", "yes and no", "it depends", "ye", "42", "no, wait, yes", "x" * 600]
)
def test_other_texts_are_asked_again_and_nothing_is_lost(typed: str) -> None:
    before = asked(TWENTY_QUESTIONS, "Is it big?")
    with pytest.raises(Refused, match=r"yes or no|needs a word|too long"):
        answer(before, typed)
    assert said(answer(before, "y")) == "Yes.\n"


@pytest.mark.parametrize("task", [TWENTY_QUESTIONS, GUESS_CITY], ids=["object", "city"])
def test_a_text_that_names_it_wins_at_once(task: AnyTask) -> None:
    hidden = task.reset(4)[0].hidden
    name = things()[hidden].names[0] if task is TWENTY_QUESTIONS else cities()[hidden].names[0]
    seat = answer(asked(task, "Is it big?"), "no")
    won = ask(seat, Turn("agent", f"Is it a {name}?\n" if task is TWENTY_QUESTIONS else f"Is it {name}?\n"))
    assert won.over
    assert (won.game.success, won.game.total, won.asked) == (True, -1.0, None)
    assert ending(won) == "The agent found it in 2 questions."
    assert not seat.over, "the seat before it is as it was"
    with pytest.raises(ValueError, match="nothing was asked"):
        answer(won, "no")


@pytest.mark.parametrize("task", TALKS, ids=lambda task: str(task.name))
def test_the_limit_of_turns_ends_it(task: AnyTask) -> None:
    seat = sit(task, 4)
    for k in range(task.max_turns):
        assert not seat.over, k
        seat = answer(ask(seat, Turn("agent", "Is it so?\n")), "no")
    assert seat.over
    assert not seat.game.success
    assert seat.game.total == (0.0 if task is CAR_DEALER else -20.0)
    with pytest.raises(ValueError, match="over"):
        ask(seat, Turn("agent", "More?\n"))


@pytest.mark.parametrize("task", [TWENTY_QUESTIONS, GUESS_CITY], ids=["object", "city"])
def test_who_answers_as_the_lab_does_plays_the_labs_game(task: AnyTask) -> None:
    for seed in range(3):
        (mine,) = play(task, task.players["best"].build(seed), [seed])
        seat = sit(task, seed)
        for turn in mine.spoken:
            seat = ask(seat, turn)
            seat = seat if seat.over else answer(seat, usual(seat))
        theirs = kept(seat, "best")
        assert [(turn.text, turn.reward) for turn in theirs.turns] == [(turn.text, turn.reward) for turn in mine.turns]
        assert (theirs.terminated, theirs.success, theirs.seed) == (mine.terminated, mine.success, mine.seed)


def test_the_person_and_not_the_agent_is_told() -> None:
    for task, told in ((TWENTY_QUESTIONS, things), (GUESS_CITY, cities)):
        seat = sit(task, 4)
        assert told()[seat.game.state.hidden].names[0] in brief(seat)
    who = wish(4)
    told_buyer = brief(sit(CAR_DEALER, 4))
    assert all(word in told_buyer for word in (f"{who.budget:,}", who.brand, who.type, who.strategy, *who.features))
    assert all(len(sit(task, 4).game.turns) == 1 for task in TALKS)
    with pytest.raises(Refused, match="no other side"):
        sit(MAZE_FO, 0)


# The city


def test_no_name_of_the_city_or_its_country_is_said() -> None:
    for k, city in enumerate(cities()):
        seat = asked(GUESS_CITY, "Where is it?", seed_with(GUESS_CITY, city.names[0], 0))
        assert seat.game.state.hidden == k
        for name in telling(city):
            for text in (f"It is {name if len(name) > 2 else name.upper()}!", f"in {name.upper()}'s north"):
                with pytest.raises(Refused, match="must not be said"):
                    answer(seat, text)


@pytest.mark.parametrize(
    ("city", "text"),
    [("Paris", "People speak French there."), ("Chicago", "It is known to us for the blues, and American to the core."),
     ("London", "English, of course"), ("Shanghai", "Chinese characters"), ("Rio de Janeiro", "a carnival")],
)  # fmt: skip
def test_what_comes_from_the_country_may_be_said(city: str, text: str) -> None:
    seat = answer(asked(GUESS_CITY, "What do people speak?", seed_with(GUESS_CITY, city, 0)), text)
    assert said(seat) == text + "\n"
    assert seat.game.state.said[-1] == text


@pytest.mark.parametrize(
    ("city", "text"),
    [("São Paulo", "sao  paulo"), ("Chicago", "in the US"), ("Chicago", "the U.S. of course"), ("London", "UK"),
     ("Los Angeles", "They call it LA"), ("Seoul", "It lies in Korea")],
)  # fmt: skip
def test_other_spellings_are_names_too(city: str, text: str) -> None:
    with pytest.raises(Refused):
        answer(asked(GUESS_CITY, "Where?", seed_with(GUESS_CITY, city, 0)), text)


def test_what_is_meant_can_be_picked() -> None:
    for task in (TWENTY_QUESTIONS, GUESS_CITY):
        for k, name in enumerate(names(task)[::7]):
            assert task.reset(seed_with(task, name.upper(), 10**9))[0].hidden == 7 * k
    with pytest.raises(Refused, match="did you mean lamp"):
        seed_with(TWENTY_QUESTIONS, "lampp", 0)
    with pytest.raises(Refused, match="nothing can be picked"):
        seed_with(CAR_DEALER, "Kia", 0)


# The deal


@pytest.mark.parametrize(
    "text", ["/accept", "/accept with pleasure", "Deal!", "It's a deal.", "accept", "Fine then, I ACCEPT."]
)
def test_a_deal_at_the_last_price(text: str) -> None:
    seat = answer(asked(CAR_DEALER, "A Kia truck for $30,000?"), "Too much")
    seat = answer(ask(seat, Turn("agent", "Because it is you: 25k.\n")), "Hm.")
    sold = answer(ask(seat, Turn("agent", "Take it or leave it.\n")), text)
    assert (sold.over, sold.game.success, sold.game.total) == (True, True, 25.0)
    assert "ACCEPT" not in said(sold)
    assert "accept" not in said(sold).lower() or text in ("accept", "Fine then, I ACCEPT.")
    assert ending(sold) == "You bought it for 25,000 dollars."


@pytest.mark.parametrize(
    "text", ["/reject", "/reject you are a thief", "no deal", "No deal!", "reject", "I am off. REJECT"]
)
def test_no_deal(text: str) -> None:
    left = answer(asked(CAR_DEALER, "A Kia for $90,000"), text)
    assert (left.over, left.game.success, left.game.total) == (True, False, 0.0)
    assert "REJECT" not in said(left)


def test_what_is_no_end_is_talk() -> None:
    before = asked(CAR_DEALER, "Hello! What do you need?")
    for text in ("/accept", "deal", "ACCEPT"):
        with pytest.raises(Refused, match="no price"):
            answer(before, text)
    with pytest.raises(Refused, match="/accept takes"):
        answer(before, "/buy")
    for text in ("What a deal!", "I reject your reality", "no deals today?", "I accept cash"):
        assert said(answer(before, text)) == text + "\n"
        assert not answer(before, text).over
    with pytest.raises(Refused, match="too long by 3"):
        answer(before, "y" * (LONGEST + 3))


# Who asks


def test_a_text_waits_for_its_answer() -> None:
    seat = asked(TWENTY_QUESTIONS, "Is it big?")
    with pytest.raises(ValueError, match="waits"):
        ask(seat, Turn("agent", "Is it small?\n"))


def _lying(seed: int) -> Says:
    chance = Random(seed)
    swapped = {"Yes.": "no", "No.": "yes"}
    return lambda seat: usual(seat) if chance.random() > 0.1 else swapped.get(usual(seat), "no idea")


GIANT = "I have " + "9" * 400 + " dollars, and 9,999,999,999,999,999,999,999"
ANYBODY: dict[str, Callable[[int], Says]] = {
    "as the lab": lambda seed: usual,
    "always yes": lambda seed: lambda seat: "yes",
    "always no": lambda seed: lambda seat: "no",
    "unreadable": lambda seed: lambda seat: "no" if seat.task is TWENTY_QUESTIONS else "blah flurb",
    "lying": _lying,
    "giant": lambda seed: lambda seat: "y" if seat.task is TWENTY_QUESTIONS else GIANT,
}


@pytest.mark.parametrize("who", list(ANYBODY))
@pytest.mark.parametrize("name", ["best", "behaviour", "random"])
@pytest.mark.parametrize("task", TALKS, ids=lambda task: str(task.name))
def test_every_player_goes_on_whatever_is_answered(task: AnyTask, name: str, who: str) -> None:
    for seed in range(3):
        seat = played(task, name, seed, _never_naming(ANYBODY[who](seed)))
        texts = [turn.text for turn in seat.game.turns[1::2]]
        if name == "best" and task is not CAR_DEALER:
            assert len(set(texts)) == len(texts), "nothing is asked twice"
        if who == "as the lab" and name == "best" and task is not CAR_DEALER:
            assert seat.game.success


def _never_naming(says: Says) -> Says:
    """What the lab's own says is clean of names that a person may not say, but for a country's other ones."""

    def clean(seat: Seat) -> str:
        try:
            answer(seat, says(seat))
        except Refused:
            return "no idea" if seat.task is GUESS_CITY else "no"
        return says(seat)

    return clean


def test_the_best_asker_knows_better_than_some_lies() -> None:
    won = [played(TWENTY_QUESTIONS, "best", seed, _lying(seed)).game.success for seed in range(40)]
    assert sum(won) > 20
    trusting = TWENTY_QUESTIONS.players["best"]
    games = []
    for seed in range(40):
        policy, seat, says = trusting.build(seed), sit(TWENTY_QUESTIONS, seed), _lying(seed)
        while not seat.over:
            seat = ask(seat, policy.act([seat.game.turns])[0])
            seat = seat if seat.over else answer(seat, says(seat))
        games.append(seat.game.success)
    assert sum(won) > sum(games)


def test_a_city_is_found_by_free_words() -> None:
    told = {
        "Which continent is it on?": "somewhere in europe, I'd say", "Is it a capital?": "yep",
        "What language do people speak?": "mostly french", "Is it by the sea?": "not at all", "Is it in Europe?": "sure, yes",
    }  # fmt: skip
    left = frozenset(range(len(cities())))
    for question, text in told.items():
        fits = read_city(question + "\n", text)
        if fits is not None:
            left &= fits
    assert {cities()[k].names[0] for k in left} >= {"Paris"}
    assert len(left) <= 3
    assert read_city("Which continent is it on?\n", "no idea whatsoever, sorry mate") is None
    assert read_city("What do people eat there?\n", "zxq") is None
    assert all(read_city(question + "\n", "blah flurb") is None for question in BANK)


def test_a_seller_hears_brands_in_any_case() -> None:
    texts = iter(["an suv please", "TOYOTA", "it must have leather", "about 30 grand"])
    policy, seat = player(CAR_DEALER, "best", 0), sit(CAR_DEALER, 3)
    while not seat.price:
        seat = ask(seat, policy.act([seat.game.turns])[0])
        seat = seat if seat.price else answer(seat, next(texts))
    assert seat.asked is not None
    assert all(word in seat.asked.text for word in ("Toyota", "SUV", "leather seats"))
    assert 30_000 <= seat.price <= 31_000
