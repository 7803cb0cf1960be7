"""`cab proxy`: where its key comes from."""

import json
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

from tests.cab.command import CAB, cab
from tests.proxy.chunks import WHOLE
from tests.proxy.rig import answer, playing

KEY = "sk-canary-over-standard-input-0123"


def run(*arguments: str | Path) -> "subprocess.Popen[str]":
    pipe = subprocess.PIPE
    return subprocess.Popen([str(CAB), "proxy", *map(str, arguments)], stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def _catches(pid: int, number: signal.Signals) -> bool:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    caught = next(line.split()[1] for line in lines if line.startswith("SigCgt:"))
    return bool(int(caught, 16) >> (number - 1) & 1)


def test_the_key_comes_over_standard_input_and_its_end_stops_nothing(tmp_path: Path) -> None:
    with playing([answer(WHOLE)]) as (url, player):
        with run("--endpoint", url, "--key-stdin", "--journal", tmp_path / "calls.jsonl") as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{KEY}\n")
            process.stdin.close()
            listening = json.loads(process.stdout.readline())
            headers = {"Authorization": f"Bearer {listening['token']}"}
            request = urllib.request.Request(f"{listening['listening']}/v1/chat/completions", b"{}", headers)
            with urllib.request.urlopen(request) as got:
                assert got.read() == WHOLE
            process.send_signal(signal.SIGTERM)
            assert (process.wait(30), process.stderr.read() if process.stderr else None) == (0, "")
        assert f"Authorization: Bearer {KEY}".lower() in player.asked[0].decode().lower()
    assert KEY not in (tmp_path / "calls.jsonl").read_text()


def test_it_can_be_ended_while_it_waits_for_its_key(tmp_path: Path) -> None:
    with run("--endpoint", "http://127.0.0.1:9", "--key-stdin", "--journal", tmp_path / "j") as process:
        end = time.monotonic() + 30
        while not _catches(process.pid, signal.SIGTERM) and time.monotonic() < end:
            time.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 130


def test_a_key_that_is_not_there_or_given_twice_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(KEY)
    options = ("proxy", "--endpoint", "http://127.0.0.1:9", "--journal", tmp_path / "j", "--key-stdin")
    none, two = cab(*options), cab(*options, "--key-file", tmp_path / "key")
    assert (none.returncode, two.returncode) == (2, 2)
    assert "standard input holds no key" in none.stderr
    assert "give one of the two" in two.stderr
