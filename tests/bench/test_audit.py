"""The audit of our own row: every counted answer has its two lines, and the chain holds."""

from pathlib import Path

import pytest

from bench.proxy.audit import Audit

CALL = b'{"kind":"intent"}\n{"kind":"call","end":"complete"}\n'


def test_answers_with_their_lines_pass_and_each_count_begins_after_the_last(tmp_path: Path) -> None:
    journal = tmp_path / "calls.jsonl"
    journal.write_bytes(CALL * 3)
    audit = Audit(journal)
    audit.count("first", 3)
    with journal.open("ab") as file:
        file.write(CALL * 2)
    audit.count("second", 2)


@pytest.mark.parametrize(
    "lines",
    [CALL, CALL * 3, CALL + b'{"kind":"intent"}\n', CALL + CALL.replace(b"complete", b"upstream_error")],
    ids=["one too few", "one too many", "one open", "one failed"],
)
def test_anything_but_two_whole_calls_is_refused(tmp_path: Path, lines: bytes) -> None:
    journal = tmp_path / "calls.jsonl"
    journal.write_bytes(lines)
    with pytest.raises(RuntimeError, match="small: 2 answers came"):
        Audit(journal).count("small", 2)


def test_a_journal_that_does_not_verify_is_refused(tmp_path: Path) -> None:
    journal = tmp_path / "calls.jsonl"
    journal.write_bytes(CALL)
    with pytest.raises(RuntimeError, match="2 problems, the first: line 1"):
        Audit(journal).close()
