import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.evidence import Manifest
from runner.span import Span
from store import hostile
from tests import samples

NESTED = b'{"a":' * 300 + b"1" + b"}" * 300


def test_a_plain_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"plain")
    assert hostile.content(tmp_path / "a") == b"plain"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="none: missing"):
        hostile.content(tmp_path / "none")


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("/etc/passwd")
    with pytest.raises(ValueError, match="not a plain file"):
        hostile.content(tmp_path / "a")


def test_a_pipe_does_not_keep_the_reader_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a")
    with pytest.raises(ValueError, match="not a plain file"):
        hostile.content(tmp_path / "a")


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "a").open("wb") as file:
        file.truncate(hostile.LIMIT + 1)
    with pytest.raises(ValueError, match="more than the"):
        hostile.content(tmp_path / "a")


def test_a_path_through_a_file_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(ValueError, match="unreadable: Not a directory"):
        hostile.content(tmp_path / "a" / "b")


@pytest.mark.parametrize("data", [b"", b"{", b"NaN", b'{"a": Infinity}', b"[" * 200_000, b"\xff\xfe", b"1e999", NESTED])
def test_what_is_not_json_is_named(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"spans: not JSON"):
        hostile.record(Span, data, "spans")


def test_a_wrong_field_is_named() -> None:
    with pytest.raises(ValueError, match=r"manifest\.json: before: Field required"):
        hostile.record(Manifest, b"{}", "manifest.json")


def test_null_is_the_record_that_is_not_there() -> None:
    assert hostile.optional(Manifest, b"null\n", "manifest.json") is None
    written = samples.manifest().model_dump_json(by_alias=True).encode()
    assert hostile.optional(Manifest, written, "manifest.json") == samples.manifest()


def test_a_wrong_line_is_named_by_its_number() -> None:
    good = samples.spans()[0].model_dump_json().encode()
    assert hostile.lines(Span, good + b"\n" + good + b"\n", "spans.jsonl") == (samples.spans()[0],) * 2
    with pytest.raises(ValueError, match=r"spans\.jsonl: line 2: id: Field required"):
        hostile.lines(Span, good + b"\n{}\n", "spans.jsonl")


def test_text_is_utf_8() -> None:
    assert hostile.text("ü\r\n".encode(), "a") == "ü\r\n"
    with pytest.raises(ValueError, match="cast: not UTF-8"):
        hostile.text(b"\xff", "cast")


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_a_value_error(data: bytes) -> None:
    for kind in (Span, Manifest):
        with pytest.raises(ValueError, match="name"):
            hostile.record(kind, data, "name")
