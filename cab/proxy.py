"""`cab proxy`: the recording proxy alone, for whatever is pointed at it."""

import signal
import threading
from contextlib import ExitStack
from pathlib import Path

import click

from cab.edge import bad_input, kit_failures

CELL = "proxy"


@click.command()
@click.option("--endpoint", envvar="CAB_ENDPOINT", required=True, help="Base URL of the endpoint (or CAB_ENDPOINT).")
@click.option(
    "--key-file", type=click.Path(path_type=Path), help="A file that holds the key; default: CAB_KEY, if set."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=0, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option(
    "--journal", required=True, type=click.Path(path_type=Path), help="The journal's file; added to if there."
)
def proxy(endpoint: str, key_file: Path | None, host: str, port: int, journal: Path) -> None:
    """Run the recording proxy until it is interrupted (SIGINT or SIGTERM), then drain it.

    When it listens it prints one JSON line: {"listening": URL, "token": TOKEN}. TOKEN is what goes where the key
    would; the key itself stays in the proxy.
    """
    import os

    import orjson

    from proxy.recorder import Settings, recording
    from proxy.upstream import Endpoint

    with bad_input():
        key = key_file.read_text().strip() if key_file else os.environ.get("CAB_KEY")
        target = Endpoint(endpoint, key or None)
    asked_to_stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: asked_to_stop.set())
    with kit_failures(), ExitStack() as open_until_the_end:
        with bad_input():
            recorder = open_until_the_end.enter_context(recording(target, journal, settings=Settings(host, port)))
        token = recorder.grant(CELL)
        click.echo(orjson.dumps({"listening": recorder.url, "token": token}).decode())
        asked_to_stop.wait()
        recorder.settle(token)
