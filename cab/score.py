"""`cab score`: scores from a finished bundle, or from a file of published facts."""

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
@click.option("--json", "as_json", is_flag=True, help="JSON: the bundle's scores, or one object a cell.")
def score(bundle: Path | None, facts: Path | None, methodology: str, *, as_json: bool) -> None:
    """Score the cell in the folder BUNDLE again (the bundle is not changed), or the cells of a facts file."""
    if (bundle is None) == (facts is None):
        raise click.UsageError("give a BUNDLE's folder or --facts FILE, one of the two")
    if bundle is not None:
        _bundle(bundle, methodology, as_json=as_json)
    elif facts is not None:
        _facts(facts, methodology, as_json=as_json)


def _bundle(folder: Path, methodology: str, *, as_json: bool) -> None:
    from cab import view
    from store.bundle import rescore

    with bad_input():
        scores = rescore(folder, methodology)
    if as_json:
        click.echo(scores.model_dump_json(by_alias=True))
    else:
        view.show(view.axes(scores))


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
