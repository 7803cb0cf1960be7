"""Tools that run at the provider, taken out of requests."""

from typing import Any

import orjson
import pytest

from proxy import chat, completions, gemini, messages, responses
from proxy.dialect import Dialect
from proxy.hosted import removed

FUNCTION = {"type": "function", "name": "f"}


def left(dialect: Dialect, asked: dict[str, Any]) -> tuple[Any, list[str]]:
    body, altered = removed(orjson.dumps(asked), asked, dialect.hosted)
    return orjson.loads(body), [name.removeprefix("hosted_tool:") for name in altered]


def kinds(*names: str) -> list[dict[str, Any]]:
    return [{"type": name, "name": name} for name in names]


@pytest.mark.parametrize(
    ("dialect", "hosted"),
    [
        (chat.DIALECT, ["openrouter:web_search", "builtin_function", "web_search", "retrieval", "code_interpreter"]),
        (responses.DIALECT, ["web_search", "web_search_2025_08_26", "web_search_preview", "file_search", "mcp"]),
        (responses.DIALECT, ["code_interpreter", "image_generation", "programmatic_tool_calling", "not_yet_known"]),
        (messages.DIALECT, ["web_search_20250305", "web_fetch_20260318", "code_execution_20260521", "mcp_toolset"]),
        (messages.DIALECT, ["advisor_20260301", "not_yet_known"]),
    ],
)
def test_hosted_tools_go_and_are_named(dialect: Dialect, hosted: list[str]) -> None:
    asked = {"tools": [*kinds(*hosted), FUNCTION], "tool_choice": "auto", "model": "m"}
    assert left(dialect, asked) == ({"tools": [FUNCTION], "tool_choice": "auto", "model": "m"}, hosted)
    only = {"model": "m", "tools": kinds(*hosted), "tool_choice": "required", "parallel_tool_calls": True}
    assert left(dialect, only) == ({"model": "m"}, hosted)


@pytest.mark.parametrize(
    ("dialect", "here"),
    [
        (chat.DIALECT, ["function", "custom"]),
        (responses.DIALECT, ["function", "custom", "namespace", "local_shell", "shell", "apply_patch", "tool_search"]),
        (responses.DIALECT, ["computer", "computer_use_preview"]),
        (messages.DIALECT, ["custom", "bash_20250124", "text_editor_20250728", "computer_20251124", "memory_20250818"]),
        (messages.DIALECT, ["tool_search_tool_regex_20251119"]),
    ],
)
def test_tools_of_the_agent_stay(dialect: Dialect, here: list[str]) -> None:
    odd = [{"name": "untyped"}, {"type": []}, {"type": None}, 3, None]
    body = orjson.dumps({"tools": kinds(*here) + odd, "tool_choice": {"type": "tool", "name": here[0]}})
    assert removed(body, orjson.loads(body), dialect.hosted) == (body, [])


@pytest.mark.parametrize("environment", [{"type": "container_auto"}, {"type": "container_reference"}])
def test_a_shell_in_a_container_of_the_provider_is_none_of_the_agents(environment: dict[str, str]) -> None:
    local = {"type": "shell", "environment": {"type": "local"}}
    assert left(responses.DIALECT, {"tools": [local, {"type": "shell", "environment": environment}]}) == (
        {"tools": [local]},
        ["shell"],
    )


@pytest.mark.parametrize(
    ("dialect", "member", "value"),
    [
        (chat.DIALECT, "web_search_options", {}),
        (chat.DIALECT, "plugins", [{"id": "web"}]),
        (chat.DIALECT, "search_parameters", {"mode": "auto"}),
        (chat.DIALECT, "enable_search", True),
        (responses.DIALECT, "plugins", [{"id": "web"}]),
        (messages.DIALECT, "mcp_servers", [{"type": "url", "url": "https://mcp.example"}]),
        (messages.DIALECT, "container", {"skills": []}),
    ],
)
def test_members_that_are_hosted_tools_go(dialect: Dialect, member: str, value: Any) -> None:
    assert left(dialect, {"model": "m", member: value, "x": 1}) == ({"model": "m", "x": 1}, [member])
    switched_off: tuple[Any, ...] = (None, False, [])
    for off in switched_off:
        assert left(dialect, {"model": "m", member: off}) == ({"model": "m", member: off}, [])


@pytest.mark.parametrize(
    ("dialect", "choice", "stays"),
    [
        (responses.DIALECT, {"type": "web_search"}, None),
        (responses.DIALECT, {"type": "function", "name": "f"}, {"type": "function", "name": "f"}),
        (
            responses.DIALECT,
            {"type": "allowed_tools", "mode": "auto", "tools": [{"type": "web_search"}, FUNCTION]},
            {"type": "allowed_tools", "mode": "auto", "tools": [FUNCTION]},
        ),
        (responses.DIALECT, {"type": "allowed_tools", "mode": "required", "tools": [{"type": "web_search"}]}, None),
        (messages.DIALECT, {"type": "tool", "name": "web_search"}, None),
        (messages.DIALECT, {"type": "tool", "name": "f"}, {"type": "tool", "name": "f"}),
        (messages.DIALECT, {"type": "any"}, {"type": "any"}),
        (chat.DIALECT, "required", "required"),
    ],
)
def test_the_choice_of_a_tool_that_goes_goes_too(dialect: Dialect, choice: Any, stays: Any) -> None:
    asked = {"tools": [FUNCTION, *kinds("web_search")], "tool_choice": choice}
    assert left(dialect, asked) == ({"tools": [FUNCTION]} | ({"tool_choice": stays} if stays else {}), ["web_search"])


DECLARED = {"functionDeclarations": [{"name": "f"}]}
CONFIG = {"functionCallingConfig": {"mode": "AUTO"}}


@pytest.mark.parametrize(
    ("tools", "stay", "names"),
    [
        ([DECLARED, {"googleSearch": {}}], [DECLARED], ["googleSearch"]),
        ([{"googleSearch": {}, **DECLARED, "url_context": {}}], [DECLARED], ["googleSearch", "url_context"]),
        ([{"google_search": {}}, {"codeExecution": {}}], None, ["google_search", "codeExecution"]),
        ({"googleMaps": {}}, None, ["googleMaps"]),
        ({"fileSearch": {}, **DECLARED}, DECLARED, ["fileSearch"]),
        ([{"computerUse": {}}, {"googleSearchRetrieval": {}}], [{"computerUse": {}}], ["googleSearchRetrieval"]),
        ([DECLARED, {"function_declarations": []}, {}, 1], [DECLARED, {"function_declarations": []}, {}, 1], []),
        (None, None, []),
    ],
)
def test_gemini_keeps_the_declared_functions(tools: Any, stay: Any, names: list[str]) -> None:
    asked = {"contents": [], "tools": tools, "toolConfig": CONFIG}
    expected = {"contents": [], "tools": stay, "toolConfig": CONFIG} if stay or not names else {"contents": []}
    assert left(gemini.DIALECT, asked) == (expected, names)


def test_only_the_bytes_of_the_tool_go() -> None:
    body = b'{ "model":"m",\n  "tools": [ {"type": "web_search"},\n {"type":"function","x":1.0} ]\n}'
    assert removed(body, orjson.loads(body), responses.DIALECT.hosted) == (
        b'{ "model":"m",\n  "tools": [ {"type":"function","x":1.0} ]\n}',
        ["hosted_tool:web_search"],
    )


def test_what_is_no_request_has_none() -> None:
    others: tuple[Any, ...] = (None, [], 3, {}, {"tools": 3}, {"tools": {}})
    for asked in others:
        for dialect in (chat.DIALECT, completions.DIALECT, gemini.DIALECT, messages.DIALECT, responses.DIALECT):
            assert removed(b"x", asked, dialect.hosted) == (b"x", [])
