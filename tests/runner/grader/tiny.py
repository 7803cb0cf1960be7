"""A tiny task, and candidates for it."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from runner.evidence import Grade
from runner.grader.local import LocalPlace
from runner.grader.setup import DEFENCES, Defence
from runner.grader.verdict import grade
from runner.manifest import compare, scan
from runner.toolchain import Toolchain, toolchain
from tasks.task import Task, load

TASK = """
id = "own/tiny"
title = "Add"
language = "python"
category = "own"
difficulty = "easy"
time_limit_s = 60
expected_changes = ["adder/add.py"]
protected = ["tests/**"]
constraints = []

[grading]
candidate = ["adder/*.py"]
native = ["python3", "-m", "unittest", "discover", "-s", "tests", "-t", "."]
case_timeout_s = 1.0
native_timeout_s = 3.0

[provenance]
origin = "a test"
license = "Apache-2.0"
"""

RIGHT = """
def add(a, b):
    if isinstance(a, str):
        raise TypeError("numbers only")
    return a + b
"""

FILES = {
    "task.toml": TASK,
    "prompt.md": "Make it add.",
    "workspace/adder/__init__.py": "",
    "workspace/adder/add.py": "def add(a, b):\n    return a - b\n",
    "workspace/tests/__init__.py": "",
    "workspace/tests/test_add.py": """
import unittest
from adder.add import add

class Add(unittest.TestCase):
    def test_add(self):
        self.assertEqual(add(2, 3), 5)

    def test_text_is_refused(self):
        with self.assertRaises(TypeError):
            add("a", "b")
""",
    "grading/driver.py": "from adder.add import add\n\nCALLS = {'add': add}\n",
    "grading/cases.json": """[
{"name": "small", "call": "add", "args": [1, 2], "value": 3},
{"name": "none", "call": "add", "args": [0, 0], "value": 0}
]""",
    "grading/inputs.py": """
import json, random, sys
draw = random.Random(sys.argv[1])
for number in range(4):
    args = [draw.randrange(1000), draw.randrange(1, 1000)]
    print(json.dumps({"name": f"drawn {number}", "call": "add", "args": args}))
""",
    "solution/adder/add.py": RIGHT,
}


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def task(folder: Path, **changed: str) -> Task:
    """The tiny task in `folder`; `changed` replaces files whose name is given with `__` for `/` and `_dot_` for `.`."""
    files = FILES | {name.replace("__", "/").replace("_dot_", "."): text for name, text in changed.items()}
    write(folder / "task", files)
    return load(folder / "task")


def python() -> Toolchain:
    return toolchain("python")


def graded(
    task: Task,
    files: dict[str, str],
    defences: Sequence[Defence] = DEFENCES,
    *,
    links: dict[str, Path] | None = None,
    tools: Toolchain | None = None,
) -> Grade:
    """The verdict on a workspace where an agent wrote `files` and made `links`."""
    workspace = task.folder.parent / "workspace"
    shutil.rmtree(workspace, ignore_errors=True)
    shutil.copytree(task.workspace, workspace)
    before = scan(workspace)
    write(workspace, files)
    for name, target in (links or {}).items():
        (workspace / name).unlink()
        (workspace / name).symlink_to(target)
    manifest = compare(before, scan(workspace), git_before="", git_after="")
    return grade(task, workspace, manifest, LocalPlace(tools or toolchain(*task.languages)), defences)


def without(left_out: Defence) -> tuple[Defence, ...]:
    return tuple(defence for defence in DEFENCES if defence is not left_out)
