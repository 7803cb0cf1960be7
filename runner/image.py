"""Image: a Dockerfile and all that it may copy, named by its content."""

import hashlib
import io
import os
import tarfile
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from runner.agent import Agent

LABEL = "codingagentbench"


class Image(BaseModel):
    """What one image is built from; `tag` changes with any of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    repository: str
    dockerfile: str = Field(description="its name in the context")
    files: dict[str, Path] = Field(description="the context: where each file is, by its name there")
    args: dict[str, str] = Field(description="build arguments")
    agent: Agent | None = Field(description="whose it is; absent: no agent's")
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

    @property
    def labels(self) -> dict[str, str]:
        """What is written on the image, beside its Dockerfile's own labels."""
        if self.agent is None:
            return {}
        return {
            f"{LABEL}.agent": self.agent.name,
            f"{LABEL}.version": self.agent.version,
            f"{LABEL}.bin": f"/opt/agent/bin/{self.agent.install.command}",
        }

    def context(self) -> bytes:
        """The files as a tar archive, the same bytes for the same files."""
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as archive:
            for name, path in sorted(self.files.items()):
                content = path.read_bytes()
                member = tarfile.TarInfo(name)
                member.size, member.mode = len(content), _mode(path)
                archive.addfile(member, io.BytesIO(content))
        return packed.getvalue()


def below(folder: Path, root: Path) -> dict[str, Path]:
    """Every file below `folder`, by its name below `root`; nothing that Python compiled."""
    return {
        path.relative_to(root).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def _mode(path: Path) -> int:
    return 0o755 if os.access(path, os.X_OK) else 0o644
