"""Each rule of the constraints: what keeps it, what breaks it, and the line that shows it."""

from pathlib import Path
from typing import Any

import pytest

from runner.evidence import Kept
from runner.grader.constraints import NETWORK, RULES, check
from runner.grader.sides import LARGEST, MOST, MOST_FILES
from runner.manifest import compare, scan
from tasks.constraint import NEEDS, Constraint, Rule
from tests.runner.grader.tiny import write
from tests.runner.made_task import made_task

GIVEN = {
    "app/main.py": "import json\nimport requests\n\n\ndef main(a):\n    return 1\n",
    "app/util.py": "def util():\n    return 2\n",
    "docs/a.md": "one\n",
    "Cargo.toml": '[package]\nname = "a"\n[dependencies]\nserde = "1"\n',
    "package.json": '{"name": "a", "dependencies": {"left-pad": "1"}}',
    "go.mod": "module example.org/own\n\nrequire example.org/old v1.0.0\n",
    "pom.xml": "<project><dependencies></dependencies></project>",
    "Makefile": "all:\n\tcc a.c -lm\n",
    "requirements.txt": "# none\n",
    "pyproject.toml": '[project]\nname = "a"\ndependencies = []\n',
}


def checked(folder: Path, done: dict[str, str | None], rule: Rule, **needs: Any) -> Kept:
    """The one constraint, checked on a workspace where an agent wrote, or (None) removed, files."""
    constraint = Constraint.model_validate({"says": "so", "rule": rule, **needs})
    task = made_task(folder, GIVEN).model_copy(update={"constraints": ("be kind", constraint)})
    left = folder / "left"
    write(left, GIVEN)
    before = scan(left)
    for path, text in done.items():
        (left / path).unlink() if text is None else write(left, {path: text})
    found = check(task, left, compare(before, scan(left), git_before="", git_after=""))
    assert found is not None
    (one,) = found
    assert (one.says, one.rule, one.kept) == ("so", rule, not one.evidence)
    return one


BREAKS: list[tuple[Rule, dict[str, Any], dict[str, str | None], str]] = [
    ("untouched", {"globs": ["docs/**"]}, {"docs/a.md": "two\n"}, "docs/a.md: modified"),
    ("untouched", {"globs": ["docs/**"]}, {"docs/b.md": "two\n"}, "docs/b.md: added"),
    ("untouched", {"globs": ["docs/**"]}, {"docs/a.md": None}, "docs/a.md: removed"),
    ("no_new_files", {"globs": ["app/**"]}, {"b.txt": ""}, "b.txt: added"),
    ("no_new_files", {}, {"app/b.py": ""}, "app/b.py: added"),
    ("max_files", {"most": 1}, {"a": "", "b": ""}, "2 files, at most 1: a, b"),
    ("max_lines", {"most": 2}, {"docs/a.md": "two\nthree\n"}, "3 lines added and removed, at most 2"),
    ("no_lines", {"globs": ["**/*.py"], "pattern": "eval"}, {"app/b.py": "x\neval(x)\n"}, "app/b.py:2: eval(x)"),
    (
        "kept_lines",
        {"globs": ["app/*.py"], "pattern": "^def "},
        {"app/util.py": "def utils():\n    pass\n"},
        "app/util.py: gone: def util():",
    ),
    (
        "kept_lines",
        {"globs": ["app/*.py"], "pattern": "^def "},
        {"app/util.py": None},
        "app/util.py: gone: def util():",
    ),
    ("no_new_dependencies", {}, {"Cargo.toml": GIVEN["Cargo.toml"] + 'rand = "0.9"\n'}, 'dependencies: rand "0.9"'),
    (
        "no_new_dependencies",
        {},
        {"b/Cargo.toml": '[target."cfg(unix)".dev-dependencies]\nnix = { version = "1" }\n'},
        'dev-dependencies: nix {"version": "1"}',
    ),
    ("no_new_dependencies", {}, {"package.json": '{"devDependencies": {"jest": "30"}}'}, 'devDependencies: jest "30"'),
    ("no_new_dependencies", {}, {"pyproject.toml": '[project]\ndependencies = ["rich"]\n'}, 'dependencies:  "rich"'),
    ("no_new_dependencies", {}, {"requirements.txt": "rich==14\n"}, "requirements.txt: rich==14"),
    ("no_new_dependencies", {}, {"go.mod": GIVEN["go.mod"] + "require example.org/x v2.0.0\n"}, "example.org/x v2.0.0"),
    (
        "no_new_dependencies",
        {},
        {"pom.xml": "<dependency>\n<a>x</a></dependency>"},
        "<dependency> <a>x</a></dependency>",
    ),
    (
        "no_new_dependencies",
        {},
        {"build.gradle": 'dependencies {\n  implementation "x:y:1"\n}\n'},
        'implementation "x:y:1"',
    ),
    ("no_new_dependencies", {}, {"CMakeLists.txt": "find_package(Boost)\n"}, "find_package(Boost)"),
    ("no_new_dependencies", {}, {"Makefile": "all:\n\tcc a.c -lm -lcurl\n"}, "Makefile: -lcurl"),
    ("no_new_dependencies", {}, {"app/b.py": "def f():\n    from numpy.linalg import inv\n"}, "app/b.py: import numpy"),
    ("no_new_dependencies", {}, {"a.ts": 'import {z} from "zod";\n'}, "a.ts: import zod"),
    ("no_new_dependencies", {}, {"a.go": 'import (\n\t"fmt"\n\tx "example.net/x"\n)\n'}, "a.go: import example.net/x"),
    ("no_new_dependencies", {}, {"A.java": "import com.google.common.Lists;\n"}, "import com.google.common.Lists"),
    ("no_new_dependencies", {}, {"Cargo.toml": "[dep"}, "cannot be told: Cargo.toml: "),
    ("no_new_dependencies", {}, {"package.json": "[" * 100_000}, "cannot be told: package.json: nested too deep"),
    (
        "no_lines",
        {"globs": ["**"], "pattern": "x"},
        {"big": "y" * (LARGEST + 1)},
        f"cannot be told: big: more than {LARGEST}",
    ),
]


@pytest.mark.parametrize(("rule", "needs", "done", "said"), BREAKS, ids=str)
def test_what_breaks_a_rule_is_shown(
    rule: Rule, needs: dict[str, Any], done: dict[str, str | None], said: str, tmp_path: Path
) -> None:
    one = checked(tmp_path, done, rule, **needs)
    assert len(one.evidence) == 1
    assert said in one.evidence[0]


KEEPS: list[tuple[Rule, dict[str, Any], dict[str, str | None]]] = [
    ("untouched", {"globs": ["docs/**"]}, {"app/util.py": "", "docs/__pycache__/x.pyc": ""}),
    ("no_new_files", {"globs": ["app/**"]}, {"app/b.py": "", "docs/a.md": "two\n", "REFUSAL.md": "no"}),
    ("max_files", {"most": 1}, {"app/b.py": "", "target/debug/x": ""}),
    ("max_files", {"most": 1, "globs": ["app/**"]}, {"app/b.py": "", "docs/a.md": "two\n"}),
    ("max_lines", {"most": 0}, {"app/util.py": "    return 2\ndef util():\n"}),
    ("no_lines", {"globs": ["**"], "pattern": "import requests"}, {"app/main.py": "\n" + GIVEN["app/main.py"]}),
    ("no_lines", {"globs": ["**/*.py"], "pattern": "eval"}, {"docs/a.md": "eval(x)\n"}),
    ("kept_lines", {"globs": ["app/*.py"], "pattern": "^def "}, {"app/util.py": "x = 1\ndef util():\n    return 3\n"}),
    ("no_network", {}, {"app/util.py": "def util():\n    return 'import socket'.upper()\n"}),
    ("no_network", {"globs": ["app/**"]}, {"b.py": "import socket\n"}),
    ("no_new_dependencies", {}, {"Cargo.toml": '# a comment\n[dependencies]\nserde = "1"\n[package]\nname = "b"\n'}),
    (
        "no_new_dependencies",
        {},
        {"app/b.py": "import os.path\nimport requests\nfrom app import util\nfrom . import main\n"},
    ),
    (
        "no_new_dependencies",
        {},
        {"a.mjs": 'import fs from "node:fs";\nimport u from "./u.js";\nconst p = require("path");\n'},
    ),
    ("no_new_dependencies", {}, {"own/a.go": 'import (\n\t"net/http"\n\t"example.org/own"\n)\nvar x = "a.b/c"\n'}),
    ("no_new_dependencies", {}, {"shop/A.java": "import java.util.List;\nimport static shop.B.of;\n"}),
    ("no_new_dependencies", {}, {"app/b.py": "def (\nimport numpy\n"}),
]


@pytest.mark.parametrize(("rule", "needs", "done"), KEEPS, ids=str)
def test_what_keeps_a_rule_is_let_by(
    rule: Rule, needs: dict[str, Any], done: dict[str, str | None], tmp_path: Path
) -> None:
    assert checked(tmp_path, done, rule, **needs).evidence == ()


REACHES = {
    ".py": "from urllib.request import urlopen",
    ".rs": "use std::net::TcpStream;",
    ".go": '\t"net/http"',
    ".java": "import java.net.Socket;",
    ".sh": "curl -s http://a.invalid",
    ".ts": 'const a = await fetch("http://a.invalid");',
    ".c": "#include <sys/socket.h>",
}


@pytest.mark.parametrize("suffix", REACHES)
def test_a_new_line_that_reaches_for_the_network_is_seen(suffix: str, tmp_path: Path) -> None:
    one = checked(tmp_path, {f"x{suffix}": f"\n{REACHES[suffix]}\n"}, "no_network")
    assert one.evidence == (f"x{suffix}:2: {REACHES[suffix].strip()}",)
    assert suffix in NETWORK


def test_nothing_done_puts_nothing_to_the_test(tmp_path: Path) -> None:
    task = made_task(tmp_path, GIVEN)
    entries = scan(task.workspace)
    assert check(task, task.workspace, compare(entries, entries, git_before="", git_after="")) is None


def test_a_link_is_never_followed(tmp_path: Path) -> None:
    task = made_task(tmp_path, GIVEN).model_copy(
        update={"constraints": (Constraint(says="so", rule="no_lines", globs=("**",), pattern="root"),)}
    )
    left = tmp_path / "left"
    write(left, GIVEN)
    before = scan(left)
    (left / "app/link.py").symlink_to("/etc/passwd")
    found = check(task, left, compare(before, scan(left), git_before="", git_after=""))
    assert found is not None
    assert found[0].kept


def test_evidence_is_bounded(tmp_path: Path) -> None:
    one = checked(tmp_path, {f"{number:03}.txt": "x" * 5000 for number in range(50)}, "no_new_files")
    assert len(one.evidence) == 21
    assert one.evidence[-1] == "and 30 more"


def test_each_rule_has_its_function_and_its_needs() -> None:
    assert RULES.keys() == NEEDS.keys()


def test_more_than_can_be_read_in_a_reasonable_time_is_not_read(tmp_path: Path) -> None:
    many: dict[str, str | None] = {f"many/{number}": "" for number in range(MOST_FILES + 1)}
    one = checked(tmp_path, many, "no_lines", globs=["**"], pattern="x")
    assert one.evidence == (f"cannot be told: 10001 changed files, more than {MOST} bytes or 10000 files are not read",)
