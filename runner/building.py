"""Building: one image made by the engine's own builder."""

import fcntl
import io
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from pydantic import BaseModel, ConfigDict, Field

from runner.image import LABEL, Image
from runner.install import cache_folder

if TYPE_CHECKING:
    from docker import DockerClient

DEFAULT_BASE = "debian:bookworm-slim"
DEFAULT_TRIXIE = "debian:trixie-slim"
PATIENCE_S = 1800


class Building(BaseModel):
    """What a build takes from its machine."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    base_image: str = Field(default=DEFAULT_BASE, description="CAB_BASE_IMAGE: what the toolchains are laid on")
    trixie_image: str = Field(
        default=DEFAULT_TRIXIE, description="CAB_TRIXIE_IMAGE: where a Python later than the toolchains' comes from"
    )
    network: str | None = Field(
        default=None, description="CAB_BUILD_NETWORK, e.g. host; absent: the engine's own for builds"
    )

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Self:
        """What the environment says; an empty setting is an absent one."""
        return cls(
            base_image=environ.get("CAB_BASE_IMAGE") or DEFAULT_BASE,
            trixie_image=environ.get("CAB_TRIXIE_IMAGE") or DEFAULT_TRIXIE,
            network=environ.get("CAB_BUILD_NETWORK") or None,
        )


def build(image: Image, engine: "DockerClient", network: str | None) -> None:
    """Builds it under its tag; RuntimeError with the last lines when that fails."""
    # The engine's own builder, through the API: 20.10 has no other, and the docker command may be missing.
    said = list[str]()
    for event in engine.api.build(
        fileobj=io.BytesIO(image.context()),
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
            base = "CAB_TRIXIE_IMAGE" if "TRIXIE_IMAGE" in image.args else "CAB_BASE_IMAGE"
            mend = (
                "Where containers reach no registry, try CAB_BUILD_NETWORK=host; where the base image cannot be had, "
                f"name one of yours with {base}."
            )
            raise RuntimeError(f"{image.tag} could not be built:\n{last}\n{mend}")


@contextmanager
def one_at_a_time(name: str, tell: Callable[[str], None]) -> Iterator[None]:
    """Lets one process of this user build `name`; the others wait, and say so."""
    path = cache_folder(os.environ) / "builds" / f"{name.replace('/', '-')}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell(f"another process is building {name}; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
