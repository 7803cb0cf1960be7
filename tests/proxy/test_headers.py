"""Which headers pass, from the agent to the endpoint and back."""

import pytest

from proxy import headers

AGENT = [
    (b"Host", b"127.0.0.1"),
    (b"authorization", b"Bearer tok"),
    (b"X-Api-Key", b"tok"),
    (b"connection", b"keep-alive, X-Hop"),
    (b"Connection", b"X-Second"),
    (b"x-hop", b"1"),
    (b"x-second", b"2"),
    (b"content-length", b"3"),
    (b"expect", b"100-continue"),
    (b"Accept-Encoding", b"gzip;q=1, br, zstd, deflate"),
    (b"OpenAI-Organization", b"o"),
]


def test_what_belongs_to_the_connection_or_the_grant_stays_here() -> None:
    kept = [(b"OpenAI-Organization", b"o")]
    named = headers.by_name(AGENT)
    assert headers.to_endpoint(AGENT, named, plain=True) == [*kept, (b"accept-encoding", b"identity")]
    assert headers.to_endpoint(AGENT, named, plain=False) == [
        *kept,
        (b"accept-encoding", b"gzip;q=1, deflate"),
    ]
    assert headers.to_endpoint([], {}, plain=False) == [(b"accept-encoding", b"identity")]


def test_the_endpoints_headers_pass_but_for_hops_and_a_stale_length() -> None:
    sent = [
        (b"Retry-After", b"7"),
        (b"content-length", b"9"),
        (b"transfer-encoding", b"chunked"),
        (b"Keep-Alive", b"x"),
    ]
    assert headers.to_agent(sent, headers.by_name(sent), keep_length=True) == sent[:2]
    assert headers.to_agent(sent, headers.by_name(sent), keep_length=False) == sent[:1]


@pytest.mark.parametrize(
    ("given", "token"),
    [
        ([(b"authorization", b"Bearer tok")], "tok"),
        ([(b"Authorization", b"bearer  tok ")], "tok"),
        ([(b"x-api-key", b"tok")], "tok"),
        ([(b"authorization", b"Basic eA=="), (b"x-api-key", b"tok")], "tok"),
        ([(b"authorization", b"Bearer ")], None),
        ([], None),
    ],
)
def test_the_token_is_found_where_agents_put_it(given: list[tuple[bytes, bytes]], token: str | None) -> None:
    assert headers.token(headers.by_name(given)) == token


def test_encoding_and_length_are_null_where_nothing_is_said() -> None:
    assert (headers.encoding({}), headers.encoding({b"content-encoding": b"Identity"})) == (None, None)
    assert headers.encoding({b"content-encoding": b" GZip"}) == "gzip"
    assert (headers.length({}), headers.length({b"content-length": b"x"})) == (None, None)


def test_of_headers_of_one_name_the_first_is_looked_up() -> None:
    assert headers.by_name([(b"A", b"1"), (b"a", b"2"), (b"B", b"3")]) == {b"a": b"1", b"b": b"3"}
