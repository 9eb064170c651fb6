"""From what a chat model writes to what an agent says: the first line of a reply that has the form of a move.

Only the form is judged here: a move that is none in the position is played, and the game's answer to it is the agent's own
affair. What a model wraps its move in is taken off: its thoughts, code fences, quotation marks, `My move:`.
"""

import re
from collections.abc import Callable, Iterator

from tasks.protocol import AnyTask

_LONGEST = 1000
"""Characters of a reply that are played when no move is found in it."""

_THOUGHTS = "think|thinking|thought|reasoning"
_LABEL = re.compile(
    r"(?:(?:here is|here's|my|the|your|next|final|best|new)\s+)*"
    r"(?:answer|move|guess|question|action|command|reply|response|output|assistant|agent|you|seller|white|player)"
    r"(?:\s+is)?(?:\s*#?\d+)?\s*[:=]\s*",
    re.I,
)
_BULLET = re.compile(r"(?:[-*•>]|\d{1,3}[.)])\s+|>\s*")
_QUOTED = re.compile(r"(?:\"(.*)\"|'(.*)'|“(.*)”|‘(.*)’|«(.*)»|\\boxed\{(.*)\}|\\text\{(.*)\}|\$(\\boxed.*)\$)[.!]?")

Read = Callable[[str], str]
"""A bare line as the agent text it is, without the newline; empty when it has not the form."""


def read(task: AnyTask, reply: str) -> str:
    """The agent text in a reply; empty when there is none."""
    form = _FORMS.get(task.name) or _FORMS.get(task.name.split("-")[0]) or _anything
    for line in _lines(reply):
        found = form(line)
        if found:
            return found + "\n"
    return ""


def raw(reply: str) -> str:
    """A reply that cannot be read, as it is played: whole, so that the game says what it is."""
    return reply.strip()[:_LONGEST] + "\n"


def _lines(reply: str) -> Iterator[str]:
    """The lines of a reply, bare; empty ones are left out."""
    spoken = re.sub(rf"\A.*</(?:{_THOUGHTS})>", "", reply, flags=re.S | re.I)
    spoken = re.sub(rf"<(?:{_THOUGHTS})>.*", "", spoken, flags=re.S | re.I)
    spoken = re.sub(r"<\|[^|\n]*\|>|</?s>|<(?:start|end)_of_turn>", "\n", spoken)
    for line in spoken.splitlines():
        bare = _bare(line)
        if bare and not bare.startswith("~~~"):
            yield bare


def _bare(line: str) -> str:
    """A line without what stands around it; a line that opens or closes a code fence is empty."""
    if line.lstrip().startswith("```"):
        fenced = re.fullmatch(r"\s*```(.+)```\s*", line)
        line = fenced[1] if fenced else ""
    bare, before = line.replace("**", "").replace("`", "").strip(), None
    while bare != before:
        before = bare
        bare = _LABEL.sub("", bare, count=1) if _LABEL.match(bare) else bare
        bare = _BULLET.sub("", bare, count=1) if _BULLET.match(bare) else bare
        quoted = _QUOTED.fullmatch(bare)
        bare = next((part for part in quoted.groups() if part is not None), "").strip() if quoted else bare
    return bare


# The forms


def _maze(line: str) -> str:
    found = re.fullmatch(r"(?:move |go )?(up|down|left|right)[.!]?", line.lower())
    return f"move {found[1]}" if found else ""


_COMMAND = re.compile(
    r"go (?:north|east|south|west)|(?:open|close|drop|eat) [a-z ]+|take [a-z ]+ from [a-z ]+|insert [a-z ]+ into [a-z ]+|"
    r"put [a-z ]+ on [a-z ]+"
)


def _textnav(line: str) -> str:
    command = " ".join(line.lower().rstrip(".!").split())
    return command if _COMMAND.fullmatch(command) else ""


def _wordle(line: str) -> str:
    word = line.lower().rstrip(".!")
    if re.fullmatch(r"[a-z]([ ,\-·]*)[a-z](?:\1[a-z]){3}", word):
        return " ".join(letter for letter in word if letter.isalpha())
    return ""


_SAN = re.compile(r"(?:[KQRBN]?[a-h]?[1-8]?x?[a-h][1-8](?:=?[QRBN])?|O-O(?:-O)?)[+#]?[!?]*")
_UCI = re.compile(r"[a-h][1-8][a-h][1-8][qrbn]?")


def _chess(line: str) -> str:
    move = re.sub(r"\s", "", line).rstrip(".").replace("0-0", "O-O").replace("O-0", "O-O")
    move = re.sub(r"\A\d{1,3}\.+", "", move)
    if not _SAN.fullmatch(move) and not _UCI.fullmatch(move):
        return ""
    return " ".join(move.rstrip("!?"))


_ASKS = re.compile(
    r"(?:is|are|was|were|does|do|did|can|could|has|have|would|will|should|may|what|which|where|when|who|how|why|tell|describe"
    r"|name)\b",
    re.I,
)


def _question(line: str) -> str:
    """A line that asks: by its mark, or by its first word."""
    return line if ("?" in line or _ASKS.match(line)) and not line.endswith(":") else ""


def _anything(line: str) -> str:
    """Any line but one that announces the next."""
    return "" if line.endswith(":") or not re.search(r"\w", line) else line


_FORMS: dict[str, Read] = {
    "maze": _maze,
    "textnav": _textnav,
    "wordle": _wordle,
    "chess": _chess,
    "endgames": _chess,
    "twenty-questions": _question,
    "guess-city": _question,
    "car-dealer": _anything,
}
"""By the task's name, or its family's; another task takes any line."""
