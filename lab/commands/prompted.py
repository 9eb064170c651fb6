"""The player `prompted`: a chat model, local or behind a server, that is told the rules and shown some games."""

from argparse import Namespace
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Any

from lab.catalog import is_address
from lab.cores import cores
from lab.format import percent
from lab.output import waiting
from lab.problem import Failed, Problem
from lab.prompted import Setting
from tasks.prompted import Prompted
from tasks.protocol import AnyTask
from tasks.simulators.talker import Chat, Server

PLAYER = "prompted"
EPISODES = 64
"""Games in an evaluation when nobody says otherwise: a server may cost money, and a local model takes its time."""

NEAR = 0.6
"""How like its name a word must be to be taken for a misspelling of it."""


@dataclass(frozen=True, kw_only=True)
class PromptedSpec:
    """Which chat model plays, and how it is asked."""

    model: str
    base_url: str
    """The server's address; empty for a model on this machine."""
    quant: str
    examples: int
    retries: int
    at_once: int
    reply_tokens: int
    timeout: float

    @property
    def player(self) -> str:
        """What its games are kept under."""
        return f"{PLAYER}:{self.model}"

    @property
    def setting(self) -> Setting:
        """As far as its games depend on it."""
        return Setting(
            model=self.model, served=bool(self.base_url), quant=self.quant, examples=self.examples, retries=self.retries,
            reply_tokens=self.reply_tokens,
        )  # fmt: skip


def take(asked: Namespace) -> PromptedSpec | None:
    """What the command line says of a prompted player, if it is one; its address is then no longer a simulator's.

    Raises Problem for what is missing and for what goes with no other player.
    """
    whose = getattr(asked, "player", "") or getattr(asked, "against", "")
    if whose != PLAYER:
        if asked.model or asked.prompted_url:
            near = f"; did you mean {PLAYER}?" if get_close_matches(whose, [PLAYER], 1, NEAR) else ""
            raise Problem(f"--model and --prompted-url go with the player {PLAYER}, not with {whose or 'none'}{near}")
        return None
    url = asked.prompted_url
    if not url and asked.simulator != "openai":
        url, asked.base_url = asked.base_url, ""
    if not asked.model:
        raise Problem(
            f"{PLAYER} needs --model: a Hugging Face id or a folder, or with --base-url its name at the server"
        )
    if url and not is_address(url):
        raise Problem(f"{url!r} is no address of a server; it looks like http://127.0.0.1:8000/v1")
    if url and asked.quant != "none":
        raise Problem("--quant goes with a model on this machine: a server keeps its own as it likes")
    return PromptedSpec(
        model=asked.model, base_url=url, quant=asked.quant, examples=asked.examples, retries=asked.retries,
        at_once=asked.at_once, reply_tokens=asked.reply_tokens, timeout=asked.timeout,
    )  # fmt: skip


def player(spec: PromptedSpec, task: AnyTask) -> Prompted:
    """The policy; loads a local model. Raises Failed, and Unavailable when the games to show cannot be played."""
    return Prompted(task, _chat(spec), examples=spec.examples, retries=spec.retries)


def _chat(spec: PromptedSpec) -> Chat:
    if spec.base_url:
        return Server(
            spec.base_url, spec.model, timeout=spec.timeout, at_once=spec.at_once, max_tokens=spec.reply_tokens
        )
    import torch

    from lab import build
    from models.load import LoadError
    from models.spec import ModelSpec
    from models.talker import LocalTalker

    build.settle(cores())
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = ModelSpec(name=spec.model, quant=spec.quant)  # type: ignore[arg-type]
    try:
        with waiting(f"loading {spec.model}"):
            return LocalTalker(model, device=device, max_tokens=spec.reply_tokens, share=True)
    except LoadError as error:
        raise Failed(str(error)) from error


def document(spec: PromptedSpec, policy: Prompted) -> dict[str, Any]:
    """What it took, for --json."""
    tally = policy.tally
    rates = {"retry_rate": tally.again_rate, "unread_rate": tally.unread_rate}
    return {"prompted": asdict(spec) | asdict(tally) | rates}


def sentence(policy: Prompted) -> str:
    """What it took, for people."""
    tally = policy.tally
    tokens = f"{tally.prompt_tokens:,} tokens read and {tally.completion_tokens:,} written"
    if tally.uncounted:
        tokens += f", without {tally.uncounted:,} replies whose tokens the server did not tell"
    said = (
        f"{tally.moves:,} moves in {tally.requests:,} requests: {percent(tally.again_rate)} of the moves asked for again, "
        f"{percent(tally.unread_rate)} never readable; {tokens}"
    )
    if tally.shortened:
        said += (
            f"\nin {tally.shortened:,} requests the model could not see the beginning of what it was told: it needs a longer "
            f"context, or fewer --examples"
        )
    return said
