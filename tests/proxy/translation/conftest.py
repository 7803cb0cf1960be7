"""One translation worker for all tests here, as starting it takes seconds."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest

from proxy.translation.translator import Translated, Translator

Translate = Callable[[str, str, Any], Translated]


@pytest.fixture(scope="session")
def translate() -> Iterator[Translate]:
    translator = Translator(start_s=200)
    with asyncio.Runner() as runner:

        def ask(dialect: str, path: str, body: Any) -> Translated:
            return runner.run(translator.request((dialect, "chat"), path, orjson.dumps(body)))

        yield ask
        runner.run(translator.aclose())
