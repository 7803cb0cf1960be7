"""`cab images`: the images of sealed cells, built where they are missing, and what is in them."""

from typing import TYPE_CHECKING

import click

from cab.edge import bad_input, end_in_good_order, kit_failures

if TYPE_CHECKING:
    from docker import DockerClient

    from runner.building import Building
    from runner.image import Image


@click.group()
@click.option(
    "--base-image", envvar="CAB_BASE_IMAGE", help="What images are built on.  [default: debian:bookworm-slim]"
)
@click.option(
    "--build-network",
    envvar="CAB_BUILD_NETWORK",
    help="The network of builds: host where containers reach no registry.",
)
@click.pass_context
def images(ctx: click.Context, base_image: str | None, build_network: str | None) -> None:
    """Build or list the images of sealed cells: the toolchains, and each agent on them."""
    import os

    from runner.building import Building

    said = {"CAB_BASE_IMAGE": base_image or "", "CAB_BUILD_NETWORK": build_network or ""}
    ctx.obj = Building.of(os.environ | said)


@images.command()
@click.argument("names", metavar="[AGENT]...", nargs=-1)
@click.option("--kit", is_flag=True, help="On each agent's image, the one that runs cells by itself, by `run-cell`.")
@click.pass_obj
def build(building: "Building", names: tuple[str, ...], *, kit: bool) -> None:
    """Build the images of the agents named, or all, where the engine does not have them.

    An image is named by the content that it is built from. One whose agent names another version than the pinned one is
    not kept.
    """
    from runner.images import ensure

    end_in_good_order()
    wanted = _kits(building, names) if kit else _wanted(building, names)
    engine = _engine()
    with kit_failures():
        for image in wanted:
            made = ensure(image, lambda text: click.echo(text, err=True), engine, building)
            click.echo(f"{made.tag}  {made.image_id}")


@images.command("list")
@click.pass_obj
def list_(building: "Building") -> None:
    """List the images with their sizes and the versions that their programs name themselves, asked in a container."""
    from cab import view
    from runner.images import built, versions

    wanted = _wanted(building, ())
    engine = _engine()
    table = view.table("image", "MB", "of its own", "id", "version")
    with kit_failures():
        for image in wanted:
            found, under = built(image, engine), image.under and built(image.under, engine)
            if found is None:
                table.add_row(image.tag, "", "", "", "not built: cab images build")
                continue
            own = f"{(found.bytes - under.bytes) / 1e6:.0f}" if under else ""
            short = found.image_id.removeprefix("sha256:")[:12]
            table.add_row(found.tag, f"{found.bytes / 1e6:.0f}", own, short, versions(image, engine))
    view.show(table)


def _wanted(building: "Building", names: tuple[str, ...]) -> "tuple[Image, ...]":
    """The agents' images, after the toolchains where all are wanted."""
    from runner.agent import all_agents, find
    from runner.images import agent_image, grader_image, toolchains_image

    with bad_input():
        if names:
            return tuple(agent_image(find(name), building) for name in names)
        return (
            toolchains_image(building),
            grader_image(building),
            *(agent_image(agent, building) for agent in all_agents()),
        )


def _kits(building: "Building", names: tuple[str, ...]) -> "tuple[Image, ...]":
    from runner.agent import all_agents, find
    from runner.images import kit_image

    with bad_input():
        agents = [find(name) for name in names] or all_agents()
        return tuple(kit_image(agent, building) for agent in agents)


def _engine() -> "DockerClient":
    from runner.docker.engine import connect

    with bad_input():
        return connect().client
