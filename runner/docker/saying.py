"""What a program in an image says of itself, asked in a sealed container."""

from typing import TYPE_CHECKING

from runner.docker.flavour import flavour
from runner.docker.labels import labels
from runner.docker.sealed import Sealed, kwargs
from runner.install import version_in

if TYPE_CHECKING:
    from docker import DockerClient

PATIENCE_S = 180

# The toolchains' programs, and what has each name its version.
TOOLS = {
    "Python": "python3 --version",
    "Node": "node --version",
    "Rust": "rustc --version",
    "Go": "go version",
    "Java": "javac -version",
    "gcc": "gcc -dumpfullversion",
    "git": "git --version",
}


def said(engine: "DockerClient", image: str, command: tuple[str, ...]) -> str:
    """What the command prints, on both streams; RuntimeError when it fails or does not end."""
    sealed = Sealed(image=image, command=command, labels=labels("probe"), **flavour(engine))
    container = engine.containers.create(**kwargs(sealed))
    try:
        container.start()
        code = container.wait(timeout=PATIENCE_S)["StatusCode"]
        text: str = container.logs().decode(errors="replace")
    finally:
        container.remove(force=True)
    if code != 0:
        raise RuntimeError(f"{' '.join(command)} in {image} ended with exit code {code}:\n{text[-1000:]}")
    return text


def said_version(engine: "DockerClient", image: str, command: tuple[str, ...]) -> str | None:
    """The version that the command names; None: it names none."""
    return version_in(said(engine, image, command))


def tools(engine: "DockerClient", image: str) -> dict[str, str]:
    """The versions of TOOLS in an image of the toolchains."""
    lines = said(engine, image, ("sh", "-ec", "\n".join(TOOLS.values()))).splitlines()
    return {name: version_in(line) or "names none" for name, line in zip(TOOLS, lines, strict=True)}
