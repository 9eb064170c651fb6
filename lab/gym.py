"""The tasks as Gymnasium environments, so that other people's agents can play them.

    import gymnasium
    import lab.gym

    env = gymnasium.make("lmrl_lab/Wordle-v0")
    observation, info = env.reset(seed=7)
    observation, reward, terminated, truncated, info = env.step("s l a t e")

Newcomers get three things wrong. Gymnasium no longer looks for plugins (since 1.0), so the ids are known once this module
has been imported, which `gymnasium.make("lab.gym:lmrl_lab/Wordle-v0")` does by itself; that is why importing it registers
them. An observation is all that an agent with the task's memory may see, earlier texts too, and not the latest answer
alone. And a seed names the game itself: `info["seed"]`, given to `reset`, gives that game again.
"""

import re
from functools import cached_property
from typing import Any

from lab import catalog
from tasks.play import Game, say, start, visible
from tasks.protocol import EVALUATION_SEEDS, AnyTask, Turn

try:
    import gymnasium
    from gymnasium import error, spaces
except ModuleNotFoundError as missing:
    raise ImportError('lab.gym needs Gymnasium, which is not installed: pip install "lmrl-lab[gym]"') from missing

NAMESPACE = "lmrl_lab"
VERSION = 0

UNKNOWN = "\ufffd"
"""Stands in observations for a character that is not in CHARSET."""


def _between(first: int, last: int) -> str:
    return "".join(map(chr, range(first, last + 1)))


CHARSET = (
    "\n"
    + _between(0x20, 0x7E)
    + _between(0xA1, 0xAC)
    + _between(0xAE, 0x17F)
    + _between(0x218, 0x21B)
    + _between(0x1E00, 0x1EFF)
    + "‘’“”–—…€"
    + UNKNOWN
)
"""Printable ASCII, the letters of languages in Latin script, and the punctuation of typographers and chat models."""

OBSERVED = 1 << 15
"""Characters in an observation; of a longer one the end is shown."""

SPOKEN = 16
"""Characters in the action space for each token that the task lets an agent say."""

_SPELT = {"fo": "FO", "po": "PO", "textnav": "TextNav"}
"""Parts of tasks' names with more than their first letter in upper case."""

_STRANGE = re.compile(f"[^{re.escape(CHARSET)}]")


class TextEnv(gymnasium.Env[str, str]):
    """One task, or the task of this name, as an environment.

    Actions are the first line of any string: what is no move is answered too, as the task says. `info` has `turns` (the
    whole game so far, each with `role`, `text`, `reward` and `legal`), `legal` and `success` (of the latest action),
    `actions` (all that is legal now; empty where the text is free, and at the end) and `seed` (the game's).
    """

    metadata = {"render_modes": ["ansi"], "render_fps": 4}  # noqa: RUF012 (Gymnasium's own annotation)

    def __init__(self, task: AnyTask | str, render_mode: str | None = None) -> None:
        if render_mode not in (None, *self.metadata["render_modes"]):
            raise ValueError(f"there is no render mode {render_mode!r}: it is None or 'ansi'")
        self.task: AnyTask = catalog.task(task) if isinstance(task, str) else task
        self.render_mode = render_mode
        self.observation_space = spaces.Text(OBSERVED, min_length=0, charset=CHARSET)
        self.action_space = spaces.Text(SPOKEN * self.task.max_tokens, min_length=0, charset=CHARSET)
        self._game: Game[Any] | None = None

    @property
    def game(self) -> Game[Any]:
        """The game under way, or over. Raises ResetNeeded before the first one."""
        if self._game is None:
            raise error.ResetNeeded(f"no game of {self.task.name} has begun: call reset() first")
        return self._game

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[str, dict[str, Any]]:
        """A new game; without a seed, one that follows from the seed given last.

        `options={"evaluation": True}` plays what the lab's evaluation plays: seed 0 is its first game, 1 the second, and
        so on, and a seed of EVALUATION_SEEDS or more is the game of this seed. Other games have smaller seeds: those
        that training and datasets use.
        """
        super().reset(seed=seed)
        chosen = {"evaluation": False, **(options or {})}
        evaluation = bool(chosen.pop("evaluation"))
        if chosen:
            raise ValueError(f"there is no option {', '.join(map(repr, chosen))}: the only one is 'evaluation'")
        self._game = start(self.task, self._seed(seed, evaluation))
        return self._observation(), self._info()

    def step(self, action: str) -> tuple[str, float, bool, bool, dict[str, Any]]:
        """The answer to any string. Raises ResetNeeded when the game is over, TypeError for what is no string."""
        if not isinstance(action, str):
            raise TypeError(f"an action is a string, and {action!r} is none")
        if self.game.over:
            raise error.ResetNeeded(f"this game of {self.task.name} is over: call reset() for another one")
        # As with models and people: the newline ends what is said, whoever says it.
        self._game = say(self.game, action.split("\n", 1)[0] + "\n")
        paid = float(self.game.turns[-2].reward)
        return self._observation(), paid, self.game.terminated, self.game.truncated, self._info()

    def render(self) -> str | None:
        """The whole game so far with the agent's texts after `> `; None without a render mode."""
        if self.render_mode is None:
            return None
        return clean("".join(f"> {turn.text}" if turn.role == "agent" else turn.text for turn in self.game.turns))

    def _seed(self, seed: int | None, evaluation: bool) -> int:
        if seed is None:
            seed = int(self.np_random.integers(EVALUATION_SEEDS))
        if not evaluation:
            return seed % EVALUATION_SEEDS
        return seed if seed >= EVALUATION_SEEDS else self._evaluated[seed % len(self._evaluated)]

    @cached_property
    def _evaluated(self) -> tuple[int, ...]:
        return self.task.evaluation_seeds()

    def _observation(self) -> str:
        texts = visible(self.game.turns, self.task.memory)
        return clean("".join(turn.text for turn in texts)[-OBSERVED:])

    def _info(self) -> dict[str, Any]:
        game = self.game
        return {
            "turns": [_told(turn) for turn in game.turns],
            "legal": game.turns[-2].legal if game.spoken else True,
            "success": game.success,
            "actions": [] if game.over else list(self.task.actions(game.state)),
            "seed": game.seed,
        }


def _told(turn: Turn) -> dict[str, Any]:
    return {"role": turn.role, "text": turn.text, "reward": float(turn.reward), "legal": turn.legal}


def clean(text: str) -> str:
    """The text with UNKNOWN for every character that is not in CHARSET."""
    return _STRANGE.sub(UNKNOWN, text)


def gym_id(name: str) -> str:
    """Gymnasium's id of a task: `maze-fo` is `lmrl_lab/MazeFO-v0`."""
    parts = [_SPELT.get(part, part.capitalize()) for part in name.split("-")]
    return f"{NAMESPACE}/{''.join(parts)}-v{VERSION}"


def register() -> None:
    """Makes every task of the catalogue known to `gymnasium.make`; those that it knows already stay as they are."""
    for name in catalog.TASKS:
        if gym_id(name) not in gymnasium.registry:
            gymnasium.register(gym_id(name), entry_point=f"{__name__}:{TextEnv.__name__}", kwargs={"task": name})


register()
