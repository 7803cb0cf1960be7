"""How a candidate is made ready to be asked, one function a language, in one list."""

import json
import re
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from runner.grader.bench import Bench
from tasks.task import Task

HERE = Path(__file__).parent
BUILD_SECONDS = 300  # a container has no cache of Go's library: 15 s of a CPU, more where others are at work
# A candidate's memory is an address space of 2 GiB, of which a JVM would reserve most at once.
JVM = (
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:ReservedCodeCacheSize=64m",
    "-XX:CompressedClassSpaceSize=64m",
    "-Dfile.encoding=UTF-8",
)
NODE = ("--no-warnings", "--stack-trace-limit=1", "--max-old-space-size=1024")
JAVAC = (*(f"-J{flag}" for flag in JVM), "-proc:none", "-encoding", "UTF-8", "-nowarn")
# Tests need libraries that are not there; a module would shut out the driver, which is in none.
JAVA_ASIDE = ("code/src/test/", "code/src/main/java/module-info.java", "code/src/module-info.java")
# What the language leaves undefined ends the program, so that it is never right by luck.
STRICT = ("-O1", "-g", "-w", "-fsanitize=undefined", "-fsanitize-undefined-trap-on-error")


class Ready(NamedTuple):
    """The command of the child that answers."""

    command: tuple[str, ...]


class Broken(NamedTuple):
    """The code did not build, and what the compiler said."""

    reason: str


def python(task: Task, bench: Bench) -> Ready | Broken:
    """The harness with the driver; what does not import shows at the first question."""
    bench.lay(HERE / "python", "harness")
    bench.put("harness/driver.py", (task.grading_folder / "driver.py").read_bytes())
    harness, code, driver = map(bench.path, ("harness/harness.py", "code", "harness/driver.py"))
    return Ready(("python3", *bench.setup.interpreter_flags, "-B", harness, code, driver))


def rust(task: Task, bench: Bench) -> Ready | Broken:
    """A crate of the harness and the driver, which depends on the candidate's crate by path."""
    bench.lay(HERE / "rust", "driver/src")
    bench.put("driver/src/driver.rs", (task.grading_folder / "driver.rs").read_bytes())
    try:
        name = tomllib.loads(bench.text("code/Cargo.toml"))["package"]["name"]
    except (ValueError, KeyError) as error:
        return Broken(f"has no crate: Cargo.toml: {error}")
    bench.put(
        "driver/Cargo.toml",
        '[package]\nname = "driver"\nversion = "0.0.0"\nedition = "2021"\n\n'
        f'[dependencies]\n"{name}" = {{ path = "../code" }}\n\n[workspace]\n\n'
        "[profile.dev]\ndebug = false\nincremental = false\n",
    )
    command = ("cargo", "build", "--offline", "--quiet", "--target-dir", bench.path("target"))
    return _built(bench, command, Ready((bench.path("target/debug/driver"),)), "driver")


def javascript(task: Task, bench: Bench) -> Ready | Broken:
    """The harness with the driver, which imports from `../code`; types are stripped from what ends in .ts."""
    bench.lay(HERE / "javascript", "harness")
    bench.put("harness/driver.mjs", (task.grading_folder / "driver.mjs").read_bytes())
    return Ready(_apart("node", *NODE, bench.path("harness/harness.mjs")))


def go(task: Task, bench: Bench) -> Ready | Broken:
    """A module of the harness and the driver, below the candidate's own, so that it may use what is internal there."""
    bench.lay(HERE / "go", "driver")
    bench.put("driver/driver.go", (task.grading_folder / "driver.go").read_bytes())
    try:
        said = bench.text("code/go.mod")
    except ValueError as error:
        return Broken(f"has no module: {error}")
    module = re.search(r"^module (\S+)$", said, re.MULTILINE)
    if module is None:
        return Broken("has no module: go.mod names none")
    # No older than what the candidate asks for, or Go refuses the one beside the other.
    asks = re.search(r"^go 1\.(\d{1,3})", said, re.MULTILINE)
    minor = max(22, int(asks[1]) if asks else 0)
    major = re.search(r"[/.]v([2-9]|[1-9]\d+)$", module[1])  # which the version of a module so named has to have
    replaced = f"require {module[1]} v{major[1] if major else 0}.0.0\n\nreplace {module[1]} => ../code\n"
    bench.put("driver/go.mod", f"module {module[1]}/cabdriver\n\ngo 1.{minor}\n\n{replaced}")
    target = bench.path("driver/driver")
    return _built(bench, ("go", "build", "-o", target, "."), Ready(_apart(target)), "driver")


def java(task: Task, bench: Bench) -> Ready | Broken:
    """The harness, the driver and the candidate's `src` but its `src/test`, compiled without annotation processors."""
    bench.lay(HERE / "java", "harness")
    bench.put("harness/Driver.java", (task.grading_folder / "Driver.java").read_bytes())
    own = [name for name in bench.names("code/src", ".java") if not name.startswith(JAVA_ASIDE)]
    sources = [*bench.names("harness", ".java"), *own]
    bench.put("sources", "".join(f'"{bench.path(name)}"\n' for name in sources))
    classes = bench.path("classes")
    command = ("javac", *JAVAC, "-d", classes, f"@{bench.path('sources')}")
    return _built(bench, command, Ready(_apart("java", *JVM, "-cp", classes, "Harness")))


def c(task: Task, bench: Bench) -> Ready | Broken:
    """The harness, the driver and the candidate's `src` but its main.c, built by the kit's own flags."""
    return _native_code(task, bench, ("gcc", "-std=c17", "-D_GNU_SOURCE"), ".c")


def cpp(task: Task, bench: Bench) -> Ready | Broken:
    """The same in C++; the harness is C that is C++, too."""
    return _native_code(task, bench, ("g++", "-std=c++20", "-x", "c++"), ".cpp")


def _native_code(task: Task, bench: Bench, compiler: tuple[str, ...], suffix: str) -> Ready | Broken:
    bench.lay(HERE / "c", "harness")
    driver = f"harness/driver{suffix}"
    bench.put(driver, (task.grading_folder / f"driver{suffix}").read_bytes())
    own = [name for name in bench.names("code/src", suffix) if not name.endswith(f"/main{suffix}")]
    folders = [f"-I{bench.path(name)}" for name in ("harness", "code/include", "code/src")]
    sources = [bench.path(name) for name in ("harness/main.c", "harness/json.c", driver, *own)]
    target = bench.path("harness/driver")
    return _built(bench, (*compiler, *STRICT, *folders, "-o", target, *sources, "-lm"), Ready(_apart(target)))


def program(task: Task, bench: Bench) -> Ready | Broken:
    """The candidate's program, built as the task says, asked as a program by the kit's own harness."""
    asked = task.grading.program
    if asked is None:
        raise ValueError(f"{task.folder}/task.toml: no grading.program; give the program's command there")
    for command in asked.build:
        built = _built(bench, _placed(command, bench), Ready(()))
        if isinstance(built, Broken):
            return built
    bench.lay(HERE / "program", "harness")
    command = _placed(asked.run, bench)
    return Ready(("python3", "-I", "-S", "-B", bench.path("harness/harness.py"), json.dumps(command)))


def _placed(command: Sequence[str], bench: Bench) -> tuple[str, ...]:
    return tuple(part.replace("{code}", bench.path("code")) for part in command)


def _built(bench: Bench, command: tuple[str, ...], ready: Ready, folder: str = "code") -> Ready | Broken:
    done = bench.run(command, folder, BUILD_SECONDS)
    if done.exit_code == 0:
        return ready
    return Broken("did not compile in time" if done.timed_out else f"did not compile:\n{done.stderr_tail}")


def _apart(*command: str) -> tuple[str, ...]:
    """The command with questions and answers on descriptors 3 and 4, so that what the candidate prints is no answer."""
    return ("sh", "-c", 'exec "$@" 3<&0 4>&1 </dev/null >&2', "sh", *command)


LANGUAGES: dict[str, Callable[[Task, Bench], Ready | Broken]] = {
    "python": python,
    "rust": rust,
    "javascript": javascript,
    "typescript": javascript,
    "go": go,
    "java": java,
    "c": c,
    "cpp": cpp,
}


def ready(task: Task, bench: Bench) -> Ready | Broken:
    """The candidate in `bench`, ready to be asked in the way that the task is graded."""
    return (program if task.grading.program else LANGUAGES[task.language])(task, bench)
