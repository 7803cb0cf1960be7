"""Place: where graded code is put and run; the seam between the verdict and the machine it is reached on."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from runner.grader.files import File


class Limits(NamedTuple):
    """What one command may use; a place that limits memory by other means than the address space takes it as a hint."""

    memory: int
    file_size: int = 256 << 20


class Finished(NamedTuple):
    """How a command ended; `exit_code` is None when it was killed at its time limit or for flooding."""

    exit_code: int | None
    timed_out: bool
    stdout_tail: str
    stderr_tail: str


class Asked(Protocol):
    """A running command that is asked line by line.

    `line` and `drain` raise TimeoutError, EOFError when it ended, or ValueError for a flood of output.
    """

    @property
    def pending(self) -> bytes:
        """What it said and was not asked for."""

    @property
    def last_words(self) -> str:
        """The end of what came on its standard error."""

    def line(self, question: bytes, seconds: float) -> bytes:
        """The one line that answers `question` within `seconds`."""

    def drain(self, seconds: float) -> None:
        """Reads on until both of its streams end."""

    def close_input(self) -> None:
        """Nothing more will be asked."""


class Room(Protocol):
    """A folder that nothing has run in yet, with empty `code`, `home` and `tmp` in it, and how programs run there.

    A name is a path below the folder, as `harness/driver.py`. What a command leaves running is killed with the room.
    An OSError is the machine's failure, never the candidate's.
    """

    @property
    def env(self) -> Mapping[str, str]:
        """The environment that programs need here: PATH, HOME, TMPDIR, and what the language's tools want."""

    def path(self, name: str) -> str:
        """The absolute path of `name`, as programs in the room see it."""

    def put(self, files: Mapping[str, File]) -> None:
        """Writes the files, by name; before the next command at the latest."""

    def run(self, command: Sequence[str], folder: str, env: Mapping[str, str], seconds: float) -> Finished:
        """Runs the command in `folder` to its end, or kills it at `seconds`."""

    def asked(
        self, command: Sequence[str], folder: str, env: Mapping[str, str], limits: Limits
    ) -> AbstractContextManager[Asked]:
        """Starts the command in `folder`; at the room's end at the latest, it and all it left behind are killed."""


class Place(Protocol):
    """Where rooms are opened."""

    @property
    def isolation(self) -> str:
        """What a verdict says of where candidate code ran."""

    def room(self) -> AbstractContextManager[Room]:
        """A fresh room, removed at the exit with all that runs in it."""
