"""What the grader may call, as plain values."""

import io

from mirror import clusters, reverse
from mirror.cli import main


def command_line(arguments, standard_input):
    printed = io.StringIO()
    return [main(arguments, io.StringIO(standard_input), printed), printed.getvalue()]


CALLS = {"clusters": clusters, "reverse": reverse, "command_line": command_line}
