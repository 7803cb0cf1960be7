"""`python -m bench.proxy.parts`: what each module of our own proxy costs, by samples taken while it is under load."""

import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from bench.proxy.peers import from_lock
from bench.proxy.process import PROXY_CPU, Running, running
from bench.proxy.run import BUILD, CASES, Case, endpoint, load, token
from bench.proxy.targets import PROXY_PORT, cab, on_disk

SHOWN = {"small": "2 kB call", "large": "200 kB call", "streams": "300-event stream"}
SECONDS, PER_S = 4, 500
# Not those that a loop's thread begins in, below which everything is.
OURS = re.compile(r"proxy/(?!serve|recorder)(\w+)\.py")


def part(stack: str) -> str:
    """The module of ours that a sample is in, or called what it is in; the event loop where there is none."""
    frames = stack.split(";")
    return next((f"proxy/{found[1]}.py" for frame in reversed(frames) if (found := OURS.search(frame))), "event loop")


def parts(raw: str) -> dict[str, float]:
    """Each part's share of all samples, from lines of `frame;frame;… count`."""
    counts: Counter[str] = Counter()
    for line in raw.splitlines():
        stack, _, count = line.rpartition(" ")
        counts[part(stack)] += int(count)
    return {name: count / counts.total() for name, count in counts.items()}


def _sampled(proxy: Running, case: Case, key: str) -> dict[str, float]:
    raw = BUILD / "samples"
    program = str(from_lock("py-spy").program / "py-spy")
    command = [program, "record", "--pid", str(proxy.pid), "--format", "raw", "--output", str(raw), "--full-filenames"]
    command += ["--rate", str(PER_S), "--duration", str(SECONDS)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as sampling:
        load(PROXY_PORT, case, SECONDS + 0.5, key)
        if sampling.wait(60):
            raise RuntimeError(f"{program} could not sample process {proxy.pid}: it needs root, or ptrace_scope 0")
    return parts(raw.read_text())


def costs(proxy: Running, case: Case, key: str) -> dict[str, float]:
    """CPU ms of each part per answer: measured without samples, divided by the samples' shares."""
    before = proxy.cpu_ms()
    answers = load(PROXY_PORT, case, SECONDS, key).answers
    total = (proxy.cpu_ms() - before) / answers
    return {name: share * total for name, share in _sampled(proxy, case, key).items()}


def main() -> None:
    """Prints the table."""
    folder = BUILD / "parts"
    folder.mkdir(parents=True, exist_ok=True)
    on_disk(folder).unlink(missing_ok=True)
    command = cab(Path(sys.executable).with_name("cab"), on_disk(folder))
    with endpoint(), running(command, PROXY_PORT, PROXY_CPU, folder / "log") as proxy:
        time.sleep(1)
        key = token(proxy)
        load(PROXY_PORT, CASES["small"], 1, key)
        found = {name: costs(proxy, CASES[name], key) for name in SHOWN}
    names = sorted({name for one in found.values() for name in one}, key=lambda name: -found["small"].get(name, 0))
    sys.stdout.write(f"| CPU ms in, and in what it calls | {' | '.join(SHOWN.values())} |\n")
    sys.stdout.write("| --- " * (len(SHOWN) + 1) + "|\n")
    for name in [*names, "all"]:
        cells = [sum(one.values()) if name == "all" else one.get(name, 0) for one in found.values()]
        sys.stdout.write(f"| {name} | {' | '.join(f'{cell:.3f}' for cell in cells)} |\n")


if __name__ == "__main__":
    main()
