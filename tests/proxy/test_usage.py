"""Usage objects in the spellings endpoints have."""

from typing import Any

import pytest

from proxy import chat, messages, responses
from proxy.call import Call
from proxy.chain import GENESIS, seal
from proxy.dialect import Dialect
from proxy.record import SCHEMA, terminal
from proxy.usage import cost_of, usage_of
from tests.proxy.lines import facts

BASE = {"prompt_tokens": 10, "completion_tokens": 4, "total_tokens": 14}


def figures(raw: Any) -> tuple[Any, ...]:
    usage = usage_of(raw)
    return tuple(usage[key] for key in ("input", "cache_read", "cache_write", "output", "reasoning", "total"))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, (10, None, None, 4, None, 14)),
        ({"prompt_tokens_details": {"cached_tokens": 0}}, (10, 0, None, 4, None, 14)),
        ({"prompt_tokens_details": {"cached_tokens": 8, "cache_write_tokens": 1}}, (10, 8, 1, 4, None, 14)),
        ({"prompt_tokens_details": None, "completion_tokens_details": "x"}, (10, None, None, 4, None, 14)),
        ({"prompt_cache_hit_tokens": 6, "prompt_cache_miss_tokens": 4}, (10, 6, None, 4, None, 14)),
        ({"cache_read_input_tokens": 5, "cache_creation_input_tokens": 2}, (10, 5, 2, 4, None, 14)),
        ({"num_cached_tokens": 7}, (10, 7, None, 4, None, 14)),
        ({"prompt_token_details": {"cached_tokens": 7}}, (10, 7, None, 4, None, 14)),
        ({"reasoning_tokens": 2, "completion_tokens_details": None}, (10, None, None, 4, 2, 14)),
        ({"completion_tokens_details": {"reasoning_tokens": 3}}, (10, None, None, 4, 3, 14)),
        ({"completion_tokens_details": {"reasoning_tokens": 3}, "total_tokens": 17}, (10, None, None, 7, 3, 17)),
        ({"completion_tokens": 4.0, "total_tokens": None}, (10, None, None, 4, None, 14)),
    ],
)
def test_figures_are_read_from_where_they_stand(more: dict[str, Any], expected: tuple[Any, ...]) -> None:
    assert figures(BASE | more) == expected
    assert (usage_of(BASE | more)["source"], usage_of(BASE | more)["raw"]) == ("upstream", BASE | more)


def test_embeddings_say_no_output() -> None:
    assert figures({"prompt_tokens": 3, "total_tokens": 3}) == (3, None, None, None, None, 3)


@pytest.mark.parametrize(
    "raw", [None, [], "x", {}, {"prompt_tokens": True}, {"prompt_tokens": -1, "total_tokens": 1.5}]
)
def test_what_says_nothing_is_absent_and_never_zero(raw: Any) -> None:
    assert figures(raw) == (None,) * 6
    assert usage_of(raw)["source"] == "absent"


def test_a_raw_object_beyond_reason_is_not_kept() -> None:
    deep: Any = {}
    for _ in range(600):
        deep = {"x": deep}
    for raw in (BASE | {"x": "y" * 20_000}, BASE | {"x": deep}, {"x": deep}):
        assert usage_of(raw)["raw"] is None


@pytest.mark.parametrize("depth", [90, 110, 150, 197, 198, 230, 247, 248, 251, 253, 254])
def test_whatever_is_kept_can_be_written_down_and_read_again(depth: int) -> None:
    deep: Any = BASE
    for _ in range(depth):
        deep = {"x": deep}
    _, intent = seal({"schema": SCHEMA, "kind": "intent", "cell": "a", "seq": 1, **facts()}, GENESIS)
    call = terminal(intent, {"end": "complete", "usage": usage_of(BASE | {"x": deep})})
    line, _ = seal(call, GENESIS)
    assert Call.model_validate_json(line).usage.total == 14


@pytest.mark.parametrize(
    ("raw", "usd"),
    [
        ({"cost": 0.5}, 0.5),
        ({"cost": 0}, 0.0),
        ({"cost": True}, None),
        ({"cost": "1"}, None),
        ({"cost": -1}, None),
        ({"cost": None}, None),
        ({"cost": 10**30}, None),
        ({}, None),
        (None, None),
        ({"cost_in_usd_ticks": 37_756_000}, 0.0037756),
        ({"cost_in_usd_ticks": 1.5}, 1.5e-10),
        ({"cost_in_usd_ticks": None}, None),
        ({"cost": {"input_tokens_cost": 0.1, "total_cost": 0.4}}, 0.4),
        ({"cost": {}}, None),
        ({"cost": 0.95, "is_byok": False, "cost_details": {"upstream_inference_cost": 19}}, 0.95),
        ({"cost": 0.95, "is_byok": True, "cost_details": {"upstream_inference_cost": 19}}, 19.95),
        ({"cost": 0.95, "is_byok": True, "cost_details": {"upstream_inference_cost": None}}, None),
        ({"cost": 0.95, "is_byok": True, "cost_details": "x"}, None),
    ],
)
def test_the_cost_is_what_the_endpoint_names_and_all_of_it(raw: Any, usd: float | None) -> None:
    assert cost_of(raw) == (None if usd is None else {"usd": pytest.approx(usd), "source": "upstream"})


# Answers as endpoints send them: their figures (input, cache_read, cache_write, output, reasoning, total) and dollars.
ENDPOINTS: dict[str, tuple[Dialect, bytes, tuple[int | None, ...], float | None]] = {
    "07 DeepSeek": (
        chat.DIALECT,
        b'{"choices":[],"usage":{"prompt_tokens":100,"completion_tokens":30,"total_tokens":130,"prompt_tokens_details":'
        b'{"cached_tokens":64},"completion_tokens_details":{"reasoning_tokens":20},"prompt_cache_hit_tokens":64,'
        b'"prompt_cache_miss_tokens":36}}',
        (100, 64, None, 30, 20, 130),
        None,
    ),
    "07 Anthropic": (
        messages.DIALECT,
        b'{"type":"message","content":[],"usage":{"input_tokens":10,"cache_creation_input_tokens":20,'
        b'"cache_read_input_tokens":70,"output_tokens":5,"cache_creation":{"ephemeral_5m_input_tokens":20}}}',
        (100, 70, 20, 5, None, 105),
        None,
    ),
    "07 Moonshot": (
        chat.DIALECT,
        b'{"choices":[{"index":0,"delta":{},"finish_reason":"stop","usage":{"prompt_tokens":100,"completion_tokens":5,'
        b'"total_tokens":105,"cached_tokens":64}}]}',
        (100, 64, None, 5, None, 105),
        None,
    ),
    "07 Mistral": (
        chat.DIALECT,
        b'{"choices":[],"usage":{"prompt_tokens":1013,"total_tokens":1043,"completion_tokens":30,"num_cached_tokens":'
        b'1008,"prompt_tokens_details":{"cached_tokens":1008},"prompt_token_details":{"cached_tokens":1008}}}',
        (1013, 1008, None, 30, None, 1043),
        None,
    ),
    "08 OpenAI, inside": (
        chat.DIALECT,
        b'{"choices":[],"usage":{"prompt_tokens":100,"completion_tokens":50,"total_tokens":150,'
        b'"completion_tokens_details":{"reasoning_tokens":40}}}',
        (100, None, None, 50, 40, 150),
        None,
    ),
    "08 xAI, beside": (
        chat.DIALECT,
        b'{"choices":[],"usage":{"prompt_tokens":100,"completion_tokens":10,"total_tokens":150,"prompt_tokens_details":'
        b'{"text_tokens":100,"cached_tokens":98},"completion_tokens_details":{"reasoning_tokens":40},'
        b'"num_sources_used":0,"cost_in_usd_ticks":37756000}}',
        (100, 98, None, 50, 40, 150),
        0.0037756,
    ),
    "08 SGLang, flat": (
        chat.DIALECT,
        b'{"choices":[],"usage":{"prompt_tokens":18,"total_tokens":243,"completion_tokens":225,'
        b'"prompt_tokens_details":null,"reasoning_tokens":162}}',
        (18, None, None, 225, 162, 243),
        None,
    ),
    "09 OpenRouter": (
        chat.DIALECT,
        b'{"choices":[],"usage":{"completion_tokens":2,"completion_tokens_details":{"reasoning_tokens":0},"cost":0.95,'
        b'"is_byok":false,"cost_details":{"upstream_inference_cost":null},"prompt_tokens":194,"prompt_tokens_details":'
        b'{"cached_tokens":0,"cache_write_tokens":100,"audio_tokens":0},"total_tokens":196}}',
        (194, 0, 100, 2, 0, 196),
        0.95,
    ),
    "09 xAI, responses": (
        responses.DIALECT,
        b'{"object":"response","output":[],"usage":{"input_tokens":125,"output_tokens":48,"total_tokens":173,'
        b'"input_tokens_details":{"cached_tokens":98},"output_tokens_details":{"reasoning_tokens":0},'
        b'"cost_in_usd_ticks":318319000}}',
        (125, 98, None, 48, 0, 173),
        0.0318319,
    ),
    "vLLM": (
        chat.DIALECT,
        b'{"choices":[],"usage":{"prompt_tokens":9,"total_tokens":12,"completion_tokens":3,"prompt_tokens_details":null}}',
        (9, None, None, 3, None, 12),
        None,
    ),
}


@pytest.mark.parametrize("name", ENDPOINTS)
def test_what_endpoints_send_is_read_in_events_and_whole(name: str) -> None:
    dialect, sent, expected, usd = ENDPOINTS[name]
    for stream in (True, False):
        answer = dialect.reading()
        if not stream:
            answer.whole(sent)
        elif dialect is responses.DIALECT:
            answer.event(f'{{"type":"response.completed","response":{sent.decode()}}}')
        elif dialect is messages.DIALECT:
            answer.event(f'{{"type":"message_start","message":{sent.decode()}}}')
        else:
            answer.event(sent.decode())
        usage = dialect.usage(answer.usage)
        read = tuple(usage[key] for key in ("input", "cache_read", "cache_write", "output", "reasoning", "total"))
        cost = cost_of(answer.usage)
        assert (read, cost and cost["usd"]) == (expected, usd and pytest.approx(usd))
