import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.maze import MAZE_FO, MAZE_PO
from tasks.printed import contradicts, printed
from tasks.protocol import Constants, Episode, Turn
from tasks.score import Evaluation, compare, evaluate, return_of, score
from tasks.wordle import WORDLE, WORDLE_STANDARD

MAZE = Constants(-101, -83, -6.84)


def one(ret: float, *, success: bool = False, legal: bool = True, cut: bool = False) -> Episode:
    turns = (Turn("game", "?\n"), Turn("agent", "!\n", ret, legal, cut), Turn("game", ".\n"))
    return Episode("any", 0, turns, terminated=True, truncated=False, success=success)


@pytest.mark.parametrize(
    ("ret", "expected"),
    [
        (-101, 0),
        (-83, 50),
        (-6.84, 100),
        (-92, 25),
        (-44.92, 75),
        (-401, -833.3333333),
        (0, 50 + 50 * 83 / 76.16),
        # LMRL-Gym's Table 2 prints 68.9, 75.0 and 99.9 beside these: it does not always follow its own rule.
        (-56.4, 67.4632353),
        (-48.1, 72.9122899),
        (-6.97, 99.9146534),
    ],
)
def test_score_by_hand(ret: float, expected: float) -> None:
    assert score(ret, MAZE) == pytest.approx(expected)


@given(st.floats(-500, 100), st.floats(-500, 100))
def test_a_better_return_never_has_a_worse_score(ret: float, other: float) -> None:
    assert (score(ret, MAZE) <= score(other, MAZE)) == (ret <= other) or ret == pytest.approx(other)


def test_an_evaluation_by_hand() -> None:
    episodes = [one(-2, success=True), one(-4, legal=False), one(-6, legal=False, cut=True), one(-4)]
    got = evaluate(episodes, Constants(-8, -4, 0))
    assert got.episodes == 4
    assert got.return_mean == -4
    assert got.return_stderr == pytest.approx((8 / 3) ** 0.5 / 2)
    assert got.score == 50
    assert (got.success, got.illegal_rate, got.cut_rate, got.turns_mean) == (0.25, 0.5, 0.25, 1)
    assert got.score_low < 50 < got.score_high
    assert got == evaluate(episodes, Constants(-8, -4, 0))


def test_the_interval_is_about_two_standard_errors() -> None:
    episodes = [one(-float(i % 10)) for i in range(1000)]
    got = evaluate(episodes, Constants(-100, -50, 0))
    reach = 50 / 50 * got.return_stderr * 1.96
    assert got.score_low == pytest.approx(got.score - reach, abs=0.02)
    assert got.score_high == pytest.approx(got.score + reach, abs=0.02)


def test_episodes_that_are_all_alike_leave_no_doubt() -> None:
    got = evaluate([one(-6.84)] * 5, MAZE)
    assert got.score_low == got.score_high == pytest.approx(100)
    assert evaluate([one(-3)], MAZE).return_stderr == 0


def test_nothing_cannot_be_evaluated() -> None:
    with pytest.raises(ValueError, match="no episodes"):
        evaluate([], MAZE)


def test_differences_are_real_only_beyond_the_noise() -> None:
    def evaluation(mean: float, stderr: float) -> Evaluation:
        return Evaluation(10, mean, stderr, 0, 0, 0, 0, 0, 0, 0)

    far = compare(evaluation(-5, 0.3), evaluation(-7, 0.4))
    assert (far.mean, far.low, far.high) == pytest.approx((2, 2 - 0.98, 2 + 0.98))
    assert far.real
    assert not compare(evaluation(-5, 0.3), evaluation(-5.9, 0.4)).real
    assert compare(evaluation(-7, 0.3), evaluation(-5, 0.4)).real


@pytest.mark.parametrize("points", [-20.0, 0.0, 12.5, 50.0, 77.0, 130.0])
def test_a_score_tells_its_return(points: float) -> None:
    assert score(return_of(points, MAZE), MAZE) == pytest.approx(points)


def test_printed_scores_are_told_from_those_that_follow_from_their_returns() -> None:
    by_name = {task.name: task for task in (MAZE_FO, MAZE_PO, WORDLE)}
    wrong = {
        (name, agent)
        for name, task in by_name.items()
        for agent in task.paper
        if (shown := printed(task, agent)) is not None and contradicts(shown, task, agent)
    }
    assert {("maze-po", "online PPO"), ("maze-po", "GPT-4"), ("maze-fo", "MC")} <= wrong
    assert not [one for one in wrong if one[0] == "wordle"]
    assert printed(MAZE_FO, "ILQL") == 99.9
    assert printed(MAZE_FO, "best known player") is None
    assert printed(WORDLE_STANDARD, "ILQL") is None
