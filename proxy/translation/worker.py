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
    _say(replies, orjson.dumps({"ready": True}))
    for line in sys.stdin.buffer:
        _say(replies, reply(orjson.loads(line)))


def reply(asked: dict[str, Any]) -> bytes:
    """The translation of one request; what the adapter cannot read is the agent's mistake, and said."""
    from proxy.translation.ways import AGENTS, ENDPOINTS

    try:
        agent, endpoint = AGENTS[asked["from"]], ENDPOINTS[asked["to"]]
        asking = agent.request(asked["path"], _object(asked["body"]))
        told = {"stream": asking.stream, "notes": asking.notes, "answer": asking.answer}
        told |= {"model": asking.chat.get("model")} | endpoint.request(asking.chat)._asdict()
        return orjson.dumps({"id": asked["id"]} | told)
    except Exception as problem:  # noqa: BLE001  # the adapters raise anything at all on a body they do not expect
        said = f"{type(problem).__name__}: {problem}"[:2000].encode(errors="replace").decode()
        return orjson.dumps({"id": asked["id"], "refused": said})


def _object(text: str) -> dict[str, Any]:
    from proxy.hashing import parsed

    body = parsed(text.encode())
    if not isinstance(body, dict):
        raise TypeError("the body is no JSON object")
    return body


def _own_stdout() -> BinaryIO:
    # What litellm prints must not get between the replies.
    own = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return own


def _say(replies: BinaryIO, said: bytes) -> None:
    replies.write(said + b"\n")
    replies.flush()


def _without_network() -> None:
    def refuse(event: str, _arguments: tuple[Any, ...]) -> None:
        if event in NETWORK:
            raise PermissionError(f"the translation worker uses no network, and tried {event}")

    sys.addaudithook(refuse)


if __name__ == "__main__":
    main()
