"""The agent's container: its main process is the relay to the proxy, and the agent is started beside it."""

import io
import secrets
import tarfile
import time
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from runner.docker.attached import STDERR, Attached, Collected
from runner.docker.leftovers import remove_container
from runner.docker.sealed import HOME, USER, Sealed, kwargs
from runner.surroundings import FOLDERS
from runner.terminal import COLUMNS, ROWS

if TYPE_CHECKING:
    from docker import DockerClient

RUN = f"{HOME}/.run"
READY_S = 60.0

# The files of HOME come over standard input; then the relay must listen before anybody is told that all is ready.
# 0FAA is port 4010, 0A a socket that listens.
MAIN = """
head -c "$0" | tar -xf - -C "$HOME" || exit 1
/opt/cab/relay &
until grep -q ":0FAA .* 0A " /proc/net/tcp; do sleep 0.01; kill -0 $! || exit 1; done
echo ready
wait
"""
# The agent's terminal has the recording's size from its first moment on, and its standard input nothing to read.
AGENT = 'umask 022; exec "$@" < /dev/null'
IN_A_TERMINAL = f"stty cols {COLUMNS} rows {ROWS}; {AGENT}"


class Usage(NamedTuple):
    """What a container has used; None: the engine does not say."""

    cpu_s: float | None
    peak_memory: int | None


class AgentContainer:
    """One cell's, made from `sealed`, whose command and name are set here."""

    def __init__(self, client: "DockerClient", sealed: Sealed, files: Mapping[str, str]) -> None:
        self._client = client
        self._home = _home(files)
        command = ("/bin/sh", "-c", MAIN, str(len(self._home)))
        self.name = f"cab-agent-{secrets.token_hex(6)}"
        self._sealed = sealed.model_copy(update={"command": command, "stdin": True, "name": self.name})
        self._main: Attached | None = None
        self._ours: dict[str, str] = {}  # the processes that were there before the agent, with their parents

    def start(self) -> None:
        """Creates and starts it, and waits until the files of HOME are there and the relay listens."""
        self._client.containers.create(**kwargs(self._sealed))
        self._main = Attached.to_container(self._client, self.name)
        self._client.api.start(self.name)
        said = Collected(self._main, 4000)
        self._main.send(self._home)
        until = time.monotonic() + READY_S
        while "ready" not in said.text(1):
            if said.wait(0.002) or time.monotonic() > until:
                raise RuntimeError(f"the relay of {self._sealed.image} does not listen: {said.text(STDERR).strip()}")
        self._ours = dict(self._processes())

    def execute(self, command: tuple[str, ...], env: Mapping[str, str], *, terminal: bool) -> tuple[str, Attached]:
        """Starts the command; its id in the engine, and its streams."""
        words = ["/bin/sh", "-c", IN_A_TERMINAL if terminal else AGENT, "sh", *command]
        made = self._client.api.exec_create(self.name, words, tty=terminal, environment=dict(env), workdir="/workspace")
        return made["Id"], Attached.to_exec(self._client, made["Id"], terminal=terminal)

    def exit_code(self, exec_id: str) -> int | None:
        """The exit code of what was executed; None: it runs."""
        said = self._client.api.exec_inspect(exec_id)
        code: int | None = None if said["Running"] else said["ExitCode"]
        return code

    def state(self) -> dict[str, Any]:
        """What the engine says of it."""
        said: dict[str, Any] = self._client.api.inspect_container(self.name)["State"]
        return said

    def left_running(self) -> int | None:
        """How many processes there are beside the relay's and what was executed; None: the engine cannot say."""
        from docker.errors import APIError

        try:
            now = self._processes()
        except (APIError, ValueError):
            return None
        everybody = {pid for pid, _ in now}
        first = {pid for pid, parent in self._ours.items() if parent not in self._ours}
        ours = set(self._ours)
        # The relay's children are ours; who lost its parent is the first process's child, and the agent's.
        while more := {pid for pid, parent in now if parent in ours - first} - ours:
            ours |= more
        return sum(pid not in ours and parent in everybody for pid, parent in now)

    def usage(self) -> Usage:
        """CPU time and peak memory so far."""
        said = self._client.api.stats(self.name, stream=False, one_shot=True)
        cpu = said.get("cpu_stats", {}).get("cpu_usage", {}).get("total_usage")
        return Usage(cpu_s=cpu / 1e9 if cpu else None, peak_memory=said.get("memory_stats", {}).get("max_usage"))

    def kill(self) -> None:
        """Kills it with all that runs in it, and waits until it is so."""
        from docker.errors import APIError, NotFound

        try:
            self._client.api.kill(self.name)
        except NotFound:
            raise
        except APIError as error:
            if error.status_code != 409:  # 409: it does not run any more
                raise

    def remove(self) -> None:
        """Takes it away; it need not be there."""
        if self._main is not None:
            self._main.close()
        remove_container(self._client, self.name)

    def _processes(self) -> list[tuple[str, str]]:
        """Process id and parent of everything in it, as the engine's machine counts them."""
        said = self._client.api.top(self.name, ps_args="-eo pid,ppid")
        return [(row[0], row[1]) for row in said["Processes"] or ()]


def _home(files: Mapping[str, str]) -> bytes:
    """The files below HOME, and the folders that programs expect there, as a tar archive."""
    folders = {PurePosixPath(path) for path in (*FOLDERS.values(), RUN.removeprefix(f"{HOME}/"))}
    for name in files:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            raise ValueError(f"{name}: an agent's file must be below HOME; write it as a relative path")
        folders |= {path.parent}
    folders |= {parent for folder in folders for parent in folder.parents}
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for folder in sorted(folders - {PurePosixPath()}):
            archive.addfile(_entry(str(folder), tarfile.DIRTYPE, 0o700))
        for name, text in files.items():
            content = text.encode()
            archive.addfile(_entry(name, tarfile.REGTYPE, 0o644, len(content)), io.BytesIO(content))
    return made.getvalue()


def _entry(name: str, kind: bytes, mode: int, size: int = 0) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.mode, entry.size = kind, mode, size
    entry.uid = entry.gid = USER
    entry.mtime = int(time.time())
    return entry
