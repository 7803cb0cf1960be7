"""A terminal recording read as hostile bytes."""

import json

from report import cast
from tests import samples
from tests.report import hostile


def test_a_recording_keeps_its_size_and_its_output() -> None:
    playback = cast.read(samples.CAST)
    assert playback is not None
    assert (playback.columns, playback.rows, playback.note) == (120, 40, None)
    assert [time for time, _ in playback.events] == [0.9, 4.25, 12.5]
    assert playback.data[0] == {"version": 2, "width": 120, "height": 40}


def test_the_transcript_has_no_escape_sequences() -> None:
    playback = cast.read(samples.CAST)
    assert playback is not None
    assert playback.transcript.splitlines()[2:4] == ["src/lib.rs", "Applied edit to src/lib.rs"]


def test_a_line_redrawn_in_place_shows_its_last_state() -> None:
    playback = cast.read('{"version": 2}\n[1, "o", "10%\\r50%\\r100%\\r\\ndone"]\n')
    assert playback is not None
    assert playback.transcript == "100%\ndone"


def test_no_recording_is_none() -> None:
    assert cast.read("") is None


def test_a_hostile_recording_keeps_its_output_alone() -> None:
    playback = cast.read(hostile.cast())
    assert playback is not None
    assert (playback.columns, playback.rows) == (cast.COLUMNS, 1)
    assert playback.note is not None
    assert playback.note.startswith("4 lines that are no output event were left out")
    assert len(playback.events) == 3
    assert "\x1b" not in playback.transcript
    json.dumps(playback.data).encode()
    assert "\ud800" not in playback.events[-1][1]


def test_an_endless_recording_is_cut_and_says_where_the_rest_is() -> None:
    line = json.dumps([1.0, "o", "x" * 100_000]) + "\n"
    playback = cast.read('{"version": 2, "width": 80, "height": 24}\n' + line * 20)
    assert playback is not None
    assert len(playback.events) == 10
    assert playback.note == "cut after 10 of 20 events; all of it is in terminal.cast"


def test_a_time_that_no_clock_can_show_is_no_event() -> None:
    times = ("1" + "0" * 400, "1e400", "NaN", "-1")
    playback = cast.read('{"version": 2}\n' + "".join(f'[{time}, "o", "x"]\n' for time in times))
    assert playback is not None
    assert playback.events == ()


def test_time_never_runs_backwards() -> None:
    playback = cast.read('{"version": 2}\n[5, "o", "a"]\n[1, "o", "b"]\n[-1, "o", "c"]\n')
    assert playback is not None
    assert playback.events == ((5, "a"), (5, "b"))
