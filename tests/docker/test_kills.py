"""A runner that is killed leaves nothing behind that the next one, or `cab clean`, does not remove."""

import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.docker.kills import kills
from tests.endpoints import answering

if TYPE_CHECKING:
    from docker import DockerClient

POINTS = 20


@pytest.mark.alone
@pytest.mark.docker
@pytest.mark.download
@pytest.mark.timeout(1200)
def test_nothing_is_left_of_runners_killed_at_twenty_random_moments(client: "DockerClient", tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(1 << 32)
    with answering("prose") as url:
        found = kills(client, url, tmp_path, POINTS, seed)
    assert [kill for kill in found.kills if kill.left] == [], f"seed {seed}"
    assert found.folders == (), f"seed {seed}"
    # Or nothing was tried: most moments find something of a runner in the engine.
    assert sum(bool(kill.had) for kill in found.kills) >= POINTS // 2, f"seed {seed}"
    assert {"slot", "proxy"} <= found.roles.keys(), f"seed {seed}"
