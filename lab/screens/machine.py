"""How busy the machine is, and with what."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid
from textual.widgets import Static

from lab.format import fixed, percent, size
from lab.keymap import named
from lab.messages import OpenRun
from lab.screens.place import Place
from lab.widgets.chrome import ink_of
from lab.widgets.curve import Reference, Series
from lab.widgets.panel import CurvePanel
from lab.widgets.plain import one_line
from lab.widgets.rows import Rows
from lab.widgets.spark import bar

if TYPE_CHECKING:
    from lab.feeds import WorkersFeed
    from lab.load import Load, Process
    from lab.theme import Ink

_PERIOD = 1.0
"""Seconds between two looks."""
_KEPT = 900
"""Looks that are drawn."""

Order = Literal["processor", "memory"]


class MachineScreen(Place):
    """Curves over a list of processes."""

    WHERE = "runs › machine"
    HELP = """How busy the machine is since this screen was opened: all cores together and the busiest one, memory, and the GPUs where
there are any. Below it the processes that take most; those that train a run carry its name, and enter opens it.

t sorts them by processor or by memory. The curves are used as everywhere: enter makes one fill the screen."""
    BINDINGS: ClassVar[list[BindingType]] = named(
        "machine", [Binding("t", "order", "sort", tooltip="Sort the processes by processor or by memory")]
    )
    DEFAULT_CSS = """
    MachineScreen #facts { height: auto; padding: 0 2; background: $surface; text-wrap: nowrap; text-overflow: ellipsis; }
    MachineScreen #plots { height: 1fr; grid-size: 2; }
    MachineScreen #heads { height: 1; padding: 0 2; background: $surface; }
    MachineScreen #processes { height: 40%; padding: 0 1; }
    MachineScreen.-cards #processes { height: 20%; min-height: 3; }
    """

    def __init__(self, home: Path) -> None:
        super().__init__()
        self._home = home
        self._loads: deque[Load] = deque(maxlen=_KEPT)
        self._runs: Mapping[int, str] = {}
        self._order: Order = "processor"
        self._lines = -1
        """How many lines there are below the first of what is said in words; it changes with the graphics cards."""
        self._steered, self._under = False, ""
        """Whether somebody moved the cursor, and the process that it was put on; till then it stays on the first."""

    def body(self) -> ComposeResult:
        yield Static(id="facts")
        with Grid(id="plots"):
            yield CurvePanel("processor in %", id="cpu")
            yield CurvePanel("memory in GB", id="memory")
            yield CurvePanel("GPU in %", id="gpu")
            yield CurvePanel("GPU memory in GB", id="gpu-memory")
        yield Static(id="heads")
        yield Rows(id="processes")

    def on_mount(self) -> None:
        self.query_one("#processes").focus()
        self._measure()
        self.set_interval(_PERIOD, self._measure)

    def feed(self) -> WorkersFeed:
        from lab.feeds import WorkersFeed

        return WorkersFeed()

    def tell(self, tidings: Mapping[int, str]) -> None:
        self._runs = tidings

    @work(thread=True, exclusive=True, group="measure")
    def _measure(self) -> None:
        from lab.load import measure

        load = measure(self._home)
        self.from_thread(self._take, load)

    def _take(self, load: Load) -> None:
        self._loads.append(load)
        self._show()

    def _show(self) -> None:
        if not self._loads:
            return
        load, colors = self._loads[-1], ink_of(self.app)
        facts = load_text(load, self.size.width - 4, colors)
        lines = facts.plain.count("\n")
        self.query_one("#facts", Static).update(facts, layout=lines != self._lines)
        self._lines = lines
        for name, (series, levels) in curves(list(self._loads), self._runs, colors).items():
            panel = self.query_one(f"#{name}", CurvePanel)
            panel.display = bool(series)
            panel.show({"time": series}, levels)
        # With graphics cards there are two rows of plots.
        self.set_class(bool(load.gpus), "-cards")
        self._show_processes(load, colors)

    def _show_processes(self, load: Load, colors: Ink) -> None:
        key = (lambda one: -one.cpu) if self._order == "processor" else (lambda one: -one.memory)
        found = sorted(load.processes, key=key)
        lines = [process_text(one, self._runs.get(one.pid, ""), colors) for one in found]
        heads = f"{'pid':>8}{'processor' + ' ▾' * (self._order == 'processor'):>14}{'memory' + ' ▾' * (self._order == 'memory'):>12}  what"
        self.query_one("#heads", Static).update(Text(heads, f"bold {colors.muted}"), layout=False)
        rows = self.query_one("#processes", Rows)
        rows.show([str(one.pid) for one in found], lambda index, width: lines[index])
        if not self._steered and found:
            self._under = str(found[0].pid)
            rows.move_to(self._under)

    def on_rows_moved(self, event: Rows.Moved) -> None:
        if event.rows.key != self._under:
            self._steered, self._under = True, event.rows.key or ""

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        run = self._runs.get(int(event.key))
        if run:
            self.post_message(OpenRun(run))
        else:
            self.notify("this process trains no run of the lab")

    def action_order(self) -> None:
        self._order = "memory" if self._order == "processor" else "processor"
        self._show()


def curves(loads: Sequence[Load], runs: Mapping[int, str], ink: Ink) -> dict[str, tuple[list[Series], list[Reference]]]:
    """What each plot shows, over the seconds since the first look; no series where there is no GPU."""
    # The processor's share in the first look is since nobody knows when.
    loads = loads[1:] or loads
    xs = tuple(load.time - loads[0].time for load in loads)
    made: dict[str, tuple[list[Series], list[Reference]]] = {}

    def line(name: str, values: Sequence[float], k: int) -> Series:
        return Series(name, xs, tuple(values), ink.series[k % len(ink.series)])

    made["cpu"] = (
        [line("all cores", [load.cpu for load in loads], 0), line("busiest", [max(load.cores) for load in loads], 1)], [],
    )  # fmt: skip
    ours = [sum(one.memory for one in load.processes if one.pid in runs) / 1e9 for load in loads]
    made["memory"] = (
        [line("used", [load.used / 1e9 for load in loads], 0), line("by runs", ours, 1)],
        [Reference("all there is", loads[-1].total / 1e9, ink.muted)],
    )
    cards = range(min(len(load.gpus) for load in loads))
    made["gpu"] = ([line(f"GPU {k}", [load.gpus[k].busy for load in loads], k) for k in cards], [])
    made["gpu-memory"] = (
        [line(f"GPU {k}", [load.gpus[k].used / 1e9 for load in loads], k) for k in cards],
        [Reference("all there is", loads[-1].gpus[k].total / 1e9, ink.muted) for k in list(cards)[:1]],
    )
    return made


def load_text(load: Load, width: int, ink: Ink) -> Text:
    """Processor, memory and disk in a line; the cores in another; then the GPUs."""
    text = Text(no_wrap=True, overflow="ellipsis")
    text.append(f"processor {percent(load.cpu / 100)} of {len(load.cores)} cores", f"bold {ink.text}")
    text.append(f"  load {' '.join(fixed(one, 2) for one in load.waiting)}", ink.muted)
    text.append(f"  memory {size(load.used)} of {size(load.total)}", f"bold {ink.text}")
    text.append(f"  swap {size(load.swapped)}  {size(load.free)} free on disk", ink.muted)
    each = max(3, min(12, width // max(len(load.cores), 1) - 5))
    cores = Text("\n")
    for share in load.cores:
        cores.append_text(bar(share / 100, each, ink=ink)).append(f"{round(share):>3}  ", ink.muted)
    text.append_text(cores)
    for k, card in enumerate(load.gpus):
        text.append(f"\nGPU {k} {one_line(card.name, 30)}", f"bold {ink.text}")
        text.append(f"  {percent(card.busy / 100)} busy  memory {size(card.used)} of {size(card.total)}", ink.muted)
    return text


def process_text(one: Process, run: str, ink: Ink) -> Text:
    """A process on a line; a run's worker carries its name."""
    text = Text(f"{one.pid:>7}{percent(one.cpu / 100):>13}{size(one.memory):>12}  ", ink.text, end="", no_wrap=True)
    return text.append(one_line(one.name, 30), ink.muted).append(f"  {one_line(run, 40)}" if run else "", ink.accent)
