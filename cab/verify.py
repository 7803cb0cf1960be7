"""`cab verify`: whether a bundle, or a journal, is what it says it is."""

import re
from pathlib import Path

import click

from cab.edge import bad_input


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--sealed", metavar="COUNT:HEAD", help="What an earlier verify said of this journal: a cut tail shows, too."
)
@click.option(
    "--bodies", type=click.Path(exists=True, path_type=Path), help="The folder that keeps this journal's bodies."
)
def verify(path: Path, sealed: str | None, bodies: Path | None) -> None:
    """Check PATH: a bundle's folder (its seal, its journal and the bodies it keeps) or a journal file.

    Prints each problem found on a line of its own, and exits with 1 when there is one. A sound journal's count of lines
    and last hash (COUNT:HEAD) are printed, to be kept elsewhere; a bundle has them in its seal.
    """
    from proxy.calls import head, read_calls
    from proxy.verify import verify as problems_of
    from store import bodies as kept_bodies
    from store import bundle

    with bad_input():
        if bodies is not None and path.is_dir():
            raise ValueError("--bodies is for a journal; the bodies of a bundle are checked with it")
        kept = _count_and_head(sealed, path)
        problems = bundle.check(path) if path.is_dir() else problems_of(path, kept)
        if bodies is not None and not problems:
            problems = kept_bodies.problems(bodies, read_calls(path))
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise SystemExit(1)
    click.echo(f"{path}: intact" + ("" if path.is_dir() else ", {}:{}".format(*head(path))))


def _count_and_head(sealed: str | None, path: Path) -> tuple[int, str] | None:
    if sealed is None:
        return None
    found = re.fullmatch(r"(\d+):([0-9a-f]{64})", sealed)
    if found is None or path.is_dir():
        raise ValueError("--sealed takes a journal's COUNT:HEAD, as `cab verify JOURNAL` prints it")
    return int(found[1]), found[2]
