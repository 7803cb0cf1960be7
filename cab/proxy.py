"""`cab proxy`: the recording proxy alone, for whatever is pointed at it."""

import os
import signal
import sys
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from cab.edge import bad_input, end_in_good_order, kit_failures
from cab.traffic import traffic, traffic_options

CELL = "proxy"


@click.command()
@click.option("--endpoint", envvar="CAB_ENDPOINT", required=True, help="Base URL of the endpoint (or CAB_ENDPOINT).")
@click.option(
    "--key-file", type=click.Path(path_type=Path), help="A file that holds the key; default: CAB_KEY, if set."
)
@click.option("--key-stdin", is_flag=True, help="Read the key from the first line of standard input.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    envvar="CAB_PORT",
    default=0,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="0 takes a free one (or CAB_PORT).",
)
@click.option(
    "--journal", required=True, type=click.Path(path_type=Path), help="The journal's file; added to if there."
)
@click.option("--model", default="", help="Every request goes to this model; default: each to the one it names.")
@click.option("--bodies", type=click.Path(path_type=Path), help="A folder that keeps the bodies; default: only hashes.")
@traffic_options
def proxy(**given: Any) -> None:
    """Run the recording proxy until it is interrupted (SIGINT or SIGTERM), then drain it.

    At a second signal the calls under way are not waited for any more but cut, and recorded as far as they came.

    When it listens it prints one JSON line: {"listening": URL, "token": TOKEN}. TOKEN is what goes where the key
    would; the key itself stays in the proxy.
    """
    import orjson

    from proxy.recorder import recording
    from proxy.upstream import Endpoint

    end_in_good_order()  # also while it waits for its key: a container's first process has no default for signals
    with kit_failures(), ExitStack() as open_until_the_end:
        with bad_input():
            calls = traffic(given, given["bodies"])
            target = Endpoint(given["endpoint"], _key(given["key_file"], from_stdin=given["key_stdin"]))
        asked_to_stop = threading.Event()

        def stop(*_: object) -> None:
            if asked_to_stop.is_set():  # a second signal: calls are not waited for any more
                raise KeyboardInterrupt
            asked_to_stop.set()

        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, stop)
        with bad_input():
            settings = calls.settings(given["host"], given["port"])
            recorder = open_until_the_end.enter_context(recording(target, given["journal"], settings=settings))
        token = recorder.grant(CELL, given["model"], calls.terms)
        click.echo(orjson.dumps({"listening": recorder.url, "token": token}).decode())
        try:
            asked_to_stop.wait()
            recorder.settle(token)
        except KeyboardInterrupt:
            recorder.settle(token, wait_s=0)


def _key(file: Path | None, *, from_stdin: bool) -> str | None:
    if file is not None and from_stdin:
        raise ValueError("--key-file and --key-stdin are two places for one key: give one of the two")
    if not from_stdin:
        return (file.read_text().strip() if file else os.environ.get("CAB_KEY")) or None
    if not (line := sys.stdin.readline().strip()):
        raise ValueError("--key-stdin: standard input holds no key; write it there, as one line (docker run -i)")
    return line
