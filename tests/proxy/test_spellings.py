"""The ways in which a key may stand in an answer."""

import base64
import json
import random
from urllib.parse import quote

import pytest

from proxy.blot import Blotter
from proxy.spellings import Spellings

KEY = 'sk-proj-aZ09_the-"users"+own/key\\'
CODED = {
    "raw": KEY,
    "reversed": KEY[::-1],
    "hex": KEY.encode().hex(),
    "HEX": KEY.encode().hex().upper(),
    "base64": base64.b64encode(KEY.encode()).decode(),
    "base64, one byte before": base64.b64encode(f":{KEY}".encode()).decode(),
    "base64, two bytes before": base64.b64encode(f"u:{KEY}?".encode()).decode(),
    "base64 for URLs": base64.urlsafe_b64encode(f"??>{KEY}??>".encode()).decode(),
    "JSON": json.dumps(KEY),
    "JSON in PHP": json.dumps(KEY).replace("/", "\\/"),
    "JSON in Go": json.dumps(KEY).replace("+", "\\u002b"),
    "escaped": "".join(f"\\u{ord(character):04X}" for character in KEY),
    "URL": quote(KEY),
    "URL, all": "".join(f"%{ord(character):02x}" for character in KEY),
    "URL, some": quote(KEY, safe="/+").replace("s", "%73"),
}


def traces(text: bytes) -> list[str]:
    """The codings of which all that is only the key's stands in the text."""
    return [name for name, coded in CODED.items() if coded.encode().strip(b'"=')[4:-4] in text]


def carry(*pieces: bytes) -> bytes:
    blotter = Blotter(Spellings(KEY))
    return b"".join([blotter.feed(piece) for piece in pieces]) + blotter.rest()


@pytest.mark.parametrize("name", CODED)
def test_no_coding_passes_wherever_it_is_split(name: str) -> None:
    text = b'{"error": "' + CODED[name].encode() + b'"}'
    assert name in traces(text)
    spellings = Spellings(KEY)
    whole = carry(text)
    assert traces(whole) == []
    assert len(whole) == len(text)
    assert (whole[:11], whole[-2:]) == (b'{"error": "', b'"}')
    for at in range(len(text)):
        blotter = Blotter(spellings)
        assert blotter.feed(text[:at]) + blotter.feed(text[at:]) + blotter.rest() == whole
    blotter = Blotter(spellings)
    pieces = [blotter.feed(text[at : at + 1]) for at in range(len(text))]
    assert b"".join([*pieces, blotter.rest()]) == whole
    assert traces(b"".join(pieces)) == []


@pytest.mark.parametrize("name", CODED)
def test_an_answer_that_is_cut_within_the_key_does_not_give_most_of_it_away(name: str) -> None:
    coded = CODED[name].encode().strip(b'"=')
    assert coded[:-6] not in carry(b"x " + coded[:-6])


def test_what_only_resembles_the_key_passes_as_it_is() -> None:
    # Pieces of the key and of its codings, in any order, as long as none is whole.
    chance = random.Random(7)
    parts = [coded[at : at + 9].encode() for coded in CODED.values() for at in range(0, len(coded) - 8, 3)]
    for _ in range(300):
        text = b" ".join(chance.choices(parts, k=12)) + b"\n"
        cuts = sorted(chance.choices(range(len(text)), k=3))
        assert carry(text[: cuts[0]], text[cuts[0] : cuts[1]], text[cuts[1] :]) == text


def test_a_key_of_one_character_again_and_again_is_found_too() -> None:
    spellings = Spellings("a" * 16)
    assert spellings.hidden(b"x" + b"a" * 20) == b"x" + b"*" * 16 + b"aaaa"
    assert spellings.within(b"a" * 16)
    assert not spellings.within(b"a" * 15)
