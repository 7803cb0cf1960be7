"""`cab record`: any program's model calls on the record, as `time` is for its seconds."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from cab.edge import bad_input, kit_failures
from cab.traffic import traffic, traffic_options

# What the SDKs and CLIs of this field read; each gets the proxy's address as it expects it.
ADDRESSES = {
    "OPENAI_BASE_URL": "/v1",
    "OPENAI_API_BASE": "/v1",
    "ANTHROPIC_BASE_URL": "",
    "GOOGLE_GEMINI_BASE_URL": "",
}
NONE_CAME = f"no model call came through the proxy; does the program read one of {', '.join(ADDRESSES)}?"

KEYS = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY")


@click.command(context_settings={"ignore_unknown_options": True})
@click.option("--endpoint", envvar="CAB_ENDPOINT", required=True, help="Base URL of the endpoint (or CAB_ENDPOINT).")
@click.option("--key", envvar="CAB_KEY", help="The endpoint's key; better by CAB_KEY, which `ps` does not show.")
@click.option(
    "--journal", type=click.Path(path_type=Path), help="The journal's file; default: record-<time>.jsonl here."
)
@click.option("--model", default="", help="Every request goes to this model; default: each to the one it names.")
@click.option("--bodies", type=click.Path(path_type=Path), help="A folder that keeps the bodies; default: only hashes.")
@traffic_options
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
def record(endpoint: str, key: str | None, journal: Path | None, command: tuple[str, ...], **given: Any) -> None:
    """Run COMMAND with its model calls going through the recording proxy, then print the call table.

    The usual variables point COMMAND at the proxy (OPENAI_BASE_URL, OPENAI_API_BASE, ANTHROPIC_BASE_URL,
    GOOGLE_GEMINI_BASE_URL, and the keys); your key stays in the proxy. Exits with COMMAND's own exit code.
    Write `--` before COMMAND where it has options of its own.
    """
    from rich.text import Text

    from cab import view
    from proxy.call import Call
    from proxy.recorder import recording
    from proxy.upstream import Endpoint
    from runner.cell import Spent

    lines: list[dict[str, Any]] = []  # those of this run: the journal may be one that was begun before
    path = journal or Path(f"record-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.jsonl")
    with bad_input():
        target = Endpoint(endpoint, key or None)
        calls = traffic(given, given.pop("bodies"))
    with kit_failures(), ExitStack() as open_until_the_end:
        with bad_input():
            recorder = open_until_the_end.enter_context(recording(target, path, lines.append, calls.settings()))
        token = recorder.grant("record", given["model"], calls.terms)
        code = _run(command, recorder.url, token)
        recorder.settle(token)
        spent = {name: Spent.model_validate(used) for name, used in recorder.account(token).items()}
    made = tuple(Call.model_validate(line) for line in lines if line["kind"] == "call")
    shown = (view.calls(made), view.totals(made, spent)) if made else (Text(NONE_CAME),)
    view.show(*shown, Text(f"journal {path}"), stderr=True)
    raise SystemExit(code)


def _run(command: tuple[str, ...], url: str, token: str) -> int:
    addresses = {name: f"{url}{tail}" for name, tail in ADDRESSES.items()}
    hidden = {name: value for name, value in os.environ.items() if name not in ("CAB_KEY", "CAB_ENDPOINT")}
    with bad_input():
        process = subprocess.Popen(command, env=hidden | addresses | dict.fromkeys(KEYS, token))
    with process, _signals_are_for(process):
        code = process.wait()
    return code if code >= 0 else 128 - code


@contextmanager
def _signals_are_for(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    """A signal ends the program, not its record. Ctrl-C is not passed on: the terminal gives it to both."""
    passed_on = (signal.SIGTERM, signal.SIGHUP)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, *passed_on)}
    for number, handler in handlers.items():
        if handler is not signal.SIG_IGN:  # nohup has it ignored
            signal.signal(number, lambda given, _: process.send_signal(given) if given in passed_on else None)
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
