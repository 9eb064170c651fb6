"""The command line: every command's arguments, help and examples, and the one place that turns trouble into an exit code.

0 is success, 1 is a thing that failed, 2 is a thing asked wrongly. What a command does is imported when it is called, so
that `--help` and a typing error cost nothing.
"""

import argparse
import gc
import json
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from lab.ascii import limit_output
from lab.problem import Problem
from tasks.protocol import Unavailable

Command = Callable[[argparse.Namespace], Any]


class _Parser(argparse.ArgumentParser):
    """An argument parser that keeps examples as they are written and suggests the nearest command."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        raise Problem(f"{_nearest(message)}\n`{self.prog} --help` shows what is allowed")


def _nearest(message: str) -> str:
    """argparse's complaint, with the nearest choice where it named them."""
    from difflib import get_close_matches

    said, found, choices = message.partition("(choose from ")
    if not found or "'" not in said:
        return message
    near = get_close_matches(said.split("'")[1], [one.strip(" ')") for one in choices.split(",")], 1, 0.4)
    return f"{message}; did you mean {near[0]}?" if near else message


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; answers its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    limit_output(os.environ)
    try:
        asked = parser().parse_args(words)
        asked.home = home(asked)
        return int(_run(asked) or 0)
    except Problem as problem:
        _complain(problem)
        return problem.code
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Unavailable as error:
        _complain(error)
        return 1
    except PermissionError as error:
        _complain(Problem(f"no permission for {error.filename}; give another folder with --home DIR"))
        return 1


def _complain(trouble: Exception) -> None:
    """A server's words may be in it: none of them is for the terminal to obey."""
    from lab.widgets.plain import plain

    print(f"lmrl-lab: {plain(str(trouble))}", file=sys.stderr)


def _run(asked: argparse.Namespace) -> int | None:
    if asked.command is None:
        gc.disable()  # Importing makes no garbage; looking for it takes an eighth of the time until the first paint.
        from lab.app import run_app

        opened: int = run_app(asked.home)
        return opened
    module, function = asked.action.split(":")
    document = getattr(import_module(f"lab.commands.{module}"), function)(asked)
    if isinstance(document, int):
        return document
    if asked.json:
        print(json.dumps(document, indent=1).replace("\x7f", "\\u007f"))
    return 0


def home(asked: argparse.Namespace) -> Path:
    """Where the lab keeps everything: --home, LMRL_LAB_HOME, or the platform's data folder."""
    given = asked.home or os.environ.get("LMRL_LAB_HOME")
    if given:
        return Path(given).expanduser().absolute()
    from platformdirs import user_data_path

    return user_data_path("lmrl-lab")


def parser() -> argparse.ArgumentParser:
    """All commands."""
    top = _Parser(
        prog="lmrl-lab",
        description="A terminal lab for multi-turn reinforcement learning of language models.\n"
        "Without a command it opens the app.",
        epilog=_examples("lmrl-lab", "lmrl-lab demo", "lmrl-lab run maze-fo ilql", "lmrl-lab play wordle"),
    )
    _common(top, None)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    for add in (_catalogue, _data, _run_command, _sweep, _runs, _players, _serve, _upkeep, _rest):
        add(commands)
    return top


def _common(parser: argparse.ArgumentParser, default: Any) -> None:
    parser.add_argument(
        "--home", metavar="DIR", default=default, help="where the lab keeps everything (or LMRL_LAB_HOME)"
    )
    parser.add_argument("--json", action="store_true", default=default or False, help="print one JSON document")


def _examples(*lines: str) -> str:
    return "examples:\n" + "\n".join(f"  {line}" for line in lines)


def _command(
    commands: Any, name: str, action: str, about: str, *examples: str, more: str = ""
) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(
        name, help=about, description=f"{about}\n\n{more}".strip(), epilog=_examples(*examples)
    )
    _common(made, argparse.SUPPRESS)
    made.set_defaults(action=action)
    return made


def _catalogue(commands: Any) -> None:
    one = _command(commands, "tasks", "catalogue:tasks", "the tasks, or one with its rules", "lmrl-lab tasks", "lmrl-lab tasks wordle")  # fmt: skip
    one.add_argument("task", nargs="?", default="", metavar="TASK")
    one = _command(commands, "algos", "catalogue:algos", "the algorithms, or one with its knobs", "lmrl-lab algos", "lmrl-lab algos ilql --task wordle")  # fmt: skip
    one.add_argument("algo", nargs="?", default="", metavar="ALGO")
    one.add_argument("--task", default="", help="show the defaults for this task")
    _command(
        commands, "models", "catalogue:models", "the models that can be trained, with their sizes", "lmrl-lab models"
    )


def _data(commands: Any) -> None:
    about = "make, look at, import and export datasets"
    data: argparse.ArgumentParser = commands.add_parser("data", help=about, description=about, epilog=_examples("lmrl-lab data make wordle --recipe skilled --episodes 50000", "lmrl-lab data stats maze-fo", "lmrl-lab data import games.jsonl --task wordle"))  # fmt: skip
    _common(data, argparse.SUPPRESS)
    data.set_defaults(action="data:overview")
    parts = data.add_subparsers(dest="part", metavar="WHAT", parser_class=_Parser)
    one = _command(parts, "make", "data:make", "makes a dataset by a task's recipe", "lmrl-lab data make maze-fo", "lmrl-lab data make wordle --recipe medium-expert --episodes 20000 --seed 1")  # fmt: skip
    _dataset(one)
    one = _command(parts, "stats", "data:stats", "a dataset's figures beside the paper's", "lmrl-lab data stats wordle --recipe behaviour", "lmrl-lab data stats maze-fo --data mine")  # fmt: skip
    _dataset(one)
    one.add_argument("--data", default="", metavar="NAME", help="an imported dataset instead of a recipe")
    one = _command(parts, "import", "data:import_", "imports a file in the reference's published format", "lmrl-lab data import wordle.jsonl --task wordle --name mine")  # fmt: skip
    one.add_argument("file", type=Path)
    one.add_argument("--task", required=True)
    one.add_argument("--name", default="", help="the name to keep it under (default: that of the file)")
    one = _command(parts, "export", "data:export", "writes a dataset in the reference's published format", "lmrl-lab data export maze-fo maze.jsonl")  # fmt: skip
    _dataset(one)
    one.add_argument("file", type=Path)
    one.add_argument("--data", default="", metavar="NAME", help="an imported dataset instead of a recipe")


def _dataset(one: argparse.ArgumentParser) -> None:
    one.add_argument("task", metavar="TASK")
    one.add_argument("--recipe", default="", help="how it is made (default: the task's first recipe)")
    one.add_argument("--episodes", type=_count, default=0, metavar="N")
    one.add_argument("--seed", type=_whole, default=0, metavar="S")


def _whole(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = -1
    if number < 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of 0 or more")
    return number


def _count(text: str) -> int:
    """Of things of which there is at least one: none at all would be taken for the usual number."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a whole number of 1 or more; leave the option out for the usual one"
        )
    return number


def _run_command(commands: Any) -> None:
    one = _command(
        commands, "run", "runs:run", "launches a run and follows it",
        "lmrl-lab run maze-fo ilql", "lmrl-lab run wordle ppo --seeds 3 --detach",
        "lmrl-lab run maze-po mc --steps 500 --set lr=3e-4 --set beta=32", "lmrl-lab run maze-fo bc --model ./my-llama --quant nf4",
        "lmrl-lab run maze-fo ilql --log-to wandb,tensorboard",
    )  # fmt: skip
    _setting(one)
    one.add_argument("--seed", type=_whole, default=0, metavar="S", help="of weights, order of data and games")
    one.add_argument("--seeds", type=_count, default=1, metavar="K", help="launches K runs, of seeds S, S+1, …")
    one.add_argument("--detach", action="store_true", help="launch and come back at once")


def _sweep(commands: Any) -> None:
    one = _command(
        commands, "sweep", "sweep:sweep", "several runs that differ in some knobs: by chance, or by successive halving",
        "lmrl-lab sweep wordle ilql --vary lr=1e-4..3e-3:log --vary beta=1,4,16 --trials 8",
        "lmrl-lab sweep maze-fo mc --vary beta=1..16:log --trials 9 --method halving --jobs 2",
        "lmrl-lab sweep maze-po ppo --vary episodes=64,128 --vary lam=0.9..1 --set kl=0 --name mazes",
        more="A knob varies over a range (KNOB=LOW..HIGH, even; KNOB=LOW..HIGH:log, even in the logarithm) or over a list (KNOB=A,B,C).\n"
        "The same command tries the same settings again, and goes on where it stopped: what is done is not done twice.\n"
        "Halving trains all trials for steps/η² updates, the best η-th of them for steps/η, the best of those to the end; each\n"
        "goes on from its checkpoint, on the learning rate of all its steps.",
    )  # fmt: skip
    _setting(one)
    one.add_argument("--vary", action="append", default=[], metavar="KNOB=…", help="LOW..HIGH, LOW..HIGH:log, or A,B,C")
    one.add_argument("--trials", type=_count, default=8, metavar="N", help="settings to try (8)")
    one.add_argument("--method", default="random", choices=["random", "halving"], help="every trial to its end, or only the best of them")  # fmt: skip
    one.add_argument("--eta", type=_whole, default=3, metavar="η", help="halving: one in η goes on (3)")
    one.add_argument("--jobs", type=_count, default=0, metavar="J", help="trials at once (default: as there are cores)")
    one.add_argument("--seed", type=_whole, default=0, metavar="S", help="of the settings drawn, and of every trial")
    one.add_argument("--name", default="", help="the sweep's name (default: TASK-ALGO-SEED)")


def _setting(one: argparse.ArgumentParser) -> None:
    """What makes a run, but for its seed."""
    one.add_argument("task", metavar="TASK", help="one of `lmrl-lab tasks`")
    one.add_argument("algo", metavar="ALGO", help="one of `lmrl-lab algos`")
    one.add_argument("--model", default="", metavar="M", help="a preset, a Hugging Face id, or a folder (default: the task's own, mostly scratch-xs)")  # fmt: skip
    one.add_argument("--quant", default="none", choices=["none", "int8", "nf4"], help="how the frozen base is kept")
    one.add_argument("--lora-rank", type=_whole, metavar="R", help="rank of the adapters; 0 trains all weights")
    one.add_argument("--from", dest="from_run", default="", metavar="RUN", help="the run whose policy it starts from")
    one.add_argument("--data", default="", metavar="D", help="RECIPE[:EPISODES[:SEED]], or an imported dataset's name")
    one.add_argument("--steps", type=_count, metavar="N", help="updates to do")
    one.add_argument("--set", dest="knobs", action="append", default=[], metavar="KNOB=VALUE", help="any knob of `lmrl-lab algos ALGO`")  # fmt: skip
    one.add_argument(
        "--eval-episodes",
        type=_count,
        default=0,
        metavar="N",
        help="games in the last evaluation (default: as many as the task names)",
    )
    one.add_argument("--eval-every", type=_count, default=0, metavar="N", help="updates between two evaluations")
    one.add_argument("--threads", type=_count, default=0, metavar="T", help="CPU threads of each run")
    one.add_argument("--device", default="auto", help="auto, cpu, cuda, cuda:1 …")
    _log_to(one)
    _simulator(one)


def _log_to(one: argparse.ArgumentParser) -> None:
    one.add_argument("--log-to", metavar="TOOL,…", help="show it in trackio, wandb or tensorboard too, while it trains (default: the setting log_to; none: in none)")  # fmt: skip
    one.add_argument("--log-dir", type=Path, metavar="DIR", help="where their files go (default: HOME/logged)")


def _simulator(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--simulator",
        default="embedded",
        choices=["embedded", "local", "openai"],
        help="who answers in a talking game: the lab's own, a local chat model, or an OpenAI-compatible server",
    )
    one.add_argument(
        "--simulator-model", default="", metavar="M", help="the chat model: id, folder, or name at the server"
    )
    one.add_argument("--base-url", default="", metavar="URL", help="the server, such as http://127.0.0.1:11434/v1")


def _prompted(one: argparse.ArgumentParser) -> None:
    about = "a chat model that is told the rules and shown games; a server's key comes from LMRL_LAB_API_KEY"
    group = one.add_argument_group("the player prompted", about)
    group.add_argument("--model", "--prompted-model", default="", metavar="M", help="a Hugging Face id or a folder, or its name at the server of --base-url")  # fmt: skip
    group.add_argument("--prompted-url", default="", metavar="URL", help="its server, where --base-url is that of a simulator")  # fmt: skip
    group.add_argument("--quant", default="none", choices=["none", "int8", "nf4"], help="how a local model is kept")
    group.add_argument("--examples", type=_whole, default=2, metavar="N", help="games of the best known player it is shown (default: 2)")  # fmt: skip
    group.add_argument("--retries", type=_whole, default=2, metavar="N", help="times that it is asked again for a move that cannot be read (default: 2)")  # fmt: skip
    group.add_argument("--reply-tokens", type=_count, default=256, metavar="N", help="tokens of a reply; a model that thinks aloud needs more (default: 256)")  # fmt: skip
    group.add_argument("--at-once", type=_count, default=16, metavar="N", help="requests under way at a server (default: 16)")  # fmt: skip
    group.add_argument("--timeout", type=_count, default=60, metavar="S", help="seconds that a server has for a reply (default: 60)")  # fmt: skip


def _runs(commands: Any) -> None:
    one = _command(commands, "runs", "runs:runs", "lists all runs", "lmrl-lab runs", "lmrl-lab runs --json", "lmrl-lab runs --filter 'algo:ilql lr>1e-4 -task:wordle or tag:good'")  # fmt: skip
    one.add_argument("--filter", default="", metavar="TEXT", help="only those with these words, fields (algo:ilql tag:good state:done) and figures (lr>1e-4 score>=90 seed=3); a minus before what shall not be, `or` between alternatives")  # fmt: skip
    for name, about, extra in (
        ("show", "one run: its spec, state, figures and curve", ""),
        ("logs", "a run's log", ""),
        ("stop", "asks a run to stop; it can be resumed", ""),
        ("resume", "goes on with a stopped, failed or lost run", ""),
        ("delete", "deletes a run with all that was kept of it", "--yes"),
    ):
        one = _command(
            commands, name, f"runs:{name}", about, f"lmrl-lab {name} ilql-maze-fo{' ' + extra if extra else ''}"
        )
        one.add_argument("run", metavar="RUN", help="a run's name, or the beginning of one")
        if name == "resume":
            _log_to(one)
        if name == "delete":
            one.add_argument("--yes", action="store_true", help="do not ask")
        if name == "logs":
            one.add_argument(
                "--follow", "-f", action="store_true", help="go on showing new lines until the run is over"
            )
    one = _command(commands, "note", "runs:note", "notes something about a run, where words with a # are tags; without a text removes it", "lmrl-lab note ilql-maze-fo the one to beat '#good'")  # fmt: skip
    one.add_argument("run", metavar="RUN", help="a run's name, or the beginning of one")
    one.add_argument("text", nargs="*", metavar="TEXT")
    one = _command(commands, "compare", "runs:compare", "runs side by side: scores, intervals, what differs", "lmrl-lab compare ilql-maze-fo bc-maze-fo", "lmrl-lab compare ilql-a ppo-b --csv curves.csv", "lmrl-lab compare ppo-a ppo-b --svg curves.svg --over tokens")  # fmt: skip
    one.add_argument("runs", nargs="+", metavar="RUN")
    one.add_argument("--csv", type=Path, metavar="FILE", help="also write the runs' curves to a file")
    one.add_argument(
        "--svg",
        type=Path,
        metavar="FILE",
        help="also draw their curves of one metric, seeds of a setting as mean and band",
    )
    one.add_argument("--metric", default="eval/return", help="what --svg draws (default: eval/return)")
    one.add_argument("--over", choices=("steps", "tokens", "episodes", "time"), default="steps", help="what --svg draws it over (default: steps)")  # fmt: skip

    one = _command(
        commands, "log-to", "log_to:log_to", "shows runs in trackio, W&B or TensorBoard: writes what the store has of them",
        "lmrl-lab log-to tensorboard ilql-maze-fo bc-maze-fo", "lmrl-lab log-to wandb,trackio ilql-maze-fo --follow",
        "lmrl-lab log-to wandb ilql-maze-fo --dir ./mine && wandb leet ./mine/wandb",
        more="Curves with their steps and times, the config, the final evaluation, some games and the log are written anew each time, so\n"
        "that nothing is there twice. Runs launched with --log-to are logged while they train, with no need of this. Each tool is\n"
        'an extra: pip install "lmrl-lab[wandb]". Nothing leaves the machine, but with WANDB_MODE=online, and a key that W&B\n'
        "finds as always (WANDB_API_KEY or `wandb login`); `wandb sync` sends what was written offline.",
    )  # fmt: skip
    one.add_argument("tools", metavar="TOOL,…", help="trackio, wandb, tensorboard, with commas between")
    one.add_argument("runs", nargs="+", metavar="RUN", help="a run's name, or the beginning of one")
    one.add_argument("--follow", "-f", action="store_true", help="go on until the runs are over; ctrl+c ends it")
    one.add_argument("--dir", type=Path, metavar="DIR", help="where the tools' files go (default: HOME/logged)")


def _players(commands: Any) -> None:
    one = _command(commands, "eval", "players:evaluate", "evaluates a run's agent, a scripted player, or a prompted chat model", "lmrl-lab eval ilql-maze-fo maze-fo", "lmrl-lab eval ilql-maze-fo --set temperature=0.3 --set beta=4", "lmrl-lab eval random wordle --episodes 500", "lmrl-lab eval prompted wordle --model Qwen/Qwen2.5-0.5B-Instruct", "lmrl-lab eval prompted chess --model gpt-oss:20b --base-url http://127.0.0.1:11434/v1")  # fmt: skip
    one.add_argument("player", metavar="RUN-or-player", help="a run's name, a scripted player of the task, or prompted")
    one.add_argument("task", nargs="?", default="", metavar="TASK", help="needed for a scripted and a prompted player")
    one.add_argument(
        "--episodes",
        type=_count,
        default=0,
        metavar="N",
        help="games (default: as many as the task names; 64 of a prompted player)",
    )
    one.add_argument("--set", dest="knobs", action="append", default=[], metavar="KNOB=VALUE", help="temperature, beta or redraws of a run's agent, other than it was trained for")  # fmt: skip
    _simulator(one)
    _prompted(one)
    one = _command(commands, "play", "players:play", "you play a task (in the app, or line by line)", "lmrl-lab play wordle", "lmrl-lab play maze-fo --plain --seed 3", "lmrl-lab play twenty-questions --as other --against ilql-twenty-questions")  # fmt: skip
    one.add_argument("task", metavar="TASK")
    one.add_argument("--plain", action="store_true", help="line by line on standard input and output")
    one.add_argument("--as", dest="side", choices=["agent", "other"], default="agent", help="other: in a talking game you answer, or buy the car, and an agent plays")  # fmt: skip
    one.add_argument("--against", default="", metavar="PLAYER-or-RUN", help="who plays against you as other, prompted too (default: best)")  # fmt: skip
    one.add_argument("--hidden", default="", metavar="NAME", help="the object or city that you think of as other")
    _simulator(one)
    _prompted(one)
    one.add_argument("--seed", type=_whole, metavar="S")
    one.add_argument("--name", default="", help="the name your game is kept under")
    one = _command(
        commands, "replay", "replay:replay", "shows a stored episode (in the app, or as text), or the tree of its forks",
        "lmrl-lab replay ilql-maze-fo", "lmrl-lab replay ilql-maze-fo 12 --plain", "lmrl-lab replay 12 --tree", "lmrl-lab replay ilql-maze-fo --tree --json",
        more="An episode's number alone names also games of people, branches of them, and what a deleted run has left: games that\n"
        "branches were forked from stay as long as these.",
    )  # fmt: skip
    one.add_argument("run", metavar="RUN", help="a run's name, or the beginning of one; or an episode's number")
    one.add_argument(
        "episode", nargs="?", type=_whole, metavar="EPISODE", help="an episode's number (default: the best one)"
    )
    one.add_argument("--plain", action="store_true", help="print it as text, with where its branches leave")
    one.add_argument(
        "--tree", action="store_true", help="what it was forked from and its branches, or all trees of the run"
    )
    one = _command(
        commands, "leaderboard", "leaderboard:leaderboard", "people, agents, scripted players and the paper on one scale",
        "lmrl-lab leaderboard wordle", "lmrl-lab leaderboard maze-fo --runs --json", "lmrl-lab leaderboard --measure",
        more="A task's scripted players are measured once, by its own evaluation games, and kept: seconds for most, minutes for\n"
        "chess. Without a task, all are shown with what is known of them. People count with unassisted games against the\n"
        "lab's own simulator, a seed the first time only; a game given up counts as lost.",
    )  # fmt: skip
    one.add_argument("task", nargs="?", default="", metavar="TASK")
    one.add_argument("--measure", action=argparse.BooleanOptionalAction, help="measure scripted players that were not yet (default: of a task that is named)")  # fmt: skip
    one.add_argument("--runs", action="store_true", help="every run instead of the best seed of each setting")
    one = _command(commands, "export", "players:export", "writes a run's model for other programs", "lmrl-lab export ilql-maze-fo ./agent")  # fmt: skip
    one.add_argument("run", metavar="RUN")
    one.add_argument("folder", type=Path, metavar="DIR")


def _serve(commands: Any) -> None:
    one = _command(
        commands, "serve", "serve:serve", "the app in a browser",
        "lmrl-lab serve", "lmrl-lab serve --port 0 --json", "ssh -t -L 8000:127.0.0.1:8000 far lmrl-lab serve",
        more="Each page is an app of its own on this home. It is closed with its page, and all are with the server; runs go on. Files\n"
        "that it exports are written here, into the folder where the server was started. There is no password: whoever has an\n"
        "account on this machine can use it meanwhile. Needs `pip install \"lmrl-lab[serve]\"`.",
    )  # fmt: skip
    one.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="the address to listen on (127.0.0.1)")
    one.add_argument("--port", type=_whole, default=8000, metavar="N", help="its port; 0 takes any free one (8000)")
    one.add_argument(
        "--expose", action="store_true", help="listen where others can reach it, who can then do as you can"
    )


def _upkeep(commands: Any) -> None:
    one = _command(commands, "settings", "upkeep:settings", "what the lab remembers of your choices, and changing it", "lmrl-lab settings", "lmrl-lab settings keep_episodes 400", "lmrl-lab settings theme lab-light")  # fmt: skip
    one.add_argument("name", nargs="?", default="", metavar="NAME")
    one.add_argument("value", nargs="?", metavar="VALUE", help="what it shall be from now on")
    one = _command(
        commands, "keys", "keys:keys", "every key of the app, and giving it another",
        "lmrl-lab keys", "lmrl-lab keys replay", "lmrl-lab keys --write",
        more="HOME/keymap.toml names the keys that you want otherwise, a table a screen; --write begins one with every action in it,\n"
        "each commented out. A file with a mistake changes nothing, and this command says what is wrong where.",
    )  # fmt: skip
    one.add_argument("place", nargs="?", default="", metavar="SCREEN")
    one.add_argument("--write", action="store_true", help="write a keymap.toml to change, where there is none")
    one = _command(
        commands, "vacuum", "upkeep:vacuum", "frees what deleted runs and dropped games left on the disk",
        "lmrl-lab vacuum --dry-run", "lmrl-lab vacuum", "lmrl-lab vacuum --wait",
        more="Games beyond the setting keep_episodes go, with folders that no run knows. People's games, forks and what they were\n"
        "forked from, games with a note, and the best and worst evaluated games of a run stay. Nothing may be in training meanwhile.",
    )  # fmt: skip
    one.add_argument("--dry-run", action="store_true", help="only say what would go")
    one.add_argument("--wait", action="store_true", help="wait until no run is being trained")
    one = _command(
        commands, "backup", "upkeep:backup", "copies the store into one file, also while runs write",
        "lmrl-lab backup lab-monday.db", "lmrl-lab backup /mnt/lab.db --force",
        more="The file holds runs, curves, games, logs and results as they were at one moment, and is checked. To restore it, put it\n"
        "as lab.db into a home that has none: `mkdir new && cp lab-monday.db new/lab.db && lmrl-lab --home new`. Checkpoints and\n"
        "datasets are folders beside the store (runs/, datasets/): copy them too, and runs go on from where they were.",
    )  # fmt: skip
    one.add_argument("file", type=Path, metavar="FILE")
    one.add_argument("--force", action="store_true", help="write over a file that is there")


def _rest(commands: Any) -> None:
    one = _command(commands, "demo", "demo:demo", "the main job in about two minutes: data, BC, ILQL on maze-fo, a table", "lmrl-lab demo", "lmrl-lab demo --json")  # fmt: skip
    one.add_argument("--seed", type=_whole, default=0, metavar="S")
    one = _command(commands, "perf", "perf:perf", "how fast the lab is here, each figure beside a named alternative", "lmrl-lab perf", "lmrl-lab perf --only training --rounds 5 --json")  # fmt: skip
    one.add_argument("--only", nargs="+", choices=["rollouts", "training", "steps", "store", "memory"], default=[], metavar="PART", help="rollouts, training, steps, store or memory; all but memory unless named")  # fmt: skip
    one.add_argument("--rounds", type=_count, default=3, metavar="N", help="rounds that both sides are timed in")
    one.add_argument("--threads", type=_count, default=2, metavar="N", help="threads of torch")
    one.add_argument("--keep", action="store_true", help="write the figures to bench/perf.json and bench/perf.md")
    one = _command(commands, "bench", "bench:bench", "the results table: every task and algorithm beside the paper's numbers", "lmrl-lab bench --budget quick", "lmrl-lab bench --tasks maze-fo maze-po --seeds 0 1 2", "lmrl-lab bench --tasks wordle --algos ilql --seeds 1 --out mine")  # fmt: skip
    one.add_argument("--budget", choices=["full", "quick"], default="full", help="quick: a whole small table in under twenty minutes")  # fmt: skip
    one.add_argument("--tasks", nargs="+", default=[], metavar="TASK", help="only these (default: all of the paper's)")
    one.add_argument("--algos", nargs="+", default=[], metavar="ALGO", help="only these (default: all six)")
    one.add_argument("--seeds", nargs="+", type=_whole, default=[], metavar="S", help="a run for each (default: 0)")
    one.add_argument("--out", type=Path, default=None, metavar="DIR", help="another folder for results: what is not there is trained, whatever came with the lab")  # fmt: skip
    one.add_argument("--page", action="store_true", help="train nothing, write the page anew and show what there is")
    _command(commands, "doctor", "doctor:doctor", "what works here, and what to install", "lmrl-lab doctor", "lmrl-lab doctor --json")  # fmt: skip
