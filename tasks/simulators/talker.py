"""Chat models, who answer in the talking games or play any game: two small protocols, and any OpenAI-compatible server.

A talker answers many talks at once. The key comes from the environment only, is sent to that server and nowhere else, and
is in no message of ours.
"""

import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Literal, NamedTuple, Protocol

from tasks.protocol import Reply, Unavailable

KEY = "LMRL_LAB_API_KEY"
"""The environment variable with the server's key; OPENAI_API_KEY is read where it is missing."""


class Message(NamedTuple):
    """One message of a talk with a chat model."""

    role: Literal["system", "user", "assistant"]
    content: str


class Talker(Protocol):
    """Somebody who answers."""

    @property
    def name(self) -> str:
        """What a run's record says of it."""
        ...

    def reply(self, talks: Sequence[Sequence[Message]]) -> list[str]:
        """One answer to each talk, in order. Raises Unavailable when it cannot."""
        ...


class Chat(Protocol):
    """Somebody who answers, and says what it cost."""

    @property
    def name(self) -> str: ...

    @property
    def at_once(self) -> int:
        """Talks that are best under way at the same time."""
        ...

    def replies(self, talks: Sequence[Sequence[Message]]) -> list[Reply]:
        """One answer to each talk, in order. Raises Unavailable when it cannot."""
        ...


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows nobody elsewhere: the key is for this server alone."""

    def redirect_request(self, *_: Any) -> None:
        return None


@dataclass(frozen=True)
class Server:
    """A chat model behind an OpenAI-compatible server: Ollama, llama.cpp, vLLM, transformers serve …"""

    base_url: str
    """Up to and with the version: `http://127.0.0.1:11434/v1`."""
    model: str
    timeout: float = 60.0
    """Seconds for one answer."""
    retries: int = 2
    """Further tries after a failure that may pass."""
    at_once: int = 16
    """Requests under way at the same time."""
    max_tokens: int = 96

    @property
    def name(self) -> str:
        return f"{self.model} at {self.base_url}"

    def reply(self, talks: Sequence[Sequence[Message]]) -> list[str]:
        return [reply.text for reply in self.replies(talks)]

    def replies(self, talks: Sequence[Sequence[Message]]) -> list[Reply]:
        if len(talks) == 1:
            return [self._one(talks[0])]
        with ThreadPoolExecutor(min(self.at_once, max(len(talks), 1))) as pool:
            return list(pool.map(self._one, talks))

    def _one(self, talk: Sequence[Message]) -> Reply:
        body = {
            "model": self.model,
            "messages": [message._asdict() for message in talk],
            "max_tokens": self.max_tokens,
            "temperature": 0,
            "seed": 0,
            "stream": False,
        }
        why = ""
        for attempt in range(self.retries + 1):
            if attempt:
                time.sleep(0.5 * 2**attempt)
            try:
                return self._asked(json.dumps(body).encode())
            except urllib.error.HTTPError as error:
                why = f"HTTP {error.code} {error.reason}"
                if error.code not in (408, 409, 425, 429) and error.code < 500:
                    break
            except (OSError, TimeoutError, HTTPException) as error:
                why = str(getattr(error, "reason", error)) or type(error).__name__
            except (ValueError, KeyError, IndexError, TypeError) as error:
                why = f"it does not answer as an OpenAI-compatible server ({type(error).__name__})"
                break
        raise Unavailable(
            f"{self.name} does not answer: {why}. Is the server running, is the model's name right, and, if it "
            f"wants a key, is {KEY} set?"
        )

    def _asked(self, body: bytes) -> Reply:
        headers = {"Content-Type": "application/json"}
        key = os.environ.get(KEY) or os.environ.get("OPENAI_API_KEY")
        if key:
            headers["Authorization"] = f"Bearer {key}"
        request = urllib.request.Request(f"{self.base_url.rstrip('/')}/chat/completions", body, headers)
        with urllib.request.build_opener(_Stay).open(request, timeout=self.timeout) as answer:
            document = json.load(answer)
        choice = document["choices"][0]
        used = document.get("usage")
        return Reply(
            str(choice["message"]["content"] or ""), _count(used, "prompt_tokens"), _count(used, "completion_tokens"),
            choice.get("finish_reason") == "length",
        )  # fmt: skip


def _count(used: Any, name: str) -> int | None:
    """What the server says it counted; None for whatever is no number."""
    told = used.get(name) if isinstance(used, dict) else None
    return told if type(told) is int and told >= 0 else None
