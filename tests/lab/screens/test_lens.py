"""The replay's microscope: a real agent reads its own games, a person's and a fork; turns are found by advantage and regret."""

import math
import re
import shutil
from pathlib import Path

import pytest

from lab.app import LabApp
from lab.catalog import spec_from
from lab.catalog import task as find_task
from lab.cli import main
from lab.film import load_film, worths
from lab.screens.lens import Lens, ranked
from lab.screens.replay import ReplayScreen
from lab.screens.tree import TreeScreen
from lab.settings import Settings, save
from lab.store import Store
from lab.theme import INK
from lab.widgets.lens import FIGURES, course_text, figures_of, token_text, tokens_text
from models.judged import Judged, Likely
from tasks.maze import MAZE_FO
from tasks.play import episode, play, say, start
from tests.lab.golden import assert_golden
from tests.lab.screens.driving import LARGE, SIZES, SMALL, golden, playing, replaying, sees, settled, shown


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small run of ILQL on wordle, with the BC run before it, and a game of a person."""
    home = tmp_path_factory.mktemp("lab") / "home"
    for algo in ("bc", "ilql"):
        with Store(home) as store:
            start = [f"--from={run.id}" for run in store.runs()]
        words = ["run", "wordle", algo, *start, "--steps", "2", "--data", "behaviour:40", "--eval-episodes", "2"]
        assert main(["--home", str(home), *words, "--set", "batch=4", "--set", "warmup=0", "--json"]) == 0
    save(home, Settings(player="Ada"))
    with Store(home) as store:
        (game,) = play(MAZE_FO, MAZE_FO.players["behaviour"].build(5), [5], player="Ada")
        store.add_episode(game, phase="human", player="Ada")
    return home


async def test_an_agent_reads_its_game_token_by_token(lab: Path) -> None:
    with Store(lab) as store:
        run = next(one.id for one in store.runs() if one.spec.algo == "ilql")
    app = LabApp(lab, f"replay {run}")
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await replaying(pilot)
        await pilot.press("a")
        await sees(pilot, "t first: the agent")
        await pilot.press("t")
        await sees(pilot, "coloured by π")
        lens = screen.query_one(Lens)
        await settled(pilot, lambda: len(lens.read) > 0, 90)
        assert screen.film is not None
        for turn, one in zip(screen.film.stored.episode.spoken, lens.read, strict=True):
            assert [judged.chance for judged in one] == pytest.approx([math.exp(x) for x in turn.logprobs], rel=1e-3)
        await sees(pilot, "→ goes to the first turn")
        await pilot.press("right")
        await sees(pilot, "likeliest")
        first = lens.read[0][0]
        assert re.search(r"π +[\d.]+%   π_BC +[\d.]+%   entropy [\d.]+   Q \S+   V \S+   advantage \S+", shown(app))
        while len(lens.read[screen.at - 1]) < 3:
            await pilot.press("right")
        await pilot.press("down", "down", "up")
        assert lens._cursor == 1
        await pilot.press("v", "v")
        await sees(pilot, "coloured by advantage")
        await settled(pilot, lambda: all(map(math.isfinite, screen.regrets())))
        await pilot.press("g")
        worst = ranked(screen.regrets())
        assert screen.at == worst[0] + 1
        await pilot.press("g")
        assert screen.at == worst[1] + 1
        await pilot.press("a")
        best = ranked(lens.advantages())
        assert screen.at == best[0] + 1
        token = lens.read[best[0]][lens._cursor]
        known = [one.advantage for turn in lens.read for one in turn if one.advantage is not None]
        assert token.advantage == max(known)
        await pilot.press("right_square_bracket")
        await settled(pilot, lambda: len(lens.read) > 0 and lens.read[0][0] != first, 30)
        await pilot.press("t")
        assert not lens.run
        assert "likeliest" not in shown(app)
        await pilot.press("home", "f")
        await sees(pilot, "Who plays on from turn 0?")
        await pilot.press("end", "up", "enter")
        await settled(pilot, lambda: screen.film is not None and screen.film.stored.head.phase == "fork", 90)
        with Store(lab) as store:
            branch = store.episodes(phase="fork")[0]
            node = store.tree(branch.id).node(branch.id)
        assert (node.head.player, node.by, node.gone, node.head.fork_turn) == (run, "agent", False, 0)
        await sees(pilot, f"{branch.id} {run} plays on from here")


async def test_a_persons_game_needs_an_agent_of_its_task(lab: Path) -> None:
    app = LabApp(lab, lambda: ReplayScreen(lab, None))
    async with app.run_test(size=LARGE, notifications=True) as pilot:
        screen = await replaying(pilot)
        await settled(pilot, lambda: all(map(math.isfinite, screen.regrets())))
        await pilot.press("t")
        await sees(pilot, "no run of maze-fo is done yet")
        assert not screen.query_one(Lens).run


MASKS = {
    r"likeliest .*": "likeliest …", r"^  π .*": "  π #   π_BC #   entropy #   Q #   V #   advantage #", r"(?<= )[▁▂▃▄▅▆▇]+": "▂",
    r"(return|regret|score) [−\d.–]+": r"\1 #", r"(bc|ilql)-wordle-\w{4}": "RUN", r"in this game: [^▊]*": "in this game: …\n",
    r"beside RUN .*": "beside RUN   its mean return #", r"RUN: .*": "RUN: …",
    r"episode \d+": "episode #", r" \d+ human": " # human",
}  # fmt: skip
"""A trained model's figures and texts differ from processor to processor."""


@pytest.fixture
def own(lab: Path, tmp_path: Path) -> Path:
    """One's own copy, with a game of Wordle that a person played."""
    shutil.copytree(lab, tmp_path / "home")
    with Store(tmp_path / "home") as store:
        game = start(find_task("wordle"), 3)
        for guess in ("a b o u t", "t h i n g", "c r o w d"):
            game = say(game, guess + "\n")
        store.add_episode(episode(game, "Ada"), phase="human", player="Ada")
    return tmp_path / "home"


@SIZES
async def test_an_agent_reads_a_persons_game(own: Path, size: tuple[int, int]) -> None:
    app = LabApp(own, lambda: ReplayScreen(own, None))
    async with app.run_test(size=size) as pilot:
        screen = await replaying(pilot)
        await settled(pilot, lambda: len(screen.regrets()) > 0 and all(map(math.isfinite, screen.regrets())))
        await pilot.press("t")
        await sees(pilot, "Which agent shall read this game?")
        await pilot.press("enter")
        await settled(pilot, lambda: len(screen.query_one(Lens).read) > 0, 120)
        await pilot.press("right", "right", "down")
        await sees(pilot, "likeliest")
        tokens = next(k for k, line in enumerate(shown(app).splitlines()) if "coloured by π" in line) + 1
        signs = shown(app).splitlines()[tokens + 1].split()
        assert signs, "beneath each token stands how high it is"
        assert set("".join(signs)) <= set("▁▂▃▄▅▆▇")
        assert len(signs) == len(shown(app).splitlines()[tokens].split())
        await golden(pilot, "lens", MASKS)
        await pilot.press("v", "v")
        await sees(pilot, "coloured by advantage")
        assert set("".join(shown(app).splitlines()[tokens + 1].split())) <= set("+−·")


@SIZES
async def test_a_person_plays_beside_an_agent(
    own: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """p on a run: the same game for both, both results at the end, the agent asked for hints, the two games compared."""
    monkeypatch.setattr("lab.screens.play.secrets.randbelow", lambda below: 3)
    app, forks = LabApp(own), _forks(own)
    async with app.run_test(size=size) as pilot:
        await sees(pilot, "ilql-wordle")
        await pilot.press("home", "p")
        screen = await playing(pilot)
        run = screen._beside.run
        await sees(pilot, f"beside {run}")
        await sees(pilot, "its mean return")
        await settled(pilot, lambda: screen._beside.game is not None, 120)
        assert "in this game" not in shown(app), "what it made of it is told when one's own game is over"
        await pilot.press("ctrl+t")
        await settled(pilot, lambda: f"{run}: " in " ".join(shown(app).split()))
        await pilot.press("ctrl+u", *screen.game.state.word, "enter")
        await sees(pilot, "Won.")
        await sees(pilot, "you did better by")
        await sees(pilot, "^g replay")
        await golden(pilot, "beside", MASKS)
        await settled(pilot, lambda: _forks(own) == forks + 1)
        await pilot.press("ctrl+g")
        replay = await replaying(pilot)
        assert replay.film is not None
        assert replay.film.stored.head.player == "Ada"
        await sees(pilot, "leaves here")
        await pilot.press("c")
        await settled(pilot, lambda: isinstance(app.screen, TreeScreen) and app.screen.comparing)
        await sees(pilot, "than its parent")
    with Store(own) as store:
        branch = store.episodes(phase="fork", limit=1)[0]
        mine = store.episode(branch.parent or 0)
    assert (branch.player, branch.fork_turn, branch.seed) == (run, 0, mine.head.seed)
    assert mine.head.assisted
    assert mine.head.total == 0 or mine.head.success


def _forks(home: Path) -> int:
    with Store(home) as store:
        return len(store.episodes(phase="fork"))


async def test_a_run_without_an_agent_is_told_of_and_one_plays_alone(own: Path) -> None:
    with Store(own) as store:
        store.set_status(store.create(spec_from("wordle", "bc", seed=9)).id, "stopped")
    app = LabApp(own)
    async with app.run_test(size=SMALL) as pilot:
        await sees(pilot, "ilql-wordle")
        await pilot.press("home", "p")
        screen = await playing(pilot)
        await settled(pilot, lambda: "has no checkpoint yet" in " ".join(shown(app).split()), 120)
        await pilot.press(*screen.game.state.word, "enter")
        await sees(pilot, "Won.")


def test_regret_is_what_the_best_player_would_have_earned_more(lab: Path) -> None:
    with Store(lab) as store:
        film = load_film(store, store.episodes(phase="human")[0].id)
    worth = dict(worths(film))
    assert worth[0] == play(MAZE_FO, MAZE_FO.players["best"].build(0), [5])[0].total
    assert worth[film.spoken] == 0
    rewards = [turn.reward for turn in film.stored.episode.spoken]
    regrets = [worth[k] - rewards[k] - worth[k + 1] for k in range(film.spoken)]
    assert sum(regrets) == worth[0] - sum(rewards)
    assert min(regrets) == 0
    assert max(regrets) > 0


def _judged(text: str, chance: float, q: float | None, v: float | None) -> Judged:
    return Judged(
        text, chance, chance / 2, 0.5, q, v, (Likely(text, chance), Likely("\x1b[31mno", 0.1), Likely(" ", 0.05))
    )


def test_the_lens_is_drawn() -> None:
    read = [
        [_judged("c", 0.9, -2.0, -2.5), _judged(" r", 0.4, -3.0, -2.5), _judged("\n", 0.05, -2.5, -2.5)],
        [_judged(f" w{k}", 0.03 * k, None, None) for k in range(30)],
    ]
    assert [one.name for one in figures_of(read)] == [one.name for one in FIGURES]
    assert [one.name for one in figures_of(read[1:])] == ["π", "π_BC", "entropy"]
    lines = []
    for turn, cursor in ((0, 0), (0, 2), (1, 0), (1, 17), (1, 29)):
        for figure in FIGURES[:3]:
            text = tokens_text(read, turn, cursor, figure, 60)
            assert all(line.cell_len <= 60 for line in text.split("\n"))
            assert any("reverse" in str(span.style) for span in text.spans)
            lines += [f"by {figure.name}", text.plain] if turn == 0 or figure is FIGURES[0] else []
        lines += [token_text(read[turn][cursor], INK).plain, ""]
    lines.append(course_text([0.5, math.nan], [3.0, 0.0], 60).plain)
    assert "\x1b" not in "".join(lines)
    assert "by advantage\n c ␣r ⏎ \n + −− · " in "\n".join(lines), "signs tell without colours"
    assert_golden("lens.txt", "\n".join(lines))


def test_turns_are_ranked_by_what_is_known() -> None:
    assert ranked([1.0, math.nan, 3.0, 1.0]) == [2, 0, 3]
    assert ranked([math.nan]) == []
