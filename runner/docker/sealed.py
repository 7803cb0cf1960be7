"""Sealed: the one place that says how a container with somebody else's code in it is created."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from runner.docker.syscalls import profile

FROZEN = ConfigDict(frozen=True, extra="forbid")
MIB = 1024 * 1024
GIB = 1024 * MIB

Engine = Literal["docker", "podman"]

HOME = "/home/agent"
HOSTNAME = "cell"
NO_NAMESERVER = "198.51.100.53"
USER = 1000


class Limits(BaseModel):
    """What one container may use; beyond `memory` there is no swap, and what is in a tmpfs counts as its memory."""

    model_config = FROZEN
    memory: int = Field(default=4 * GIB, ge=16 * MIB, description="bytes")
    cpus: float = Field(default=2.0, ge=0.01)
    pids: int = Field(default=512, ge=4)
    open_files: int = Field(default=4096, ge=64)
    tmp: int = Field(default=GIB, ge=MIB, description="bytes of /tmp")
    home: int = Field(default=GIB, ge=MIB, description="bytes of HOME")
    workspace: int = Field(default=GIB, ge=MIB, description="bytes of /workspace")
    shm: int = Field(default=64 * MIB, ge=MIB, description="bytes of /dev/shm")
    files: int = Field(default=262_144, ge=64, description="files and folders in each tmpfs")
    log: int = Field(default=MIB, ge=4096, description="bytes the engine keeps of what the main process prints")


class Volume(BaseModel):
    """A named volume of the engine; a path of the host is no name, and so cannot be said."""

    model_config = FROZEN
    name: str = Field(pattern=r"^[a-zA-Z0-9][a-zA-Z0-9_.-]+$")
    at: str = Field(pattern=r"^/(workspace|cab)(/[a-z0-9_-]+)*$", description="where the container finds it")
    read_only: bool = False


class Sealed(BaseModel):
    """A container as data: what a caller may choose, and by that all that differs between two of them."""

    model_config = FROZEN
    image: str = Field(min_length=1, pattern=r"^[^-]")
    command: tuple[str, ...] = Field(min_length=1, description="its main process, in place of the image's own")
    labels: dict[str, str]
    env: dict[str, str] = Field(default={}, description="readable by whoever may inspect the container: no key")
    volumes: tuple[Volume, ...] = ()
    folder: str = Field(default="/workspace", pattern=r"^/", description="where its main process starts")
    user: int = Field(default=USER, ge=1, lt=65_536, description="its uid and gid; never root")
    limits: Limits = Limits()
    runtime: Literal["runsc"] | None = Field(default=None, description="runsc: gVisor; absent: the engine's default")
    engine: Engine = Field(default="docker", description="podman: takes some flags in another form, and some not")
    profile_file: str | None = Field(
        default=None,
        pattern=r"^/.+\.json$",
        description="the seccomp profile on the engine's machine, where Podman wants it; absent: Podman has its own",
    )
    stdin: bool = Field(default=False, description="kept open for whoever attaches")
    name: str | None = Field(
        default=None, pattern=r"^[a-zA-Z0-9][a-zA-Z0-9_.-]+$", description="absent: the engine makes one up"
    )


def kwargs(container: Sealed) -> dict[str, Any]:
    """What docker-py's `containers.create` is called with."""
    return (
        {
            "image": container.image,
            # Both are said, so that the image's own entrypoint is not run.
            "entrypoint": list(container.command[:1]),
            "command": list(container.command[1:]),
            "environment": dict(container.env),
            "labels": dict(container.labels),
            "working_dir": container.folder,
            "user": f"{container.user}:{container.user}",
            "stdin_open": container.stdin,
        }
        | _walls(container)
        | _bounds(container.limits)
        | {"tmpfs": _folders(container)}
        | ({} if container.runtime is None else {"runtime": container.runtime})
        | ({} if container.name is None else {"name": container.name})
    )


def _walls(container: Sealed) -> dict[str, Any]:
    """What it can see and reach. The paths that engines mask stay masked."""
    docker = container.engine == "docker"
    filters = profile() if docker else container.profile_file
    return {
        "network_mode": "none",
        "hostname": HOSTNAME,
        # The host's own name servers are nobody's business inside; what asks this one counts as an attempt to leave.
        "dns": [NO_NAMESERVER] if docker else None,
        "ipc_mode": "private",
        "cgroupns": "private",
        "privileged": False,
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true", *([f"seccomp={filters}"] if filters else [])],
        "read_only": True,
        "init": True,
        "mounts": [_mount(volume) for volume in container.volumes],
    }


def _bounds(limits: Limits) -> dict[str, Any]:
    """What it can use up."""
    return {
        "mem_limit": limits.memory,
        "memswap_limit": limits.memory,
        "nano_cpus": round(limits.cpus * 1e9),
        "pids_limit": limits.pids,
        "shm_size": limits.shm,
        "ulimits": [_ulimit("nofile", limits.open_files), _ulimit("core", 0)],
        "log_config": {"type": "json-file", "config": {"max-size": str(limits.log), "max-file": "1"}},
    }


def _folders(container: Sealed) -> dict[str, str]:
    """What it can write to, beside its volumes."""
    limits = container.limits
    if container.engine == "podman":
        # It takes neither a number of files, which count as memory, nor an owner.
        home = f"{_tmpfs(limits.home, None)},exec,mode=1777"
        return {"/tmp": f"{_tmpfs(limits.tmp, None)},exec,mode=1777", HOME: home}  # noqa: S108  # the container's own
    home = f"{_tmpfs(limits.home, limits.files)},exec,mode=0700,uid={container.user},gid={container.user}"
    return {"/tmp": f"{_tmpfs(limits.tmp, limits.files)},exec,mode=1777", HOME: home}  # noqa: S108  # likewise


def tmpfs_volume(size: int, files: int, user: int = USER, engine: Engine = "docker") -> dict[str, Any]:
    """What docker-py's `volumes.create` is called with, beside name and labels, for a size-limited workspace."""
    options = f"{_tmpfs(size, files)},mode=0755,uid={user},gid={user}"
    if engine == "podman":
        # It takes `size` for a quota of its disk; the probe sees whether pages of 4 KiB were meant.
        options = options.replace(f"size={size}", f"nr_blocks={size // 4096}")
    return {"driver": "local", "driver_opts": {"type": "tmpfs", "device": "tmpfs", "o": options}}


def _tmpfs(size: int, files: int | None) -> str:
    return f"nosuid,nodev,size={size}" + ("" if files is None else f",nr_inodes={files}")


def _mount(volume: Volume) -> dict[str, Any]:
    # Without NoCopy a fresh volume takes content and owner of the folder that it covers in the image.
    copied = {"NoCopy": True}
    how = {"ReadOnly": volume.read_only, "VolumeOptions": copied}
    return {"Type": "volume", "Source": volume.name, "Target": volume.at} | how


def _ulimit(name: str, value: int) -> dict[str, Any]:
    return {"Name": name, "Soft": value, "Hard": value}
