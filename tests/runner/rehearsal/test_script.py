"""The policy over the requests that real agents send: it makes the fix with whatever tools it is offered."""

import copy
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from runner.rehearsal.reference import Reference
from runner.rehearsal.script import COMMAND, DONE, SUBMIT, TITLE, Answer, answer
from tests.speakers import TONGUES

REQUESTS = Path(__file__).parent / "requests"

OLD = 'print("old")\n'
NEW = 'print("it\'s $NEW `now`")\n'
KNOWN = Reference(
    before={"src/app.py": OLD}, after={"src/app.py": NEW, "docs/it's new.md": "no last line end"}, check="ls"
)


SPOKEN = {"codex": "responses", "claude-code": "messages", "gemini-cli": "gemini"}


def asked(name: str) -> dict[str, Any]:
    """The first request of a real agent, texts and descriptions cut; of another dialect, the chat request it makes."""
    request: dict[str, Any] = json.loads((REQUESTS / f"{name}.json").read_text())
    return TONGUES[SPOKEN[name]].read(request) if name in SPOKEN else request


def offering(*tools: tuple[str, dict[str, Any], list[str]]) -> dict[str, Any]:
    described = [
        {"type": "function", "function": {"name": name, "parameters": {"properties": properties, "required": required}}}
        for name, properties, required in tools
    ]
    return {"messages": [{"role": "user", "content": "fix it"}], "tools": described}


def followed(request: dict[str, Any], reply: Answer, result: str) -> dict[str, Any]:
    """The agent's next request after it used the tool of `reply`."""
    call = {"id": "c", "type": "function", "function": {"name": reply.tool, "arguments": reply.arguments_json}}
    following = copy.deepcopy(request)
    following["messages"] += [
        {"role": "assistant", "content": reply.text, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c", "content": result},
    ]
    return following


def played(request: dict[str, Any], reference: Reference = KNOWN) -> list[Answer]:
    """Every answer up to the one without a tool, at most ten."""
    replies = [answer(request, reference)]
    while replies[-1].tool is not None and len(replies) < 10:
        request = followed(request, replies[-1], "ok")
        replies.append(answer(request, reference))
    return replies


SHELLS = {"mini-swe-agent": "bash", "opencode": "bash", "pi": "bash"} | {
    "codex": "exec_command",
    "claude-code": "Bash",
    "gemini-cli": "run_shell_command",
    "goose": "shell",
    "qwen-code": "run_shell_command",
    "cline": "run_commands",
}


@pytest.mark.parametrize("name", SHELLS)
def test_an_agent_with_a_shell_is_led_to_the_reference_solution(name: str, tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "app.py").write_text(OLD)
    used = [reply for reply in played(asked(name)) if reply.tool]
    assert {reply.tool for reply in used} == {SHELLS[name]}
    commands = [next(reply.arguments[key] for key in COMMAND if key in reply.arguments) for reply in used]
    commands = [command[0] if isinstance(command, list) else command for command in commands]
    printed = [
        subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
        for command in commands
    ]
    assert OLD in printed[0].stdout
    assert [done.returncode for done in printed] == [0] * len(printed)
    assert {path: (tmp_path / path).read_text() for path in KNOWN.after} == KNOWN.after


def test_the_visible_tests_run_after_the_files_are_written() -> None:
    commands = [reply.arguments.get("command") for reply in played(asked("pi"))]
    assert commands[-2:] == ["ls", None]


def test_mini_swe_agent_is_ended_by_the_command_its_prompt_demands() -> None:
    *_, last, after = played(asked("mini-swe-agent"))
    assert last.arguments == {"command": f"echo {SUBMIT}"}
    assert after == Answer(text=DONE)


def test_other_agents_are_ended_by_a_text() -> None:
    last = played(asked("opencode"))[-1]
    assert (last.text, last.finish_reason) == (DONE, "stop")


def test_the_kits_own_plugin_is_used_where_it_is_offered() -> None:
    path = {"path": {"type": "string"}}
    bash = ("bash", {"command": {"type": "string"}}, ["command"])
    for name in ("outline_outline", "mcp__outline__outline"):
        first, *rest = played(offering((name, path, ["path"]), bash))
        assert (first.tool, first.arguments) == (name, {"path": "src/app.py"})
        assert {reply.tool for reply in rest} == {"bash", None}


def test_the_same_messages_get_the_same_answer() -> None:
    request = followed(asked("opencode"), answer(asked("opencode"), KNOWN), "ok")
    assert answer(request, KNOWN) == answer(copy.deepcopy(request), KNOWN)


def test_a_request_for_a_title_gets_a_title() -> None:
    assert answer(asked("opencode-title"), KNOWN) == Answer(text=TITLE)


def test_parameters_that_a_tool_requires_beside_the_command_are_filled_by_their_type() -> None:
    properties = {
        "cmd": {"type": "string"},
        "why": {"type": "string"},
        "mode": {"enum": ["fast", "slow"]},
        "seconds": {"type": "integer"},
        "background": {"type": "boolean"},
    }
    reply = answer(offering(("ext__Shell", properties, list(properties))), KNOWN)
    assert reply.tool == "ext__Shell"
    assert reply.arguments["cmd"].startswith("ls -A")
    assert [type(reply.arguments[name]) for name in ("why", "mode", "seconds", "background")] == [str, str, int, bool]


def test_without_a_shell_files_are_read_and_written_with_the_agents_own_tools() -> None:
    read = ("read", {"filePath": {"type": "string"}}, ["filePath"])
    write = ("write", {"filePath": {"type": "string"}, "content": {"type": "string"}}, ["filePath", "content"])
    replies = played(offering(read, write))
    assert [reply.tool for reply in replies] == ["read", "write", "write", None]
    assert {reply.arguments["filePath"]: reply.arguments["content"] for reply in replies[1:3]} == KNOWN.after


def test_with_an_editor_alone_the_old_text_is_replaced() -> None:
    names = ["path", "oldText", "newText"]
    replies = played(offering(("edit", {name: {} for name in names}, names)))
    assert replies[0].arguments == {"path": "src/app.py", "oldText": OLD, "newText": NEW}
    assert replies[1].arguments["oldText"] == ""


def test_with_tools_that_cannot_write_it_says_so_and_ends() -> None:
    replies = played(offering(("search", {"query": {}}, ["query"])))
    assert "knows no way to write a file with the tools it was offered: search" in replies[0].text


def test_tools_hosted_by_the_provider_are_left_alone() -> None:
    request = offering() | {"tools": [{"type": "web_search"}]}
    assert answer(request, KNOWN).tool is None


def said(request: dict[str, Any], *pairs: tuple[str, str]) -> dict[str, Any]:
    following = copy.deepcopy(request)
    following["messages"] += [{"role": role, "content": text} for role, text in pairs]
    return following


def test_aider_is_first_asked_for_files_it_has_not_shown() -> None:
    reply = answer(asked("aider"), KNOWN)
    assert reply.text == "First I need to see src/app.py."
    shown = said(asked("aider"), ("assistant", reply.text), ("user", f"src/app.py\n```\n{OLD}```"))
    assert "<<<<<<< SEARCH" in answer(shown, KNOWN).text


def test_aider_gets_the_edits_even_when_it_shows_nothing() -> None:
    reply = answer(asked("aider"), KNOWN)
    assert "<<<<<<< SEARCH" in answer(said(asked("aider"), ("assistant", reply.text), ("user", "go on")), KNOWN).text


def test_aider_gets_the_edits_once_and_again_only_when_it_dropped_them() -> None:
    shown = said(asked("aider"), ("user", OLD))
    edits = answer(shown, KNOWN).text
    dropped = said(shown, ("assistant", edits), ("user", "I added these files to the chat: x.md\nLet me know"))
    assert answer(dropped, KNOWN).text == edits
    assert answer(said(shown, ("assistant", edits), ("user", "lint it")), KNOWN).text == DONE
    assert answer(said(dropped, ("assistant", edits), ("user", "lint it")), KNOWN).text == DONE


def test_content_in_parts_is_read_like_plain_text() -> None:
    request = asked("aider")
    for message in request["messages"]:
        message["content"] = [{"type": "text", "text": message["content"]}]
    assert answer(request, KNOWN) == answer(asked("aider"), KNOWN)
