"""`cab tasks mutate`: what it refuses, and that nothing is left of one that is interrupted."""

import os
import signal
import subprocess
import time
from pathlib import Path

from tests.cab.command import CAB, cab
from tests.cab.test_bad_input import refused
from tests.runner.mutation.little import little


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "nowhere: no such folder" in refused("tasks", "mutate", tmp_path / "nowhere", "--out", tmp_path / "out")


def test_a_command_whose_quotes_are_open_is_named(tmp_path: Path) -> None:
    said = refused("tasks", "mutate", tmp_path, "--test", "make 'check", "--out", tmp_path / "out")
    assert '--test "make \'check": No closing quotation; close it' in said


def test_tasks_are_not_mixed_with_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/mine.txt").write_text("mine")
    said = refused("tasks", "mutate", little(tmp_path / "project"), "--out", tmp_path / "out")
    assert "choose another folder with --out" in said


def test_tasks_are_not_put_where_the_next_ones_would_hold_them(tmp_path: Path) -> None:
    project = little(tmp_path / "project")
    said = refused("tasks", "mutate", project, "--out", project / "mine")
    assert "project/mine is within " in said
    assert "choose a folder outside of it with --out" in said
    assert not (project / "mine").exists()


def test_the_command_that_it_ends_with_finds_every_task_sound(tmp_path: Path) -> None:
    done = cab("tasks", "mutate", little(tmp_path / "project"), "--count", "1", "--out", tmp_path / "out")
    program, *arguments = done.stdout.splitlines()[-1].split()
    shell = ["sh", "-c", " ".join([str(CAB), *arguments])]
    said = subprocess.run(shell, capture_output=True, text=True, timeout=120, check=False)
    assert (program, said.returncode, said.stdout) == ("cab", 0, "mutated/little-fares-1: sound\n")


def test_tests_that_fail_are_told_with_the_mend(tmp_path: Path) -> None:
    done = cab("tasks", "mutate", little(tmp_path / "project"), "--test", "false", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "fail with exit code 1 before anything is changed" in done.stderr
    assert "--test" in done.stderr


def test_one_that_is_interrupted_leaves_no_process_and_no_temporary_folder(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    slow = (
        "import time, unittest\n\n\nclass TestSlow(unittest.TestCase):\n    def test(self):\n        time.sleep(50)\n"
    )
    project = little(tmp_path / "project", {"tests/test_slow.py": slow})
    command = [str(CAB), "tasks", "mutate", str(project), "--out", str(tmp_path / "out")]
    env = os.environ | {"TMPDIR": str(tmp_path / "tmp")}
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, start_new_session=True, text=True) as running:
        while not list((tmp_path / "tmp").glob("cab-grade-*/code/tests/test_slow.py")):
            time.sleep(0.1)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=30)
    assert (running.returncode, said.splitlines()[-1]) == (130, "Error: interrupted")
    assert list((tmp_path / "tmp").iterdir()) == []
