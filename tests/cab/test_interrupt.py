"""A `cab check` that is interrupted, politely or by Ctrl-C: it says so, and leaves nothing behind but its record."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.cab.command import CAB

SLEEPER = """#!/bin/sh
test "$1" = --version && echo 0.87.1 && exit
echo $$ > "$PIDS"
sleep 600 & echo $! >> "$PIDS"
sleep 600
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_check_says_where_its_record_is_and_stops_what_it_started(
    tmp_path: Path, number: signal.Signals
) -> None:
    pids, temporary, program = tmp_path / "pids", tmp_path / "tmp", tmp_path / "bin/pi"
    temporary.mkdir()
    program.parent.mkdir()
    program.write_text(SLEEPER.replace("$PIDS", str(pids)))
    program.chmod(0o755)
    env = os.environ | {"PATH": f"{program.parent}:{os.environ['PATH']}", "TMPDIR": str(temporary)}
    command: list[str | Path] = [CAB, "check", "--tui", "pi", "--from-path", "--out", tmp_path / "runs"]
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) as check:
        until = time.monotonic() + 60
        while not (pids.exists() and len(pids.read_text().split()) == 2):
            assert time.monotonic() < until
            time.sleep(0.05)
        check.send_signal(number)
        _, said = check.communicate(timeout=60)
    folder = tmp_path / "runs/local/pi/scripted/polyglot/python-reverse-string/run1"
    assert (check.returncode, said) == (
        130,
        f"Error: interrupted: what it started is stopped, the calls so far are in {folder}/calls.jsonl\n",
    )
    assert (folder / "calls.jsonl").exists()
    assert [pid for pid in pids.read_text().split() if Path(f"/proc/{pid}").exists()] == []
    assert list(temporary.iterdir()) == []
