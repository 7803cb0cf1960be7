"""The scripted model's policy: from what an agent sent, its next answer."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from runner.rehearsal import blocks, shell
from runner.rehearsal.reference import Reference

FROZEN = ConfigDict(frozen=True, extra="forbid")

SHELLS = (
    "bash",
    "shell",
    "run_shell_command",
    "exec_command",
    "execute_command",
    "run_command",
    "run_commands",
    "terminal",
)
READERS = ("read", "read_file", "view")
WRITERS = ("write", "write_file", "create_file")
# Of the kit's own plugin, by which agents offer it.
OUTLINES = ("outline", "outline_outline")
EDITORS = ("edit", "edit_file", "replace", "str_replace")

COMMAND = ("command", "cmd", "script", "commands")
PATH = ("path", "file_path", "filePath", "absolute_path", "filename")
CONTENT = ("content", "contents", "file_text", "text")
OLD = ("old_string", "oldString", "oldText", "old_str", "old_text")
NEW = ("new_string", "newString", "newText", "new_str", "new_text")

# mini-swe-agent ends when a command prints this, and its prompt says so.
SUBMIT = "COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT"

# aider's words when it answers the mention of a file with that file.
SHOWN = "I added these files to the chat"

TITLE = "Rehearsal of the reference solution"
DONE = "The files are written and the visible tests were run. This was a rehearsal of the reference solution."


class Answer(BaseModel):
    """One answer of the scripted model: some text, and at most one use of a tool."""

    model_config = FROZEN
    text: str
    tool: str | None = Field(default=None, description="absent: the answer is text alone")
    arguments: dict[str, Any] = Field(default_factory=dict, description="of the tool; empty without one")

    @property
    def finish_reason(self) -> str:
        """As an endpoint says it."""
        return "stop" if self.tool is None else "tool_calls"

    @property
    def arguments_json(self) -> str:
        """The arguments as they stand in a tool call."""
        return json.dumps(self.arguments, ensure_ascii=False)


class Tool(BaseModel):
    """A tool the agent offers, with the parameters that the policy knows how to fill."""

    model_config = FROZEN
    name: str
    properties: dict[str, Any]
    required: tuple[str, ...]

    def used(self, text: str, **known: tuple[Sequence[str], str]) -> Answer:
        """An answer that uses it: `known` gives, for each meaning, the parameter names it may have and the value."""
        given: dict[str, Any] = {self.one_of(names): value for names, value in known.values()}
        for name, value in given.items():
            if self.properties[name].get("type") == "array":
                given[name] = [value]
        for name in self.required:
            given.setdefault(name, _plausible(self.properties.get(name, {})))
        return Answer(text=text, tool=self.name, arguments=given)

    def one_of(self, names: Sequence[str]) -> str:
        """The first of `names` that is a parameter of this tool."""
        return next(name for name in names if name in self.properties)

    def has(self, *meanings: Sequence[str]) -> bool:
        """Whether it has a parameter for each of the meanings."""
        return all(any(name in self.properties for name in names) for names in meanings)


def answer(request: Mapping[str, Any], reference: Reference) -> Answer:
    """The next answer to a chat request. All state is read off its messages, so a retry gets the same answer."""
    messages: list[dict[str, Any]] = request["messages"]
    tools = [_tool(tool["function"]) for tool in request.get("tools") or [] if tool.get("type") == "function"]
    if not tools:
        return _without_tools(messages, reference)
    steps = _steps(tools, reference)
    if any(SUBMIT in _text(message) for message in messages if message["role"] in ("system", "user")):
        steps.append(_shell_step(tools, "All done, I submit.", f"echo {SUBMIT}"))
    done = sum(1 for message in messages if message["role"] == "assistant" and message.get("tool_calls"))
    return steps[done] if done < len(steps) else Answer(text=DONE)


def _steps(tools: list[Tool], reference: Reference) -> list[Answer]:
    """Look around, write every file, run the visible tests: with the shell where there is one."""
    first = next(iter(reference.before), None)
    outlined = []
    if first and (outliner := _pick(tools, OUTLINES, PATH)):
        outlined = [outliner.used(f"I outline {first}.", path=(PATH, first))]
    if _pick(tools, SHELLS, COMMAND):
        writes = [(path, shell.write(path, content)) for path, content in reference.after.items()]
        return [
            *outlined,
            _shell_step(tools, "First I look around.", shell.look(tuple(reference.before))),
            *(_shell_step(tools, f"Now I write {path}.", command) for path, command in writes),
            _shell_step(tools, "Now I run the visible tests.", reference.check),
        ]
    steps = outlined
    if reader := _pick(tools, READERS, PATH):
        steps += [reader.used(f"I read {path}.", path=(PATH, path)) for path in reference.before]
    return steps + [_write_step(tools, path, reference) for path in reference.after]


def _shell_step(tools: list[Tool], text: str, command: str) -> Answer:
    tool = _pick(tools, SHELLS, COMMAND)
    if tool is None:
        return Answer(text=DONE)
    return tool.used(text, command=(COMMAND, command))


def _write_step(tools: list[Tool], path: str, reference: Reference) -> Answer:
    if writer := _pick(tools, WRITERS, PATH, CONTENT):
        return writer.used(f"I write {path}.", path=(PATH, path), content=(CONTENT, reference.after[path]))
    if editor := _pick(tools, EDITORS, PATH, OLD, NEW):
        old, new = reference.before.get(path, ""), reference.after[path]
        return editor.used(f"I edit {path}.", path=(PATH, path), old=(OLD, old), new=(NEW, new))
    names = ", ".join(tool.name for tool in tools)
    return Answer(text=f"The scripted model knows no way to write a file with the tools it was offered: {names}.")


def _without_tools(messages: list[dict[str, Any]], reference: Reference) -> Answer:
    """Edit blocks for an agent that asks for them; else it wants a title or a summary."""
    if not any("SEARCH/REPLACE" in _text(message) for message in messages):
        return Answer(text=TITLE)
    asked = "\n".join(_text(message) for message in messages if message["role"] == "user")
    hidden = [path for path, text in reference.before.items() if text.strip() not in asked]
    look = f"First I need to see {' and '.join(hidden)}."
    if hidden and not _last(messages, look):
        return Answer(text=look)
    edits = blocks.search_replace(reference.before, reference.after)
    answered = _last(messages, edits)
    # aider drops the edits of an answer that names a file it had not shown yet, shows the file and asks again.
    again = any(SHOWN in _text(message) for message in messages[answered:] if message["role"] == "user")
    return Answer(text=edits if not answered or again else DONE)


def _last(messages: list[dict[str, Any]], said: str) -> int:
    """The place after the last assistant message that says just this; 0 when there is none."""
    places = [place for place, message in enumerate(messages, 1) if _text(message).strip() == said.strip()]
    return max((place for place in places if messages[place - 1]["role"] == "assistant"), default=0)


def _pick(tools: list[Tool], names: Sequence[str], *meanings: Sequence[str]) -> Tool | None:
    for tool in tools:
        # Some agents put the extension's name before the tool's, as in developer__shell.
        if tool.name.rpartition("__")[2].lower() in names and tool.has(*meanings):
            return tool
    return None


def _tool(function: dict[str, Any]) -> Tool:
    schema = function.get("parameters") or {}
    return Tool(
        name=function["name"], properties=schema.get("properties") or {}, required=tuple(schema.get("required") or ())
    )


def _plausible(schema: dict[str, Any]) -> Any:
    """A value for a required parameter the policy has no opinion on."""
    if "enum" in schema:
        return schema["enum"][0]
    plain: dict[str, Any] = {"number": 60, "integer": 60, "boolean": False, "array": [], "object": {}}
    return plain.get(schema.get("type", ""), "a step of the rehearsal")


def _text(message: dict[str, Any]) -> str:
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return "\n".join(str(part.get("text", "")) for part in content)
