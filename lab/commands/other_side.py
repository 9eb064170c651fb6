"""`play TASK --as other`: the person answers or buys, an agent or a scripted player plays; in the app, or line by line."""

import getpass
import random
import sys
from argparse import Namespace
from dataclasses import replace
from typing import Any, TextIO

from lab.catalog import task
from lab.commands import prompted
from lab.commands.prompted import PromptedSpec
from lab.format import number
from lab.output import echo
from lab.problem import Failed, Problem
from lab.store import Store
from lab.widgets.plain import plain
from tasks import listening
from tasks.other_side import FORMS, Refused, Seat, answer, ask, brief, ending, kept, seed_with, sit
from tasks.protocol import AnyTask, Episode, Policy, Unavailable

_DEFAULT = "best"


def play_other(asked: Namespace) -> Any:
    """Against `--against`: a scripted player's name, or a run's."""
    if asked.simulator != "embedded":
        raise Problem("as the other side you answer yourself: leave --simulator away")
    spec = prompted.take(asked)
    one = task(asked.task)
    against = spec.player if spec else _opponent(asked, one)
    first = random.SystemRandom().randrange(1 << 32) if asked.seed is None else asked.seed
    try:
        seat = sit(one, seed_with(one, asked.hidden, first) if asked.hidden else first)
    except Refused as refused:
        raise Problem(str(refused)) from refused
    if not asked.plain:
        if spec:
            raise Problem("a prompted model plays against you line by line: add --plain")
        from lab.app import run_app
        from lab.screens.other_side import OtherSideScreen

        return run_app(asked.home, lambda: OtherSideScreen(asked.home, one.name, against, seed=seat.game.seed))
    return _line_by_line(asked, seat, against, spec)


def _opponent(asked: Namespace, one: AnyTask) -> str:
    """A scripted player's name, or the whole name of a run of this task. Raises Problem."""
    name = asked.against or _DEFAULT
    if name in one.players:
        return name
    with Store(asked.home, readonly=(asked.home / "lab.db").exists()) as store:
        run = store.run(name)
    if run.spec.task != one.name:
        raise Problem(f"{run.id} was trained on {run.spec.task}, not on {one.name}")
    return run.id


def _line_by_line(asked: Namespace, seat: Seat, against: str, spec: PromptedSpec | None) -> dict[str, Any]:
    from lab.screens.other_side import told_of

    out = sys.stderr if asked.json else sys.stdout
    print(f"{seat.task.name} against {plain(against)}. {brief(seat)}", file=out)
    print(f"Say {FORMS[seat.task.name]} (end of input gives up)", file=out, flush=True)
    seat, trouble = _against(asked, seat, against, out, spec)
    played = told_of(kept(seat, against), asked.name or getpass.getuser())
    number_of = None
    if played.spoken:
        with Store(asked.home) as store:
            number_of = store.add_episode(played, phase="other")
    if trouble:
        raise Failed(trouble + (f" What was played is kept as episode {number_of}" if number_of else ""))
    if seat.over:
        print(ending(seat), file=out)
    if not asked.json:
        print(f"over: its return {number(played.total)}" + (f"; kept as {number_of}" if number_of else ""))
    return {**_document(played), "episode": number_of}


def _document(played: Episode) -> dict[str, Any]:
    return {
        "task": played.task, "player": played.player, "seed": played.seed, "return": played.total,
        "success": played.success, "turns": len(played.spoken), "about": played.about,
    }  # fmt: skip


def _against(asked: Namespace, seat: Seat, against: str, out: TextIO, spec: PromptedSpec | None) -> tuple[Seat, str]:
    """The talk as far as it came, and why the agent failed."""
    if spec:
        return _talk(seat, prompted.player(spec, seat.task), out)
    if against in seat.task.players:
        return _talk(seat, listening.player(seat.task, against, seat.game.seed), out)
    from lab.agents import RunAgent

    agent = RunAgent(asked.home, against, seat.game.seed)
    try:
        agent.wait(lambda note: echo(f"{note} …", file=sys.stderr))
        return _talk(seat, agent, out)
    except Unavailable as error:
        return seat, str(error)
    finally:
        agent.close()


def _talk(seat: Seat, player: Policy, out: TextIO) -> tuple[Seat, str]:
    while not seat.over:
        try:
            seat = ask(seat, player.act([seat.game.turns])[0])
        except Unavailable as error:
            return seat, str(error)
        print(plain(seat.turns[-2 if seat.over else -1].text), end="", file=out, flush=True)
        after = seat if seat.over else _answered(seat, out)
        if after is None:
            return replace(seat, asked=None), ""
        seat = after
    return seat, ""


def _answered(seat: Seat, out: TextIO) -> Seat | None:
    """The seat with the person's answer, which is asked for again while it is refused; None at the end of input."""
    for line in sys.stdin:
        try:
            return answer(seat, line)
        except Refused as refused:
            print(plain(str(refused)), file=out, flush=True)
    return None
