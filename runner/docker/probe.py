"""Probe: what a sealed container holds back, asserted from inside one made in just the way the agent's will be."""

import base64
import io
import json
import secrets
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pydantic import BaseModel, ConfigDict, Field

from runner.docker.labels import labels
from runner.docker.listeners import Listeners, listening
from runner.docker.sealed import HOME, HOSTNAME, Sealed, Volume, kwargs, tmpfs_volume

if TYPE_CHECKING:
    from docker import DockerClient
    from docker.models.containers import Container

FROZEN = ConfigDict(frozen=True, extra="forbid")
QUESTIONS = Path(__file__).parent / "questions"
STRANGER = 1001
START = (
    "import base64, json, sys; open('/tmp/cab-probe', 'wb').write(base64.b64decode(sys.argv[1]));"
    "sys.path.insert(0, '/tmp/cab-probe'); from questions.__main__ import main; main(json.loads(sys.argv[2]))"
)
SLEEP = "import time; time.sleep(120)"
# The neighbour's abstract socket, its file and its own words carry one mark.
NEIGHBOUR = (
    "import socket, sys, time; mark = sys.argv[1];"
    "s = socket.socket(socket.AF_UNIX); s.bind(chr(0) + mark); s.listen();"
    "open('/workspace/' + mark, 'w').close(); time.sleep(120)"
)


# What gVisor's own kernel answers for itself, within its own process: the host's is not asked, whatever it says. Its
# limits are those of the whole sandbox, which shows none inside.
GVISORS_OWN = {
    *("no_other_users_process", "no_new_privileges", "seccomp_filters", "no_user_namespace", "no_namespace"),
    *("no_device_file", "no_io_uring", "no_kernel_log", "kernel_read_only", "no_host_device", "no_setuid_on_volumes"),
    *("memory_limited", "processes_limited", "cpu_limited", "home_limited", "tmp_limited"),
}


# With a read-only root, Podman lays an empty folder in memory over these.
PODMANS_OWN = ("/run", "/var/tmp")  # noqa: S108


class Fact(BaseModel):
    """One thing that was asked from inside."""

    model_config = FROZEN
    name: str
    ok: bool | None = Field(description="None: nothing could be said here, and the detail says why")
    detail: str


class Facts(BaseModel):
    """What one image, created with one set of flags on one engine, was seen to hold back."""

    model_config = FROZEN
    image: str = Field(description="the image's id")
    seconds: float
    facts: tuple[Fact, ...] = Field(min_length=25)

    @property
    def failed(self) -> tuple[Fact, ...]:
        """The walls that do not stand."""
        return tuple(fact for fact in self.facts if fact.ok is False)

    def demand(self) -> None:
        """Raises a RuntimeError that names every wall that does not stand."""
        if self.failed:
            lines = "\n".join(f"  {fact.name}: {fact.detail}" for fact in self.failed)
            raise RuntimeError(
                f"{len(self.failed)} of {len(self.facts)} isolation facts do not hold in {self.image}:\n{lines}\n"
                "docs/isolation.md says of each what it needs; --unsafe runs all the same, and every result says so"
            )


def examine(
    client: "DockerClient", container: Sealed, create: Callable[[Sealed], dict[str, Any]] = kwargs, *, local: bool
) -> Facts:
    """Asks every fact in a container like `container`, on twins of its volumes; `local`: the engine is here."""
    begun = time.monotonic()
    mark = secrets.token_hex(8)
    with ExitStack() as stack:
        opened = stack.enter_context(listening(_addresses(client) if local else ()))
        other = container.model_copy(update={"command": ("python3", "-c", NEIGHBOUR, f"neighbour-{mark}")})
        stack.enter_context(_running(client, other, f"neighbour-{mark}", kwargs))
        own = container.model_copy(update={"command": ("python3", "-c", SLEEP, f"probed-{mark}")})
        probed = stack.enter_context(_running(client, own, f"probed-{mark}", create))
        stranger = ["python3", "-c", SLEEP, f"stranger-{mark}"]
        probed.exec_run(stranger, user=f"{STRANGER}:{STRANGER}", detach=True, workdir="/")
        facts = _asked(probed, container, given(container, mark, opened))
        if container.runtime == "runsc" and _has_a_kernel_of_its_own(client, probed):
            facts = tuple(under_gvisor(fact) for fact in facts)
        image = str(probed.image.id if probed.image else container.image)
    return Facts(image=image, seconds=round(time.monotonic() - begun, 3), facts=facts)


def given(container: Sealed, mark: str, opened: Listeners) -> dict[str, Any]:
    """What the questions need to know: limits to find in force, and what to look for in vain."""
    return {
        **container.limits.model_dump(),
        "own": () if container.engine == "docker" else PODMANS_OWN,
        "home_folder": HOME,
        "folder_files": container.limits.files if container.engine == "docker" else None,
        "user": container.user,
        "hostname": HOSTNAME,
        "self": f"probed-{mark}",
        "neighbour": f"neighbour-{mark}",
        "stranger": f"stranger-{mark}",
        "listeners": opened.ports,
        "abstract": opened.abstract,
        "secret": opened.secret,
    }


def _addresses(client: "DockerClient") -> tuple[str, ...]:
    """Loopback, the host's side of each of the engine's networks (the first of the subnet where it is not named)."""
    configs = [entry for network in client.networks.list() for entry in network.attrs["IPAM"]["Config"] or []]
    sides = {entry.get("Gateway") or str(next(ip_network(entry["Subnet"]).hosts())) for entry in configs}
    return ("127.0.0.1", *sorted(sides))


@contextmanager
def _running(
    client: "DockerClient", container: Sealed, name: str, create: Callable[[Sealed], dict[str, Any]]
) -> Iterator["Container"]:
    """A started container on twins of its volumes; both are gone at the end."""
    marks = labels("probe")
    twins = tuple(volume.model_copy(update={"name": f"{name}-{n}"}) for n, volume in enumerate(container.volumes))
    twins = twins or (Volume(name=f"{name}-0", at="/workspace"),)
    limits = container.limits
    with ExitStack() as stack:
        for twin in twins:
            in_memory = tmpfs_volume(limits.workspace, limits.files, container.user, container.engine)
            options = in_memory if twin.at == "/workspace" else {}
            volume = client.volumes.create(name=twin.name, labels=marks, **options)
            stack.callback(volume.remove, force=True)
        twin_container = container.model_copy(update={"volumes": twins, "name": name, "labels": marks})
        made = client.containers.create(**create(twin_container))
        stack.callback(made.remove, force=True)
        made.start()
        yield made


def _asked(probed: "Container", container: Sealed, known: dict[str, Any]) -> tuple[Fact, ...]:
    command = ["python3", "-I", "-S", "-c", START, base64.b64encode(_packed()).decode(), json.dumps(known)]
    code, output = probed.exec_run(command, workdir=container.folder, demux=True)
    out, err = (part or b"" for part in cast("tuple[bytes | None, bytes | None]", output))
    if code != 0:
        said = (err or out).decode("utf-8", "replace").strip()[-500:]
        raise RuntimeError(
            f"the isolation probe could not run in {container.image}, which needs python3 (exit code {code}: {said})"
        )
    return tuple(Fact.model_validate_json(line) for line in out.splitlines())


def _has_a_kernel_of_its_own(client: "DockerClient", probed: "Container") -> bool:
    output = probed.exec_run(["uname", "-r"]).output
    release = output.decode("ascii", "replace").strip() if isinstance(output, bytes) else ""
    return release not in ("", client.info().get("KernelVersion"))


def under_gvisor(fact: Fact) -> Fact:
    """A fact that does not hold, where it is gVisor that answers it, says nothing of the host."""
    if fact.ok is not False or fact.name not in GVISORS_OWN:
        return fact
    detail = f"gVisor's own kernel answers this, and the host's is not asked; seen: {fact.detail}"
    return fact.model_copy(update={"ok": None, "detail": detail})


def _packed() -> bytes:
    """The questions as one zip file, which Python imports from."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for path in sorted(QUESTIONS.glob("*.py")):
            target.write(path, f"questions/{path.name}")
    return packed.getvalue()
