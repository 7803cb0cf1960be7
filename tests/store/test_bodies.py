"""The bodies that a bundle keeps, held against its calls."""

import asyncio
import hashlib
import os
from pathlib import Path

import pytest

from proxy.bodies import Bodies
from proxy.call import Call
from store import bodies
from tests import samples

REQUEST, ANSWER = b'{"model":"m"}', b'{"choices":[]}'


def name(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def call(**changes: object) -> Call:
    request = {"bytes": len(REQUEST), "sha256": name(REQUEST), "hash": None, "altered": []}
    response = {"status": 200, "bytes": len(ANSWER), "sha256": name(ANSWER), "events": None}
    return samples.call(1, **({"request": request, "response": response} | changes))


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    async def keep() -> None:
        with Bodies(tmp_path / "bodies") as folder:
            await asyncio.gather(*(folder.keep(data, name(data)) for data in (REQUEST, ANSWER)))

    asyncio.run(keep())
    return tmp_path / "bodies"


def path(kept: Path, data: bytes) -> Path:
    return kept / name(data)[:2] / f"{name(data)}.zst"


def test_bodies_that_are_all_there_are_no_problem(kept: Path) -> None:
    assert bodies.problems(kept, [call()]) == []


def test_a_missing_and_a_changed_body_are_named_with_their_call(kept: Path) -> None:
    path(kept, REQUEST).unlink()
    path(kept, ANSWER).write_bytes(b"other")
    missing, changed = bodies.problems(kept, [call()])
    assert missing == f"call 1: its request is not kept: {path(kept, REQUEST)} is missing"
    assert changed.startswith(f"call 1: its answer cannot be read: {path(kept, ANSWER)} is damaged")


def test_a_body_under_anothers_name_is_not_that_body(kept: Path) -> None:
    path(kept, ANSWER).write_bytes(path(kept, REQUEST).read_bytes())
    assert "does not hold the body of its name" in bodies.problems(kept, [call()])[0]


def test_of_a_call_without_an_answer_or_a_proxy_none_is_asked_for(kept: Path) -> None:
    nothing = {"status": None, "bytes": 0, "sha256": name(b""), "events": None}
    assert bodies.problems(kept, [call(response=nothing, end="refused")]) == []
    lost = {"bytes": 1, "sha256": "0" * 64, "hash": None, "altered": []}
    assert bodies.problems(kept, [call(request=lost, response=nothing, end="crashed")]) == []


def test_what_a_stranger_put_there_is_not_waited_for(kept: Path, tmp_path: Path) -> None:
    path(kept, ANSWER).unlink()
    os.mkfifo(path(kept, ANSWER))
    assert "is no plain file" in bodies.problems(kept, [call()])[0]
    (tmp_path / "link").symlink_to(kept)
    assert bodies.problems(tmp_path / "link", []) == [f"{tmp_path / 'link'}: not a folder"]
    nameless = {"bytes": 1, "sha256": "../../etc", "hash": None, "altered": []}
    assert "is no sha256" in bodies.problems(kept, [call(request=nameless)])[0]
