"""Bench: a room with the graded code in `code`, as a language works on it."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from runner.grader.files import File, Files, below, laid_over, of_folder
from runner.grader.place import Asked, Finished, Limits, Room
from runner.grader.setup import Setup


class Bench:
    """What is put into the room, and how programs are run in it; names are paths below the room's folder."""

    def __init__(self, room: Room, setup: Setup, code: Files) -> None:
        self.setup = setup
        self._room = room
        self._files: Files = {}
        self._put(below("code", code))

    def lay(self, source: Path, folder: str) -> None:
        """Put the kit's or the task's own folder `source` at `folder`."""
        self._put(below(folder, of_folder(source)))

    def put(self, name: str, content: bytes | str) -> None:
        """Put one file."""
        self._put({name: File(content.encode() if isinstance(content, str) else content)})

    def text(self, name: str) -> str:
        """The text of a file that was put here; ValueError when there is none, or it is no text."""
        if name not in self._files:
            raise ValueError(f"{name} is missing")
        return self._files[name].content.decode()

    def names(self, folder: str, suffix: str) -> list[str]:
        """The files below `folder` that were put here and end in `suffix`, sorted."""
        return sorted(name for name in self._files if name.startswith(f"{folder}/") and name.endswith(suffix))

    def path(self, name: str) -> str:
        """The absolute path of `name`, as programs in the room see it."""
        return self._room.path(name)

    def run(self, command: Sequence[str], folder: str, seconds: float) -> Finished:
        """Run the command in `folder` to its end, or kill it at `seconds`."""
        return self._room.run(command, folder, self.env, seconds)

    def asked(self, command: Sequence[str], limits: Limits) -> AbstractContextManager[Asked]:
        """Start the command, to be asked line by line."""
        return self._room.asked(command, ".", self.env, limits)

    @property
    def env(self) -> dict[str, str]:
        """The environment of every command; what the room needs wins."""
        return {**self.setup.env, **self._room.env}

    def _put(self, files: Files) -> None:
        self._files = laid_over(self._files, files)
        self._room.put(files)
