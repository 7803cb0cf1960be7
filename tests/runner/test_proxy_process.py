"""The way to a proxy's process; tests/docker/test_run_cell.py runs a proxy at its end."""

import subprocess
import sys
from pathlib import Path

import pytest

from runner.proxy_process import Way

ECHO = "import sys\nfor line in sys.stdin: print(line, end='')\n"


def heard(tmp_path: Path, program: str) -> list[bytes]:
    pipe = subprocess.PIPE
    with (
        (tmp_path / "stderr").open("w+b") as words,
        subprocess.Popen((sys.executable, "-c", program), stdin=pipe, stdout=pipe, stderr=words) as process,
    ):
        way = Way(process, words)
        way.send(b"one\ntwo\n")
        assert process.stdin is not None
        process.stdin.close()
        return list(way.lines())


def test_lines_go_in_and_come_back(tmp_path: Path) -> None:
    assert heard(tmp_path, ECHO) == [b"one\n", b"two\n"]


def test_its_last_words_say_why_it_ended(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="the disk is full"):
        heard(tmp_path, ECHO + "sys.exit('the disk is full')\n")
