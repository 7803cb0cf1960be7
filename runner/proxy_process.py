"""Proxy process: a recording proxy as another user of the kit's own machine, which gets its key over a pipe."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import BinaryIO

from proxy.recorder import Settings
from proxy.remote import Remote
from proxy.upstream import Endpoint
from runner.temporary import temporary
from runner.user import User

DRAIN_S = 60
TAIL = 4000
# What the machine says of certificates; nothing else of the kit's environment is the proxy's.
KEPT = ("PATH", "LANG", "SSL_CERT_FILE", "SSL_CERT_DIR")


class Way:
    """The way to the steward's standard input and output; its last words are in a file."""

    def __init__(self, process: "subprocess.Popen[bytes]", last_words: BinaryIO) -> None:
        self._process = process
        self._last_words = last_words

    def send(self, data: bytes) -> None:
        """Writes to its standard input."""
        assert self._process.stdin is not None  # noqa: S101 - made with a pipe
        self._process.stdin.write(data)
        self._process.stdin.flush()

    def lines(self) -> Iterator[bytes]:
        """What comes from its standard output, until it has ended; RuntimeError when it said why on the other."""
        assert self._process.stdout is not None  # noqa: S101 - made with a pipe
        yield from self._process.stdout
        said = os.pread(self._last_words.fileno(), 1 << 20, 0)[-TAIL:]
        if said:
            raise RuntimeError(said.decode("utf-8", "replace"))


@contextmanager
def proxying(user: User, endpoint: Endpoint, settings: Settings) -> Iterator[Remote]:
    """Runs the proxy as `user` for as long as the block runs; cells get copies of their journals."""
    with temporary("cab-proxy-") as folder, (folder / "stderr").open("w+b") as last_words:
        user.own(folder)
        command = (*user.prefix, sys.executable, "-P", "-m", "proxy.steward")
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        env = kept | {"HOME": str(folder), "TMPDIR": str(folder), "PYTHONUTF8": "1"}
        pipe = subprocess.PIPE
        # A session of its own: Ctrl-C at the user's terminal reaches only us, who then end it in order.
        with subprocess.Popen(
            command, cwd="/", env=env, stdin=pipe, stdout=pipe, stderr=last_words, start_new_session=True
        ) as process:
            try:
                kept_bodies = None if settings.bodies is None else folder / "bodies"
                inside = replace(settings, bodies=kept_bodies)
                yield Remote(Way(process, last_words), endpoint, str(folder / "calls.jsonl"), inside)
            finally:
                _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ends its input, and gives it the time to record what is under way."""
    assert process.stdin is not None  # noqa: S101 - made with a pipe
    with suppress(BrokenPipeError):  # it is gone already
        process.stdin.close()
    try:
        process.wait(DRAIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
