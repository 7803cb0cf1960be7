"""Engine: the Docker engine that cells run in, found as the docker command finds it, or a Podman that speaks as one."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from docker import DockerClient

DEFAULT = Path("/var/run/docker.sock")
PATIENCE_S = 120
CONNECTIONS = 64  # kept open to it: a cell has a few requests under way at once, and there are --jobs of them

START = "start one (on Linux: sudo systemctl start docker), or name yours with DOCKER_HOST"


class Reach(NamedTuple):
    """How a proxy's container comes to an endpoint on the loopback of the kit's machine."""

    network: str
    host: str | None  # what stands for the loopback there; None: it is the loopback itself


class Engine:
    """One engine, asked over its API by any thread."""

    def __init__(self, client: "DockerClient") -> None:
        self.client = client
        self._version: dict[str, Any] = client.version()
        self._info: dict[str, Any] = client.info()

    @property
    def local(self) -> bool:
        """Whether it is spoken to over a socket of this machine."""
        return str(self.client.api.base_url).startswith(("http+docker://localhost", "http+docker://localnpipe"))

    @property
    def podman(self) -> bool:
        """Whether it is Podman, which says so among its components."""
        return any("Podman" in one["Name"] for one in self._version.get("Components") or ())

    def facts(self, runtime: str | None) -> dict[str, str]:
        """What a bundle says of it."""
        said = {
            "name": "Podman" if self.podman else "Docker",
            "version": self._version.get("Version"),
            "api": self._version.get("ApiVersion"),
            "platform": f"{self._version.get('Os')}/{self._version.get('Arch')}",
            "system": self._info.get("OperatingSystem"),
            "kernel": self._info.get("KernelVersion"),
            "storage": self._info.get("Driver"),
            "cgroup": self._info.get("CgroupVersion"),
            "runtime": runtime or self._info.get("DefaultRuntime"),
        }
        return {name: str(value) for name, value in said.items() if value}

    def loopback(self) -> Reach:
        """How a container comes to this machine's loopback; ValueError says why it cannot."""
        if not self.local:
            raise ValueError(
                "the endpoint is on this machine's loopback, which a Docker engine on another machine (DOCKER_HOST) "
                "does not reach; give --endpoint an address that the engine's machine reaches, or use a local engine"
            )
        if self._info.get("OperatingSystem") == "Docker Desktop":
            return Reach("bridge", "host.docker.internal")
        options = self._info.get("SecurityOptions") or ()
        if "name=rootless" in options and not self.podman:
            raise ValueError(
                "the endpoint is on this machine's loopback, which containers of a rootless Docker do not reach; "
                "let it listen on another address of this machine and give that as --endpoint"
            )
        return Reach("host", None)


def connect(environ: Mapping[str, str] = os.environ) -> Engine:
    """The engine that DOCKER_HOST, the docker command's context or the default socket leads to.

    ConnectionError when none answers, with the mend.
    """
    import docker
    from docker.errors import DockerException

    where = dict(environ)
    if podman := _podman(environ):
        where["DOCKER_HOST"] = podman
    try:
        client = docker.from_env(environment=where, version="auto", timeout=PATIENCE_S, max_pool_size=CONNECTIONS)
        return Engine(client)
    except (DockerException, OSError, ImportError) as error:
        named = f" at {where['DOCKER_HOST']}" if where.get("DOCKER_HOST") else ""
        reason = str(error.args[0] if error.args else error)
        raise ConnectionError(f"no Docker engine answers{named}: {reason}; {START}") from None


def _podman(environ: Mapping[str, str]) -> str | None:
    """Podman's socket, where nothing names an engine and Docker's own is not there."""
    if environ.get("DOCKER_HOST") or environ.get("DOCKER_CONTEXT") or DEFAULT.exists():
        return None
    folders = (environ.get("XDG_RUNTIME_DIR"), "/run")
    sockets = [Path(folder) / "podman/podman.sock" for folder in folders if folder]
    return next((f"unix://{path}" for path in sockets if path.is_socket()), None)
