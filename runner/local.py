"""Local sandbox: one cell's agent on the user's own machine, guarded against accidents only."""

import contextlib
import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from runner import diff, manifest, workspace
from runner.cell import Exit
from runner.sandbox import Command, Export, Prepared, Ran
from runner.terminal import Cast, Stream, open_pty
from runner.toolchain import Toolchain, base_tools
from tasks.task import Task

SUPERVISOR = Path(__file__).with_name("supervisor.py")
# Nothing listens there: what an agent asks of the network fails at once instead of hanging where packets are dropped.
NO_NETWORK = "http://127.0.0.1:9"
DRAIN_S = 2.0
OVERDUE_S = 30.0
READ = 65536


class LocalSandbox:
    """A temporary HOME, TMPDIR and workspace below one folder, and an environment with nothing of the user's in it."""

    def __init__(self, tools: Toolchain, agent_folders: tuple[Path, ...] = ()) -> None:
        self._tools = tools
        self._base = base_tools()
        self._agent_folders = agent_folders
        self._temporary = TemporaryDirectory(prefix="cab-")
        self._root = Path(self._temporary.name).resolve()
        self._task: Task | None = None
        self._baseline: workspace.Baseline | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """What a bundle says of this sandbox."""
        return {"sandbox": "local", "isolation": "own HOME, TMPDIR and environment; the user's own rights and network"}

    def prepare(self, task: Task) -> Prepared:
        """Makes the folders, and the workspace as the task gives it."""
        for name in ("home", "tmp", "run", "bin", "scratch"):
            (self._root / name).mkdir(mode=0o700)
        for name, program in self._tools.programs.items():
            (self._root / "bin" / name).symlink_to(program)
        self._task = task
        self._baseline = workspace.prepare(task, self._root / "workspace")
        return Prepared(
            home=str(self._root / "home"), workspace=str(self._root / "workspace"), baseline=self._baseline.entries
        )

    def endpoint(self, proxy_url: str) -> str:
        """The proxy is on this machine's loopback, as the agent is."""
        return proxy_url

    def run(self, command: Command) -> Ran:
        """Runs the command under the supervisor, its terminal recorded."""
        self._write(command.files)
        began = time.monotonic()
        recording = _Recording(command, self._root / "workspace", self._environment() | command.env)
        try:
            report = recording.report()
        finally:
            recording.end()
        if "error" in report:
            raise RuntimeError(f"cannot start {command.argv[0]}: {report['error']}")
        if report.pop("stuck"):
            raise RuntimeError(f"processes of {command.argv[0]} could not be killed; look for them before going on")
        wall_ms = (time.monotonic() - began) * 1000
        stdout, stderr = recording.tails
        return Ran(
            exit=Exit(**report, wall_ms=wall_ms, stdout_tail=stdout, stderr_tail=stderr), cast=str(recording.cast)
        )

    def export(self) -> Export:
        """Compares the workspace with what was prepared; nothing of it is executed, no link in it followed."""
        if self._task is None or self._baseline is None:
            raise RuntimeError("export before prepare")
        folder = self._root / "workspace"
        changes = manifest.compare(
            self._baseline.entries,
            manifest.scan(folder),
            git_before=self._baseline.git,
            git_after=manifest.git_digest(folder),
        )
        return Export(folder=folder, manifest=changes, diff=diff.unified(self._task.workspace, folder, changes))

    def clean(self) -> None:
        """Removes the temporary folder."""
        self._temporary.cleanup()

    def _write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
                raise ValueError(f"{name}: an agent's file must be below HOME; write it as a relative path")
            path = self._root / "home" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def _environment(self) -> dict[str, str]:
        """All that the agent finds; an allow-list, so nothing of the user's environment can slip in."""
        home, scratch = self._root / "home", self._root / "scratch"
        # Links to the toolchain's programs stand first, so that an agent's own python is not taken for the task's; its
        # folders stand last, so that what else lies there (a node in /usr/local/bin) is not taken for the agent's.
        path = (self._root / "bin", *self._agent_folders, *self._tools.folders, *self._base.folders)
        return {
            "PATH": os.pathsep.join(map(str, dict.fromkeys(path))),
            "HOME": str(home),
            "TMPDIR": str(self._root / "tmp"),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "SHELL": "/bin/sh",
            "PAGER": "cat",
            "USER": "agent",
            "LOGNAME": "agent",
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_DATA_HOME": str(home / ".local/share"),
            "XDG_STATE_HOME": str(home / ".local/state"),
            "XDG_CACHE_HOME": str(home / ".cache"),
            "XDG_RUNTIME_DIR": str(self._root / "run"),
            "GIT_CONFIG_NOSYSTEM": "1",
            **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), NO_NETWORK),
            **dict.fromkeys(("NO_PROXY", "no_proxy"), "127.0.0.1,localhost"),
            **self._tools.env,
            **{name: str(scratch / folder) for name, folder in self._tools.outside.items()},
        }


class _Recording:
    """A supervised command whose output is being read."""

    def __init__(self, command: Command, folder: Path, env: dict[str, str]) -> None:
        self._command = command
        self.cast = Cast(title=Path(command.argv[0]).name)
        self._streams: list[Stream] = []
        self._selector = selectors.DefaultSelector()
        self._said = b""
        opened: list[int] = []
        outputs = self._outputs(opened)
        self._reporting, saying = os.pipe()
        opened.append(saying)
        self._selector.register(self._reporting, selectors.EVENT_READ, self._hear)
        try:
            # An own session, so that Ctrl-C at the user's terminal reaches only us, who then end it in order. Its stdin
            # is its lifeline: a pipe nobody writes to, which ends when we do, however we do.
            self._process = subprocess.Popen(
                (sys.executable, "-I", "-S", str(SUPERVISOR), str(command.deadline_s), str(saying), *command.argv),
                stdin=subprocess.PIPE, stdout=outputs[0], stderr=outputs[1],
                cwd=folder, env=env, pass_fds=(saying,), start_new_session=True,
            )  # fmt: skip
        finally:
            for descriptor in opened:
                os.close(descriptor)

    def _outputs(self, opened: list[int]) -> tuple[int, int]:
        """The agent's stdout and stderr, noted in `opened`; their other ends are watched."""
        if self._command.terminal == "pty":
            reader, agent = open_pty()
            opened.append(agent)
            self._watch(reader)
            return agent, agent
        pipes = os.pipe(), os.pipe()
        for reader, agent in pipes:
            opened.append(agent)
            self._watch(reader)
        return pipes[0][1], pipes[1][1]

    def _watch(self, reader: int) -> None:
        stream = Stream(self._command.terminal)
        self._streams.append(stream)
        self._selector.register(reader, selectors.EVENT_READ, lambda data: self.cast.show(stream.text(data)))

    def _hear(self, data: bytes) -> None:
        self._said += data

    @property
    def tails(self) -> tuple[str, str]:
        """The last of stdout and of stderr; a terminal shows both as one, which then is the first."""
        return self._streams[0].tail, self._streams[1].tail if len(self._streams) > 1 else ""

    def report(self) -> dict[str, Any]:
        """Reads until the supervisor has reported and all output has come; the report."""
        until = time.monotonic() + self._command.deadline_s + OVERDUE_S
        reported = False
        while self._selector.get_map() and (left := until - time.monotonic()) > 0:
            for key, _ in self._selector.select(left):
                self._read(key.fd, key.data)
            if not reported and self._reporting not in self._selector.get_map():
                # The supervisor is gone, and with it all that wrote; only what is still in the pipes is to come.
                until, reported = time.monotonic() + DRAIN_S, True
        for stream in self._streams:
            self.cast.show(stream.text(b"", final=True))
        if not self._said.endswith(b"\n"):
            raise RuntimeError(
                f"the supervisor of {self._command.argv[0]} did not report; its stderr is in {self.tails}"
            )
        report: dict[str, Any] = json.loads(self._said)
        return report

    def _read(self, descriptor: int, use: Callable[[bytes], None]) -> None:
        data = b""
        # A terminal whose last user is gone answers with an error (EIO) on Linux, with nothing on macOS.
        with contextlib.suppress(OSError):
            data = os.read(descriptor, READ)
        if data:
            use(data)
        else:
            self._selector.unregister(descriptor)
            os.close(descriptor)

    def end(self) -> None:
        """Ends the lifeline, and with it all that runs; waits until it is so."""
        assert self._process.stdin is not None  # noqa: S101 - made with a pipe
        self._process.stdin.close()
        try:
            self._process.wait(OVERDUE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for key in list(self._selector.get_map().values()):
            os.close(key.fd)
        self._selector.close()
