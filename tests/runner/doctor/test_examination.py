"""The examination, of endpoints that behave well, oddly or not at all."""

import socket
from pathlib import Path

import pytest

from proxy.calls import read_calls
from proxy.serve import listen
from proxy.upstream import Endpoint
from proxy.verify import verify
from runner.agent import all_agents
from runner.doctor.examination import Wish, examine
from runner.doctor.outlook import WITHOUT_STREAMS, WITHOUT_TOOLS
from tests.proxy.rig import answer
from tests.proxy.spoken import GEMINI, MESSAGES, RESPONSES
from tests.runner.doctor.scripted import KEY, Json, Model, examined, streamed, told, told_of, words_of, works, wrong


def test_a_good_chat_endpoint_is_told_of_whole_on_the_record_and_without_its_key(tmp_path: Path) -> None:
    head = b"x-ratelimit-limit-requests: 60\r\n"
    found, asked = examined(Model(head=head), journal=tmp_path / "calls.jsonl")
    assert told_of(found) == {
        "reachable": True, "authorised": True, "listed": True,
        "chat": True, "responses": False, "messages": False, "gemini": False, "completions": False, "embeddings": False,
        "served": "m-0613", "chat.usage": True,
        "chat.stream_options": True, "chat.stream_usage": None, "chat.streaming": True,
        "first_token_ms": told_of(found)["first_token_ms"],
        "window": 4096, "overflow": "refused", "max_tokens_past_window": "refused",
        "chat.tools": True, "chat.parallel_tools": True,
        "rate_limits": {"x-ratelimit-limit-requests": "60"},
    }  # fmt: skip
    assert told_of(found)["first_token_ms"] > 0
    assert (found.fit, found.why, found.speaks) == (True, None, ("chat",))
    calls = read_calls(tmp_path / "calls.jsonl")
    assert found.spent.calls == len(calls) == len(asked) <= 20
    assert (found.spent.input, found.spent.output, found.spent.uncounted, found.spent.beside) == (28, 80, 0, ())
    assert verify(tmp_path / "calls.jsonl") == []
    assert all(KEY.encode() in head for head, _ in asked)
    assert KEY not in (tmp_path / "calls.jsonl").read_text() + found.model_dump_json()


def test_it_says_which_agents_work_which_through_translation_and_what_may_go_wrong() -> None:
    found, _ = examined(Model(window=200_000, card={"id": "m", "max_model_len": 200_000}))
    assert works(found) == {agent.name: "yes" if agent.dialect == "chat" else "translated" for agent in all_agents()}
    assert {agent.through for agent in found.agents} == {"chat"}
    assert {agent.but for agent in found.agents} == {()}
    small, _ = examined(Model(window=4096, sums=False))
    assert {agent.but for agent in small.agents} == {("it is told of a window of 128,000 tokens, which is 4,096",)}


def test_it_says_where_the_answers_that_agents_may_ask_for_are_longer_than_the_window() -> None:
    found, _ = examined(Model())
    assert {agent.but[-1] for agent in found.agents} == {"a call of it that asks for 8,192 tokens of answer is refused"}


def test_agents_without_tools_or_streams_work_where_there_are_none() -> None:
    without_tools, _ = examined(Model(tools=False, sums=False))
    assert (told_of(without_tools)["chat.tools"], told_of(without_tools)["chat.parallel_tools"]) == (False, None)
    assert {name for name, how in works(without_tools).items() if how != "no"} == WITHOUT_TOOLS
    without_streams, _ = examined(Model(streams=False, sums=False))
    assert told_of(without_streams)["chat.streaming"] is False
    assert told_of(without_streams)["first_token_ms"] is None
    assert {name for name, how in works(without_streams).items() if how != "no"} == WITHOUT_STREAMS


@pytest.mark.parametrize(
    ("calls", "only_forced", "tools", "parallel"),
    [(1, False, True, None), (2, True, True, True), (0, False, None, None)],
)
def test_tools_that_the_model_does_not_use_are_not_called_missing(
    *, calls: int, only_forced: bool, tools: bool | None, parallel: bool | None
) -> None:
    found, _ = examined(Model(calls=calls, only_forced=only_forced))
    assert (told_of(found)["chat.tools"], told_of(found)["chat.parallel_tools"]) == (tools, parallel)
    assert ("only when told" in words_of(found, "chat.tools")) == only_forced


def test_no_usage_anywhere_is_told_and_never_a_zero() -> None:
    found, _ = examined(Model(usage=False, sums=False))
    assert (told_of(found)["chat.usage"], told_of(found)["chat.stream_options"]) == (False, False)
    assert (found.spent.input, found.spent.uncounted) == (0, 6)
    assert all("estimated" in agent.but[-1] for agent in found.agents)


def test_an_endpoint_that_refuses_stream_options_is_asked_without() -> None:
    found, _ = examined(Model(options=False))
    assert (told_of(found)["chat.stream_options"], told_of(found)["chat.streaming"]) == (False, True)
    assert told_of(found)["chat.stream_usage"] is False
    assert "stream_options" in words_of(found, "chat.stream_options")


def test_a_newer_name_of_max_tokens_is_learnt() -> None:
    found, asked = examined(Model(newer=True))
    assert (told_of(found)["chat"], told_of(found)["chat.tools"]) == (True, True)
    assert sum("max_tokens" in body for head, body in asked if b" /v1/chat/completions" in head) == 1


@pytest.mark.parametrize(
    ("overflow", "seen", "words"),
    [
        ("refuse", "refused", "400: This model's maximum context length is 4096 tokens"),
        ("truncate", "truncated", "200, but it read 4,096 of 4,416 tokens or more"),
        ("length", "cut short", "200, an answer that ended with length"),
        ("take", "taken", "200, and it read 4,416 tokens"),
    ],
)
def test_an_overflow_is_told_as_it_looks(overflow: str, seen: str, words: str) -> None:
    found, _ = examined(Model(overflow=overflow, sums=False))
    assert told_of(found)["overflow"] == seen
    assert words_of(found, "overflow").startswith(words)
    assert told_of(found)["max_tokens_past_window"] == "taken"
    assert {"what no longer fits is cut off, and it is not told" in agent.but for agent in found.agents} == {
        overflow == "truncate"
    }
    assert ("yet it read 4,416" in words_of(found, "window")) == (overflow in ("take", "length"))


def test_a_window_that_nobody_says_is_read_off_the_refusal_of_one_long_prompt() -> None:
    found, asked = examined(Model(window=100_000, card={"id": "m"}))
    assert told_of(found)["window"] == 100_000
    assert "refusal" in words_of(found, "window")
    assert found.spent.beside == ("GET /props", "POST /api/show")
    assert [KEY.encode() in head for head, _ in asked if b"/props " in head or b"/api/show " in head] == [False, False]


def test_a_window_that_is_not_found_is_unknown_and_nothing_is_tried_where_that_is_wished() -> None:
    found, _ = examined(Model(window=10**6, card={"id": "m"}))
    assert told_of(found)["window"] is None
    assert "at least 140,000 tokens" in words_of(found, "window")
    quiet, asked = examined(Model(window=10**6, card={"id": "m"}), overflow=False)
    assert (told_of(quiet)["window"], told_of(quiet)["overflow"]) == (None, None)
    assert "--no-overflow" in words_of(quiet, "overflow")
    assert max(len(str(body)) for _, body in asked) < 1000


@pytest.mark.parametrize(
    ("path", "said", "window"),
    [
        ("/props", {"default_generation_settings": {"n_ctx": 2048}}, 2048),
        ("/api/show", {"parameters": "stop x\nnum_ctx 3000\n", "model_info": {"llama.context_length": 9000}}, 3000),
        ("/api/show", {"model_info": {"llama.context_length": 9000}}, 4096),  # as the refusal has it, not as trained
    ],
)
def test_llama_cpp_and_ollama_are_asked_in_their_own_ways(path: str, said: Json, window: int) -> None:
    model = Model(card={"id": "m"})
    found, _ = examined(lambda asked, body: told(said) if asked == path else model(asked, body), base="/v1")
    assert told_of(found)["window"] == window


def test_every_dialect_that_is_spoken_is_found() -> None:
    spoken = {it.path: it for it in (MESSAGES, RESPONSES)}

    def respond(path: str, body: Json) -> bytes:
        if path.startswith("/v1beta/models/m:"):
            stream = "stream" in path
            return streamed().replace(b"\r\n\r\n", b"\r\n\r\n" + GEMINI.stream) if stream else answer(GEMINI.whole)
        if (it := spoken.get(path)) is None:
            return told({"detail": "Not Found"}, 404)
        return streamed().replace(b"\r\n\r\n", b"\r\n\r\n" + it.stream) if body.get("stream") else answer(it.whole)

    found, _ = examined(respond)
    assert found.speaks == ("responses", "messages", "gemini")
    values = told_of(found)
    for dialect in found.speaks:
        assert (values[f"{dialect}.streaming"], values[f"{dialect}.usage"], values[f"{dialect}.stream_usage"]) == (
            True,
        ) * 3
    assert {name: how for name, how in works(found).items() if how == "yes"}.keys() == {
        "codex", "claude-code", "gemini-cli",
    }  # fmt: skip
    assert {agent.works for agent in found.agents if agent.dialect == "chat"} == {"translated"}
    assert {agent.through for agent in found.agents if agent.dialect == "chat"} == {"responses"}


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (wrong("bad key", 401), "does not let this key in: 401: bad key"),
        (told({"detail": "Not Found"}, 404), "in no dialect that agents speak; chat: 404: Not Found"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", "no answer of this dialect"),
        (b"HTTP/1.1 308 Gone\r\nLocation: https://there/\r\nContent-Length: 0\r\n\r\n", "a redirect to https://there/"),
        (b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", "500"),
        (b"garbage\r\n\r\n", "cannot be reached"),
    ],
)
def test_an_endpoint_that_does_not_work_is_unfit_and_it_is_said_why(reply: bytes, why: str) -> None:
    found, asked = examined(lambda _path, _body: reply)
    assert (found.fit, found.speaks) == (False, ())
    assert why in (found.why or "")
    assert set(works(found).values()) <= {"no", "unknown"}
    assert len(asked) <= 10


def test_a_locked_door_says_nothing_of_what_is_behind() -> None:
    found, _ = examined(lambda _path, _body: wrong("bad key", 401), key=None)
    values = told_of(found)
    assert (values["reachable"], values["authorised"], values["chat"], values["messages"]) == (True, False, None, None)
    assert "no key was given" in words_of(found, "authorised")
    assert set(works(found).values()) == {"unknown"}


def test_a_port_where_nothing_listens_costs_no_time() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
    found = examine(Endpoint(f"http://127.0.0.1:{port}", None), "m", Wish(), lambda _: None)
    assert (found.fit, told_of(found)["reachable"]) == (False, False)
    assert "cannot be reached: no connection to the endpoint" in (found.why or "")
    assert found.spent.seconds < 10


def test_an_endpoint_that_never_answers_is_left_when_the_time_is_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        found = examine(Endpoint(url, None), "m", Wish(seconds=1), lambda _: None)
    assert (found.fit, told_of(found)["reachable"]) == (False, False)
    assert "no answer within 1 s" in (found.why or "")
    assert "the time for all questions was up" in words_of(found, "chat")
