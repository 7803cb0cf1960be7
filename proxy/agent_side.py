"""AgentSide: the agent's side of a call, behind two Protocols, one for each way."""

from typing import Protocol

from proxy.upstream import Headers


class AgentSide(Protocol):
    """Where an answer goes; nothing here waits, and nothing happens once the agent has left."""

    def start(self, status: int, fields: Headers, *, more: bool = False) -> None:
        """Sends status and headers; `more`: together with what is sent next, which is at once."""

    def send(self, data: bytes) -> None:
        """Sends some of the body."""

    def end(self, data: bytes) -> None:
        """Sends the last of the body: the answer is whole."""

    def break_off(self, data: bytes) -> None:
        """Sends some of the body and closes the connection, so that the agent sees that the answer is not whole."""

    def fail(self, status: int, message: str) -> None:
        """Sends an answer of the proxy's own, whole, in the shape of the agent's dialect."""


class Call(Protocol):
    """What becomes of a request, as far as its connection must tell it."""

    def left(self) -> None:
        """The agent is gone."""

    def pause(self) -> None:
        """The agent takes no more for now."""

    def resume(self) -> None:
        """It takes more."""
