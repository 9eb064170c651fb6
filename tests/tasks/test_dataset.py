import gzip
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.dataset import (
    PUBLISHED,
    Dataset,
    DatasetError,
    Stats,
    collected,
    episode_seeds,
    from_json,
    load,
    make,
    stats,
    to_json,
)
from tasks.maze import MAZE_FO
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
    assert heard == [(250, 520), (500, 520), (520, 520)]


def test_defaults_are_the_tasks_own() -> None:
    made = make(MAZE_FO)
    assert (made.recipe, len(made.episodes)) == ("submazes", 1240)
    ours, theirs = stats(made.episodes), PUBLISHED["maze-fo"]
    assert ours.episodes == theirs.episodes
    assert ours.turns_mean == pytest.approx(theirs.turns_mean, abs=0.3)
    assert ours.success == pytest.approx(theirs.success, abs=0.01)
    assert ours.return_mean == pytest.approx(theirs.return_mean, abs=0.3)


def test_an_unknown_recipe_is_named_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"wordle has no recipe 'skiled'; it has behaviour, skilled, mixed"):
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
