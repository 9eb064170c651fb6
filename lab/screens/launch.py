"""The launch form, made from the algorithm's config, with what will happen beside it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import psutil
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.suggester import SuggestFromList
from textual.widgets import Button, Input, Label, Select, Static

from algos.configs import FROM_BC, Knob, knobs
from lab import settings
from lab.catalog import ALGOS, TASKS, algo_config, check, command, data_from, data_text, parse, spec_from
from lab.catalog import task as find_task
from lab.cores import cores
from lab.datasets import dataset_path
from lab.format import count, duration, size
from lab.keymap import named
from lab.messages import Launch
from lab.planner import instead, plan, refuse
from lab.presets import task_preset
from lab.problem import Problem
from lab.records import DataSpec, Run, RunSpec
from lab.screens.place import Place
from lab.tools import TOOLS, require
from lab.tools import parse as parse_tools
from lab.widgets.chrome import ink_of
from lab.widgets.plain import brief, one_line
from lab.widgets.simulator_fields import STEPS, SimulatorFields
from models.memory import parameters
from models.spec import PRESETS

if TYPE_CHECKING:
    from lab.feeds import PaceFeed, PaceTidings

_WIDE = 110
_START = 12.0
"""Seconds a worker takes until its first update."""

_FIXED = {
    "model": "a preset (scratch-xs, -s, -w, -m), a Hugging Face id, or a folder",
    "data": "RECIPE[:EPISODES[:SEED]] or an imported dataset; empty is the usual",
    "from": "the run whose policy it starts from; empty finds or makes a BC run",
    "seed": "seed of the first run",
    "seeds": "how many runs, of seeds one after another: 1 to 100",
    "log-to": f"show it in {', '.join(TOOLS)} too, with commas between; empty: in none",
}
_USUAL = {"seed": "0", "seeds": "1"}


class LaunchScreen(Place):
    """Fields at the left, consequences at the right (below on narrow terminals)."""

    WHERE = "runs › launch"
    HELP = """Choose a task and an algorithm; the knobs below are that algorithm's, with what the task's preset says filled in. Each field
says what it is for, and at once what is wrong with a value.

Beside the form stands what will happen: whether a BC run is trained first, the memory it needs, how long it should take by what
was measured here before, and the command that does the same. ctrl+s launches, from any field; F1 is this help, also where `?`
is typed."""
    BINDINGS: ClassVar[list[BindingType]] = named(
        "launch",
        [
            Binding("ctrl+s", "launch", "launch", tooltip="Start these runs", priority=True),
            Binding("ctrl+d", "defaults", "defaults", tooltip="All knobs back to the preset", priority=True),
            *STEPS,
        ],
    )
    DEFAULT_CSS = """
    LaunchScreen #form { width: 1fr; padding: 0 1; }
    LaunchScreen .field { height: auto; min-height: 1; }
    LaunchScreen .field Label { width: 13; padding: 0 1 0 0; text-align: right; color: $text-muted; }
    LaunchScreen .field Input, LaunchScreen .field Select { width: 20; }
    LaunchScreen.-wide .field Label { width: 15; }
    LaunchScreen.-wide .field Input, LaunchScreen.-wide .field Select { width: 26; }
    LaunchScreen .field Input { background: $surface; padding: 0 1; border: none; height: 1; }
    LaunchScreen .field Input:focus { background: $primary 30%; }
    LaunchScreen .field SelectCurrent { background: $surface; padding: 0 1; }
    LaunchScreen .field Select:focus SelectCurrent { background: $primary 30%; }
    LaunchScreen .field .about { width: 1fr; padding: 0 1 0 2; color: $text-muted; height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    LaunchScreen .field:focus-within .about, LaunchScreen.-wide .field .about, LaunchScreen .field.-wrong .about {
        height: auto; text-wrap: wrap; color: $text;
    }
    LaunchScreen .field.-wrong .about { color: $error; }
    LaunchScreen .field.-wrong Input { background: $error 30%; }
    LaunchScreen .group { padding: 1 0 0 15; color: $accent; text-style: bold; }
    LaunchScreen #plan { width: 46; padding: 1 2; background: $surface; display: none; }
    LaunchScreen.-wide #plan { display: block; }
    LaunchScreen #brief { height: auto; min-height: 4; max-height: 6; padding: 0 2; background: $surface; }
    LaunchScreen.-wide #brief { display: none; }
    LaunchScreen #go { margin: 1 0 0 15; }
    LaunchScreen #knobs { height: auto; }
    """

    def __init__(self, home: Path, like: str = "", task: str = "") -> None:
        super().__init__()
        self._home, self._like, self._task_name = home, like, task or "maze-fo"
        self._algo_name = "ilql"
        self._setting = settings.load(home).log_to
        self._paces: PaceTidings | None = None
        self._filled = not like or bool(task)
        self._quiet = False
        self._due = False
        """The form is about to be looked through."""
        self._told: dict[str, tuple[str, bool]] = {}
        """What is told beside each field, and whether it is wrong."""

    def body(self) -> ComposeResult:
        with Horizontal():
            with VerticalScroll(id="form", can_focus=False):
                yield from self._choice("task", [(name, name) for name in TASKS], self._task_name)
                yield from self._choice("algo", [(name, name) for name in ALGOS], self._algo_name)
                yield from self._choice("quant", [(name, name) for name in ("none", "int8", "nf4")], "none")
                for name, about in _FIXED.items():
                    usual = {"log-to": self._setting, "model": task_preset(self._task_name).model}
                    value = usual.get(name, _USUAL.get(name, ""))
                    yield from self._field(name, value, about)
                yield SimulatorFields(self._task_name)
                yield Label("knobs", classes="group", id="group")
                yield Vertical(id="knobs")
                yield Button("Launch   ctrl+s", id="go", variant="primary", compact=True)
            yield VerticalScroll(Static(id="consequences"), id="plan", can_focus=False)
        yield Static(id="brief")

    def _choice(self, name: str, options: list[tuple[str, str]], value: str) -> Iterator[Any]:
        with Horizontal(classes="field", id=f"field-{name}"):
            yield Label(name)
            yield Select(options, value=value, allow_blank=False, id=name, compact=True)
            yield Static(classes="about", id=f"about-{name}")

    def _field(self, name: str, value: str, about: str) -> Iterator[Any]:
        with Horizontal(classes="field", id=f"field-{name}"):
            yield Label(name)
            known = {"model": list(PRESETS), "log-to": list(TOOLS)}.get(name)
            yield Input(value, id=name, suggester=SuggestFromList(known) if known else None, compact=True)
            yield Static(Text(about), classes="about", id=f"about-{name}")

    async def on_mount(self) -> None:
        self.set_class(self.size.width >= _WIDE, "-wide")
        await self._make_knobs()
        self.query_one("#task").focus()

    def on_resize(self) -> None:
        self.set_class(self.size.width >= _WIDE, "-wide")
        if self.is_mounted:
            self._check()

    def feed(self) -> PaceFeed:
        from lab.feeds import PaceFeed

        return PaceFeed()

    async def tell(self, tidings: PaceTidings) -> None:
        self._paces = tidings
        if not self._filled:
            self._filled = True
            run = next((run for run in tidings.runs if run.id == self._like), None)
            if run:
                await self._fill(run)
        self._check()

    async def _fill(self, run: Run) -> None:
        """The form as that run was launched."""
        spec = run.spec
        self._quiet = True
        self._task_name, self._algo_name = spec.task, spec.algo
        for name, value in (("task", spec.task), ("algo", spec.algo), ("quant", spec.model.quant)):
            self.query_one(f"#{name}", Select).value = value
        self.query_one("#model", Input).value = spec.model.name
        self.query_one("#seed", Input).value = str(spec.seed + 1)
        self.query_one("#data", Input).value = data_text(spec)
        self.query_one(SimulatorFields).serve(spec.task)
        self.query_one(SimulatorFields).fill(spec.simulator)
        await self._make_knobs({knob.name: getattr(spec.config, knob.name) for knob in knobs(type(spec.config))})
        self._quiet = False

    async def _make_knobs(self, values: dict[str, Any] | None = None) -> None:
        """The fields of this algorithm, with the task's preset filled in."""
        config = algo_config(self._algo_name, self._task_name)
        self.query_one("#group", Label).update(f"knobs of {self._algo_name}")
        box = self.query_one("#knobs", Vertical)
        await box.remove_children()
        fields = []
        for knob in knobs(type(config)):
            self._told[f"knob-{knob.name}"] = (knob.help, False)
            value = getattr(config, knob.name) if values is None else values[knob.name]
            fields.append(
                Horizontal(
                    Label(knob.name), Input(_shown(value), id=f"knob-{knob.name}", compact=True),
                    Static(Text(knob.help), classes="about", id=f"about-knob-{knob.name}"),
                    classes="field", id=f"field-knob-{knob.name}",
                )
            )  # fmt: skip
        await box.mount(*fields)
        self._check()

    @on(Select.Changed)
    async def _chosen(self, event: Select.Changed) -> None:
        if self._quiet or event.value is Select.NULL:
            return
        if event.select.id in ("task", "algo"):
            before = (self._task_name, self._algo_name)
            self._task_name = str(self.query_one("#task", Select).value)
            self._algo_name = str(self.query_one("#algo", Select).value)
            if before != (self._task_name, self._algo_name):
                self.query_one(SimulatorFields).serve(self._task_name)
                if self._value("model") == task_preset(before[0]).model:
                    self.query_one("#model", Input).value = task_preset(self._task_name).model
                await self._make_knobs()
        self._check()

    @on(Input.Changed)
    def _typed(self) -> None:
        if not self._quiet:
            self._check()

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.screen.focus_next()

    @on(Button.Pressed)
    def _pressed(self) -> None:
        self.action_launch()

    async def action_defaults(self) -> None:
        await self._make_knobs()

    def action_launch(self) -> None:
        try:
            specs, tools = self._specs(), self._tools()
            refuse(specs[0])
        except Problem as problem:
            self.notify(str(problem), severity="error", title="not launched", timeout=8, markup=False)
            return
        self.post_message(Launch(specs, tools))

    # What the form says

    def _value(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value.strip()

    def _knobs(self) -> list[Knob]:
        return knobs(type(algo_config(self._algo_name, self._task_name)))

    def _specs(self) -> list[RunSpec]:
        """The runs the form describes. Raises Problem."""
        overrides = {knob.name: self._value(f"knob-{knob.name}") for knob in self._knobs()}
        seed, seeds = self._seeds()
        return [
            spec_from(
                self._task_name, self._algo_name, model=self._value("model"),
                quant=str(self.query_one("#quant", Select).value), from_run=self._value("from"),
                data=self._data(), seed=seed + k, overrides=overrides,
                simulator=self.query_one(SimulatorFields).spec,
            )
            for k in range(seeds)
        ]  # fmt: skip

    def _seeds(self) -> tuple[int, int]:
        """The first seed, and how many runs. Raises Problem."""
        seed, seeds = parse(self._value("seed") or "0", int, "seed"), parse(self._value("seeds") or "1", int, "seeds")
        if seed < 0:
            raise Problem("a seed is 0 or more")
        if not 1 <= seeds <= 100:
            raise Problem("seeds is 1 to 100")
        return seed, seeds

    def _data(self) -> DataSpec:
        """What the field says. Raises Problem for a dataset that was never imported."""
        found = data_from(self._value("data"), self._task_name)
        if found.path and not dataset_path(self._home, self._task_name, found).is_file():
            recipes = ", ".join(find_task(self._task_name).recipes)
            raise Problem(f"{one_line(found.path, 40)!r} is no imported dataset, and no recipe: these are {recipes}")
        return found

    def _base_named(self) -> str:
        """The run that is named to start from. Raises Problem when there is none of that name."""
        name = self._value("from")
        known = [run.id for run in self._paces.runs] if self._paces else []
        if name and known and not any(run.startswith(name) for run in known):
            near = get_close_matches(name[:100], known, 1, 0.4)
            raise Problem(f"there is no run {one_line(name, 40)!r}" + (f"; did you mean {near[0]}?" if near else ""))
        return name

    def _tools(self) -> str:
        """What `--log-to` would say. Raises Problem for a tool that there is not, or that is not installed."""
        names = parse_tools(self._value("log-to"))
        require(names)
        return ",".join(names) or "none"

    def _check(self) -> None:
        """Soon marks wrong fields and says what would happen: once for all fields that change together, as when the form is
        opened."""
        if not self._due:
            self._due = True
            self.call_later(self._check_now)

    def _check_now(self) -> None:
        self._due = False
        if not self.is_attached or not self.query("#knobs Input"):
            return
        self._mark_knobs()
        self._mark_fixed()
        for name, text in (
            ("task", TASKS[self._task_name].summary),
            ("algo", ALGOS[self._algo_name]),
            ("quant", "of the frozen base; int8 and nf4 train LoRA adapters"),
        ):
            self._say(name, text)
        colors = ink_of(self.app)
        try:
            self._base_named()
            said = self._consequences(self._specs())
        except Problem as problem:
            said = Text(brief(str(problem)), style=colors.bad)
        self.query_one("#consequences", Static).update(said)
        self.query_one("#brief", Static).update(said)

    def _mark_fixed(self) -> None:
        checks: dict[str, Callable[[], object]] = {"data": self._data, "from": self._base_named, "log-to": self._tools}
        checks["seeds" if self._seed_is_good() else "seed"] = self._seeds
        for name, about in _FIXED.items():
            wrong = ""
            try:
                checks.get(name, str)()
            except Problem as problem:
                wrong = str(problem)
            self._say(name, wrong or about, wrong=bool(wrong))

    def _seed_is_good(self) -> bool:
        return (self._value("seed") or "0").isdecimal()

    def _mark_knobs(self) -> None:
        for knob in self._knobs():
            wrong = ""
            try:
                algo_config(self._algo_name, self._task_name, {knob.name: self._value(f"knob-{knob.name}")})
            except Problem as problem:
                wrong = str(problem)
            self._say(f"knob-{knob.name}", wrong or knob.help, wrong=bool(wrong))

    def _say(self, name: str, about: str, *, wrong: bool = False) -> None:
        """What is told beside a field; laid out anew only when it reads differently."""
        if self._told.get(name) != (about, wrong):
            self._told[name] = (about, wrong)
            self.query_one(f"#field-{name}").set_class(wrong, "-wrong")
            self.query_one(f"#about-{name}", Static).update(Text(brief(about)))

    def _consequences(self, specs: list[RunSpec]) -> Text:
        """A BC run first? How long, how much memory, which command."""
        colors, spec = ink_of(self.app), specs[0]
        text = Text()
        wrong = check(spec)
        if wrong:
            return Text(brief("; ".join(wrong)), style=colors.bad)
        base = self._base(spec)
        if spec.algo in FROM_BC and not spec.from_run:
            text.append(
                f"starts from {one_line(base.id, 60)}\n" if base else "trains a BC run first, which later runs share\n",
                colors.text,
            )
        needed, free = plan(spec), psutil.virtual_memory().available
        if needed is None:
            text.append("memory unknown: the model is not here yet\n", colors.muted)
        else:
            fits = needed.total <= free
            said = f"memory {size(needed.total)} of {size(free)} free, {count(parameters(spec.model) or 0)} parameters"
            if not fits:
                said += f": {instead(spec, free)}"
            text.append(said + "\n", colors.text if fits else colors.bad)
        text.append(self._time(spec, base, len(specs)) + "\n", colors.text)
        said = command(spec) + (f" --seeds {len(specs)}" if len(specs) > 1 else "")
        tools = self._tools()
        if set(parse_tools(tools)) != set(parse_tools(self._setting)):
            said += f" --log-to {tools}"
        return text.append(brief(said), colors.accent)

    def _base(self, spec: RunSpec) -> Run | None:
        runs = self._paces.runs if self._paces else ()
        same = [
            run
            for run in runs
            if run.spec.algo == "bc"
            and (run.spec.task, run.spec.model, run.spec.data) == (spec.task, spec.model, spec.data)
        ]
        return next((run for run in same if run.status == "done" or run.under_way), None)

    def _time(self, spec: RunSpec, base: Run | None, runs: int) -> str:
        """From the steps' last measured pace."""
        paces = self._paces.paces if self._paces else {}
        pace = paces.get((spec.task, spec.algo, spec.model.name), math.nan)
        if not math.isfinite(pace):
            return "time unknown: nothing like it has run here yet"
        total = _START + spec.config.steps * pace
        if spec.algo in FROM_BC and base is None and not spec.from_run:
            steps = algo_config("bc", spec.task).steps
            total += _START + steps * paces.get((spec.task, "bc", spec.model.name), 0.0)
        side_by_side = max(1, cores() // spec.threads)
        return f"about {duration(total * math.ceil(runs / side_by_side))}, by the pace of the last such run"


def _shown(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
