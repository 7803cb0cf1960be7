"""What the proxy allows, adds, spoils and keeps: budgets, limits, faults, names, tools, tokens, bodies."""

import threading
import time
from pathlib import Path

import orjson
import pytest

from proxy.asked import Rules
from proxy.bodies import Bodies
from proxy.budget import Budget
from proxy.faults import parse
from proxy.grant import Terms
from proxy.limits import Limits
from tests.proxy.chunks import ASK, DONE, HELLO, PLAIN, STOP, USAGE, WHOLE, data
from tests.proxy.rig import answer, rig, sse

NO_USAGE = WHOLE.replace(b'"usage"', b'"other"')


def test_a_budget_of_calls_refuses_the_next_one_in_the_agents_words(tmp_path: Path) -> None:
    with rig(tmp_path, [answer(WHOLE)], terms=Terms(budget=Budget(calls=2))) as it:
        got = [it.post(PLAIN) for _ in range(3)]
        calls = it.calls(3)
        assert len(it.player.asked) == 2
    assert [one.status for one in got] == [200, 200, 403]
    assert orjson.loads(got[2].body)["error"]["message"] == "the cell's budget of 2 calls is used up: 2 begun"
    assert [call.end for call in calls] == ["complete", "complete", "refused"]
    assert (calls[2].tags, calls[2].error) == (
        ("budget:calls",),
        "403: the cell's budget of 2 calls is used up: 2 begun",
    )


def test_the_overshoot_of_a_token_budget_is_told(tmp_path: Path) -> None:
    with rig(tmp_path, [answer(WHOLE)], terms=Terms(budget=Budget(total=10))) as it:
        got = [it.post(PLAIN) for _ in range(2)]
        calls = it.calls(2)
    assert [one.status for one in got] == [200, 403]
    assert (calls[1].error or "").endswith("the cell's budget of 10 tokens is used up: 15 used")


def test_what_is_sent_again_after_a_refusal_is_the_same_logical_call(tmp_path: Path) -> None:
    with rig(tmp_path, [answer(WHOLE)], terms=Terms(budget=Budget(calls=1))) as it:
        it.post(ASK)
        for _ in range(2):
            it.post(PLAIN | {"messages": []})
        _, first, second = it.calls(3)
    assert (first.attempt, second.attempt, second.logical) == (1, 2, first.id)


def test_other_requests_than_the_models_cost_no_budget(tmp_path: Path) -> None:
    with rig(tmp_path, [answer(b'{"data":[]}')], terms=Terms(budget=Budget(calls=1))) as it:
        for _ in range(3):
            assert it.post(b"", "/v1/messages/count_tokens").status == 200
        assert {call.end for call in it.calls(3)} == {"complete"}


def test_calls_wait_for_their_turn_and_the_wait_is_not_the_models_time(tmp_path: Path) -> None:
    with rig(tmp_path, [0.3, answer(WHOLE)], limits=Limits(concurrency=1)) as it:
        agents = [threading.Thread(target=it.post, args=(PLAIN,)) for _ in range(2)]
        for agent in agents:
            agent.start()
        for agent in agents:
            agent.join(10)
        first, second = sorted(it.calls(2), key=lambda call: call.ms.waited)
    assert first.ms.waited == 0.0
    assert 200 < second.ms.waited < 2000
    assert (second.ms.total or 0) > second.ms.waited + 250
    assert (second.ms.proxy or 0) < 150


@pytest.mark.parametrize(
    ("fault", "status", "whole", "tag"),
    [
        ("429@1", 429, True, "injected:429"),
        ("503@1", 503, True, "injected:503"),
        ("empty@1", 200, True, "injected:empty"),
        ("cut@1:20", 200, False, "injected:cut"),
    ],
)
def test_a_fault_is_played_once_and_recorded_as_injected(
    tmp_path: Path, fault: str, status: int, tag: str, *, whole: bool
) -> None:
    with rig(tmp_path, [answer(WHOLE)], terms=Terms(faults=parse(fault))) as it:
        spoilt, sound = it.post(PLAIN), it.post(PLAIN)
        calls = it.calls(2)
    assert (spoilt.status, spoilt.whole, sound.status) == (status, whole, 200)
    assert (calls[0].end, calls[0].tags[-1], calls[1].end) == ("injected_fault", tag, "complete")
    assert (calls[1].attempt, calls[1].logical) == (2, calls[0].id)
    assert spoilt.headers.get("retry-after") == ("1" if status in (429, 503) else None)
    assert len(spoilt.body) == 20 if tag == "injected:cut" else b"injected" in spoilt.body or status == 200


def test_a_hanging_call_ends_when_its_agent_leaves(tmp_path: Path) -> None:
    with rig(tmp_path, [answer(WHOLE)], terms=Terms(faults=parse("hang@1")), drain_s=0.1) as it:
        agent = threading.Thread(target=it.post, args=(PLAIN,), daemon=True)
        agent.start()
        while b'"intent"' not in it.path.read_bytes():
            time.sleep(0.01)
        time.sleep(0.1)
        it.grant.settle(0.1)
        call = it.call()
        assert it.player.asked == []
    assert (call.end, call.tags) == ("client_aborted", ("aborted", "injected:hang"))


def test_an_answer_that_is_over_before_the_cut_is_as_it_is(tmp_path: Path) -> None:
    faults = parse("cut@1:20000,cut@2:20000,slow=1ms")
    with rig(tmp_path, [answer(WHOLE)], [sse(HELLO, STOP)[:-3]], terms=Terms(faults=faults)) as it:
        got = [it.post(PLAIN), it.post(ASK)]
        whole, broken = it.calls(2)
    assert (got[0].body, got[0].whole, whole.end, whole.tags) == (WHOLE, True, "complete", ("injected:slow",))
    assert (broken.end, broken.tags) == ("upstream_truncated", ("duplicate", "injected:slow"))


def test_a_status_that_is_played_may_come_late(tmp_path: Path) -> None:
    with rig(tmp_path, [answer(WHOLE)], terms=Terms(faults=parse("429@1,empty@2,slow=150ms"))) as it:
        got = [it.post(PLAIN), it.post(PLAIN)]
        calls = it.calls(2)
    assert [(one.status, one.at[-1] > 0.1) for one in got if one.at] == [(429, True)]
    assert got[1].status == 200
    for call, kind in zip(calls, ("429", "empty"), strict=True):
        assert (call.tags, (call.ms.total or 0) > 140) == ((f"injected:{kind}", "injected:slow"), True)


def test_slowness_is_a_tag_of_a_call_that_ends_as_it_ends(tmp_path: Path) -> None:
    with rig(tmp_path, [sse(HELLO, STOP, USAGE, DONE)], terms=Terms(faults=parse("slow=300ms"))) as it:
        got, call = it.post(ASK), it.call()
    assert (got.body, got.at[-1] > 0.25) == (data(HELLO, STOP, DONE), True)
    assert (call.end, call.tags) == ("complete", ("injected:slow",))


def test_every_model_an_agent_names_becomes_the_cells_and_nothing_else_changes(tmp_path: Path) -> None:
    body = b'{ "model" : "title-model",  "messages": [{"role": "user", "content": "\\u00e9 model"}] }'
    with rig(tmp_path, [answer(WHOLE)], model="the-cells") as it:
        it.post(body)
        call = it.call()
        assert it.player.asked[0].endswith(b"\r\n\r\n" + body.replace(b'"title-model"', b'"the-cells"'))
    names = call.model
    assert (names.requested, names.sent, names.served) == ("title-model", "the-cells", "m-0613")
    assert (call.request.altered, call.request.bytes) == (("model",), len(body))


def test_a_gemini_model_is_renamed_in_the_path(tmp_path: Path) -> None:
    with rig(tmp_path, [answer(b"{}")], model="the-cells") as it:
        it.post(b'{"contents":[]}', "/v1beta/models/gemini-flash:generateContent")
        call = it.call()
        assert it.player.asked[0].startswith(b"POST /v1beta/models/the-cells:generateContent HTTP/1.1")
    assert (call.model.requested, call.model.sent) == ("gemini-flash", "the-cells")
    assert call.path == "/v1beta/models/gemini-flash:generateContent"


@pytest.mark.parametrize("keep", [False, True])
def test_tools_that_run_at_the_provider_are_taken_out_unless_they_are_allowed(tmp_path: Path, *, keep: bool) -> None:
    ask = {"model": "m", "input": "hi", "tools": [{"type": "web_search"}, {"type": "function", "name": "f"}]}
    with rig(tmp_path, [answer(b"{}")], desk={"rules": Rules(keep_hosted=keep)}) as it:
        it.post(ask, "/v1/responses")
        call, sent = it.call(), it.player.bodies()[0]["tools"]
    assert [tool["type"] for tool in sent] == (["web_search", "function"] if keep else ["function"])
    assert (call.request.altered, call.tools) == (() if keep else ("hosted_tool:web_search",), 2)


def test_tokens_that_nobody_reports_are_counted_and_marked(tmp_path: Path) -> None:
    with rig(tmp_path, [answer(NO_USAGE)], [sse(HELLO, STOP, DONE)]) as it:
        it.post(PLAIN)
        it.post(ASK)
        plain, streamed = it.calls(2)
    for call in (plain, streamed):
        assert (call.usage.source, call.usage.tokenizer, call.usage.output) == ("estimated", "tiktoken/cl100k_base", 1)
        assert (call.usage.input or 0) > 1
    assert plain.cost is None


def test_what_a_public_endpoint_does_not_price_the_price_list_does(tmp_path: Path) -> None:
    priced = WHOLE.replace(b"m-0613", b"gpt-4o-2024-08-06")
    with rig(tmp_path, [answer(priced)], desk={"host": "api.openai.com"}) as it:
        it.post(PLAIN)
        cost = it.call().cost
    assert cost is not None
    assert (cost.source, round(cost.usd, 9)) == ("prices", round(12 * 2.5e-6 + 3 * 1e-5, 9))


def test_bodies_are_kept_under_the_hashes_of_the_record(tmp_path: Path) -> None:
    with (
        Bodies(tmp_path / "bodies") as bodies,
        rig(tmp_path, [sse(HELLO, STOP, USAGE, DONE)], desk={"bodies": bodies}) as it,
    ):
        it.post(ASK)
        call = it.call()
        assert orjson.loads(bodies.read(call.request.sha256)) == ASK
        assert bodies.read(call.response.sha256) == data(HELLO, STOP, USAGE, DONE)


def test_a_body_that_cannot_be_kept_fails_the_call_and_every_later_one(tmp_path: Path) -> None:
    folder = tmp_path / "bodies"
    with Bodies(folder) as bodies, rig(tmp_path, [answer(WHOLE)], desk={"bodies": bodies}) as it:
        folder.rmdir()
        folder.write_text("in the way")
        got = [it.post(PLAIN), it.post(PLAIN)]
        # The headers may be gone already; then the end of the answer never comes.
        assert (got[0].status, got[0].whole) in ((503, True), (200, False))
        assert got[1].status == 503
        assert len(it.player.asked) == 1
        assert it.call().end == "crashed"


@pytest.mark.parametrize(
    "body", [b'{"model":"x","messages":[],"a":NaN}', b"[" * 2000 + b"]" * 2000, "{}".encode("utf-16")]
)
def test_a_body_that_nobody_can_bind_to_the_cells_model_does_not_pass(tmp_path: Path, body: bytes) -> None:
    with rig(tmp_path, [answer(WHOLE)], model="the-cells") as it:
        got, call = it.post(body), it.call()
        assert it.player.asked == []
    assert (got.status, call.end, call.error) == (
        400,
        "refused",
        "400: the body is no JSON that this proxy can read, and this grant is for one model",
    )
