"""Local sandbox: one cell's agent on the user's own machine, guarded against accidents only."""

import os
import tempfile
import time
from pathlib import Path, PurePosixPath
from typing import Any

from runner import diff, manifest, workspace
from runner.cell import Exit
from runner.recording import Recording
from runner.sandbox import Command, Export, Prepared, Ran
from runner.surroundings import surroundings
from runner.temporary import remove
from runner.toolchain import Toolchain, base_tools
from runner.user import User
from tasks.task import Task

# Nothing listens there: what an agent asks of the network fails at once instead of hanging where packets are dropped.
NO_NETWORK = "http://127.0.0.1:9"

FOLDERS = ("home", "tmp", "run", "bin", "scratch")
OWN_MACHINE = {"sandbox": "local", "isolation": "own HOME, TMPDIR and environment; the user's own rights and network"}
# Where agent and candidate are another user than the kit, and its proxy a third.
ONE_CONTAINER = {
    "sandbox": "one container",
    "isolation": "not sealed: agent, proxy and kit are three users of one container, with the network it was given",
}


class LocalSandbox:
    """A temporary HOME, TMPDIR and workspace below one folder, and an environment with nothing of the user's in it."""

    def __init__(self, tools: Toolchain, agent_folders: tuple[Path, ...] = (), user: User | None = None) -> None:
        self._tools = tools
        self._user = user  # None: the agent is the user of the kit
        self._base = base_tools()
        self._agent_folders = agent_folders
        self._root = Path(tempfile.mkdtemp(prefix="cab-")).resolve()
        self._task: Task | None = None
        self._baseline: workspace.Baseline | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """What a bundle says of this sandbox."""
        return dict(ONE_CONTAINER if self._user else OWN_MACHINE)

    def prepare(self, task: Task) -> Prepared:
        """Makes the folders, and the workspace as the task gives it."""
        for name in FOLDERS:
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
        self._hand_over()
        began = time.monotonic()
        prefix = self._user.prefix if self._user else ()
        recording = Recording(command, self._root, self._environment() | command.env, prefix)
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
        self._root.chmod(0o700)
        if folder.is_symlink() or not folder.is_dir():
            # The agent removed it, or put something else in its place, which is not to be followed: all is gone.
            folder.unlink(missing_ok=True)
            folder.mkdir()
        changes = manifest.compare(
            self._baseline.entries,
            manifest.scan(folder),
            git_before=self._baseline.git,
            git_after=manifest.git_digest(folder),
        )
        return Export(folder=folder, manifest=changes, diff=diff.unified(self._task.workspace, folder, changes))

    def clean(self) -> None:
        """Removes the temporary folder."""
        remove(self._root)

    def _write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
                raise ValueError(f"{name}: an agent's file must be below HOME; write it as a relative path")
            path = self._root / "home" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def _hand_over(self) -> None:
        """Gives all that the agent may change to its user; the folder around it stays the kit's."""
        if self._user is not None:
            for name in (*FOLDERS, "workspace"):
                self._user.own(self._root / name)
            self._root.chmod(0o711)

    def _environment(self) -> dict[str, str]:
        """All that the agent finds; an allow-list, so nothing of the user's environment can slip in."""
        home, scratch = self._root / "home", self._root / "scratch"
        # Links to the toolchain's programs stand first, so that an agent's own python is not taken for the task's; its
        # folders stand last, so that what else lies there (a node in /usr/local/bin) is not taken for the agent's.
        path = (self._root / "bin", *self._agent_folders, *self._tools.folders, *self._base.folders)
        return {
            "PATH": os.pathsep.join(map(str, dict.fromkeys(path))),
            **surroundings(str(home), str(self._root / "tmp"), str(self._root / "run")),
            **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), NO_NETWORK),
            **dict.fromkeys(("NO_PROXY", "no_proxy"), "127.0.0.1,localhost"),
            **self._tools.env,
            **{name: str(scratch / folder) for name, folder in self._tools.outside.items()},
        }
