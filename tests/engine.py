"""The Docker engine of the tests marked `docker`, and what images are built from on it."""

import os
import subprocess

import pytest

from runner.building import DEFAULT_BASE, Building

OURS = "cab/base"


def docker(*arguments: object, check: bool = True) -> "subprocess.CompletedProcess[str]":
    """What the docker command printed."""
    command = ["docker", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=900, check=check, stdin=subprocess.DEVNULL)


def has(image: str) -> bool:
    """Whether the engine has the image already."""
    return docker("image", "inspect", image, check=False).returncode == 0


def take_ours() -> None:
    """Has the environment name the base images that .ci/engine made, where they are and it names no other."""
    if not os.environ.get("CAB_BASE_IMAGE") and has(OURS):
        # It has this machine's certificates; its way to the registries may be the machine's own network alone.
        os.environ["CAB_BASE_IMAGE"] = OURS
        os.environ.setdefault("CAB_TRIXIE_IMAGE", f"{OURS}:trixie")
        os.environ.setdefault("CAB_BUILD_NETWORK", "host")


@pytest.fixture(scope="session")
def engine() -> Building:
    """An engine and a base image, or what is missing: a skip, which is a failure with CI=true.

    The base is CAB_BASE_IMAGE, or the one that .ci/engine made. The environment then says so, for what a test starts.
    """
    try:
        version = docker("version", "--format", "{{.Server.Version}}", check=False)
    except FileNotFoundError:
        pytest.skip("no docker command is here; install Docker, or run `make test-docker`, which does")
    if version.returncode:
        pytest.skip(f"no Docker engine answers; start one: {version.stderr.strip()[-200:]}")
    take_ours()
    building = Building.of(os.environ)
    if not has(building.base_image) and docker("pull", building.base_image, check=False).returncode:
        missing = f"the base image {building.base_image} is not here and cannot be pulled"
        pytest.skip(f"{missing}; name one of yours (CAB_BASE_IMAGE is not {DEFAULT_BASE}), or run .ci/engine")
    return building
