"""AgentSide: the agent's side of a call, behind one Protocol."""

from typing import Protocol

from proxy.upstream import Headers


class AgentSide(Protocol):
    """Where an answer goes; a call that returns without sending the last piece breaks the agent's connection off."""

    async def start(self, status: int, fields: Headers) -> None:
        """Sends status and headers."""

    async def send(self, data: bytes, *, last: bool) -> None:
        """Sends some of the body; nothing happens once the agent has left."""

    async def fail(self, status: int, message: str) -> None:
        """Sends an answer of the proxy's own, whole."""

    async def gone(self) -> None:
        """Waits until the agent has left."""
