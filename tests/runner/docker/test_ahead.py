"""Rooms that are started ahead: each fresh, each ended, whatever is asked for and whatever goes wrong."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from runner.docker import leftovers
from runner.docker.ahead import Ahead
from runner.docker.grading import DockerPlace, DockerRoom
from runner.docker.grading import image as image_of
from runner.grader.files import File
from tests.runner.docker.things import engine as connected
from tests.runner.docker.things import image, nothing_left

pytestmark = [pytest.mark.docker, pytest.mark.timeout(600)]


@pytest.fixture(autouse=True)
def _clean(engine: object) -> Iterator[None]:  # noqa: ARG001  # without it there is none
    with nothing_left():
        yield


def place() -> DockerPlace:
    client = connected().client
    return DockerPlace(client, image_of(client, image("grader").tag), "a-cell")


def said(room: DockerRoom, *command: str) -> str:
    return room.run(command, room.path("code"), room.env, 60).stdout_tail


def test_each_room_is_fresh_though_more_are_asked_for_than_were_started() -> None:
    with closing(Ahead(place(), rooms=2)) as ahead:
        for number in range(3):
            with ahead.room() as room:
                room.put({"code/mine": File(b"%d" % number, executable=False)})
                assert said(room, "sh", "-c", "cat mine; ls /tmp/room/code; ls /tmp") == f"{number}mine\nroom\n"
        assert ahead.isolation == place().isolation


def test_a_room_that_nobody_asked_for_is_ended_too() -> None:
    with closing(Ahead(place(), rooms=3)) as ahead, ahead.room():
        """The other two start beside it."""


def test_a_verdict_that_needs_no_room_starts_none() -> None:
    with closing(Ahead(place())):
        assert leftovers.ours(connected().client) == []


def test_what_goes_wrong_in_a_room_rises_and_ends_it() -> None:
    with pytest.raises(OSError, match="in it"), closing(Ahead(place())) as ahead, ahead.room():
        raise OSError("in it")
