"""`cab verify` of a journal, as a user runs it."""

from pathlib import Path

from tests.cab.command import cab
from tests.proxy.lines import written


def test_the_count_and_head_of_a_journal_show_later_that_its_tail_was_cut(tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    lines = written(path, "a", "b").splitlines(keepends=True)
    said = cab("verify", path)
    assert said.returncode == 0
    sealed = said.stdout.strip().rpartition(" ")[2]
    assert sealed.startswith("4:")
    assert cab("verify", path, "--sealed", sealed).returncode == 0
    path.write_bytes(b"".join(lines[:2]))
    assert cab("verify", path).returncode == 0  # a whole call less is no break of a chain
    done = cab("verify", path, "--sealed", sealed)
    assert (done.returncode, "the journal has 2 lines" in done.stderr) == (1, True)


def test_what_is_no_count_and_head_is_bad_input(tmp_path: Path) -> None:
    written(tmp_path / "calls.jsonl", "a")
    for path, sealed in ((tmp_path / "calls.jsonl", "4"), (tmp_path, "4:" + "0" * 64)):
        assert cab("verify", path, "--sealed", sealed).returncode == 2
