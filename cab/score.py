"""`cab score`: scores from a finished bundle, from many of them, or from a file of published facts."""

from pathlib import Path

import click

from cab.edge import bad_input


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path), required=False)
@click.option(
    "--facts",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of published cells, instead of a bundle.",
)
@click.option(
    "--methodology", type=click.Choice(["0.1", "1.0"]), default="1.0", show_default=True, help="How to score."
)
@click.option("-k", "ks", type=click.IntRange(1), multiple=True, help="For pass@k and pass^k; default: 1, 2, 4 …")
@click.option("--json", "as_json", is_flag=True, help="JSON: the bundle's scores, one of many runs, or one a cell.")
def score(bundle: Path | None, facts: Path | None, methodology: str, ks: tuple[int, ...], *, as_json: bool) -> None:
    """Score the cell in the folder BUNDLE again (the bundle is not changed), or the cells of a facts file.

    Where BUNDLE is a folder of many (a runs folder or any part of one), what their runs come to: pass rate with its
    95 % interval, pass@k, pass^k, integrity, constraints, and how well declining was told from solving, each with how
    many runs it counts and how many could not be scored.
    """
    if (bundle is None) == (facts is None):
        raise click.UsageError("give a BUNDLE's folder or --facts FILE, one of the two")
    if bundle is not None and _many(bundle):
        _runs(bundle, methodology, ks, as_json=as_json)
    elif bundle is not None:
        _bundle(bundle, methodology, as_json=as_json)
    elif facts is not None:
        _facts(facts, methodology, as_json=as_json)


def _many(folder: Path) -> bool:
    from store.bundle import sealed

    return not sealed(folder) and next(folder.rglob("bundle.json"), None) is not None


def _runs(folder: Path, methodology: str, ks: tuple[int, ...], *, as_json: bool) -> None:
    from cab import summary
    from store.gather import gather

    found = gather(folder, methodology)
    for path in found.unfinished:
        click.echo(f"unfinished, not counted: {path}", err=True)
    for problem in found.broken:
        click.echo(f"broken, not counted: {problem}", err=True)
    if as_json:
        click.echo(summary.as_json(found.runs, ks))
    else:
        summary.show(found.runs, ks)
    if found.broken:
        raise SystemExit(1)


def _bundle(folder: Path, methodology: str, *, as_json: bool) -> None:
    from rich.text import Text

    from cab import view
    from cab.result import beside
    from store.bundle import rescore

    with bad_input():
        scores = rescore(folder, methodology)
    if as_json:
        click.echo(scores.model_dump_json(by_alias=True))
    else:
        view.show(view.axes(scores), *(Text(said) for said in beside(scores)))


def _facts(path: Path, methodology: str, *, as_json: bool) -> None:
    import orjson

    from scorers.facts import composites

    with bad_input():
        found = composites(path, methodology)
    for cell_id, composite in found:
        if as_json:
            click.echo(orjson.dumps({"cell_id": cell_id, "composite": composite}).decode())
        else:
            click.echo(f"{composite:.3f}  {cell_id}")
