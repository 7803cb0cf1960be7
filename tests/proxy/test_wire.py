"""The wire to an endpoint that is not there, over TLS, and one that repeats the key."""

import gzip
import ssl
import zlib
from pathlib import Path

import pytest
import trustme

from tests.proxy.speaking import (
    CLOSE,
    HELLO,
    LAST,
    OK,
    Loop,
    Script,
    call,
    chunked,
    either_loop,
    fetched,
    run,
    speaking,
    whole,
    wired,
)
from tests.proxy.speaking import KEY as WIRE_KEY
from tests.proxy.test_spellings import CODED, KEY, traces


@either_loop
def test_an_endpoint_that_is_not_there_is_a_connection_error(loop: Loop) -> None:
    async def main() -> None:
        for host in ("127.0.0.1:9", "no-such-host.invalid"):
            async with wired(f"http://{host}") as wire:
                with pytest.raises(ConnectionError, match="no connection to the endpoint"):
                    await call(wire)

    run(main(), loop)


@either_loop
def test_connecting_is_bounded_in_time(loop: Loop) -> None:
    async def main() -> None:
        # It accepts, and never speaks TLS.
        async with speaking([[HELLO]]) as heard, wired(heard.url.replace("p:", "ps:"), connect_s=0.2) as wire:
            with pytest.raises(TimeoutError, match=r"no connection to the endpoint within 0\.2 s"):
                await call(wire)

    run(main(), loop)


@either_loop
def test_no_coding_of_the_key_comes_out_in_headers_or_body(loop: Loop) -> None:
    async def main() -> None:
        said = b" " * 9 + "; ".join(CODED.values()).encode()
        scripts: list[Script] = [[whole(said, head=b"X-Echo: %b\r\n" % said)]]
        for start in range(5):
            steps: Script = [chunked(head=b"X-Key: " + KEY.encode() + b"\r\n")]
            for at in range(start, len(said), 29):
                steps += [b"%x\r\n%b\r\n" % (len(said[at : at + 29]), said[at : at + 29]), 0.002]
            scripts.append([*steps, LAST])
        async with speaking(scripts) as heard, wired(heard.url, KEY) as wire:
            for _ in scripts:
                got = await call(wire)
                assert got.problem is None
                assert traces(repr(got).encode() + got.body + b"".join(b"".join(pair) for pair in got.headers)) == []
                assert got.body.count(b"*") > 10 * len(KEY)
                assert any(b"****" in value for _, value in got.headers)

    run(main(), loop)


@pytest.mark.parametrize("coding", [b"gzip", b"x-gzip", b"deflate"])
def test_24_a_packed_answer_passes_as_it_is_unless_the_key_is_in_it(coding: bytes) -> None:
    head = b"Content-Encoding: %b\r\n" % coding
    pack = zlib.compress if coding == b"deflate" else gzip.compress
    fine = pack(b"hello")
    got = fetched([whole(fine, head)])
    assert (got.body, got.problem) == (fine, None)
    got = fetched([whole(pack(b"wrong key " + WIRE_KEY.encode()), head)])
    assert (got.status, got.body) == (200, b"")
    assert "repeats the key" in str(got.problem)
    got = fetched([whole(b"not packed: " + WIRE_KEY.encode(), head)])
    assert got.body == b"not packed: " + b"*" * len(WIRE_KEY)


@pytest.mark.parametrize("coding", [b"br", b"zstd", b"gzip, br", b"secret"])
def test_24_what_cannot_be_looked_into_passes_only_where_there_is_no_key_to_find(coding: bytes) -> None:
    async def main() -> None:
        async with speaking([[whole(b"\x8b\x01", b"Content-Encoding: %b\r\n" % coding)]]) as heard:
            async with wired(heard.url) as wire:
                with pytest.raises(ConnectionError, match="nobody asked for"):
                    await call(wire)
            async with wired(heard.url, "ollama") as wire:
                assert (await call(wire)).body == b"\x8b\x01"

    run(main())


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def _server(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context


@either_loop
def test_an_authority_of_ones_own_is_trusted_through_ssl_cert_file(
    loop: Loop, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ca.pem").write_bytes(authority.cert_pem.bytes())

    async def main() -> None:
        scripts: list[Script] = [[HELLO], [chunked(b"a"), 0.02, b"1\r\nb\r\n" + LAST], [OK + b"\r\nto the end", CLOSE]]
        async with speaking(scripts, tls=_server(authority, "localhost")) as heard:
            with pytest.raises(ConnectionError, match="certificate"):
                async with wired(heard.url) as wire:
                    await call(wire)
            monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
            heard.requests.clear()
            async with wired(heard.url) as wire:
                got = [await call(wire) for _ in scripts]
            assert [(it.body, it.problem) for it in got] == [(b"hello", None), (b"ab", None), (b"to the end", None)]
            assert [len(requests) for requests in heard.requests] == [3]

    run(main(), loop)


@either_loop
def test_a_certificate_for_another_name_is_refused(
    loop: Loop, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ca.pem").write_bytes(authority.cert_pem.bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))

    async def main() -> None:
        async with speaking([[HELLO]], tls=_server(authority, "other.test")) as heard, wired(heard.url) as wire:
            with pytest.raises(ConnectionError, match="certificate"):
                await call(wire)
            assert [requests for requests in heard.requests if requests] == []

    run(main(), loop)
