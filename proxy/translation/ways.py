"""Ways: the two lists of what agents and endpoints speak; whatever stands in both is translated into each other."""

from collections.abc import Collection

from proxy.translation import chat, gemini, messages, responses
from proxy.translation.endpoints import chat as to_chat
from proxy.translation.endpoints import gemini as to_gemini
from proxy.translation.endpoints import messages as to_messages
from proxy.translation.endpoints import responses as to_responses
from proxy.translation.sides import AgentSide, EndpointSide

AGENTS: dict[str, AgentSide] = {
    "chat": chat.SIDE,
    "responses": responses.SIDE,
    "messages": messages.SIDE,
    "gemini": gemini.SIDE,
}

# The first that an endpoint speaks is taken: what has most in common with the others stands first.
ENDPOINTS: dict[str, EndpointSide] = {
    "chat": to_chat.SIDE,
    "responses": to_responses.SIDE,
    "messages": to_messages.SIDE,
    "gemini": to_gemini.SIDE,
}


def way(agent: str, spoken: Collection[str]) -> str | None:
    """What an endpoint is asked in by an agent whose dialect it does not speak; None: it cannot be."""
    return next((to for to in ENDPOINTS if to in spoken and to != agent), None) if agent in AGENTS else None
