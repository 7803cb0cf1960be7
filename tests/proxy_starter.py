"""`python -m tests.proxy_starter [lossy]`: starts real proxies fast, each a fork of a process that ran one before.

Each line on standard input is the options of `cab proxy` as JSON and, first, the file its standard output goes to; the
answer is the process id. What a start costs is then a fork instead of half a second of imports.
"""

import json
import os
import signal
import sys
import tempfile
from contextlib import redirect_stdout
from io import StringIO

from tests.lossy_disk import take_over


class Satisfied(StringIO):
    """A standard output that asks the program to stop as soon as it has said something."""

    def write(self, said: str) -> int:
        """Ends it in good order: by one signal, as a second one would cut it short."""
        first, size = self.tell() == 0, super().write(said)
        if first and size:
            os.kill(os.getpid(), signal.SIGTERM)
        return size


def warm() -> None:
    """Runs the verb once, to its end, so that all it needs is imported."""
    from cab.main import cab

    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(Satisfied()):
        options = ["--endpoint", "http://127.0.0.1:9", "--journal", f"{folder}/calls.jsonl"]
        cab(["proxy", *options], standalone_mode=False)
    for number, handler in handlers.items():
        signal.signal(number, handler)


def start(out: str, options: list[str]) -> int:
    """The process id of a new proxy."""
    pid = os.fork()
    if pid:
        return pid
    os.dup2(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    from cab.main import cab

    cab(["proxy", *options])
    os._exit(1)


def main() -> None:
    """Starts what it is asked for until nobody asks any more."""
    if sys.argv[1:] == ["lossy"]:
        take_over()
    warm()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    os.setpgid(0, 0)
    for line in sys.stdin:
        out, *options = json.loads(line)
        sys.stdout.write(f"{start(out, options)}\n")
        sys.stdout.flush()
    os.killpg(0, signal.SIGKILL)  # and what it started with it


if __name__ == "__main__":
    main()
