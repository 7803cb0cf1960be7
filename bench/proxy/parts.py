"""`python -m bench.proxy.parts`: what each module of our own proxy costs, by samples taken while it is under load."""

import re
import subprocess
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

from bench.proxy.peers import from_lock, own
from bench.proxy.process import PROXY_CPU, Running, running
from bench.proxy.run import BUILD, CASES, Case, endpoint, load, token
from bench.proxy.targets import PROXY_PORT, cab, on_disk

SHOWN = {"small": "2 kB call", "large": "200 kB call", "streams": "300-event stream"}
SECONDS, PER_S = 4, 500
SMALL = 0.02  # a share of all that has no row of its own
# Not those that a loop's thread begins in, below which everything is.
LOOP = "serving"
THREAD = re.compile(r"thread \((\d+)\): (.*)")
OURS = re.compile(r"proxy/(?!serve|recorder)(\w+)\.py")


def part(thread: str, stack: list[str]) -> str:
    """The module of ours that a sample is in, or called what it is in; threads beside the loop's are one part each."""
    if thread != LOOP:
        return f"thread: {thread.split(maxsplit=1)[0]}"
    return next((f"proxy/{found[1]}.py" for frame in reversed(stack) if (found := OURS.search(frame))), "event loop")


def parts(raw: str, cpu_ms: dict[int, float]) -> dict[str, float]:
    """Each thread's CPU time, divided by its samples: lines of `thread (id): name;frame;frame;… count`.

    A thread that waits for the other on this one core is sampled too; its CPU time is not in doubt.
    """
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for line in raw.splitlines():
        stack, _, count = line.rpartition(" ")
        head, *frames = stack.split(";")
        if thread := THREAD.fullmatch(head):
            counts[int(thread[1])][part(thread[2], frames)] += int(count)
    spent: dict[str, float] = defaultdict(float)
    for thread_id, seen in counts.items():
        for name, samples in seen.items():
            spent[name] += cpu_ms[thread_id] * samples / seen.total()
    return dict(spent)


def _thread_ms(pid: int) -> dict[int, float]:
    threads = Path(f"/proc/{pid}/task").iterdir()
    return {int(thread.name): int((thread / "schedstat").read_text().split()[0]) / 1e6 for thread in threads}


def _sampled(proxy: Running, case: Case, key: str) -> str:
    raw = BUILD / "samples"
    program = str(from_lock("py-spy").program / "py-spy")
    command = [program, "record", "--pid", str(proxy.pid), "--format", "raw", "--output", str(raw), "--full-filenames"]
    command += ["--threads", "--rate", str(PER_S), "--duration", str(SECONDS)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as sampling:
        load(PROXY_PORT, case, SECONDS + 0.5, key)
        if sampling.wait(60):
            raise RuntimeError(f"{program} could not sample process {proxy.pid}: it needs root, or ptrace_scope 0")
    return raw.read_text()


def costs(proxy: Running, case: Case, key: str) -> dict[str, float]:
    """CPU ms of each part per answer: each thread's as measured without samples, divided by the samples' shares."""
    before = _thread_ms(proxy.pid)
    answers = load(PROXY_PORT, case, SECONDS, key).answers
    spent = {thread: (ms - before.get(thread, 0)) / answers for thread, ms in _thread_ms(proxy.pid).items()}
    return parts(_sampled(proxy, case, key), spent)


def measured() -> str:
    """The table, after loads of a minute in all."""
    folder = BUILD / "parts"
    folder.mkdir(parents=True, exist_ok=True)
    on_disk(folder).unlink(missing_ok=True)
    command = cab(own().program, on_disk(folder))
    with endpoint(), running(command, PROXY_PORT, PROXY_CPU, folder / "log") as proxy:
        time.sleep(1)
        key = token(proxy)
        load(PROXY_PORT, CASES["small"], 1, key)
        found = {name: costs(proxy, CASES[name], key) for name in SHOWN}
    return _table(found)


def _table(found: dict[str, dict[str, float]]) -> str:
    totals = {load_name: sum(one.values()) for load_name, one in found.items()}
    every = sorted({name for one in found.values() for name in one}, key=lambda name: -found["small"].get(name, 0))
    shown = [name for name in every if any(one.get(name, 0) > SMALL * totals[of] for of, one in found.items())]
    rows = [(name, [one.get(name, 0) for one in found.values()]) for name in shown]
    rest = [total - sum(found[of].get(name, 0) for name in shown) for of, total in totals.items()]
    rows += [("the rest", rest), ("all", list(totals.values()))]
    head = f"| CPU ms in, and in what it calls | {' | '.join(SHOWN.values())} |\n{'| --- ' * (len(SHOWN) + 1)}|\n"
    return head + "".join(f"| {name} | {' | '.join(f'{ms:.3f}' for ms in cells)} |\n" for name, cells in rows)


if __name__ == "__main__":
    sys.stdout.write(measured())
