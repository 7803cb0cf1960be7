"""The wire to an endpoint that is not there, over TLS, and one that repeats the key."""

import pytest

from tests.proxy.speaking import (
    HELLO,
    Loop,
    call,
    either_loop,
    run,
    speaking,
    wired,
)


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
