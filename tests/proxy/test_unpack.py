"""Packed bodies, however servers pack them and wherever they are split."""

import gzip
import zlib
from itertools import pairwise

import pytest

from proxy.unpack import STEP, Unpacker

TEXT = b'data: {"choices":[]}\n\n' * 9


def bare(text: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(text) + packer.flush()


@pytest.mark.parametrize(
    "packed",
    [
        gzip.compress(TEXT),
        zlib.compress(TEXT),
        bare(TEXT),
        gzip.compress(TEXT[:50]) + gzip.compress(TEXT[50:]),
        gzip.compress(TEXT[:50]) + gzip.compress(b"") + gzip.compress(TEXT[50:]) + b"\0" * 9,
    ],
    ids=["gzip", "zlib", "deflate without a head", "two members", "an empty member and zeros"],
)
def test_what_servers_pack_is_read_wherever_it_is_split(packed: bytes) -> None:
    for at in range(len(packed)):
        unpacker = Unpacker()
        pieces = [packed[a:b] for a, b in pairwise((0, at, len(packed)))]
        assert b"".join(step for piece in pieces for step in unpacker.steps(piece)) == TEXT, at
        assert unpacker.ended
    unpacker = Unpacker()
    assert b"".join(step for byte in packed for step in unpacker.steps(bytes([byte]))) == TEXT


def test_no_step_is_larger_than_it_may_be() -> None:
    steps = list(Unpacker().steps(gzip.compress(bytes(5 * STEP + 1))))
    assert (max(map(len, steps)), sum(map(len, steps))) == (STEP, 5 * STEP + 1)


def test_what_is_packed_otherwise_is_said_to_be() -> None:
    with pytest.raises(zlib.error):
        list(Unpacker().steps(b"not gzip at all"))


def test_what_follows_the_end_and_is_no_member_is_told_apart() -> None:
    unpacker = Unpacker()
    assert b"".join(unpacker.steps(gzip.compress(TEXT))) == TEXT
    with pytest.raises(zlib.error):
        list(unpacker.steps(b"\xffgarbage"))
    assert unpacker.ended
