"""Chat: an endpoint that speaks chat completions, which is what stands in the middle."""

from typing import Any

from proxy.chat import DIALECT
from proxy.choices import ChoicesAnswer
from proxy.dialect import DONE, Reading, json_object
from proxy.translation.sides import EndpointSide, Sent


def request(chat: dict[str, Any]) -> Sent:
    """The chat request as it is."""
    return Sent("/v1/chat/completions", "", chat)


class ChatReader:
    """Chunks as they are."""

    def __init__(self) -> None:
        self.reading: Reading = ChoicesAnswer()

    def event(self, data: str) -> list[dict[str, Any]]:
        """The chunk that an event is."""
        self.reading.event(data)
        return [] if data.strip() == DONE else [json_object(data)]

    def whole(self, body: bytes) -> dict[str, Any] | None:
        """The completion that a body is; None: it is none."""
        self.reading.whole(body)
        value = json_object(body)
        return value if isinstance(value.get("choices"), list) or "error" in value else None


SIDE = EndpointSide(dialect=DIALECT, request=request, reader=ChatReader)
