"""`cab verify` of a journal, as a user runs it."""

import hashlib
import urllib.request
from pathlib import Path

from proxy.recorder import Settings, recording
from proxy.upstream import Endpoint
from tests.cab.command import cab
from tests.endpoints import answering
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


def test_the_bodies_beside_a_journal_are_checked_against_its_calls(tmp_path: Path) -> None:
    journal, bodies = tmp_path / "calls.jsonl", tmp_path / "bodies"
    with (
        answering("prose") as endpoint,
        recording(Endpoint(endpoint, None), journal, None, Settings(bodies=bodies)) as it,
    ):
        headers = {"Authorization": f"Bearer {it.grant('a')}", "Content-Type": "application/json"}
        asked = urllib.request.Request(f"{it.url}/v1/chat/completions", b'{"model":"m","messages":[]}', headers)
        urllib.request.urlopen(asked).close()
    assert cab("verify", journal, "--bodies", bodies).returncode == 0
    request = hashlib.sha256(b'{"model":"m","messages":[]}').hexdigest()
    (bodies / request[:2] / f"{request}.zst").unlink()
    done = cab("verify", journal, "--bodies", bodies)
    assert (done.returncode, "call 1: its request is not kept" in done.stderr) == (1, True)
    assert cab("verify", tmp_path, "--bodies", bodies).returncode == 2
