"""The command line."""

import argparse
from typing import TextIO

from mirror.reverse import KEEPS, reverse


def main(arguments: list[str], source: TextIO, target: TextIO) -> int:
    """Print every text of `arguments` backwards, or all of `source` when there is none."""
    parser = argparse.ArgumentParser(prog="mirror", description="Print text backwards.")
    parser.add_argument("--keep", choices=KEEPS, default="nothing", help="what stays in its place")
    parser.add_argument("text", nargs="*", help="printed one a line; default: standard input")
    options = parser.parse_args(arguments)
    if options.text:
        for text in options.text:
            target.write(reverse(text, options.keep) + "\n")
    else:
        target.write(reverse(source.read(), options.keep))
    return 0
