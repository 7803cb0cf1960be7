"""One translation worker for all tests here, as starting it takes seconds."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest

from proxy.translation.translator import Translated, Translator

Translate = Callable[[str, str, Any], Translated]


@pytest.fixture(scope="session")
def worker() -> Iterator[Callable[[tuple[str, str], str, Any], Translated]]:
    translator = Translator(start_s=200)
    with asyncio.Runner() as runner:
        yield lambda way, path, body: runner.run(translator.request(way, path, orjson.dumps(body)))
        runner.run(translator.aclose())


@pytest.fixture(scope="session")
def translate(worker: Callable[[tuple[str, str], str, Any], Translated]) -> Translate:
    """What an agent of a dialect says, put as chat."""
    return lambda dialect, path, body: worker((dialect, "chat"), path, body)


@pytest.fixture(scope="session")
def translate_to(worker: Callable[[tuple[str, str], str, Any], Translated]) -> Translate:
    """What an agent says in chat, put as an endpoint's dialect."""
    return lambda dialect, path, body: worker(("chat", dialect), path, body)
