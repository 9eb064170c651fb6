"""What is told of the agent that a person plays beside. Pure."""

from rich.text import Text

from lab.format import number
from lab.theme import INK, Ink
from lab.widgets.plain import one_line
from tasks.protocol import Episode


def rival_text(
    run: str, mean: float | None, total: float | None, played: Episode | None, trouble: str, said: str, width: int, ink: Ink = INK
) -> Text:  # fmt: skip
    """A line about the agent: its mean return while one plays; when one has a `total`, its game of the same seed beside it.

    `mean` is its evaluation's, None without one; `played` its game, None before it is there; `trouble` is why it cannot play;
    `said` are its texts in that game, of which a line of `width` cells is shown.
    """
    text = Text(f"beside {one_line(run, 40)}", ink.accent)
    text.append("" if mean is None else f"   its mean return {number(mean)}", ink.muted)
    if trouble:
        return text.append(f"\n{one_line(trouble, 300)}", ink.bad)
    if total is None:
        return text.append("   plays this game, too", ink.muted)
    if played is None:
        return text.append("   it is still playing this game …", ink.muted)
    turns = len(played.spoken)
    how = f"{'won' if played.success else 'lost'} in {turns} turn{'' if turns == 1 else 's'}"
    text.append(f"\nin this game: {how}, return {number(played.total)}", f"bold {ink.text}")
    gain = total - played.total
    verdict = (
        "as well as you"
        if not gain
        else f"you did better by {number(gain)}"
        if gain > 0
        else f"it did better by {number(-gain)}"
    )
    text.append(f"   {verdict}", ink.good if gain > 0 else ink.bad if gain < 0 else ink.text)
    return text.append(f"\nit said {one_line(said, width - 8)}", ink.muted)
