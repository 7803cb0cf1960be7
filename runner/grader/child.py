"""One child process under limits."""

import os
import selectors
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from runner.grader.place import Finished, Limits
from runner.grader.talk import STDERR, STDOUT, Pieces, Talk

JAIL = Path(__file__).parent / "jail.py"


class Pipes:
    """The three pipes of a process, as a wire."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._stdin, *outputs = map(_fd, (process.stdin, process.stdout, process.stderr))
        self._streams = dict(zip(outputs, (STDOUT, STDERR), strict=True))
        self.selector = selectors.DefaultSelector()
        for fd in outputs:
            os.set_blocking(fd, False)
            self.selector.register(fd, selectors.EVENT_READ)
        os.set_blocking(self._stdin, False)

    def step(self, out: bytes, seconds: float) -> tuple[int, Pieces]:
        """Writes and reads what goes at once."""
        if out:
            self.selector.register(self._stdin, selectors.EVENT_WRITE)
        try:
            ready = [key.fd for key, _ in self.selector.select(seconds)]
        finally:
            if out:
                self.selector.unregister(self._stdin)
        gone = self._write(out) if self._stdin in ready else 0
        return gone, [(self._streams[fd], self._read(fd)) for fd in ready if fd != self._stdin]

    def close_input(self) -> None:
        """Closes standard input."""
        if self._process.stdin:
            self._process.stdin.close()

    def _write(self, out: bytes) -> int:
        try:
            return os.write(self._stdin, out)
        except BrokenPipeError:
            raise EOFError("the driver ended before it was asked") from None

    def _read(self, fd: int) -> bytes:
        chunk = os.read(fd, 1 << 16)
        if not chunk:
            self.selector.unregister(fd)
        return chunk


class Child(Talk):
    """A running child."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.pipes = Pipes(process)
        super().__init__(self.pipes)


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
            child.pipes.selector.close()
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
        return Finished(code, timed_out, child.tail(STDOUT), child.tail(STDERR) + flooded)
