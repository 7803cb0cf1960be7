"""`python -m tests.proxy.stream_proxy ENDPOINT JOURNAL CELL...`: a proxy with a grant per cell; ends with its stdin."""

import sys
from pathlib import Path

import orjson

from proxy.recorder import recording
from proxy.upstream import Endpoint


def main(endpoint: str, journal: Path, cells: list[str]) -> None:
    """Prints its URL and every cell's token as one line of JSON, then serves; settles every grant at the end."""
    with recording(Endpoint(endpoint, None), journal) as recorder:
        tokens = {cell: recorder.grant(cell, "m") for cell in cells}
        sys.stdout.write(orjson.dumps({"url": recorder.url, "tokens": tokens}).decode() + "\n")
        sys.stdout.flush()
        sys.stdin.read()
        for token in tokens.values():
            recorder.settle(token)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
