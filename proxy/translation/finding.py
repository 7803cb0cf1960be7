"""Finding: an upstream of which nobody has said what it speaks; it is found out by asking."""

from proxy.dialects import find
from proxy.translation.pairs import PAIRS
from proxy.translation.translating import COUNT
from proxy.upstream import Answer, Ask, Upstream

NO_SUCH_ROUTE = (404, 405, 501)

PATHS = 100  # Gemini's hold the model, so there may be many

TRANSLATED = frozenset(agents for agents, _ in PAIRS)


class Finding:
    """Asks the endpoint as the agent does; where it has no such route, another way, which is remembered if it helps."""

    def __init__(self, inner: Upstream, translating: Upstream) -> None:
        self._inner = inner
        self._translating = translating
        self._foreign: set[str] = set()  # what the endpoint does not speak
        self._spoken: set[str] = set()
        self._served: set[str] = set()  # paths that were answered, so that most calls need not be looked into

    async def send(self, ask: Ask) -> Answer:
        """The answer, in the dialect of the ask."""
        if self._foreign and _dialect(ask) in self._foreign:
            return await self._translating.send(ask)
        answer = await self._inner.send(ask)
        if answer.status in NO_SUCH_ROUTE and (dialect := _dialect(ask)) in TRANSLATED - self._spoken:
            return await self._other_way(ask, dialect, answer)
        if answer.status < 400 and ask.path not in self._served and len(self._served) < PATHS:
            self._served.add(ask.path)
            self._spoken.add(_dialect(ask))
        return answer

    async def aclose(self) -> None:
        """Closes what is kept open between calls."""
        await self._translating.aclose()

    async def _other_way(self, ask: Ask, dialect: str, answer: Answer) -> Answer:
        try:
            other = await self._translating.send(ask)
        except BaseException:
            answer.close()
            raise
        if other.status in NO_SUCH_ROUTE:
            # Not the route is missing but the model, or everything: the endpoint's own words say it best.
            other.close()
            return answer
        answer.close()
        if other.status < 400:
            self._foreign.add(dialect)
        return other


def _dialect(ask: Ask) -> str:
    return "messages" if ask.path == COUNT else find(ask.method, ask.path)[0].name
