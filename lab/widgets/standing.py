"""How a person's game stands, and how it ended: the line beneath it. Pure."""

from rich.text import Text

from lab.format import fixed, number
from lab.records import Run
from lab.theme import INK, Ink
from lab.widgets.plain import one_line
from tasks.play import Game
from tasks.protocol import AnyTask
from tasks.score import score


def standing_text(task: AnyTask, game: Game[object], assisted: bool, waiting: str, ink: Ink = INK) -> Text:
    """A game that goes on; `waiting` is who is waited for, when that is not told elsewhere."""
    line = Text().append(f"turn {game.spoken} of {task.max_turns}   return {number(game.total)}", ink.muted)
    line.append("   assisted" if assisted else "", ink.accent)
    return line.append(f"   {waiting}" if waiting else "", ink.accent)


def ending_text(
    task: AnyTask, game: Game[object], assisted: bool, kept: int | None, hidden: str, best: Run | None, nobody: bool, ink: Ink = INK
) -> Text:  # fmt: skip
    """A game that is over, beside what others reach in its task.

    `kept` is the episode as which it was kept, None before; `hidden` is what a lost game did not tell; `best` the run that was
    evaluated best, None when it is told of elsewhere; `nobody` says that no agent plays this yet.
    """
    constants = task.constants
    word, color = ("Won.", ink.good) if game.success else ("Lost.", ink.bad)
    line = Text().append(f"{word} ", f"bold {color}")
    line.append(f"return {number(game.total)}, score {fixed(score(game.total, constants), 1)}", ink.text)
    line.append(f"   best known {number(constants.high)}", ink.muted)
    trained = max((value for name, value in task.paper.items() if name != "best known player"), default=None)
    if trained is not None:
        line.append(f"   paper's best agent {number(trained)}", ink.muted)
    if best and best.evaluation:
        line.append(f"   {one_line(best.id, 30)} {number(best.evaluation.return_mean)}", ink.text)
    line.append(f"   data {number(constants.mean)}", ink.muted)
    if hidden:
        line.append(f"   {hidden}", ink.accent)
    line.append("\nenter plays another one", ink.muted)
    if nobody:
        line.append("   no agent of yours plays this yet: ctrl+n trains one", ink.accent)
    if kept is not None:
        line.append(f"   kept as episode {kept}{' (assisted)' if assisted else ''}", ink.muted)
    return line
