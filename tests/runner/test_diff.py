"""Diffs: made from content, and taken by the programs that take diffs."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner import diff
from runner.diff import unified
from runner.manifest import compare, scan

Files = dict[str, bytes | None]


def folders(tmp_path: Path, old: Files, new: Files) -> tuple[Path, Path]:
    for name, files in (("old", old), ("new", new)):
        shutil.rmtree(tmp_path / name, ignore_errors=True)
        (tmp_path / name).mkdir()
        for path, content in files.items():
            if content is not None:
                (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / name / path).write_bytes(content)
    return tmp_path / "old", tmp_path / "new"


def made(old: Path, new: Path) -> str:
    return unified(old, new, compare(scan(old), scan(new), git_before="", git_after=""))


def applied(program: tuple[str, ...], text: str, old: Path) -> Path:
    """A copy of `old` to which `program` has applied the diff."""
    copy = old.parent / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(old, copy, symlinks=True)
    subprocess.run(program, cwd=copy, input=text.encode(), check=True, capture_output=True)
    return copy


GIT_APPLY = ("git", "apply", "--unsafe-paths", "-")
PATCH = ("patch", "-p1", "--quiet", "--no-backup-if-mismatch")

OLD: Files = {
    "changed.py": b"".join(b"line %d\n" % number for number in range(40)),
    "gone.txt": b"a\nb\n",
    "no end.txt": b"a\nb",
    "emptied": b"x\n",
    "returns.txt": b"a\r\nb\r\n",
    "form\x0cfeed": b"one\x0ctwo\rthree\xe2\x80\xa8four\nfive\n",
    "d\xfcr.txt": b"\xc3\xbc\n",
}
NEW: Files = {
    "changed.py": b"".join(b"line %d\n" % number for number in range(40) if number != 20).replace(b"line 3\n", b"3\n"),
    "deep/er/new.py": b"print('hi')\n",
    "no end.txt": b"a\nc\nd",
    "emptied": b"",
    "empty": b"",
    "returns.txt": b"a\r\nc\r\n",
    "form\x0cfeed": b"one\x0ctwo\rthree\xe2\x80\xa8FOUR\nfive\n",
    "d\xfcr.txt": b"\xc3\xbc\nmore\n",
    'quo"ted\\name\n.txt': b"x\n",
}


def test_git_takes_the_diff_and_arrives_at_the_same_files(tmp_path: Path) -> None:
    old, new = folders(tmp_path, OLD, NEW)
    (new / "changed.py").chmod(0o755)
    (new / "link").symlink_to("changed.py")
    assert scan(applied(GIT_APPLY, made(old, new), old)) == scan(new)


def test_patch_takes_the_diff_and_arrives_at_the_same_files(tmp_path: Path) -> None:
    if shutil.which("patch") is None:
        pytest.skip("the program patch is not here")
    old, new = folders(tmp_path, OLD, NEW)
    assert scan(applied(PATCH, made(old, new), old)) == scan(new)


LINES = st.lists(st.sampled_from([b"a\n", b"b\n", b"\n", b"}\n", b"c\r\n", b"long one\n"]), max_size=14)
TEXT = st.builds(lambda lines, tail: b"".join(lines) + tail, LINES, st.sampled_from([b"", b"tail", b"a"]))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=TEXT, after=TEXT)
def test_any_two_texts_differ_by_a_diff_that_git_takes(tmp_path: Path, before: bytes, after: bytes) -> None:
    old, new = folders(tmp_path, {"a": before}, {"a": after})
    text = made(old, new)
    assert (text == "") == (before == after)
    if text:
        assert scan(applied(GIT_APPLY, text, old)) == scan(new)


def test_a_small_change_reads_as_everybody_knows_it(tmp_path: Path) -> None:
    lines = [b"%d\n" % number for number in range(1, 10)]
    old, new = folders(tmp_path, {"a": b"".join(lines)}, {"a": b"".join(lines).replace(b"5\n", b"five")})
    assert made(old, new) == (
        "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -2,8 +2,7 @@\n 2\n 3\n 4\n-5\n-6\n+five6\n 7\n 8\n 9\n"
    )


def test_a_mode_alone_is_told(tmp_path: Path) -> None:
    old, new = folders(tmp_path, {"a": b"x\n", "b": b"x\n"}, {"a": b"x\n", "b": b"x\n"})
    (new / "a").chmod(0o755)
    (new / "b").chmod(0o600)
    text = made(old, new)
    assert text.startswith("diff --git a/a b/a\nold mode 100644\nnew mode 100755\n# b (modified; only its mode")
    applied(GIT_APPLY, text, old)


def test_a_file_that_becomes_a_link_goes_and_comes(tmp_path: Path) -> None:
    old, new = folders(tmp_path, {"a": b"x\n"}, {})
    (new / "a").symlink_to("elsewhere")
    text = made(old, new)
    assert "deleted file mode 100644" in text
    assert "new file mode 120000" in text
    assert scan(applied(GIT_APPLY, text, old)) == scan(new)


def test_what_has_no_lines_is_named_and_does_not_trouble_git(tmp_path: Path) -> None:
    old, new = folders(
        tmp_path,
        {"text": b"a\n", "image": b"\x89PNG\0"},
        {"text": b"b\n", "image": b"\x89PNG\1", "latin": b"\xfc\n", "huge": b"x\n" * diff.FILE_LIMIT},
    )
    os.mkfifo(new / "fifo")
    (new / "empty").mkdir()
    text = made(old, new)
    notes = [line.partition("; before")[0].partition("; after")[0] for line in text.splitlines() if line[0] == "#"]
    assert notes == [
        "# empty (added; a folder",
        "# fifo (added; a special",
        "# huge (added; too large",
        "# image (modified; binary",
        "# latin (added; binary",
    ]
    assert (applied(GIT_APPLY, text, old) / "text").read_bytes() == b"b\n"


def test_a_link_to_a_secret_shows_the_link_and_not_the_secret(tmp_path: Path) -> None:
    old, new = folders(tmp_path, {"a": b"x\n"}, {})
    (tmp_path / "secret").write_text("the key")
    (new / "a").symlink_to(tmp_path / "secret")
    assert "the key" not in made(old, new)


def test_a_name_cannot_forge_a_line_of_the_diff(tmp_path: Path) -> None:
    old, new = folders(tmp_path, {}, {"x\n+++ b\\etc\x1b[2J": b"a\n", "y\n# z": b"\0"})
    text = made(old, new)
    assert "\x1b" not in text
    assert [line for line in text.splitlines() if line.startswith(("+++", "# "))] == [
        '+++ "b/x\\012+++ b\\\\etc\\033[2J"',
        next(line for line in text.splitlines() if line.startswith('# "y\\012# z" (added; binary')),
    ]


def test_two_large_files_with_nothing_in_common_are_quick(tmp_path: Path) -> None:
    old, new = folders(
        tmp_path,
        {"a": b"same\n" + b"".join(b"%d\n" % (n % 977) for n in range(60_000))},
        {"a": b"same\n" + b"".join(b"%d\n" % (n * 7 % 983) for n in range(60_000))},
    )
    began = time.monotonic()
    text = made(old, new)
    assert time.monotonic() - began < 10
    assert scan(applied(GIT_APPLY, text, old)) == scan(new)


def test_the_whole_diff_is_bounded(tmp_path: Path) -> None:
    old, new = folders(tmp_path, {}, {f"f{number}": b"x\n" * (diff.FILE_LIMIT // 2) for number in range(12)})
    text = made(old, new)
    assert len(text) < diff.TOTAL_LIMIT + 10_000
    assert "the diff is too long already" in text


def test_a_crowd_of_changes_does_not_make_the_diff_longer(tmp_path: Path) -> None:
    large: Files = {f"a{number}": b"x" * (diff.TOTAL_LIMIT // 10) + b"\n" for number in range(9)}
    old, new = folders(tmp_path, {}, large | {f"b{number}{'x' * 200}": b"x\n" for number in range(2_000)})
    text = made(old, new)
    assert len(text) < diff.TOTAL_LIMIT + 100
    named = text.count("diff --git") + text.count("the diff is too long already")
    assert text.endswith(f"\n# {len(large) + 2_000 - named} more paths; the manifest names them\n")
    assert len(large) < named < 2_000
