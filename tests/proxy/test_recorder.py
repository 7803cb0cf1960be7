"""The recorder as the kit uses it."""

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openai
import pytest

from proxy.calls import cell_lines, read_calls
from proxy.recorder import recording
from proxy.upstream import Endpoint
from proxy.verify import verify
from tests.proxy.chunks import DONE, HELLO, STOP, USAGE, WHOLE, data
from tests.proxy.rig import KEY, answer, chunk, fetch, playing, stream_head


def test_the_openai_client_works_and_watch_sees_every_line(tmp_path: Path) -> None:
    seen: list[dict[str, object]] = []
    stream = stream_head(chunked=True) + chunk(data(HELLO, STOP, USAGE, DONE)) + b"0\r\n\r\n"
    journal = tmp_path / "calls.jsonl"
    with (
        playing([answer(WHOLE)], [stream]) as (url, _),
        recording(Endpoint(url, KEY), journal, seen.append) as recorder,
    ):
        token = recorder.grant("a", "m")
        with openai.OpenAI(base_url=recorder.url + "/v1", api_key=token) as client:
            plain = client.chat.completions.create(model="m", messages=[{"role": "user", "content": "hi"}])
            assert plain.choices[0].message.content == "Hello"
            events = client.chat.completions.create(
                model="m", messages=[{"role": "user", "content": "hi"}], stream=True
            )
            assert "".join(event.choices[0].delta.content or "" for event in events) == "Hello"
        recorder.settle(token)
        with pytest.raises(ValueError, match="never granted"):
            recorder.settle("x")
    assert [(line["kind"], line["seq"]) for line in seen] == [("intent", 1), ("call", 1), ("intent", 2), ("call", 2)]
    assert [call.usage.total for call in read_calls(journal, "a")] == [15, 15]
    assert verify(cell_lines(journal, "a")) == []


def test_a_journal_that_failed_is_told_when_the_cell_is_settled(tmp_path: Path) -> None:
    def fail(_: object) -> None:
        raise OSError(28, "No space left on device")

    with playing([answer(WHOLE)]) as (url, _), recording(Endpoint(url, None), tmp_path / "j", fail) as recorder:
        token = recorder.grant("a", "m")
        got = fetch("GET", recorder.url + "/v1/models", {"authorization": f"Bearer {token}"})
        with pytest.raises(RuntimeError, match=r"cell a: its record is incomplete, .*No space left"):
            recorder.settle(token)
    assert (got.status, b"No space left" in got.body) == (503, True)


def test_many_calls_at_once_are_each_in_their_own_cell(tmp_path: Path) -> None:
    streams = stream_head(chunked=True) + chunk(data(HELLO, STOP)), 0.02, chunk(data(USAGE, DONE)) + b"0\r\n\r\n"
    journal = tmp_path / "calls.jsonl"
    with playing(list(streams)) as (url, _), recording(Endpoint(url, None), journal, None) as recorder:
        tokens = {cell: recorder.grant(cell, "m") for cell in "abcd"}

        def call(cell: str) -> bytes:
            headers = {"authorization": f"Bearer {tokens[cell]}"}
            return fetch("POST", recorder.url + "/v1/chat/completions", headers, b'{"model":"m","stream":true}').body

        with ThreadPoolExecutor(16) as agents:
            assert set(agents.map(call, "abcd" * 20)) == {data(HELLO, STOP, DONE)}
        for token in tokens.values():
            recorder.settle(token)
    assert verify(journal) == []
    for cell in tokens:
        calls = read_calls(journal, cell)
        assert [call.seq for call in sorted(calls, key=lambda call: call.seq)] == list(range(1, 21))
        assert {(call.end, call.usage.total) for call in calls} == {("complete", 15)}


def test_a_warm_up_is_on_record_under_a_cell_of_the_kits_own(tmp_path: Path) -> None:
    refusal = answer(b'{"error":{"message":"input is required"}}', b"400 Bad Request")
    with playing([refusal]) as (url, player), recording(Endpoint(url, KEY), tmp_path / "j") as recorder:
        recorder.warm_up("responses")
        assert [request.partition(b" HTTP")[0] for request in player.asked] == [b"POST /v1/responses"]
    assert [(call.cell, call.response.status) for call in read_calls(tmp_path / "j")] == [("kit/warm-up", 400)]


def test_a_warm_up_of_an_endpoint_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    with recording(Endpoint("http://127.0.0.1:9", KEY), tmp_path / "j") as recorder:
        recorder.warm_up("messages")
    assert [call.response.status for call in read_calls(tmp_path / "j")] == [None]


ONE_CALL = """
import http.client, sys, urllib.parse
from pathlib import Path
from proxy.recorder import recording
from proxy.upstream import Endpoint
with recording(Endpoint(sys.argv[1], None), Path(sys.argv[2])) as recorder:
    token = recorder.grant("a")
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(recorder.url).netloc)
    connection.request("POST", "/v1/chat/completions", '{"model": "m"}', {"Authorization": f"Bearer {token}"})
    print(connection.getresponse().status)
    recorder.settle(token)
print(*{"pydantic", "httpx", "litellm", "tiktoken", "rich", "docker", "zstandard"} & set(sys.modules))
"""


def test_a_call_on_record_imports_nothing_that_takes_long_or_much_memory(tmp_path: Path) -> None:
    with playing([answer(WHOLE)]) as (url, _):
        command = [sys.executable, "-c", ONE_CALL, url, str(tmp_path / "calls")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split("\n") == ["200", "", ""]


def test_a_call_under_way_when_nobody_settles_is_cut_and_not_the_endpoints_fault(tmp_path: Path) -> None:
    journal = tmp_path / "calls.jsonl"
    with playing([stream_head(chunked=True) + chunk(data(HELLO)), 30.0]) as (url, _):
        with recording(Endpoint(url, None), journal) as recorder:
            headers = {"authorization": f"Bearer {recorder.grant('a')}"}
            ask = recorder.url + "/v1/chat/completions", headers, b'{"model":"m","stream":true}'
            agent = threading.Thread(target=fetch, args=("POST", *ask), daemon=True)
            agent.start()
            while b'"intent"' not in journal.read_bytes():
                time.sleep(0.01)
            time.sleep(0.2)
        agent.join(10)
    (call,) = read_calls(journal)
    assert (call.end, call.error) == ("client_aborted", "the call was ended with its cell")
    assert verify(journal) == []
