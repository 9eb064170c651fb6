"""One run in its own process: `python -m lab.worker --home DIR RUN`.

Claim, build, then for every update: record it, obey what is wanted, evaluate and checkpoint when it is time; at the end
the best checkpoint plays the task's own evaluation. The one place that catches everything is here: what went wrong is kept
in the run's log with its traceback, and as a sentence on the run. An evaluation always comes before the checkpoint of its
step, so a run that goes on from a checkpoint has all that belongs to it and repeats nothing.
"""

import argparse
import os
import re
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType

import psutil

from algos.contract import Diverged, Stopped, Update
from lab import checkpoints, settings
from lab.catalog import task as find_task
from lab.checkpoints import Best
from lab.clock import Clock
from lab.datasets import load_data
from lab.launcher import Launcher
from lab.problem import Failed, Problem
from lab.records import Phase, Run
from lab.store import Store
from tasks.protocol import Episode, Unavailable
from tasks.score import Evaluation, evaluate

_FLUSH = 0.3
"""Seconds between two writes of metrics."""

_KEPT_OF_UPDATE = 16
_KEPT_OF_EVALUATION = 50
_KEPT_OF_LAST = 400
"""Episodes kept of an update's games, of an evaluation, and of the last one."""

_DIFFERENT_GAMES = 1000
"""Distance between the seeds of the agents of two evaluations."""


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m lab.worker", description="Trains one run of the lab.")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("run")
    asked = parser.parse_args(argv)
    with Store(asked.home) as store:
        worker = Worker(store, store.run(asked.run))
        signal.signal(signal.SIGTERM, worker.ask_to_stop)
        good = worker.work()
    Launcher(asked.home).tend()
    return 0 if good else 1


class Worker:
    """A run being trained."""

    def __init__(self, store: Store, run: Run) -> None:
        self._store, self._run = store, run
        self._stop = False
        self._updates: list[tuple[int, dict[str, float], float]] = []
        self._episodes: list[tuple[int, Phase, Episode]] = []
        self._flushed = time.monotonic()
        self._step = run.step
        self._best: Best | None = None
        self._process = psutil.Process()
        self._clock = Clock()
        self._dropped = 0
        """Games dropped by this process."""

    def ask_to_stop(self, _: int, __: FrameType | None) -> None:
        self._stop = True

    def work(self) -> bool:
        """Trains to the end, or as far as it goes; the run says how it ended. True unless it failed."""
        store, run = self._store, self._run.id
        try:
            self._train()
        except Stopped:
            self._flush("")
            store.log(run, "info", f"stopped at step {self._step}")
            store.finish(run, "stopped")
        except Exception as error:
            return self._fail(error)
        else:
            store.log(run, "info", "done")
            store.finish(run, "done")
        return True

    def _fail(self, error: Exception) -> bool:
        """Keeps what went wrong: the traceback in the log, a sentence on the run."""
        traceback.print_exc()
        store, run = self._store, self._run.id
        if isinstance(error, Unavailable):
            self._episodes += [(self._step, "train", game) for game in error.played]
        said = _sentence(error)
        if isinstance(error, Diverged) and self._best is not None:
            said += f". The best checkpoint, of step {self._best.step}, is kept: `lmrl-lab eval {run}` plays with it"
        # What was learned until then shows how it came to it. Each of these may fail alone, as on a full disk.
        for keep in (
            lambda: self._flush(""),
            lambda: store.log(run, "error", "".join(traceback.format_exception(error))),
            lambda: store.finish(run, "failed", said),
        ):
            try:
                keep()
            except Failed as trouble:
                # worker.log, beside the checkpoints, has it all, and the next look at the run finds its process gone.
                print(trouble, file=sys.stderr)
        return False

    def _train(self) -> None:
        from algos import registry
        from lab import build

        store, run, spec = self._store, self._run.id, self._run.spec
        self._note("starting")
        build.settle(spec.threads)
        task = build.task_of(spec.task, spec.simulator, build.device_of(spec))
        data = load_data(store.home, find_task(spec.task), spec.data, self._note, tell=self._tell)
        store.set_data_hash(run, data.hash)
        self._task = task
        self._experience = build.LabExperience(task, data.episodes, self._note)
        self._note("loading the model")
        lm = build.new_model(store, spec)
        self._algorithm = registry.load(spec.algo)
        self._learner = self._algorithm.prepare(lm, self._experience, spec.config, spec.seed)
        if not self._go_on():
            self._evaluate_and_keep()
        self._updating()
        self._finish()

    def _go_on(self) -> bool:
        """Restores the newest checkpoint that is whole; False when there is none."""
        store, run = self._store, self._run.id
        for checkpoint in [one for one in store.checkpoints(run) if one.kind == "last"]:
            folder = store.home / checkpoint.path
            try:
                manifest = checkpoints.read_manifest(folder)
                if manifest["best"] is not None:
                    checkpoints.read_manifest(checkpoints.best_folder(store, run, manifest["best"][0]))
            except ValueError as damage:
                store.log(run, "warning", f"{damage}: going on from the checkpoint before it")
                store.drop_checkpoint(run, checkpoint.path)
                continue
            self._learner.restore(folder)
            self._best = None if manifest["best"] is None else Best(*manifest["best"])
            self._step = self._learner.step
            store.forget_after(run, self._step)
            self._clock = Clock(after=store.latest_time(run))
            store.log(run, "info", f"going on from step {self._step}")
            return True
        store.forget_after(run, -1)
        return False

    def _updating(self) -> None:
        """Update after update, to the last."""
        spec, until = self._run.spec, self._run.until
        if until and self._learner.step >= until:
            raise Stopped
        began = time.monotonic()
        for update in self._algorithm.train(self._learner, self._experience, spec.config):
            self._step = update.step
            self._keep(update, time.monotonic() - began)
            due = spec.eval_every and update.step % spec.eval_every == 0
            if due or update.step in (until, spec.config.steps):
                self._evaluate_and_keep()
            elif spec.checkpoint_every and update.step % spec.checkpoint_every == 0:
                self._checkpoint()
            if time.monotonic() - self._flushed > _FLUSH:
                self._flush("")
            if self._stop:
                self._checkpoint()
            if self._stop or update.step == until:
                raise Stopped
            began = time.monotonic()

    def _keep(self, update: Update, seconds: float) -> None:
        metrics = dict(update.metrics)
        metrics["time/step_s"] = seconds
        metrics["time/tokens_per_s"] = (metrics.get("tokens/trained", 0) + metrics.get("play/tokens", 0)) / seconds
        if "play/episodes" in metrics:
            metrics["time/episodes_per_s"] = metrics["play/episodes"] / seconds
        metrics["memory/rss_mb"] = self._process.memory_info().rss / 2**20
        self._updates.append((update.step, metrics, self._clock.now()))
        self._episodes += [(update.step, "train", episode) for episode in update.episodes[:_KEPT_OF_UPDATE]]

    def _evaluate_and_keep(self) -> None:
        """Evaluates the agent as it is, and writes a checkpoint that knows of it."""
        found, episodes = self._evaluate(self._run.spec.eval_episodes, self._learner.step)
        metrics = {
            "eval/return": found.return_mean,
            "eval/score": found.score,
            "eval/success": found.success,
            "eval/illegal": found.illegal_rate,
            "eval/cut": found.cut_rate,
            "eval/turns": found.turns_mean,
        }
        self._updates.append((self._learner.step, metrics, self._clock.now()))
        self._episodes += [(self._learner.step, "eval", episode) for episode in episodes[:_KEPT_OF_EVALUATION]]
        if self._best is None or found.return_mean > self._best.value:
            self._best = Best(self._learner.step, found.return_mean)
            folder = checkpoints.best_folder(self._store, self._run.id, self._best.step)
            checkpoints.write(folder, self._learner.lm.save, {"step": self._best.step})
            checkpoints.keep(self._store, self._run.id, "best", self._best.step, found.return_mean)
        if 0 < self._run.until == self._learner.step:
            self._store.set_evaluation(self._run.id, found)
        self._checkpoint()

    def _evaluate(self, games: int, step: int) -> tuple[Evaluation, list[Episode]]:
        from lab import build

        seeds = self._task.evaluation_seeds(games or None)
        player = self._algorithm.player(
            self._learner.lm, self._experience, self._run.spec.config, self._run.spec.seed + _DIFFERENT_GAMES * step
        )
        episodes = build.play_games(self._task, player, seeds, self._note)
        episodes = [replace(episode, player=self._run.id) for episode in episodes]
        return evaluate(episodes, self._task.constants), episodes

    def _checkpoint(self) -> None:
        """Everything recorded so far first, then the learner as it is."""
        self._flush("writing a checkpoint")
        store, run, step = self._store, self._run.id, self._learner.step
        folder = checkpoints.last_folder(store, run, step)
        checkpoints.write(folder, self._learner.save, {"step": step, "best": self._best})
        checkpoints.keep(store, run, "last", step, None)
        checkpoints.prune(store, run)
        self._drop_games()

    def _drop_games(self) -> None:
        """As many games stay as the person wants; the log says so once, and how many went in the end."""
        keep = settings.load(self._store.home).keep_episodes
        dropped = self._store.drop_games(self._run.id, keep)
        if dropped and not self._dropped:
            said = f"from here on only the newest {keep} training and evaluation games are kept, and the best and worst evaluated"
            self._store.log(
                self._run.id, "info", f"{said}: `lmrl-lab settings keep_episodes N` changes that, 0 keeps all"
            )
        self._dropped += dropped

    def _finish(self) -> None:
        """The task's own evaluation of the best checkpoint."""
        assert self._best is not None
        best = self._best
        self._learner.lm.restore(checkpoints.best_folder(self._store, self._run.id, best.step))
        found, episodes = self._evaluate(self._run.spec.last_eval_episodes, self._run.spec.config.steps + 1)
        self._episodes += [(self._step, "eval", episode) for episode in episodes[:_KEPT_OF_LAST]]
        self._flush("")
        self._drop_games()
        if self._dropped:
            self._store.log(self._run.id, "info", f"{self._dropped} games were dropped, as the setting says")
        self._store.set_evaluation(self._run.id, found)
        said = f"best checkpoint: step {best.step}; return {found.return_mean:.3f}, score {found.score:.1f}"
        self._store.log(self._run.id, "info", said)

    def _note(self, note: str) -> None:
        """Says what is going on, not too often, and hears whether to stop."""
        if time.monotonic() - self._flushed > _FLUSH:
            self._flush(note)
        if self._stop:
            raise Stopped

    def _tell(self, said: str) -> None:
        """Says what is going on, and keeps it in the log."""
        self._store.log(self._run.id, "info", said)
        self._note(said)

    def _flush(self, note: str) -> None:
        if self._updates or self._episodes:
            self._store.record(self._run.id, self._updates, self._episodes)
            self._updates, self._episodes = [], []
        before, self._flushed = self._flushed, time.monotonic()
        if self._store.heartbeat(self._run.id, self._step, note, self._flushed - before) == "stop":
            self._stop = True


def _sentence(error: Exception) -> str:
    """What went wrong, for people."""
    if isinstance(error, (Problem, Diverged, Unavailable)):
        return str(error)
    # The library that writes weights says what the system said in its own words.
    told = re.search(r"(?:os error |code: )(\d+)", str(error))
    if told:
        error = OSError(int(told[1]), os.strerror(int(told[1])))
    if isinstance(error, OSError) and error.errno is not None:
        return f"{error.strerror} ({error.filename or 'while writing a checkpoint'}): make room or mend it, then resume; what was kept is intact"
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


if __name__ == "__main__":
    sys.exit(main())
