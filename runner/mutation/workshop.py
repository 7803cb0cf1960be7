"""The workshop: where versions of a repository are tested and asked, each in a room of its own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Event, Lock
from typing import NamedTuple

from runner.grader.asking import Silence, answers
from runner.grader.bench import Bench
from runner.grader.files import File, Files
from runner.grader.languages import Broken, ready
from runner.grader.place import Finished, Place, Room
from runner.grader.protocol import Answer, Question
from runner.grader.setup import DEFENCES, Setup, harden
from runner.mutation.repo import Repo
from tasks.task import DRIVERS, Grading, Language, Provenance, Task

CALL_SECONDS = 2.0  # for one call; a grader gives five times as long
Ask = Callable[[Sequence[Question]], list[Answer | Silence]]


class Workshop(NamedTuple):
    """A repository, the driver that calls it, and the place where it is run."""

    repo: Repo
    place: Place
    setup: Setup
    asked: Task  # what the grader's own functions need to know of a task to ask it
    seconds: float  # for the whole suite
    parsing: Lock  # trees of sources are made by one thread at a time
    stopped: Event  # set when nothing more is wanted

    def suite(self, files: Files, seconds: float | None = None) -> Finished:
        """The repository's own tests over `files`."""
        with self._room() as room:
            return Bench(room, self.setup, files).run(self.repo.native, "code", seconds or self.seconds)

    @contextmanager
    def built(self, files: Files) -> Iterator[Ask | Broken]:
        """`files` ready to be asked, each time from a new start; or why they do not build."""
        with self._room() as room:
            bench = Bench(room, self.setup, files)
            made = ready(self.asked, bench)
            if isinstance(made, Broken):
                yield made
            else:
                yield lambda questions: answers(made, bench, questions, CALL_SECONDS)

    def _room(self) -> AbstractContextManager[Room]:
        if self.stopped.is_set():
            raise InterruptedError("nothing more is wanted")
        return self.place.room()

    def with_file(self, path: str, content: bytes) -> Files:
        """The repository's files with one of them changed."""
        return changed(self.repo.files, {path: content})


def changed(files: Files, contents: Mapping[str, bytes]) -> Files:
    """The files with the contents of some replaced."""
    return files | {path: File(content, files[path].executable) for path, content in contents.items()}


def workshop(repo: Repo, place: Place, driver: str, folder: Path, seconds: float) -> Workshop:
    """The workshop; its driver is written into `folder`, an empty one of the caller's."""
    language: Language = repo.grammar.name  # type: ignore[assignment]  # grammars are named as the tasks' languages
    (folder / "grading").mkdir()
    (folder / "grading" / DRIVERS[language]).write_text(driver, encoding="utf-8")
    asked = Task(
        folder=folder,
        id="mutated/asked",
        title="what is asked of mutants",
        language=language,
        category="mutated",
        difficulty="easy",
        time_limit_s=1,
        expected_changes=(),
        protected=(),
        constraints=(),
        grading=Grading(candidate=(), native=repo.native),
        provenance=Provenance(origin=repo.about.origin, license=repo.about.licence),
    )
    return Workshop(repo, place, harden(DEFENCES), asked, seconds, Lock(), Event())
