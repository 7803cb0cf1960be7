"""The journal: what is told is on disk, what is on disk is a chain, and a crash costs nothing that was told."""

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.calls import cell_lines, head, read_calls
from proxy.chain import GENESIS, Line, seal, unseal
from proxy.journal import Disk, Journal
from proxy.standing import BATCH
from proxy.verify import verify
from tests.proxy.lines import call, facts, one_call, written


def test_every_cell_has_a_chain_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "calls.jsonl"
    data = written(path, "a", "b", "a")
    assert verify(path) == verify(data) == []
    calls = read_calls(path, "a")
    assert [(call.cell, call.seq, call.end) for call in calls] == [("a", 1, "complete"), ("a", 2, "complete")]
    assert len(read_calls(path)) == 3
    assert read_calls(path, "nobody") == read_calls(path, "chat") == ()  # a word of its lines, but no cell
    a = cell_lines(path, "a")
    assert (a.count(b"\n"), verify(a)) == (4, [])
    assert head(a) == (4, calls[1].sha256)
    assert head(b"") == head(b"torn") == (0, GENESIS)
    assert orjson.loads(a.split(b"\n")[0])["prev"] == GENESIS


def test_a_line_is_told_only_once_it_is_synced(tmp_path: Path) -> None:
    synced, go = [], threading.Event()

    def sync(file: int) -> None:
        assert go.wait(10)
        synced.append(os.fstat(file).st_size)

    told: list[dict[str, object]] = []

    async def calls(journal: Journal) -> list[Line]:
        begun = [asyncio.create_task(journal.begin("a", facts())) for _ in range(21)]
        await asyncio.sleep(0.05)
        assert not any(task.done() for task in begun)
        assert told == []
        go.set()
        return await asyncio.gather(*begun)

    with Journal(tmp_path / "j", told.append, Disk(sync=sync)) as journal:
        lines = asyncio.run(calls(journal))
        assert told == lines
        assert synced[-1] == (tmp_path / "j").stat().st_size
        assert len(synced) <= 3  # twenty lines shared a sync
    assert [line["seq"] for line in lines] == list(range(1, 22))


def test_a_write_in_pieces_is_whole(tmp_path: Path) -> None:
    with Journal(tmp_path / "j", disk=Disk(write=lambda file, data: os.write(file, data[:7]))) as journal:
        one_call(journal)
    assert verify(tmp_path / "j") == []


def test_a_call_ends_once_and_only_after_it_began(tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal:
        done = one_call(journal)
        for unknown in (done, "never"):
            with pytest.raises(RuntimeError, match="is not open"):
                journal.end_soon(unknown, {"end": "complete"})
        begun = str(asyncio.run(journal.begin("a", facts()))["id"])
        with pytest.raises(RuntimeError, match="is open already"):
            asyncio.run(journal.begin("a", facts(begun)))
        for ending in ({"end": "complete", "color": 1}, {"error": None}):
            with pytest.raises(ValueError, match="unknown keys"):
                journal.end_soon(begun, ending)


FULL = OSError(28, "No space left on device")


def fail(*_: object) -> NoReturn:
    raise FULL


def half_written(file: int, data: memoryview) -> int:
    os.write(file, data[: len(data) // 2])
    raise FULL


def partly_synced(file: int) -> NoReturn:
    os.ftruncate(file, os.fstat(file).st_size - 100)
    raise FULL


def once(go: threading.Event) -> Callable[[int], None]:
    def sync(file: int) -> None:
        assert go.wait(10)
        os.fsync(file)

    return sync


STAGES = {
    "nothing is written": Disk(write=fail),
    "the disk is full in the middle of a line": Disk(write=half_written),
    "nothing is synced": Disk(sync=fail),
    "a part is synced": Disk(sync=partly_synced),
}


@pytest.mark.parametrize("stage", [*STAGES, "what watches fails"])
def test_a_failure_reaches_every_caller_and_nothing_more_is_taken(tmp_path: Path, stage: str) -> None:
    async def calls(journal: Journal) -> list[Line | BaseException]:
        return await asyncio.gather(*[journal.begin("a", facts()) for _ in range(9)], return_exceptions=True)

    path = tmp_path / "j"
    sound = written(path, "a")
    with Journal(path, fail if stage not in STAGES else None, STAGES.get(stage)) as journal:
        for problem in asyncio.run(calls(journal)):
            assert isinstance(problem, RuntimeError)
            assert "No space left" in str(problem)
        with pytest.raises(RuntimeError, match=r"takes no more: .*No space left"):
            asyncio.run(journal.begin("a", facts()))
        assert journal.failure is FULL
    with Journal(path):  # what nobody was told of may be there or not; what was told is
        assert path.read_bytes().startswith(sound)
    assert verify(path) == []
    assert {call.end for call in read_calls(path)[1:]} <= {"crashed"}


def test_an_end_that_is_not_on_disk_is_none(tmp_path: Path) -> None:
    broken = threading.Event()

    def sync(file: int) -> None:
        if broken.is_set():
            raise FULL
        os.fsync(file)

    async def run(journal: Journal) -> None:
        line = await journal.begin("a", facts())
        broken.set()
        with pytest.raises(RuntimeError, match="No space left"):
            await journal.end(line["id"], {"end": "complete"})
        with pytest.raises(RuntimeError, match="not open"):
            await journal.end(line["id"], {"end": "complete"})

    with Journal(tmp_path / "j", disk=Disk(sync=sync)) as journal:
        asyncio.run(run(journal))


def test_calls_of_several_loops_and_threads_share_a_journal(tmp_path: Path) -> None:
    async def calls(journal: Journal, cell: str) -> None:
        await asyncio.gather(*[call(journal, cell) for _ in range(50)])

    with Journal(tmp_path / "j") as journal, ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(asyncio.run, calls(journal, cell)) for cell in "aabc"]:
            done.result(20)
    assert verify(tmp_path / "j") == []
    assert len(read_calls(tmp_path / "j")) == 200


def test_a_task_that_is_cancelled_takes_no_line_back(tmp_path: Path) -> None:
    go = threading.Event()

    async def run(journal: Journal) -> None:
        begins = asyncio.create_task(journal.begin("a", facts("first")))
        await asyncio.sleep(0.02)
        begins.cancel()
        with pytest.raises(asyncio.CancelledError):
            await begins
        go.set()
        line = await journal.begin("a", facts())
        ends = asyncio.create_task(journal.end(line["id"], {"end": "complete"}))
        await asyncio.sleep(0)
        ends.cancel()
        await call(journal)

    with Journal(tmp_path / "j", disk=Disk(sync=once(go))) as journal:
        asyncio.run(run(journal))
    assert verify(tmp_path / "j") == []
    assert [(call.seq, call.end) for call in read_calls(tmp_path / "j")] == [
        (1, "crashed"),
        (2, "complete"),
        (3, "complete"),
    ]


def test_a_journal_can_be_closed_when_the_loop_of_its_callers_is_gone(tmp_path: Path) -> None:
    go = threading.Event()
    with Journal(tmp_path / "j", disk=Disk(sync=once(go))) as journal:

        async def leave() -> None:
            task = asyncio.create_task(journal.begin("a", facts()))
            await asyncio.sleep(0)
            task.cancel()

        asyncio.run(leave())
        go.set()
    assert [call.end for call in read_calls(tmp_path / "j")] == ["crashed"]


def test_a_batch_too_large_for_a_recovery_is_written_in_parts(tmp_path: Path) -> None:
    sizes: list[int] = []
    go = threading.Event()

    def sync(file: int) -> None:
        assert go.wait(10)
        sizes.append(os.fstat(file).st_size)

    async def calls(journal: Journal) -> None:
        large = {"path": "/" + "x" * 400_000}
        tasks = [asyncio.create_task(journal.begin("a", facts() | large)) for _ in range(8)]
        await asyncio.sleep(0.05)
        go.set()
        await asyncio.gather(*tasks)

    with Journal(tmp_path / "j", disk=Disk(sync=sync)) as journal:
        asyncio.run(calls(journal))
    steps = [after - before for before, after in zip([0, *sizes], sizes, strict=False)]
    assert len(steps) >= 4
    assert max(steps) <= BATCH


def test_pages_that_never_reached_the_disk_are_cut_with_what_stands_behind_them(tmp_path: Path) -> None:
    path = tmp_path / "j"
    data = written(path, "a", "b", "a", "b", "c")
    ends = [at + 1 for at, byte in enumerate(data) if byte == 10]
    for begin, size in ((0, 10), (ends[1] + 30, 900), (ends[3], 300), (ends[4] - 9, 9), (ends[6] - 1, 1)):
        path.write_bytes(data[:begin] + bytes(size) + data[begin + size :])
        with Journal(path):
            pass
        sound = data[: max([end for end in ends if end <= begin], default=0)]
        assert path.read_bytes().startswith(sound)
        assert verify(path) == []
        assert {call.end for call in read_calls(path)[sound.count(b"\n") // 2 :]} <= {"crashed"}


def test_a_hole_before_more_than_one_batch_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "j"
    data = written(path, "a", "b")
    last = orjson.loads(data.splitlines()[3])
    rest = b""
    while len(rest) < BATCH:
        line, last = seal(facts() | {"cell": "b", "kind": "intent", "seq": 2, "path": "x" * 9999}, last["sha256"])
        rest += line
    path.write_bytes(bytes(20) + data[20:] + rest)
    with pytest.raises(ValueError, match=r"damaged inside .line 1"):
        Journal(path)


def test_a_closed_journal_takes_nothing(tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal:
        pass
    with pytest.raises(RuntimeError, match="it is closed"):
        asyncio.run(journal.begin("a", facts()))


def test_a_journal_that_is_closed_leaves_no_call_open(tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal:
        one_call(journal)
        open_still = [asyncio.run(journal.begin(cell, facts()))["id"] for cell in "ab"]
    assert verify(tmp_path / "j") == []
    assert [(call.id, call.end) for call in read_calls(tmp_path / "j")[1:]] == [(id_, "crashed") for id_ in open_still]


def test_a_journal_has_one_writer(tmp_path: Path) -> None:
    with Journal(tmp_path / "j"), pytest.raises(RuntimeError, match="another proxy"):
        Journal(tmp_path / "j")
    Journal(tmp_path / "j").close()


def test_a_journal_goes_on_where_it_stood(tmp_path: Path) -> None:
    written(tmp_path / "j", "a", "b")
    written(tmp_path / "j", "a", "c")
    assert verify(tmp_path / "j") == []
    assert [call.seq for call in read_calls(tmp_path / "j", "a")] == [1, 2]


def test_wherever_the_file_is_torn_only_the_bad_tail_is_cut_and_open_calls_are_crashed(tmp_path: Path) -> None:
    path = tmp_path / "j"
    data = written(path, "a", "b", "a")
    ends = [at + 1 for at, byte in enumerate(data) if byte == 10]
    for size in sorted({*ends, *(end - 1 for end in ends), *(end + 5 for end in ends[:-1]), *range(3)}):
        path.write_bytes(data[:size])
        sound = data[: max([end for end in ends if end <= size], default=0)]
        with Journal(path):
            pass
        now = path.read_bytes()
        assert now.startswith(sound), size
        assert verify(now) == []
        crashed = [orjson.loads(line) for line in now[len(sound) :].splitlines()]
        assert len(crashed) == sound.count(b"\n") % 2
        for line in crashed:
            assert (line["end"], line["ms"]["total"], line["response"]["status"]) == ("crashed", None, None)


@pytest.mark.parametrize("tail", [b"\0" * 4096, b"\0" * 100 + b"\n" + b"x\n", b'{"cell":"a"}\n', b"\n"])
def test_what_a_crash_leaves_behind_is_cut(tmp_path: Path, tail: bytes) -> None:
    data = written(tmp_path / "j", "a")
    (tmp_path / "j").write_bytes(data + tail)
    with Journal(tmp_path / "j") as journal:
        assert (tmp_path / "j").read_bytes() == data
        one_call(journal)
    assert verify(tmp_path / "j") == []


def test_damage_before_a_sound_line_is_not_touched(tmp_path: Path) -> None:
    data = written(tmp_path / "j", "a", "a").splitlines(keepends=True)
    for wrong, names in (
        ([data[0], data[1][:-5] + b"\n", *data[2:]], "damaged inside .line 2"),
        (data[1:], "damaged at line 1"),
        ([data[0], data[0], *data[1:]], "damaged at line 2"),
        ([*data[:2], seal(unseal(data[1][:-1]) | {"sha256": None}, unseal(data[1][:-1])["sha256"])[0]], "damaged"),
    ):
        (tmp_path / "j").write_bytes(b"".join(wrong))
        with pytest.raises(ValueError, match=names):
            Journal(tmp_path / "j")
        assert (tmp_path / "j").read_bytes() == b"".join(wrong)


def test_a_call_that_ends_twice_in_the_file_is_damage(tmp_path: Path) -> None:
    data = written(tmp_path / "j", "a")
    last = unseal(data.splitlines()[1])
    again, _ = seal({key: value for key, value in last.items() if key not in ("prev", "sha256")}, last["sha256"])
    (tmp_path / "j").write_bytes(data + again)
    with pytest.raises(ValueError, match="has no intent, or ended before"):
        Journal(tmp_path / "j")


def test_a_recovery_that_cannot_write_does_not_open(tmp_path: Path) -> None:
    data = written(tmp_path / "j", "a").splitlines(keepends=True)
    (tmp_path / "j").write_bytes(data[0])

    with pytest.raises(OSError, match="No space left"):
        Journal(tmp_path / "j", disk=Disk(write=fail))
    with Journal(tmp_path / "j"):
        assert verify(tmp_path / "j") == []


def test_a_torn_line_is_no_call(tmp_path: Path) -> None:
    data = written(tmp_path / "j", "a")
    (tmp_path / "j").write_bytes(data + b'{"cell":"a","kind":"call"')
    assert len(read_calls(tmp_path / "j")) == 1
    assert cell_lines(tmp_path / "j", "a") == data


@given(st.binary(max_size=200))
def test_no_bytes_make_verify_raise(data: bytes) -> None:
    assert (verify(data) == []) == (data == b"")


VALUES = st.none() | st.integers(-9, 9) | st.text(max_size=3)


@given(st.dictionaries(st.sampled_from(["seq", "cell", "kind", "id", "prev", "y"]), VALUES))
def test_no_json_makes_unseal_raise_anything_but_value_error(value: dict[str, object]) -> None:
    line, _ = seal(value, GENESIS)
    try:
        assert unseal(line[:-1])["cell"] == value["cell"]
    except ValueError as problem:
        assert str(problem) == "it is no line of a journal"  # noqa: PT017 - most of them, not all
