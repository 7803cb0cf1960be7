"""How a candidate is made ready to be asked, one function a language, in one list."""

import shutil
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from runner.grader import carry
from runner.grader.child import run
from runner.grader.setup import Setup
from tasks.task import Task

HERE = Path(__file__).parent
BUILD_SECONDS = 180


class Bench(NamedTuple):
    """A folder of its own with the graded code in `code`, and how programs are run in it."""

    folder: Path
    setup: Setup
    env: dict[str, str]
    programs: Mapping[str, Path]

    def real(self, command: Sequence[str]) -> tuple[str, ...]:
        """The command with its program's real path, where the toolchain knows it."""
        return (str(self.programs.get(command[0], command[0])), *command[1:])

    @property
    def code(self) -> Path:
        """The graded workspace."""
        return self.folder / "code"


class Ready(NamedTuple):
    """The command of the child that answers."""

    command: tuple[str, ...]


class Broken(NamedTuple):
    """The code did not build, and what the compiler said."""

    reason: str


def python(task: Task, bench: Bench) -> Ready | Broken:
    """The harness with the driver; what does not import shows at the first question."""
    carry.lay(HERE / "python", bench.folder / "harness")
    shutil.copyfile(task.grading_folder / task.driver, bench.folder / "harness" / "driver.py")
    harness, driver = (str(bench.folder / "harness" / name) for name in ("harness.py", "driver.py"))
    return Ready(bench.real(("python3", *bench.setup.interpreter_flags, "-B", harness, str(bench.code), driver)))


def rust(task: Task, bench: Bench) -> Ready | Broken:
    """A crate of the harness and the driver, which depends on the candidate's crate by path."""
    crate = bench.folder / "driver"
    carry.lay(HERE / "rust", crate / "src")
    shutil.copyfile(task.grading_folder / task.driver, crate / "src" / "driver.rs")
    name = tomllib.loads((bench.code / "Cargo.toml").read_text(encoding="utf-8"))["package"]["name"]
    (crate / "Cargo.toml").write_text(
        '[package]\nname = "driver"\nversion = "0.0.0"\nedition = "2021"\n\n'
        f'[dependencies]\n"{name}" = {{ path = "../code" }}\n\n[workspace]\n',
        encoding="utf-8",
    )
    target = bench.folder / "target"
    command = ("cargo", "build", "--offline", "--quiet", "--target-dir", str(target))
    done = run(bench.real(command), crate, bench.env, BUILD_SECONDS)
    if done.exit_code != 0:
        return Broken("did not compile in time" if done.timed_out else f"did not compile:\n{done.stderr_tail}")
    return Ready((str(target / "debug" / "driver"),))


LANGUAGES: dict[str, Callable[[Task, Bench], Ready | Broken]] = {
    "python": python,
    "rust": rust,
}
