"""The lines of a unified diff."""

from report import diff
from tests import samples


def test_lines_are_told_apart() -> None:
    read = diff.read(samples.DIFF)
    assert [line.kind for line in read.lines[:3]] == ["file", "file", "hunk"]
    assert (read.added, read.removed, read.note) == (2, 2, None)


def test_a_removed_line_of_dashes_is_no_file_header() -> None:
    text = (
        "--- a/x.sql\n+++ b/x.sql\n@@ -1,2 +1,2 @@\n--- a comment\n+++ b\n same\n--- a/y\n+++ b/y\n@@ -1 +0,0 @@\n-x\n"
    )
    kinds = [line.kind for line in diff.read(text).lines]
    assert kinds == ["file", "file", "hunk", "remove", "add", "same", "file", "file", "hunk", "remove"]


def test_a_note_on_a_missing_newline_counts_on_no_side() -> None:
    text = "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n--- a/z\n"
    assert [line.kind for line in diff.read(text).lines] == ["hunk", "remove", "same", "add", "same", "file"]


def test_an_empty_diff_has_no_lines() -> None:
    assert diff.read("").lines == ()


def test_broken_headers_are_read_as_text() -> None:
    for header in ("@@", "@@ -a,b +c,d @@", "@@ -1,99999999999999 +1 @@", "@@ -1,\u0663 +1 @@"):
        assert [line.kind for line in diff.read(f"{header}\n+x\n").lines] == ["hunk", "file"]


def test_a_huge_diff_is_cut_and_names_the_file() -> None:
    read = diff.read("@@ -0,0 +1,5000 @@\n" + "+x\n" * 4999 + "+" + "y" * 10_000 + "\n")
    assert len(read.lines) == diff.LINES
    assert read.added == 5000
    assert read.note == "3,000 of 5,001 lines are shown; all of it is in workspace.diff"


def test_a_huge_line_is_cut() -> None:
    assert len(diff.read("+" + "y" * 10**6).lines[0].text) < 2100
