"""An MCP server over standard input and output with one tool: the outline of a source file of the workspace."""

import json
import os
import re
import sys
from typing import Any

VERSION = "2025-06-18"
LARGEST = 1 << 20
LINES = 400

DEFINES = re.compile(
    r"^\s*(?:(?:pub(?:\([^)]*\))?|export|default|async|public|private|protected|static|final|abstract|unsafe|inline)\s+)*"
    r"(?:def|class|fn|struct|enum|trait|impl|mod|func|function|interface|type|record|namespace|union)\b"
)

TOOL = {
    "name": "outline",
    "description": "The definitions in one source file of the workspace, each with its line number.",
    "inputSchema": {
        "type": "object",
        "properties": {"path": {"type": "string", "description": "The file, relative to the workspace."}},
        "required": ["path"],
    },
}


def outline(path: str, top: str) -> str:
    """The lines of the file that define something; ValueError where there is no such file below `top`."""
    top = os.path.realpath(top)
    full = os.path.realpath(os.path.join(top, path))
    if not full.startswith(top + os.sep) or not os.path.isfile(full):
        raise ValueError(f"no file {path!r} in the workspace")
    with open(full, encoding="utf-8", errors="replace") as file:
        lines = file.read(LARGEST).splitlines()
    found = [f"{number}: {line.rstrip()}" for number, line in enumerate(lines, 1) if DEFINES.match(line)]
    return "\n".join(found[:LINES]) or "nothing is defined in it"


def answer(asked: dict[str, Any]) -> dict[str, Any] | None:
    """What a request is answered with; None where nothing is: to a notification."""
    method, params = asked.get("method"), asked.get("params") or {}
    if "id" not in asked:
        return None
    if method == "initialize":
        version = params.get("protocolVersion") or VERSION
        server = {"name": "outline", "version": "1"}
        return {"protocolVersion": version, "capabilities": {"tools": {}}, "serverInfo": server}
    if method == "ping":
        return {}
    if method == "tools/list":
        return {"tools": [TOOL]}
    if method == "tools/call" and params.get("name") == TOOL["name"]:
        try:
            text, wrong = outline(str((params.get("arguments") or {}).get("path", "")), os.getcwd()), False
        except (ValueError, OSError) as problem:
            text, wrong = str(problem), True
        return {"content": [{"type": "text", "text": text}], "isError": wrong}
    raise LookupError(f"there is no {method}")


def main() -> None:
    """Answers until its input ends."""
    for line in sys.stdin:
        if not line.strip():
            continue
        asked = json.loads(line)
        reply: dict[str, Any]
        try:
            reply = {"result": answer(asked)}
        except LookupError as problem:
            reply = {"error": {"code": -32601, "message": str(problem)}}
        if "id" in asked:
            print(json.dumps({"jsonrpc": "2.0", "id": asked["id"], **reply}), flush=True)


if __name__ == "__main__":
    main()
