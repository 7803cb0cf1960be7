"""Streams side by side: each agent receives its own, whole, and each cell's journal holds its own calls."""

from pathlib import Path

from tests.proxy import streams


def test_two_dozen_streams_of_four_cells_are_each_whole_and_each_recorded(tmp_path: Path) -> None:
    journal = tmp_path / "calls.jsonl"
    seen = streams.run(journal, seconds=3, streams=24, cells=4)
    assert (seen.lost, seen.wrong) == ([], [])
    assert streams.problems(journal, seen) == []
    assert seen.streams >= 24


def test_a_stream_that_the_journal_lacks_or_holds_for_another_cell_is_found(tmp_path: Path) -> None:
    journal = tmp_path / "calls.jsonl"
    seen = streams.run(journal, seconds=0.5, streams=4, cells=2)
    first, second = seen.sent
    seen.sent[first], seen.sent[second] = seen.sent[second], seen.sent[first]
    found = streams.problems(journal, seen)
    assert len(found) == 2 * seen.streams
    assert all("without a" in problem for problem in found)
