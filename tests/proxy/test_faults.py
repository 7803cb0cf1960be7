"""Faults: what goes wrong on purpose is said in one line, call by call."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.faults import EXAMPLE, Fault, parse


def test_each_kind_of_fault_strikes_the_calls_it_names() -> None:
    faults = parse("429@3,500@7-8, cut@9:200,hang@11,empty@12")
    struck = {n: fault for n in range(1, 20) if (fault := faults.at(n)) is not None}
    assert struck == {
        3: Fault("status", status=429),
        7: Fault("status", status=500),
        8: Fault("status", status=500),
        9: Fault("cut", after_bytes=200),
        11: Fault("hang"),
        12: Fault("empty"),
    }


def test_slowness_is_for_all_calls_but_those_that_have_their_own() -> None:
    faults = parse("slow=50ms,slow@5-6=2s,429@7,cut@8:0")
    assert faults.at(1) == Fault("slow", delay_s=0.05)
    assert faults.at(6) == Fault("slow", delay_s=2)
    assert faults.at(7) == Fault("status", status=429, delay_s=0.05)
    assert faults.at(8) == Fault("cut", after_bytes=0, delay_s=0.05)
    assert parse("slow@2=1.5s").at(1) is None


def test_a_fault_says_what_the_record_and_the_agent_are_told() -> None:
    fault = Fault("status", status=429)
    assert (fault.name, fault.tags, fault.retry_after) == ("429", ("injected:429",), 1)
    assert fault.message == "injected fault: status 429"
    cut = Fault("cut", after_bytes=200, delay_s=0.05)
    assert (cut.name, cut.tags, cut.retry_after) == ("cut", ("injected:cut", "injected:slow"), None)
    assert cut.message == "injected fault: cut after 200 bytes"
    assert Fault("slow", delay_s=0.05).tags == ("injected:slow",)
    assert Fault("hang").message == "injected fault: hang"


@pytest.mark.parametrize(("status", "seconds"), [(503, 1), (500, None), (401, None)])
def test_a_retry_after_comes_with_the_statuses_that_have_one(status: int, seconds: int | None) -> None:
    assert Fault("status", status=status).retry_after == seconds


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("", "'' is not understood"),
        ("429", "'429' says too much or too little for 429"),
        ("429@0", "calls are counted 1, 2, 3"),
        ("429@5-3", "a range goes up"),
        ("200@3", "'200@3': an error's status is 400 to 599"),
        ("429@3:200", "'429@3:200' says too much or too little for 429"),
        ("cut@9", "'cut@9' says too much or too little for cut"),
        ("hang", "too little for hang"),
        ("slow", "too little for slow"),
        ("slow=50", "'slow=50' is not understood"),
        ("slow=1.2.3s", "'1.2.3s' is no time"),
        ("slow=.s", "'.s' is no time"),
        ("slow=0s", "a delay is more than 0"),
        ("slow=2h", "'slow=2h' is not understood"),
        ("crash@3", "there is no 'crash', but a status, cut, hang, empty, slow"),
        ("429@3,,500@4", "'' is not understood"),
    ],
)
def test_a_fault_that_is_not_understood_is_named_beside_an_example(text: str, mend: str) -> None:
    with pytest.raises(ValueError, match=r"^fault ") as problem:
        parse(text)
    assert mend in str(problem.value)
    assert str(problem.value).endswith(f"e.g. {EXAMPLE}")


def test_a_call_has_one_fault() -> None:
    with pytest.raises(ValueError, match="call 4 has two; give each call one"):
        parse("429@3-5,cut@4:1")
    with pytest.raises(ValueError, match="twice for all calls; say it once"):
        parse("slow=1s,slow=2s")


def test_the_example_is_one() -> None:
    assert parse(EXAMPLE).at(12) == Fault("empty", delay_s=0.05)


@given(st.text(alphabet="0123456789@-:=,.mscutlowhangempty ", max_size=40))
def test_any_text_is_faults_or_a_value_error(text: str) -> None:
    try:
        faults = parse(text)
    except ValueError:
        return
    faults.at(1)
