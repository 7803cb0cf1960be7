"""Go's library is compiled once; a room gets a copy, so that no candidate writes what another one is built of."""

from pathlib import Path

import pytest

from runner.grader.gocache import go_cache
from runner.grader.local import LocalPlace
from tests.needs import needs


def test_it_is_made_once_and_a_room_has_a_copy_of_its_own() -> None:
    tools = needs("go")
    shared = go_cache(tools)
    assert go_cache(tools) == shared
    before = sorted(path.name for path in shared.iterdir())
    with LocalPlace(tools).room() as room:
        own = Path(room.path("home/.cache/go-build"))
        assert sorted(path.name for path in own.iterdir()) == before
        one = next(path for path in own.rglob("*-d") if path.is_file())
        one.write_bytes(b"planted")
        assert (shared / one.relative_to(own)).read_bytes() != b"planted"


def test_a_go_that_does_not_work_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    broken = needs("go").model_copy(update={"programs": {"go": Path("/bin/false")}})
    with pytest.raises(RuntimeError, match="Go does not compile its own library"):
        go_cache(broken, tmp_path)
    assert [path.suffix for path in (tmp_path / "go").iterdir()] == [".lock"]
