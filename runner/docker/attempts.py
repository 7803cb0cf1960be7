"""Attempts: how often something in a sealed container tried to leave it, as its own kernel counted.

A container without a network has no route, and Linux counts each IPv4 packet or connection that found none
(`OutNoRoutes`). IPv6 is refused a step before that, for want of an address of one's own, and counted nowhere.
"""

import queue
import threading
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from docker.models.containers import Container

PATIENCE_S = 5.0


class Attempts(BaseModel):
    """What was counted in one container since it started; nothing else than what runs in it can raise the count."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    ipv4: int | None = Field(ge=0, description="None: not read, and `reason` says why")
    reason: str | None = Field(description="absent: it was read")


def attempts(container: "Container", patience_s: float = PATIENCE_S) -> Attempts:
    """Reads the count of a running container, before it is killed: with it goes its network, and the count."""
    answers: queue.Queue[Attempts] = queue.Queue()
    # A thread, as the engine itself waits for ever for a container that is too busy to answer; killing it ends both.
    threading.Thread(target=lambda: answers.put(_read(container)), daemon=True).start()
    try:
        return answers.get(timeout=patience_s)
    except queue.Empty:
        return Attempts(ipv4=None, reason=f"the container was too busy to be asked within {patience_s:g} s")


def out_no_routes(text: str) -> int:
    """The count in what /proc/net/snmp says; a ValueError when there is none."""
    rows = [line.split() for line in text.splitlines() if line.startswith("Ip:")]
    if len(rows) != 2 or "OutNoRoutes" not in rows[0]:
        raise ValueError("/proc/net/snmp of the container has no OutNoRoutes")
    return int(rows[1][rows[0].index("OutNoRoutes")])


def _read(container: "Container") -> Attempts:
    from docker.errors import APIError

    try:
        # The image's own program, which cannot be changed (the root is read-only), in an environment of its own.
        code, output = container.exec_run(["/bin/cat", "/proc/net/snmp"])
    except (APIError, OSError) as error:
        return Attempts(ipv4=None, reason=f"the container could not be asked: {error}"[:300])
    text = output.decode("ascii", "replace") if isinstance(output, bytes) else ""
    if code != 0:
        return Attempts(ipv4=None, reason=f"the container could not be asked (exit code {code}): {text.strip()}"[:300])
    try:
        return Attempts(ipv4=out_no_routes(text), reason=None)
    except ValueError as error:
        return Attempts(ipv4=None, reason=str(error))
