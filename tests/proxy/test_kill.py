"""kill -9 at random moments: nothing that was told is lost, and the chain goes on."""

import asyncio
import random
import subprocess
import sys
from pathlib import Path

from proxy.calls import read_calls
from proxy.journal import Journal
from proxy.verify import verify
from tests.soak_kill import soak

ROOT = Path(__file__).parent.parent.parent

WRITER = """
import asyncio, sys
from pathlib import Path
from proxy.journal import Journal
from tests.proxy.lines import facts

async def calls(cell):
    while True:
        line = await journal.begin(cell, facts())
        told.write(f"i {line['id']}\\n".encode())
        await journal.end(line["id"], {"end": "complete"})
        told.write(f"c {line['id']}\\n".encode())

async def main():
    await asyncio.gather(*(calls(cell) for cell in "aabbcc"))

told = open(sys.argv[2], "ab", buffering=0)
with Journal(Path(sys.argv[1])) as journal:
    asyncio.run(main())
"""


def test_nothing_told_is_lost_over_two_dozen_kills(tmp_path: Path) -> None:
    journal, told, dice = tmp_path / "calls.jsonl", tmp_path / "told", random.Random(7)
    for _ in range(24):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(journal), str(told)], cwd=ROOT)
        size = told.stat().st_size if told.exists() else 0
        while not told.exists() or told.stat().st_size == size:
            assert writer.poll() is None
        try:
            writer.wait(dice.random() * 0.05)
        except subprocess.TimeoutExpired:
            writer.kill()
        writer.wait(10)
    with Journal(journal):
        pass
    assert verify(journal) == []
    ends = {call.id: call.end for call in read_calls(journal)}
    said = [line.split() for line in told.read_text().splitlines()]
    assert {call for _, call in said} <= ends.keys()
    assert all(ends[call] == "complete" for kind, call in said if kind == "c")
    assert "crashed" in ends.values()


def test_nothing_told_is_lost_by_the_real_proxy_over_some_kills_and_power_losses(tmp_path: Path) -> None:
    counts, problems = asyncio.run(soak(tmp_path, kills=16))
    assert problems == []
    assert counts["kills under load"] + counts["kills while starting"] == 16
    assert counts["calls answered"] > 0
    assert counts["calls found crashed"] > 0
