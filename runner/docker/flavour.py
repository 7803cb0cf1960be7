"""Flavour: how an engine wants a sealed container to be said, Docker's way or Podman's."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from runner.docker.syscalls import profile_file
from runner.install import cache_folder

if TYPE_CHECKING:
    from docker import DockerClient

HERE = ("http+docker://localhost", "http+docker://localnpipe")


def flavour(client: "DockerClient", environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """What `Sealed` is told for this engine, beside all else; a Podman of this machine reads the profile in a file."""
    if not any("Podman" in one["Name"] for one in client.version().get("Components") or ()):
        return {}
    local = str(client.api.base_url).startswith(HERE)
    return {"engine": "podman", "profile_file": str(profile_file(cache_folder(environ))) if local else None}
