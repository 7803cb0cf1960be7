"""The `cab` command: a list of verbs, each imported only when it is called."""

import importlib

import click

# name -> (module with the command of that name, what `cab --help` says of it)
VERBS: dict[str, tuple[str, str]] = {
    "check": ("cab.check", "Run one agent on one task against your endpoint, on this machine."),
    "run": ("cab.run", "Run one agent on one task in sealed Docker containers, to be cited."),
    "run-cell": ("cab.run_cell", "Run one agent on one task inside an image of the kit; not sealed."),
    "doctor": ("cab.doctor", "Examine an endpoint, before anything is spent on it."),
    "agents": ("cab.agents", "List the agents, or verify one with the scripted model."),
    "images": ("cab.images", "Build or list the images of sealed cells."),
    "tasks": ("cab.tasks", "List, show or validate tasks, and make new ones."),
    "score": ("cab.score", "Score a finished bundle again, or a file of published facts."),
    "verify": ("cab.verify", "Check a bundle's seal and its journal's chain."),
    "record": ("cab.record", "Run any program with its model calls on the record."),
    "proxy": ("cab.proxy", "Run the recording proxy alone."),
    "clean": ("cab.clean", "Remove what runs that died have left in the Docker engine."),
    "index": ("cab.index", "Rebuild the SQLite index from the bundles."),
}


class Verbs(click.Group):
    """A group that imports a verb's module only to run it or to show its own help."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """The verbs in the order of the list."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's
        """The verb's command; None when there is no such verb."""
        if cmd_name not in VERBS:
            return None
        command: click.Command = getattr(importlib.import_module(VERBS[cmd_name][0]), cmd_name.replace("-", "_"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's
        """Writes the list without importing any verb."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, said) for name, (_, said) in VERBS.items()])


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="codingagentbench", prog_name="cab")
def cab() -> None:
    """Any coding agent x any model endpoint x any task, with every model call on the record."""
