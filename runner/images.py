"""Images: what the kit's containers are made from, each named by its content and built where it is missing."""

import fcntl
import hashlib
import io
import os
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pydantic import BaseModel, ConfigDict, Field

from runner.agent import AGENTS, Agent
from runner.install import cache_folder

if TYPE_CHECKING:
    from docker import DockerClient

FROZEN = ConfigDict(frozen=True, extra="forbid")

KIT = Path(__file__).parent.parent
DEFAULT_BASE = "debian:bookworm-slim"
LABEL = "codingagentbench"
PATIENCE_S = 1800


class Building(BaseModel):
    """What a build takes from its machine."""

    model_config = FROZEN
    base_image: str = Field(default=DEFAULT_BASE, description="CAB_BASE_IMAGE: what the toolchains are laid on")
    network: str | None = Field(
        default=None, description="CAB_BUILD_NETWORK, e.g. host; absent: the engine's own for builds"
    )

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Self:
        """What the environment says; an empty setting is an absent one."""
        return cls(
            base_image=environ.get("CAB_BASE_IMAGE") or DEFAULT_BASE, network=environ.get("CAB_BUILD_NETWORK") or None
        )


class Image(BaseModel):
    """One image: a Dockerfile and all that it may copy, by name in the context."""

    model_config = FROZEN
    repository: str
    dockerfile: str = Field(description="its name in the context")
    files: dict[str, Path]
    args: dict[str, str] = Field(description="build arguments")
    labels: dict[str, str] = Field(description="labels beside the Dockerfile's own")
    under: "Image | None" = Field(description="the image of the kit that it stands on; absent: none")

    @property
    def hash(self) -> str:
        """sha256 of all that decides what the image is: files with their modes, arguments, labels."""
        total = hashlib.sha256()
        for name, path in sorted(self.files.items()):
            content = path.read_bytes()
            total.update(f"{name}\0{_mode(path):o}\0{len(content)}\0".encode() + content)
        for name, value in sorted((self.args | self.labels).items()):
            total.update(f"{name}={value}\0".encode())
        return total.hexdigest()

    @property
    def tag(self) -> str:
        """`repository:hash`: another content is another tag."""
        return f"{self.repository}:{self.hash[:12]}"


class Built(BaseModel):
    """An image that is in the engine."""

    model_config = FROZEN
    tag: str
    image_id: str
    digest: str | None = Field(description="repository@sha256 in a registry; absent: built here and not pushed")
    bytes: int
    bin: str | None = Field(description="the agent's command; absent: no agent's image")
    version: str | None = Field(description="the agent's pinned version; absent: no agent's image")


def grader_image(building: Building | None = None) -> Image:
    """The toolchains alone, where candidates are graded."""
    folder = AGENTS / "base"
    return Image(
        repository="cab/toolchains",
        dockerfile="Dockerfile",
        files=_files(folder, folder),
        args={"BASE_IMAGE": _here(building).base_image},
        labels={},
        under=None,
    )


def agent_image(agent: Agent, building: Building | None = None) -> Image:
    """One agent on the toolchains; FileNotFoundError when its folder has no Dockerfile."""
    files = _files(agent.folder, agent.folder)
    if "Dockerfile" not in files:
        raise FileNotFoundError(f"{agent.folder}/Dockerfile: no such file; write one as docs/agents.md says")
    under = grader_image(building)
    return Image(
        repository=f"cab/agent-{agent.name}",
        dockerfile="Dockerfile",
        files=files,
        args={"TOOLCHAINS": under.tag},
        labels={
            f"{LABEL}.agent": agent.name,
            f"{LABEL}.version": agent.version,
            f"{LABEL}.bin": f"/opt/agent/bin/{agent.install.command}",
        },
        under=under,
    )


def proxy_image(building: Building | None = None) -> Image:
    """The recording proxy with its translation, from Dockerfile.proxy."""
    dockerfile = KIT / "Dockerfile.proxy"
    if not dockerfile.is_file():
        raise FileNotFoundError(f"{dockerfile}: no such file; sealed cells need a clone of the repository")
    return Image(
        repository="cab/proxy",
        dockerfile=dockerfile.name,
        files={dockerfile.name: dockerfile, **_files(KIT / "cab", KIT), **_files(KIT / "proxy", KIT)},
        args={"BASE_IMAGE": _here(building).base_image, "TRANSLATION": "1"},
        labels={},
        under=None,
    )


def ensure(
    image: Image,
    tell: Callable[[str], None],
    engine: "DockerClient | None" = None,
    building: Building | None = None,
) -> Built:
    """The image in the engine, built first where it is missing, after the one it stands on.

    RuntimeError with the build's last lines when it fails.
    """
    engine = engine or _connect()
    found = built(image, engine)
    if found is not None:
        return found
    if image.under is not None:
        ensure(image.under, tell, engine, building)
    with _one_at_a_time(image.repository, tell):
        found = built(image, engine)
        if found is not None:
            return found
        tell(f"building {image.tag} (once)")
        _build(image, engine, _here(building).network)
    made = built(image, engine)
    if made is None:
        raise RuntimeError(f"the engine built {image.tag} and does not have it; see `docker images` and try again")
    tell(f"built {image.tag}, {made.bytes / 1e6:.0f} MB")
    return made


def built(image: Image, engine: "DockerClient") -> Built | None:
    """What the engine has under the image's tag; absent: it is to be built."""
    from docker.errors import ImageNotFound

    try:
        attrs = engine.images.get(image.tag).attrs
    except ImageNotFound:
        return None
    labels = attrs["Config"].get("Labels") or {}
    return Built(
        tag=image.tag,
        image_id=attrs["Id"],
        digest=next(iter(attrs.get("RepoDigests") or ()), None),
        bytes=attrs["Size"],
        bin=labels.get(f"{LABEL}.bin"),
        version=labels.get(f"{LABEL}.version"),
    )


def context(image: Image) -> bytes:
    """The build's context as a tar archive, the same bytes for the same files."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, path in sorted(image.files.items()):
            member = tarfile.TarInfo(name)
            content = path.read_bytes()
            member.size, member.mode = len(content), _mode(path)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def _build(image: Image, engine: "DockerClient", network: str | None) -> None:
    # The engine's own builder, through the API: 20.10 has no other, and the docker command may be missing.
    said = list[str]()
    for event in engine.api.build(
        fileobj=io.BytesIO(context(image)),
        custom_context=True,
        dockerfile=image.dockerfile,
        tag=image.tag,
        buildargs=image.args,
        labels={**image.labels, f"{LABEL}.image": image.repository},
        network_mode=network,
        rm=True,
        forcerm=True,
        timeout=PATIENCE_S,
        decode=True,
    ):
        said += event.get("stream", "").splitlines()
        if "error" in event:
            last = "\n".join([*said[-12:], event["error"]])
            mend = "Where containers reach no registry, try CAB_BUILD_NETWORK=host."
            raise RuntimeError(f"{image.tag} could not be built:\n{last}\n{mend}")


def _files(folder: Path, root: Path) -> dict[str, Path]:
    return {
        path.relative_to(root).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def _mode(path: Path) -> int:
    return 0o755 if os.access(path, os.X_OK) else 0o644


def _here(building: Building | None) -> Building:
    return building or Building.of(os.environ)


def _connect() -> "DockerClient":
    import docker

    return docker.from_env()


@contextmanager
def _one_at_a_time(name: str, tell: Callable[[str], None]) -> Iterator[None]:
    path = cache_folder(os.environ) / "builds" / f"{name.replace('/', '-')}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell(f"another process is building {name}; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
