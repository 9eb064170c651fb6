"""A chat model as a player of any task: told the rules and shown some games, it learns nothing (the paper's GPT-4 column).

A reply without a move in it is asked for again, with a word of correction that is forgotten afterwards: the game's history
holds only what was played. When all tries are used up, the reply is played as it stands, and the game judges it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Lock, Thread

from tasks.prompts import correction, system, talk, worked
from tasks.protocol import AnyTask, Reply, Session, Turn
from tasks.replies import raw, read
from tasks.simulators.talker import Chat, Message, Server

_HEARD_BACK = 400
"""Characters of a reply that its writer is shown again when it is asked for another."""


@dataclass
class Tally:
    """What playing took."""

    moves: int = 0
    requests: int = 0
    """Replies that were asked for, further tries among them."""
    again: int = 0
    """Moves that took more than one try."""
    unread: int = 0
    """Moves that no try made readable: played as they stood."""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    uncounted: int = 0
    """Replies whose tokens the server did not tell."""
    shortened: int = 0
    """Talks whose beginning the model could not see."""

    @property
    def again_rate(self) -> float:
        return self.again / max(self.moves, 1)

    @property
    def unread_rate(self) -> float:
        return self.unread / max(self.moves, 1)


class Prompted:
    """Satisfies `tasks.protocol.Policy` and `Sitting`. Raises Unavailable when the model cannot answer."""

    def __init__(self, task: AnyTask, chat: Chat, *, examples: int = 2, retries: int = 2, seed: int = 0) -> None:
        """`examples` games of the best known player are shown, which `seed` chooses. Raises Unavailable."""
        self.tally = Tally()
        self.chat = chat
        self._task, self._retries = task, retries
        self._told = system(task, worked(task, examples, seed))
        self._counting = Lock()

    def act(self, histories: Sequence[tuple[Turn, ...]]) -> list[Turn]:
        talks = [talk(self._task, self._told, history) for history in histories]
        turns: dict[int, Turn] = {}
        for attempt in range(self._retries + 1):
            waiting = [k for k in range(len(talks)) if k not in turns]
            if not waiting:
                break
            replies = self.chat.replies([talks[k] for k in waiting])
            for k, reply in zip(waiting, replies, strict=True):
                said = read(self._task, reply.text)
                self._count(reply, attempt, bool(said))
                if said or attempt == self._retries:
                    turns[k] = Turn("agent", said or raw(reply.text), cut=reply.cut)
                else:
                    talks[k] += self._corrected(reply)
        return [turns[k] for k in range(len(talks))]

    def session(self, games: int) -> Session:
        return _Apart(self) if isinstance(self.chat, Server) else _Together(self)

    def _corrected(self, reply: Reply) -> list[Message]:
        said = reply.text.strip()[:_HEARD_BACK] or "..."
        return [Message("assistant", said), Message("user", correction(self._task))]

    def _count(self, reply: Reply, attempt: int, legible: bool) -> None:
        last = legible or attempt == self._retries
        with self._counting:
            self.tally.requests += 1
            self.tally.moves += last
            self.tally.again += last and attempt > 0
            self.tally.unread += not legible and last
            self.tally.prompt_tokens += reply.prompt_tokens or 0
            self.tally.completion_tokens += reply.completion_tokens or 0
            self.tally.uncounted += None in (reply.prompt_tokens, reply.completion_tokens)
            self.tally.shortened += not reply.whole


class _Together:
    """A session with a model that answers a batch: all games that wait are answered at once."""

    def __init__(self, player: Prompted) -> None:
        self._player = player
        self._games: set[int] = set()
        self._asked: dict[int, tuple[Turn, ...]] = {}

    @property
    def full(self) -> bool:
        return len(self._games) >= self._player.chat.at_once

    def ask(self, game: int, history: Sequence[Turn]) -> None:
        self._games.add(game)
        self._asked[game] = tuple(history)

    def hear(self) -> list[tuple[int, Turn]]:
        asked, self._asked = self._asked, {}
        return list(zip(asked, self._player.act(list(asked.values())), strict=True))

    def leave(self, game: int) -> None:
        self._games.discard(game)


class _Apart:
    """A session with a server: a request for each game, none waiting for another.

    Its threads are daemons, so that whoever gives up need not wait for a server that hangs.
    """

    def __init__(self, player: Prompted) -> None:
        self._player = player
        self._games: set[int] = set()
        self._heard: SimpleQueue[tuple[int, Turn | Exception]] = SimpleQueue()

    @property
    def full(self) -> bool:
        return len(self._games) >= self._player.chat.at_once

    def ask(self, game: int, history: Sequence[Turn]) -> None:
        self._games.add(game)
        Thread(target=self._wait, args=(game, tuple(history)), daemon=True).start()

    def _wait(self, game: int, history: tuple[Turn, ...]) -> None:
        try:
            self._heard.put((game, self._player.act([history])[0]))
        except Exception as error:
            # It is raised where somebody hears it.
            self._heard.put((game, error))

    def hear(self) -> list[tuple[int, Turn]]:
        heard = [self._heard.get()]
        while not self._heard.empty():
            heard.append(self._heard.get())
        turns = [(game, turn) for game, turn in heard if isinstance(turn, Turn)]
        failed = [(game, trouble) for game, trouble in heard if isinstance(trouble, Exception)]
        if not turns:
            raise failed[0][1]
        for one in failed:
            # What did come is played first.
            self._heard.put(one)
        return turns

    def leave(self, game: int) -> None:
        self._games.discard(game)
