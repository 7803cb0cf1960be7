"""Questions and answers over any wire, from bytes."""

import pytest

from runner.grader.talk import LONGEST_OUTPUT, STDERR, STDOUT, TAIL, Pieces, Talk

CHUNK = 1 << 16


class Scripted:
    """A wire that takes `takes` bytes a step and says its steps one by one, then nothing."""

    def __init__(self, *steps: Pieces, takes: int = 1 << 20) -> None:
        self.steps, self.takes, self.taken, self.closed = list(steps), takes, b"", False

    def step(self, out: bytes, seconds: float) -> tuple[int, Pieces]:
        assert seconds > 0
        self.taken += out[: self.takes]
        return len(out[: self.takes]), self.steps.pop(0) if self.steps else []

    def close_input(self) -> None:
        self.closed = True


def test_a_question_goes_in_pieces_and_its_answer_comes_in_pieces() -> None:
    wire = Scripted([], [], [(STDOUT, b"an"), (STDERR, b"noise")], [(STDOUT, b"swer\n")], takes=2)
    talk = Talk(wire)
    assert talk.line(b"ask\n", 10) == b"answer"
    assert (wire.taken, talk.pending, talk.last_words) == (b"ask\n", b"", "noise")
    talk.close_input()
    assert wire.closed


@pytest.mark.parametrize(
    ("steps", "error", "words"),
    [
        ([[(STDOUT, b"x\n")]], ValueError, "before the question was out"),
        ([[], [(STDOUT, b"x"), (STDOUT, b"")]], EOFError, "ended before it answered"),
        ([[], []], TimeoutError, "time limit"),
        ([[(STDOUT, b"x" * CHUNK)]] * 20, ValueError, "a line of more than"),
        ([[(STDERR, b"x" * CHUNK)]] * 300, ValueError, f"more than {LONGEST_OUTPUT} bytes of output"),
    ],
)
def test_what_is_no_answer_is_told_apart(steps: list[Pieces], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        Talk(Scripted(*steps, takes=2)).line(b"question\n", 0.1)


def test_a_line_beyond_the_answer_is_kept_and_spoils_the_next_question() -> None:
    talk = Talk(Scripted([(STDOUT, b"a\nb")]))
    assert talk.line(b"q\n", 10) == b"a"
    assert talk.pending == b"b"
    with pytest.raises(ValueError, match="spoke before it was asked"):
        talk.line(b"q\n", 10)


def test_a_command_is_read_to_its_end_and_only_tails_are_kept() -> None:
    talk = Talk(Scripted([(STDOUT, b"x" * CHUNK)], [(STDOUT, b""), (STDERR, b"last")], [(STDERR, b"")]))
    talk.drain(10)
    assert (len(talk.tail(STDOUT)), talk.tail(STDERR)) == (TAIL, "last")
    mute = Talk(Scripted([(STDOUT, b""), (STDERR, b"")]))
    mute.drain(10)
    with pytest.raises(EOFError):
        mute.line(b"q\n", 10)
    with pytest.raises(TimeoutError):
        Talk(Scripted([(STDOUT, b"x")])).drain(0.05)
