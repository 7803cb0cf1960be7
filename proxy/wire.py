"""Wire: the endpoint over HTTP/1.1, as fast as Python goes."""

import asyncio
import ssl
from time import monotonic

from proxy.pool import Pool
from proxy.spellings import Spellings
from proxy.upstream import Ask, Endpoint
from proxy.wire_answer import WireAnswer
from proxy.wire_connection import Connection
from proxy.wire_request import RequestHeads


def trusted() -> ssl.SSLContext:
    """The machine's own certificates and those of SSL_CERT_FILE, beside the ones that the project brings."""
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    context.set_alpn_protocols(["http/1.1"])
    return context


class Wire:
    """One endpoint: no redirects, no proxies or settings from the environment, no retries of its own but one.

    A request over a connection that had been kept open, and that the endpoint closed before a byte of an answer
    came, is sent again over a fresh one.
    """

    def __init__(self, endpoint: Endpoint, connect_s: float = 20, idle_s: float = 600) -> None:
        self._heads = RequestHeads(endpoint)
        self._spellings = Spellings(endpoint.secret) if endpoint.secret else None
        self._tls = trusted() if endpoint.encrypted else None  # http spares the 20 ms of loading certificates
        self._connect_s = connect_s
        # A silence is bounded, an answer is not: reasoning takes its time.
        self._pool = Pool(idle_s)

    async def send(self, ask: Ask) -> WireAnswer:
        """The answer, once its status and headers have come."""
        head = self._heads.write(ask)
        kept = self._pool.take(monotonic())
        if kept is not None:
            try:
                return await self._over(kept, head, ask)
            except ConnectionError:
                if kept.answered or self._pool.closed:
                    raise
        return await self._over(await self._connect(), head, ask)

    async def aclose(self) -> None:
        """Closes every connection."""
        await self._pool.aclose()

    async def _over(self, connection: Connection, head: bytes, ask: Ask) -> WireAnswer:
        answer = WireAnswer(connection, self._spellings, bodiless=ask.method == "HEAD")
        connection.ask(head, ask.body, answer)
        await answer.begun()
        return answer

    async def _connect(self) -> Connection:
        loop, heads = asyncio.get_running_loop(), self._heads
        try:
            async with asyncio.timeout(self._connect_s):
                _, connection = await loop.create_connection(
                    self._pool.make,
                    heads.host,
                    heads.port,
                    ssl=self._tls,
                    server_hostname=heads.host if self._tls else None,
                )
        except TimeoutError:
            raise TimeoutError(f"no connection to the endpoint within {self._connect_s:g} s") from None
        except OSError as problem:
            raise ConnectionError(f"no connection to the endpoint: {problem}") from None
        return connection
