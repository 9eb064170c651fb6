"""The formats in which LMRL-Gym publishes its datasets: one JSON value a line, one trajectory a value.

Newcomers get two things wrong. The maze's files end with the agent's last text, so what the game answered to it is
worked out here. And in Wordle's files `reward` leaves out the opening `Wordle:` but counts the game's answers.
"""

from collections.abc import Callable
from typing import NamedTuple

from tasks.grid import MOVES
from tasks.maze import Maze, MazeState
from tasks.protocol import AnyTask, Episode, Turn
from tasks.published_talks import read_deal, read_moves, read_questions, write_deal, write_moves, write_questions
from tasks.records import NO_SEED, Json, field, is_number, list_of, need, numbers, steps_of


class Form(NamedTuple):
    """One published format. `read` raises ValueError, with the reason, for a record that is not of this format."""

    read: Callable[[AnyTask, Json], Episode]
    write: Callable[[AnyTask, Episode], Json]
    joined: bool = False
    """A line is one step, a trajectory the lines up to one that is done: `read` gets and `write` gives them as a list."""


def form(task: AnyTask) -> Form:
    """The format of this task's published dataset. Raises ValueError where it is not known."""
    if task.name not in FORMS:
        raise ValueError(f"no published format is known for {task.name}; they are known for {', '.join(FORMS)}")
    return FORMS[task.name]


def _read_wordle(task: AnyTask, record: Json) -> Episode:
    """{"sequence": [[text, is_action], ...], "reward": [...], "done": ...}"""
    sequence, done = list_of(record, "sequence"), field(record, "done")
    need(isinstance(done, bool), "`done` is neither true nor false")
    pairs = all(isinstance(item, list) and len(item) == 2 and isinstance(item[0], str) for item in sequence)
    need(pairs, "`sequence` is not made of pairs [text, is_action]")
    texts, spoken = [text for text, _ in sequence], [bool(is_action) for _, is_action in sequence]
    need(spoken == [i % 2 == 1 for i in range(len(spoken))], "game and agent do not take turns in `sequence`")
    need(len(texts) >= 3 and len(texts) % 2 == 1, "`sequence` does not end with the game's answer to a guess")
    rewards = _wordle_rewards(numbers(record, "reward"), len(texts))
    turns = [Turn("game", texts[0])]
    for text, answer, reward in zip(texts[1::2], texts[2::2], rewards, strict=True):
        turns += [Turn("agent", text, reward, legal=answer.strip() != ""), Turn("game", answer)]
    return Episode(task.name, NO_SEED, tuple(turns), done, not done, success=texts[-1] == "g g g g g\n")


def _wordle_rewards(rewards: list[float], texts: int) -> list[float]:
    """The agent's rewards; a leading one for `Wordle:`, or none for the game's texts, are understood as well."""
    if len(rewards) == texts // 2:
        return rewards
    need(len(rewards) in (texts - 1, texts), f"{texts} texts, but {len(rewards)} rewards: one fewer is right")
    paid = rewards[len(rewards) - texts + 1 :]
    need(not any(paid[1::2]), "a reward stands at a text of the game: only agents earn")
    return paid[::2]


def _write_wordle(_: AnyTask, episode: Episode) -> Json:
    return {
        "sequence": [[turn.text, float(turn.role == "agent")] for turn in episode.turns],
        "reward": [turn.reward for turn in episode.turns[1:]],
        "done": episode.terminated,
    }


def _read_steps(task: AnyTask, record: Json) -> Episode:
    """[{"state": ..., "action": ..., "reward": ..., "done": ...}, ...]"""
    need(isinstance(record, list) and len(record) > 0, "not a list of steps")
    for number, step in enumerate(record):
        need(isinstance(step, dict), f"step {number} is not a JSON object")
        need(isinstance(step.get("state"), str), f"step {number} has no text `state`")
        need(isinstance(step.get("action"), str), f"step {number} has no text `action`")
        need(is_number(step.get("reward")), f"step {number} has no number `reward`")
        need(isinstance(step.get("done"), bool), f"step {number} has no `done` that is true or false")
    texts = [text for step in record for text in (step["state"], step["action"])]
    return _walked(task, texts, [float(step["reward"]) for step in record], [step["done"] for step in record])


def _write_steps(_: AnyTask, episode: Episode) -> Json:
    return steps_of(episode, "state")


def _read_history(task: AnyTask, record: Json) -> Episode:
    """{"text_history": [...], "rewards": [...], "dones": [...]}, in parallel"""
    return _walked(task, *_histories(record))


def _read_walk(task: AnyTask, record: Json) -> Episode:
    """The same of Text-Nav: won when the last reward is paid. Where the file ends with a command, its answer is unknown."""
    texts, rewards, dones = _histories(record)
    texts = texts if len(texts) % 2 else [*texts, "\n"]
    turns = [Turn("game", texts[0])]
    for text, answer, reward in zip(texts[1::2], texts[2::2], rewards, strict=True):
        turns += [Turn("agent", text, reward), Turn("game", answer)]
    return Episode(task.name, NO_SEED, tuple(turns), dones[-1], not dones[-1], dones[-1] and rewards[-1] > 0)


def _histories(record: Json) -> tuple[list[str], list[float], list[bool]]:
    """All texts, and the agent's rewards and dones."""
    texts, rewards, dones = list_of(record, "text_history"), numbers(record, "rewards"), list_of(record, "dones")
    need(len(texts) >= 2, "`text_history` holds no text of the agent")
    need(all(isinstance(text, str) for text in texts), "`text_history` holds more than texts")
    need(all(isinstance(done, bool) for done in dones), "`dones` holds more than true and false")
    need(
        len(texts) == len(rewards) == len(dones),
        f"{len(texts)} texts, {len(rewards)} rewards and {len(dones)} dones: these should be as many",
    )
    need(not any(rewards[::2]), "a reward stands at a text of the game: only agents earn")
    return texts, rewards[1::2], dones[1::2]


def _write_history(_: AnyTask, episode: Episode) -> Json:
    turns = episode.turns[: 2 * len(episode.spoken)]
    last = len(turns) - 1
    return {
        "text_history": [turn.text for turn in turns],
        "rewards": [turn.reward for turn in turns],
        "dones": [episode.terminated and number == last for number in range(len(turns))],
    }


def _walked(task: AnyTask, texts: list[str], rewards: list[float], dones: list[bool]) -> Episode:
    """A trajectory of the maze from its texts, the game's and the agent's in turn."""
    need(not any(dones[:-1]), f"step {dones.index(True) if True in dones else 0} is done, but more steps follow")
    won = dones[-1] and rewards[-1] == 0
    if len(texts) % 2 == 0:
        texts = [*texts, "Success\n" if won else "Failure\n" if dones[-1] else _answer(task, texts)]
    turns = [Turn("game", texts[0])]
    for text, answer, reward in zip(texts[1::2], texts[2::2], rewards, strict=True):
        turns += [Turn("agent", text, reward, text in MOVES), Turn("game", answer)]
    return Episode(task.name, NO_SEED, tuple(turns), won, not won, won)


def _answer(task: AnyTask, texts: list[str]) -> str:
    """What the maze answers to the last text; where the texts are not this maze's, the last one it gave again."""
    if not isinstance(task, Maze):
        return texts[-2]
    history = tuple(Turn("agent" if i % 2 else "game", text) for i, text in enumerate(texts[:-1]))
    places = task.places(history) or task.places(history[-1:])
    return task.step(MazeState(places[0][1], 0), texts[-1]).text if places else texts[-2]


FORMS = {
    "maze-fo": Form(_read_steps, _write_steps),
    "maze-po": Form(_read_history, _write_history),
    "textnav-fo": Form(_read_walk, _write_history),
    "textnav-po": Form(_read_walk, _write_history),
    "chess": Form(read_moves, write_moves, joined=True),
    "endgames": Form(read_moves, write_moves, joined=True),
    "twenty-questions": Form(read_questions, write_questions),
    "guess-city": Form(read_questions, write_questions),
    "car-dealer": Form(read_deal, write_deal),
    "wordle": Form(_read_wordle, _write_wordle),
    "wordle-standard": Form(_read_wordle, _write_wordle),
}
