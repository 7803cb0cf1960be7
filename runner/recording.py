"""Recording: a supervised command, its output being read while it runs."""

import contextlib
import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from runner.sandbox import Command
from runner.terminal import Cast, Stream, open_pty

SUPERVISOR = Path(__file__).with_name("supervisor.py")
DRAIN_S = 2.0
OVERDUE_S = 30.0
READ = 65536


class Recording:
    """A command started under the supervisor, in the workspace of `root`, with only `env` as its environment.

    `prefix` is the program that starts it as another user; none: it is the kit's.
    """

    def __init__(self, command: Command, root: Path, env: dict[str, str], prefix: tuple[str, ...] = ()) -> None:
        self._command = command
        self.cast = Cast(title=Path(command.argv[0]).name)
        self._streams: list[Stream] = []
        self._selector = selectors.DefaultSelector()
        self._said = b""
        opened: list[int] = []
        outputs = self._outputs(opened)
        self._reporting, saying = os.pipe()
        opened.append(saying)
        self._selector.register(self._reporting, selectors.EVENT_READ, self._hear)
        try:
            # An own session, so that Ctrl-C at the user's terminal reaches only us, who then end it in order. Its stdin
            # is its lifeline: a pipe nobody writes to, which ends when we do, however we do.
            supervised = (sys.executable, "-I", "-S", SUPERVISOR, str(command.deadline_s), str(saying), root)
            self._process = subprocess.Popen(
                (*supervised, *prefix, *command.argv),
                stdin=subprocess.PIPE, stdout=outputs[0], stderr=outputs[1],
                cwd=root / "workspace", env=env, pass_fds=(saying,), start_new_session=True,
            )  # fmt: skip
        finally:
            for descriptor in opened:
                os.close(descriptor)

    def _outputs(self, opened: list[int]) -> tuple[int, int]:
        """The agent's stdout and stderr, noted in `opened`; their other ends are watched."""
        if self._command.terminal == "pty":
            reader, agent = open_pty()
            opened.append(agent)
            self._watch(reader)
            return agent, agent
        pipes = os.pipe(), os.pipe()
        for reader, agent in pipes:
            opened.append(agent)
            self._watch(reader)
        return pipes[0][1], pipes[1][1]

    def _watch(self, reader: int) -> None:
        stream = Stream(self._command.terminal)
        self._streams.append(stream)
        self._selector.register(reader, selectors.EVENT_READ, lambda data: self.cast.show(stream.text(data)))

    def _hear(self, data: bytes) -> None:
        self._said += data

    @property
    def tails(self) -> tuple[str, str]:
        """The last of stdout and of stderr; a terminal shows both as one, which then is the first."""
        return self._streams[0].tail, self._streams[1].tail if len(self._streams) > 1 else ""

    def report(self) -> dict[str, Any]:
        """Reads until the supervisor has reported and all output has come; the report."""
        until = time.monotonic() + self._command.deadline_s + OVERDUE_S
        reported = False
        while self._selector.get_map() and (left := until - time.monotonic()) > 0:
            for key, _ in self._selector.select(left):
                self._read(key.fd, key.data)
            if not reported and self._reporting not in self._selector.get_map():
                # The supervisor is gone, and with it all that wrote; only what is still in the pipes is to come.
                until, reported = time.monotonic() + DRAIN_S, True
        for stream in self._streams:
            self.cast.show(stream.text(b"", final=True))
        if not self._said.endswith(b"\n"):
            raise RuntimeError(
                f"the supervisor of {self._command.argv[0]} did not report; its stderr is in {self.tails}"
            )
        report: dict[str, Any] = json.loads(self._said)
        return report

    def _read(self, descriptor: int, use: Callable[[bytes], None]) -> None:
        data = b""
        # A terminal whose last user is gone answers with an error (EIO) on Linux, with nothing on macOS.
        with contextlib.suppress(OSError):
            data = os.read(descriptor, READ)
        if data:
            use(data)
        else:
            self._selector.unregister(descriptor)
            os.close(descriptor)

    def end(self) -> None:
        """Ends the lifeline, and with it all that runs; waits until it is so."""
        assert self._process.stdin is not None  # noqa: S101 - made with a pipe
        self._process.stdin.close()
        try:
            self._process.wait(OVERDUE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for key in list(self._selector.get_map().values()):
            os.close(key.fd)
        self._selector.close()
