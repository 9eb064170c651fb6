"""The queue: starts workers, notices dead ones, and prepares what a run needs before it.

Several labs, commands and finishing workers may tend one store at once: a run is taken by changing its status in the
database first, so only one of them starts it. A pid is believed only together with the time its process started.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import psutil

from algos.configs import FROM_BC
from lab.catalog import check, spec_from
from lab.clock import alive, started_at
from lab.cores import cores
from lab.planner import plan, refuse
from lab.problem import Problem
from lab.records import Mirror, Run, RunSpec
from lab.store import Store
from lab.tools import Asked, asked_for

ROOT = Path(__file__).resolve().parent.parent

_OVER = ("done", "failed", "stopped", "lost")

_TRIES = 3
"""Processes started for a mirror, one after the other, that may end without a word."""

THREADS = {"OMP_WAIT_POLICY": "PASSIVE", "TOKENIZERS_PARALLELISM": "false"}
"""Threads that wait sleep. By default torch's spin, and then two runs that share the cores take each other's time: a
training step that takes 0.14 s beside two busy processes took 1.2 s, and without company it is no slower."""


class Launcher:
    """Works on the lab in `home`; holds nothing but the children it has to reap."""

    _children: dict[int, "subprocess.Popen[bytes]"] = {}  # noqa: RUF012 - children belong to the process, not to an object

    def __init__(self, home: Path) -> None:
        self.home = home

    def launch(self, specs: Sequence[RunSpec], log_to: Sequence[Asked] | None = None) -> list[Run]:
        """Queues these runs, and first, for those that start from BC and name no run, the BC run they need.

        The answer holds every run that was created, BC runs included, in the order they will start. All of them are logged
        to the tools given, or where none are, to those of the settings. Raises Problem before anything is created.
        """
        tools = asked_for(self.home, None, None) if log_to is None else log_to
        for spec in specs:
            wrong = check(spec)
            if wrong:
                raise Problem("; ".join(wrong))
            refuse(spec)
        created: list[Run] = []
        with Store(self.home) as store:
            for spec in specs:
                if spec.from_run:
                    spec = replace(spec, from_run=store.run(spec.from_run).id)
                elif spec.algo in FROM_BC:
                    base = base_run(store, spec)
                    if base is None:
                        base = store.create(base_spec(spec))
                        created.append(base)
                    spec = replace(spec, from_run=base.id)
                created.append(store.create(spec))
            for run in created:
                show_in(store, run, tools)
        self.tend()
        return created

    def tend(self) -> None:
        """Marks dead runs, wakes waiting ones, starts queued ones as far as there are cores."""
        self._reap()
        with Store(self.home) as store:
            if store.readonly:
                return
            for run in store.runs("running", "waiting")[::-1]:
                if run.status == "running":
                    self._check(store, run)
                elif run.status == "waiting":
                    _wake(store, run)
            for run in store.runs("queued")[::-1]:
                if _room(store, run):
                    self._start(store, run)
            for mirror in store.mirrors(state="due"):
                self._keep_up(store, mirror)

    def stop(self, name: str) -> Run:
        """Asks a run to stop; one that has not begun stops at once. Raises Problem for one that is over."""
        with Store(self.home) as store:
            run = store.run(name)
            if not run.under_way:
                raise Problem(f"{run.id} is {run.status}: there is nothing to stop")
            store.want(run.id, "stop")
            store.move(run.id, ["queued", "waiting"], "stopped", finished=time.time())
            if run.status == "running":
                self._check(store, run)
            return store.run(run.id)

    def resume(self, name: str, *, until: int = 0, log_to: Sequence[Asked] = ()) -> Run:
        """Queues a run that stopped, failed or was lost; it goes on from its last checkpoint, and pauses after `until`
        updates unless that is 0. It is logged to where it was, and to these tools. Raises Problem."""
        with Store(self.home) as store:
            run = store.run(name)
            if run.status == "running":
                self._check(store, run)
                run = store.run(run.id)
            if run.status not in ("stopped", "failed", "lost"):
                raise Problem(f"{run.id} is {run.status}: only a stopped, failed or lost run can go on")
            store.want(run.id, "run")
            waits = run.spec.from_run and store.run(run.spec.from_run).status != "done"
            store.move(run.id, [run.status], "waiting" if waits else "queued", error="", finished=None, until=until)
            store.renew_mirrors(run.id)
            show_in(store, run, log_to)
        self.tend()
        with Store(self.home) as store:
            return store.run(run.id)

    def delete(self, name: str) -> Run:
        """Deletes a run and all that was kept of it. Raises Problem while it is being trained or another needs it."""
        with Store(self.home) as store:
            run = store.run(name)
            if run.status == "running":
                raise Problem(f"{run.id} is being trained: stop it first")
            needed = [other.id for other in store.runs() if other.spec.from_run == run.id and other.status != "done"]
            if needed:
                raise Problem(f"{needed[0]} starts from {run.id}: delete or finish it first")
            store.delete(run.id)
            return run

    def _start(self, store: Store, run: Run) -> None:
        # Until its process is there the run is this one's: should that die in between, the run is seen to be lost.
        own = os.getpid()
        if not store.claim(run.id, own, started_at(own)):
            return
        folder = store.run_folder(run.id)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with (folder / "worker.log").open("ab") as log:
                child = subprocess.Popen(
                    [sys.executable, "-m", "lab.worker", "--home", str(self.home), run.id],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd=ROOT,
                    env={**os.environ, **THREADS, "OMP_NUM_THREADS": str(run.spec.threads)},
                )  # fmt: skip
        except OSError as error:
            why = f"its worker cannot be started: {error.strerror} ({error.filename or sys.executable}); mend that, then resume"
            store.finish(run.id, "failed", why)
            return
        self._children[child.pid] = child
        # Nobody but us reaps it, so even one that has ended already has a start.
        store.move(run.id, ["running"], "running", pid=child.pid, pid_started=started_at(child.pid))

    def _keep_up(self, store: Store, mirror: Mirror) -> None:
        """Starts the process of a mirror of a run that has begun, unless it has one."""
        if store.status(mirror.run) not in ("running", *_OVER) or (
            mirror.pid is not None and alive(mirror.pid, mirror.pid_started)
        ):
            return
        if mirror.tries >= _TRIES:
            said = f"its process ended without a word {_TRIES} times; `lmrl-lab log-to {mirror.tool} {mirror.run}` tries again"
            store.settle_mirror(mirror.run, mirror.tool, "failed", said)
            return
        own = os.getpid()
        if not store.claim_mirror(mirror, own, started_at(own)):
            return
        folder = store.run_folder(mirror.run)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with (folder / f"log-to-{mirror.tool}.log").open("ab") as log:
                child = subprocess.Popen(
                    [
                        sys.executable, "-m", "lab.scribe", "--home", str(self.home), "--folder", mirror.folder,
                        "--mode", mirror.mode, "--follow", "--kept", mirror.run, mirror.tool,
                    ],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd=ROOT,
                    env={**os.environ, **THREADS, "OMP_NUM_THREADS": "1"},
                )  # fmt: skip
        except OSError as error:
            said = f"its process cannot be started: {error.strerror} ({error.filename or sys.executable})"
            store.settle_mirror(mirror.run, mirror.tool, "failed", said)
            return
        self._children[child.pid] = child
        store.hand_mirror(mirror.run, mirror.tool, child.pid, started_at(child.pid))

    def _check(self, store: Store, run: Run) -> None:
        """Marks a run whose worker is gone without a word."""
        pid, born = store.process(run.id)
        if pid is not None and alive(pid, born):
            return
        after = "stopped" if run.wanted == "stop" else "lost"
        error = (
            f"its worker (process {pid}) ended without a word at step {run.step}; `lmrl-lab resume {run.id}` goes on from the "
            f"last checkpoint"
        )
        # Its last word may have come between our reading the run and looking for the process.
        if store.process(run.id) == (pid, born):
            store.move(run.id, ["running"], after, finished=time.time(), pid=None, error=error, note="")  # type: ignore[arg-type]

    def _reap(self) -> None:
        """Buries our own dead children, so that their pids do not look alive."""
        for pid, child in list(self._children.items()):
            if child.poll() is not None:
                del self._children[pid]


def show_in(store: Store, run: Run, tools: Sequence[Asked]) -> None:
    """Has a run logged to these tools, from when it begins or from now on; tending starts the processes."""
    for tool in tools:
        store.mirror(run.id, tool.name, tool.folder, tool.mode)


def base_spec(spec: RunSpec) -> RunSpec:
    """The BC run that a run without `--from` starts from."""
    return replace(
        spec_from(
            spec.task, "bc", model=spec.model.name, quant=spec.model.quant, lora_rank=spec.model.lora_rank,
            data=spec.data, threads=spec.threads, device=spec.device, eval_episodes=spec.last_eval_episodes,
            overrides={"view": spec.config.view},
        ),
        data=spec.data,
    )  # fmt: skip


def base_run(store: Store, spec: RunSpec) -> Run | None:
    """A BC run of the same task, model and data that reads alike: a finished one, else one that is on its way; of several that
    of the same seed, else the newest."""
    same = [
        run
        for run in store.runs()
        if run.spec.algo == "bc"
        and (run.spec.task, run.spec.model, run.spec.data) == (spec.task, spec.model, spec.data)
        and run.spec.config.view == spec.config.view
    ]
    same.sort(key=lambda run: run.spec.seed != spec.seed)
    for states in (("done",), ("running", "queued", "waiting")):
        for run in same:
            if run.status in states:
                return run
    return None


def _wake(store: Store, run: Run) -> None:
    """Queues a waiting run whose base is done; fails it when the base failed or is gone."""
    bases = {other.id: other for other in store.runs()}
    base = bases.get(run.spec.from_run)
    if base is not None and base.status == "done":
        store.move(run.id, ["waiting"], "queued")
    elif base is None or base.status == "failed":
        why = "was deleted" if base is None else f"failed: {base.error}"
        store.move(run.id, ["waiting"], "failed", finished=time.time(), error=f"{run.spec.from_run}, its BC run, {why}")


def _room(store: Store, run: Run) -> bool:
    """Whether this run's threads and memory fit beside those of the running ones; one run always does."""
    running = store.runs("running")
    used = sum(other.spec.threads for other in running)
    if running and used + run.spec.threads > cores():
        return False
    needed = plan(run.spec)
    return not running or needed is None or needed.total <= psutil.virtual_memory().available
