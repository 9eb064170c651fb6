"""What a sweep tries: by hand where there is a number, by properties where there are many."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.problem import Problem
from lab.search import Axis, axes, axis, rungs, sample, shares, survivors


def vary(*given: str) -> list[Axis]:
    return axes(given, "maze-fo", "ilql")


def test_places_on_an_axis() -> None:
    assert [axis("cql=0..1", "maze-fo", "mc").at(place) for place in (0.25, 0.5)] == [0.25, 0.5]
    log = axis("lr=1e-4..1e-2:log", "maze-fo", "ilql")
    assert [log.at(place) for place in (0, 0.25, 0.5, 1)] == [1e-4, 3.16e-4, 1e-3, 1e-2]
    listed = axis("beta=1,4,16", "maze-fo", "ilql")
    assert [listed.at(place) for place in (0, 0.3, 0.34, 0.99)] == [1.0, 1.0, 4.0, 16.0]
    narrow = axis("gamma=0.9990..0.9999", "maze-fo", "ilql")
    assert narrow.at(0.5) == 0.99945


def test_whole_numbers_have_equal_shares_with_both_ends() -> None:
    whole = axis("memory=2..5", "maze-fo", "ilql")
    drawn = [whole.at((k + 0.5) / 400) for k in range(400)]
    assert {value: drawn.count(value) for value in set(drawn)} == {2: 100, 3: 100, 4: 100, 5: 100}
    assert all(type(value) is int for value in drawn)
    log = axis("batch=1..128:log", "maze-fo", "ilql")
    assert (log.at(0), log.at(0.999999)) == (1, 128)
    assert log.at(0.5) == round(math.sqrt(0.5 * 128.5))


@given(st.integers(0, 2**32), st.integers(1, 12))
def test_a_seed_gives_the_same_settings_in_any_order_and_more_begin_with_fewer(seed: int, trials: int) -> None:
    one = vary("lr=1e-4..3e-3:log", "beta=1,4,16", "batch=16..64")
    assert sample(one, seed, trials) == sample(vary("batch=16..64", "beta=1,4,16", "lr=1e-4..3e-3:log"), seed, trials)
    drawn = sample(one, seed, 12)
    assert drawn[:trials] == sample(one, seed, trials)
    assert all(1e-4 <= float(setting["lr"]) <= 3e-3 and 16 <= float(setting["batch"]) <= 64 for setting in drawn)
    assert not [k for k, setting in enumerate(drawn) if setting in drawn[:k]]


def test_the_settings_of_seed_0_are_these() -> None:
    """A sweep of last year goes on this year: the numbers are part of what is kept."""
    assert sample(vary("lr=1e-4..3e-3:log", "beta=1,4,16"), 0, 3) == [
        {"beta": 4.0, "lr": 0.00025},
        {"beta": 1.0, "lr": 0.000106},
        {"beta": 16.0, "lr": 0.00223},
    ]


def test_there_are_no_more_trials_than_settings() -> None:
    drawn = sample(vary("beta=1,4,16", "memory=1,2"), 3, 50)
    assert sorted((one["beta"], one["memory"]) for one in drawn) == [(b, m) for b in (1, 4, 16) for m in (1, 2)]


def test_an_axis_is_read_as_it_is_written() -> None:
    for said in ("lr=0.0001..0.003:log", "beta=1.0,4.0,16.0", "batch=16..64", "lr=1e-06..0.5"):
        one = axis(said, "maze-fo", "ilql")
        assert str(one) == said
        assert axis(str(one), "maze-fo", "ilql") == one


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("lrr=1..2", "did you mean lr?"),
        ("bta=1,2", "write, say, --vary beta=8,16"),
        ("lr", "write --vary lr=0.0005,0.001"),
        ("lr=1e-3..1e-4:log", "write --vary lr=0.0001..0.001:log"),
        ("lr=0..1e-3:log", "write --vary lr=1e-06..0.001:log"),
        ("batch=0..8:log", "write --vary batch=1..8:log"),
        ("lr=1e-4..1e-3:lg", "write --vary lr=1e-4..1e-3:log"),
        ("lr=1..", "'' is none: write, say, --vary lr"),
        ("lr=1..inf", "finite"),
        ("batch=16.5,32", "whole number"),
        ("tau=0.5..2", "at most 1: write, say, --vary tau=0.45,0.9"),
        ("beta=3", "--set beta=3 fixes it"),
        ("beta=3..3", "--set beta=3.0 fixes it"),
        ("beta=1,4:log", "only a range has a scale"),
    ],
)
def test_what_is_wrong_says_what_to_write(said: str, answer: str) -> None:
    with pytest.raises(Problem) as caught:
        axis(said, "maze-fo", "ilql")
    assert answer.lower() in str(caught.value).lower()
    assert caught.value.code == 2


def test_a_knob_of_text_varies_over_a_list() -> None:
    for said in ("view=pieces,king-safety", "view=,pieces"):
        one = axis(said, "chess", "bc")
        assert str(one) == said
        drawn = [str(setting["view"]) for setting in sample([one], 0, 9)]
        assert sorted(drawn) == sorted(said.removeprefix("view=").split(","))


@pytest.mark.parametrize(
    ("task", "said", "answer"),
    [
        ("maze-fo", "view=foo,bar", "maze-fo is read as it is: leave view empty"),
        ("chess", "view=pieces,foo", "view is 'foo'; of chess it is empty or one of pieces, king-safety"),
        ("chess", "view", "write --vary view=ONE,OTHER"),
        ("chess", "view=pieces", "--set view=pieces fixes it"),
        ("chess", "view=king-safety..pieces", "view is text, which has no range: list"),
        ("chess", "view=pieces,king-safety:log", "only a range has a scale"),
    ],
)
def test_what_is_wrong_about_a_text_says_what_to_write(task: str, said: str, answer: str) -> None:
    with pytest.raises(Problem) as caught:
        axis(said, task, "bc")
    assert answer in str(caught.value)


def test_nothing_to_vary_and_what_varies_twice() -> None:
    with pytest.raises(Problem, match=r"--vary lr=0\.0005,0\.001 --vary batch=64,128"):
        vary()
    with pytest.raises(Problem, match="beta varies twice"):
        vary("beta=1,4", "lr=1..2", "beta=4..8")


def test_rungs_end_where_a_run_is_evaluated() -> None:
    assert shares(2000, 3) == [222, 666, 2000]
    assert rungs(2000, 3, 200) == [200, 600, 2000]
    assert rungs(600, 3, 66) == [66, 198, 600]
    assert rungs(9, 3, 1) == [1, 3, 9]
    assert rungs(1000, 2, 100) == [200, 500, 1000]
    for steps, eta, every in ((2000, 3, 900), (8, 3, 1), (100, 1, 1)):
        with pytest.raises(Problem, match=r"--eval-every 222|9 steps or more|2 or more"):
            rungs(steps, eta, every)


def test_the_best_go_on() -> None:
    results = {1: -5.0, 2: -1.0, 3: math.nan, 4: -1.0, 5: -9.0, 6: 0.5}
    assert survivors(results, 9, 3, 0) == [6, 2, 4]
    assert survivors({6: -3.0, 2: -1.0, 4: -2.0}, 9, 3, 1) == [2]
    assert survivors(results, 2, 3, 1) == [6]
    assert survivors({3: math.nan, 5: -9.0}, 3, 3, 0) == [5]
    assert survivors({}, 9, 3, 0) == []
