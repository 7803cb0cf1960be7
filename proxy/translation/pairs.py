"""Pairs: the one list of what is translated into what; another pair is one more line."""

from proxy.translation import gemini, messages, responses
from proxy.translation.pair import Pair

PAIRS: dict[tuple[str, str], Pair] = {
    ("messages", "chat"): messages.PAIR,
    ("responses", "chat"): responses.PAIR,
    ("gemini", "chat"): gemini.PAIR,
}
