"""Bodies: what was awaited is on disk, whole, once; what is read is what was kept."""

import asyncio
import hashlib
import os
import tempfile
from pathlib import Path
from typing import NoReturn

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.bodies import MOST, Bodies
from proxy.journal import Disk


def name_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


async def keep(bodies: Bodies, *bodies_: bytes) -> None:
    await asyncio.gather(*[bodies.keep(data, name_of(data)) for data in bodies_])


def test_a_body_is_kept_once_packed_under_its_hash(tmp_path: Path) -> None:
    folder, data = tmp_path / "bodies", b'{"messages":[]}' * 1000
    with Bodies(folder) as bodies:
        asyncio.run(keep(bodies, data, data, b""))
        asyncio.run(keep(bodies, data))
        name = name_of(data)
        assert bodies.read(name) == data
        assert bodies.read(name_of(b"")) == b""
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files == {f"{sha256[:2]}/{sha256}.zst" for sha256 in (name, name_of(b""))}
    assert (folder / name[:2] / f"{name}.zst").stat().st_size < len(data) / 10


def test_bodies_whose_hashes_begin_alike_share_a_folder(tmp_path: Path) -> None:
    alike = [b"%d" % number for number in range(1000) if name_of(b"%d" % number).startswith("00")]
    assert len(alike) > 1
    with Bodies(tmp_path) as bodies:
        asyncio.run(keep(bodies, *alike))
        assert [bodies.read(name_of(data)) for data in alike] == alike
    assert [path.name for path in tmp_path.iterdir()] == ["00"]


def test_a_body_is_told_only_once_its_file_is_synced_and_named(tmp_path: Path) -> None:
    synced: list[int] = []

    def sync(file: int) -> None:
        synced.append(os.fstat(file).st_size)
        assert not list(tmp_path.rglob("*.zst"))  # a name stands only for what is on disk

    async def run(bodies: Bodies) -> None:
        await bodies.keep(b"one", name_of(b"one"))
        assert len(synced) == 1

    with Bodies(tmp_path, Disk(write=lambda file, data: os.write(file, data[:3]), sync=sync)) as bodies:
        asyncio.run(run(bodies))
        assert bodies.read(name_of(b"one")) == b"one"


@pytest.mark.parametrize("what", ["write", "sync"])
def test_a_body_that_could_not_be_kept_says_so_and_so_does_every_later_one(tmp_path: Path, what: str) -> None:
    def fail(*_: object) -> NoReturn:
        raise OSError(28, "No space left on device")

    with Bodies(tmp_path, {"write": Disk(write=fail), "sync": Disk(sync=fail)}[what]) as bodies:
        with pytest.raises(RuntimeError, match=r"could not be written: .*No space left"):
            asyncio.run(keep(bodies, b"one"))
        with pytest.raises(RuntimeError, match=r"takes no more: .*No space left"):
            asyncio.run(keep(bodies, b"two"))
        assert isinstance(bodies.failure, OSError)
        with pytest.raises(FileNotFoundError):
            bodies.read(name_of(b"one"))


def test_what_is_queued_when_the_folder_is_closed_is_written(tmp_path: Path) -> None:
    async def run() -> None:
        bodies = Bodies(tmp_path)
        kept = bodies.keep(b"one", name_of(b"one"))
        bodies.close()
        bodies.close()
        await kept
        assert bodies.failure is None
        assert bodies.read(name_of(b"one")) == b"one"

    asyncio.run(run())


def test_a_name_that_is_no_hash_reaches_no_file(tmp_path: Path) -> None:
    with Bodies(tmp_path / "bodies") as bodies:
        for name in ("", "../" * 20 + "etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"):
            with pytest.raises(ValueError, match="no sha256"):
                bodies.read(name)
        with pytest.raises(FileNotFoundError):
            bodies.read("a" * 64)


def planted(bodies: Bodies, name: str, packed: bytes) -> None:
    path = bodies.folder / name[:2] / f"{name}.zst"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(packed)


def test_what_is_not_the_body_of_its_name_is_refused(tmp_path: Path) -> None:
    name, packed = name_of(b"one"), zstandard.compress(b"one")
    claims_much = b"\x28\xb5\x2f\xfd\xe0" + b"\xff" * 8 + packed[6:]
    with Bodies(tmp_path) as bodies:
        for wrong in (zstandard.compress(b"two"), b"one", b"", packed[:-1], claims_much):
            planted(bodies, name, wrong)
            with pytest.raises(ValueError, match="is damaged"):
                bodies.read(name)


def test_a_bomb_is_read_no_further_than_the_most_a_body_has(tmp_path: Path) -> None:
    packer = zstandard.ZstdCompressor().compressobj()
    packed = b"".join(packer.compress(bytes(2**20)) for _ in range(MOST // 2**20 + 64)) + packer.flush()
    with Bodies(tmp_path) as bodies:
        planted(bodies, "a" * 64, packed)
        with pytest.raises(ValueError, match="is damaged"):
            bodies.read("a" * 64)


class Huge(bytes):
    """Claims more than it has, so that the test need not."""

    def __len__(self) -> int:
        return MOST + 1


def test_a_body_beyond_the_most_is_not_taken(tmp_path: Path) -> None:
    async def run(bodies: Bodies) -> None:
        with pytest.raises(ValueError, match="the most is"):
            await bodies.keep(Huge(b"x"), name_of(b"x"))

    with Bodies(tmp_path) as bodies:
        asyncio.run(run(bodies))
        assert bodies.failure is None


@given(st.binary(max_size=300))
@settings(max_examples=50)
def test_no_bytes_make_a_read_raise_anything_but_value_error(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder, Bodies(Path(folder)) as bodies:
        planted(bodies, "b" * 64, data)
        with pytest.raises(ValueError, match="is damaged"):
            bodies.read("b" * 64)
