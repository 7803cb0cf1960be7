"""Steward: a proxy in a process of its own, told over standard input what to do, a line of JSON each.

`python -m proxy.steward`; proxy/remote.py is the other end. The first line says how it runs, with the key; each later
one is an errand with a number, answered under that number whenever it is done. On standard output the lines of the
journal stand between the answers, verbatim, each once it is on disk. When standard input ends, so does it.
"""

import base64
import signal
import socket
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from proxy import budget, faults
from proxy.bodies import kept_path
from proxy.budget import Budget
from proxy.faults import Faults
from proxy.grant import Terms
from proxy.limits import Limits
from proxy.recorder import Recorder, Settings, recording
from proxy.upstream import Endpoint

AT_ONCE = 64  # errands; settling a cell may take one of them half a minute
PIECE = 4 * 2**20  # bytes of a kept body that go in one answer


class Mouth:
    """Standard output, a whole line at a time, from any thread."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._turn = threading.Lock()

    def say(self, record: dict[str, Any]) -> None:
        """One line, out at once."""
        with self._turn:
            self._out.write(orjson.dumps(record) + b"\n")
            self._out.flush()


class Steward:
    """Runs errands for a proxy: each is a method, called with what the errand's line says."""

    def __init__(self, recorder: Recorder, bodies: Path | None) -> None:
        self._recorder = recorder
        self._bodies = bodies
        self._errands: dict[str, Callable[..., Any]] = {
            "reach": reach,
            "grant": self.grant,
            "warm_up": recorder.warm_up,
            "account": recorder.account,
            "settle": self.settle,
            "body": self.body,
        }

    def run(self, errand: dict[str, Any]) -> dict[str, Any]:
        """The errand's answer: what it `gave`, or its `error` and what kind of one."""
        try:
            return {"id": errand["id"], "gave": self._errands[errand["do"]](**errand["with"])}
        except OSError as error:
            return {"id": errand["id"], "error": error.strerror or str(error), "kind": "OSError"}
        except Exception as error:  # noqa: BLE001  # it is raised again at the other end
            return {"id": errand["id"], "error": str(error), "kind": type(error).__name__}

    def grant(self, cell: str, model: str, budget: str, faults: str, at: str | None) -> str:
        """A token for the cell, good at its Unix socket."""
        return self._recorder.grant(cell, model, _terms(budget, faults), Path(at) if at else None)

    def settle(self, token: str, wait_s: float) -> str:
        """The last hash of the cell's chain, once all its calls are on disk."""
        self._recorder.settle(token, wait_s)
        return self._recorder.head(token)

    def body(self, sha256: str, start: int) -> dict[str, Any]:
        """A piece of a kept body as it lies on disk, and whether there is more of it."""
        if self._bodies is None:
            raise FileNotFoundError("this proxy keeps no bodies")
        with kept_path(self._bodies, sha256).open("rb") as file:
            file.seek(start)
            piece = file.read(PIECE)
            return {"piece": base64.b64encode(piece).decode(), "more": bool(file.read(1))}


def reach(host: str, port: int, wait_s: float) -> None:
    """Opens and closes a connection from where the proxy runs; OSError when there is none to be had."""
    socket.create_connection((host, port), wait_s).close()


def _terms(spend: str, wrong: str) -> Terms:
    return Terms(budget.parse(spend) if spend else Budget(), faults.parse(wrong) if wrong else Faults())


def main(heard: BinaryIO, out: BinaryIO) -> None:
    """Runs the proxy that the first line describes until the lines end."""
    mouth = Mouth(out)
    told = orjson.loads(heard.readline())
    bodies = Path(told["bodies"]) if told["bodies"] else None
    speaks = told["speaks"]
    settings = Settings(
        sockets=[Path(path) for path in told["sockets"]],
        limits=Limits(**told["limits"]),
        keep_hosted=told["keep_hosted"],
        speaks=None if speaks is None else frozenset(speaks),
        bodies=bodies,
    )
    try:
        endpoint = Endpoint(told["endpoint"], told["key"])
        with recording(endpoint, Path(told["journal"]), mouth.say, settings) as recorder:
            mouth.say({"listening": recorder.url})
            _attend(Steward(recorder, bodies), heard, mouth)
    except (ValueError, OSError, RuntimeError) as error:
        mouth.say({"failed": f"{type(error).__name__}: {error}"})
        raise SystemExit(1) from None


def _attend(steward: Steward, heard: BinaryIO, mouth: Mouth) -> None:
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="errand") as hands:
        for line in heard:
            hands.submit(lambda errand: mouth.say(steward.run(errand)), orjson.loads(line))


if __name__ == "__main__":
    # As the first process of a container it has no default for signals.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        main(sys.stdin.buffer, sys.stdout.buffer)
