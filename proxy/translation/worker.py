"""Worker: the process that holds litellm; a request per line in, its translation per line out, no network."""

import os
import sys
from typing import Any, BinaryIO

import orjson

NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")


def main() -> None:
    """Serves the pipe until it is closed."""
    replies = _own_stdout()
    _without_network()
    import litellm

    litellm.suppress_debug_info = True
    _say(replies, {"ready": True, "pid": os.getpid()})
    for line in sys.stdin.buffer:
        _say(replies, reply(orjson.loads(line)))


def reply(asked: dict[str, Any]) -> dict[str, Any]:
    """The translation of one request; what the adapter cannot read is the agent's mistake, and said."""
    from proxy.translation.pairs import PAIRS

    try:
        request = PAIRS[asked["from"], asked["to"]].request
        chat, stream, notes, answer = request(asked["path"], orjson.loads(asked["body"]))
    except Exception as problem:  # noqa: BLE001  # the adapters raise anything at all on a body they do not expect
        return {"id": asked["id"], "refused": f"{type(problem).__name__}: {problem}"[:2000]}
    return {"id": asked["id"], "chat": chat, "stream": stream, "notes": notes, "answer": answer}


def _own_stdout() -> BinaryIO:
    # What litellm prints must not get between the replies.
    own = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return own


def _say(replies: BinaryIO, said: dict[str, Any]) -> None:
    replies.write(orjson.dumps(said) + b"\n")
    replies.flush()


def _without_network() -> None:
    def refuse(event: str, _arguments: tuple[Any, ...]) -> None:
        if event in NETWORK:
            raise PermissionError(f"the translation worker uses no network, and tried {event}")

    sys.addaudithook(refuse)


if __name__ == "__main__":
    main()
