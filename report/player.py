"""Player: asciinema-player as npm installed it beside this file, to be inlined into pages."""

import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "player" / "node_modules" / "asciinema-player"


@dataclass(frozen=True)
class Player:
    """The player's script and style."""

    version: str
    js: str
    css: str


def find(folder: Path = FOLDER) -> Player | None:
    """The installed player; None: `make setup` has not installed it, and pages show the transcript alone."""
    bundle = folder / "dist" / "bundle"
    if not (folder / "package.json").is_file():
        return None
    return Player(
        version=json.loads((folder / "package.json").read_text(encoding="utf-8"))["version"],
        js=(bundle / "asciinema-player.min.js").read_text(encoding="utf-8"),
        css=(bundle / "asciinema-player.css").read_text(encoding="utf-8"),
    )
