import time
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.play import play, say, start
from tasks.protocol import EVALUATION_SEEDS
from tasks.score import evaluate
from tasks.wordle import WORDLE, WORDLE_STANDARD, Wordle, WordleState, wordle
from tasks.words import FEEDBACK, SHIPPED, Rule, WordListError, feedback, read_words

WORD = st.text("abc", min_size=5, max_size=5)
BOTH = [WORDLE, WORDLE_STANDARD]


def one_by_one(guess: str, hidden: str) -> str:
    """LMRL-Gym's rule, naively."""
    return "".join("g" if g == h else "y" if g in hidden else "b" for g, h in zip(guess, hidden, strict=True))


def as_in_the_newspaper(guess: str, hidden: str) -> str:
    """Greens first; each other letter is yellow while the hidden word still has one to give."""
    answer = ["g" if g == h else "b" for g, h in zip(guess, hidden, strict=True)]
    left = [h for h, a in zip(hidden, answer, strict=True) if a != "g"]
    for i, letter in enumerate(guess):
        if answer[i] != "g" and letter in left:
            left.remove(letter)
            answer[i] = "y"
    return "".join(answer)


@given(WORD, WORD)
def test_repeated_letters_under_both_rules(guess: str, hidden: str) -> None:
    assert FEEDBACK[feedback([guess, hidden], "reference")[0, 1]] == one_by_one(guess, hidden)
    assert FEEDBACK[feedback([guess, hidden], "standard")[0, 1]] == as_in_the_newspaper(guess, hidden)


@pytest.mark.parametrize("rule", ["reference", "standard"])
def test_the_shipped_table(rule: Rule) -> None:
    naive = one_by_one if rule == "reference" else as_in_the_newspaper
    words = WORDLE.vocabulary[::9]
    table = feedback(words, rule)
    for (i, guess), (j, hidden) in product(enumerate(words), repeat=2):
        assert FEEDBACK[table[i, j]] == naive(guess, hidden)


@pytest.mark.parametrize(
    ("guess", "hidden", "reference", "standard"),
    [
        ("apple", "plane", "yyyyg", "yybyg"),
        ("teeth", "plane", "byybb", "bybbb"),
        ("slate", "slate", "ggggg", "ggggg"),
        ("geese", "eight", "yyyby", "yybbb"),
        ("eerie", "geese", "ygbbg", "ygbbg"),
        ("abbey", "kebab", "yygyb", "yygyb"),
    ],
)
def test_repeated_letters_by_hand(guess: str, hidden: str, reference: str, standard: str) -> None:
    assert FEEDBACK[feedback([guess, hidden], "reference")[0, 1]] == reference
    assert FEEDBACK[feedback([guess, hidden], "standard")[0, 1]] == standard


def test_a_game_by_hand() -> None:
    task = wordle(["slate", "plate", "crate"])
    first = task.step(WordleState("crate", (), ()), "s l a t e\n")
    assert first == (WordleState("crate", ("slate",), ("bbggg",)), "b b g g g\n", -1.0, False, True, False)
    second = task.step(first.state, "c r a t e\n")
    assert second[1:] == ("g g g g g\n", 0.0, True, True, True)


@pytest.mark.parametrize("text", ["HELLO\n", "a b o u\n", "z z z z z\n", "", "\n", "about above\n", "ab out\nx"])
def test_what_is_no_word_uses_the_try_up(text: str) -> None:
    step = WORDLE.step(WordleState("about", (), ()), text)
    assert (step.text, step.reward, step.terminated, step.legal) == ("\n", -1.0, False, False)
    assert step.state.answers == ("",)


def test_spaces_do_not_matter() -> None:
    for text in ("a b o u t\n", "about\n", "about", "  ab out \n"):
        assert WORDLE.step(WordleState("about", (), ()), text).success


def test_the_sixth_try_ends_the_game() -> None:
    for last, success in (("about\n", True), ("above\n", False)):
        step = WORDLE.step(WordleState("about", ("x",) * 5, ("",) * 5), last)
        assert (step.terminated, step.success) == (True, success)


def test_every_word_may_be_said() -> None:
    state, text = WORDLE.reset(0)
    assert text == "Wordle:\n"
    assert len(WORDLE.actions(state)) == len(WORDLE.vocabulary)
    assert "a b o u t\n" in WORDLE.actions(state)


def test_evaluation_spreads_over_the_words() -> None:
    seeds = WORDLE.evaluation_seeds()
    assert len(seeds) == len(set(seeds)) == 4096
    assert min(seeds) >= EVALUATION_SEEDS
    hidden = [WORDLE.reset(seed)[0].word for seed in seeds]
    assert {hidden.count(word) for word in WORDLE.vocabulary} == {9, 10}


@pytest.mark.parametrize("task", BOTH, ids=lambda task: task.name)
def test_what_the_players_earn(task: Wordle) -> None:
    low, behaviour, best = task.measured
    assert low == -6
    once = task.evaluation_seeds(len(task.vocabulary))
    assert mean(task, "best", once) == pytest.approx(best, abs=0.001)
    assert mean(task, "behaviour", task.evaluation_seeds()) == pytest.approx(behaviour, abs=0.08)
    assert mean(task, "consistent", once) == pytest.approx(-2.34, abs=0.15)
    assert mean(task, "random", once) == pytest.approx(-5.96, abs=0.05)


def mean(task: Wordle, player: str, seeds: tuple[int, ...]) -> float:
    return evaluate(play(task, task.players[player].build(0), seeds), task.constants).return_mean


@pytest.mark.parametrize("player", ["random", "behaviour", "consistent", "best"])
def test_players_cope_with_any_history(player: str) -> None:
    game = start(WORDLE, 2)
    for text in ("nonsense\n", "", "HELLO", "about\n", "\ud800\n"):
        game = say(game, text)
    impossible = tuple(turn if turn.role == "agent" else turn.__class__("game", "g g g g g\n") for turn in game.turns)
    for turn in WORDLE.players[player].build(0).act([game.turns, impossible, start(WORDLE, 0).turns]):
        assert WORDLE.guess(turn.text) is not None


def test_consistent_guesses_fit_all_answers() -> None:
    for one in play(WORDLE, WORDLE.players["consistent"].build(0), range(60)):
        guesses = [turn.text.replace(" ", "").strip() for turn in one.spoken]
        answers = [turn.text.replace(" ", "").strip() for turn in one.turns[2::2]]
        for i, later in enumerate(guesses):
            assert all(
                one_by_one(guess, later) == answer for guess, answer in zip(guesses[:i], answers[:i], strict=True)
            )


def test_recipes_are_like_the_published_data() -> None:
    episodes = {name: [recipe.make(seed) for seed in range(2000)] for name, recipe in WORDLE.recipes.items()}
    got = {name: evaluate(some, WORDLE.constants) for name, some in episodes.items()}
    assert got["behaviour"].return_mean == pytest.approx(-4.1, abs=0.12)
    assert got["behaviour"].success == pytest.approx(0.70, abs=0.03)
    assert got["behaviour"].turns_mean == pytest.approx(4.8, abs=0.1)
    assert got["skilled"].success > 0.98
    assert {one.player for one in episodes["medium-expert"]} == {"consistent", "best"}
    halves = sum(one.player == "consistent" for one in episodes["medium-expert"])
    assert halves == pytest.approx(1000, abs=100)


def test_the_shipped_words() -> None:
    words = read_words(SHIPPED)
    assert len(words) == 430
    assert list(words) == sorted(words)
    assert "wordfreq" in SHIPPED.read_text().splitlines()[1]


def test_the_shipped_words_can_be_made_again() -> None:
    from tasks.data.make_words import SIZE, words

    assert tuple(words(SIZE)) == WORDLE.vocabulary


def test_a_list_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("# mine\n\nslate\n crate \n")
    assert read_words(path) == ("slate", "crate")
    assert len(wordle(read_words(path)).vocabulary) == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("slate\ntoolong\ncrate\n", "line 2: 'toolong' has 7 letters, not 5$"),
        ("slate\nCrate\n", "line 2: 'Crate' is not made of the letters a to z$"),
        ("slate\nnaïve\n", "line 2: 'naïve' is not made of"),
        ("slate\ncrate\nslate\n", "line 3: 'slate' stands on line 1 already$"),
        ("abc\nslate\nsl te\n", "line 1: 'abc' has 3 letters, not 5; line 3: 'sl te' is not made of"),
        ("\n".join(["x"] * 15), "line 10: .*; and 5 more$"),
        ("# only a comment\n", "holds no words"),
    ],
)
def test_bad_lines_are_named(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "words.txt"
    path.write_text(text)
    with pytest.raises(WordListError, match=reason) as raised:
        read_words(path)
    assert str(path) in str(raised.value)


def test_a_file_that_is_no_text_says_so(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    for name in ("binary", "missing"):
        with pytest.raises(WordListError, match="cannot be read"):
            read_words(tmp_path / name)


def test_steps_are_fast() -> None:
    state, _ = WORDLE.reset(0)
    WORDLE.step(state, "a b o u t\n")
    begun = time.perf_counter()
    for text in WORDLE.actions(state) * 10:
        WORDLE.step(state, text)
    assert 4300 / (time.perf_counter() - begun) > 15_000
