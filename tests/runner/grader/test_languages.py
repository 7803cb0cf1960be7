"""Every language's harness: each plain value survives, printing is no answer, and what is not plain is refused."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import pytest

from runner.evidence import Grade
from runner.grader.setup import values_in_parent
from tasks.task import DRIVERS, Task, load
from tests.needs import needs
from tests.runner.grader.tiny import TASK, graded, without, write

TEXT = '" \\ / \b\f\n\r\t\0\x1f\x7f \u00e9 \U0001f600 <&>'
NESTED = {"a": [1, -2, [], {}], "b": {"c": True, "\u00e9": None}}
ECHOED = [None, NESTED, TEXT, 2**53 + 1, -(2**63), 2**64 - 1, 0, 0.5, -1.5e300, 1e-7]
INPUTS = """
import json, random, sys
draw = random.Random(sys.argv[1])
for number in range(20):
    text = "".join(chr(draw.choice([draw.randrange(0xd800), draw.randrange(0xe000, 0x110000)])) for _ in range(9))
    value = [text, draw.random(), draw.randrange(-10**18, 10**18)]
    print(json.dumps({"name": f"drawn {number}", "call": "echo", "args": [value]}))
"""


class Side(NamedTuple):
    """A language's tiny task: where its code lies, what it begins as, and candidates."""

    path: str
    begun: str
    right: str
    noisy: str  # prints what looks like an answer, and is right
    ends: str  # ends the process with 0
    driver: str
    raised: str
    also: Mapping[str, str] = MappingProxyType({})


JS = Side(
    "src/echo.js",
    "export const echo = () => null;\n",
    "export const echo = (value) => value;\n",
    "export const echo = (value) => { console.log('{\"id\": 1}'); return value; };\n",
    "export const echo = () => process.exit(0);\n",
    'import { echo } from "../code/src/echo.js";\n'
    'export const calls = { echo, late: async (v) => echo(v), bad: () => { throw new RangeError("no"); } };\n',
    "RangeError",
    {"package.json": '{"type": "module"}\n'},
)
SIDES = {
    "javascript": JS,
    "typescript": JS._replace(
        path="src/echo.ts",
        begun="export const echo = (_: unknown): unknown => null;\n",
        right="export const echo = <T>(value: T): T => value;\n",
        noisy='export const echo = <T>(value: T): T => { console.log("{}"); return value; };\n',
        driver=JS.driver.replace("echo.js", "echo.ts"),
    ),
    "go": Side(
        "internal/echo/echo.go",
        "package echo\n\nfunc Echo(any) any { return nil }\n",
        "package echo\n\nfunc Echo(value any) any { return value }\n",
        'package echo\n\nimport "fmt"\n\nfunc Echo(value any) any { fmt.Println("{}"); return value }\n',
        'package echo\n\nimport "os"\n\nfunc Echo(any) any { os.Exit(0); return nil }\n',
        'package main\n\nimport "example.invalid/tiny/internal/echo"\n\nfunc call(name string, args []any) any {\n'
        '\tif name == "bad" {\n\t\tpanic(Raise("Bad"))\n\t}\n\treturn echo.Echo(args[0])\n}\n',
        "Bad",
        {"go.mod": "module example.invalid/tiny\n\ngo 1.22\n"},
    ),
    "java": Side(
        "src/tiny/Echo.java",
        "package tiny;\npublic class Echo { public static Object echo(Object value) { return null; } }\n",
        "package tiny;\npublic class Echo { public static Object echo(Object value) { return value; } }\n",
        "package tiny;\npublic class Echo { public static Object echo(Object value) {"
        ' System.out.println("{}"); return value; } }\n',
        "package tiny;\npublic class Echo { public static Object echo(Object value) { System.exit(0); return 1; } }\n",
        "import java.util.List;\nfinal class Driver {\n  static Object call(String name, List<?> args) {\n"
        '    if (name.equals("bad")) throw new IllegalStateException("no");\n'
        "    return tiny.Echo.echo(args.get(0));\n  }\n}\n",
        "IllegalStateException",
    ),
    "c": Side(
        "src/echo.c",
        "const void *echo(const void *value) { return 0; }\n",
        "const void *echo(const void *value) { return value; }\n",
        '#include <stdio.h>\nconst void *echo(const void *value) { puts("{}"); fflush(stdout); return value; }\n',
        "#include <stdlib.h>\nconst void *echo(const void *value) { exit(0); }\n",
        '#include "json.h"\n#include <string.h>\nconst void *echo(const void *);\n'
        "json *driver_call(const char *name, const json *args) {\n"
        '  if (!strcmp(name, "bad")) return json_raise("Bad");\n'
        "  const void *said = echo(json_at(args, 0));\n  return said ? (json *)said : json_null();\n}\n",
        "Bad",
    ),
    "cpp": Side(
        "src/echo.cpp",
        "const void *echo(const void *) { return nullptr; }\n",
        "const void *echo(const void *value) { return value; }\n",
        '#include <iostream>\nconst void *echo(const void *value) { std::cout << "{}" << std::endl; return value; }\n',
        "#include <cstdlib>\nconst void *echo(const void *) { std::exit(0); }\n",
        '#include "json.h"\n#include <stdexcept>\n#include <string>\nconst void *echo(const void *);\n'
        "json *driver_call(const char *name, const json *args) {\n"
        '  if (std::string(name) == "bad") throw std::out_of_range("no");\n'
        "  const void *said = echo(json_at(args, 0));\n  return said ? (json *)said : json_null();\n}\n",
        "std::out_of_range",
    ),
}


@pytest.fixture(params=SIDES)
def language(request: pytest.FixtureRequest) -> str:
    name = str(request.param)
    needs(name)
    return name


@pytest.fixture
def side(language: str) -> Side:
    return SIDES[language]


@pytest.fixture
def task(language: str, side: Side, tmp_path: Path) -> Task:
    toml = TASK.replace('"python"', f'"{language}"').replace('"adder/*.py"', f'"{side.path}"')
    toml = toml.replace("adder/add.py", side.path).replace("case_timeout_s = 1.0", "case_timeout_s = 20.0")
    # The native suite of these says nothing: what is tested here is the harness.
    toml = toml.replace('"python3", "-m", "unittest", "discover", "-s", "tests", "-t", "."', '"true"')
    known = [{"name": f"echo {value!r}", "call": "echo", "args": [value], "value": value} for value in ECHOED]
    cases = [*known, {"name": "bad", "call": "bad", "args": [], "raises": side.raised}]
    files = {
        "task.toml": toml,
        "prompt.md": "Make it echo.",
        f"workspace/{side.path}": side.begun,
        f"solution/{side.path}": side.right,
        f"grading/{DRIVERS[language]}": side.driver,  # type: ignore[index]
        "grading/cases.json": json.dumps(cases),
        "grading/inputs.py": INPUTS,
    }
    write(tmp_path / "task", files | {f"workspace/{name}": text for name, text in side.also.items()})
    return load(tmp_path / "task")


def verdict(task: Task, side: Side, text: str) -> Grade:
    return graded(task, {side.path: text})


def test_every_plain_value_survives_and_printing_does_not_disturb(task: Task, side: Side) -> None:
    grade = verdict(task, side, side.noisy)
    assert grade.reason is None
    assert (grade.status, len(grade.cases)) == ("passed", len(ECHOED) + 21)


def test_ending_the_process_with_0_is_no_answer(task: Task, side: Side) -> None:
    files = {side.path: side.ends}
    assert graded(task, files, without(values_in_parent)).status == "passed"
    grade = graded(task, files)
    assert grade.status == "failed"
    assert "ended before it answered" in (grade.reason or "")


def test_what_does_not_compile_is_failed_with_what_was_said(task: Task, side: Side) -> None:
    grade = verdict(task, side, side.right + "\n}{ nonsense\n")
    assert (grade.status, grade.effect) == ("failed", "error")
    assert "nonsense" in (grade.reason or "") or "did not compile" in (grade.reason or "")


NOT_PLAIN = {
    "a getter": "({ get a() { return 1; } })",
    "a toJSON": "({ toJSON: () => 1 })",
    "a class": "new (class A { constructor() { this.a = 1; } })()",
    "a proxy": "new Proxy({}, {})",
    "a boxed number": "Object(1)",
    "undefined": "undefined",
    "not a number": "0 / 0",
    "a hole": "[, 1]",
    "a subclass of Array": "new (class extends Array {})()",
}


@pytest.mark.parametrize("value", NOT_PLAIN)
def test_in_javascript_a_value_with_hooks_is_not_plain(value: str, tmp_path: Path) -> None:
    needs("javascript")
    toml = TASK.replace('"python"', '"javascript"').replace('"adder/*.py"', '"src/*.js"')
    write(
        tmp_path / "task",
        {
            "task.toml": toml.replace("adder/add.py", "src/a.js"),
            "prompt.md": ".",
            "workspace/package.json": '{"type": "module"}',
            "workspace/src/a.js": "export const a = () => 0;\n",
            "solution/src/a.js": "export const a = () => 1;\n",
            "grading/driver.mjs": 'import { a } from "../code/src/a.js";\nexport const calls = { a };\n',
            "grading/cases.json": '[{"name": "a", "call": "a", "args": [], "value": 1}]',
            "grading/inputs.py": "",
        },
    )
    patched = "JSON.stringify = () => '1';\nBigInt.prototype.toJSON = Object.prototype.toJSON = () => 1;\n"
    grade = graded(load(tmp_path / "task"), {"src/a.js": f"{patched}export const a = () => {NOT_PLAIN[value]};\n"})
    assert "answered raised NotPlainError, right is 1" in (grade.reason or "")
