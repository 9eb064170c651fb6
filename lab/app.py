"""The app: screens over one store. It paints first and reads afterwards; torch is never imported here."""

from __future__ import annotations

import gc
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.events import Event, Key
from textual.filter import LineFilter
from textual.notifications import SeverityLevel
from textual.screen import Screen

from lab import keymap, settings
from lab.ascii import wanted
from lab.keymap import named
from lab.messages import (
    Launch,
    Launched,
    OpenCompare,
    OpenLaunch,
    OpenLeaderboard,
    OpenMachine,
    OpenOtherSide,
    OpenPlay,
    OpenReplay,
    OpenRun,
    OpenWelcome,
    Order,
    Refused,
    Remark,
    Tally,
    Trouble,
)  # fmt: skip
from lab.problem import Problem
from lab.screens.place import Place
from lab.screens.runs import RunsScreen
from lab.theme import DARK, LIGHT, SIXTEEN, THEMES
from lab.watcher import Tender, Watcher
from lab.widgets.ascii import AsciiOnly
from lab.widgets.chrome import Top
from lab.widgets.guard import Guard
from lab.widgets.plain import brief, unmarked

if TYPE_CHECKING:
    from lab.records import Run

_log = logging.getLogger("lab.app")

_IDLE = 5.0
"""Seconds after the last key from when on nobody is at the keyboard."""
_BRIEF = 0.25
"""Seconds: a message with less than this to stay is not shown any more."""


class LabApp(App[None]):
    """One person at one machine; any number of these on one home agree."""

    TITLE = "lmrl-lab"
    CSS_PATH = "lab.tcss"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = named(
        "app",
        [
            Binding("ctrl+p", "command_palette", "find", tooltip="Find any action, run or task", priority=True),
            Binding("question_mark,f1", "help", "help", tooltip="What this screen is for, and every key"),
            Binding("ctrl+q", "quit", "quit", tooltip="Close the app; runs go on", priority=True),
            Binding("f2", "theme", "theme", tooltip="Dark or light", show=False),
        ],
    )

    async def on_event(self, event: Event) -> None:
        if isinstance(event, Key):
            self.last_key = time.monotonic()
        await super().on_event(event)

    def __init__(self, home: Path, start: str | Callable[[], Place] | None = None, *, ascii_only: bool = False) -> None:
        """`start` says what to open over the runs: `play TASK [SEED]`, `replay RUN [EPISODE]`, or what makes the screen."""
        super().__init__()
        self._ascii = AsciiOnly(enabled=ascii_only)
        self.guard = Guard()
        self.home = home
        self._place = start if callable(start) else None
        self._start = start.split() if isinstance(start, str) else []
        self._watcher = Watcher(home, self)
        self._tender = Tender(home)
        self.known_runs: Sequence[Run] = ()
        """The runs as last read, for the palette."""
        self.tally = ""
        self._evaluating: list[str] = []
        """Runs whose agents play evaluation games, each in a process of its own."""
        """What goes on, as last counted, for the heads of screens."""
        self.last_key = 0.0
        """When a key was last pressed, by the clock that only goes forward."""
        for theme in THEMES:
            self.register_theme(theme)
        wished = settings.load(home).theme
        self.theme = SIXTEEN.name if self._poor else wished if wished in self.available_themes else DARK.name

    @property
    def _poor(self) -> bool:
        """The terminal has 16 colours, or eight."""
        return self.console.color_system == "standard"

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), self.guard, *([self._ascii] if self._ascii.enabled else [])]

    def on_mount(self) -> None:
        self.push_screen(RunsScreen(self.home))
        if self._start:
            self._open_first(*self._start)
        elif self._place:
            self.push_screen(self._place())
        # Whatever can wait until something is on the screen does.
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self._take_keys()
        self._watcher.start()
        self._tender.start()
        self.set_interval(_IDLE, self._tidy)

    def _tidy(self) -> None:
        """Looks for garbage among everything, which takes as long as painting two frames, when nobody waits for a key."""
        if gc.isenabled() and time.monotonic() - self.last_key > _IDLE:
            gc.collect()

    def _take_keys(self) -> None:
        """The person's own keys, where there are any."""
        try:
            self.set_keymap(keymap.load(self.home))
        except Problem as problem:
            self.notify(f"{problem}. The keys are as they come.", severity="warning", timeout=10, markup=False)

    def on_unmount(self) -> None:
        self._watcher.stop()
        self._tender.stop()

    def _open_first(self, what: str, name: str, number: str = "") -> None:
        """`play TASK [SEED]` or `replay RUN [EPISODE]`, as the command line asked."""
        if what == "play":
            from lab.screens.play import PlayScreen

            self.push_screen(PlayScreen(self.home, name, game_seed=int(number) if number else None))
        else:
            self.post_message(OpenReplay(name, int(number) if number else None))

    def follow(self, place: Place) -> None:
        """The watcher reads for this screen from now on."""
        self._watcher.follow(place.feed, place)

    # Wishes of screens

    def on_open_run(self, message: OpenRun) -> None:
        from lab.screens.run import RunScreen

        self.push_screen(RunScreen(self.home, message.run))

    def on_open_launch(self, message: OpenLaunch) -> None:
        from lab.screens.launch import LaunchScreen

        self.push_screen(LaunchScreen(self.home, message.like, message.task))

    def on_open_compare(self, message: OpenCompare) -> None:
        from lab.screens.compare import CompareScreen

        self.push_screen(CompareScreen(self.home, message.runs))

    def on_open_replay(self, message: OpenReplay) -> None:
        from lab.screens.replay import ReplayScreen

        self.push_screen(ReplayScreen(self.home, message.run or None, message.episode))

    def on_open_play(self, message: OpenPlay) -> None:
        if message.task:
            self._play(message.task, message.beside)
        else:
            from lab.catalog import TASKS
            from lab.screens.ask import Choose

            options = [(task.name, task.summary) for task in TASKS.values()]
            self.push_screen(Choose("What do you want to play?", options), self._play)

    def _play(self, task: str | None, beside: str = "") -> None:
        from lab.screens.play import PlayScreen

        if task:
            self.push_screen(PlayScreen(self.home, task, beside=beside))

    def on_open_leaderboard(self, message: OpenLeaderboard) -> None:
        from lab.screens.leaderboard import LeaderboardScreen

        newest = self.known_runs[0].spec.task if self.known_runs else "wordle"
        self.push_screen(LeaderboardScreen(self.home, message.task or newest))

    def on_open_machine(self, _: OpenMachine) -> None:
        from lab.screens.machine import MachineScreen

        self.push_screen(MachineScreen(self.home))

    @work(thread=True)
    def on_open_other_side(self, message: OpenOtherSide) -> None:
        from lab.screens.other_side import opponents

        try:
            found = opponents(self.home, message.task)
        except Problem as problem:
            self.post_message(Refused(str(problem)))
            return
        self.call_from_thread(self._choose_opponent, message.task, found)

    def _choose_opponent(self, task: str, found: Sequence[tuple[str, str]]) -> None:
        from lab.screens.ask import Choose
        from lab.screens.other_side import OtherSideScreen

        def chosen(who: str | None) -> None:
            if who is None:
                return
            here = self.screen
            if isinstance(here, OtherSideScreen) and here.game_task.name == task:
                here.play_against(who)
            else:
                self.push_screen(OtherSideScreen(self.home, task, who))

        self.push_screen(Choose("You are the other side. Who shall play against you?", found), chosen)

    def on_open_welcome(self, _: OpenWelcome) -> None:
        from lab.screens.welcome import WelcomeScreen

        self.push_screen(WelcomeScreen(self.home))

    @work(thread=True)
    def on_launch(self, message: Launch) -> None:
        from lab.launcher import Launcher
        from lab.tools import asked_for

        try:
            created = Launcher(self.home).launch(message.specs, asked_for(self.home, message.log_to, None))
        except Problem as problem:
            self.post_message(Refused(str(problem)))
            return
        names = [run.id for run in created]
        self.post_message(Launched(names, names[-len(message.specs) :]))

    def on_launched(self, message: Launched) -> None:
        while len(self.screen_stack) > 2:
            self.pop_screen()
        first = [name for name in message.runs if name not in message.wished]
        said = f"launched {', '.join(message.wished)}"
        if first:
            said += f"; first {first[0]}, the BC run it starts from: escape leads on to {message.wished[0]}"
        self.notify(said, timeout=8, markup=False)
        # From the run that comes first, escape leads to the one that was wished for.
        for run in (message.wished[0], *first[:1]):
            self.post_message(OpenRun(run))
        self._watcher.wake()

    def _refresh_notifications(self) -> None:
        """Leaves out what is about to end: a toast whose time is over before it is shown gets a timer of negative length
        from textual (8.2), which never returns and holds the app up for good."""
        for note in list(self._notifications):
            if note.time_left < _BRIEF:
                del self._notifications[note]
        super()._refresh_notifications()

    def notify(
        self, message: str, *, title: str = "", severity: SeverityLevel = "information", timeout: float | None = None,
        markup: bool = False,
    ) -> None:  # fmt: skip
        """Whoever tells something may quote a server, a file or a person: it is shown as it is, and never taken for markup."""
        super().notify(brief(message), title=brief(title), severity=severity, timeout=timeout, markup=False)

    def on_refused(self, message: Refused) -> None:
        self.notify(message.text, severity="error", timeout=10, markup=False)

    @work(thread=True)
    def on_remark(self, message: Remark) -> None:
        from lab.store import Store

        try:
            with Store(self.home) as store:
                for run in message.runs:
                    store.remark(store.run(run).id, message.text)
        except Problem as problem:
            self.post_message(Refused(str(problem)))
        self._watcher.wake()

    @work(thread=True)
    def on_order(self, message: Order) -> None:
        for run in message.runs:
            try:
                said = self._obey(message.verb, run)
                # What took long to find out is not gone while one looks away.
                self.call_from_thread(
                    self.notify, said, timeout=60 if message.verb == "evaluate" else None, markup=False
                )
            except Problem as problem:
                self.call_from_thread(self.notify, str(problem), severity="error", timeout=10, markup=False)
        self._watcher.wake()

    def _obey(self, verb: str, run: str) -> str:
        from lab.launcher import Launcher
        from lab.store import Store

        launcher = Launcher(self.home)
        if verb == "stop":
            return f"{launcher.stop(run).id} was asked to stop"
        if verb == "resume":
            return f"{launcher.resume(run).id} goes on"
        if verb == "delete":
            return f"{launcher.delete(run).id} is deleted"
        if verb == "evaluate":
            return self._evaluate(run)
        with Store(self.home) as store:
            store.pin(run, verb == "pin")
        return f"{run} is {verb}ned"

    def _evaluate(self, run: str) -> str:
        """In a process of its own: models are torch's."""
        self.call_from_thread(self._begin_evaluating, run)
        command = [sys.executable, "-m", "lab", "--home", str(self.home), "eval", run]
        root = Path(__file__).resolve().parent.parent
        try:
            done = subprocess.run(command, capture_output=True, text=True, cwd=root, stdin=subprocess.DEVNULL)
        finally:
            self.call_from_thread(self._end_evaluating, run)
        if done.returncode:
            raise Problem(done.stderr.strip() or f"the evaluation of {run} failed")
        return done.stdout.strip()

    def _begin_evaluating(self, run: str) -> None:
        self._evaluating.append(run)
        self._tell_news()

    def _end_evaluating(self, run: str) -> None:
        self._evaluating.remove(run)
        self._tell_news()

    # The frame

    @property
    def news(self) -> str:
        """What goes on in the lab, for the top line of every screen."""
        evaluating = [f"evaluating {', '.join(self._evaluating)}"] if self._evaluating else []
        return " · ".join([*evaluating, *([self.tally] if self.tally else [])])

    def on_tally(self, message: Tally) -> None:
        self.tally = message.text
        self._tell_news()

    def _tell_news(self) -> None:
        for screen in self.screen_stack:
            for top in screen.query(Top):
                top.news = self.news

    def on_trouble(self, message: Trouble) -> None:
        if message.text:
            self.notify(message.text, severity="warning", timeout=8, markup=False)

    def action_theme(self) -> None:
        if self._poor:
            self.notify("this terminal has 16 colours, and there is one theme for it", timeout=4)
            return
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name
        self._keep_theme(self.theme)

    def _keep_theme(self, name: str) -> None:
        try:
            settings.save(self.home, replace(settings.load(self.home), theme=name))
        except OSError as error:
            self.notify(f"the theme cannot be kept: {error}", severity="warning", markup=False)

    def action_help(self) -> None:
        from lab.catalog import TASKS
        from lab.screens.help import HelpScreen, every_hint
        from lab.screens.other_side import OtherSideScreen
        from lab.screens.play import PlayScreen

        screen = self.screen
        if isinstance(screen, Place):
            rules = TASKS[screen.game_task.name].rules if isinstance(screen, (PlayScreen, OtherSideScreen)) else ""
            self.push_screen(HelpScreen(screen.WHERE, screen.HELP, every_hint(screen), rules))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every action, task and run, for the palette."""
        from lab.catalog import TALKING, TASKS

        yield SystemCommand("New run", "choose task, algorithm and knobs in a form", lambda: self._post(OpenLaunch()))
        yield SystemCommand("Welcome", "the demonstration, a game, a tour", lambda: self._post(OpenWelcome()))
        yield SystemCommand(
            "Replay people's games", "and trees that deleted runs left", lambda: self._post(OpenReplay(""))
        )
        yield SystemCommand(
            "Leaderboard", "people, agents, scripted players and the paper", lambda: self._post(OpenLeaderboard())
        )
        yield SystemCommand("Machine", "how busy it is: processor, memory, GPU", lambda: self._post(OpenMachine()))
        for task in TASKS.values():
            yield SystemCommand(f"Play {task.name}", task.summary, lambda name=task.name: self._post(OpenPlay(name)))
            yield SystemCommand(
                f"Train on {task.name}", "the launch form", lambda name=task.name: self._post(OpenLaunch(task=name))
            )
            yield SystemCommand(
                f"Leaderboard of {task.name}",
                "who stands where",
                lambda name=task.name: self._post(OpenLeaderboard(name)),
            )
        for name in TALKING:
            yield SystemCommand(
                f"Be the other side of {name}",
                "an agent or a scripted player asks or sells, you answer",
                lambda name=name: self._post(OpenOtherSide(name)),
            )
        for run in self.known_runs:
            yield SystemCommand(
                f"Open {unmarked(run.id)}",
                f"{run.status}, step {run.step}",
                lambda name=run.id: self._post(OpenRun(name)),
            )
            yield SystemCommand(
                f"Replay {unmarked(run.id)}",
                "its games, turn by turn",
                lambda name=run.id: self._post(OpenReplay(name)),
            )
        yield SystemCommand("Dark or light", "the other theme", self.action_theme)
        yield SystemCommand("Help", "this screen and its keys", self.action_help)
        yield SystemCommand("Quit", "runs go on", self.action_quit)

    def _post(
        self,
        message: OpenMachine
        | OpenLaunch
        | OpenWelcome
        | OpenReplay
        | OpenPlay
        | OpenOtherSide
        | OpenRun
        | OpenLeaderboard,
    ) -> None:
        self.post_message(message)


def run_app(home: Path, start: str | Callable[[], Place] | None = None) -> int:
    """Opens the app; comes back when it is closed. What goes wrong unseen is kept in HOME/app.log."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        logging.basicConfig(filename=home / "app.log", level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    except OSError:
        # A home for viewing only: there is nowhere to keep a log, and the screens say what else cannot be done.
        logging.basicConfig(handlers=[logging.NullHandler()])
    # Modules and their tables stay: going through them for garbage holds the first paint up, and later every key that comes
    # meanwhile (60 ms). The watcher sets them aside when the store is loaded, and has garbage looked for from then on.
    gc.disable()
    # The watcher reads in a thread of its own: whoever presses a key waits for it a millisecond at most, not five.
    sys.setswitchinterval(0.001)
    app = LabApp(home, start, ascii_only=wanted(os.environ))
    app.run()
    return app.return_code or 0
