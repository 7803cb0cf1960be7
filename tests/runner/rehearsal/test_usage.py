"""Tokens by the stated rule: four bytes of UTF-8 are one token, rounded up."""

from runner.rehearsal.script import Answer
from runner.rehearsal.usage import count

USER = {"role": "user", "content": "é"}
SAID = {"role": "assistant", "content": "ok"}


def test_the_prompt_is_messages_and_tools_and_nothing_is_cached_at_first() -> None:
    usage = count("x", {"messages": [USER], "tools": []}, Answer(text="yes"))
    messages = '[{"role":"user","content":"é"}]'
    assert (usage.prompt_tokens, usage.cached_tokens, usage.stream) == (-(-len(messages.encode()) // 4) + 1, 0, False)
    assert usage.completion_tokens == -(-len('{"text":"yes","tool":null,"arguments":{}}') // 4)


def test_what_stood_before_the_last_answer_is_cached() -> None:
    first = count("x", {"messages": [USER]}, Answer(text="ok"))
    second = count("y", {"messages": [USER, SAID, USER], "stream": True}, Answer(text="ok"))
    assert second.cached_tokens == first.prompt_tokens < second.prompt_tokens
    assert second.wire["total_tokens"] == second.prompt_tokens + second.completion_tokens
