"""Images: which there are, each built where the engine does not have it."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from runner.agent import AGENTS, Agent
from runner.building import Building, build, one_at_a_time
from runner.docker.engine import connect
from runner.docker.saying import said_version, tools
from runner.image import LABEL, Image, below

if TYPE_CHECKING:
    from docker import DockerClient

__all__ = [
    "Building",
    "Built",
    "agent_image",
    "built",
    "ensure",
    "grader_image",
    "kit_image",
    "proxy_image",
    "toolchains_image",
    "versions",
]

FROZEN = ConfigDict(frozen=True, extra="forbid")

KIT = Path(__file__).parent.parent
PACKAGES = ("cab", "report", "store", "scorers", "runner", "proxy", "tasks")


class Built(BaseModel):
    """An image that is in the engine."""

    model_config = FROZEN
    tag: str
    image_id: str
    digest: str | None = Field(description="repository@sha256 in a registry; absent: built here and not pushed")
    bytes: int
    bin: str | None = Field(description="the agent's command; absent: no agent's image")
    version: str | None = Field(description="the agent's pinned version; absent: no agent's image")


def toolchains_image(building: Building | None = None) -> Image:
    """The machine that every agent meets."""
    folder = AGENTS / "base"
    return Image(
        repository="cab/toolchains",
        dockerfile="Dockerfile",
        files=below(folder, folder),
        args={"BASE_IMAGE": _here(building).base_image},
        agent=None,
        under=None,
    )


def grader_image(building: Building | None = None) -> Image:
    """Where candidates are graded: the toolchains, with what their graders would else compile for each candidate."""
    folder, under = KIT / "runner" / "docker" / "grader", toolchains_image(building)
    harness = {"warm/main.go": KIT / "runner" / "grader" / "go" / "main.go"}
    return Image(
        repository="cab/grader",
        dockerfile="Dockerfile",
        files=below(folder, folder) | harness,
        args={"TOOLCHAINS": under.tag},
        agent=None,
        under=under,
    )


def agent_image(agent: Agent, building: Building | None = None) -> Image:
    """One agent on the toolchains; FileNotFoundError when its folder has no Dockerfile."""
    files = below(agent.folder, agent.folder)
    files.pop("agent.toml", None)  # how it is started is no part of what is installed
    if "Dockerfile" not in files:
        raise FileNotFoundError(f"{agent.folder}/Dockerfile: no such file; write one as docs/agents.md says")
    under = toolchains_image(building)
    args = {"TOOLCHAINS": under.tag}
    if "ARG TRIXIE_IMAGE" in files["Dockerfile"].read_text(encoding="utf-8"):
        args["TRIXIE_IMAGE"] = _here(building).trixie_image
    return Image(
        repository=f"cab/agent-{agent.name}",
        dockerfile="Dockerfile",
        files=files,
        args=args,
        agent=agent,
        under=under,
    )


def kit_image(agent: Agent, building: Building | None = None) -> Image:
    """One agent's image with the kit and its tasks in it, from Dockerfile.kit: it runs cells by itself, unsealed."""
    needed = ("Dockerfile.kit", "requirements.txt", "pyproject.toml", "README.md", "LICENSE")
    missing = [name for name in needed if not (KIT / name).is_file()]
    if missing:
        raise FileNotFoundError(f"{KIT / missing[0]}: no such file; a kit's image needs a clone of the repository")
    under = agent_image(agent, building)
    source = {name: path for package in PACKAGES for name, path in below(KIT / package, KIT).items()}
    return Image(
        repository=f"cab/kit-{agent.name}",
        dockerfile=needed[0],
        files={name: KIT / name for name in needed}
        | {name: path for name, path in source.items() if "node_modules" not in path.parts},
        args={
            "BASE_IMAGE": _here(building).base_image,
            "TRANSLATION": "1",
            "TOOLCHAINS": under.args["TOOLCHAINS"],
            "AGENT_IMAGE": under.tag,
            "AGENT": agent.name,
        },
        agent=agent,
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
        files={dockerfile.name: dockerfile, **below(KIT / "cab", KIT), **below(KIT / "proxy", KIT)},
        args={"BASE_IMAGE": _here(building).base_image, "TRANSLATION": "1"},
        agent=None,
        under=None,
    )


def ensure(
    image: Image,
    tell: Callable[[str], None],
    engine: "DockerClient | None" = None,
    building: Building | None = None,
) -> Built:
    """The image in the engine, built first where it is missing, after the one it stands on.

    RuntimeError with the build's last lines when it fails, or when the agent in it is of another version than pinned.
    """
    engine = engine or connect().client
    found = built(image, engine)
    if found is not None:
        return found
    if image.under is not None:
        ensure(image.under, tell, engine, building)
    with one_at_a_time(image.repository, tell):
        found = built(image, engine)
        if found is not None:
            return found
        tell(f"building {image.tag} (once)")
        build(image, engine, _here(building).network)
    made = built(image, engine)
    if made is None:
        raise RuntimeError(f"the engine built {image.tag} and does not have it; see `docker images` and try again")
    if image.agent is not None:
        _right_version(image.agent, made, engine)
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


def versions(image: Image, engine: "DockerClient") -> str:
    """What the programs in a built image name as their versions, asked in a container of it."""
    if image.agent is None:
        return ", ".join(f"{name} {version}" for name, version in tools(engine, image.tag).items())
    command = (f"/opt/agent/bin/{image.agent.install.command}", *image.agent.install.version_args)
    return said_version(engine, image.tag, command) or "names none"


def _right_version(agent: Agent, made: Built, engine: "DockerClient") -> None:
    """Removes the image again, unless its agent says that it is of the pinned version."""
    said = None
    try:
        said = said_version(engine, made.tag, (str(made.bin), *agent.install.version_args))
    finally:
        if said != agent.version:
            engine.images.remove(made.tag)
    if said != agent.version:
        raise RuntimeError(f"{agent.folder}/agent.toml says version {agent.version}, its image has {said or 'none'}")


def _here(building: Building | None) -> Building:
    return building or Building.of(os.environ)
