import threading

import pytest

from runner.docker.flavour import flavour
from runner.docker.sandbox import DockerSandbox
from runner.docker.sealed import Sealed
from runner.docker.slot import slots
from runner.sandbox import Command
from tasks.catalogue import find
from tests.runner.docker.things import engine as connected
from tests.runner.docker.things import image, nothing_left

pytestmark = [pytest.mark.docker, pytest.mark.download, pytest.mark.timeout(900)]


class Late(threading.Event):
    """Set, but for whoever asks first."""

    asked = 0

    def is_set(self) -> bool:
        self.asked += 1
        return self.asked > 1


@pytest.mark.usefixtures("engine")
def test_a_cell_that_is_called_off_as_its_agent_ends_goes_no_further() -> None:
    kit = connected()
    template = Sealed(image=image("mini-swe-agent").tag, command=("/bin/false",), labels={}, **flavour(kit.client))
    with nothing_left(), slots(kit.client, 1) as room, room.one() as slot:
        sandbox = DockerSandbox(kit, template, slot, "called/off", Late())
        sandbox.prepare(find("polyglot/python-reverse-string"))
        with pytest.raises(KeyboardInterrupt):
            sandbox.run(Command(argv=("true",), env={}, files={}, terminal="pipe", deadline_s=60))
        with pytest.raises(KeyboardInterrupt):
            sandbox.clean()
