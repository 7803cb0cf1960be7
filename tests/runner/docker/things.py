"""What tests of containers share: an engine of the kit's, its images, and proof that nothing is left."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from runner.agent import find
from runner.docker import leftovers
from runner.docker.engine import Engine, connect
from runner.images import Built, agent_image, ensure, grader_image, proxy_image


@cache
def engine() -> Engine:
    """The one that the fixture `engine` has seen answer."""
    return connect()


@cache
def image(name: str) -> Built:
    """The image of an agent, of the proxy, or of the grader, built if it is missing."""
    known = {"proxy": proxy_image, "grader": grader_image}
    return ensure(known[name]() if name in known else agent_image(find(name)), print, engine().client)


@contextmanager
def nothing_left(besides: tuple[str, ...] = ()) -> Iterator[None]:
    """The block leaves nothing of this process in the engine, however it ends, but things of the roles `besides`."""
    try:
        yield
    finally:
        assert [str(thing) for thing in leftovers.ours(engine().client) if thing.role not in besides] == []
