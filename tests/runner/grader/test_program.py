"""A candidate that is a program is asked over its command line, its files and its port."""

import json
from pathlib import Path
from typing import Any

import pytest

from runner.evidence import Grade
from runner.grader.setup import values_in_parent
from tasks.task import Task, load
from tests.runner.grader.tiny import TASK, graded, without, write

RUN = """[grading.program]
build = [["cp", "{code}/cli.py", "{code}/built.py"]]
run = ["python3", "-I", "{code}/built.py"]
"""
DRAWN = 'import json\nprint(json.dumps({"name": "drawn", "call": "run", "args": [{"stdin": "q"}]}))\n'
RIGHT = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

def main(argv):
    if argv[:1] == ["serve"]:
        return HTTPServer(("127.0.0.1", int(argv[1])), Handler).serve_forever()
    if argv[:1] == ["flood"]:
        return print("x" * 2**19)
    data = sys.stdin.buffer.read() + b"".join(Path(name).read_bytes() for name in argv)
    Path("out").write_bytes(data[::-1])
    sys.stdout.buffer.write(data.upper())
    print(len(data), "bytes", file=sys.stderr)
    return len(data)

class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.send_response(201 if self.path == "/up" else 404)
        self.send_header("X-Size", str(len(body)))
        self.end_headers()
        self.wfile.write(body.upper())

    def log_message(self, *arguments):
        pass

raise SystemExit(main(sys.argv[1:]))
"""


def post(path: str, body: str) -> dict[str, Any]:
    return {"method": "POST", "path": path, "body": body, "want": ["x-size"]}


def said(status: int, body: str) -> dict[str, Any]:
    return {"status": status, "body": body, "headers": {"x-size": str(len(body))}}


SERVER = {"argv": ["serve", "{port}"]}
KNOWN: list[dict[str, Any]] = [
    {
        "name": "one folder for all runs",
        "call": "run",
        "args": [
            {"argv": ["a/b"], "stdin": "xy", "files": {"a/b": "z"}, "read": ["out", "none", "a"], "stderr": True},
            {"argv": ["out"]},
        ],
        "value": [
            {"exit": 3, "stdout": "XYZ", "stderr": "3 bytes\n", "files": {"out": "zyx", "none": None, "a": None}},
            {"exit": 3, "stdout": "ZYX"},
        ],
    },
    {
        "name": "bytes that are no text",
        "call": "run",
        "args": [{"stdin": {"hex": "ff00"}, "read": ["out"]}],
        "value": [{"exit": 2, "stdout": {"hex": "ff00"}, "files": {"out": {"hex": "00ff"}}}],
    },
    {"name": "a flood", "call": "run", "args": [{"argv": ["flood"]}], "raises": "TooLongError"},
    {
        "name": "a server",
        "call": "serve",
        "args": [SERVER, post("/up", "é"), [post("/up", "b"), post("/", "cc")]],
        "value": [
            {"status": 201, "body": "é", "headers": {"x-size": "2"}},
            [said(201, "B"), said(404, "CC")],
        ],
    },
    {
        "name": "JSON without its spelling",
        "call": "serve",
        "args": [SERVER, post("/up", ' {"1": [ 2 ]}') | {"json": True}, post("/up", "x") | {"json": True}],
        "value": [said(201, "") | {"body": {"json": {"1": [2]}}, "headers": {"x-size": "13"}}, said(201, "X")],
    },
    {"name": "no server", "call": "serve", "args": [{}, post("/", "")], "raises": "NotListeningError"},
]


@pytest.fixture
def task(tmp_path: Path) -> Task:
    toml = (
        TASK.replace('"adder/*.py"', '"cli.py"')
        .replace("adder/add.py", "cli.py")
        .replace("[provenance]", f"{RUN}\n[provenance]")
    )
    toml = toml.replace('"python3", "-m", "unittest", "discover", "-s", "tests", "-t", "."', '"true"')
    files = {
        "task.toml": toml.replace("case_timeout_s = 1.0", "case_timeout_s = 20.0"),
        "prompt.md": "Make it shout.",
        "workspace/cli.py": "print('?')\n",
        "solution/cli.py": RIGHT,
        "grading/cases.json": json.dumps(KNOWN),
        "grading/inputs.py": DRAWN,
    }
    write(tmp_path / "task", files)
    return load(tmp_path / "task")


def reason(grade: Grade) -> str:
    return grade.reason or ""


def test_runs_files_bytes_and_requests_are_answered_as_plain_values(task: Task) -> None:
    # `bytes.upper` knows ASCII alone: the reference is asked the same way, so cases.json must say what it does.
    grade = graded(task, {"cli.py": RIGHT})
    assert grade.reason is None
    assert len(grade.cases) == len(KNOWN) + 1


def test_what_a_program_prints_or_ends_with_is_compared_and_no_verdict(task: Task) -> None:
    files = {"cli.py": 'print(\'{"id": "1", "value": []}\\nOK\')\nraise SystemExit(0)\n'}
    assert graded(task, files, without(values_in_parent)).status == "passed"
    assert "cases are wrong" in reason(graded(task, files))


def test_a_program_that_does_not_end_is_killed_at_the_time_limit(task: Task) -> None:
    slow = task.model_copy(update={"grading": task.grading.model_copy(update={"case_timeout_s": 8.0})})
    assert "no answer within the time limit" in reason(graded(slow, {"cli.py": "import time\ntime.sleep(60)\n"}))


def test_a_build_that_fails_is_failed_with_what_was_said(task: Task) -> None:
    workspace = {"cli.py": RIGHT}
    program = task.grading.program
    assert program is not None
    broken = program.model_copy(update={"build": (("sh", "-c", "echo no such tool >&2; exit 3"),)})
    update = {"grading": task.grading.model_copy(update={"program": broken})}
    grade = graded(task.model_copy(update=update), workspace)
    assert "did not compile:\nno such tool" in reason(grade)


def test_a_program_needs_no_driver_and_is_asked_with_python(task: Task) -> None:
    assert task.driver is None
    assert task.model_copy(update={"language": "go", "also": ("c",)}).languages == ("go", "c", "python")
