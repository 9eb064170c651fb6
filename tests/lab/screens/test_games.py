"""Each task that is not a maze or Wordle, played to its end by keys in a terminal of 80x24: won once and lost once."""

from pathlib import Path

import pytest

from lab.app import LabApp
from lab.records import EpisodeHead
from lab.screens.play import PlayScreen
from lab.settings import Settings, save
from lab.store import Store
from tests.lab.screens.driving import SMALL, golden, playing, sees, settled, shown

SEEDS = {
    "textnav-fo": 3, "textnav-po": 4, "endgames": 0, "chess": 17, "twenty-questions": 7, "guess-city": 8, "car-dealer": 9,
}  # fmt: skip

LOST: dict[str, tuple[str, ...]] = {
    "textnav-fo": ("z",),
    "textnav-po": ("x",),
    "endgames": ("Ra7",),
    "chess": ("f3", "g4"),
    "twenty-questions": ("Is it alive?", "x?"),
    "guess-city": ("What do people eat there?", "Paris"),
    "car-dealer": ("Hello!", "A Kia truck for 150k", "150k"),
}
"""What the loser says, the last again and again."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    save(tmp_path, Settings(player="Ada"))
    return tmp_path


@pytest.mark.parametrize("task", list(SEEDS))
async def test_won_by_hints(task: str, home: Path) -> None:
    app = LabApp(home, f"play {task} {SEEDS[task]}")
    async with app.run_test(size=SMALL) as pilot:
        screen = await playing(pilot)
        while not screen.game.over:
            spoken = screen.game.spoken
            await pilot.press("ctrl+t")
            await sees(pilot, "The best known player says")
            await pilot.press("enter")
            await settled(pilot, lambda spoken=spoken: screen.ready and screen.game.spoken > spoken)  # type: ignore[misc]
        assert screen.game.success
        await sees(pilot, "kept as episode 1 (assisted)")
        await golden(pilot, f"game-{task}-won")
    with Store(home) as store:
        (kept,) = store.episodes(phase="human")
        assert (kept.success, kept.assisted, kept.player, kept.task) == (True, True, "Ada", task)


@pytest.mark.parametrize("task", list(SEEDS))
async def test_lost(task: str, home: Path) -> None:
    # With seed 1 the opponent sees the fool's mate.
    app = LabApp(home, f"play {task} {1 if task == 'chess' else SEEDS[task]}")
    async with app.run_test(size=SMALL) as pilot:
        screen = await playing(pilot)
        said = 0
        while not screen.game.over:
            spoken = screen.game.spoken
            await pilot.press(*LOST[task][min(said, len(LOST[task]) - 1)], "enter")
            await pilot.pause()
            if screen.ready and screen.game.spoken == spoken:
                await sees(pilot, "Enter again")
                await pilot.press("enter")
            await settled(pilot, lambda spoken=spoken: screen.ready and screen.game.spoken > spoken)  # type: ignore[misc]
            said += 1
        assert not screen.game.success
        await sees(pilot, "kept as episode 1")
        await golden(pilot, f"game-{task}-lost")


async def test_a_game_is_given_up(home: Path) -> None:
    app = LabApp(home, "play maze-fo 3")
    async with app.run_test(size=SMALL) as pilot:
        screen = await playing(pilot)
        assert "give up" not in shown(app)
        await pilot.press("left")
        await sees(pilot, "give up")
        await pilot.press("ctrl+x")
        await sees(pilot, "Give this game up?")
        await pilot.press("y")
        await sees(pilot, "Given up. Here is another one.")
        assert screen.game.spoken == 0
    with Store(home) as store:
        (kept,) = store.episodes(phase="human")
        assert (kept.turns, kept.success) == (1, False)


async def test_two_clicks_on_the_board_are_a_move(home: Path) -> None:
    app = LabApp(home, "play chess 1")
    async with app.run_test(size=SMALL) as pilot:
        screen = await playing(pilot)
        # e2 and e4: the picture stands at column 2, line 2; a square is three columns wide.
        for row in (6, 4):
            await pilot.click("#picture", offset=(2 + 2 + 3 * 4 + 1, 1 + row))
        await settled(pilot, lambda: screen.ready and screen.game.spoken == 1)
        assert screen.game.turns[1].text == "e2e4\n"
        assert screen.game.turns[1].legal


async def test_a_missing_engine_is_told_and_the_app_lives(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMRL_LAB_STOCKFISH", "/nonexistent/stockfish")
    from tasks import stockfish

    stockfish.close()
    app = LabApp(home, "play chess 123456")
    async with app.run_test(size=SMALL) as pilot:
        screen = await playing(pilot)
        await pilot.press(*"h2h3", "enter")
        await sees(pilot, "apt install stockfish")
        assert screen.game.spoken == 0


def kept(home: Path) -> list[EpisodeHead]:
    with Store(home) as store:
        return store.episodes()


async def test_a_game_that_is_given_up_is_kept_as_what_it_was(home: Path) -> None:
    """Another game has begun by the time that it is kept."""
    app = LabApp(home, "play wordle 3")
    async with app.run_test(size=SMALL) as pilot:
        screen = await playing(pilot)
        await pilot.press("ctrl+t")
        await sees(pilot, "The best known player says")
        await pilot.press("enter", "ctrl+x", "y")
        await settled(pilot, lambda: len(kept(home)) == 1)
        await sees(pilot, "Given up")
        assert not screen.assisted
        assert not screen.check_action("replay", ()), "the new game is not over"
        app.push_screen(PlayScreen(home, "wordle", from_episode=(1, 1)))
        await sees(pilot, "kept as a branch")
        await pilot.press(*"about", "enter", "ctrl+x", "y")
        await settled(pilot, lambda: len(kept(home)) == 2)
    branch, parent = kept(home)
    assert (parent.phase, parent.assisted, parent.turns) == ("human", True, 1)
    assert (branch.phase, branch.parent, branch.fork_turn, branch.turns) == ("fork", parent.id, 1, 2)
