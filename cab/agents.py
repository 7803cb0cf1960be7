"""`cab agents`: the agents, and whether one of them works here."""

import click

from cab.edge import bad_input, end_in_good_order, kit_failures


@click.group(invoke_without_command=True)
@click.pass_context
def agents(ctx: click.Context) -> None:
    """List the agents with their pinned versions; `verify` proves one with the scripted model."""
    if ctx.invoked_subcommand is not None:
        return
    from cab import view
    from runner.agent import all_agents
    from runner.install import installed

    table = view.table("agent", "version", "dialect", "from", "here", "plugins")
    with bad_input():
        for agent in all_agents():
            here = "installed" if installed(agent) else "installed when first used"
            table.add_row(
                agent.name,
                agent.version,
                agent.dialect,
                f"{agent.install.kind} {agent.install.package}",
                here,
                ", ".join(agent.plugins) or "none",
            )
    view.show(table)


@agents.command()
@click.argument("name")
@click.option("--from", "kind", type=click.Choice(["pip", "npm"]), required=True, help="PyPI or npm.")
def new(name: str, kind: str) -> None:
    """Make the folder of a new agent NAME, and say what to fill in."""
    from runner.scaffold import make

    with bad_input():
        folder, steps = make(name, kind)
    click.echo(f"made {folder}")
    for number, step in enumerate(steps, start=1):
        click.echo(f"{number}. {step}")


@agents.command()
@click.argument("name")
@click.option("--task", default="polyglot/python-reverse-string", show_default=True, help="A task's id or folder.")
@click.option("--plugin", "plugins", multiple=True, help="A variant that it offers. Can be repeated.")
@click.option("--sealed", is_flag=True, help="In its image, as `cab run` runs it; default: on this machine.")
def verify(name: str, task: str, plugins: tuple[str, ...], *, sealed: bool) -> None:
    """Prove the agent NAME with the scripted model.

    It makes the fix, its calls are recorded, and the tokens in the journal equal what the server counted.
    Exits with 1 when one of these is not so.
    """
    from cab.proof import prove

    end_in_good_order()
    with kit_failures():
        proof = prove(name, task, lambda text: click.echo(text, err=True), plugins, sealed=sealed)
    for claim, holds in proof.items():
        click.echo(f"{name}: {'yes' if holds else 'NO'}: {claim}")
    if not all(proof.values()):
        raise SystemExit(1)
