"""The edge where bad input becomes one clear line and exit code 2."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

BAD_INPUT = 2


@contextmanager
def bad_input() -> Iterator[None]:
    """Turns the builtin errors that reading a user's input raises into one line and exit code 2.

    To be put around reading input only: a ValueError of the kit's own work is a defect and must show as one.
    """
    try:
        yield
    except (ValueError, OSError) as error:
        problem = click.ClickException(" ".join(str(error).split()))
        problem.exit_code = BAD_INPUT
        raise problem from error
