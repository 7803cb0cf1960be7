"""The same escapes by a scripted agent of a whole cell: beside the relay, the proxy's socket and another cell."""

import base64
import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from docker import DockerClient
from docker.errors import APIError

from proxy.upstream import Endpoint
from runner.docker import leftovers
from runner.docker.listeners import listening
from tests.docker.sealed_cells import KEY, sailing, sealed, shell
from tests.docker.test_escapes import NAMES, NEIGHBOUR, addresses, packed
from tests.endpoints import answering
from tests.runner.docker.things import engine as connected
from tests.runner.docker.things import nothing_left

MARK = "another-cell-of-this-run"


def processes(client: DockerClient, name: str) -> str:
    """The words of all processes of a container, as the engine sees it; none of one that runs not yet or no more."""
    try:
        return str(client.api.top(name))
    except APIError as error:
        if error.status_code in (404, 409):
            return ""
        raise


def wait_for(mark: str) -> None:
    """Until a process with these words is in one of this run's agents' containers."""
    client, end = connected().client, time.monotonic() + 60
    while time.monotonic() < end:
        for thing in leftovers.ours(client):
            if (thing.kind, thing.role) == ("container", "agent") and mark in processes(client, thing.name):
                return
        time.sleep(0.2)
    raise TimeoutError(f"no cell with {mark}")


@pytest.mark.docker
@pytest.mark.download
@pytest.mark.timeout(900)
@pytest.mark.usefixtures("engine")
def test_nothing_of_it_leaves_a_whole_cell_and_its_bundle_counts_the_attempts(tmp_path: Path) -> None:
    with (
        nothing_left(),
        listening(addresses(connected().client)) as opened,
        answering("prose") as url,
        sailing(tmp_path, "pi", Endpoint(url, KEY)) as (plan, machines),
    ):
        at = urlsplit(url)
        given = {
            "listeners": opened.ports,
            "endpoint": [(at.hostname, at.port)],
            "gateways": sorted({host for host, _ in opened.ports if not host.startswith("127.")}),
            "abstract": opened.abstract,
            "neighbour": MARK,
        }
        script, words = (base64.b64encode(text.encode()).decode() for text in (packed(), json.dumps(given)))
        run = f'python3 -c "$$(echo {script} | base64 -d)" "$$(echo {words} | base64 -d)" > escapes.jsonl'
        beside = shell(plan, f'python3 -c "{NEIGHBOUR}" {MARK}').model_copy(update={"timeout_s": 45})
        with ThreadPoolExecutor(1) as hands:
            other = hands.submit(sealed, tmp_path, beside, machines)
            wait_for(MARK)
            finished = sealed(tmp_path, shell(plan, run), machines)
            assert not other.done(), "the neighbour was gone before the attempts were over"
            assert other.result().evidence.cell.exit is not None
    lines: list[dict[str, Any]] = [
        json.loads(line[1:]) for line in finished.diff.splitlines() if line.startswith('+{"name"')
    ]
    assert [line["name"] for line in lines] == NAMES
    assert {line["name"]: line["detail"] for line in lines if not line["stopped"]} == {}
    ended = finished.evidence.cell.exit
    assert ended is not None
    assert (ended.out_no_routes or 0) >= sum(line["routes"] for line in lines) >= 20
    assert KEY not in finished.diff
