"""`cab verify`: whether a bundle, or a journal, is what it says it is."""

from pathlib import Path

import click

from cab.edge import bad_input


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
def verify(path: Path) -> None:
    """Check PATH: a bundle's folder (its seal and its journal) or a journal file.

    Prints each problem found on a line of its own, and exits with 1 when there is one.
    """
    from proxy import journal
    from store import bundle

    with bad_input():
        problems = bundle.check(path) if path.is_dir() else journal.verify(path)
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise SystemExit(1)
    click.echo(f"{path}: intact")
