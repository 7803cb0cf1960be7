"""Finding: an upstream of which nobody has said what it speaks; it is found out by asking."""

from proxy.translation.translating import COUNT, Translating, dialect, listing
from proxy.upstream import Answer, Ask, Upstream

NO_SUCH_ROUTE = (404, 405, 501)

PATHS = 100  # Gemini's hold the model, so there may be many


class Finding:
    """Asks the endpoint as the agent does; where it has no such route, other ways, and the one that helps is kept."""

    def __init__(self, inner: Upstream, translating: Translating) -> None:
        self._inner = inner
        self._translating = translating
        self._ways: dict[str, str] = {}  # by dialect that the endpoint does not speak: one that it does
        self._spoken: set[str] = set()
        self._served: set[str] = set()  # paths that were answered, so that most calls need not be looked into

    async def send(self, ask: Ask) -> Answer:
        """The answer, in the dialect of the ask."""
        if self._ways:
            if to := self._ways.get(dialect(ask)):
                return await self._translating.through(ask, to)
            ask = listing(ask, self._ways.get("chat"))
        answer = await self._inner.send(ask)
        if answer.status in NO_SUCH_ROUTE and (spoken := dialect(ask)) not in self._spoken:
            return await self._other_way(ask, spoken, answer)
        if answer.status < 400 and ask.path not in self._served and len(self._served) < PATHS:
            self._served.add(ask.path)
            self._spoken.add(dialect(ask))
        return answer

    async def aclose(self) -> None:
        """Closes what is kept open between calls."""
        await self._translating.aclose()

    async def _other_way(self, ask: Ask, spoken: str, answer: Answer) -> Answer:
        from proxy.translation.ways import AGENTS, ENDPOINTS

        for to in ENDPOINTS if spoken in AGENTS else ():
            if to == spoken or to in self._ways:
                continue
            try:
                other = await self._translating.through(ask, to)
            except BaseException:
                answer.close()
                raise
            if other.status not in NO_SUCH_ROUTE:
                answer.close()
                if other.status < 400 and ask.path != COUNT:  # to which no endpoint was asked
                    self._ways[spoken] = to
                    self._spoken.add(to)
                return other
            other.close()
        # Not the route is missing but the model, or everything: the endpoint's own words say it best.
        return answer
