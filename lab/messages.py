"""What the app's parts tell each other. Screens post wishes upwards; the watcher posts news downwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lab.feeds import Feed, Tidings
    from lab.records import RunSpec


class News(Message):
    """The watcher read something new for the feed that a screen gave it."""

    def __init__(self, feed: Feed, tidings: Tidings) -> None:
        super().__init__()
        self.feed, self.tidings = feed, tidings


class Trouble(Message):
    """Something went wrong off screen, in words for people; empty when it is well again."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class Tally(Message):
    """What is going on in the lab, in a few words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class OpenRun(Message):
    """Show a run."""

    def __init__(self, run: str) -> None:
        super().__init__()
        self.run = run


class OpenLaunch(Message):
    """Show the launch form; with a run, filled from it and starting from it where that makes sense."""

    def __init__(self, like: str = "", task: str = "") -> None:
        super().__init__()
        self.like, self.task = like, task


class OpenCompare(Message):
    """Show runs over each other."""

    def __init__(self, runs: Sequence[str]) -> None:
        super().__init__()
        self.runs = tuple(runs)


class OpenReplay(Message):
    """Show an episode, of a run or of nobody's; without a number the newest one."""

    def __init__(self, run: str, episode: int | None = None) -> None:
        super().__init__()
        self.run, self.episode = run, episode


class OpenPlay(Message):
    """Play a task, and beside the agent of a run, if one is named; without a task, choose."""

    def __init__(self, task: str = "", beside: str = "") -> None:
        super().__init__()
        self.task, self.beside = task, beside


class OpenLeaderboard(Message):
    """Show who stands where in a task; without one, in that of the newest run."""

    def __init__(self, task: str = "") -> None:
        super().__init__()
        self.task = task


class OpenOtherSide(Message):
    """Be the other side of a talking task: choose against whom."""

    def __init__(self, task: str) -> None:
        super().__init__()
        self.task = task


class OpenWelcome(Message):
    """Show what a newcomer can do."""


class Launch(Message):
    """Start these runs, and show them in these tools too; in those of the settings where none are said."""

    def __init__(self, specs: Sequence[RunSpec], log_to: str | None = None) -> None:
        super().__init__()
        self.specs, self.log_to = tuple(specs), log_to


class Launched(Message):
    """These runs are in the queue: the wished ones, and before them a BC run if there had to be one."""

    def __init__(self, runs: Sequence[str], wished: Sequence[str]) -> None:
        super().__init__()
        self.runs, self.wished = tuple(runs), tuple(wished)


class Refused(Message):
    """Runs were not started, and why."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class Order(Message):
    """Do something to runs: `stop`, `resume`, `delete`, `evaluate`, `pin` or `unpin`."""

    def __init__(self, verb: str, runs: Sequence[str]) -> None:
        super().__init__()
        self.verb, self.runs = verb, tuple(runs)


class Remark(Message):
    """Keep what somebody noted about runs; an empty text removes it."""

    def __init__(self, runs: Sequence[str], text: str) -> None:
        super().__init__()
        self.runs, self.text = tuple(runs), text


class OpenMachine(Message):
    """Show how busy the machine is."""
