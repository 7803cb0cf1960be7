"""What takes a room's files inside a container, as the container's Python runs it."""

import io
import subprocess
import sys
import tarfile
from pathlib import Path

from runner.docker import inside

SOURCE = Path(inside.__file__).read_text(encoding="utf-8")


def archive(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return made.getvalue()


def ran(room: Path, stdin: str, given: bytes, count: int, *command: str) -> "subprocess.CompletedProcess[bytes]":
    words = [sys.executable, "-I", "-S", "-c", SOURCE, str(room), str(count), stdin, *command]
    return subprocess.run(words, input=given, capture_output=True, timeout=60, check=False)


def test_files_are_laid_and_what_follows_them_is_the_commands(tmp_path: Path) -> None:
    files = archive({"code/a.txt": b"a", "harness/deep/b": b"b" * 100_000})
    done = ran(tmp_path, "kept", files + b"a question", len(files), "code", "cat", "a.txt", "-")
    assert (done.returncode, done.stdout) == (0, b"\naa question")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["code", "harness", "home", "tmp"]
    assert (tmp_path / "harness/deep/b").read_bytes() == b"b" * 100_000


def test_a_command_that_is_not_asked_finds_an_empty_input(tmp_path: Path) -> None:
    files = archive({})
    done = ran(tmp_path, "none", files + b"more", len(files), ".", "cat")
    assert (done.returncode, done.stdout) == (0, b"\n")


def test_files_that_do_not_come_whole_begin_nothing(tmp_path: Path) -> None:
    done = ran(tmp_path, "kept", b"short", 512, ".", "echo", "begun")
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"ended early" in done.stderr


def test_what_go_has_compiled_is_linked_once_into_a_cache_that_can_be_written_to(tmp_path: Path) -> None:
    cache, room = tmp_path / "cache", tmp_path / "room"
    (cache / "0a").mkdir(parents=True)
    (cache / "0a" / "0a1-d").write_bytes(b"compiled")
    (cache / "trim.txt").write_text("1", encoding="ascii")
    files, env = archive({}), {"PREBUILT_GO": str(cache)}
    words = [sys.executable, "-I", "-S", "-c", SOURCE, str(room), str(len(files)), "none", ".", "true"]
    for _ in range(2):
        done = subprocess.run(words, input=files, env={"PATH": "/usr/bin:/bin", **env}, timeout=60, check=False)
        assert done.returncode == 0
    made = room / "home/.cache/go-build"
    assert (made / "0a" / "0a1-d").readlink() == cache / "0a" / "0a1-d"
    assert int((made / "trim.txt").read_text(encoding="ascii")) > 1_000_000_000
    (made / "0a" / "own").write_bytes(b"x")
    assert (cache / "trim.txt").read_text(encoding="ascii") == "1"
    assert [path.name for path in (cache / "0a").iterdir()] == ["0a1-d"]
