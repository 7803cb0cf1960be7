"""Fuzz: bytes made of sound ones, given to whoever in the proxy reads bytes from outside."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import orjson

from proxy.call import Cost, Usage
from proxy.dialect import Dialect
from proxy.dialects import DIALECTS
from proxy.hashing import parsed, request_hash
from proxy.hosted import removed
from proxy.openai import with_usage
from proxy.rename import renamed
from proxy.sse import SseReader
from proxy.standing import recover
from proxy.tags import of_request
from proxy.usage import cost_of
from proxy.verify import verify
from tests.proxy.chunks import ASK, DONE, HELLO, ROLE, STOP, USAGE, WHOLE, data
from tests.proxy.http_readers import check_alike, ours
from tests.proxy.lines import written
from tests.proxy.spoken import ALL
from tests.proxy.test_fuzz_http import BODIES, FIELDS, FRAMED, LINES

LONGEST = 2**20  # bytes of an input

SLOW_S = 0.5  # CPU seconds that no input may cost

ODD: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        1,
        -1,
        2**53,
        2**63,
        2**64 - 1,
        1.0,
        -0.0,
        1e300,
        "",
        "x",
        "[DONE]",
        "\x00",
        "é\u2028",
        "y" * 3000,
    ),
    *([], {}, [[]], [None], [{}], {"": None}, [1] * 2000, {"message": {"a": 1}}, {str(at): at for at in range(200)}),
)

BYTES = (
    b"\x00",
    b"\n",
    b"\r",
    b"\r\n",
    b" ",
    b'"',
    b"\\",
    b"{",
    b"}",
    b"[",
    b",",
    b":",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xa8",
)

DEEP = (b"[", b'{"a":', b'[{"a":', b'"\\')


class Target(NamedTuple):
    """Who reads: sound inputs, what stands in them, and the reader, which says whether it took an input."""

    seeds: tuple[bytes, ...]
    words: tuple[bytes, ...]
    takes: Callable[[bytes, Random], bool]
    shaped: bool = False  # whether values inside JSON are exchanged too


@dataclass
class Tally:
    """What came of the inputs."""

    tried: int = 0
    accepted: int = 0
    slowest_ms: float = 0.0


def fuzz(target: Target, seed: int) -> Iterator[Tally]:
    """Tries one input after the other, as long as it is asked to; AssertionError names the input that went wrong."""
    random, tally = Random(seed), Tally()
    while True:
        given = mutated(target, random)
        started = time.process_time()
        try:
            tally.accepted += target.takes(given, random)
        except Exception as problem:
            raise AssertionError(f"{type(problem).__name__}: {problem} at input {given!r}") from problem
        spent = time.process_time() - started
        assert spent < SLOW_S, f"{spent} s for input {given!r}"
        tally.tried += 1
        tally.slowest_ms = max(tally.slowest_ms, spent * 1000)
        yield tally


def mutated(target: Target, random: Random) -> bytes:
    """A sound input with a few things done to it."""
    given = random.choice(target.seeds)
    if target.shaped and random.random() < 0.7:
        given = b"\n".join(_line_reshaped(line, random) for line in given.split(b"\n"))
        if len(given) > LONGEST or random.random() < 0.7:
            return given[:LONGEST]
    for _ in range(random.choice((0, 1, 1, 1, 2, 4))):
        at, to = sorted(random.randrange(len(given) + 1) for _ in "ab")
        to = min(to, at + random.choice((0, 1, 2, 50, 10**6)))
        middle = random.choice(
            (
                b"",
                random.choice(BYTES),
                random.choice(target.words),
                random.randbytes(random.randrange(4)),
                given[at:to] * random.choice((2, 2, 3, 40)),
                random.choice(target.seeds)[random.randrange(50) :],
                random.choice(DEEP) * random.choice((3, 300, 2000)),
            )
        )
        given = (given[:at] + middle + given[to:])[:LONGEST]
    return given


def _line_reshaped(line: bytes, random: Random) -> bytes:
    name, colon, text = line.partition(b"data: ") if line.startswith(b"data: ") else (b"", b"", line)
    try:
        return name + colon + orjson.dumps(_reshaped(orjson.loads(text), random))
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return line


def _reshaped(value: Any, random: Random) -> Any:
    if random.random() < 0.08:
        return random.choice(ODD)
    if isinstance(value, dict):
        kept = {key: _reshaped(part, random) for key, part in value.items() if random.random() > 0.03}
        return kept | ({random.choice((*kept, "a")): random.choice(ODD)} if random.random() < 0.1 else {})
    if isinstance(value, list):
        # Of lists in lists only the innermost, or they would grow beyond all bounds.
        often = 1 if any(isinstance(part, list) for part in value) else random.choice((1,) * 20 + (0, 2, 30))
        return [_reshaped(part, random) for part in value] * often
    return value


def _pieces(given: bytes, random: Random) -> list[bytes]:
    cuts = sorted(random.randrange(len(given) + 1) for _ in range(random.randrange(5)))
    return [given[start:end] for start, end in zip([0, *cuts], [*cuts, len(given)], strict=True)]


def _http(given: bytes, random: Random) -> bool:
    taken, status = ours(given)
    assert ours(*_pieces(given, random)) == (taken, status)
    if taken:
        check_alike(given, taken[0])
    return bool(taken) and status is None


def _sse(given: bytes, random: Random) -> bool:
    whole, split = _events([given]), _events(_pieces(given, random))
    assert whole == split
    assert whole[0] == given
    return bool(whole[1])


def _events(pieces: list[bytes]) -> tuple[bytes, list[tuple[str | None, str]]]:
    reader = SseReader()
    read = [piece for data_ in pieces for piece in reader.feed(data_)]
    rest = reader.rest()
    read += [rest] if rest else []
    return b"".join(it.raw for it in read), [(it.event, it.data) for it in read if it.data is not None]


def takes_answer(dialect: Dialect, given: bytes) -> bool:
    """Whether a dialect reads an answer in these bytes, as events or as one body; the record is one either way."""
    events, whole = dialect.reading(), dialect.reading()
    for _, said in _events([given])[1]:
        events.event(said)
    whole.whole(given)
    for reading in (events, whole):
        usage, cost = dialect.usage(reading.usage), cost_of(reading.usage)
        line = orjson.dumps([usage, cost, reading.served, reading.error, reading.finish_reasons, reading.finished])
        assert len(line) < 10**6
        kept = orjson.loads(line)
        Usage.model_validate(kept[0])
        assert cost is None or Cost.model_validate(kept[1])
    return events.answers or whole.answers


def takes_request(dialect: Dialect, given: bytes) -> bool:
    """Whether these bytes are a request that has a hash; then its edits must come out as meant."""
    asked = parsed(given)
    facts = dialect.facts("/v1beta/models/m:generateContent", asked)
    orjson.dumps([facts.model, facts.stream, facts.messages, facts.tools, of_request(dialect.name, asked)])
    if request_hash("/v1/x", asked) is None or not isinstance(asked, dict):
        return False
    other = renamed(given, "other")
    assert other.asked == asked
    assert parsed(other.sent) == asked | {"model": "other"}
    if facts.lacks_usage:
        parsed_ = parsed(with_usage(given, asked.get("stream_options")))
        assert parsed_["stream_options"]["include_usage"] is True
    assert isinstance(parsed(removed(given, asked, dialect.hosted)[0]), dict)
    return True


def _journals(given: bytes, _random: Random) -> bool:
    problems = verify(given)
    with tempfile.TemporaryFile() as file:
        file.write(given)
        file.seek(0)  # which writes it, too
        try:
            recover(file.fileno(), Path("j"))
        except ValueError:
            assert problems
            return False
        file.seek(0)
        kept = file.read()
        assert given.startswith(kept)
        os.lseek(file.fileno(), 0, os.SEEK_SET)
        recover(file.fileno(), Path("j"))
        assert os.fstat(file.fileno()).st_size == len(kept)
    return True


def _answers(given: bytes, random: Random) -> bool:
    return takes_answer(random.choice(DIALECTS), given)


def _requests(given: bytes, random: Random) -> bool:
    return takes_request(random.choice(DIALECTS), given)


def nested(depth: int) -> bytes:
    """An ask and an answer at once, all of it nested so deep."""
    deep = b"[" * (depth // 2) + b'{"a":' * (depth // 2) + b"1" + b"}" * (depth // 2) + b"]" * (depth // 2)
    names = (
        b"usage",
        b"error",
        b"message",
        b"response",
        b"delta",
        b"usageMetadata",
        b"stream_options",
        b"messages",
        b"input",
    )
    members = b",".join(b'"%b":%b' % (name, deep) for name in names)
    return b'{"model":"m","stream":true,"data":[],"choices":[%b],%b}' % (deep, members)


def targets() -> dict[str, Target]:
    """All of them, by name."""
    heads = [line + b"\r\nHost: a\r\n" + field + b"\r\n\r\n" + body for line in LINES[:4] for field, body in FRAMED]
    streams = [data(ROLE, HELLO, STOP, USAGE, DONE), *(spoken.stream + spoken.error for spoken in ALL)]
    answers = [WHOLE, *(spoken.whole for spoken in ALL), b'{"data":[],"model":"m","usage":{"prompt_tokens":1}}']
    asks = [orjson.dumps(ask) for ask in (ASK, *(it.ask for it in ALL), *(it.stream_ask for it in ALL))]
    deep = [nested(depth) for depth in (200, 252, 500, 1000, 1100)]
    with tempfile.TemporaryDirectory() as folder:
        journals = [written(Path(folder) / "1", "a", "b", "a"), written(Path(folder) / "2", "a")]
    lines = tuple(line + b"\n" for line in b"".join(journals).splitlines())
    names = (
        b'"usage":',
        b'"error":',
        b'"choices":[',
        b'"index":1e5',
        b'"model":"m",',
        b"data: ",
        b"event: ",
        b"[DONE]",
    )
    return {
        "HTTP": Target((*heads, heads[0] + heads[1]), (*LINES, *FIELDS, *BODIES, b"\r\nHost: a"), _http),
        "SSE": Target(tuple(streams), (b"data:", b"\n\n", b"\r\n\r\n", b": ping\n", b"event: x\n", b"\r\r"), _sse),
        "answers": Target((*streams, *answers, *deep, data(*deep)), names, _answers, shaped=True),
        "requests": Target(
            tuple(asks), (*names, b"1.0", rb"\ud83d", b"1e999", b"-0", b"9" * 400), _requests, shaped=True
        ),
        "journals": Target(tuple(journals), (*lines, b"\x00" * 4096, b'"seq":1', b'"kind":"call"'), _journals),
    }
