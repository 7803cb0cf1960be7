"""Where the tests marked `docker` reach sealed verdicts."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from runner.images import Building, ensure, grader_image

if TYPE_CHECKING:
    from docker import DockerClient

    from runner.docker.grading import DockerPlace


@pytest.fixture(scope="session")
def client(engine: Building) -> Iterator["DockerClient"]:  # noqa: ARG001  # it says whether there is one
    """The engine over its API."""
    import docker

    connected = docker.from_env()
    yield connected
    connected.close()


@pytest.fixture(scope="session")
def sealed(client: "DockerClient", engine: Building) -> "DockerPlace":
    """Rooms of the grader image, which is built where it is missing."""
    from runner.docker.grading import DockerPlace, image

    return DockerPlace(client, image(client, ensure(grader_image(engine), print, client, engine).tag), "tests")
