"""Hostile text made fit to show."""

import json
import sys
import unicodedata

import pytest

from report import text
from tests.report.hostile import PAYLOAD


def test_every_invisible_character_of_unicode_becomes_visible() -> None:
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    left = {one for one in text.visible(every) if unicodedata.category(one) in {"Cc", "Cf", "Zl", "Zp", "Cs"}}
    assert left == {"\n", "\t"}


def test_plain_text_of_all_languages_stays_as_it_is() -> None:
    plain = "naïve Ünïcode \u4e2d\u6587 \u05d0\u05d1 \u0627\u0644 \U0001f600 a\tb\nc"
    assert text.visible(plain) == plain


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[2J", "\u27e8ESC\u27e9[2J"),
        ("a\u202eb", "a\u27e8U+202E\u27e9b"),
        ("\x7f", "\u27e8DEL\u27e9"),
        ("\ud800", "\u27e8U+D800\u27e9"),
    ],
)
def test_what_acts_is_named_instead(hostile: str, shown: str) -> None:
    assert text.visible(hostile) == shown


def test_a_line_stays_one_line() -> None:
    assert text.line("a\r\nb\tc\nd") == "a\u27e8LF\u27e9b\u27e8TAB\u27e9c\u27e8LF\u27e9d"


def test_a_shortened_text_keeps_both_ends_and_names_the_file() -> None:
    short = text.shorten("a" * 50 + "b" * 50, 20, "grader.json")
    assert short.startswith("a" * 10 + "\n")
    assert short.endswith("\n" + "b" * 10)
    assert "80 characters left out here; all of it is in grader.json" in short
    assert text.shorten("short", 20, "x") == "short"


def test_an_island_cannot_end_its_script_element_and_reads_back_the_same() -> None:
    island = text.island({"key": PAYLOAD})
    assert not set("<>&\u2028\u2029") & set(island)
    assert json.loads(island) == {"key": PAYLOAD}


def test_null_is_never_printed() -> None:
    with pytest.raises(ValueError, match="say what is missing"):
        text.finalize(None)
