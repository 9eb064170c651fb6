"""The tasks behind Gymnasium's door: its own check of each, and that nothing of a task is lost on the way."""

import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import gymnasium
import pytest
from gymnasium.error import NameNotFound, ResetNeeded
from gymnasium.utils.env_checker import check_env

from lab.catalog import TASKS
from lab.gym import CHARSET, OBSERVED, UNKNOWN, TextEnv, clean, gym_id, register
from tasks.chance import generator
from tasks.conformance import garbage
from tasks.maze import UMAZE, UMAZE_GOAL, Maze, MazeState, maze
from tasks.play import play, rewind, visible
from tasks.protocol import EVALUATION_SEEDS, Episode, Step, Turn

ROOT = Path(__file__).parent.parent.parent
ENGINE = {"chess", "endgames"}
"""Tasks whose legal moves are answered by another program; what is illegal they answer themselves."""

ALONE = sorted(set(TASKS) - ENGINE)


class Dull:
    """Takes legal texts by chance, and anything where the text is free; knows nothing but what `info` says."""

    def __init__(self, seed: int) -> None:
        self._chance = generator(seed)

    def choose(self, info: dict[str, Any]) -> str:
        legal: list[str] = info["actions"]
        return self._chance.choice(legal or ["Is it an animal?\n", "Is it in Asia?\n", "nonsense\n"])


def played(env: gymnasium.Env[str, str], seed: int, **options: Any) -> list[tuple[Any, ...]]:
    """All that `reset` and `step` answer in a whole game of Dull."""
    dull = Dull(seed)
    said: list[tuple[Any, ...]] = [env.reset(seed=seed, options=options)]
    while len(said) == 1 or not (said[-1][2] or said[-1][3]):
        said.append(env.step(dull.choose(said[-1][-1])))
    return said


@pytest.mark.filterwarnings("error", "ignore:Game .* is not fully supported")
@pytest.mark.parametrize("name", TASKS)
def test_gymnasiums_own_check(name: str) -> None:
    """What it warns about is wrong, too; what TextWorld's interpreter says of every game that it compiled is not."""
    env = gymnasium.make(gym_id(name)).unwrapped
    assert isinstance(env, TextEnv)
    check_env(env)


@pytest.mark.filterwarnings("error")
def test_a_task_of_ones_own() -> None:
    env = TextEnv(Whole(**vars(maze(UMAZE, UMAZE_GOAL, "full", name="mine", moves=3))))
    env.reset(seed=0)
    answers = [env.step("stay")[1:4] for _ in range(4)]
    assert answers == [(-4, False, False)] * 3 + [(-1, False, True)]
    assert {type(reward) for reward, *_ in answers} == {float}


class Whole(Maze):
    """Pays whole numbers."""

    def step(self, state: MazeState, action: str) -> Step[MazeState]:
        answer = super().step(state, action)
        return answer._replace(reward=int(answer.reward))


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("maze-fo", "lmrl_lab/MazeFO-v0"),
        ("maze-po", "lmrl_lab/MazePO-v0"),
        ("wordle", "lmrl_lab/Wordle-v0"),
        ("wordle-standard", "lmrl_lab/WordleStandard-v0"),
        ("twenty-questions", "lmrl_lab/TwentyQuestions-v0"),
        ("textnav-fo", "lmrl_lab/TextNavFO-v0"),
        ("chess", "lmrl_lab/Chess-v0"),
        ("car-dealer", "lmrl_lab/CarDealer-v0"),
    ],
)
def test_ids(name: str, wanted: str) -> None:
    assert gym_id(name) == wanted


@pytest.mark.filterwarnings("error")
def test_registering() -> None:
    known = {gym_id(name): gymnasium.registry.pop(gym_id(name)) for name in TASKS}
    with pytest.raises(gymnasium.error.Error):
        gymnasium.make("lmrl_lab/Wordle-v0")
    register()
    register()
    assert {id: gymnasium.registry[id] for id in known} == known
    env = gymnasium.make("lmrl_lab/Wordle-v0")
    assert isinstance(env.unwrapped, TextEnv)
    assert env.unwrapped.task is TASKS["wordle"]
    with pytest.raises(NameNotFound, match="Did you mean: `Wordle`"):
        gymnasium.make("lmrl_lab/Wordl-v0")


def test_an_id_that_names_the_module_needs_no_import_and_no_torch_and_no_terminal() -> None:
    code = (
        "import sys, gymnasium; env = gymnasium.make('lab.gym:lmrl_lab/MazeFO-v0'); print(env.reset(seed=0)[0].strip());"
        "print(sorted({'torch', 'transformers', 'textual'} & set(sys.modules)))"
    )
    lines = python(code).stdout.splitlines()
    assert lines[0].startswith("The goal is at position 8, 6.")
    assert lines[1] == "[]"


def test_without_gymnasium_the_extra_is_named() -> None:
    ran = python("import sys; sys.modules['gymnasium'] = None; import lab.gym")
    assert ran.returncode == 1
    assert ran.stderr.splitlines()[-1].startswith("ImportError")
    assert 'pip install "lmrl-lab[gym]"' in ran.stderr.splitlines()[-1]


def python(code: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, cwd=ROOT, timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


@pytest.mark.parametrize("name", ALONE)
def test_a_whole_game_is_the_tasks_own(name: str) -> None:
    """Observations, rewards and ends are those of `play` with the same texts; and all lie in the spaces."""
    task = TASKS[name]
    env = TextEnv(name)
    said = played(env, 3)
    episode = play(task, Reciter([turn["text"] for turn in said[-1][4]["turns"][1::2]]), [3])[0]
    for i, (observation, *rest, info) in enumerate(said):
        turns = episode.turns[: 2 * i + 1]
        assert observation == "".join(turn.text for turn in visible(turns, task.memory))
        assert observation in env.observation_space
        assert info["turns"] == [
            {"role": turn.role, "text": turn.text, "reward": turn.reward, "legal": turn.legal} for turn in turns
        ]
        game = rewind(task, episode, i)
        assert info["actions"] == ([] if game.over else list(task.actions(game.state)))
        assert all(action in env.action_space for action in info["actions"])
        if rest:
            last = i == len(said) - 1
            assert rest == [turns[-2].reward, last and episode.terminated, last and episode.truncated]
            assert type(rest[0]) is float
            assert info["legal"] == turns[-2].legal
    assert said[-1][4]["success"] == episode.success


class Reciter:
    """Says these texts, one in each turn."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = iter(texts)

    def act(self, histories: Any) -> list[Turn]:
        return [Turn("agent", next(self._texts)) for _ in histories]


@pytest.mark.parametrize("name", ALONE)
def test_what_players_say_and_see_fits(name: str) -> None:
    """No scripted player's game is cut or cleaned on its way into the spaces."""
    task, env = TASKS[name], TextEnv(name)
    for player in ("random", "best"):
        episode: Episode = play(task, task.players[player].build(0), [1])[0]
        assert "".join(turn.text for turn in visible(episode.turns, task.memory)) in env.observation_space
        assert all(turn.text in env.action_space for turn in episode.spoken)


@pytest.mark.parametrize("name", ALONE)
def test_the_same_seed_gives_the_same_episode(name: str) -> None:
    first = played(TextEnv(name), 5)
    env = TextEnv(name)
    env.reset(seed=99)
    assert played(env, 5) == first
    assert first[0][1]["seed"] == 5
    other = TextEnv(name)
    other.reset(seed=6)
    assert [env.reset()[1]["seed"] for _ in range(3)] != [other.reset()[1]["seed"] for _ in range(3)]


def test_resets_without_a_seed_follow_from_the_seed_given_last() -> None:
    both = []
    for _ in range(2):
        env = TextEnv("wordle")
        env.reset(seed=11)
        both.append([env.reset()[1]["seed"] for _ in range(20)])
    assert both[0] == both[1]
    assert len(set(both[0])) == 20
    assert all(0 <= seed < EVALUATION_SEEDS for seed in both[0])


def test_evaluation_plays_the_seeds_of_evaluation() -> None:
    env, task = TextEnv("maze-po"), TASKS["maze-po"]
    seeds = task.evaluation_seeds()
    chosen = {"evaluation": True}
    assert tuple(env.reset(seed=i, options=chosen)[1]["seed"] for i in range(len(seeds))) == seeds
    assert env.reset(seed=len(seeds), options=chosen)[1]["seed"] == seeds[0]
    assert env.reset(seed=seeds[7], options=chosen)[1]["seed"] == seeds[7]
    assert {env.reset(options=chosen)[1]["seed"] for _ in range(50)} < set(seeds)
    for options in (None, {}, {"evaluation": False}):
        assert env.reset(seed=seeds[7], options=options)[1]["seed"] == seeds[7] - EVALUATION_SEEDS


def test_an_unknown_option_is_named() -> None:
    with pytest.raises(ValueError, match="no option 'evaluate': the only one is 'evaluation'"):
        TextEnv("wordle").reset(options={"evaluate": True})


def test_the_history_honours_memory() -> None:
    markov, forty, all_of_it = TextEnv("maze-fo"), TextEnv("maze-po"), TextEnv("wordle")
    for env in (markov, forty, all_of_it):
        env.reset(seed=0)
    position = markov.step("move up")[0]
    assert position.startswith("The goal is at")
    assert position.count("\n") == 1
    seen = [forty.step(f"move {'up' if i % 2 else 'down'}")[0] for i in range(30)]
    assert [text.count("\n") for text in seen] == [min(2 * i + 3, 40) for i in range(30)]
    assert seen[-1].startswith("move ")
    assert seen[0].split("\n")[1] == "move down"
    all_of_it.step("s l a t e")
    assert all_of_it.step("hello")[0].startswith("Wordle:\ns l a t e\n")


def test_what_an_agent_says_ends_with_its_first_newline() -> None:
    env = TextEnv("maze-fo")
    for said in ("move up", "move up\n", "move up\nmove down\n"):
        env.reset(seed=0)
        *_, info = env.step(said)
        assert (info["turns"][1]["text"], info["legal"]) == ("move up\n", True)


@pytest.mark.parametrize("name", TASKS)
def test_any_text_is_answered(name: str) -> None:
    env = TextEnv(name, render_mode="ansi")
    env.reset(seed=0)
    for text in garbage(1):
        if env.game.over:
            env.reset(seed=0)
        observation, reward, *_ = env.step(text)
        assert observation in env.observation_space
        assert isinstance(reward, float)
        shown = env.render()
        assert shown is not None
        assert set(shown) <= set(CHARSET)


def test_what_is_too_long_loses_its_beginning_and_what_is_strange_is_replaced() -> None:
    env = TextEnv("wordle")
    env.reset(seed=0)
    observation, *_, info = env.step("\x1b[2J" + "é" * OBSERVED)
    assert len(observation) == OBSERVED
    assert observation.endswith("é\n\n")
    assert info["legal"] is False
    assert len(info["turns"][1]["text"]) == OBSERVED + 5
    assert clean("Tōkyō’s\t\x07\ud800漢\n") == f"Tōkyō’s{UNKNOWN * 4}\n"


@pytest.mark.parametrize("wrong", [None, 3, b"move up"])
def test_what_is_no_text_is_refused(wrong: Any) -> None:
    env = TextEnv("maze-fo")
    env.reset(seed=0)
    with pytest.raises(TypeError, match="an action is a string"):
        env.step(wrong)


def test_a_game_must_have_begun_and_not_be_over() -> None:
    env = TextEnv("wordle", render_mode="ansi")
    for early in (lambda: env.step("s l a t e"), env.render):
        with pytest.raises(ResetNeeded, match=r"no game of wordle has begun: call reset\(\) first"):
            early()
    env.reset(seed=0)
    over = [env.step("s l a t e")[2] for _ in range(6)]
    assert over == [False] * 5 + [True]
    with pytest.raises(ResetNeeded, match=r"this game of wordle is over: call reset\(\)"):
        env.step("s l a t e")
    env.reset()
    assert env.step("s l a t e")[2] is False


def test_winning() -> None:
    env = TextEnv("wordle")
    env.reset(seed=4)
    hidden = env.game.state.word
    *_, missed = env.step("s l a t e" if hidden != "slate" else "c r a n e")
    assert missed["success"] is False
    observation, reward, terminated, truncated, info = env.step(hidden)
    assert (reward, terminated, truncated, info["success"]) == (0.0, True, False, True)
    assert observation.endswith("g g g g g\n")


def test_the_transcript_is_rendered() -> None:
    env = gymnasium.make("lmrl_lab/Wordle-v0", render_mode="ansi")
    env.reset(seed=0)
    env.step("z z z z z")
    assert env.render() == "Wordle:\n> z z z z z\n\n"
    silent = TextEnv("wordle")
    silent.reset(seed=0)
    assert silent.render() is None
    with pytest.raises(ValueError, match="no render mode 'human'"):
        TextEnv("wordle", render_mode="human")


def test_many_at_once_and_in_other_processes() -> None:
    envs = gymnasium.make_vec("lmrl_lab/Wordle-v0", num_envs=2)
    observations, info = envs.reset(seed=1)
    assert observations == ("Wordle:\n", "Wordle:\n")
    assert list(info["seed"]) == [1, 2]
    for _ in range(8):
        observations, *_ = envs.step(("s l a t e", "nonsense"))
    assert observations[1] == "Wordle:\nnonsense\n\n"
    envs.close()
    env = TextEnv("maze-po")
    env.reset(seed=1)
    again = pickle.loads(pickle.dumps(env))
    assert again.step("move up") == env.step("move up")


def test_the_example() -> None:
    ran = subprocess.run(
        [sys.executable, "-W", "error", "examples/gym_random.py", "lmrl_lab/MazeFO-v0", "2"],
        capture_output=True, text=True, cwd=ROOT, timeout=60, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count("return -") == 2
