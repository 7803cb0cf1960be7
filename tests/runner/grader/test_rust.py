"""The Rust side: the driver's JSON, what does not compile, and exploits of cargo."""

import json
from pathlib import Path

import pytest

from runner.evidence import Grade
from runner.grader.setup import DEFENCES, Defence, only_allowed_files, values_in_parent
from runner.toolchain import Toolchain
from tasks.task import Task, load
from tests.needs import needs
from tests.runner.grader.tiny import TASK, graded, without, write

LIB = "src/lib.rs"
RIGHT = "pub fn echo<T>(value: T) -> T { value }\n"
TEXT = '" \\ / \b\f\n\r\t\0\x1f\x7f \u00e9 \U0001f600'
NESTED = {"a": [1, -2, [], {}], "b": {"c": True}}
ECHOED = [None, NESTED, TEXT, -(2**63) - 1, 1.0, 1.5e300]
KNOWN = [
    *({"name": f"echo {value!r}", "call": "echo", "args": [value], "value": value} for value in ECHOED),
    {"name": "half", "call": "half", "args": [3], "value": 1.5},
    {"name": "half of an even number is a float", "call": "half", "args": [4], "value": 2.0},
]
NATIVE = '"cargo", "test", "--offline", "--tests"'
FILES = {
    "task.toml": TASK.replace('"python"', '"rust"')
    .replace('"adder/*.py"', '"src/**/*.rs"')
    .replace("adder/add.py", LIB)
    .replace('"python3", "-m", "unittest", "discover", "-s", "tests", "-t", "."', NATIVE)
    .replace("native_timeout_s = 3.0", "native_timeout_s = 60.0"),
    "prompt.md": "Make it echo.",
    "workspace/Cargo.toml": '[package]\nname = "echo"\nversion = "0.1.0"\nedition = "2021"\n',
    "workspace/src/lib.rs": 'pub fn echo<T>(_value: T) -> T { panic!("not yet") }\n',
    "workspace/tests/echo.rs": "#[test]\nfn echoes() { assert_eq!(echo::echo(3), 3); }\n",
    "grading/driver.rs": """
use crate::json::Json;
pub fn call(name: &str, args: &[Json]) -> Json {
    match name {
        "echo" => echo::echo(args[0].clone()),
        "half" => Json::from(args[0].as_f64() / 2.0),
        other => panic!("no call {other}"),
    }
}
""",
    "grading/cases.json": json.dumps([*KNOWN, {"name": "a panic", "call": "nothing", "args": [], "raises": "panic"}]),
    "grading/inputs.py": """
import json, random, sys
draw = random.Random(sys.argv[1])
for number in range(20):
    text = "".join(chr(draw.choice([draw.randrange(0xd800), draw.randrange(0xe000, 0x110000)])) for _ in range(9))
    value = [text, draw.random(), draw.randrange(-10**20, 10**20)]
    print(json.dumps({"name": f"drawn {number}", "call": "echo", "args": [value]}))
""",
    "solution/src/lib.rs": RIGHT,
}


@pytest.fixture(scope="module")
def tools() -> Toolchain:
    return needs("rust")


@pytest.fixture
def task(tmp_path: Path) -> Task:
    write(tmp_path / "task", FILES)
    return load(tmp_path / "task")


def verdict(task: Task, files: dict[str, str], tools: Toolchain, left_out: Defence | None = None) -> Grade:
    return graded(task, files, DEFENCES if left_out is None else without(left_out), tools=tools)


def test_every_plain_value_survives_and_printing_does_not_disturb(task: Task, tools: Toolchain) -> None:
    noisy = 'pub fn echo<T>(value: T) -> T { println!("{{\\"id\\": 1}}"); eprintln!("x"); value }\n'
    grade = verdict(task, {LIB: noisy}, tools)
    assert grade.reason is None
    assert (grade.status, len(grade.cases)) == ("passed", 29)
    assert grade.native is not None
    assert grade.native.passed


def test_what_does_not_compile_is_failed_with_the_compilers_words(task: Task, tools: Toolchain) -> None:
    grade = verdict(task, {LIB: "pub fn echo<T>(value: T) -> T { valu }\n"}, tools)
    assert (grade.status, grade.effect, grade.native) == ("failed", "error", None)
    assert "cannot find value `valu`" in (grade.reason or "")


def test_ending_the_process_with_0_is_no_answer(task: Task, tools: Toolchain) -> None:
    files = {LIB: "pub fn echo<T>(_: T) -> T { std::process::exit(0) }\n"}
    assert verdict(task, files, tools, values_in_parent).status == "passed"
    grade = verdict(task, files, tools)
    assert grade.status == "failed"
    assert "ended before it answered" in (grade.reason or "")


def test_a_planted_runner_forges_the_native_suite_only_when_it_is_carried_over(task: Task, tools: Toolchain) -> None:
    files = {
        LIB: "pub fn echo<T>(value: T) -> T { value }\npub fn changed() {}\n",
        "tests/echo.rs": "#[test]\nfn wrong() { assert!(false); }\n",
        ".cargo/config.toml": "[target.'cfg(all())']\nrunner = ['sh', '-c', 'echo test result: ok']\n",
        "build.rs": 'fn main() { println!("cargo:warning=planted"); }\n',
    }
    forged = verdict(task, files, tools, only_allowed_files)
    assert forged.native is not None
    assert "test result: ok\n" in forged.native.stdout_tail
    assert forged.status == "passed"
    honest = verdict(task, files, tools)
    assert honest.native is not None
    assert "test echoes ... ok" in honest.native.stdout_tail
    assert [(one.name, one.evidence.split(":")[0]) for one in honest.violations] == [
        ("protected_path", "tests/echo.rs"),
        ("planted_hook", ".cargo/config.toml"),
    ]


def test_a_toolchain_that_is_not_there_is_no_verdict_on_the_candidate(task: Task, tools: Toolchain) -> None:
    missing = tools.model_copy(update={"programs": {"cargo": Path("/nowhere/cargo")}})
    grade = verdict(task, {LIB: RIGHT}, missing)
    assert (grade.status, grade.effect) == ("infra_failed", "error")
    assert "/nowhere/cargo" in (grade.reason or "")
