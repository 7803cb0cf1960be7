"""`cab index`: the SQLite index, made again from the bundles."""

from pathlib import Path

import click

from cab.edge import bad_input


@click.command()
@click.argument("runs", type=click.Path(path_type=Path), default=Path("runs"))
def index(runs: Path) -> None:
    """Rebuild RUNS/cab.db (default: runs/cab.db) from the bundles in RUNS."""
    from store.index import rebuild

    with bad_input():
        if not runs.is_dir():
            raise FileNotFoundError(f"{runs}: no such folder; name the one given to `cab check --out`")
        result = rebuild(runs)
    click.echo(f"{runs / 'cab.db'}: {result.indexed} cells")
    for folder in result.unfinished:
        click.echo(f"unfinished, not indexed: {folder}", err=True)
    for problem in result.broken:
        click.echo(f"broken, not indexed: {problem}", err=True)
    if result.broken:
        raise SystemExit(1)
