"""A child answers within its limits or is killed, with all it left behind."""

import sys
import time
from pathlib import Path

import pytest

from runner.grader.child import run, running
from runner.grader.place import Finished, Limits
from runner.grader.talk import TAIL

ENV = {"PATH": "/usr/bin:/bin"}


def python(source: str) -> list[str]:
    return [sys.executable, "-I", "-S", "-c", source]


def ran(source: str, folder: Path, seconds: float = 20, memory: int = 1 << 30) -> Finished:
    return run(python(source), folder, ENV, seconds, memory)


def alive(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"


def dead(pid: int) -> bool:
    """Whether it is gone within ten seconds: one that is being killed closes its pipes before it is counted dead."""
    until = time.monotonic() + 10
    while alive(pid) and time.monotonic() < until:
        time.sleep(0.01)
    return not alive(pid)


def test_exit_codes_and_tails_are_told(tmp_path: Path) -> None:
    done = ran("import sys; print('out'); print('err', file=sys.stderr); sys.exit(7)", tmp_path)
    assert done == Finished(7, timed_out=False, stdout_tail="out\n", stderr_tail="err\n")
    assert ran("import os; os.kill(os.getpid(), 9)", tmp_path).exit_code == 137
    assert ran("import os; print(os.getcwd(), sorted(os.environ))", tmp_path).stdout_tail.startswith(str(tmp_path))


def test_a_program_that_is_not_there_is_127_with_its_name(tmp_path: Path) -> None:
    done = run(["no-such-program"], tmp_path, ENV, 20)
    assert done.exit_code == 127
    assert "no-such-program" in done.stderr_tail


def test_a_command_is_killed_at_its_time_limit(tmp_path: Path) -> None:
    started = time.monotonic()
    done = ran("import time; print('on', flush=True); time.sleep(60)", tmp_path, seconds=1)
    assert (done.exit_code, done.timed_out, done.stdout_tail) == (None, True, "on\n")
    assert time.monotonic() - started < 10


def test_a_flood_is_cut_off_and_only_its_tail_is_kept(tmp_path: Path) -> None:
    done = ran("while True: print('x' * 65535)", tmp_path)
    assert done.exit_code is None
    assert len(done.stdout_tail) == TAIL
    assert "bytes of output" in done.stderr_tail


def test_memory_and_file_size_are_limited(tmp_path: Path) -> None:
    assert "MemoryError" in ran("x = bytes(1 << 31)", tmp_path).stderr_tail
    assert "File too large" in ran("open('big', 'wb').truncate(2 << 30)", tmp_path).stderr_tail


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has subreapers")
@pytest.mark.parametrize("end", ["", "time.sleep(60)"])
def test_what_a_command_leaves_running_is_killed_even_from_a_session_of_its_own(end: str, tmp_path: Path) -> None:
    daemon = "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0: time.sleep(60)\n    os._exit(0)\n"
    spot = "open('pid', 'w').write(str(os.getpid()))"
    source = f"import os, time\n{daemon}".replace("time.sleep(60)", f"({spot}, time.sleep(60))", 1)
    ran(f"{source}time.sleep(0.5)\n{end}", tmp_path, seconds=2)
    pid = int((tmp_path / "pid").read_text(encoding="utf-8"))
    assert dead(pid)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's end")
def test_a_command_that_kills_what_watches_it_ends_too(tmp_path: Path) -> None:
    source = "import os, time; open('pid', 'w').write(str(os.getpid())); os.kill(os.getppid(), 9); time.sleep(60)"
    assert ran(source, tmp_path).timed_out is False
    assert dead(int((tmp_path / "pid").read_text(encoding="utf-8")))


def test_a_child_that_speaks_unasked_does_not_read_or_ends_is_told_apart(tmp_path: Path) -> None:
    with running(python("print('hello', flush=True); input(); input()"), tmp_path, ENV, Limits(1 << 30)) as child:
        assert child.line(b"", 10) == b"hello"
    with running(python("print('a\\nb', flush=True); input()"), tmp_path, ENV, Limits(1 << 30)) as child:
        child.line(b"question\n", 10)
        with pytest.raises(ValueError, match="before it was asked"):
            child.line(b"question\n", 10)
    with running(python("import time; time.sleep(60)"), tmp_path, ENV, Limits(1 << 30)) as child:  # noqa: SIM117
        with pytest.raises(TimeoutError):
            child.line(b"x" * (1 << 20), 0.5)
    with running(python("pass"), tmp_path, ENV, Limits(1 << 30)) as child, pytest.raises(EOFError):
        child.line(b"x" * (1 << 20), 10)
    with running(python("print('x' * (2 << 20)); input()"), tmp_path, ENV, Limits(1 << 30)) as child:  # noqa: SIM117
        with pytest.raises(ValueError, match="a line of more than"):
            child.line(b"", 10)
