"""Translating: an upstream whose endpoint speaks another dialect than the agent."""

from typing import TYPE_CHECKING

import orjson

from proxy import chat
from proxy.dialects import find
from proxy.translation.translator import Translated, Translator
from proxy.upstream import Answer, Ask, Upstream

if TYPE_CHECKING:  # the rest is imported by the first call that needs it: a proxy must listen at once
    from proxy.translation.pair import Pair

COUNT = "/v1/messages/count_tokens"

# The agent's provider, or its SDK, meant by these: no endpoint of another dialect.
FOREIGN = (b"anthropic-", b"x-goog-", b"x-codex-", b"openai-", b"x-stainless-")

# Said anew: they are about a body that is no longer the same.
OWN = (b"content-type", b"content-length", b"content-encoding", b"accept", b"accept-encoding")

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
        spoken = "messages" if ask.path == COUNT else find(ask.method, ask.path)[0].name
        if spoken in self._speaks:
            return await self._inner.send(ask)
        from proxy.translation.local import JSON, Local, counted
        from proxy.translation.pairs import PAIRS

        way = next((way for way in PAIRS if way[0] == spoken and way[1] in self._speaks), None)
        if way is None:
            return await self._inner.send(ask)
        pair = PAIRS[way]
        query = f"?{ask.query.decode('latin-1')}" if ask.query else ""
        try:
            translated = await self._translator.request(way, ask.path + query, ask.body)
        except ValueError as problem:
            return Local(400, JSON, orjson.dumps(pair.refused(400, None, str(problem))))
        if translated.answer is not None:
            return counted(translated, translated.answer)
        return await self._ask(ask, pair, translated)

    async def aclose(self) -> None:
        """Ends the worker, and what is kept open between calls."""
        await self._translator.aclose()
        await self._inner.aclose()

    async def _ask(self, ask: Ask, pair: "Pair", translated: Translated) -> Answer:
        from proxy.translation.answer import TranslatedAnswer
        from proxy.translation.local import Local

        if self._without_usage:
            translated = _without_usage(translated)
        answer = await self._inner.send(_chat(ask, translated.body))
        if answer.status in (400, 422) and translated.stream and not self._without_usage:
            refusal = bytearray()
            await answer.flow(lambda piece: refusal.extend(piece[: REFUSAL - len(refusal)]))
            if b"stream_options" in refusal or b"include_usage" in refusal:
                self._without_usage, translated = True, _without_usage(translated)
                answer = await self._inner.send(_chat(ask, translated.body))
            else:
                answer = Local(answer.status, answer.headers, bytes(refusal))
        try:
            return TranslatedAnswer(answer, pair, translated)
        except ConnectionError:
            answer.close()
            raise


def _without_usage(translated: Translated) -> Translated:
    body = orjson.loads(translated.body)
    body.pop("stream_options", None)
    return translated._replace(body=orjson.dumps(body))


def _chat(ask: Ask, body: bytes) -> Ask:
    kept = [
        (name, value) for name, value in ask.headers if name.lower() not in OWN and not name.lower().startswith(FOREIGN)
    ]
    sent = [*kept, (b"content-type", b"application/json"), (b"accept-encoding", b"identity")]
    return Ask("POST", chat.DIALECT.routes[0][1], b"", sent, body, chat.DIALECT.key_field)
