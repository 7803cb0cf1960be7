"""The terminal player as npm left it."""

import json
from pathlib import Path

from report import player

PINNED = Path(player.__file__).parent / "player"


def test_no_installation_is_no_player(tmp_path: Path) -> None:
    assert player.find(tmp_path) is None


def test_what_npm_installed_is_read(tmp_path: Path) -> None:
    bundle = tmp_path / "dist" / "bundle"
    bundle.mkdir(parents=True)
    (tmp_path / "package.json").write_text('{"version": "9.9.9"}')
    (bundle / "asciinema-player.min.js").write_text("js")
    (bundle / "asciinema-player.css").write_text("css")
    assert player.find(tmp_path) == player.Player(version="9.9.9", js="js", css="css")


def test_the_lock_file_pins_by_content_and_names_no_host() -> None:
    lock = json.loads((PINNED / "package-lock.json").read_text())
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert all(one["integrity"].startswith("sha512-") and "resolved" not in one for one in packages.values())
    wanted = json.loads((PINNED / "package.json").read_text())["dependencies"]
    assert packages["node_modules/asciinema-player"]["version"] == wanted["asciinema-player"]
