"""The key made unreadable in what an endpoint sends back."""

import gzip
import zlib
from collections.abc import Callable

import pytest

from proxy.blot import MOST, Blotter, Lookout
from proxy.spellings import Spellings

KEY = "sk-abcabcabd"
SPELLINGS = Spellings(KEY)


def carry(*pieces: bytes) -> bytes:
    blotter = Blotter(SPELLINGS)
    return b"".join([blotter.feed(piece) for piece in pieces]) + blotter.rest()


def test_the_key_is_blotted_out_wherever_it_is_split() -> None:
    text = b"your key sk-abcsk-abcabcabd is wrong: " + KEY.encode()
    want = text.replace(KEY.encode(), b"*" * len(KEY))
    for first in range(len(text)):
        for second in range(first, len(text)):
            assert carry(text[:first], text[first:second], text[second:]) == want


def test_only_what_may_begin_the_key_is_kept_back() -> None:
    blotter = Blotter(SPELLINGS)
    assert blotter.feed(b"data: x sk-") == b"data: x "
    assert blotter.feed(b"other\n\n") == b"sk-other\n\n"


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
@pytest.mark.parametrize("before", [0, 5, 2**20 - 4, 3 * 2**20])
def test_the_key_is_seen_in_what_is_packed_wherever_it_is_split(pack: Callable[[bytes], bytes], before: int) -> None:
    for text, held in ((KEY.encode(), True), (KEY[:-1].encode(), False)):
        packed, lookout = pack(b" " * before + text + b" "), Lookout(SPELLINGS)
        step = max(1, len(packed) // 50)
        assert any(lookout.sees(packed[at : at + step]) for at in range(0, len(packed), step)) is held


def _raw(text: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(text) + packer.flush()


@pytest.mark.parametrize(
    "packed",
    [
        _raw(b"{} " + KEY.encode()),
        gzip.compress(b"first") + gzip.compress(KEY.encode()),
        gzip.compress(KEY[:5].encode()) + gzip.compress(KEY[5:].encode()) + b"\0" * 9,
        gzip.compress(KEY.encode().hex().encode()),
    ],
    ids=["raw deflate", "a second member", "over two members", "in hex"],
)
def test_the_key_is_seen_however_servers_pack(packed: bytes) -> None:
    for size in (1, 3, len(packed)):
        lookout = Lookout(SPELLINGS)
        assert any(lookout.sees(packed[at : at + size]) for at in range(0, len(packed), size))


def test_what_nobody_can_unpack_is_not_seen_into() -> None:
    lookout = Lookout(SPELLINGS)
    assert [lookout.sees(b"\x8b not gzip"), lookout.sees(b"more")] == [False, False]


def test_what_unpacks_without_end_is_not_looked_through() -> None:
    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(bytes(2**20)) for _ in range(MOST // 2**20 + 2)) + packer.flush()
    with pytest.raises(ValueError, match="256 MiB"):
        Lookout(SPELLINGS).sees(bomb)
