"""The MCP server, spoken to as agents do: JSON-RPC, one message a line."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from runner.plugin import SHIPPED

BEGIN = {"method": "initialize", "params": {"protocolVersion": "2025-03-26", "capabilities": {}}}


def said(folder: Path, *asked: dict[str, Any]) -> list[dict[str, Any]]:
    """What the server answers, in `folder`, to requests; one without `id` is a notification."""
    lines = "".join(json.dumps({"jsonrpc": "2.0", **one}) + "\n" for one in asked)
    command = [sys.executable, "-I", str(SHIPPED / "outline.py")]
    done = subprocess.run(command, cwd=folder, input=lines, capture_output=True, text=True, timeout=30, check=True)
    assert done.stderr == ""
    return [json.loads(line) for line in done.stdout.splitlines()]


def called(folder: Path, path: str) -> dict[str, Any]:
    (answer,) = said(
        folder, {"id": 1, "method": "tools/call", "params": {"name": "outline", "arguments": {"path": path}}}
    )
    result: dict[str, Any] = answer["result"]
    return result


def test_it_begins_lists_its_tool_and_pongs(tmp_path: Path) -> None:
    began, listed, pong = said(
        tmp_path,
        {"id": 0, **BEGIN},
        {"method": "notifications/initialized"},
        {"id": 1, "method": "tools/list"},
        {"id": "p", "method": "ping"},
    )
    assert began["result"]["protocolVersion"] == "2025-03-26"
    assert [tool["name"] for tool in listed["result"]["tools"]] == ["outline"]
    assert pong == {"jsonrpc": "2.0", "id": "p", "result": {}}


@pytest.mark.parametrize(
    ("name", "text", "outline"),
    [
        (
            "a.py",
            "import os\n\nclass A:\n    async def f(self):\n        pass\n",
            "3: class A:\n4:     async def f(self):",
        ),
        ("a.rs", "use x;\npub(crate) fn f() {}\nimpl A {}\n", "2: pub(crate) fn f() {}\n3: impl A {}"),
        ("a.ts", "export async function f() {}\nconst a = 1;\n", "1: export async function f() {}"),
        ("a.txt", "nothing\n", "nothing is defined in it"),
    ],
)
def test_a_file_is_outlined_with_its_line_numbers(name: str, text: str, outline: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    assert called(tmp_path, name) == {"content": [{"type": "text", "text": outline}], "isError": False}


@pytest.mark.parametrize("path", ["missing.py", "../outside.py", "/etc/passwd", "", "link.py"])
def test_what_is_no_file_of_the_workspace_is_not_read(path: str, tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "outside.py").write_text("def secret(): pass\n")
    (inside / "link.py").symlink_to(tmp_path / "outside.py")
    result = called(inside, path)
    assert result["isError"]
    assert result["content"][0]["text"] == f"no file {path!r} in the workspace"


def test_what_it_does_not_know_is_an_error_and_not_its_end(tmp_path: Path) -> None:
    unknown, pong = said(tmp_path, {"id": 1, "method": "resources/list"}, {"id": 2, "method": "ping"})
    assert unknown["error"]["code"] == -32601
    assert pong["result"] == {}
