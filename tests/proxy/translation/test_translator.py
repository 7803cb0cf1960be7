import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

from proxy.translation.process import ROOT, environment
from proxy.translation.translator import Translator
from tests.proxy.translation.conftest import Translate

WAY = ("messages", "chat")

READY = "import sys, time, json\nprint(json.dumps({'ready': True}), flush=True)\n"

ECHO = READY + (
    "for line in sys.stdin:\n"
    "    a = json.loads(line)\n"
    "    if a['path'] == '/die': sys.exit('I had enough')\n"
    "    if a['path'] == '/hang': time.sleep(60)\n"
    "    if a['path'] == '/babble': print('hello', flush=True)\n"
    "    print(json.dumps({'path': '', 'query': '', 'body': a['body'], 'model': 'm', 'stream': False, 'notes': {},"
    " 'answer': None}), flush=True)\n"
)


def playing(script: str) -> tuple[str, ...]:
    return (sys.executable, "-c", script)


async def said(translator: Translator, path: str, body: bytes = b"hi") -> str:
    text = orjson.loads((await translator.request(WAY, path, body)).body)
    assert isinstance(text, str)
    return text


def test_many_requests_at_once_get_their_own_answers() -> None:
    async def run() -> list[str]:
        translator = Translator(command=playing(ECHO), at_once=3)
        try:
            return await asyncio.gather(*(said(translator, "/", b"%d" % number) for number in range(50)))
        finally:
            await translator.aclose()

    assert asyncio.run(run()) == [str(number) for number in range(50)]


def test_a_worker_that_dies_fails_what_waits_with_its_last_words_and_the_next_starts_anew() -> None:
    async def run() -> str:
        translator = Translator(command=playing(ECHO))
        try:
            dying = asyncio.create_task(said(translator, "/die"))
            after = asyncio.create_task(said(translator, "/"))
            with pytest.raises(ConnectionError, match=r"translation worker \(pid \d+\) ended: I had enough"):
                await dying
            with pytest.raises(ConnectionError):
                await after
            return await said(translator, "/", b"again")
        finally:
            await translator.aclose()

    assert asyncio.run(run()) == "again"


def test_a_worker_that_hangs_is_killed() -> None:
    async def run() -> str:
        translator = Translator(command=playing(ECHO), answer_s=0.2)
        try:
            with pytest.raises(ConnectionError, match=r"did not answer within 0.2 s"):
                await said(translator, "/hang")
            return await said(translator, "/", b"again")
        finally:
            await translator.aclose()

    assert asyncio.run(run()) == "again"


def test_a_worker_that_babbles_is_replaced() -> None:
    async def run() -> str:
        translator = Translator(command=playing(ECHO))
        try:
            with pytest.raises(ConnectionError, match="wrote what is no reply"):
                await said(translator, "/babble")
            return await said(translator, "/", b"again")
        finally:
            await translator.aclose()

    assert asyncio.run(run()) == "again"


def test_a_worker_that_is_never_ready_is_given_up() -> None:
    async def run() -> None:
        translator = Translator(command=playing("import time; time.sleep(60)"), start_s=0.2)
        try:
            with pytest.raises(ConnectionError, match=r"was not ready within 0.2 s"):
                await said(translator, "/")
        finally:
            await translator.aclose()

    asyncio.run(run())


def test_a_worker_that_cannot_start_says_why() -> None:
    async def run() -> None:
        translator = Translator(command=playing("import sys; sys.exit('no litellm here')"))
        try:
            with pytest.raises(ConnectionError, match="no litellm here"):
                await said(translator, "/")
        finally:
            await translator.aclose()

    asyncio.run(run())


def test_one_who_no_longer_waits_does_not_disturb_the_others() -> None:
    async def run() -> str:
        translator = Translator(command=playing(ECHO))
        try:
            await said(translator, "/")
            gone = asyncio.create_task(said(translator, "/", b"gone"))
            await asyncio.sleep(0)
            gone.cancel()
            return await said(translator, "/", b"here")
        finally:
            await translator.aclose()

    assert asyncio.run(run()) == "here"


def test_the_worker_sees_that_environment_and_no_other() -> None:
    script = READY + (
        "import os\n"
        "for line in sys.stdin:\n"
        "    seen = [sorted(os.environ), os.getcwd()]\n"
        "    print(json.dumps({'path': '', 'query': '', 'body': seen, 'model': 'm', 'stream': False, 'notes': {},"
        " 'answer': None}), flush=True)\n"
    )

    async def run() -> list[object]:
        translator = Translator(command=playing(script))
        try:
            read = orjson.loads((await translator.request(WAY, "/", b"")).body)
            assert isinstance(read, list)
            return read
        finally:
            await translator.aclose()

    names, folder = asyncio.run(run())
    assert set(str(names).strip("[]").replace("'", "").split(", ")) - {"LC_CTYPE"} == set(environment(os.environ))
    assert folder == "/"


def test_what_the_adapter_cannot_read_is_refused_and_the_worker_lives_on(translate: Translate) -> None:
    odd: tuple[Any, ...] = ([], {"model": "m"}, {"messages": 3}, "text", None)
    for body in odd:
        with pytest.raises(ValueError, match="this messages request cannot be put as chat"):
            translate("messages", "/v1/messages", body)
    assert translate("messages", "/v1/messages", {"model": "m", "messages": [{"role": "user", "content": "a"}]}).body


def test_a_proxy_that_translates_nothing_does_not_import_litellm() -> None:
    script = "import sys, proxy.translation.translating; print({'litellm', 'openai'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=Path(ROOT))
    assert ran.stdout.strip() == "set()"
