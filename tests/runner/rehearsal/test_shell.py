"""Shell commands that write any content to any path."""

import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from runner.rehearsal import shell

TEXT = some.text(some.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=200)
NAMES = some.text(some.sampled_from(list("ab-'\" $`\\;&é\n")), min_size=1, max_size=8)


def run(command: str, folder: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["/bin/sh", "-c", command], cwd=folder, capture_output=True, check=True)


@settings(max_examples=60, deadline=None)
@given(content=TEXT | TEXT.map(lambda text: text + "\n"), folder=NAMES, name=NAMES)
def test_what_is_written_is_what_was_meant(content: str, folder: str, name: str) -> None:
    with tempfile.TemporaryDirectory() as place:
        run(shell.write(f"{folder}/{name}", content), place)
        assert (Path(place) / folder / name).read_bytes() == content.encode()
        run(shell.write(name, content), place) if name != folder else None
        assert run(shell.look((f"{folder}/{name}",)), place).stdout.endswith(content.encode())


def test_a_content_that_holds_the_end_marker_is_written_whole(tmp_path: Path) -> None:
    content = "END_OF_FILE\nEND_OF_FILE_\nrest\n"
    run(shell.write("f", content), str(tmp_path))
    assert (tmp_path / "f").read_text() == content


@pytest.mark.parametrize("meddled", ["\\u200d", "`name`", "$(name)", "<(name)", ">(name)", "@(name)"])
def test_what_some_agents_rewrite_or_refuse_is_not_in_the_command(meddled: str, tmp_path: Path) -> None:
    command = shell.write("f", f"a {meddled}\n")
    assert meddled not in command
    run(command, str(tmp_path))
    assert (tmp_path / "f").read_text() == f"a {meddled}\n"
