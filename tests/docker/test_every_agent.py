"""Every agent in its image: sealed, on a Python and a Rust task, every token accounted for."""

import pytest

from cab.proof import prove
from runner.agent import all_agents
from tests.cab.command import cab

pytestmark = [pytest.mark.docker, pytest.mark.timeout(1500), pytest.mark.usefixtures("engine")]

TASKS = ("polyglot/python-reverse-string", "mutations/rust-error-negated")


def test_an_agent_is_verified_in_its_image_by_the_command() -> None:
    done = cab("agents", "verify", "--sealed", "pi")
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line.split()[1] for line in done.stdout.splitlines()] == ["yes:"] * 4


# Building all images takes a quarter of an hour; those that CI builds are in test_cells.py.
@pytest.mark.soak
@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("name", [agent.name for agent in all_agents()])
def test_each_agent_does_each_task_in_its_image(name: str, task: str) -> None:
    proof = prove(name, task, print, sealed=True)
    assert [claim for claim, holds in proof.items() if not holds] == []
    assert len(proof) == 4
