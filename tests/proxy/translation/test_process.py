import asyncio
import sys

import pytest

from proxy.translation.process import ROOT, Process, environment


def test_nothing_that_may_be_a_key_reaches_the_worker() -> None:
    given = {"PATH": "/bin", "HOME": "/home/u", "CAB_KEY": "k", "OPENAI_API_KEY": "k", "HTTPS_PROXY": "p"}
    seen = environment(given)
    assert seen == {
        "PATH": "/bin",
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "LITELLM_MODE": "PRODUCTION",
    }


def test_it_answers_in_the_order_it_is_asked_and_ends_with_its_input() -> None:
    script = "import sys\nprint('{}', flush=True)\nfor line in sys.stdin: print(line, end='', flush=True)\n"

    async def run() -> list[object]:
        process = await Process.started((sys.executable, "-c", script), 60, 60)
        replies = await asyncio.gather(*(process.ask({"path": number}) for number in range(3)))
        await process.aclose()
        with pytest.raises(ConnectionError, match="ended"):
            await process.ask({})
        return [reply["path"] for reply in replies]

    assert asyncio.run(run()) == [0, 1, 2]
