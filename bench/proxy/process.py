"""Process: a proxy as it runs on its own core, with its CPU time and memory."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROXY_CPU, ENDS_CPU = 0, 1
PATIENCE_S = 120


@dataclass(frozen=True)
class Running:
    """A program that listens."""

    pid: int
    start_s: float  # until it listened
    said: Path  # its standard output

    def cpu_ms(self) -> float:
        """CPU time so far of the whole process tree, every thread and what has ended included."""
        ticks = 0
        for pid in _tree(self.pid):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))  # user, system, and both of the children already waited for
        return ticks * 1000 / os.sysconf("SC_CLK_TCK")

    def peak_mb(self) -> float:
        """The most memory that was resident, summed over the process tree."""
        statuses = (Path(f"/proc/{pid}/status").read_text() for pid in _tree(self.pid))
        return sum(int(status.partition("VmHWM:")[2].split()[0]) for status in statuses) / 1024


def _tree(pid: int) -> list[int]:
    children = [
        int(child)
        for thread in os.listdir(f"/proc/{pid}/task")
        for child in Path(f"/proc/{pid}/task/{thread}/children").read_text().split()
    ]
    return [pid, *(below for child in children for below in _tree(child))]


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running(command: list[str], port: int, cpu: int, log: Path) -> Iterator[Running]:
    """Runs `command` on one core, from when it listens on `port`, and ends it afterwards."""
    if _listens(port):
        raise RuntimeError(f"port {port} is taken; end what listens there (`ss -ltnp`), then measure again")
    said = log.with_suffix(".out")
    with log.open("wb") as errors, said.open("wb") as output:
        began = time.perf_counter()
        process = subprocess.Popen(["taskset", "-c", str(cpu), *command], stdout=output, stderr=errors)
        try:
            while not _listens(port):
                if process.poll() is not None or time.perf_counter() > began + PATIENCE_S:
                    raise RuntimeError(f"{command[0]} does not listen on port {port}; {log} says why")
                time.sleep(0.002)
            yield Running(process.pid, time.perf_counter() - began, said)
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
