"""Supervisor: starts one command, waits for its end or its deadline, and kills all that it left behind.

A program of its own, standard library only, started by file:

    python -I -S supervisor.py DEADLINE_S REPORT_FD TEMPORARY COMMAND...

The command gets this process's environment, folder, stdout and stderr, and /dev/null as stdin. This process's own
stdin is its lifeline: when it ends, because whoever started this closed it or died (kill -9 included), all is killed
and the folder TEMPORARY removed.
One line of JSON on REPORT_FD says how it went; without the line it did not end well.

On Linux it is the subreaper of all that descends from it, so that a daemon which forked twice into a session of its
own is still its child. Elsewhere it kills the command's process group, and cannot know what else there is.
"""

import contextlib
import ctypes
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time

PR_SET_CHILD_SUBREAPER = 36
KILLING_S = 10.0


def main(deadline_s: float, report_fd: int, temporary: str, command: list[str]) -> None:
    """Runs the command and reports."""
    os.set_inheritable(report_fd, False)  # noqa: FBT003 - the function takes it by position only
    os.umask(0o022)
    reaper = become_subreaper()
    wakeup = watch_signals()
    began = time.monotonic()
    try:
        agent = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
    except OSError as error:
        say(report_fd, {"error": f"{type(error).__name__}: {error}"})
        return
    ended_by = wait(agent, began + deadline_s, wakeup)
    active_ms = (time.monotonic() - began) * 1000
    left, stuck = kill_all(agent, reaper=reaper)
    if ended_by == "lifeline":
        shutil.rmtree(temporary, ignore_errors=True)
    code = agent.returncode
    report = {
        "exit_code": code if code is not None and code >= 0 else None,
        "signal": -code if code is not None and code < 0 else None,
        "timed_out": ended_by == "deadline",
        "left_running": left,
        "active_ms": active_ms,
        "stuck": stuck,
    }
    # Nobody reads it when the lifeline ended.
    with contextlib.suppress(BrokenPipeError):
        say(report_fd, report)


def say(report_fd: int, report: dict[str, object]) -> None:
    """Writes the one line."""
    os.write(report_fd, json.dumps(report).encode() + b"\n")


def become_subreaper() -> bool:
    """Whether orphaned descendants become our children from now on."""
    if not sys.platform.startswith("linux"):
        return False
    return bool(ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)


def watch_signals() -> int:
    """A descriptor that tells the number of each signal that came: a child has ended, or we are asked to end."""
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    return reader


def wait(agent: subprocess.Popen[bytes], deadline: float, wakeup: int) -> str:
    """What came first: `exit`, `deadline`, `lifeline` (ours ended), or `called_off` (we were asked to end)."""
    while True:
        reap(agent)
        if agent.returncode is not None:
            return "exit"
        left = deadline - time.monotonic()
        if left <= 0:
            return "deadline"
        ready, _, _ = select.select([0, wakeup], [], [], left)
        if wakeup in ready and signal.SIGTERM in os.read(wakeup, 4096):
            return "called_off"
        if 0 in ready and not os.read(0, 4096):
            return "lifeline"


def reap(agent: subprocess.Popen[bytes]) -> bool:
    """Takes leave of every child that has ended (Popen loses its own to us); True when there is none left at all."""
    try:
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return False
            if pid == agent.pid:
                agent.returncode = os.waitstatus_to_exitcode(status)
    except ChildProcessError:
        return True


def kill_all(agent: subprocess.Popen[bytes], *, reaper: bool) -> tuple[int | None, list[int]]:
    """How many others than the command itself were killed (None: cannot be known), and who could not be."""
    if not reaper:
        kill_group(agent)
        return None, []
    killed: set[int] = set()
    until = time.monotonic() + KILLING_S
    # A subreaper without a child has no descendant either: no scan of /proc, which misses some, is needed to know.
    while not reap(agent):
        left = living_descendants()
        if time.monotonic() > until:
            return len(killed - {agent.pid}), left
        for pid in left:
            # It may have ended since, or belong to another user (sudo), which the last answer then tells.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
                killed.add(pid)
        time.sleep(0.001)
    return len(killed - {agent.pid}), []


def kill_group(agent: subprocess.Popen[bytes]) -> None:
    """Kills the command's process group, which is what can be done without a subreaper."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(agent.pid, signal.SIGKILL)
    while agent.returncode is None:
        time.sleep(0.002)
        reap(agent)


def living_descendants() -> list[int]:
    """All processes below this one that are not dead yet, by /proc."""
    children: dict[int, list[int]] = {}
    dead: set[int] = set()
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        with contextlib.suppress(FileNotFoundError, ProcessLookupError), open(f"/proc/{name}/stat", "rb") as file:
            # The name, in brackets, may itself hold brackets and spaces.
            state, parent = file.read().rpartition(b")")[2].split()[:2]
            children.setdefault(int(parent), []).append(int(name))
            if state in b"ZX":
                dead.add(int(name))
    found, queue = [], [os.getpid()]
    while queue:
        below = children.get(queue.pop(), [])
        found += below
        queue += below
    return [pid for pid in found if pid not in dead]


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:])
