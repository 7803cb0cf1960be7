"""Bodies in chunks: one way to write them, and every other is refused."""

import pytest

from proxy.request_reader import HttpLimits, Malformed, RequestReader

HEAD = b"POST /v1/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

LIMITS = HttpLimits(body=40, chunks=4)


def body(chunks: bytes) -> bytes:
    (request,) = RequestReader(LIMITS).feed(HEAD + chunks)
    return request.body


@pytest.mark.parametrize(
    ("chunks", "whole"),
    [
        (b"0\r\n\r\n", b""),
        (b"5\r\nhello\r\n0\r\n\r\n", b"hello"),
        (b"1\r\na\r\nA\r\n0123456789\r\nb\r\n\r\n0\r\n\r\n0123\r\n0\r\n\r\n", b"a0123456789\r\n0\r\n\r\n0123"),
        (b"a\r\n" + b"x" * 10 + b"\r\n1E\r\n" + b"y" * 30 + b"\r\n0\r\n\r\n", b"x" * 10 + b"y" * 30),
    ],
)
def test_chunks_are_joined(chunks: bytes, whole: bytes) -> None:
    assert body(chunks) == whole


@pytest.mark.parametrize(
    "chunks",
    [
        b"5;a=b\r\nhello\r\n0\r\n\r\n",
        b"5;\r\nhello\r\n0\r\n\r\n",
        b"5;\nhello\r\n0\r\n\r\n",
        b"5;a\x00\r\nhello\r\n0\r\n\r\n",
        b"5;a\rb\r\nhello\r\n0\r\n\r\n",
        b"5 \r\nhello\r\n0\r\n\r\n",
        b" 5\r\nhello\r\n0\r\n\r\n",
        b"\t5\r\nhello\r\n0\r\n\r\n",
        b"\r\n5\r\nhello\r\n0\r\n\r\n",
        b"5\nhello\r\n0\r\n\r\n",
        b"5\rhello\r\n0\r\n\r\n",
        b"5\r\r\nhello\r\n0\r\n\r\n",
        b"5\r\nhello\n0\r\n\r\n",
        b"5\r\nhello\r0\r\n\r\n",
        b"5\r\nhello0\r\n\r\n",
        b"5\r\nhelloXX0\r\n\r\n",
        b"5\r\nhello!!\r\n0\r\n\r\n",
        b"3\r\nhello\r\n0\r\n\r\n",
        b"05\r\nhello\r\n0\r\n\r\n",
        b"0x5\r\nhello\r\n0\r\n\r\n",
        b"+5\r\nhello\r\n0\r\n\r\n",
        b"-1\r\nhello\r\n0\r\n\r\n",
        b"1_0\r\nhello\r\n0\r\n\r\n",
        b"G\r\nhello\r\n0\r\n\r\n",
        b"123456789\r\nhello",
        b"ffffffffffffffffffff\r\nhello",
        b"000\r\n\r\n",
        b"0;a\r\n\r\n",
        b"0\r\nX: 1\r\n\r\n",
        b"0\r\nContent-Length: 5\r\n\r\n",
        b"0\r\n\n",
        b"0\n\r\n",
        b"0\r\n\rX",
        b"\r\n",
        b";",
    ],
)
def test_chunks_in_any_other_spelling_are_refused_wherever_they_are_split(chunks: bytes) -> None:
    for at in range(len(chunks) + 1):
        reader = RequestReader(LIMITS)
        with pytest.raises(Malformed) as caught:
            [reader.feed(piece) for piece in (HEAD + chunks[:at], chunks[at:])]
        assert caught.value.status == 400
        assert caught.value.request is not None
        assert caught.value.request.target == "/v1/x"


@pytest.mark.parametrize(
    "chunks", [b"29\r\n", b"20\r\n" + b"x" * 32 + b"\r\n9\r\n", b"ffffffff\r\n", b"1\r\na\r\n" * 5]
)
def test_a_body_too_large_or_in_too_many_chunks_is_refused_before_it_is_there(chunks: bytes) -> None:
    with pytest.raises(Malformed) as caught:
        RequestReader(LIMITS).feed(HEAD + chunks)
    assert caught.value.status == 413
    assert caught.value.request is not None
