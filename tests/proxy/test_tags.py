"""Tags: requests as agents really send them, cut to the sentences that tell what they are for."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.tags import of_request

TOOLS = [{"type": "function", "function": {"name": f"tool_{n}", "parameters": {"type": "object"}}} for n in range(5)]

WORK = "You are a coding agent. Fix what the user names, keep its title and every name. " * 10


def message(role: str, text: str) -> dict[str, Any]:
    return {"role": role, "content": text}


def blocks(role: str, *texts: str) -> dict[str, Any]:
    return {"role": role, "content": [{"type": "text", "text": text} for text in texts]}


def chat(*messages: dict[str, Any], **more: Any) -> tuple[str, dict[str, Any]]:
    return "chat", {"model": "m", "stream": True, "messages": list(messages), **more}


def anthropic(system: str, *messages: dict[str, Any], **more: Any) -> tuple[str, dict[str, Any]]:
    opening = ["x-anthropic-billing-header: cc_version=2", "You are Claude Code.", system]
    return "messages", {
        "max_tokens": 32_000,
        "system": blocks("", *opening)["content"],
        "messages": list(messages),
        **more,
    }


def responses(text: str, **more: Any) -> tuple[str, dict[str, Any]]:
    said = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}
    return "responses", {"instructions": WORK, "input": [said, said | {"role": "user"}], **more}


def gemini(system: str | None, *texts: str, **more: Any) -> tuple[str, dict[str, Any]]:
    body: dict[str, Any] = {"contents": [{"role": "user", "parts": [{"text": text}]} for text in texts], **more}
    return "gemini", body if system is None else body | {"systemInstruction": {"parts": [{"text": system}]}}


CLAUDE_COMPACTION = (
    "CRITICAL: Respond with TEXT ONLY. Do NOT call any tools.\n\n"
    "- Do NOT use Read, Bash, Grep, Glob, Edit, Write, or ANY other tool.\n"
    "- You already have all the context you need in the conversation above.\n"
    "- Tool calls will be REJECTED and will waste your only turn, you will fail the task.\n"
    "- Your entire response must be plain text: an <analysis> block followed by a <summary> block.\n\n"
    "Your task is to create a detailed summary of the conversation so far, paying close attention to what was asked."
)

TITLES = {
    "opencode": chat(
        message("system", "You are a title generator. You output ONLY a thread title. Nothing else.\n\n<task>"),
        message("user", "Generate a title for this conversation:\n"),
        message("user", "Fix add in calc.py"),
    ),
    "opencode, its prompt replaced": chat(
        message("system", "Be brief."), blocks("user", "Generate a title for this conversation:\n", "Fix add")
    ),
    "goose": chat(
        message("system", "Generate a short title (four words or less) for this conversation.\n\nTitle what the work"),
        message("user", "Here are the first few user messages:\nFix add in calc.py"),
    ),
    "goose, before": chat(
        message("user", "Based on the conversation so far, provide a description.\n\nFix add in calc.py\n"),
        message("system", "Reply with only a description in four words or less"),
    ),
    "claude": anthropic(
        "You are naming a coding session so the user can pick it out. The title is a name for it.",
        blocks("user", "<session>\nFix add in calc.py\n</session>"),
    ),
    "claude, a name": anthropic(
        "Generate a short kebab-case name (2-4 words) that captures the main topic of this conversation.",
        blocks("user", "Fix add"),
    ),
    "claude, a topic": anthropic(
        "Analyze if this message indicates a new conversation topic. If it does, extract a 2-3 word title.",
        message("user", "Fix add"),
    ),
    "gptme": chat(
        message("system", "Generate concise conversation titles."),
        message("user", "Your task: Create a 2-4 word title for this conversation."),
    ),
    "aider": chat(
        message("system", "You are an expert software engineer that generates concise, one-line Git commit messages "
                "based on the provided diffs."),
        message("user", "diff --git a/calc.py b/calc.py"),
    ),
    "gemini": gemini(
        None, "Summarize the user's primary intent or goal in this conversation in ONE sentence (max 80 characters)."
    ),
}  # fmt: skip

COMPACTIONS = {
    "codex": responses("You are performing a CONTEXT CHECKPOINT COMPACTION. Create a handoff summary.", tools=TOOLS),
    "codex without tools": responses("You are performing a CONTEXT CHECKPOINT COMPACTION. Create a handoff summary."),
    "claude with tools": anthropic(
        WORK, blocks("user", "Fix add"), blocks("assistant", "Done."), blocks("user", CLAUDE_COMPACTION), tools=TOOLS
    ),
    "claude": anthropic(
        "You are a helpful AI assistant tasked with summarizing conversations.", *[blocks("user", "Fix add")] * 4
    ),
    "opencode": chat(
        message("system", "You are a context summarization agent. You are given a conversation."),
        message("user", "Here is the conversation so far:\n\n<conversation>"),
    ),
    "opencode, before": chat(
        *[message("user", "Fix add")] * 5,
        message("user", "Provide a detailed prompt for continuing our conversation above. The summary that you make"),
    ),
    "pi": chat(
        message("system", "You are a context summarization assistant. Your task is to read a conversation"),
        blocks("user", "<conversation>\nUser: Fix add"),
    ),
    "goose": chat(
        message("system", "The messages above are a conversation to summarize. Create a structured context checkpoint "
                "summary that another LLM will use to continue the work."),
        message("user", "Please summarize the conversation history provided in the system prompt."),
    ),
    "gemini": gemini(
        "You are a specialized system component responsible for distilling chat history into a structured XML "
        "<state_snapshot>.",
        *["Fix add"] * 5,
    ),
    "openhands": chat(blocks("user", "You are maintaining a context-aware state summary for an interactive agent.")),
    "aider": chat(
        message("system", "*Briefly* summarize this partial conversation about programming."),
        message("user", "# USER\nFix add"),
    ),
    "kimi": chat(
        message("system", "You are a helpful assistant that compacts conversation context."),
        blocks("user", "## Message 1", "Fix add", "---\n\nThe above is a list of messages in an agent conversation. "
               "You are now given a task to compact this conversation context according to specific priorities."),
    ),
    "vibe": chat(
        *[message("user", "Fix add")] * 3,
        message("user", "Create a comprehensive summary of our entire conversation that will serve as context."),
        tools=TOOLS,
    ),
}  # fmt: skip

PROBES = {
    "claude's quota": ("messages", {"max_tokens": 1, "messages": [message("user", "quota")]}),
    "claude's model check": ("messages", {"max_tokens": 1, "messages": [message("user", ".")], "system": []}),
    "chat": chat(message("user", "Hi"), max_tokens=1),
    "chat, newer": chat(message("user", "Hi"), max_completion_tokens=1),
    "responses": responses("Hi", max_output_tokens=1),
    "gemini": gemini(None, "Hi", generationConfig={"maxOutputTokens": 1}),
    "completions": ("completions", {"prompt": "Hi", "max_tokens": 1}),
}

WORKING = {
    "chat": chat(message("system", WORK), message("user", "Generate a title for the page, and say it."), tools=TOOLS),
    "a name as the task": chat(message("system", WORK), message("user", "Give each chart of app.py a short title.")),
    "a tool's words": chat(
        message("system", WORK),
        message("user", "Fix add"),
        message("tool", "You are performing a CONTEXT CHECKPOINT COMPACTION."),
        tools=TOOLS,
    ),
    "the model's words": chat(
        message("user", "Fix add"), message("assistant", "Create a detailed summary of the conversation so far")
    ),
    "codex, from a summary on": responses(
        "Another language model started to solve this problem and produced a summary of its thinking process.",
        tools=TOOLS,
    ),
    "claude, from a summary on": anthropic(
        WORK,
        blocks("user", "This session is being continued from a previous conversation that ran out of context. "
               "The summary below covers the earlier portion of the conversation."),
        tools=TOOLS,
    ),
    "gemini, from a summary on": gemini(WORK, "<state_snapshot><overall_goal>Fix add</overall_goal>", "Go on"),
    "far inside": chat(message("system", WORK), message("user", "Fix add. " * 100 + "You are a title generator.")),
    "limited, but with tools": chat(message("user", "Hi"), max_tokens=1, tools=TOOLS),
    "completions": ("completions", {"prompt": "def add(a, b):", "max_tokens": 64}),
    "embeddings": ("embeddings", {"input": "You are a title generator", "max_tokens": 1}),
    "other": ("other", {"messages": [message("user", "You are a title generator")]}),
}  # fmt: skip


@pytest.mark.parametrize("agent", TITLES)
def test_a_request_for_a_name_is_a_title(agent: str) -> None:
    assert of_request(*TITLES[agent]) == ["title"]


@pytest.mark.parametrize("agent", COMPACTIONS)
def test_a_request_to_replace_the_conversation_by_a_summary_is_a_compaction(agent: str) -> None:
    assert of_request(*COMPACTIONS[agent]) == ["compaction"]


@pytest.mark.parametrize("agent", PROBES)
def test_a_request_for_a_single_token_is_a_probe(agent: str) -> None:
    assert of_request(*PROBES[agent]) == ["quota_probe"]


@pytest.mark.parametrize("agent", WORKING)
def test_the_work_itself_has_no_tag(agent: str) -> None:
    assert of_request(*WORKING[agent]) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.text(max_size=5),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(st.sampled_from(["role", "content", "parts", "text", "maxOutputTokens"]), inside, max_size=3)
    ),
    max_leaves=8,
)

MEMBERS = [
    "messages", "system", "input", "instructions", "contents", "systemInstruction", "prompt", "tools",
    "max_tokens", "max_output_tokens", "generationConfig",
]  # fmt: skip


@given(
    st.sampled_from(["chat", "messages", "responses", "gemini", "completions", "embeddings", "other"]),
    JSON | st.dictionaries(st.sampled_from(MEMBERS), JSON),
)
def test_any_json_has_tags_or_none(dialect: str, body: Any) -> None:
    assert set(of_request(dialect, body)) <= {"title", "compaction", "quota_probe"}
