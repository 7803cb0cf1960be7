"""The reader of requests against two others: what it takes they read alike; all else ends in a defined error."""

import itertools

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.proxy.http_readers import check_alike, ours

LINES = [
    *(
        b"POST /v1/x HTTP/1.1",
        b"GET / HTTP/1.1",
        b"OPTIONS * HTTP/1.1",
        b"POST /v1/x HTTP/1.0",
        b"HEAD /a?b=c%20 HTTP/1.1",
    ),
    *(
        b"POST  / HTTP/1.1",
        b"POST http://a/ HTTP/1.1",
        b"PRI * HTTP/2.0",
        b"DELETE /a|b'\"^`{}<>\\ HTTP/1.1",
        b"GET / HTTP/1.1 ",
    ),
]
FIELDS = [
    *(
        b"Host: a",
        b"host: [::1]:80",
        b"Host: a,b",
        b"HOST:",
        b"Content-Length: 5",
        b"Content-Length:5 ",
        b"content-length: 0",
    ),
    *(
        b"Content-Length: +5",
        b"Content-Length: 5,5",
        b"Content-Length: 05",
        b"Content-Length: 999",
        b"Transfer-Encoding: chunked",
    ),
    *(
        b"transfer-encoding:\tchunked ",
        b"Transfer-Encoding: Chunked",
        b"Transfer-Encoding: gzip, chunked",
        b"Transfer-Encoding:",
    ),
    *(
        b"Transfer-Encoding : chunked",
        b"Transfer_Encoding: chunked",
        b"Connection: close",
        b"Connection: keep-alive, x",
    ),
    *(
        b"Expect: 100-continue",
        b"Expect: x",
        b"X:  a  b\t",
        b"X:",
        b"X",
        b" folded",
        b"\tfolded",
        b"X: \xc3\xa9\xff",
        b"X: \x00",
    ),
    *(b"X: a\x7f", b"X\xe9: a", b"X: a\rY: b", b"X: a\nY: b", b":", b"X(: a", b"TE: trailers", b"Trailer: X"),
]
BODIES = [
    *(
        b"",
        b"hello",
        b"5\r\nhello\r\n0\r\n\r\n",
        b"0\r\n\r\n",
        b"1\r\na\r\nA\r\n0\r\n\r\nabcde\r\n0\r\n\r\n",
        b"05\r\nhello\r\n0\r\n\r\n",
    ),
    *(
        b"5;a=b\r\nhello\r\n0\r\n\r\n",
        b"5\nhello\r\n0\r\n\r\n",
        b"5\r\nhello\n0\r\n\r\n",
        b"0\r\nX: 1\r\n\r\n",
        b"ffffffffffffffff1\r\n",
    ),
]
FRAMED = [
    *((b"Content-Length: 5", b"hello"), (b"content-length:\t9 ", b"0\r\n\r\nGET ")),
    *((b"Transfer-Encoding: chunked", body) for body in BODIES[2:]),
]
# Most are as they should be: two faults in one request hide each other.
ENDS = st.sampled_from([b"\r\n"] * 80 + [b"\n", b"\r", b"\r\r\n", b" \r\n", b""])
MOSTLY = st.integers(0, 9).map(bool)


@st.composite
def requests(draw: st.DrawFn) -> bytes:
    """Bytes that are a request, or nearly one."""
    fields, body = draw(st.lists(st.sampled_from(FIELDS), max_size=2)), b""
    if draw(MOSTLY):
        fields.append(b"Host: a")
    if draw(st.booleans()):
        field, body = draw(st.sampled_from(FRAMED))
        fields.append(field)
    line = LINES[0] if draw(MOSTLY) else draw(st.sampled_from(LINES))
    head = b"".join(part + draw(ENDS) for part in (line, *draw(st.permutations(fields)), b""))
    data = head + (body if draw(MOSTLY) else draw(st.sampled_from(BODIES)))
    if draw(MOSTLY):
        return data
    at = draw(st.integers(0, len(data)))
    return data[:at] + draw(st.binary(max_size=2)) + data[at + draw(st.integers(0, 2)) :]


@settings(max_examples=400)
@given(requests())
@example(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n")
def test_what_is_taken_other_readers_read_alike(data: bytes) -> None:
    taken, _ = ours(data)
    if not taken:
        return
    check_alike(data, taken[0])


@settings(max_examples=400)
@given(requests(), requests(), st.lists(st.integers(0, 400), max_size=5))
@example(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n", b"OPTIONS * HTTP/1.1\r\n\r\n", [])
def test_where_the_bytes_are_split_changes_neither_what_is_taken_nor_why_not(
    one: bytes, two: bytes, cuts: list[int]
) -> None:
    data = one + two
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    whole = ours(data)
    assert ours(*(data[a:b] for a, b in itertools.pairwise(edges))) == whole
    assert ours(*(bytes([byte]) for byte in data)) == whole


@given(st.binary(max_size=300))
def test_any_bytes_are_taken_or_refused(data: bytes) -> None:
    taken, status = ours(data)
    assert taken == []
    assert status in (None, 400, 505)
