"""The page of a sealed cell's cost."""

import pytest

from bench.cell import Round, page


@pytest.mark.parametrize(("bare", "ratio"), [(2.0, "1.50, met"), (1.9, "1.58, **not met**")])
def test_overhead_is_what_is_neither_agent_nor_tests_beside_bare_containers(bare: float, ratio: str) -> None:
    rounds = [Round(cell=4.5, agent=1.0, tests=0.5, containers=5, bare=bare)] * 3
    text = page(1.25, rounds, "today, some engine")
    assert "| **overhead** | 3.00 |" in text
    assert f"| **overhead ÷ bare** (must: at most 1.5) | {ratio} |" in text
    assert f"| 5 bare `docker run --rm` | {bare:.2f} |" in text
