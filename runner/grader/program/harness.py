"""Answers the grader's questions by running the candidate's program: `python -I -S -B harness.py COMMAND_AS_JSON`.

Runs in the child, beside the candidate's processes: nothing here is a defence, and nothing is known here but inputs.
A call is `run` (one or more runs of the program in one fresh folder) or `serve` (a server, and requests to it); what
their arguments and answers are, docs/tasks.md says.
"""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

LONGEST = 1 << 18
LISTENS_WITHIN_S = 20.0


def main(command: list[str]) -> None:
    """Answer line by line."""
    questions = os.fdopen(os.dup(0), "rb")
    answers = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    calls: dict[str, Callable[..., Any]] = {"run": run, "serve": serve}
    for line in questions:
        question = json.loads(line)
        said = {"id": question["id"], **answer(calls[question["call"]], command, question["args"])}
        rest = json.dumps(said).encode() + b"\n"
        while rest:
            rest = rest[os.write(answers, rest) :]


def answer(call: Callable[..., Any], command: list[str], arguments: list[Any]) -> dict[str, Any]:
    """What came of it; only what the candidate can bring about is a raise."""
    try:
        with folder() as place:
            return {"value": call(command, place, *arguments)}
    except (TooLongError, NotListeningError) as error:
        return {"raises": type(error).__name__}


def run(command: list[str], place: Path, *runs: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each run's exit code, output and files, one run after another in the same folder."""
    return [_run(command, place, each) for each in runs]


def _run(command: list[str], place: Path, asked: Mapping[str, Any]) -> dict[str, Any]:
    lay(asked.get("files", {}), place)
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        stdin.write(raw(asked.get("stdin", "")))
        stdin.seek(0)
        with started([*command, *asked.get("argv", [])], place, stdin, (stdout, stderr)) as process:
            code = process.wait()
        said = {"exit": code, "stdout": text(content(stdout))}
        if asked.get("stderr"):
            said["stderr"] = text(content(stderr))
    return said | {"files": {name: read(place / name) for name in asked["read"]}} if "read" in asked else said


def serve(command: list[str], place: Path, server: Mapping[str, Any], *steps: Any) -> list[Any]:
    """The answers to the steps, one after another; a step that is a list is of requests made side by side."""
    lay(server.get("files", {}), place)
    port = free_port()
    own = [part.replace("{port}", str(port)) for part in (*command, *server.get("argv", []))]
    with open(os.devnull, "r+b") as null, started(own, place, null, (null, sys.stderr.buffer)) as process:
        wait_for(port, process)
        return [at_once(port, step) if isinstance(step, list) else request(port, step) for step in steps]


def at_once(port: int, requests: list[Any]) -> list[Any]:
    """The answers to requests made side by side, in the requests' order."""
    said: list[Any] = [None] * len(requests)

    def ask(index: int) -> None:
        said[index] = request(port, requests[index])

    threads = [threading.Thread(target=ask, args=(index,)) for index in range(len(requests))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def request(port: int, asked: Mapping[str, Any]) -> dict[str, Any]:
    """One HTTP request and its answer, with those of its headers that were asked for."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    try:
        body = raw(asked["body"]) if "body" in asked else None
        connection.request(asked["method"], asked["path"], body, asked.get("headers", {}))
        response = connection.getresponse()
        read_as = value_of if asked.get("json") else text
        said = {"status": response.status, "body": read_as(response.read(LONGEST))}
        wanted = {name: response.getheader(name) for name in asked.get("want", [])}
        return said | {"headers": wanted} if wanted else said
    except (OSError, http.client.HTTPException) as error:
        return {"error": type(error).__name__}
    finally:
        connection.close()


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until the server takes connections; NotListeningError when it ends first, or takes too long."""
    deadline = time.monotonic() + LISTENS_WITHIN_S
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise NotListeningError


def free_port() -> int:
    """A port of the loopback that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def started(
    command: list[str], place: Path, stdin: IO[bytes], out: tuple[IO[bytes], IO[bytes]]
) -> Iterator[subprocess.Popen[bytes]]:
    """The program in a session of its own; at the exit all of it is killed."""
    stdout, stderr = out
    with subprocess.Popen(
        command, cwd=place, stdin=stdin, stdout=stdout, stderr=stderr, start_new_session=True
    ) as process:
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def folder() -> Iterator[Path]:
    """A fresh folder, the program's current one."""
    place = Path(tempfile.mkdtemp(prefix="asked-"))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def lay(files: Mapping[str, Any], place: Path) -> None:
    """Write the question's files."""
    for name, told in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(raw(told))


def read(path: Path) -> Any:
    """A file as it was left; null when it is none."""
    if path.is_symlink() or not path.is_file():
        return None
    with path.open("rb") as file:
        return text(content(file))


def content(file: IO[bytes]) -> bytes:
    """All of the file; TooLongError when that is too much."""
    file.seek(0)
    found = file.read(LONGEST + 1)
    if len(found) > LONGEST:
        raise TooLongError
    return found


def raw(told: Any) -> bytes:
    """The bytes that a question means: a text, or `{"hex": …}`."""
    return bytes.fromhex(told["hex"]) if isinstance(told, dict) else str(told).encode()


def text(found: bytes) -> Any:
    """Bytes as a plain value: a text where they are one, or `{"hex": …}`."""
    try:
        return found.decode()
    except UnicodeDecodeError:
        return {"hex": found.hex()}


def value_of(found: bytes) -> Any:
    """The JSON value in the bytes, so that its spelling does not count; the bytes where there is none."""
    try:
        return {"json": json.loads(found)}
    except ValueError:
        return text(found)


class TooLongError(Exception):
    """The program wrote more than LONGEST bytes."""


class NotListeningError(Exception):
    """The server ended, or took no connection in time."""


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
