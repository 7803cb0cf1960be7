"""`cab clean`: what runs that died have left in the Docker engine and among temporary folders, listed and removed."""

import click

from cab.edge import bad_input, end_in_good_order, kit_failures


@click.command()
@click.option("--all", "everything", is_flag=True, help="What living runs use, too: it ends them.")
@click.option("--dry-run", is_flag=True, help="Only list it.")
def clean(*, everything: bool, dry_run: bool) -> None:
    """Remove the containers, volumes and temporary folders that runs which died have left.

    A run that ends, also by Ctrl-C, leaves nothing; one that was killed leaves what the next `cab run`, or this,
    removes. Whose something is says its label: it is left alone while its owner lives, or where nobody can say that it
    does not, as for one on another machine that shares the engine. Images stay.
    """
    from runner.docker import leftovers, scratch
    from runner.docker.engine import connect
    from runner.temporary import remove

    end_in_good_order()
    with bad_input():
        client = connect().client
    with kit_failures():
        found = leftovers.everything(client)
        dead = [thing for thing in found if thing.owner is not None and thing.owner.is_dead()]
        chosen = found if everything else dead
        if everything and (living := len(found) - len(dead)):
            click.echo(f"{living} of these belong to runs that live, or whose end nobody here can know", err=True)
        folders = scratch.dead()
        for thing in (*chosen, *(f"folder {folder}" for folder in folders)):
            click.echo(f"{'would remove' if dry_run else 'removing'} {thing}")
        if not dry_run:
            leftovers.remove(client, chosen)
            for folder in folders:
                remove(folder)
        left = len(found) - len(chosen)
        besides = f"; {left} of living or unknown owners left alone" if left else ""
        click.echo(f"{len(chosen) + len(folders)} {'found' if dry_run else 'removed'}{besides}", err=True)
