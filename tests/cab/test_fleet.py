"""What stops a fleet before its first cell."""

import pytest

from cab.edge import BAD_INPUT, Stop
from cab.fleet import demand
from runner.docker.probe import Fact, Facts


def seen(*failed: str) -> Facts:
    """Thirty facts, of which these do not hold."""
    names = [f"fact_{number}" for number in range(30 - len(failed))]
    held = [Fact(name=name, ok=True, detail="as it should be") for name in names]
    broken = [Fact(name=name, ok=False, detail="it could") for name in failed]
    return Facts(image="sha256:1", seconds=1, facts=(*held, *broken))


def test_a_wall_that_does_not_stand_stops_the_run_and_names_the_mend() -> None:
    with pytest.raises(Stop, match=r"1 of 30 isolation facts.*no_mount: it could.*--unsafe") as stopped:
        demand(seen("no_mount"))
    assert stopped.value.exit_code == BAD_INPUT


def test_walls_that_stand_stop_nothing() -> None:
    assert demand(seen()) is None  # type: ignore[func-returns-value]  # that it returns is what is tested
