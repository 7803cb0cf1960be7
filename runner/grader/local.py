"""The local place: graded code in a temporary folder and child processes of the kit's own."""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from runner.grader.child import Child, run, running
from runner.grader.files import File
from runner.grader.gocache import go_cache
from runner.grader.place import Finished, Limits
from runner.temporary import temporary
from runner.toolchain import Toolchain
from runner.user import User

FOLDER = "cab-grade-"


class LocalPlace:
    """Rooms on the kit's own disk, with the user's rights: against accidents, not against an attack on the kit."""

    def __init__(self, tools: Toolchain, user: User | None = None, builds: Path | None = None) -> None:
        self._tools = tools
        self._user = user  # None: candidates are the user of the kit
        self._builds = builds  # None: each room has a GOCACHE of its own

    @property
    def isolation(self) -> str:
        """What a verdict says of where candidate code ran."""
        return "another user of one container" if self._user else "local child process"

    @contextmanager
    def room(self) -> Iterator["LocalRoom"]:
        """A temporary folder."""
        with temporary(FOLDER) as folder:
            for name in ("code", "home", "tmp"):
                (folder / name).mkdir()
            if "go" in self._tools.programs and self._builds is None:
                shutil.copytree(go_cache(self._tools), folder / "home/.cache/go-build")
            if self._user is not None:
                self._user.own(folder)
            yield LocalRoom(folder, self._tools, self._user, self._builds)


def sharing(tools: Toolchain, builds: Path) -> LocalPlace:
    """A place whose rooms share what Go compiles, in the new folder `builds`: for code that its user trusts."""
    if "go" not in tools.programs:
        return LocalPlace(tools)
    shutil.copytree(go_cache(tools), builds)
    return LocalPlace(tools, builds=builds)


class LocalRoom:
    """One temporary folder."""

    def __init__(self, folder: Path, tools: Toolchain, user: User | None = None, builds: Path | None = None) -> None:
        self._folder, self._tools, self._user, self._builds = folder, tools, user, builds

    @property
    def env(self) -> Mapping[str, str]:
        """The toolchain's own folders before the system's, and a home and a TMPDIR below the room."""
        return {
            **self._tools.env,
            "PATH": os.pathsep.join([*map(str, self._tools.folders), "/usr/bin", "/bin"]),
            "HOME": self.path("home"),
            "TMPDIR": self.path("tmp"),
            "PYTHONDONTWRITEBYTECODE": "1",
            **({"GOCACHE": str(self._builds)} if self._builds else {}),
        }

    def path(self, name: str) -> str:
        """The path on this machine."""
        return str(self._folder / name)

    def put(self, files: Mapping[str, File]) -> None:
        """Writes the files."""
        with self._user.at_the_disk() if self._user else nullcontext():
            for name, file in files.items():
                path = self._folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(file.content)
                if file.executable:
                    path.chmod(0o755)

    def run(self, command: Sequence[str], folder: str, env: Mapping[str, str], seconds: float) -> Finished:
        """Runs the command under the jail."""
        return run(self._real(command), self._folder / folder, env, seconds)

    def asked(
        self, command: Sequence[str], folder: str, env: Mapping[str, str], limits: Limits
    ) -> AbstractContextManager[Child]:
        """Starts the command under the jail."""
        return running(self._real(command), self._folder / folder, env, limits)

    def _real(self, command: Sequence[str]) -> tuple[str, ...]:
        """The command with its program's real path, where the toolchain knows it: a shim would not work here."""
        real = (str(self._tools.programs.get(command[0], command[0])), *command[1:])
        return (*self._user.prefix, *real) if self._user else real
