"""The edge where failures become what a user can act on: a clear line and an exit code."""

import signal
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import click

BAD_INPUT = 2
ENDPOINT_FAILED = 3
KIT_FAILED = 4
INTERRUPTED = 130  # as shells say it of Ctrl-C


class Stop(click.ClickException):
    """Prints `Error: <message>` as one line on standard error and exits with `code`."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(" ".join(message.split()))
        self.exit_code = code  # type: ignore[misc]  # click says it is the class's, and reads the instance's


@contextmanager
def bad_input() -> Iterator[None]:
    """Turns the builtin errors that reading a user's input raises into one line and exit code 2.

    To be put around reading input only: a ValueError of the kit's own work is a defect and must show as one.
    """
    try:
        yield
    except (ValueError, OSError) as error:
        raise Stop(str(error), BAD_INPUT) from error


@contextmanager
def kit_failures() -> Iterator[None]:
    """Turns what else goes wrong into exit code 4: a RuntimeError says it in its message, the rest is a defect."""
    try:
        yield
    except (click.exceptions.Exit, click.ClickException, click.Abort):
        raise
    except KeyboardInterrupt:
        raise Stop("interrupted", INTERRUPTED) from None
    except RuntimeError as error:
        click.echo(f"Error: {error}", err=True)
        raise SystemExit(KIT_FAILED) from error
    except Exception as error:
        traceback.print_exc()
        raise SystemExit(KIT_FAILED) from error


def end_in_good_order() -> None:
    """Makes a polite signal (`kill`, a terminal that closes) what Ctrl-C is, so that what was started is cleaned up."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_DFL:  # nohup has it ignored
            signal.signal(number, signal.default_int_handler)
