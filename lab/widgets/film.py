"""What the replay says of an episode, beneath it and beside it. Pure."""

import math
from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from lab.film import Film, other_side_of
from lab.format import number
from lab.records import EpisodeHead
from lab.theme import Ink
from lab.tree import AFTERWARDS, Tree
from lab.widgets.plain import one_line
from lab.widgets.spark import bar, spark
from lab.widgets.tree import timeline

_KIN = 44
"""Cells that are kept free beside the course of the return, for where its branches leave."""


def facts(
    film: Film, kin: Tree, at: int, width: int, playing: bool, ink: Ink, regrets: Sequence[float] = ()
) -> Text:  # fmt: skip
    """Where one is, what this turn earned, and what the best known player would say next."""
    whole, head = film.stored.episode, film.stored.head
    spoken = whole.spoken
    so_far = sum(turn.reward for turn in spoken[:at])
    text = Text(no_wrap=True, overflow="ellipsis")
    text.append("▶ " if playing else "❚❚ ", ink.accent)
    text.append_text(bar(at / max(len(spoken), 1), 24, ink=ink))
    text.append(f" turn {at} of {len(spoken)}", ink.text)
    text.append(f"   episode {head.id}, {head.phase}", ink.muted)
    text.append(f", step {head.step}" if head.phase in ("train", "eval") else "", ink.muted)
    text.append(f", by {one_line(head.player or '?', 24)}", ink.muted)
    text.append(f", against {one_line(other, 24)}" if (other := other_side_of(whole)) else "", ink.accent)
    text.append("\nreward ", ink.muted).append(number(spoken[at - 1].reward) if at else "–", ink.text)
    regret = regrets[at - 1] if 0 < at <= len(regrets) else math.nan
    if math.isfinite(regret):
        shown = 0.0 if abs(regret) < 1e-9 else regret
        text.append("   regret ", ink.muted).append(number(shown), ink.bad if shown > 0 else ink.text)
    text.append("   return so far ", ink.muted).append(number(so_far), f"bold {ink.text}")
    text.append(f" of {number(whole.total)}", ink.muted)
    if at == len(spoken):
        text.append(f"   {AFTERWARDS[kin.node(head.id).ending]}", ink.good if whole.success else ink.bad)
    text.append("\n").append_text(_choices(film, at, width, ink))
    returns = [sum(turn.reward for turn in spoken[:k]) for k in range(len(spoken) + 1)]
    forked = len(kin.nodes) > 1 or head.fork_turn is not None
    cells = min(max(width - 12 - _KIN * forked, 8), len(returns))
    text.append("\nreturn ", ink.muted).append_text(spark(returns, cells, ink=ink))
    if forked:
        text.append("\n").append_text(timeline(kin, head.id, at, len(spoken), cells, width, ink))
    return text


def _choices(film: Film, at: int, width: int, ink: Ink) -> Text:
    """What was said at this turn (before the first one: what will be), and what the best known player would have said there."""
    spoken, head = film.stored.episode.spoken, film.stored.head
    turn = max(at - 1, 0)
    if turn >= min(len(film.best), len(spoken)):
        return Text("")
    who = "the agent" if head.phase in ("train", "eval") else one_line(head.player or "the player", 24)
    agent, best = spoken[turn].text.strip(), film.best[turn].strip()
    text = Text(f"here: {who} said " if at else f"next: {who} says ", ink.muted, end="")
    between, other = "   the best known player ", "the same" if agent == best else one_line(best, 30)
    room = width - text.cell_len - len(between) - cell_len(other)
    text.append(one_line(agent, min(max(room, 10), 60)), f"bold {ink.primary}").append(between, ink.muted)
    return text.append(other, ink.good if agent == best else ink.accent)


def listing(heads: list[EpisodeHead], current: int, order: str, ink: Ink) -> Text:
    """The episodes around the current one."""
    ids = [head.id for head in heads]
    here = ids.index(current) if current in ids else 0
    text = Text(f"{len(heads)} episodes, {order} first\n\n", style=ink.muted, end="", no_wrap=True)
    for head in heads[max(0, here - 12) : here + 30]:
        mark = "▸ " if head.id == current else "  "
        style = f"bold {ink.text}" if head.id == current else ink.text if head.success else ink.muted
        won = "✓" if head.success else "·"
        text.append(
            f"{mark}{head.id:>6} {head.phase:<5} {head.step:>5} {number(head.total):>8} {head.turns:>4} {won}\n", style
        )
    return text
