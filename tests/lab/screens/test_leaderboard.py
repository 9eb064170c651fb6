"""The leaderboard by keys: who stands where, how players are measured beside it, where enter leads."""

import json
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from textual.binding import Binding

from lab import prompted
from lab.app import LabApp
from lab.board import KINDS
from lab.catalog import spec_from, spec_to_json
from lab.catalog import task as find_task
from lab.measured import keep
from lab.prompted import Setting
from lab.screens.leaderboard import LeaderboardScreen
from lab.screens.play import PlayScreen
from lab.screens.run import RunScreen
from lab.settings import Settings, save
from lab.store import Store
from tasks.play import play
from tasks.score import Evaluation, score
from tests.lab.screens.driving import LARGE, SIZES, SMALL, filled, golden, playing, replaying, sees, settled, shown

MAZE = find_task("maze-fo")
HOSTILE = "[red]Eve[/]\x1b[31m\x07\u202e\n我们"


@pytest.fixture
def published(_nothing_published: Path) -> Path:
    """Results of the lab's makers, as if trained: PPO with two seeds, and BC."""
    spec = spec_from("maze-fo", "bc", seed=0)
    for algo, seed, ret in (("ppo", 0, -40.0), ("ppo", 1, -20.0), ("bc", 0, -80.0)):
        points = score(ret, MAZE.constants)
        evaluation = Evaluation(800, ret, 1.0, points, points - 2, points + 2, 0.5, 0.25, 0.0, 20.0)
        result = {
            "spec": spec_to_json(replace(spec, algo=algo, seed=seed)),
            "eval": evaluation._asdict(),
            "seconds": 100.0,
        }
        (_nothing_published / f"maze-fo_{algo}_s{seed}.json").write_text(json.dumps(result))
    return _nothing_published


def ready(home: Path, *people: tuple[str, str, int]) -> None:
    """A store with runs, players as if measured by few games, and games of people: name, who plays for them, how many."""
    filled(home)
    for player in MAZE.players:
        games = play(MAZE, MAZE.players[player].build(0), MAZE.evaluation_seeds(25), player=player)
        keep(home, MAZE, player, games)
    with Store(home) as store:
        for name, player, count in people:
            for one in play(MAZE, MAZE.players[player].build(1), range(count), player=name):
                store.add_episode(one, phase="human")


@SIZES
async def test_everybody_on_one_scale(home: Path, size: tuple[int, int]) -> None:
    ready(home, ("Ada", "best", 3), (HOSTILE, "best", 9), ("Grace", "random", 1))
    app = LabApp(home)
    async with app.run_test(size=size) as pilot:
        await sees(pilot, "3 runs")
        await sees(pilot, "ilql-maze-fo-0001")
        await pilot.press("l")
        await sees(pilot, "you: rank 1 of 16")
        await sees(pilot, "best game")
        await golden(pilot, "leaderboard")
        text = shown(app)
        assert "[red]Eve[/]␛[31" in text
        assert not {char for char in text if not char.isprintable()} - {"\n"}
        await pilot.press("5", "3")
        await settled(pilot, lambda: "behaviour" not in shown(app) and "printed" not in shown(app))
        assert "you: rank 1 of 16" in shown(app)
        await pilot.press("1", "2", "5", "2")
        await sees(pilot, "online %BC")
        assert "1 – people" in shown(app)
        await pilot.press("1", "3", "s")
        await sees(pilot, "you: rank 1 of 17")
        assert "×2" not in shown(app)


@SIZES
async def test_prompted_models_are_a_kind_of_their_own(home: Path, size: tuple[int, int]) -> None:
    ready(home)
    for model, player, count in (("gpt-oss:20b", "best", 25), (HOSTILE, "behaviour", 4)):
        games = play(MAZE, MAZE.players[player].build(0), MAZE.evaluation_seeds(count), player=f"prompted:{model}")
        with Store(home) as store:
            prompted.keep(store, MAZE, Setting(model=model, served=True), games)
    app = LabApp(home)
    async with app.run_test(size=size) as pilot:
        await sees(pilot, "ilql-maze-fo-0001")
        await pilot.press("l")
        await sees(pilot, "4 ◇ prompted")
        await pilot.press("1", "2", "3", "5")
        await sees(pilot, "25 of 800 evaluation games; at a server")
        await golden(pilot, "leaderboard-prompted")
        assert not {char for char in shown(app) if not char.isprintable()} - {"\n"}
        await pilot.press("down", "enter")
        screen = await replaying(pilot)
        assert screen.film is not None
        assert screen.film.stored.head.player == f"prompted:{HOSTILE}"
        await pilot.press("escape", "4")
        await settled(pilot, lambda: "gpt-oss" not in shown(app))


@SIZES
async def test_what_the_labs_makers_trained_stands_beside_it(
    home: Path, size: tuple[int, int], published: Path
) -> None:
    ready(home, ("Ada", "best", 3))
    app = LabApp(home)
    async with app.run_test(size=size) as pilot:
        await sees(pilot, "ilql-maze-fo-0001")
        await pilot.press("l")
        await sees(pilot, "you: rank 1 of 16")
        await pilot.press("1", "2", "3", "5")
        await settled(pilot, lambda: "ppo ×2" in shown(app) and "■ bc" in shown(app))
        await sees(pilot, "mean of 2 seeds, −40.00 −20.00; scratch-xs, trained in 1m40")
        assert "won 50% of 1600   25% illegal" in shown(app)
        assert "again: lmrl-lab bench --tasks maze-fo --algos ppo --seeds 0 1 --out DIR" in shown(app)
        await golden(pilot, "leaderboard-lab")
        await pilot.press("enter")
        await sees(pilot, "again: lmrl-lab")
        await pilot.press("s")
        await sees(pilot, "ppo s0")
        assert "×2" not in shown(app)
        await pilot.press("down", "down", "6")
        await settled(pilot, lambda: "■" not in shown(app))


async def test_enter_opens_a_run_and_replays_a_persons_best_game(home: Path) -> None:
    ready(home, ("Ada", "best", 3))
    app = LabApp(home)
    async with app.run_test(size=SMALL) as pilot:
        await sees(pilot, "ilql-maze-fo-0001")
        await pilot.press("l")
        await sees(pilot, "you: rank 1 of 14")
        await pilot.press("enter")
        screen = await replaying(pilot)
        assert screen.film is not None
        assert screen.film.stored.head.player == "Ada"
        await pilot.press("escape", "down", "enter")
        await settled(pilot, lambda: isinstance(app.screen, RunScreen))
        await pilot.press("escape", "r")
        screen = await replaying(pilot)
        assert screen.film is not None
        assert screen.film.stored.head.run.startswith("ilql")
        await pilot.press("escape", "down", "enter")
        screen = await replaying(pilot)
        assert screen.film is not None
        assert screen.film.stored.head.player == "best"
        await pilot.press("escape", "down", "enter")
        await sees(pilot, "there is no game to replay")
        assert isinstance(app.screen, LeaderboardScreen)


async def test_who_has_just_played_sees_where_they_stand(home: Path) -> None:
    ready(home)
    app = LabApp(home, "play maze-fo 3")
    async with app.run_test(size=SMALL) as pilot:
        screen = await playing(pilot)
        await pilot.press("ctrl+l")
        await sees(pilot, "Nobody's games count here yet: p plays one")
        await pilot.press("p")
        await settled(pilot, lambda: app.screen is screen)
        best = screen.game_task.players["best"].build(0)
        await pilot.press(best.act([screen.game.turns])[0].text.split()[1])
        await pilot.press("ctrl+l")
        assert isinstance(app.screen, PlayScreen), "not in the middle of a game"
        while not screen.game.over:
            await pilot.press(best.act([screen.game.turns])[0].text.split()[1])
        await sees(pilot, "kept as episode")
        await sees(pilot, "^l ranks")
        await pilot.press("ctrl+l")
        await sees(pilot, "1 game, return")
        assert "you: rank " in shown(app)
        await pilot.press("p", "ctrl+r")
        await settled(pilot, lambda: not screen.game.spoken)
        await pilot.press("up", "ctrl+x")
        await sees(pilot, "counts as lost")
        await pilot.press("y")
        await sees(pilot, "Given up")
        await pilot.press("ctrl+l")
        await sees(pilot, "1 given up")
        assert "2 games, return −" in shown(app)


async def test_assisted_games_and_chat_models_do_not_count(home: Path) -> None:
    ready(home)
    about = '{"simulator": {"kind": "local", "model": "m", "base_url": ""}}'
    with Store(home) as store:
        for seed, assisted, said in ((1, True, ""), (2, False, about)):
            one = play(MAZE, MAZE.players["best"].build(1), [seed], player="Ada")[0]
            store.add_episode(replace(one, about=said), phase="human", assisted=assisted)
    app = LabApp(home)
    async with app.run_test(size=LARGE) as pilot:
        await sees(pilot, "ilql-maze-fo-0001")
        await pilot.press("l")
        await sees(pilot, "not counted: 1 assisted, 1 against a chat model")
        assert "1 ● people 0" in shown(app)


async def test_missing_players_are_measured_beside_the_screen(home: Path) -> None:
    ready(home)
    (home / "players" / "maze-fo" / "best.json").unlink()
    app = LabApp(home)
    async with app.run_test(size=SMALL) as pilot:
        await sees(pilot, "ilql-maze-fo-0001")
        await pilot.press("l")
        await sees(pilot, "to be measured")
        await settled(pilot, lambda: "  800  100%" in shown(app), 90)
        assert "to be measured" not in shown(app)
    assert (home / "players" / "maze-fo" / "best.json").exists()


async def test_a_home_for_reading_only_says_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lab.measured.writable", lambda home: False)
    filled(home)
    app = LabApp(home)
    async with app.run_test(size=SMALL) as pilot:
        await sees(pilot, "ilql-maze-fo-0001")
        await pilot.press("l")
        await sees(pilot, "not measured")
        await pilot.press("end")
        await sees(pilot, "not measured: this home is for reading only")


async def test_leaving_ends_the_measuring(home: Path) -> None:
    save(home, Settings(player="Ada"))

    def measuring() -> bool:
        words = [" ".join(process.info["cmdline"] or []) for process in psutil.process_iter(["cmdline"])]
        return any("lab.measuring" in said and str(home) in said for said in words)

    app = LabApp(home)
    async with app.run_test(size=SMALL) as pilot:
        await sees(pilot, "Watch an agent learn")
        await pilot.press("ctrl+p", *"leaderboard of guess")
        await sees(pilot, "Leaderboard of guess-city")
        await pilot.press("enter")
        await settled(pilot, lambda: isinstance(app.screen, LeaderboardScreen))
        await sees(pilot, "of 1000")
        assert measuring()
        await pilot.press("left")
        await sees(pilot, "of 1024")
        await pilot.press("escape")
        await settled(pilot, lambda: not measuring(), 4)


async def test_tasks_by_keys_and_from_the_list(home: Path) -> None:
    ready(home)
    app = LabApp(home)
    async with app.run_test(size=SMALL) as pilot:
        await sees(pilot, "ilql-maze-fo-0001")
        await pilot.press("l")
        await sees(pilot, "‹ maze-fo ›")
        await pilot.press("left")
        await sees(pilot, "‹ car-dealer ›")
        await pilot.press("right", "right")
        await sees(pilot, "‹ maze-po ›")
        await pilot.press("t", "home", "enter")
        await sees(pilot, "‹ maze-fo ›")
        await sees(pilot, "leaderboard › maze-fo")
        await pilot.press("question_mark")
        await sees(pilot, "Everybody on one scale")
        await pilot.press("end")
        await sees(pilot, "The best seed of a setting, or every run")


def test_every_key_is_explained() -> None:
    assert len(LeaderboardScreen.HELP) > 60
    for binding in LeaderboardScreen.BINDINGS:
        assert isinstance(binding, Binding)
        assert binding.description, binding
        assert binding.tooltip, binding
    toggles = [
        binding for binding in LeaderboardScreen.BINDINGS if isinstance(binding, Binding) and "hide" in binding.action
    ]
    assert [binding.description for binding in toggles] == list(KINDS)
