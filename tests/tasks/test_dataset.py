import gzip
import os
import signal
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks import pieces
from tasks.dataset import (
    PUBLISHED,
    Dataset,
    DatasetError,
    Stats,
    collected,
    drop_pieces,
    episode_seeds,
    from_json,
    load,
    make,
    make_at,
    stats,
    to_json,
)
from tasks.maze import MAZE_FO
from tasks.packed import Packed
from tasks.play import play
from tasks.protocol import EVALUATION_SEEDS, Episode, Turn
from tasks.wordle import WORDLE

SMALL = make(WORDLE, episodes=40, seed=3)

TEXTS = st.text(st.characters(codec=None), max_size=6)
AGENT = st.builds(
    Turn,
    role=st.just("agent"),
    text=TEXTS,
    reward=st.floats(-9, 9),
    legal=st.booleans(),
    cut=st.booleans(),
    tokens=st.sampled_from([(), (3, 4)]),
    logprobs=st.sampled_from([(), (-0.5, -1.25)]),
).map(lambda turn: turn if turn.tokens else replace(turn, logprobs=()))
EPISODES = st.builds(
    Episode,
    task=st.just("any"),
    seed=st.integers(-1, EVALUATION_SEEDS * 2),
    turns=st.lists(AGENT | st.builds(Turn, role=st.just("game"), text=TEXTS), max_size=5).map(tuple),
    terminated=st.booleans(),
    truncated=st.booleans(),
    success=st.booleans(),
    player=TEXTS,
)


def test_the_same_seed_gives_the_same_dataset() -> None:
    assert make(WORDLE, episodes=40, seed=3) == SMALL
    assert make(WORDLE, episodes=40, seed=4).hash != SMALL.hash
    assert make(WORDLE, "skilled", episodes=40, seed=3).hash != SMALL.hash


def test_a_longer_dataset_begins_like_a_shorter_one() -> None:
    assert make(WORDLE, episodes=50, seed=3).episodes[:40] == SMALL.episodes


def test_processes_change_nothing() -> None:
    heard = list[tuple[int, int]]()
    some = make(MAZE_FO, episodes=520, seed=1, processes=2, progress=lambda done, of: heard.append((done, of)))
    assert some == make(MAZE_FO, episodes=520, seed=1)
    assert heard == [(done, 520) for done in range(10, 521, 10)]


@pytest.mark.parametrize("processes", [1, 2])
def test_a_make_that_was_ended_goes_on_and_gives_the_same_bytes(tmp_path: Path, processes: int) -> None:
    whole, broken = tmp_path / "whole.gz", tmp_path / "broken.gz"
    make_at(whole, MAZE_FO, episodes=300, seed=2)

    def ended(done: int, of: int) -> None:
        if done == 120:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_at(broken, MAZE_FO, episodes=300, seed=2, progress=ended, processes=processes)
    assert not broken.exists()
    kept, heard = list[tuple[int, int]](), list[int]()
    made = make_at(
        broken, MAZE_FO, episodes=300, seed=2, processes=processes,
        progress=lambda done, of: heard.append(done), going_on=lambda done, of: kept.append((done, of)),
    )  # fmt: skip
    assert kept == [(120, 300)]
    assert heard == list(range(130, 301, 10))
    assert made == load(whole)
    assert broken.read_bytes() == whole.read_bytes()
    assert sorted(os.listdir(tmp_path)) == ["broken.gz", "whole.gz"]


def test_a_process_that_is_killed_is_told_and_costs_no_finished_piece(tmp_path: Path) -> None:
    killed = list[int]()

    def kill(done: int, of: int) -> None:
        if done == 30:
            # Other tests of this process may have left a child that is over and not yet waited for.
            living = [one for one in psutil.Process().children() if one.status() != psutil.STATUS_ZOMBIE]
            killed.extend(child.pid for child in living if "spawn_main" in " ".join(child.cmdline()))
            for pid in killed:
                os.kill(pid, signal.SIGKILL)

    with pytest.raises(DatasetError, match="a process that was making data for maze-fo was killed"):
        make(MAZE_FO, episodes=3_000, progress=kill, processes=2, folder=tmp_path)
    assert len(killed) == 2
    kept = list[int]()
    some = make(MAZE_FO, episodes=3_000, folder=tmp_path, going_on=lambda done, of: kept.append(done))
    assert kept[0] >= 30
    assert some.hash == make(MAZE_FO, episodes=3_000).hash


def test_pieces_that_are_damaged_or_of_something_else_are_made_again(tmp_path: Path) -> None:
    made = make(WORDLE, episodes=60, seed=3, folder=tmp_path)
    first, second, third, fourth, *_, last = sorted(tmp_path.iterdir())
    first.write_bytes(first.read_bytes()[:-9])
    lines = gzip.decompress(second.read_bytes()).splitlines(keepends=True)
    second.write_bytes(gzip.compress(b"".join([*lines[:-1], lines[-2]])))
    third.write_bytes(last.read_bytes())
    fourth.write_bytes(b"")
    kept = list[tuple[int, int]]()
    again = make(WORDLE, episodes=60, seed=3, folder=tmp_path, going_on=lambda done, of: kept.append((done, of)))
    assert kept == [(20, 60)]
    assert again == made
    whole = list[int]()
    make(WORDLE, episodes=60, seed=3, folder=tmp_path, going_on=lambda done, of: whole.append(done))
    assert whole == [60]


def test_pieces_of_another_seed_recipe_task_or_format_are_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(WORDLE, episodes=40, seed=3, folder=tmp_path)
    kept = list[int]()
    for task, recipe, seed in ((WORDLE, "", 4), (WORDLE, "skilled", 3), (MAZE_FO, "", 3)):
        some = make(task, recipe, episodes=40, seed=seed, folder=tmp_path, going_on=lambda done, of: kept.append(done))
        assert some == make(task, recipe, episodes=40, seed=seed)
        make(WORDLE, episodes=40, seed=3, folder=tmp_path)
    monkeypatch.setattr(pieces, "FORMAT", "lmrl-lab piece 0")
    make(WORDLE, episodes=40, seed=3, folder=tmp_path, going_on=lambda done, of: kept.append(done))
    assert kept == []


def test_pieces_left_beside_a_dataset_are_removed(tmp_path: Path) -> None:
    make(WORDLE, episodes=20, folder=tmp_path / "some.gz.pieces")
    drop_pieces(tmp_path / "some.gz")
    assert list(tmp_path.iterdir()) == []
    drop_pieces(tmp_path / "some.gz")


def test_defaults_are_the_tasks_own() -> None:
    made = make(MAZE_FO)
    assert (made.recipe, len(made.episodes)) == ("submazes", 1240)
    ours, theirs = stats(made.episodes), PUBLISHED["maze-fo"]
    assert ours.episodes == theirs.episodes
    assert ours.turns_mean == pytest.approx(theirs.turns_mean, abs=0.3)
    assert ours.success == pytest.approx(theirs.success, abs=0.01)
    assert ours.return_mean == pytest.approx(theirs.return_mean, abs=0.3)


def test_an_unknown_recipe_is_named_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"wordle has no recipe 'skiled'; it has behaviour, skilled, medium-expert"):
        make(WORDLE, "skiled")


def test_seeds_of_datasets_never_meet_those_of_evaluation() -> None:
    for seed in (0, 1, -7, 2**80):
        seeds = episode_seeds(seed, 10**6)
        assert seeds[0] >= 0
        assert seeds[-1] < EVALUATION_SEEDS


def test_stats_by_hand() -> None:
    lost = Episode("any", 0, (Turn("game", ""), Turn("agent", "", -2.0), Turn("agent", "", -1.0)), True, False)
    won = Episode("any", 0, (Turn("agent", "", 1.0),), True, False, success=True)
    assert stats([lost, won]) == Stats(2, 1.5, 0.5, -1.0)
    with pytest.raises(ValueError, match="no episodes"):
        stats([])


@given(EPISODES)
def test_an_episode_survives_json(one: Episode) -> None:
    assert from_json("any", to_json(one)) == one


@given(st.lists(EPISODES, max_size=4))
def test_episodes_are_the_same_packed(some: list[Episode]) -> None:
    packed = Packed.of("any", some)
    assert packed == some
    assert tuple(some) == packed[:]
    assert list(packed) == some
    assert [packed[k] for k in range(-len(some), len(some))] == [*some, *some]
    assert len(packed) == len(some)
    assert packed[1:3] == tuple(some[1:3])
    assert Packed.joined("any", [packed, packed]) == [*some, *some]
    assert packed != [*some, *some, SMALL.episodes[0]]
    with pytest.raises(IndexError):
        packed[len(some)]


def test_other_episodes_are_not_the_same_packed() -> None:
    one, other = SMALL.episodes[0], SMALL.episodes[1]
    assert Packed.of("wordle", [one]) != Packed.of("wordle", [other])
    assert Packed.of("wordle", [one]) != [other]
    assert Packed.of("wordle", [one]) != 5


def test_turns_that_are_said_again_are_shared() -> None:
    made = make(MAZE_FO, episodes=50).episodes[:]
    turns = [turn for episode in made for turn in episode.turns]
    assert len({id(turn) for turn in turns}) == len(set(turns)) < len(turns) / 5


def test_a_dataset_needs_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "some.gz"
    make(MAZE_FO).save(path)
    tracemalloc.start()
    kept = load(path)
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(kept.episodes) == 1240
    assert held / 1240 < 600
    assert peak < 3_000_000


def test_a_dataset_survives_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "some.gz"
    SMALL.save(path)
    assert load(path) == SMALL
    first = path.read_bytes()
    assert first[4:8] == bytes(4), "the time of writing is in the file"
    SMALL.save(path)
    assert path.read_bytes() == first
    assert os.listdir(path.parent) == ["some.gz"]


def test_the_hash_is_of_the_content_alone() -> None:
    assert collected("wordle", "other", 9, SMALL.episodes).hash == SMALL.hash
    other = replace(SMALL.episodes[0], success=not SMALL.episodes[0].success)
    assert collected("wordle", SMALL.recipe, 3, (other, *SMALL.episodes[1:])).hash != SMALL.hash
    assert collected("maze-fo", SMALL.recipe, 3, SMALL.episodes).hash != SMALL.hash


@pytest.mark.parametrize(("owner", "name"), [(os, "fsync"), (Path, "replace")])
def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: object, name: str
) -> None:
    path = tmp_path / "some.gz"
    SMALL.save(path)
    before = path.read_bytes()

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(owner, name, full)
    with pytest.raises(OSError, match="No space left"):
        make(WORDLE, episodes=2).save(path)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["some.gz"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda lines: lines[:-1], "damaged"),
        (lambda lines: [lines[0], *lines[2:]], "damaged"),
        (lambda lines: [*lines[:5], "{", *lines[6:]], "line 6: not JSON"),
        (lambda lines: [*lines[:5], "[]", *lines[6:]], "line 6: not a JSON object"),
        (lambda lines: [*lines[:5], '{"seed": 1}', *lines[6:]], "line 6: not an episode .*'turns'"),
        (lambda lines: [*lines[:5], '{"turns": [5]}', *lines[6:]], "line 6: not an episode"),
        (lambda lines: [*lines[:5], '{"turns": [[5, 0.0]]}', *lines[6:]], "line 6: not an episode .*agent's text"),
        (lambda lines: lines[1:], "line 1: not a file of the format"),
        (lambda lines: ['{"format": "lmrl-lab dataset 1", "seed": 0}'], "line 1: the head lacks hash, recipe, task"),
        (lambda lines: [], "line 1: not a file of the format"),
    ],
)
def test_a_damaged_file_says_what_and_where(
    tmp_path: Path, change: Callable[[list[str]], list[str]], reason: str
) -> None:
    path = tmp_path / "some.gz"
    SMALL.save(path)
    lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    path.write_bytes(gzip.compress("\n".join(change(lines)).encode()))
    with pytest.raises(DatasetError, match=reason) as raised:
        load(path)
    assert str(path) in str(raised.value)


def test_what_is_no_dataset_at_all_says_so(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_text("hello")
    for missing in (path, tmp_path / "nowhere"):
        with pytest.raises(DatasetError, match="cannot be read as a dataset"):
            load(missing)
    SMALL.save(path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(DatasetError, match="cannot be read"):
        load(path)


def test_episodes_that_were_played_can_be_kept(tmp_path: Path) -> None:
    played = play(MAZE_FO, MAZE_FO.players["best"].build(0), range(5), player="best")
    kept: Dataset = collected("maze-fo", "played", 0, played)
    kept.save(tmp_path / "kept.gz")
    assert load(tmp_path / "kept.gz").episodes == tuple(played)
