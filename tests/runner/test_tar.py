"""The members of an archive are read strictly: understood, or refused with what and where."""

import pytest

from runner.tar import LONGEST_PAX, Member, Reader
from tests.runner.tars import END, entry, header, padded, pax


def read(*pieces: bytes) -> list[tuple[Member, bytes]]:
    reader = Reader(pieces)
    return [(member, b"".join(reader.content())) for member in reader.members()]


def only(*pieces: bytes) -> Member:
    ((member, _),) = read(*pieces)
    return member


def test_members_come_with_their_content_however_the_bytes_are_cut() -> None:
    whole = entry(b"a/", kind=b"5") + entry(b"a/b", b"x" * 700, mode=b"0104755\0") + entry(b"c", b"yz") + END
    for size in (1, 7, 512, 513, len(whole)):
        found = read(*(whole[at : at + size] for at in range(0, len(whole), size)))
        assert [(member.name, member.kind, content) for member, content in found] == [
            (b"a/", "folder", b""),
            (b"a/b", "file", b"x" * 700),
            (b"c", "file", b"yz"),
        ]
        assert [member.mode for member, _ in found] == [0o644, 0o4755, 0o644]


def test_content_that_nobody_reads_is_skipped_and_what_follows_the_end_is_not_read() -> None:
    reader = Reader([entry(b"a", b"x" * 5000), entry(b"b", b"y"), END, b"garbage"])
    assert [member.name for member in reader.members()] == [b"a", b"b"]
    assert read(END) == []


@pytest.mark.parametrize(
    ("kind", "named"),
    [(b"1", "hard link"), (b"2", "link"), (b"3", "special"), (b"4", "special"), (b"6", "special"), (b"\0", "file")],
)
def test_every_kind_is_told(kind: bytes, named: str) -> None:
    member = only(entry(b"a", kind=kind, target=b"/etc/passwd"), END)
    assert (member.kind, member.target) == (named, b"/etc/passwd")


def test_long_names_are_told_in_four_ways() -> None:
    long, other = b"d/" * 90 + b"\xff\n", b"t" * 300
    assert only(entry(b"b", prefix=b"a/c"), END).name == b"a/c/b"
    assert only(entry(b"b", prefix=b"a/c", magic=b"ustar  \0"), END).name == b"b"
    for extended in (
        pax(path=long, linkpath=other, mtime="1.5", SCHILY_xattr_user_x=b"\0\n"),
        entry(b"././@LongLink", long + b"\0", b"L") + entry(b"././@LongLink", other + b"\0", b"K"),
        entry(b"././@LongLink", long, b"L") + pax(linkpath=other),
    ):
        member = only(extended, entry(b"short", kind=b"2", target=b"short"), END)
        assert (member.name, member.target) == (long, other)
        assert read(extended, entry(b"one"), entry(b"two"), END)[1][0].name == b"two"


def test_sizes_are_told_in_three_ways() -> None:
    assert only(header(b"a", size=b"00000000003\0"), padded(b"abc"), END).size == 3
    assert only(header(b"a", size=b"         3 \0"), padded(b"abc"), END).size == 3
    assert only(header(b"a", size=b"\x80" + bytes(10) + b"\x03"), padded(b"abc"), END).size == 3
    assert only(pax(size="3"), header(b"a"), padded(b"abc"), END).size == 3


REFUSED = {
    "it ends at once": (b"", "byte 0: it ends before its end mark"),
    "a header is cut": (header(b"a")[:300], "byte 300: it ends"),
    "content is cut": (header(b"a", size=700) + b"x" * 512, "byte 1024: it ends"),
    "padding is cut": (header(b"a", size=1) + b"x", "byte 513: it ends"),
    "the end mark is cut": (entry(b"a") + bytes(512), "it ends"),
    "half an end mark": (bytes(512) + entry(b"a"), "one block of zeros"),
    "a name for nothing": (pax(path="a") + END, "one block of zeros"),
    "a wrong checksum": (header(b"a", checksum=b"0000000\0"), "checksum"),
    "no checksum": (b"x" * 512, "no number"),
    "a size that is no number": (header(b"a", size=b"12x4567890 \0"), "no number"),
    "a size in digits of ten": (header(b"a", size=b"00000000009\0"), "no number"),
    "a size with a gap": (header(b"a", size=b"000\x00000003 \0"), "no number"),
    "a negative size": (header(b"a", size=b"\xff" * 12), "a negative or a huge number"),
    "a huge size": (header(b"a", size=b"\x81" + bytes(11)), "a negative or a huge number"),
    "a negative size, extended": (pax(size="-1") + entry(b"a"), "no size"),
    "a huge size, extended": (pax(size="9" * 21) + entry(b"a"), "no size"),
    "a sparse file of old": (entry(b"a", kind=b"S"), "type b'S'"),
    "a sparse file of now": (pax(GNU_sparse_map="0,1") + entry(b"a"), "sparse"),
    "a header for all": (entry(b"a", b"12 path=abc\n", b"g"), "type b'g'"),
    "a volume's label": (entry(b"a", kind=b"V"), "type b'V'"),
    "a kind that nobody knows": (entry(b"a", kind=b"7"), "type b'7'"),
    "a folder with content": (entry(b"a", b"x", b"5"), "a folder with content"),
    "a link with content": (entry(b"a", b"x", b"2", target=b"b"), "a link with content"),
    "a device with a size, extended": (pax(size="1") + entry(b"a", kind=b"3"), "a special with content"),
    "NUL in a name": (pax(path=b"a\0b") + entry(b"a"), "NUL"),
    "NUL in a long name": (entry(b"L", b"a\0b\0", b"L") + entry(b"a"), "NUL"),
    "NUL in a target": (pax(linkpath=b"a\0b") + entry(b"a", kind=b"2"), "NUL"),
    "two names": (pax(path="a") + pax(path="b") + entry(b"c"), "second extended header"),
    "two names in two ways": (entry(b"L", b"a\0", b"L") + pax(path="b") + entry(b"c"), "second extended header"),
    "an endless extended header": (header(b"a", b"x", LONGEST_PAX + 1), "an extended header of"),
    "an empty extended header": (header(b"a", b"L", 0), "an extended header of 0 bytes"),
    **{
        f"extended: {text!r}": (entry(b"p", text, b"x") + entry(b"a"), "cannot be understood")
        for text in (
            b"path=a\n", b" path=a\n", b"9 path=a", b"8 path=a\n", b"99 path=a\n", b"0 \n", b"x path=a\n", b"5 a\n",
            b"-9 path=a\n", b"00000009 path=a\n", b"9 path=a\n9 path=b\n", b"9 path=a\n\0", b"3 \n",
        )
    },
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_plainly_an_archive_is_refused(name: str) -> None:
    archive, why = REFUSED[name]
    with pytest.raises(ValueError, match=why) as caught:
        read(archive)
    assert str(caught.value).startswith("archive, byte ")
