"""One child process under limits, its output read with bounds."""

import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from runner.grader.protocol import LONGEST_LINE

JAIL = Path(__file__).parent / "jail.py"
LONGEST_OUTPUT = 16 << 20
TAIL = 4000


class Limits(NamedTuple):
    """What a child may use."""

    memory: int
    file_size: int = 256 << 20


class Finished(NamedTuple):
    """How a command ended; `exit_code` is None when it was killed at its time limit or for flooding."""

    exit_code: int | None
    timed_out: bool
    stdout_tail: str
    stderr_tail: str


class Child:
    """A running child; `line` and `drain` raise TimeoutError, EOFError, or ValueError for a flood of output."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.stdin, self.stdout, self.stderr = map(_fd, (process.stdin, process.stdout, process.stderr))
        self.pending = b""
        self.tails = {self.stdout: b"", self.stderr: b""}
        self.read = dict.fromkeys(self.tails, 0)
        self.selector = selectors.DefaultSelector()
        for fd in self.tails:
            os.set_blocking(fd, False)
            self.selector.register(fd, selectors.EVENT_READ)
        os.set_blocking(self.stdin, False)

    def line(self, question: bytes, seconds: float) -> bytes:
        """The one line that answers `question` within `seconds`."""
        if self.pending:
            raise ValueError("spoke before it was asked")
        deadline = time.monotonic() + seconds
        self.selector.register(self.stdin, selectors.EVENT_WRITE)
        while b"\n" not in self.pending:
            for fd in self._ready(deadline):
                if fd == self.stdin:
                    question = self._write(question)
                else:
                    self._take(fd)
            if len(self.pending) > LONGEST_LINE:
                raise ValueError(f"a line of more than {LONGEST_LINE} bytes")
            if self.stdout not in self.selector.get_map() and b"\n" not in self.pending:
                raise EOFError("the driver ended before it answered")
        if question:
            raise ValueError("answered before the question was out")
        line, _, self.pending = self.pending.partition(b"\n")
        return line

    def drain(self, seconds: float) -> None:
        """Read on until both streams end, keeping tails."""
        deadline = time.monotonic() + seconds
        while self.selector.get_map():
            for fd in self._ready(deadline):
                self._take(fd)
            self.pending = self.pending[-1:]

    def _ready(self, deadline: float) -> list[int]:
        left = deadline - time.monotonic()
        ready = [key.fd for key, _ in self.selector.select(left)] if left > 0 else []
        if not ready and time.monotonic() >= deadline:
            raise TimeoutError("no answer within the time limit")
        return ready

    def _write(self, question: bytes) -> bytes:
        try:
            question = question[os.write(self.stdin, question) :]
        except BrokenPipeError:
            self.selector.unregister(self.stdin)
            raise EOFError("the driver ended before it was asked") from None
        if not question:
            self.selector.unregister(self.stdin)
        return question

    def _take(self, fd: int) -> None:
        chunk = os.read(fd, 1 << 16)
        if not chunk:
            self.selector.unregister(fd)
        if fd == self.stdout:
            self.pending += chunk
        self.tails[fd] = (self.tails[fd] + chunk)[-TAIL:]
        self.read[fd] += len(chunk)
        if self.read[fd] > LONGEST_OUTPUT:
            raise ValueError(f"more than {LONGEST_OUTPUT} bytes of output")

    def close_input(self) -> None:
        """Nothing more will be asked."""
        if self.process.stdin:
            self.process.stdin.close()

    def tail(self, fd: int) -> str:
        """The end of what came on `fd`."""
        return self.tails[fd].decode(errors="replace")


def _fd(pipe: IO[bytes] | None) -> int:
    if pipe is None:
        raise ValueError("a child has three pipes")
    return pipe.fileno()


@contextmanager
def running(command: Sequence[str], folder: Path, env: Mapping[str, str], limits: Limits) -> Iterator[Child]:
    """The command as a child in `folder`; at the exit it and all it left behind are killed."""
    jail = [sys.executable, "-I", "-S", str(JAIL), str(limits.memory), str(limits.file_size)]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [*jail, *command],
        cwd=folder,
        env=dict(env),
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        start_new_session=True,
        bufsize=0,
    ) as process:
        child = Child(process)
        try:
            yield child
        finally:
            child.selector.close()
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()


def run(
    command: Sequence[str], folder: Path, env: Mapping[str, str], seconds: float, memory: int = 4 << 30
) -> Finished:
    """The command run to its end, or killed at `seconds`."""
    timed_out, flooded = False, ""
    with running(command, folder, env, Limits(memory, file_size=1 << 30)) as child:
        child.close_input()
        try:
            child.drain(seconds)
            code: int | None = child.process.wait(seconds)
        except (TimeoutError, subprocess.TimeoutExpired):
            timed_out, code = True, None
        except ValueError as flood:
            flooded, code = f"\n[killed: {flood}]", None
        return Finished(code, timed_out, child.tail(child.stdout), child.tail(child.stderr) + flooded)
