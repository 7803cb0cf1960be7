"""An exported workspace is unpacked as it was, or refused; nothing is ever written outside of its folder."""

import os
import random
import stat
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.archive import Limits, TooMuchError, Unpacked, unpack
from runner.manifest import git_digest, scan
from runner.temporary import temporary
from tests.runner.tars import END, entry, header, of_folder, pax

ROOT = entry(b"w/", kind=b"5")
SMALL = Limits(entries=9, file_size=100, total_size=150, depth=4, path=40)


def unpacked(archive: bytes, target: Path, limits: Limits | None = None) -> Unpacked:
    pieces = (archive[at : at + 1000] for at in range(0, len(archive), 1000))
    return unpack(pieces, target, "w", limits or Limits())


def found(target: Path) -> dict[str, bytes]:
    return {
        path.relative_to(target).as_posix(): path.read_bytes() for path in sorted(target.rglob("*")) if path.is_file()
    }


def test_files_are_written_and_all_else_is_only_recorded(tmp_path: Path) -> None:
    archive = (
        ROOT
        + entry(b"w/src/", kind=b"5", mode=b"0040755\0")
        + entry(b"w/src/a.py", b"print()\n", mode=b"0106755\0")
        + entry(b"w/src/evil", kind=b"2", mode=b"0000777\0", target=b"/etc/passwd")
        + entry(b"w/src/again", kind=b"1", mode=b"0106755\0", target=b"w/src/a.py")
        + entry(b"w/fifo", kind=b"6")
        + entry(b"w/disk", kind=b"4")
        + entry(b"w/empty/", kind=b"5", mode=b"0000700\0")
        + END
    )
    entries = {entry.path: entry for entry in unpacked(archive, tmp_path).entries}
    assert found(tmp_path) == {"src/a.py": b"print()\n", "src/again": b"print()\n"}
    assert {path: (entry.type, entry.mode, entry.size) for path, entry in entries.items()} == {
        "disk": ("special", 0o644, None),
        "empty": ("folder", 0o700, None),
        "fifo": ("special", 0o644, None),
        "src/a.py": ("file", 0o6755, 8),
        "src/again": ("file", 0o6755, 8),
        "src/evil": ("link", 0o777, 11),
    }
    assert stat.S_IMODE((tmp_path / "src" / "a.py").stat().st_mode) & 0o7133 == 0
    assert not os.path.lexists(tmp_path / "src" / "evil")


def tree(folder: Path) -> None:
    """A folder with everything that an agent can leave and an engine can tell."""
    names = ("src/a.py", "src/deep/er/b", ".git/HEAD", ".git/refs/heads/main", ".git/index", ".git/hooks/x", "x/.git/y")
    for number, name in enumerate((*names, ".git/modules/.git/z", ".git/modules/m/HEAD", os.fsdecode(b"n\xff\\ \n"))):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x" * 600 * number)
        (folder / name).chmod(0o600 + number)
    for name in ("empty/inner", ".git/objects", ".git/info/empty", "d" * 120):
        (folder / name).mkdir(parents=True)
    os.link(folder / "src/a.py", folder / "src/hard")
    (folder / "src/dangling").symlink_to("/nowhere/" + "x" * 200)
    (folder / ".git/refs/link").symlink_to("heads")
    os.mkfifo(folder / "src/fifo")


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_what_is_found_is_what_a_scan_of_the_folder_itself_finds(form: int, tmp_path: Path) -> None:
    tree(tmp_path / "there")
    (tmp_path / "here").mkdir()
    here = unpacked(of_folder(tmp_path / "there", "w", form), tmp_path / "here")
    assert here.entries == scan(tmp_path / "there")
    assert here.git == git_digest(tmp_path / "there")


@pytest.mark.parametrize("kind", ["nothing", "file", "link", "empty folder"])
def test_the_digest_of_the_repository_is_that_of_the_folder_itself(kind: str, tmp_path: Path) -> None:
    there, here = tmp_path / "there", tmp_path / "here"
    for folder in (there, here):
        folder.mkdir()
    top = there / ".git"
    match kind:
        case "file":
            top.write_text("gitdir: elsewhere", encoding="utf-8")
        case "link":
            top.symlink_to("elsewhere")
        case "empty folder":
            top.mkdir()
    assert unpacked(of_folder(there, "w"), here) == Unpacked((), git_digest(there))


REFUSED = {
    "no root": (END, "no folder w"),
    "another root": (entry(b"v/", kind=b"5") + END, "outside of w"),
    "a root that is a file": (entry(b"w") + END, "a folder and something else"),
    "a root that is a link": (entry(b"w", kind=b"2", target=b"/etc") + END, "a folder and something else"),
    "an absolute name": (ROOT + entry(b"/etc/passwd", b"x") + END, "outside of w"),
    "a name that only starts like the root": (ROOT + entry(b"wide", b"x") + END, "outside of w"),
    "a way up": (ROOT + entry(b"w/../../x", b"x") + END, "not a plain path"),
    "a way up at the end": (ROOT + entry(b"w/a/..", kind=b"5") + END, "not a plain path"),
    "a dot": (ROOT + entry(b"w/./x", b"x") + END, "not a plain path"),
    "an empty part": (ROOT + entry(b"w//x", b"x") + END, "not a plain path"),
    "a root twice": (ROOT + ROOT + END, "there twice"),
    "a file with a slash at its end": (ROOT + entry(b"w/x/", b"x") + END, "not a plain path"),
    "an absolute name, extended": (ROOT + pax(path="/etc/passwd") + entry(b"w/x", b"x") + END, "outside of w"),
    "a file twice": (ROOT + entry(b"w/x", b"1") + entry(b"w/x", b"2") + END, "there twice"),
    "a folder twice": (ROOT + entry(b"w/x/", kind=b"5") * 2 + END, "there twice"),
    "a file, then a folder": (ROOT + entry(b"w/x", b"1") + entry(b"w/x/y", b"2") + END, "something else at once"),
    "a folder, then a file": (ROOT + entry(b"w/x/y", b"2") + entry(b"w/x", b"1") + END, "something else at once"),
    "a link, then a file behind it": (
        ROOT + entry(b"w/x", kind=b"2", target=b"/etc") + entry(b"w/x/passwd", b"2") + END,
        "something else at once",
    ),
    "a link, then a folder in its place": (
        ROOT + entry(b"w/x", kind=b"2", target=b"/etc") + entry(b"w/x/", kind=b"5") + END,
        "there twice",
    ),
    "a hard link outside": (ROOT + entry(b"w/x", kind=b"1", target=b"/etc/passwd") + END, "outside of w"),
    "a hard link upwards": (ROOT + entry(b"w/x", kind=b"1", target=b"w/../../etc/passwd") + END, "not a plain path"),
    "a hard link to nothing": (ROOT + entry(b"w/x", kind=b"1", target=b"w/y") + END, "a hard link to no file"),
    "a hard link to a link": (
        ROOT + entry(b"w/y", kind=b"2", target=b"/etc/passwd") + entry(b"w/x", kind=b"1", target=b"w/y") + END,
        "a hard link to no file",
    ),
    "a hard link to a device": (
        ROOT + entry(b"w/y", kind=b"3") + entry(b"w/x", kind=b"1", target=b"w/y") + END,
        "a hard link to no file",
    ),
    "a part that is too long": (ROOT + pax(path=b"w/" + b"n" * 256) + entry(b"x") + END, "longer name"),
    "a cut archive": (ROOT + entry(b"w/x", b"1"), "ends before its end mark"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_plainly_inside_is_refused(name: str, tmp_path: Path) -> None:
    archive, why = REFUSED[name]
    with pytest.raises(ValueError, match=why) as caught:
        unpacked(archive, tmp_path)
    assert str(caught.value).startswith("archive")


BEYOND = {
    "entries": (b"".join(entry(b"w/%d" % number) for number in range(9)), "more than 9 entries"),
    "one size": (entry(b"w/x", b"x" * 101), "more than 100 bytes"),
    "all sizes": (entry(b"w/x", b"x" * 80) + entry(b"w/y", b"x" * 80), "150 together"),
    "all sizes, by links": (entry(b"w/x", b"x" * 80) + entry(b"w/y", kind=b"1", target=b"w/x"), "150 together"),
    "depth": (entry(b"w/1/2/3/4/5"), "more than 4 folders deep"),
    "length": (entry(b"w/" + b"a" * 20 + b"/" + b"b" * 20), "longer name"),
}


@pytest.mark.parametrize("name", BEYOND)
def test_what_is_beyond_a_limit_is_refused(name: str, tmp_path: Path) -> None:
    archive, why = BEYOND[name]
    assert len(unpacked(ROOT + archive + END, tmp_path).entries) > 0
    (tmp_path / "small").mkdir()
    with pytest.raises(TooMuchError, match=why):
        unpacked(ROOT + archive + END, tmp_path / "small", SMALL)


def test_a_size_beyond_the_limit_is_refused_before_its_content_is_read(tmp_path: Path) -> None:
    def endless() -> Iterator[bytes]:
        yield ROOT + header(b"w/x", size=b"\x80" + bytes(4) + b"\xff" * 7)
        raise AssertionError("its content was read")

    with pytest.raises(TooMuchError, match="more than 1073741824 bytes"):
        unpack(endless(), tmp_path, "w")


@pytest.mark.parametrize("archive", [entry(b"w/X", b"x"), entry(b"w/X/y", b"y")])
def test_names_that_the_kits_own_disk_cannot_tell_apart_are_refused(archive: bytes, tmp_path: Path) -> None:
    # A disk that ignores case has the name already when it comes as another; here it has from the start.
    (tmp_path / "X").mkdir() if b"/y" in archive else (tmp_path / "X").write_bytes(b"")
    with pytest.raises(ValueError, match="only in case"):
        unpacked(ROOT + archive + END, tmp_path)


PART = st.text(st.characters(exclude_characters="/\0", codec="utf-8"), min_size=1, max_size=40).filter(
    lambda part: part not in (".", "..") and len(part.encode()) < 200
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.lists(PART, min_size=1, max_size=4).map(tuple), st.binary(max_size=1500), max_size=8))
def test_any_tree_of_files_comes_as_it_was(files: dict[tuple[str, ...], bytes]) -> None:
    with temporary("cab-archive-") as folder:
        for parts, content in files.items():
            path = folder.joinpath("there", *parts)
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            except OSError:  # a file is in the way of a folder
                continue
        (folder / "there").mkdir(exist_ok=True)
        (folder / "here").mkdir()
        assert unpacked(of_folder(folder / "there", "w"), folder / "here").entries == scan(folder / "there")


def mended(archive: bytearray) -> bytes:
    """With every block's checksum made right, where it may be a header: what is mutated gets past the first look."""
    for at in range(0, len(archive) - 511, 512):
        block = archive[at : at + 512]
        if block[257:262] == b"ustar":
            archive[at + 148 : at + 156] = b"%06o\0 " % (sum(block[:148]) + 256 + sum(block[156:]))
    return bytes(archive)


def mutated(whole: bytes, draw: random.Random) -> bytes:
    archive = bytearray(whole)
    for _ in range(draw.randint(1, 4)):
        at = draw.randrange(len(archive))
        match draw.randrange(5):
            case 0:
                archive[at] = draw.randrange(256)
            case 1:
                head = at // 512 * 512
                where, odd = draw.choice([(0, b"../x"), (0, b"/x\0"), (124, b"\xff\xff"), (156, b"2"), (156, b"1")])
                archive[head + where : head + where + len(odd)] = odd
            case 2:
                del archive[at : at + draw.choice([1, 512, 5000])]
            case 3:
                archive[at:at] = archive[: draw.choice([1, 512, 1024])]
            case _:
                archive[at : at + 8] = bytes(draw.randrange(256) for _ in range(8))
        archive = archive or bytearray(b"x")
    return mended(archive) if draw.random() < 0.8 else bytes(archive)


def outside(folder: Path, target: str) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != target)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_bytes_come_they_are_taken_or_refused_and_nothing_leaves_the_folder(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    tree(tmp_path / "there")
    whole = of_folder(tmp_path / "there", "w", draw.choice([tarfile.PAX_FORMAT, tarfile.GNU_FORMAT]))
    refusals = []
    for _ in range(150):
        with temporary("cab-archive-") as folder:
            (folder / "here").mkdir()
            try:
                unpacked(mutated(whole, draw), folder / "here", Limits(total_size=1 << 20))
            except ValueError as refused:
                refusals.append(str(refused))
            assert outside(folder, "here") == []
            assert not [path for path in (folder / "here").rglob("*") if path.is_symlink() or path.is_fifo()]
    assert 0 < len(refusals) < 150
    assert all(refused.startswith("archive") for refused in refusals)
