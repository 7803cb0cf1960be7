"""How a candidate is made ready to be asked, one function a language, in one list."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from runner.grader.bench import Bench
from tasks.task import Task

HERE = Path(__file__).parent
BUILD_SECONDS = 180


class Ready(NamedTuple):
    """The command of the child that answers."""

    command: tuple[str, ...]


class Broken(NamedTuple):
    """The code did not build, and what the compiler said."""

    reason: str


def python(task: Task, bench: Bench) -> Ready | Broken:
    """The harness with the driver; what does not import shows at the first question."""
    bench.lay(HERE / "python", "harness")
    bench.put("harness/driver.py", (task.grading_folder / task.driver).read_bytes())
    harness, code, driver = map(bench.path, ("harness/harness.py", "code", "harness/driver.py"))
    return Ready(("python3", *bench.setup.interpreter_flags, "-B", harness, code, driver))


def rust(task: Task, bench: Bench) -> Ready | Broken:
    """A crate of the harness and the driver, which depends on the candidate's crate by path."""
    bench.lay(HERE / "rust", "driver/src")
    bench.put("driver/src/driver.rs", (task.grading_folder / task.driver).read_bytes())
    try:
        name = tomllib.loads(bench.text("code/Cargo.toml"))["package"]["name"]
    except (ValueError, KeyError) as error:
        return Broken(f"has no crate: Cargo.toml: {error}")
    bench.put(
        "driver/Cargo.toml",
        '[package]\nname = "driver"\nversion = "0.0.0"\nedition = "2021"\n\n'
        f'[dependencies]\n"{name}" = {{ path = "../code" }}\n\n[workspace]\n',
    )
    command = ("cargo", "build", "--offline", "--quiet", "--target-dir", bench.path("target"))
    done = bench.run(command, "driver", BUILD_SECONDS)
    if done.exit_code != 0:
        return Broken("did not compile in time" if done.timed_out else f"did not compile:\n{done.stderr_tail}")
    return Ready((bench.path("target/debug/driver"),))


LANGUAGES: dict[str, Callable[[Task, Bench], Ready | Broken]] = {
    "python": python,
    "rust": rust,
}
