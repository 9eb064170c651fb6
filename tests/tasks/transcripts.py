"""A game as plain text that a reviewer can read."""

from itertools import groupby

from tasks.protocol import Episode


def transcript(episode: Episode) -> str:
    """One line a text; an exchange that comes again and again is counted instead of repeated."""
    end = "terminated" if episode.terminated else "truncated"
    first, *rest = episode.turns
    pairs = zip(rest[::2], rest[1::2], strict=True)
    exchanges = [f"> {said.text!r} {_paid(said.reward, said.legal)}\n< {answer.text!r}" for said, answer in pairs]
    lines = [f"{episode.task}, seed {episode.seed}, player {episode.player}", f"< {first.text!r}"]
    for exchange, same in groupby(exchanges):
        count = len(list(same))
        lines += [exchange] + ([f"  ({count} times)"] if count > 1 else [])
    return "\n".join([*lines, f"{end}, success {episode.success}, return {episode.total:g}"])


def _paid(reward: float, legal: bool) -> str:
    return f"[{reward:+g}]" if legal else f"[{reward:+g}, illegal]"
