"""The bench's table, from figures that are known."""

from dataclasses import replace

from bench.proxy.run import CASES, Failed, Load, Measured
from bench.proxy.table import faults, goals, stacks

LOAD = Load(answers=10, errors=0, unfinished=0, per_s=100, p50=2, p99=3, first50=1, delay50=0, delay99=0)


def measured(target: str, cpu_ms: float, per_s: float = 100, p50: float = 2) -> list[Measured]:
    through = replace(LOAD, per_s=per_s, p50=p50)
    return [Measured(target, case, replace(LOAD, p50=1), through, cpu_ms, mb=40, start_s=0.45) for case in CASES]


def test_each_stack_shows_the_median_of_its_repetitions_and_only_ours_is_marked() -> None:
    results = [*measured("cab", 0.2), *measured("cab", 9), *measured("cab", 0.1)]
    page = stacks(results, {"direct": "direct", "cab": "ours", "nginx": "theirs"})
    assert page.splitlines()[2:] == [
        "| direct |  | - | 100 | - | 100 | - | - | 1.00 | - | - | - |",
        "| ours | on disk | 0.200 | 100 | 1.00 | 100 | 0.200 | 0.200 | 1.00 | 0.200 | 40.00 | 0.450 |",
        "| theirs |  | - | - | - | - | - | - | - | - | - | - |",
    ]


def test_a_stack_that_could_not_be_measured_says_why() -> None:
    page = stacks([Failed("nginx", "not installed")], {"nginx": "nginx"})
    assert page.splitlines()[2].startswith("| nginx |  | not installed |")


def test_what_was_asked_is_met_or_not_met() -> None:
    page = goals([*measured("cab", 0.2, per_s=6000, p50=2.2), *measured("nginx", 0.1)])
    assert "| CPU ms per 2 kB call | 0.200 | 0.25, met | 0.12, **not met** |" in page
    assert "| calls/s of 2 kB, 32 connections | 6 000 | - | 5000, met |" in page
    assert "| added p50 ms (two syncs) | 1.20 | 1.5, met | 0.9, **not met** |" in page
    assert "| a stream's CPU by nginx's | 2.00 | 1.8, **not met** | - |" in page


def test_what_was_not_measured_is_neither_met_nor_not_met() -> None:
    assert "met" not in goals(measured("nginx", 0.1)).splitlines()[2]


def test_a_peer_that_fails_calls_is_named() -> None:
    failing = replace(measured("litellm", 20)[0], through=replace(LOAD, errors=3))
    assert faults([failing]) == "\n- litellm, latency: 3 errors, 0 unfinished answers"
    assert faults(measured("nginx", 0.1)) == ""
