"""The place of sealed verdicts: every room a fresh container of the grader image, without any network."""

import io
import tarfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from runner.docker import inside
from runner.docker.labels import labels
from runner.docker.sealed import Sealed, kwargs
from runner.docker.streams import Streams
from runner.grader import jail
from runner.grader.files import File
from runner.grader.place import Finished, Limits
from runner.grader.talk import STDERR, STDOUT, Pieces, Talk
from runner.toolchain import LANGUAGES

if TYPE_CHECKING:
    from docker import DockerClient
    from docker.models.containers import Container

ROOM = "/tmp/room"  # noqa: S108 - a tmpfs of the container's own
IDLE = ("sleep", "infinity")
START_SECONDS = 60
FILE_SIZE = 1 << 30
# The container's own limit holds memory; a limit of the address space would keep whole languages from starting.
UNLIMITED = -1


class Image(NamedTuple):
    """What rooms are made of."""

    reference: str
    identity: str  # its digest in a registry, or its id where it was built here
    env: dict[str, str]


def image(engine: "DockerClient", reference: str) -> Image:
    """The image as the engine has it."""
    attributes = engine.images.get(reference).attrs
    env = dict(line.partition("=")[::2] for line in attributes["Config"].get("Env") or ())
    return Image(reference, next(iter(attributes.get("RepoDigests") or ()), attributes["Id"]), env)


class DockerPlace:
    """Rooms in containers; nothing of the kit is inside but drivers, and the parent is the kit outside."""

    def __init__(self, engine: "DockerClient", image: Image, cell: str | None = None, /, **walls: Any) -> None:
        """`walls`: what else `Sealed` may be told, as its runtime."""
        self._engine, self._image = engine, image
        self._sealed = Sealed(image=image.reference, command=IDLE, labels=labels("grader", cell), folder="/", **walls)

    @property
    def isolation(self) -> str:
        """The image that candidate code ran in, by what identifies it."""
        return f"container without network of {self._image.reference} ({self._image.identity})"

    @contextmanager
    def room(self) -> Iterator["DockerRoom"]:
        """A container that does nothing yet."""
        container = self.create()
        try:
            container.start()
            yield self.opened(container)
        finally:
            end(container)

    def create(self) -> "Container":
        """A container for one room, not started; who asks for it ends it."""
        return self._engine.containers.create(**kwargs(self._sealed))

    def opened(self, container: "Container") -> "DockerRoom":
        """The room in a started container."""
        return DockerRoom(self._engine, container, self._image.env)


def end(container: "Container") -> None:
    """Kills and removes the container of a room."""
    from docker.errors import NotFound

    with suppress(NotFound):  # somebody else has removed it; whoever was in it has noticed
        container.remove(force=True, v=True)


class DockerRoom:
    """One container.

    What ends it once a command has run in it is the candidate's doing, or looks like it: nobody else is inside. That it
    is gone altogether, or that the engine fails, is not: these rise as OSError or RuntimeError.
    """

    def __init__(self, engine: "DockerClient", container: "Container", env: Mapping[str, str]) -> None:
        self._api, self._container, self._image_env = engine.api, container, env
        self._new: dict[str, File] = {}
        self._used = self._go = False

    @property
    def env(self) -> Mapping[str, str]:
        """The image's own, what each language's tools want, and a home and a TMPDIR below the room."""
        links = {} if self._go else {"PREBUILT_GO": ""}
        return {
            **{name: text for source in LANGUAGES.values() for name, text in source.env.items()},
            **self._image_env,
            **links,
            "HOME": self.path("home"),
            "TMPDIR": self.path("tmp"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def path(self, name: str) -> str:
        """The path in the container."""
        return f"{ROOM}/{name}"

    def put(self, files: Mapping[str, File]) -> None:
        """Keeps the files for the next command, with which they go in."""
        self._new |= files
        self._go = self._go or any(name.endswith(".go") for name in files)

    def run(self, command: Sequence[str], folder: str, env: Mapping[str, str], seconds: float) -> Finished:
        """Runs the command; at its time limit, or when it floods, the whole room ends with it."""
        flooded = ""
        with self._running(command, folder, env, FILE_SIZE, stdin=False) as (exec_id, talk):
            code, timed_out = None, False
            try:
                talk.drain(seconds)
                code = self._exit_code(exec_id)
            except TimeoutError:
                timed_out = True
                self._end()
            except ValueError as flood:
                flooded = f"\n[killed: {flood}]"
                self._end()
            return Finished(code, timed_out, talk.tail(STDOUT), talk.tail(STDERR) + flooded)

    @contextmanager
    def asked(self, command: Sequence[str], folder: str, env: Mapping[str, str], limits: Limits) -> Iterator[Talk]:
        """Starts the command; what it leaves running ends with the room."""
        with self._running(command, folder, env, limits.file_size, stdin=True) as (_, talk):
            yield talk

    @contextmanager
    def _running(
        self, command: Sequence[str], folder: str, env: Mapping[str, str], file_size: int, *, stdin: bool
    ) -> Iterator[tuple[str, Talk]]:
        used, self._used = self._used, True
        archive, self._new = _tar(self._new), {}
        python = ("python3", "-I", "-S", "-c")
        jailed = (*python, Path(jail.__file__).read_text(encoding="utf-8"), str(UNLIMITED), str(file_size), *command)
        source = Path(inside.__file__).read_text(encoding="utf-8")
        words = (*python, source, ROOM, str(len(archive)), "kept" if stdin else "none", folder, *jailed)
        exec_id, streams = self._started(words, env, used=used)
        try:
            yield exec_id, self._begun(streams, archive, used=used)
        finally:
            streams.close()

    def _started(self, words: Sequence[str], env: Mapping[str, str], *, used: bool) -> tuple[str, "Streams | Over"]:
        from docker.errors import APIError

        try:
            made = self._api.exec_create(self._container.id, list(words), stdin=True, environment=dict(env))
            return made["Id"], Streams(self._api.exec_start(made["Id"], socket=True))
        except APIError:
            if not used:
                raise
            # Ended, or so full of processes that none can be added; that it is there at all must be seen.
            self._container.reload()
            return "", Over()

    def _begun(self, streams: "Streams | Over", archive: bytes, *, used: bool) -> Talk:
        """The command, once it has its files and is about to run."""
        talk = Talk(streams)
        try:
            talk.begin(archive, START_SECONDS)
        except (EOFError, ValueError, TimeoutError) as error:
            if not used:
                raise RuntimeError(f"a grading container did not begin: {error}; {talk.last_words.strip()}") from None
        return talk

    def _exit_code(self, exec_id: str) -> int | None:
        """The exit code of a command whose outputs have ended, or None when it never says one."""
        until = time.monotonic() + START_SECONDS
        while exec_id and time.monotonic() < until:
            said = self._api.exec_inspect(exec_id)
            if not said["Running"]:
                code: int | None = said["ExitCode"]
                return code
            time.sleep(0.005)
        return None

    def _end(self) -> None:
        from docker.errors import APIError

        with suppress(APIError):  # it has ended already
            self._container.kill()


class Over:
    """The wire to a command that could not be started any more, because the room has ended."""

    def step(self, out: bytes, seconds: float) -> tuple[int, Pieces]:  # noqa: ARG002 - a wire
        """Both outputs have ended."""
        return len(out), [(STDOUT, b""), (STDERR, b"")]

    def close_input(self) -> None:
        """There is none."""

    def close(self) -> None:
        """There is nothing to close."""


def _tar(files: Mapping[str, File]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.PAX_FORMAT, errors="surrogateescape") as archive:
        for name, file in files.items():
            entry = tarfile.TarInfo(name)
            entry.mtime = int(time.time())
            entry.size, entry.mode = len(file.content), 0o755 if file.executable else 0o644
            archive.addfile(entry, io.BytesIO(file.content))
    return made.getvalue()
