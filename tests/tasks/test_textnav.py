"""Text-Nav against TextWorld itself: the house is compiled once for all of these tests."""

import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tasks import house
from tasks.conformance import check, garbage
from tasks.house import FURNITURE, OBJECTIVE, ROOMS, STALE, THINGS, House, HouseError, compile_house
from tasks.play import Game, play, say, start
from tasks.protocol import EVALUATION_SEEDS, Turn
from tasks.score import evaluate
from tasks.textnav import TEXTNAV_FO, TEXTNAV_PO, Observation, TextNav, TextNavState, plan, textnav

pytestmark = pytest.mark.filterwarnings("ignore::jericho.UnsupportedGameWarning")

BEST = {
    "living room": 6, "dining room": 7, "bedroom": 7, "office": 7, "kitchen": 8, "bathroom": 8, "garden": 9, "backyard": 9
}  # fmt: skip
SIGHTS: tuple[Observation, ...] = ("full", "partial")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("textworld")


@pytest.fixture(scope="module")
def tasks(folder: Path) -> dict[Observation, TextNav]:
    shared = House(folder)
    return {sight: textnav(sight, house=shared) for sight in SIGHTS}


@pytest.fixture(scope="module")
def full(tasks: dict[Observation, TextNav]) -> TextNav:
    return tasks["full"]


@pytest.fixture(scope="module")
def partial(tasks: dict[Observation, TextNav]) -> TextNav:
    return tasks["partial"]


def seed_of(room: str) -> int:
    return next(seed for seed in range(1000) if TEXTNAV_FO._start(seed) == ROOMS.index(room))


def told(task: TextNav, room: str, commands: Sequence[str]) -> Game[TextNavState]:
    game = start(task, seed_of(room))
    for command in commands:
        game = say(game, command + "\n")
    return game


@pytest.mark.parametrize("sight", SIGHTS)
def test_it_conforms(tasks: dict[Observation, TextNav], sight: Observation) -> None:
    check(tasks[sight])


class Real:
    """A game of TextWorld itself, cleaned up in another way than the house does it."""

    def __init__(self, path: Path) -> None:
        textworld = import_module("textworld")
        asked = textworld.EnvInfos(inventory=True, facts=True, admissible_commands=True)
        self.env = textworld.start(str(path), asked)
        self.state: Any = self.env.reset()

    def say(self, command: str) -> str:
        """The whole answer, as the task with full observation gives it."""
        self.state, _, _ = self.env.step(command)
        return self.answer(self.state["feedback"].split("\n>")[0])

    def answer(self, feedback: str) -> str:
        paragraphs = [part.strip() for part in feedback.split("\n") if part.strip()]
        lines = [part for part in paragraphs if not part.startswith(("-=", "You scored", "Would you like"))]
        if not self.state["won"] and not self.state["lost"]:
            lines.append(self.state["inventory"])
        return "\n".join([*lines, "Admissible commands: " + ", ".join(self.offers())]) + "\n"

    def offers(self) -> list[str]:
        hidden = ("examine", "look", "inventory")
        return [command for command in self.state["admissible_commands"] if not command.startswith(hidden)]


@pytest.mark.parametrize("room", ROOMS)
def test_side_by_side_with_textworld(full: TextNav, tmp_path: Path, room: str) -> None:
    """Any walk must read the same in both, whatever else was asked of the table before."""
    compile_house(room, tmp_path / "house.z8")
    for number in range(2):
        walk(full, Real(tmp_path / "house.z8"), room, random.Random(f"{room} {number}"))


def walk(task: TextNav, real: Real, room: str, chance: random.Random) -> None:
    state, text = task.reset(seed_of(room))
    assert text.split("\n", 1) == [OBJECTIVE, real.answer(real.state["feedback"].split("\n>")[0].split(OBJECTIVE)[1])]
    for _ in range(15):
        offers = real.offers()
        assert list(task.actions(state)) == [command + "\n" for command in offers]
        command = chance.choice(STRANGE if chance.random() < 0.15 else eager(offers))
        before = real.state["facts"]
        there, here = real.say(command), task.step(state, command + "\n")
        if command not in offers and set(real.state["facts"]) != set(before):
            assert here.text.startswith("Invalid command.\n")
            return
        assert here.text == there
        assert (here.legal, here.success) == (command in offers, real.state["won"])
        assert here.reward == float(real.state["won"])
        assert here.terminated == bool(real.state["won"] or real.state["lost"])
        if here.terminated:
            return
        state = here.state
        assert re.findall("|".join(THINGS), real.state["inventory"]) == list(state.world.carried)


STRANGE = (
    "look", "inventory", "go north", "go south", "go east", "go west", "open chest", "close fridge", "examine table", "foo",
    *(f"drop {thing}" for thing in THINGS), *(f"take {thing} from table" for thing in THINGS), f"insert {STALE} into fridge",
    f"examine {STALE}", "eat bowl", "take xyz", "", "put bowl on table", "take bowl",
)  # fmt: skip


def eager(offers: list[str]) -> list[str]:
    """Offers that move things count more, so that rooms come into disorder."""
    return offers + 2 * [command for command in offers if not command.startswith("go ")]


def test_a_game_as_it_reads(full: TextNav, partial: TextNav) -> None:
    commands = [
        "take stale food from table",
        "GO WEST ",
        "go up",
        "go west",
        "open fridge",
        "insert stale food into fridge",
    ]
    game = told(full, "living room", [*commands, "close fridge"])
    assert game.turns[0].text == (
        "Your objective is to put the stale food on the table in the living room into the fridge in the kitchen.\n"
        "You find yourself in a living room. A standard kind of place.\n"
        "You can see a table. You see a stale food and a fresh food on the table.\n"
        "There are unguarded exits to the east, south and west.\n"
        "You are carrying nothing.\n"
        "Admissible commands: go east, go south, go west, take fresh food from table, take stale food from table\n"
    )
    assert game.turns[-1].text == (
        "You close the fridge.\nYour score has just gone up by one point.\n*** The End ***\n"
        "Admissible commands: go east, go north, go west, open fridge\n"
    )
    assert (game.terminated, game.success, game.total, game.spoken) == (True, True, 1.0, 7)
    assert [turn.legal for turn in game.turns[1::2]] == [True, True, False, True, True, True, True]
    hidden = told(partial, "living room", commands[:2])
    assert hidden.turns[2].text.split("\n")[0] == "You take the stale food from the table."
    assert hidden.turns[4].text.startswith("You can see a table.")
    assert "carrying" not in hidden.turns[4].text


def test_eating_the_stale_food_loses(full: TextNav) -> None:
    game = told(full, "living room", ["take stale food from table", "eat stale food"])
    assert (game.terminated, game.success, game.total) == (True, False, 0.0)
    assert game.turns[-1].text.startswith("You eat the stale food. Not bad.\n*** You lost! ***\nAdmissible")
    assert game.turns[-1].legal


def test_other_food_may_be_eaten(full: TextNav) -> None:
    game = told(full, "living room", ["take fresh food from table", "eat fresh food"])
    assert not game.over
    assert plan(game.state.world) == "take stale food from table"


def test_the_fridge_must_be_closed(full: TextNav) -> None:
    best = [
        "take stale food from table",
        "go west",
        "go west",
        "open fridge",
        "insert stale food into fridge",
        "go east",
    ]
    game = told(full, "living room", best)
    assert (game.over, game.total) == (False, 0.0)
    after = [plan(game.state.world)]
    after.append(plan(say(game, after[0]).state.world))
    assert after == ["go west", "close fridge"]


def test_what_happens_after_the_end_is_nothing(full: TextNav) -> None:
    won = told(full, "living room", ["take stale food from table", "eat stale food"]).state
    step = full.step(won, "go west\n")
    assert (step.state, step.reward, step.terminated, step.legal) == (won, 0.0, True, False)


@pytest.mark.parametrize("sight", SIGHTS)
def test_the_best_player_plays_the_shortest_plan(tasks: dict[Observation, TextNav], sight: Observation) -> None:
    task = tasks[sight]
    for one in play(task, task.players["best"].build(0), [seed_of(room) for room in ROOMS]):
        assert one.success
        assert len(one.spoken) == BEST[ROOMS[task._start(one.seed)]]


@pytest.mark.parametrize("sight", SIGHTS)
def test_the_best_player_goes_on_from_anywhere(tasks: dict[Observation, TextNav], sight: Observation) -> None:
    """It must tell from the texts alone where things are by now, closed containers and floors included."""
    task = tasks[sight]
    said = [
        "take stale food from table",
        "go south",
        "open chest",
        "insert stale food into chest",
        "close chest",
        "nonsense",
    ]
    for then in ([], ["open chest", "take stale food from chest", "drop stale food", "go north"]):
        game = told(task, "living room", [*said, *then])
        player = task.players["best"].build(0)
        while not game.state.world.ending and game.spoken < 25:
            turn = player.act([game.turns])[0]
            step = task.step(game.state, turn.text)
            assert step.legal
            game = Game(task, game.seed, step.state, (*game.turns, turn, Turn("game", step.text)))
        assert game.state.world.ending == "won"


@pytest.mark.parametrize("player", ["random", "behaviour", "best"])
def test_players_cope_with_any_history(full: TextNav, player: str) -> None:
    game = start(full, 2)
    for text in ("nonsense\n", "", "look", "go nowhere\n", "\ud800\n"):
        game = say(game, text)
    foreign = (Turn("game", "Hello.\n"), Turn("agent", "Hi.\n"), Turn("game", "What now?\n"))
    over = told(full, "living room", ["take stale food from table", "eat stale food"]).turns
    for turn in full.players[player].build(0).act([game.turns, foreign, over, start(full, 0).turns]):
        assert turn.text.endswith("\n")


def test_partial_observation_names_no_room(partial: TextNav, full: TextNav) -> None:
    for seed in range(40):
        game = partial.recipes["behaviour"].make(seed)
        for turn in game.turns[2::2]:
            assert not any(room in turn.text for room in ROOMS)
            assert "You are carrying" not in turn.text
        assert not any(room in game.turns[0].text.replace(OBJECTIVE, "") for room in ROOMS)
    for room in ROOMS:
        assert room in full.reset(seed_of(room))[1].split("\n")[1]
        assert room not in partial.reset(seed_of(room))[1].split("\n", 1)[1]


def test_recipes(full: TextNav) -> None:
    games = {"behaviour": 240, "released": 60}
    made = {name: [full.recipes[name].make(seed) for seed in range(count)] for name, count in games.items()}
    behaviour, released = (evaluate(made[name], full.constants) for name in ("behaviour", "released"))
    assert behaviour.return_mean == behaviour.success == pytest.approx(0.25, abs=0.06)
    assert behaviour.turns_mean == pytest.approx(12.6, abs=0.5)
    assert released.success < 0.04
    assert released.turns_mean == pytest.approx(14.1, abs=0.4)
    assert all(len(one.spoken) <= 15 for one in made["behaviour"])
    assert {one.turns[0].text for one in made["behaviour"]} == {full.reset(seed_of(room))[1] for room in ROOMS}


def test_the_dataset_has_both_kinds_of_agents_throughout_a_game(full: TextNav) -> None:
    """Whoever once left the plan in a room that one kind knows is of the other kind, and follows it in the others."""
    for seed in range(120):
        one = full.recipes["behaviour"].make(seed)
        states = full.follow(one.turns)[: len(one.spoken)]
        left = {
            state.world.room
            for state, turn in zip(states, one.spoken, strict=True)
            if turn.text[:-1] != plan(state.world)
        }
        assert not (
            left & {"office", "bathroom", "garden", "backyard"} and left - {"office", "bathroom", "garden", "backyard"}
        )


def test_evaluation_spreads_over_the_rooms(full: TextNav) -> None:
    seeds = full.evaluation_seeds()
    assert len(seeds) == 256
    assert min(seeds) >= EVALUATION_SEEDS
    rooms = [full.reset(seed)[0].start for seed in seeds]
    assert {rooms.count(room) for room in ROOMS} == {32}


def test_what_is_not_on_offer_changes_nothing(full: TextNav) -> None:
    state, _ = full.reset(seed_of("living room"))
    for text in [
        "take stale food",
        "take food",
        "w",
        "get stale food",
        "go  west",
        "eat stale food",
        "undo",
        "restart",
        *garbage(1),
    ]:
        step = full.step(state, text)
        assert (step.state, step.reward, step.terminated, step.legal) == (state, 0.0, False, False)
        assert step.text.endswith("take stale food from table\n")
    # TextWorld itself would take it, and says what it thinks of the other.
    assert full.step(state, "take stale food").text.startswith("Invalid command.\nYou are carrying nothing.\n")
    assert full.step(state, "eat stale food").text.startswith("You need to take the stale food first.\n")


def test_the_three_answers_of_the_house_are_textworlds(tmp_path: Path) -> None:
    compile_house("garden", tmp_path / "house.z8")
    real = Real(tmp_path / "house.z8")
    task = textnav("full", folder=tmp_path / "home")
    state, _ = task.reset(seed_of("garden"))
    for command, begins in (("dance", "That's not a verb"), ("", "I beg your"), ("take the moon", "You can't see any")):
        text = task.step(state, command).text
        assert text == real.say(command)
        assert text.startswith(begins)


def test_what_is_kept_needs_no_textworld(full: TextNav, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    played = play(full, full.players["best"].build(0), range(20))
    monkeypatch.setattr(house, "_textworld", lambda: pytest.fail("TextWorld was started"))
    again = textnav("full", folder=folder)
    assert play(again, again.players["best"].build(0), range(20)) == played


def tampered(folder: Path, tmp_path: Path, kind: str, change: Any) -> TextNav:
    """A task over a copy of the table, with every record of one kind changed and one left unfinished."""
    shutil.copytree(folder, tmp_path / "copy")
    for path in (tmp_path / "copy").rglob("answers.jsonl"):
        records = [json.loads(line) for line in path.read_text().splitlines() if line]
        for record in records:
            if record[0] == kind:
                change(record)
        path.write_text("\n".join(json.dumps(record) for record in records) + '\n["place", ["kit')
    return textnav("full", folder=tmp_path / "copy")


def test_an_unfinished_line_is_nothing(full: TextNav, folder: Path, tmp_path: Path) -> None:
    task = tampered(folder, tmp_path, "none", None)
    games = play(full, full.players["best"].build(0), range(20))
    assert play(task, task.players["best"].build(0), range(20)) == games


def test_a_false_table_is_noticed(folder: Path, tmp_path: Path) -> None:
    def swap(record: Any) -> None:
        if record[1][2].startswith("take ") and record[2][2] == "carried":
            record[2][2] = "floor"

    task = tampered(folder, tmp_path, "effect", swap)
    state, _ = task.reset(seed_of("living room"))
    state = task.step(state, "take stale food from table\n").state
    with pytest.raises(HouseError, match="another state than the table"):
        task.step(state, "examine plate\n")


def test_processes_may_compile_at_once(full: TextNav, tmp_path: Path) -> None:
    """And each under another hash seed says the same as this one."""
    read = "print(textnav('full', folder=Path(sys.argv[1])).reset(3)[1], end='')"
    code = f"import sys; from pathlib import Path; from tasks.textnav import textnav; {read}"
    both = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
        )
        for hash_seed in ("1", "2")
    ]
    texts = [process.communicate(timeout=60)[0].decode() for process in both]
    assert texts == [full.reset(3)[1]] * 2
    assert not list(tmp_path.rglob("making-*"))


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    task = textnav("full", folder=tmp_path / "file" / "textworld")
    assert task.reset(0)[1].startswith("Your objective")


def test_the_labs_home_is_where_it_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMRL_LAB_HOME", str(tmp_path))
    textnav("partial").reset(0)
    assert list((tmp_path / "textworld").rglob("house.z8"))


def test_importing_costs_nothing() -> None:
    code = "import sys, tasks.textnav; print('textworld' in sys.modules, 'platformdirs' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert ran.stdout.split() == ["False", "False"], ran.stderr
    assert (TEXTNAV_FO.house, TEXTNAV_PO.memory) == (TEXTNAV_PO.house, None)


def test_an_inventory_is_read_newest_first(full: TextNav) -> None:
    """Also where it is asked for, though that is not on offer."""
    both = ["take stale food from table", "take fresh food from table"]
    for commands, listed in ((both, "a fresh food and a stale food"), (both[::-1], "a stale food and a fresh food")):
        text = told(full, "living room", [*commands, "inventory"]).turns[-1].text
        assert text.startswith(f"You are carrying: {listed}.\n" * 2)


def test_states_can_be_kept_and_compared(full: TextNav) -> None:
    commands = ["take stale food from table", "go west", "go west"]
    one, other = (told(full, "living room", commands).state for _ in range(2))
    assert hash(one) == hash(other)
    assert one == other
    assert one.seen == ("living room", "dining room", "kitchen")
    assert set(FURNITURE) <= set(ROOMS)


def test_steps_are_fast(full: TextNav) -> None:
    one = full.recipes["behaviour"].make(1)
    states = full.follow(one.turns)
    pairs = [(state, turn.text) for state, turn in zip(states, one.spoken, strict=False)]
    begun = time.perf_counter()
    for _ in range(200):
        for state, text in pairs:
            full.step(state, text)
    assert 200 * len(pairs) / (time.perf_counter() - begun) > 20_000
