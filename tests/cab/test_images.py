"""`cab images`: built, listed, and what it says when it cannot."""

import os

import pytest

from runner.agent import find
from runner.building import Building
from tests.cab.command import cab

NOWHERE = "unix:///nowhere.sock"


def test_an_agent_that_is_not_there_and_an_engine_that_is_not_there_are_bad_input() -> None:
    wrong = cab("images", "build", "codxe", DOCKER_HOST=NOWHERE)
    assert (wrong.returncode, wrong.stderr.startswith("Error: no agent is called 'codxe'; did you mean codex?")) == (
        2,
        True,
    )
    for verb in ("build", "list"):
        silent = cab("images", verb, DOCKER_HOST=NOWHERE)
        assert silent.returncode == 2
        assert silent.stderr.startswith("Error: no Docker engine answers")
        assert len(silent.stderr.splitlines()) == 1


@pytest.mark.docker
@pytest.mark.timeout(1500)
def test_an_image_is_built_and_listed_with_the_version_that_its_program_names(engine: Building) -> None:
    assert engine.base_image == os.environ.get("CAB_BASE_IMAGE", engine.base_image)
    built = cab("images", "build", "codex")
    assert built.returncode == 0, built.stderr
    tag, image_id = built.stdout.split()
    assert (tag.partition(":")[0], image_id[:7]) == ("cab/agent-codex", "sha256:")
    listed = cab("images", "list")
    assert listed.returncode == 0, listed.stderr
    (line,) = [line.split() for line in listed.stdout.splitlines() if tag in line]
    assert (line[3], line[4]) == (image_id[7:19], find("codex").version)
    assert float(line[1]) > float(line[2]) > 0
    again = cab("images", "build", "codex")
    assert (again.stdout, again.stderr) == (built.stdout, "")
