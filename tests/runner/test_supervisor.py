"""The supervisor: nothing of what it started is left, however it or its parent ends."""

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from runner.recording import SUPERVISOR

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc and subreapers")

DAEMON = """
import os, sys, time
if os.fork(): os._exit(0)
os.setsid()
if os.fork(): os._exit(0)
os.environ["CHILD"] = "1"
open(sys.argv[1], "w").close()
while True:
    time.sleep(0.01)
    open(sys.argv[1], "a").write("x")
"""


def marked(mark: str) -> list[int]:
    """The living processes whose environment holds `mark`."""
    found = []
    for name in os.listdir("/proc"):
        try:
            if name.isdigit() and mark.encode() in Path(f"/proc/{name}/environ").read_bytes():
                found.append(int(name))
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return found


def until(holds: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether it holds within some time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.01)
    return False


class Supervised:
    """A supervisor with a command, and a mark in the environment of all that descends from it."""

    def __init__(self, deadline_s: float, *command: str, temporary: Path = Path("/nonexistent")) -> None:
        self.mark = f"MARK={uuid.uuid4().hex}"
        self._said, saying = os.pipe()
        name, _, value = self.mark.partition("=")
        self.process = subprocess.Popen(
            (sys.executable, "-I", "-S", str(SUPERVISOR), str(deadline_s), str(saying), temporary, *command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"PATH": "/usr/bin:/bin", name: value},
            pass_fds=(saying,),
        )
        os.close(saying)

    def report(self) -> dict[str, Any]:
        with os.fdopen(self._said, "rb") as said:
            line = said.read()
        with self.process:
            assert self.process.stdin
            self.process.stdin.close()
        report: dict[str, Any] = json.loads(line)
        return report

    def close(self) -> None:
        """Ends the lifeline; no report is read."""
        os.close(self._said)
        with self.process:
            assert self.process.stdin
            self.process.stdin.close()


def test_an_exit_code_is_reported() -> None:
    report = Supervised(10, "/bin/sh", "-c", "exit 7").report()
    assert (report["exit_code"], report["signal"], report["timed_out"]) == (7, None, False)
    assert report["left_running"] in (0, None)
    assert 0 < report["active_ms"] < 5000


def test_a_signal_is_reported() -> None:
    report = Supervised(10, "/bin/sh", "-c", "kill -SEGV $$").report()
    assert (report["exit_code"], report["signal"], report["timed_out"]) == (None, signal.SIGSEGV, False)


def test_a_command_that_is_not_there_is_an_error_and_no_exit() -> None:
    assert "FileNotFoundError" in Supervised(10, "/nonexistent/agent").report()["error"]


def test_stdin_is_at_its_end_at_once() -> None:
    assert Supervised(10, "/bin/cat").report()["exit_code"] == 0


def test_a_process_that_ignores_sigterm_is_killed_at_the_deadline() -> None:
    began = time.monotonic()
    report = Supervised(0.5, "/bin/sh", "-c", "trap '' TERM INT HUP; while :; do sleep 0.1; done").report()
    assert (report["timed_out"], report["signal"]) == (True, signal.SIGKILL)
    assert 0.5 <= report["active_ms"] / 1000 < 3
    assert time.monotonic() - began < 5


@LINUX
def test_daemons_that_forked_twice_into_their_own_sessions_are_killed(tmp_path: Path) -> None:
    script = f"{sys.executable} -c '{DAEMON}' {tmp_path}/a; {sys.executable} -c '{DAEMON}' {tmp_path}/b; sleep 0.3"
    supervised = Supervised(20, "/bin/sh", "-c", script)
    report = supervised.report()
    assert (report["exit_code"], report["left_running"], report["stuck"]) == (0, 2, [])
    assert marked(supervised.mark) == []
    size = (tmp_path / "a").stat().st_size
    time.sleep(0.1)
    assert (tmp_path / "a").stat().st_size == size > 0


@LINUX
def test_daemons_are_killed_at_the_deadline_too(tmp_path: Path) -> None:
    supervised = Supervised(1, "/bin/sh", "-c", f"{sys.executable} -c '{DAEMON}' {tmp_path}/a; sleep 60")
    report = supervised.report()
    assert (report["timed_out"], report["left_running"]) == (True, 2)  # the daemon, and the shell's sleep
    assert marked(supervised.mark) == []


@LINUX
def test_a_crowd_that_forks_while_it_is_killed_is_killed() -> None:
    crowd = "import os, time\nfor _ in range(40):\n if not os.fork():\n  os.setsid()\n  while True:\n   os.fork() or os._exit(0)\n   time.sleep(.02)"  # noqa: E501  # one program
    supervised = Supervised(1, sys.executable, "-c", crowd)
    assert supervised.report()["stuck"] == []
    assert marked(supervised.mark) == []


@LINUX
def test_orphans_that_end_meanwhile_are_taken_leave_of() -> None:
    supervised = Supervised(
        20, "/bin/sh", "-c", "for i in 1 2 3 4 5; do (true & ); done; sleep 0.3; ps -o stat= --ppid $PPID"
    )
    with supervised.process:
        assert supervised.process.stdout
        out = supervised.process.stdout.read()
        supervised.close()
    assert b"Z" not in out


@LINUX
def test_when_the_lifeline_ends_everything_ends(tmp_path: Path) -> None:
    (tmp_path / "temporary" / "home").mkdir(parents=True)
    script = f"{sys.executable} -c '{DAEMON}' {tmp_path}/a; sleep 60"
    supervised = Supervised(60, "/bin/sh", "-c", script, temporary=tmp_path / "temporary")
    assert until((tmp_path / "a").exists)
    supervised.close()
    assert marked(supervised.mark) == []
    assert not (tmp_path / "temporary").exists()


@LINUX
def test_a_supervisor_asked_to_end_takes_everything_along(tmp_path: Path) -> None:
    (tmp_path / "temporary").mkdir()
    script = f"{sys.executable} -c '{DAEMON}' {tmp_path}/a; sleep 60"
    supervised = Supervised(60, "/bin/sh", "-c", script, temporary=tmp_path / "temporary")
    assert until((tmp_path / "a").exists)
    supervised.process.send_signal(signal.SIGTERM)
    supervised.process.wait(10)
    assert marked(supervised.mark) == []
    supervised.close()
    # Whoever started it is there, and still reads what the command left.
    assert (tmp_path / "temporary").is_dir()
