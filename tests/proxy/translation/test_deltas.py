import orjson
from hypothesis import given
from hypothesis import strategies as st

from proxy.translation.deltas import Deltas
from proxy.translation.endpoints.chat import ChatReader
from proxy.translation.parts import CALL, TEXT, THOUGHT, Step
from tests.proxy.translation.rig import Json, calling, said


def told(*chunks: Json) -> list[tuple[str, int, str]]:
    """What happens to which part, to the end."""
    deltas = Deltas(ChatReader())
    steps = [step for chunk in chunks for step in deltas.event(orjson.dumps(chunk).decode())] + deltas.rest()
    return [(step.what, step.part.number, step.piece) for step in steps]


def read(*chunks: Json) -> list[tuple[str, str, str]]:
    """The parts in full, in the order in which they were closed."""
    deltas = Deltas(ChatReader())
    steps = [step for chunk in chunks for step in deltas.event(orjson.dumps(chunk).decode())] + deltas.rest()
    return [(step.part.kind, step.part.name, pieces(steps, step)) for step in steps if step.what == "close"]


def pieces(steps: list[Step], closed: Step) -> str:
    return "".join(step.piece for step in steps if step.part is closed.part)


def test_thoughts_texts_and_calls_follow_one_another() -> None:
    chunks = (
        said({"reasoning_content": "hm"}),
        said({"content": "I "}),
        said({"content": "look"}),
        calling(0, "a", "cat", '{"p":'),
        calling(0, None, None, "1}"),
    )
    assert read(*chunks) == [(THOUGHT, "", "hm"), (TEXT, "", "I look"), (CALL, "cat", '{"p":1}')]
    assert told(*chunks)[:6] == [
        ("open", 0, ""), ("grow", 0, "hm"), ("close", 0, ""), ("open", 1, ""), ("grow", 1, "I "), ("grow", 1, "look"),
    ]  # fmt: skip


def test_each_piece_goes_on_when_it_comes() -> None:
    deltas = Deltas(ChatReader())
    assert [step.piece for step in deltas.chunk(said({"content": "a"}))] == ["", "a"]
    assert [step.piece for step in deltas.chunk(said({"content": "b"}))] == ["b"]


def test_reasoning_is_read_under_either_name_and_once() -> None:
    assert read(said({"reasoning": "a"})) == [(THOUGHT, "", "a")]
    assert read(said({"reasoning": "a", "reasoning_content": "a"})) == [(THOUGHT, "", "a")]


def test_one_chunk_may_hold_everything() -> None:
    call = {"index": 0, "id": "a", "function": {"name": "cat", "arguments": "{}"}}
    chunk = said({"content": "t", "reasoning_content": "r", "tool_calls": [call]}, "tool_calls")
    assert read(chunk) == [(THOUGHT, "", "r"), (TEXT, "", "t"), (CALL, "cat", "{}")]


def test_interleaved_calls_come_out_one_after_the_other() -> None:
    chunks = (
        calling(0, "a", "cat", '{"p":'),
        calling(1, "b", "ls", '{"q":'),
        calling(0, None, None, "1}"),
        calling(1, None, None, "2}"),
    )
    assert read(*chunks) == [(CALL, "cat", '{"p":1}'), (CALL, "ls", '{"q":2}')]
    order = [number for _, number, _ in told(*chunks)]
    assert order == sorted(order)


def test_a_complete_call_does_not_wait_for_the_end() -> None:
    deltas = Deltas(ChatReader())
    for chunk in (calling(0, "a", "cat", "{}"), calling(1, "b", "ls", '{"q":')):
        steps = deltas.chunk(chunk)
    assert [(step.what, step.part.name) for step in steps] == [("close", "cat"), ("open", "ls"), ("grow", "ls")]


def test_calls_without_an_index_or_all_with_index_0_are_told_apart_by_their_ids() -> None:
    for index in (None, 0):
        chunks = (calling(index, "a", "cat", '{"p":1}'), calling(index, "b", "cat", '{"p":2}'))
        assert read(*chunks) == [(CALL, "cat", '{"p":1}'), (CALL, "cat", '{"p":2}')]


def test_calls_without_index_and_id_are_told_apart_by_their_names() -> None:
    chunks = (calling(None, None, "cat", '{"p"'), calling(None, None, None, ":1}"), calling(None, None, "ls", "{}"))
    assert read(*chunks) == [(CALL, "cat", '{"p":1}'), (CALL, "ls", "{}")]


def test_a_call_has_an_id_of_its_own_where_the_endpoint_gives_none() -> None:
    deltas = Deltas(ChatReader())
    deltas.chunk(calling(0, None, "cat", "{}"))
    deltas.chunk(calling(1, None, "cat", "{}"))
    first, second = (part.id for part in deltas.parts)
    assert first.startswith("call_")
    assert first != second


def test_the_id_repeated_in_every_delta_is_one_call() -> None:
    assert read(calling(0, "a", "cat", '{"p"'), calling(0, "a", "cat", ":1}")) == [(CALL, "cat", '{"p":1}')]


def test_no_arguments_at_all_are_an_empty_object() -> None:
    assert read(calling(0, "a", "ls", "")) == [(CALL, "ls", "{}")]


def test_text_in_the_middle_of_a_call_waits_for_its_end() -> None:
    chunks = (calling(0, "a", "cat", '{"p"'), said({"content": "well"}), calling(0, None, None, ":1}"))
    assert read(*chunks) == [(CALL, "cat", '{"p":1}'), (TEXT, "", "well")]


def test_the_last_usage_that_says_something_counts() -> None:
    deltas = Deltas(ChatReader())
    for usage in ({"prompt_tokens": 1}, {"prompt_tokens": 2}, None, {}):
        deltas.chunk({"choices": [], "usage": usage})
    assert deltas.usage == {"prompt_tokens": 2}


def test_other_choices_than_the_first_are_left_out() -> None:
    other = said({"content": "b"})
    other["choices"][0]["index"] = 1
    assert read(said({"content": "a"}), other) == [(TEXT, "", "a")]


def test_it_has_ended_with_a_finish_reason_or_done_but_not_with_an_error() -> None:
    assert not Deltas(ChatReader()).ended
    for data, ended in (
        (orjson.dumps(said({}, "stop")).decode(), True),
        ("[DONE]", True),
        ('{"error":{"message":"no"}}', False),
    ):
        deltas = Deltas(ChatReader())
        deltas.event(data)
        assert deltas.ended is ended
    assert deltas.why == "no"


def test_calls_decide_what_stop_means() -> None:
    deltas = Deltas(ChatReader())
    deltas.chunk(calling(0, "a", "ls", "{}"))
    deltas.chunk(said({}, "stop"))
    assert deltas.finish_reason == "tool_calls"
    assert deltas.finish == "stop"  # what the endpoint said is what the record says


def test_nothing_after_done_is_read() -> None:
    deltas = Deltas(ChatReader())
    deltas.event("[DONE]")
    assert deltas.event(orjson.dumps(said({"content": "late"})).decode()) == []


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(
    st.sampled_from(["choices", "delta", "tool_calls", "function", "content", "usage", "error", "index", "id", "name"]),
    x), max_leaves=30))  # fmt: skip
def test_whatever_json_comes_is_read_without_a_fault(value: object) -> None:
    deltas = Deltas(ChatReader())
    deltas.event(orjson.dumps(value, default=str).decode() if not _huge(value) else "1")
    deltas.rest()
    assert isinstance(deltas.finish_reason, str)
    assert isinstance(deltas.why, str)


def _huge(value: object) -> bool:
    try:
        orjson.dumps(value)
    except orjson.JSONEncodeError:
        return True
    return False
