from collections.abc import Sequence
from dataclasses import replace

import pytest

from tasks.chance import below, evenly, mixed
from tasks.maze import MAZE_FO, MAZE_PO, UMAZE, UMAZE_GOAL, maze
from tasks.play import episode, play, rewind, say, start, visible
from tasks.protocol import Turn
from tasks.wordle import WORDLE

SMALL = maze(UMAZE, UMAZE_GOAL, "full", name="umaze", moves=3)


class Watcher:
    """Says one thing, and keeps how many it was asked for and what it saw."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.asked: list[int] = []
        self.longest: tuple[Turn, ...] = ()

    def act(self, histories: Sequence[tuple[Turn, ...]]) -> list[Turn]:
        self.asked.append(len(histories))
        self.longest = max(histories, key=len)
        return [Turn("agent", self.text, tokens=(1, 2), logprobs=(-0.5, -0.25)) for _ in histories]


def test_a_game_is_a_value() -> None:
    begun = start(MAZE_FO, 3)
    left, right = say(begun, "move left\n"), say(begun, "move right\n")
    assert begun.spoken == 0
    assert (left.state.position, right.state.position) == ((1, 2), (1, 4))
    assert left.total == -1


def test_truncated_is_not_terminated() -> None:
    game = start(SMALL, 0)
    while not game.over:
        game = say(game, "nonsense\n")
    assert (game.spoken, game.terminated, game.truncated) == (4, False, True)
    assert game.turns[-1].text == "Failure\n"
    assert game.total == -13
    lost = play(WORDLE, Watcher("?\n"), [0])[0]
    assert (lost.terminated, lost.truncated, lost.total) == (True, False, -6)


def test_nothing_is_said_after_the_end() -> None:
    game = start(SMALL, 0)
    while not game.over:
        game = say(game, "nonsense\n")
    with pytest.raises(ValueError, match="is over after 4 turns"):
        say(game, "move up\n")


def test_what_a_model_said_is_kept() -> None:
    paid = say(start(MAZE_FO, 3), Turn("agent", "hm\n", cut=True, tokens=(5,), logprobs=(-1.0,))).turns[1]
    assert paid == Turn("agent", "hm\n", -4.0, legal=False, cut=True, tokens=(5,), logprobs=(-1.0,))


def test_games_go_in_step_and_drop_out_when_over() -> None:
    watcher, heard = Watcher("move right\n"), list[tuple[int, int]]()
    played = play(SMALL, watcher, range(12), player="right", progress=lambda done, of: heard.append((done, of)))
    assert watcher.asked == [12, 12, 12, 12]
    assert heard[-1] == (12, 12)
    assert len(watcher.longest) == 7
    assert [one.seed for one in played] == list(range(12))
    assert {one.player for one in played} == {"right"}


def test_a_game_that_ends_early_is_not_asked_again() -> None:
    best = MAZE_FO.players["best"].build(0)
    played = play(MAZE_FO, best, range(30))
    assert [len(one.spoken) for one in played] == [MAZE_FO.grid.distances[MAZE_FO.start_of(seed)] for seed in range(30)]


def test_every_turn_can_be_gone_back_to() -> None:
    played = play(MAZE_PO, MAZE_PO.players["random"].build(1), [5])[0]
    for turn in (0, 1, 7, len(played.spoken)):
        assert rewind(MAZE_PO, played, turn).turns == played.turns[: 2 * turn + 1]
    assert episode(rewind(MAZE_PO, played, len(played.spoken))) == played


def test_what_cannot_be_gone_back_to_is_said() -> None:
    played = play(MAZE_PO, MAZE_PO.players["best"].build(1), [5])[0]
    with pytest.raises(ValueError, match="of maze-po, not of maze-fo"):
        rewind(MAZE_FO, played, 0)
    with pytest.raises(ValueError, match="no turn 99"):
        rewind(MAZE_PO, played, 99)
    with pytest.raises(ValueError, match="imported"):
        rewind(MAZE_PO, replace(played, seed=-1), 0)


def test_memory_is_counted_in_texts() -> None:
    turns = tuple(Turn("game", str(i)) for i in range(5))
    assert visible(turns, 1) == turns[-1:]
    assert visible(turns, 40) == turns
    assert visible(turns, None) == turns


def test_chance_is_uniform_and_fixed() -> None:
    assert mixed(0) == 0xE220A8397B1DCDAF
    assert mixed(1, 2) != mixed(2, 1)
    counts = [0] * 5
    for seed in range(5000):
        counts[below(5, seed, -3)] += 1
    assert max(counts) - min(counts) < 160


def test_evaluation_is_spread_evenly() -> None:
    seeds = evenly(lambda seed: seed % 7, 7, 100, 17)
    counts = [sum(seed % 7 == kind for seed in seeds) for kind in range(7)]
    assert sorted(counts) == [2, 2, 2, 2, 3, 3, 3]
    assert seeds[:5] == evenly(lambda seed: seed % 7, 7, 100, 5)
    assert evenly(lambda seed: seed % 7, 7, 100, 0) == ()
