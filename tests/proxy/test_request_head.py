"""Heads: the ones every reader reads alike are taken, every other one is refused with the status that says why."""

import pytest

from proxy.request_reader import HttpLimits, Malformed, Request, RequestReader

LIMITS = HttpLimits(head=2000, headers=10, body=100)

HOST = b"Host: a\r\n"


def read(data: bytes) -> Request:
    requests = RequestReader(LIMITS).feed(data)
    assert len(requests) == 1, requests
    return requests[0]


def refused(data: bytes) -> Malformed:
    with pytest.raises(Malformed) as caught:
        RequestReader(LIMITS).feed(data)
    return caught.value


def test_a_head_is_read_with_its_names_as_sent() -> None:
    line, fields = b"POST /v1/x?y=%20 HTTP/1.1\r\n", b"hOST: 127.0.0.1:80\r\nX-A:\t one  two \t\r\nX-B:\r\nx-a: 2\r\n"
    request = read(line + fields + b"Content-Length: 2\r\n\r\nhi")
    assert request == Request(
        method="POST",
        target="/v1/x?y=%20",
        http11=True,
        headers=(
            (b"hOST", b"127.0.0.1:80"),
            (b"X-A", b"one  two"),
            (b"X-B", b""),
            (b"x-a", b"2"),
            (b"Content-Length", b"2"),
        ),
        body=b"hi",
        keep_alive=True,
        named={b"host": b"127.0.0.1:80", b"x-a": b"one  two", b"x-b": b"", b"content-length": b"2"},
    )


@pytest.mark.parametrize(
    ("line", "keep_alive"),
    [
        (b"HTTP/1.1\r\nHost: a\r\n", True),
        (b"HTTP/1.1\r\nHost: a\r\nConnection: Close\r\n", False),
        (b"HTTP/1.1\r\nHost: a\r\nConnection: x\r\nConnection: y , close\r\n", False),
        (b"HTTP/1.0\r\n", False),
        (b"HTTP/1.0\r\nConnection: Keep-Alive\r\n", True),
        (b"HTTP/1.0\r\nConnection: keep-alive, close\r\n", False),
    ],
)
def test_the_connection_lives_as_long_as_the_agent_wants(line: bytes, *, keep_alive: bool) -> None:
    assert read(b"GET / " + line + b"\r\n").keep_alive is keep_alive


@pytest.mark.parametrize(
    "head",
    [
        b"GET /a HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
        b"GET /a HTTP/1.1\r\nHost: a_b.c-d:\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /a HTTP/1.1\r\nHost: a\r\nX: \xc3\xa9 \xff\r\n\r\n",
        b"GET /a HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n",
        b"GET /a HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\n\r\n",
        b"HEAD /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
        b"GET /a HTTP/1.0\r\n\r\n",
    ],
)
def test_what_is_unusual_and_clear_is_taken(head: bytes) -> None:
    assert read(head).body == b""


@pytest.mark.parametrize(
    ("status", "line"),
    [
        (400, b"GET  / HTTP/1.1"),
        (400, b"GET /  HTTP/1.1"),
        (400, b"GET\t/ HTTP/1.1"),
        (400, b"GET /\tHTTP/1.1"),
        (400, b"GET / HTTP/1.1 "),
        (400, b"GET / a HTTP/1.1"),
        (400, b"GET /\x0b HTTP/1.1"),
        (400, b"GET /\x00 HTTP/1.1"),
        (400, b"GET /\xc3\xa9 HTTP/1.1"),
        (400, b"GET /#a HTTP/1.1"),
        (400, b"GET /\rX HTTP/1.1"),
        (400, b"GET / HTTP/1.1\r"),
        (400, b" GET / HTTP/1.1"),
        (400, b"\r\nGET / HTTP/1.1"),
        (400, b"get / HTTP/1.1"),
        (400, b"G\xc3\x89T / HTTP/1.1"),
        (400, b"G@T / HTTP/1.1"),
        (400, b"A" * 21 + b" / HTTP/1.1"),
        (400, b"GET HTTP/1.1"),
        (400, b"GET /"),
        (400, b"/"),
        (400, b"GET a HTTP/1.1"),
        (400, b"GET * HTTP/1.1"),
        (400, b"OPTIONS ** HTTP/1.1"),
        (400, b"GET http://a/b HTTP/1.1"),
        (400, b"CONNECT a:443 HTTP/1.1"),
        (400, b"GET / http/1.1"),
        (400, b"GET / HTTP/1."),
        (400, b"GET / HTTP/1 .1"),
        (400, b"GET / HTTP/01.1"),
        (400, b"GET / HTTP/1.01"),
        (400, b"GET / HTTP/1.1.1"),
        (400, b"GET / ICY/1.1"),
        (505, b"GET / HTTP/1.2"),
        (505, b"GET / HTTP/0.9"),
        (505, b"GET / HTTP/9.9"),
        (505, b"GET / HTTP/1"),
        (505, b"PRI * HTTP/2.0"),
        (400, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
    ],
)
def test_a_request_line_that_is_another_is_refused(status: int, line: bytes) -> None:
    problem = refused(line + b"\r\nHost: a\r\n\r\n")
    assert (problem.status, problem.request) == (status, None)


@pytest.mark.parametrize("method", [b"CONNECT", b"TRACE", b"OST", b"GPOST", b"A" * 20])
def test_a_method_of_no_api_is_refused(method: bytes) -> None:
    problem = refused(method + b" /a HTTP/1.1\r\nHost: a\r\n\r\n")
    assert problem.status == 501
    assert problem.request is not None


@pytest.mark.parametrize(
    "lines",
    [
        b"Host: a\r\nX : 1\r\n",
        b"Host: a\r\nX\t: 1\r\n",
        b"Host: a\r\n: 1\r\n",
        b"Host: a\r\nX\r\n",
        b"Host: a\r\nX y: 1\r\n",
        b"Host: a\r\n X: 1\r\n",
        b" X: 1\r\nHost: a\r\n",
        b"Host: a\r\nX: 1\r\n 2\r\n",
        b"Host: a\r\nX: 1\r\n\t2\r\n",
        b"Host: a\r\nTransfer-Encoding:\r\n chunked\r\n",
        b"Host: a\r\nX: 1\n",
        b"Host: a\nX: 1\r\n",
        b"Host: a\r\nX: 1\nY: 2\r\n",
        b"Host: a\r\nX: 1\rY: 2\r\n",
        b"Host: a\r\nX: 1\r\r\n",
        b"Host: a\r\n\rX: 1\r\n",
        b"Host: a\r\nX: \x00\r\n",
        b"Host: a\r\nX: a\x00b\r\n",
        b"Host: a\r\nX: \x0b1\r\n",
        b"Host: a\r\nX: \x7f\r\n",
        b"Host: a\r\nX\x00: 1\r\n",
        b"Host: a\r\nX\xe9: 1\r\n",
        b'Host: a\r\n"X": 1\r\n',
        b"Host: a\r\nTransfer-Encoding: \x0bchunked\r\n",
        b"Host: a\r\nTransfer-Encoding: \x0cchunked\r\n",
        b"Host: a\r\nTransfer-Encoding: chunked\x00\r\n",
        b"Host: a\r\nTransfer-Encoding : chunked\r\n",
        b"Host: a\r\n\xef\xbb\xbfX: 1\r\n",
    ],
)
def test_a_header_line_that_two_readers_may_read_differently_is_refused(lines: bytes) -> None:
    problem = refused(b"POST / HTTP/1.1\r\n" + lines + b"\r\n")
    assert (problem.status, problem.request) == (400, None)


@pytest.mark.parametrize(
    "lines",
    [
        b"X: 1\r\n",
        b"Host:\r\n",
        b"Host: a\r\nHost: b\r\n",
        b"Host: a\r\nhost: a\r\n",
        b"Host: a, b\r\n",
        b"Host: a b\r\n",
        b"Host: a/b\r\n",
        b"Host: u@a\r\n",
        b"Host: a:x\r\n",
        b"Host: [::1\r\n",
        b"Host: a:123456\r\n",
    ],
)
def test_a_request_for_no_one_host_is_refused(lines: bytes) -> None:
    problem = refused(b"GET /v1/models HTTP/1.1\r\n" + lines + b"\r\n")
    assert problem.status == 400
    assert problem.request is not None
    assert problem.request.target == "/v1/models"


def test_two_hosts_are_refused_in_the_old_version_too() -> None:
    assert refused(b"GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n").status == 400
    assert refused(b"GET / HTTP/1.0\r\nHost: a/b\r\n\r\n").status == 400


NO_LENGTHS = (b"", b"5, 5", b"5,6", b"+5", b"-5", b"-0", b"1_0", b"05", b"00", b"0x5", b"5a", b"1 0", b"5.0", b"5;")

OTHER_CODINGS = (
    *(b"", b"gzip", b"identity", b"Chunked", b"xchunked", b'"chunked"', b"chunked;q=1"),
    *(b"gzip, chunked", b"chunked, gzip", b", chunked", b"chunked,"),
)


@pytest.mark.parametrize(
    ("status", "lines"),
    [
        (400, b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
        (400, b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"),
        (400, b"Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n"),
        (400, b"Transfer-Encoding:\r\nContent-Length: 5\r\n"),
        (400, b"Content-Length: 5\r\nContent-Length: 5\r\n"),
        (400, b"Content-Length: 5\r\ncontent-length: 6\r\n"),
        (400, b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
        (400, b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"),
        *((400, b"Content-Length:" + value + b"\r\n") for value in NO_LENGTHS),
        (400, b"Content-Length: \xb2\r\n"),
        (400, b"Content_Length: 5\r\n"),
        (400, b"Transfer_Encoding: chunked\r\n"),
        (413, b"Content-Length: 101\r\n"),
        (413, b"Content-Length: 18446744073709551617\r\n"),
        (413, b"Content-Length: " + b"9" * 1500 + b"\r\n"),
        *(
            (501, b"Transfer-Encoding: " + value + b"\r\n")
            for value in (b"", b"gzip", b"identity", b"Chunked", b"xchunked")
        ),
        *(
            (501, b"Transfer-Encoding: " + value + b"\r\n")
            for value in (b"gzip, chunked", b"chunked, gzip", b"chunked;q=1")
        ),
        *((501, b"Transfer-Encoding: " + value + b"\r\n") for value in OTHER_CODINGS),
        (417, b"Expect: 200-ok\r\n"),
        (417, b"Expect: 100-continue, x\r\n"),
        (400, b"Expect: 100-continue\r\nExpect: 100-continue\r\n"),
    ],
)
def test_a_body_that_may_end_elsewhere_is_refused_and_tells_what_was_asked(status: int, lines: bytes) -> None:
    problem = refused(b"POST /v1/x HTTP/1.1\r\nHost: a\r\n" + lines + b"\r\n0\r\n\r\n")
    assert problem.status == status
    assert problem.request is not None
    assert (problem.request.target, problem.request.named[b"host"], problem.request.body) == ("/v1/x", b"a", b"")


def test_chunks_are_refused_in_the_version_that_has_none() -> None:
    assert refused(b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n").status == 400


def test_as_many_headers_as_allowed_are_taken_and_one_more_is_not() -> None:
    head = b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: 1\r\n" * 9
    assert len(read(head + b"\r\n").headers) == 10
    assert refused(head + b"X: 1\r\n\r\n").status == 431


def test_as_large_a_head_as_allowed_is_taken_and_a_larger_one_is_not() -> None:
    begin = b"GET / HTTP/1.1\r\nHost: a\r\nX: "
    room = 2000 - len(begin) - 4
    assert read(begin + b"a" * room + b"\r\n\r\n")
    for size in (room + 1, room + 3, room + 4, 10_000):
        assert refused(begin + b"a" * size + b"\r\n\r\n").status == 431
