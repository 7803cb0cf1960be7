"""Whatever bytes come from outside are taken or refused in a defined way, and cost no more than they weigh."""

import time

import pytest

from proxy.dialect import Dialect
from proxy.dialects import DIALECTS
from tests.proxy.fuzz import fuzz, nested, takes_answer, takes_request, targets

INPUTS = 1000

TARGETS = targets()


@pytest.mark.parametrize("name", ["HTTP", "SSE", "answers", "requests", "journals"])
def test_bytes_from_outside_end_in_nothing_undefined(name: str) -> None:
    for tally in fuzz(TARGETS[name], seed=1):
        if tally.tried == INPUTS:
            break
    assert tally.accepted > INPUTS // 20  # or the inputs are not near enough to sound ones


MB = 2**20

BOMBS = {
    "deep": nested(200_000),
    "deep and open": b'{"model":' + b"[" * MB,
    "just not too deep": nested(250),
    "wide": b'{"model":"m","usage":{"a":1},"choices":[' + b"{}," * (MB // 2) + b"{}]}",
    "wide in usage": b'{"model":"m","choices":[],"usage":{'
    + b",".join(b'"%d":%d' % (n, n) for n in range(50_000))
    + b"}}",
    "wide in gemini's array": b"[" + b"{}," * 2 * MB + b"{}]",
    "one text": b'{"model":"' + b"x" * 4 * MB + b'","choices":[]}',
    "escapes": b'{"model":"' + b"\\\\" * MB + b'","choices":[]}',
    "half characters": b'{"model":"' + rb"\ud83d" * (MB // 8) + b'","choices":[]}',
    "digits": b'{"model":"m","usage":{"total_tokens":' + b"9" * MB + b"}}",
    "numbers": b'{"model":"m","input":[' + b"1.0," * (MB // 4) + b"1.0]}",
    "quotes": b'"' * MB,
    "white space": b" " * MB + b"{" + b" " * MB + b"}",
}


@pytest.mark.parametrize("what", BOMBS)
@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda it: it.name)
def test_bombs_cost_no_more_than_they_weigh(dialect: Dialect, what: str) -> None:
    started = time.process_time()
    takes_answer(dialect, BOMBS[what])
    takes_request(dialect, BOMBS[what])
    assert time.process_time() - started < 2
