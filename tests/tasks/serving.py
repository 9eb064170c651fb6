"""A server on loopback that says what it was told to, as an OpenAI-compatible one would."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

Messages = list[dict[str, str]]
Speak = Callable[[Messages], str | None]
"""What is answered to a talk; None closes the connection without a word."""


class Served:
    """A server under way, and what it heard."""

    def __init__(self, speak: Speak, *, usage: bool = True, status: str = "", moved: str = "") -> None:
        """`status` refuses everything with that line; `moved` sends everybody there."""
        self.speak, self.usage, self.status, self.moved = speak, usage, status, moved
        self.heard: list[Messages] = []
        self.keys: list[str] = []
        self.lock = Lock()
        self.url = ""

    def document(self, text: str, messages: Messages) -> bytes:
        choice = {"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        usage = {"prompt_tokens": 10 * len(messages), "completion_tokens": 3}
        return json.dumps({"choices": [choice], **({"usage": usage} if self.usage else {})}).encode()


@contextmanager
def serving(served: Served) -> Iterator[Served]:
    """The server, until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with served.lock:
                served.heard.append(asked["messages"])
                served.keys.append(self.headers.get("Authorization", ""))
                text = served.speak(asked["messages"])
            self._answer(None if text is None else served.document(text, asked["messages"]))

        def do_GET(self) -> None:
            served.keys.append(self.headers.get("Authorization", ""))
            self._answer(b"{}")

        def _answer(self, body: bytes | None) -> None:
            if served.status:
                self.wfile.write(f"HTTP/1.0 {served.status}\r\n\r\n".encode("latin-1"))
            elif served.moved:
                self.send_response(302)
                self.send_header("Location", served.moved)
                self.end_headers()
            elif body is not None:
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
