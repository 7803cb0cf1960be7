"""The fast lane of a stream: what it passes and records is what reading event by event does, wherever it is split."""

import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.dialect import Dialect
from proxy.dialects import DIALECTS
from proxy.passage import Passage

LONG = b"x" * 300

PLAIN = (b": ping\n\n", b": ping\n", b"\n", b"id: 7\n\n", b"data: no JSON\n\n", b"data:\n\n", b"data: 1\ndata: 2\n\n")


def choices(inside: bytes, *, text: bool) -> tuple[bytes, ...]:
    """Events of chat, or of completions, as endpoints and nobody's friends send them."""
    delta = b'"text":"%b"' if text else b'"delta":{"content":"%b"}'
    said = delta % inside
    chunk = b'data: {"id":"c","model":"m-0613","choices":[{%b}]%b}\n\n'
    usage = b'{"prompt_tokens":12,"completion_tokens":%d,"total_tokens":15}'
    return (
        *[chunk % (b'"index":0,' + said + b',"finish_reason":null', b',"usage":null')] * 4,
        chunk % (b'"index":0,' + delta % LONG, b""),
        chunk % (b'"index": 0, ' + said + b', "finish_reason": null', b""),
        chunk % (said + b',"index":0', b""),
        chunk % (said, b""),
        chunk % (said + b"},{" + said, b""),
        chunk % (b'"index":0,' + said + b'},{"index":1,' + said, b""),
        chunk % (b'"index":1,' + said, b""),
        chunk % (b'"index":10,' + said + b',"finish_reason":"content_filter"', b""),
        chunk % (b'"index":0,' + said + b',"finish_reason":"stop"', b""),
        chunk % (b'"index":0, "finish_reason": "length"', b""),
        chunk % (b'"finish_reason" : "stop", "index" : 1', b""),
        chunk % (b'"index":0,' + delta % rb"\"finish_reason\":\"stop\" \"usage\": [DONE]", b""),
        chunk % (b'"index":0,' + delta % b"data: [DONE]", b""),
        chunk % (b'"index":0,' + said, b',"usage":' + usage % 2),
        chunk % (b'"index":0,' + said + b',"usage":' + usage % 4, b""),
        chunk % (b'"index":0,' + said + b',"error":{"message":"inside"}', b""),
        b'data: {"choices":[],"usage":%b}\n\n' % (usage % 3),
        b'data: {"usage": %b, "choices": []}\n\n' % (usage % 3),
        b'data: {"choices":[]}\n\n',
        b'data: {"error":{"message":"overloaded"}}\n\n',
        b'data: {"error" : "busy"}\n\n',
        b"data: [DONE]\n\n",
        b"data:[DONE]\n\n",
    )


def typed(*events: bytes) -> tuple[bytes, ...]:
    """Events that say their type."""
    return tuple(b"event: %b\ndata: %b\n\n" % (event.split(b'"')[3], event) for event in events)


SAID = b'{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"%b"}}'
MESSAGES = typed(
    b'{"type":"message_start","message":{"model":"m-0613","content":[],"usage":{"input_tokens":9,"output_tokens":1}}}',
    *[SAID % b"hm"] * 4,
    SAID % LONG,
    SAID % rb"\"usage\": \"stop_reason\": [DONE]",
    b'{"type":"ping"}',
    b'{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","name":"bash"}}',
    b'{"type":"content_block_stop","index":0}',
    b'{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":15}}',
    b'{"type":"message_delta","usage":{"input_tokens":90, "output_tokens":16},"delta":{"stop_reason" : "end_turn"}}',
    b'{"type":"x","delta":{"stop_reason":"refusal"}}',
    b'{"type":"x", "delta":{"usage":{"output_tokens":99}}}',
    b'{"type":"error","error":{"message":"overloaded"}}',
    b'{"type":"message_stop"}',
)
TEXT = b'{"type":"response.output_text.delta","delta":"%b"}'
RESPONSES = typed(
    b'{"type":"response.created","response":{"model":"m-0613","status":"in_progress","output":[],"usage":null}}',
    *[TEXT % b"hm"] * 4,
    TEXT % LONG,
    TEXT % rb"\"response\": response.completed [DONE]",
    b'{"type":"response.output_item.added","item":{"type":"function_call","name":"bash"}}',
    b'{"type":"response.output_item.done","item":{"type":"message","status":"completed"}}',
    b'{"type":"response.in_progress","response" : {"model":"m-0613","usage":{"input_tokens":3,"output_tokens":4}}}',
    b'{"response":{"status":"failed","error":{"message":"overloaded"}},"type":"response.failed"}',
    b'{"type":"response.completed","response":{"status":"completed","output":[],"usage":{"input_tokens":3}}}',
    b'{"type":"response.incomplete"}',
    b'{"type":"error","message":"busy"}',
)
PART = b'data: {"candidates":[{"content":{"parts":[{"text":"hm"}]}%b}],"modelVersion":"m-0613"%b}\n\n'
GEMINI = (
    *[PART % (b"", b"")] * 4,
    PART % (b',"index":1', b""),
    PART % (b',"finishReason":"STOP"', b',"usageMetadata":{"promptTokenCount":5,"totalTokenCount":9}'),
    PART % (b"", b',"usageMetadata":{"promptTokenCount":5}'),
    b'data: {"error":{"message":"overloaded"}}\n\n',
    b'data: {"promptFeedback":{"blockReason":"SAFETY"}}\n\n',
)
EVENTS = {
    "chat": choices(b"hm", text=False),
    "completions": choices(b"hm", text=True),
    "messages": MESSAGES,
    "responses": RESPONSES,
    "gemini": GEMINI,
}

ENDS = (b"\n", b"\n", b"\n", b"\r\n", b"\r")


def read(dialect: Dialect, pieces: list[bytes], *, hide: bool, length: int | None) -> tuple[list[bytes], Any]:
    """What passes of each piece and of the end, and the record."""
    fed: list[bytes] = []
    it = Passage(dialect, hide_usage=hide, encoding=None, length=length, now=lambda: float(len(fed)))
    for piece in pieces:
        fed.append(it.feed(piece))
    it.finish()
    answer = it.answer
    said = (it.first_token, answer.served, answer.usage, answer.finish_reasons, answer.error)
    return [*fed, it.rest()], (*said, answer.done, answer.finished, answer.answers, it.ended, it.facts(200))


@st.composite
def streams(draw: st.DrawFn, name: str) -> list[bytes]:
    """A stream in pieces; most of its events have ordinary line ends, and begin with a token."""
    # Some servers name no event, and a block of events is either all named or read one by one.
    bare = draw(st.booleans())
    own = [event[event.index(b"data:") :] if bare else event for event in EVENTS[name]]
    pool = st.sampled_from([*own, *own, *PLAIN])
    events = [draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + own[1], *draw(st.lists(pool, max_size=25))]
    ends = draw(st.lists(st.sampled_from(ENDS), min_size=1, max_size=4))
    whole = b"".join(event.replace(b"\n", ends[at % len(ends)]) for at, event in enumerate(events))
    whole = whole[: len(whole) - draw(st.sampled_from([0, 0, 1, 2, 30]))]
    edges = [0, *(found.end() for found in re.finditer(rb"\n\n", whole))]  # where endpoints mostly split
    cuts = sorted(draw(st.lists(st.integers(0, len(whole)) | st.sampled_from(edges), max_size=8)))
    return [whole[a:b] for a, b in pairwise([0, *cuts, len(whole)])]


@pytest.mark.parametrize("dialect", [row for row in DIALECTS if row.name in EVENTS], ids=lambda row: row.name)
@settings(max_examples=200)
@given(st.data())
def test_both_lanes_pass_the_same_and_record_the_same(dialect: Dialect, data: st.DataObject) -> None:
    pieces, hide = data.draw(streams(dialect.name)), data.draw(st.booleans())
    length = None if hide else data.draw(st.sampled_from([None, sum(map(len, pieces))]))
    slow = replace(dialect, dull=lambda _: False, end_marks=None)
    passed, record = read(dialect, pieces, hide=hide, length=length)
    assert (passed, record) == read(slow, pieces, hide=hide, length=length)
    whole, all_at_once = read(slow, [b"".join(pieces)], hide=hide, length=length)
    assert record[1:] == all_at_once[1:]
    if not hide:  # of what is hidden a part may have passed already, where it was split
        assert b"".join(passed) == b"".join(pieces) == b"".join(whole)


@pytest.mark.parametrize("dialect", [row for row in DIALECTS if row.name in EVENTS], ids=lambda row: row.name)
@pytest.mark.parametrize("hide", [True, False])
def test_whatever_may_end_an_answer_or_is_to_be_hidden_is_read_before_it_passes(
    dialect: Dialect, *, hide: bool
) -> None:
    said, slow = EVENTS[dialect.name][1], replace(dialect, dull=lambda _: False, end_marks=None)
    for event in EVENTS[dialect.name]:
        pieces = [said, said, event, said]
        assert read(dialect, pieces, hide=hide, length=None) == read(slow, pieces, hide=hide, length=None), event
