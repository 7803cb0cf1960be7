"""A run: every target, each case right after the same case without a proxy, round and round."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from bench.proxy.audit import Audit
from bench.proxy.process import ENDS_CPU, PROXY_CPU, Running, running
from bench.proxy.targets import ENDPOINT_PORT, PROXY_PORT, TARGETS

BUILD = Path(__file__).parent.parent / ".build"
PATH = "/v1/chat/completions"


@dataclass(frozen=True)
class Case:
    """One kind of load; the model's name tells the endpoint its pace."""

    model: str
    stream: bool
    size: int  # bytes of the request, roughly
    connections: int
    seconds: float


CASES = {
    "latency": Case("fast", stream=False, size=2000, connections=1, seconds=2),
    "small": Case("fast", stream=False, size=2000, connections=32, seconds=2.5),
    "large": Case("fast", stream=False, size=200_000, connections=8, seconds=2.5),
    "streams": Case("fast", stream=True, size=2000, connections=1, seconds=2),
    "paced": Case("paced5", stream=True, size=2000, connections=50, seconds=1.6),
}
WARM_UP_S = 0.5


@dataclass(frozen=True)
class Load:
    """What the load generator saw, in ms; its keys are those of load.c."""

    answers: int
    errors: int
    unfinished: int
    per_s: float
    p50: float
    p99: float
    first50: float
    delay50: float
    delay99: float


@dataclass(frozen=True)
class Measured:
    """One target under one case, once, with the same case without a proxy just before."""

    target: str
    case: str
    direct: Load
    through: Load
    cpu_ms: float  # per answer
    mb: float
    start_s: float


@dataclass(frozen=True)
class Failed:
    """A target that could not be measured, and why."""

    target: str
    reason: str


def body(case: Case) -> bytes:
    """The request that every connection of a case repeats."""
    code = 'return x + 1  # "note"\n' * (case.size // 26 - 4)
    asked = {"model": case.model, "messages": [{"role": "user", "content": code}]}
    streamed = {"stream": True, "stream_options": {"include_usage": True}} if case.stream else {}
    return json.dumps(asked | streamed).encode()


def load(port: int, case: Case, seconds: float, key: str) -> Load:
    """One case, sent to a port for so long."""
    asked = BUILD / "body.json"
    asked.write_bytes(body(case))
    start = ["taskset", "-c", str(ENDS_CPU), str(BUILD / "load"), str(port), PATH, str(asked)]
    command = [*start, str(case.connections), str(seconds), key]
    return Load(**orjson.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout))


def token(proxy: Running) -> str:
    """What `cab proxy` granted; it says so in one line, which may come a moment after it listens."""
    for _ in range(1000):
        if (said := proxy.said.read_bytes()).endswith(b"\n"):
            return str(orjson.loads(said)["token"])
        time.sleep(0.01)
    raise RuntimeError(f"{proxy.said}: no line with a token came in 10 s")


@contextmanager
def endpoint() -> Iterator[None]:
    """The endpoint of bench/proxy/mock.c."""
    with running([str(BUILD / "mock"), str(ENDPOINT_PORT)], ENDPOINT_PORT, ENDS_CPU, BUILD / "mock.log"):
        yield


def measure(name: str, program: Path) -> Iterator[Measured]:
    """Every case once through one target; RuntimeError where our own proxy lost or failed a call."""
    folder = BUILD / name
    folder.mkdir(exist_ok=True)
    target = TARGETS[name]
    journal = target.journal(folder) if target.journal else None
    if journal:
        journal.unlink(missing_ok=True)
    audit = Audit(journal) if journal else None
    with running(target.command(program, folder), PROXY_PORT, PROXY_CPU, folder / "log") as proxy:
        key = token(proxy) if journal else "sk-none"
        time.sleep(1)  # what it still does after it listens is not part of any case
        for case in (CASES["small"], CASES["streams"]):
            warm = load(PROXY_PORT, case, WARM_UP_S, key)
            if audit:
                audit.count("warm-up", warm.answers)
        for what, case in CASES.items():
            direct = load(ENDPOINT_PORT, case, min(1, case.seconds), key)
            before = proxy.cpu_ms()
            through = load(PROXY_PORT, case, case.seconds, key)
            cpu_ms = (proxy.cpu_ms() - before) / max(1, through.answers)
            if audit and (through.errors or through.unfinished):
                raise RuntimeError(f"{name}, {what}: {through.errors} errors, {through.unfinished} unfinished answers")
            if audit:
                audit.count(what, through.answers)
            yield Measured(name, what, direct, through, cpu_ms, proxy.peak_mb(), proxy.start_s)
    if audit and journal:
        audit.close()
        journal.unlink()


def run(programs: dict[str, Path], repetitions: int) -> list[Measured | Failed]:
    """All of it; a peer that fails has its reason instead of figures, our own failing ends the run."""
    results: list[Measured | Failed] = []
    with endpoint(), (BUILD / "results.jsonl").open("w") as file:
        for repetition in range(repetitions):
            for name, program in programs.items():
                try:
                    for measured in measure(name, program):
                        results.append(measured)
                        file.write(json.dumps(asdict(measured)) + "\n")
                        sys.stderr.write(_progress(repetition, measured))
                except (RuntimeError, subprocess.CalledProcessError) as problem:
                    if TARGETS[name].records:
                        raise
                    results.append(Failed(name, str(problem)))
    return results


def _progress(repetition: int, measured: Measured) -> str:
    return (
        f"{repetition + 1} {measured.target:12} {measured.case:8} {measured.through.per_s:9.1f}/s "
        f"p50 {measured.through.p50:8.3f} ms  CPU {measured.cpu_ms:7.3f} ms  errors {measured.through.errors}\n"
    )
