"""Translating: an upstream whose endpoint speaks another dialect than the agent."""

from typing import TYPE_CHECKING

import orjson

from proxy.dialects import find
from proxy.translation.translator import Translated, Translator
from proxy.upstream import Answer, Ask, Headers, Upstream

if TYPE_CHECKING:  # the rest is imported by the first call that needs it: a proxy must listen at once
    from proxy.translation.sides import AgentSide, EndpointSide

COUNT = "/v1/messages/count_tokens"

MODELS = "/v1/models"

# The agent's provider, or its SDK, meant by these: no endpoint of another dialect.
FOREIGN = (b"anthropic-", b"x-goog-", b"x-codex-", b"openai-", b"x-stainless-")

# Said anew: they are about a body that is no longer the same.
OWN = (b"content-type", b"content-length", b"content-encoding", b"accept", b"accept-encoding")

SAID: tuple[tuple[bytes, bytes], ...] = ((b"content-type", b"application/json"), (b"accept-encoding", b"identity"))

REFUSAL = 64 * 2**10  # no refusal of stream_options is longer


class Translating:
    """Sends what the endpoint can read; what it speaks itself passes untouched."""

    def __init__(self, inner: Upstream, translator: Translator, speaks: frozenset[str] = frozenset(("chat",))) -> None:
        self._inner = inner
        self._translator = translator
        self._speaks = speaks
        self._without_usage = False  # the endpoint refuses stream_options

    async def send(self, ask: Ask) -> Answer:
        """The answer, in the dialect of the ask."""
        spoken = dialect(ask)
        if spoken in self._speaks:
            return await self._inner.send(ask)
        from proxy.translation.ways import way

        if to := way(spoken, self._speaks):
            return await self.through(ask, to)
        return await self._inner.send(ask if "chat" in self._speaks else listing(ask, way("chat", self._speaks)))

    async def through(self, ask: Ask, to: str) -> Answer:
        """The same by way of one of the endpoint's dialects."""
        from proxy.translation.local import JSON, Local, counted
        from proxy.translation.ways import AGENTS, ENDPOINTS

        spoken = dialect(ask)
        sides = AGENTS[spoken], ENDPOINTS[to]
        query = f"?{ask.query.decode('latin-1')}" if ask.query else ""
        try:
            translated = await self._translator.request((spoken, to), ask.path + query, ask.body)
        except ValueError as problem:
            return Local(400, JSON, orjson.dumps(sides[0].refused(400, None, str(problem))))
        if translated.answer is not None:
            return counted(translated, translated.answer, to)
        return await self._ask(ask, sides, translated)

    async def aclose(self) -> None:
        """Ends the worker, and what is kept open between calls."""
        await self._translator.aclose()
        await self._inner.aclose()

    async def _ask(self, ask: Ask, sides: "tuple[AgentSide, EndpointSide]", translated: Translated) -> Answer:
        from proxy.translation.answer import TranslatedAnswer
        from proxy.translation.local import Local

        if self._without_usage:
            translated = _without_usage(translated)
        answer = await self._inner.send(_put(ask, sides[1], translated))
        if answer.status in (400, 422) and b'"stream_options"' in translated.body and not self._without_usage:
            refusal = bytearray()
            await answer.flow(lambda piece: refusal.extend(piece[: REFUSAL - len(refusal)]))
            if b"stream_options" in refusal or b"include_usage" in refusal:
                self._without_usage, translated = True, _without_usage(translated)
                answer = await self._inner.send(_put(ask, sides[1], translated))
            else:
                answer = Local(answer.status, answer.headers, bytes(refusal))
        try:
            return TranslatedAnswer(answer, sides, translated)
        except ConnectionError:
            answer.close()
            raise


def dialect(ask: Ask) -> str:
    """What an ask is spoken in; tokens are counted for agents of one dialect alone."""
    return "messages" if ask.path == COUNT else find(ask.method, ask.path)[0].name


def listing(ask: Ask, to: str | None) -> Ask:
    """A request for the list of models, which is a chat endpoint's, as one that is asked in messages wants it."""
    if to != "messages" or ask.path != MODELS:
        return ask
    from proxy.translation.endpoints.messages import SIDE

    return ask._replace(headers=[*_kept(ask.headers), *SIDE.headers], key_field=SIDE.dialect.key_field)


def _without_usage(translated: Translated) -> Translated:
    body = orjson.loads(translated.body)
    body.pop("stream_options", None)
    return translated._replace(body=orjson.dumps(body))


def _put(ask: Ask, side: "EndpointSide", asked: Translated) -> Ask:
    kept = [(name, value) for name, value in _kept(ask.headers) if name.lower() not in OWN]
    return Ask("POST", asked.path, asked.query, [*kept, *side.headers, *SAID], asked.body, side.dialect.key_field)


def _kept(given: Headers) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in given if not name.lower().startswith(FOREIGN)]
