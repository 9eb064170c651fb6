"""`serve`: the app in a browser (lab/browser)."""

import errno
import json
import socket
import sys
from argparse import Namespace
from contextlib import redirect_stdout

from lab.problem import Failed, Problem

_WARNING = (
    "warning: there is no password and no encryption. Whoever reaches this port can launch and delete runs,\n"
    "and read all that the lab reads, with your rights."
)


def serve(asked: Namespace) -> int:
    """Serves until ctrl+c; says where once it can be reached."""
    try:
        from lab.browser.server import LabServer
    except ModuleNotFoundError as missing:
        raise Failed(f'the app in a browser needs {missing.name}: pip install "lmrl-lab[serve]"') from missing
    listening = _listen(asked.host, asked.port, asked.expose)
    address, port = listening.getsockname()[:2]
    if asked.expose:
        print(_WARNING, file=sys.stderr)
    _say(_url(address, port), asked)
    # What an app says while it breaks down is for whoever looks after the server, not for whoever reads its document.
    with redirect_stdout(sys.stderr):
        LabServer(asked.home, asked.host, exposed=asked.expose).run(listening)
    return 0


def _say(url: str, asked: Namespace) -> None:
    if asked.json:
        print(json.dumps({"url": url, "home": str(asked.home), "exposed": asked.expose}), flush=True)
    else:
        print(f"the lab is at {url}  (ctrl+c ends it; runs go on)", flush=True)


def _listen(host: str, port: int, expose: bool) -> socket.socket:
    """A socket that listens there, and only there. Raises Problem, Failed."""
    from lab.browser.server import loopback

    if port > 65535:
        raise Problem(f"--port is 0 (any free one) to 65535, not {port}")
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise Problem(f"--host {host!r}: there is no address of that name ({error})") from error
    if not expose and not loopback(str(address[0])):
        raise Problem(
            f"--host {host} can be reached by others, and there is no password. Allowed are this machine's own addresses "
            f"(127.0.0.1, ::1, localhost); to serve others all the same, add --expose"
        )
    try:
        return socket.create_server(address, family=family)
    except PermissionError as error:
        raise Failed(f"port {port} is for the system's own servers: give another with --port, or 0 for any") from error
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise Failed(f"cannot listen on {host}, port {port}: {error.strerror}") from error
        raise Failed(
            f"port {port} is taken, perhaps by another `lmrl-lab serve`: give another with --port, or 0 for any"
        ) from error


def _url(address: str, port: int) -> str:
    """Where a browser finds it: of a server on every address, the machine's name."""
    if address in ("0.0.0.0", "::"):
        address = socket.gethostname()
    return f"http://[{address}]:{port}/" if ":" in address else f"http://{address}:{port}/"
