"""An engine's flavour: Docker wants nothing said, Podman another form, and a local one the profile in a file."""

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from runner.docker.flavour import flavour
from runner.docker.sealed import Sealed
from runner.docker.syscalls import profile

if TYPE_CHECKING:
    from docker import DockerClient

PLAIN = {"image": "x", "command": ("x",), "labels": {}}


def client(name: str, base_url: str) -> "DockerClient":
    said = {"Components": [{"Name": name}, {"Name": "Conmon"}]}
    return cast("DockerClient", SimpleNamespace(version=lambda: said, api=SimpleNamespace(base_url=base_url)))


def sealed(**more: Any) -> Sealed:
    return Sealed.model_validate(PLAIN | more)


def test_docker_wants_nothing_said() -> None:
    assert flavour(client("Engine", "http+docker://localhost")) == {}
    assert flavour(cast("DockerClient", SimpleNamespace(version=lambda: {"Components": None}))) == {}


def test_a_podman_on_this_machine_reads_the_profile_from_a_file(tmp_path: Path) -> None:
    podman = client("Podman Engine", "http+docker://localhost")
    container = sealed(**flavour(podman, {"CAB_CACHE": str(tmp_path)}))
    assert container.engine == "podman"
    assert container.profile_file is not None
    assert Path(container.profile_file).read_text() == profile()


def test_a_podman_elsewhere_has_its_own_profile() -> None:
    container = sealed(**flavour(client("Podman Engine", "http://10.0.0.9:8080")))
    assert (container.engine, container.profile_file) == ("podman", None)
