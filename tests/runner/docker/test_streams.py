"""The wire to a command in a container: frames taken apart however they are cut, ends and refusals told."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from runner.docker.streams import CHUNK, Frames, Streams
from runner.grader.talk import STDERR, STDOUT, Talk


def frame(stream: int, data: bytes) -> bytes:
    return bytes([stream, 0, 0, 0]) + len(data).to_bytes(4, "big") + data


def test_frames_are_taken_apart_however_they_are_cut() -> None:
    whole = frame(1, b"out") + frame(2, b"error") + frame(1, b"") + frame(1, b"put")
    for size in range(1, len(whole) + 1):
        frames = Frames()
        said = {STDOUT: b"", STDERR: b""}
        for at in range(0, len(whole), size):
            for stream, piece in frames.feed(whole[at : at + size]):
                assert piece
                said[stream] += piece
        assert said == {STDOUT: b"output", STDERR: b"error"}


@pytest.mark.parametrize("data", [b"HTTP/1.1", frame(0, b"x"), frame(3, b"x"), b"\x01\x00\x00\x01\x00\x00\x00\x01"])
def test_what_is_no_frame_is_the_engines_failure(data: bytes) -> None:
    with pytest.raises(ConnectionError, match="no frame"):
        Frames().feed(data)


class Given:
    """What docker-py hands out: a file around a socket, and the answer that owns the connection."""

    def __init__(self, inner: socket.socket) -> None:
        self._sock = inner
        self._response: Any = inner


@pytest.fixture
def ends() -> Iterator[tuple[Streams, socket.socket]]:
    here, there = socket.socketpair()
    streams = Streams(Given(here))
    with there:
        yield streams, there
    streams.close()


def test_a_question_is_answered_over_it(ends: tuple[Streams, socket.socket]) -> None:
    streams, there = ends
    there.sendall(frame(2, b"noise") + frame(1, b"an"))
    there.sendall(frame(1, b"swer\n"))
    talk = Talk(streams)
    assert talk.line(b"question\n", 10) == b"answer"
    assert (there.recv(100), talk.last_words) == (b"question\n", "noise")
    talk.close_input()
    assert there.recv(100) == b""


def test_a_question_larger_than_any_buffer_goes_in_pieces(ends: tuple[Streams, socket.socket]) -> None:
    streams, there = ends
    gone, taken = 0, 0
    while gone < 100 * CHUNK:
        step, pieces = streams.step(bytes(100 * CHUNK - gone), 0)
        assert pieces == []
        gone += step
        taken += len(there.recv(CHUNK)) if not step else 0
    assert 0 < taken < gone


def test_the_end_is_told_once_and_for_both_outputs(ends: tuple[Streams, socket.socket]) -> None:
    streams, there = ends
    assert streams.step(b"", 0.01) == (0, [])
    there.close()
    assert streams.step(b"", 10) == (0, [(STDOUT, b""), (STDERR, b"")])
    assert streams.step(b"x", 10) == (0, [])


def test_a_command_that_reads_no_more_is_an_end(ends: tuple[Streams, socket.socket]) -> None:
    streams, there = ends
    there.close()
    with pytest.raises(EOFError, match="before it was asked"):
        streams.step(b"question\n", 10)
