"""Serving: an ASGI app on a port of this machine, for as long as a block runs."""

import asyncio
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

DRAIN_S = 10

# Longer than any client keeps an idle connection, or it may send its next call into one that is just being closed.
IDLE_S = 600

# In each turn libuv takes one new connection from each socket that it listens at, and a turn passes on what all streams
# have meanwhile: of fifty agents that come at once the last would wait for fifty turns. So it listens several times.
EARS = 16


def _not_a_wanted_cut(record: logging.LogRecord) -> bool:
    # An answer that the endpoint broke off is broken off towards the agent too: by returning without completing it.
    return record.getMessage() != "ASGI callable returned without completing response."


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named because asyncio sets TCP_NODELAY only then; without it short streams wait 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as problem:
        listener.close()
        raise OSError(
            problem.errno, f"cannot listen on {host}:{port} ({problem.strerror}); choose another port"
        ) from None
    listener.listen(1024)
    return listener


def listen_at(path: Path) -> socket.socket:
    """A listening Unix socket at a path that nothing else listens at."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(str(path))
    except OSError as problem:
        listener.close()
        raise OSError(
            problem.errno, f"cannot listen at {path} ({problem.strerror}); remove it or choose another"
        ) from None
    # Whoever can reach the folder may connect: an agent's container has it under another uid.
    path.chmod(0o666)
    listener.listen(1024)
    return listener


def _run(server: uvicorn.Server, listeners: list[socket.socket]) -> None:
    # uvicorn exits where the app does not start; who waits for it sees that this thread has ended.
    with suppress(SystemExit):
        server.run(sockets=listeners)


def _config(app: ASGIApp, protocol: Callable[..., asyncio.Protocol] | None) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=protocol or "httptools",  # type: ignore[arg-type]  # a function that makes one is as good as a class
        ws="none",
        loop="auto",  # uvloop where it is
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=IDLE_S,
        timeout_graceful_shutdown=DRAIN_S,
    )


@contextmanager
def serving(
    app: ASGIApp,
    host: str = "127.0.0.1",
    port: int = 0,
    protocol: Callable[..., asyncio.Protocol] | None = None,
    sockets: Sequence[Path] = (),
) -> Iterator[str]:
    """Serves `app` from a daemon thread; yields its base URL once it answers, drains and stops it at the end.

    `protocol` takes the place of uvicorn's own; `sockets` are Unix sockets at which it listens besides.
    """
    with ExitStack() as listening:
        first = listening.enter_context(closing(listen(host, port)))
        listeners = [first, *(listening.enter_context(closing(first.dup())) for _ in range(EARS - 1))]
        for path in sockets:
            listeners.append(listening.enter_context(closing(listen_at(path))))
            listening.callback(path.unlink, missing_ok=True)
        server = uvicorn.Server(_config(app, protocol))
        logging.getLogger("uvicorn.error").addFilter(_not_a_wanted_cut)
        thread = threading.Thread(target=_run, args=(server, listeners), name="serving", daemon=True)
        thread.start()
        try:
            while not server.started:
                if not thread.is_alive():
                    raise RuntimeError(f"the server for {host}:{port} stopped before it listened; its log says why")
                time.sleep(0.002)
            name = f"[{host}]" if ":" in host else host
            yield f"http://{name}:{first.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(DRAIN_S + 5)
