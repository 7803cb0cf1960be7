"""The key made unreadable in what an endpoint sends back."""

from proxy.blot import Blotter

KEY = "sk-abcabcabd"


def carry(*pieces: bytes, key: str | None = KEY) -> bytes:
    blotter = Blotter(key)
    return b"".join([blotter.feed(piece) for piece in pieces]) + blotter.rest()


def test_the_key_is_blotted_out_wherever_it_is_split() -> None:
    text = b"your key sk-abcsk-abcabcabd is wrong: " + KEY.encode()
    want = text.replace(KEY.encode(), b"*" * len(KEY))
    for first in range(len(text)):
        for second in range(first, len(text)):
            assert carry(text[:first], text[first:second], text[second:]) == want


def test_only_what_may_begin_the_key_is_kept_back() -> None:
    blotter = Blotter(KEY)
    assert blotter.feed(b"data: x sk-") == b"data: x "
    assert blotter.feed(b"other\n\n") == b"sk-other\n\n"


def test_without_a_key_everything_passes() -> None:
    assert carry(b"sk-", b"abc", key=None) == b"sk-abc"
