"""As much of W&B's server as a run needs that is sent there: it keeps what it is sent, line by line."""

import gzip
import json
import re
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_PROJECT = {"id": "cA==", "name": "lmrl-lab", "entity": {"id": "ZQ==", "name": "me"}}


class Kept:
    """What was sent."""

    def __init__(self) -> None:
        self.lines: dict[str, dict[int, str]] = defaultdict(dict)
        """By file, the lines by their numbers."""
        self.config = "{}"
        self.keys: set[str] = set()
        """As which it was sent."""
        self.begun = False
        self.address = ""

    def history(self) -> list[dict[str, Any]]:
        return [json.loads(line) for _, line in sorted(self.lines["wandb-history.jsonl"].items())]

    def answer(self, name: str, given: dict[str, Any]) -> dict[str, Any]:
        """To a query of this name."""
        if name == "RunResumeStatus":
            return {"model": _PROJECT | {"bucket": self._run(given["name"]) if self.begun else None}}
        if name == "UpsertBucket":
            new, self.begun = not self.begun, True
            self.config = given.get("config") or self.config
            run = {"id": "aWQ=", "name": given["name"], "displayName": given["name"], "description": "", "config": self.config,
                   "sweepName": None, "historyLineCount": len(self.history()), "project": _PROJECT}  # fmt: skip
            return {"upsertBucket": {"bucket": run, "inserted": new}}
        if name == "CreateRunFiles":
            files = [{"name": one, "uploadUrl": f"{self.address}/upload/{one}"} for one in given["files"]]
            return {"createRunFiles": {"runID": "aWQ=", "uploadHeaders": [], "files": files}}
        if name == "Viewer":
            return {"viewer": {"id": "dg==", "entity": "me", "username": "me", "flags": "{}", "teams": {"edges": []}}}
        return {}

    def _run(self, name: str) -> dict[str, Any]:
        tail = [json.dumps(one) for one in self.history()[-1:]]
        return {"id": "aWQ=", "name": name, "displayName": name, "summaryMetrics": tail[0] if tail else "{}", "config": self.config,
                "historyLineCount": len(self.history()), "logLineCount": 0, "eventsLineCount": 0, "tags": [], "wandbConfig": '{"t": {}}',
                "historyTail": json.dumps(tail), "eventsTail": "[]", "stopped": False}  # fmt: skip

    def keep(self, files: dict[str, Any]) -> None:
        for name, part in files.items():
            for k, line in enumerate(part["content"], part["offset"]):
                self.lines[name][k] = line


@contextmanager
def server() -> Iterator[tuple[str, Kept]]:
    """Its address, and what it was sent."""
    kept = Kept()

    class Answers(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            kept.keys.add(self.headers.get("Authorization", ""))
            said = gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body
            if self.path == "/graphql":
                query = json.loads(said)
                name = query.get("operationName") or re.findall(r"(?:query|mutation)\s+(\w+)", query["query"])[0]
                self._reply({"data": kept.answer(name, query.get("variables") or {})})
            else:
                if self.path.endswith("file_stream"):
                    kept.keep(json.loads(said).get("files") or {})
                self._reply({})

        def do_GET(self) -> None:
            self._reply({})

        do_PUT = do_POST

        def _reply(self, document: dict[str, Any]) -> None:
            content = json.dumps(document).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    web = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    kept.address = f"http://127.0.0.1:{web.server_port}"
    try:
        yield kept.address, kept
    finally:
        web.shutdown()
        web.server_close()
