"""What an endpoint speaks, found out by asking it."""

import asyncio
from collections.abc import Callable

import pytest

from proxy.translation.finding import Finding
from proxy.translation.local import JSON, Local
from proxy.upstream import Answer, Ask


class Scripted:
    """An upstream that gives statuses by path, and notes what it is asked."""

    def __init__(self, status: Callable[[str], int]) -> None:
        self.asked: list[str] = []
        self._status = status

    async def send(self, ask: Ask) -> Answer:
        self.asked.append(ask.path)
        return Local(self._status(ask.path), JSON, ask.path.encode())

    async def aclose(self) -> None: ...


def ask(path: str) -> Ask:
    return Ask("POST", path, b"", [], b"{}", b"authorization")


def talk(inner: Scripted, translating: Scripted, *paths: str) -> list[int]:
    async def run() -> list[int]:
        finding = Finding(inner, translating)
        return [(await finding.send(ask(path))).status for path in paths]

    return asyncio.run(run())


@pytest.mark.parametrize("status", [404, 405, 501])
def test_a_missing_route_is_gone_round_and_remembered(status: int) -> None:
    inner, translating = Scripted(lambda _: status), Scripted(lambda _: 200)
    assert talk(inner, translating, "/v1/responses", "/v1/responses", "/v1/messages") == [200, 200, 200]
    assert inner.asked == ["/v1/responses", "/v1/messages"]
    assert translating.asked == ["/v1/responses", "/v1/responses", "/v1/messages"]


def test_what_the_endpoint_speaks_is_never_translated_though_a_model_is_unknown() -> None:
    answers = iter((200, 404))
    inner, translating = Scripted(lambda _: next(answers)), Scripted(lambda _: 200)
    assert talk(inner, translating, "/v1/messages", "/v1/messages") == [200, 404]
    assert translating.asked == []


def test_where_the_other_way_is_missing_too_the_endpoints_own_words_pass() -> None:
    inner, translating = Scripted(lambda _: 404), Scripted(lambda _: 404)
    assert talk(inner, translating, "/v1/responses", "/v1/responses") == [404, 404]
    assert inner.asked == ["/v1/responses"] * 2


def test_a_way_that_did_not_help_is_not_remembered() -> None:
    inner, translating = Scripted(lambda _: 404), Scripted(lambda _: 500)
    assert talk(inner, translating, "/v1/responses", "/v1/responses") == [500, 500]
    assert inner.asked == ["/v1/responses"] * 2


def test_chat_is_never_gone_round() -> None:
    inner, translating = Scripted(lambda _: 404), Scripted(lambda _: 200)
    assert talk(inner, translating, "/v1/chat/completions") == [404]
    assert translating.asked == []
