"""Fleet: the sealed machines of one `cab run`, and the proxy that they share."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from cab.cell import Plan
from cab.edge import BAD_INPUT, Stop, bad_input
from cab.machine import Machine, Proxy, Watch
from cab.plan import PATIENCE_S, Aim, Machines, Options, reach
from runner.cell import CellId, Container, Fact
from runner.docker import grading, leftovers, scratch
from runner.docker.ahead import Ahead
from runner.docker.engine import Engine, connect
from runner.docker.flavour import flavour
from runner.docker.probe import Facts, examine
from runner.docker.proxy_container import Proxy as SharedProxy
from runner.docker.proxy_container import proxying
from runner.docker.sandbox import DockerSandbox
from runner.docker.saying import said
from runner.docker.sealed import Limits, Sealed, Volume
from runner.images import Built, agent_image, ensure, grader_image, proxy_image
from runner.install import Installed
from runner.temporary import remove

FROZEN = ConfigDict(frozen=True, extra="forbid")


class Walls(BaseModel):
    """What a user may say of the containers."""

    model_config = FROZEN
    limits: Limits = Limits()
    runtime: str | None = Field(default=None, description="absent: the engine's own")
    unsafe: bool = Field(default=False, description="go on where an isolation fact does not hold")


class Images(BaseModel):
    """What the containers are made from."""

    model_config = FROZEN
    agent: Built
    grader: Built
    proxy: Built


class Fleet:
    """The engine, the images, and the template of every cell's container, whose walls were seen to stand."""

    def __init__(self, engine: Engine, images: Images, walls: Walls) -> None:
        self.engine = engine
        self.images = images
        self.stopping = threading.Event()
        self.template = Sealed(
            image=images.agent.tag,
            command=("/bin/false",),
            labels={},
            limits=walls.limits,
            runtime=walls.runtime,
            **flavour(engine.client),
        )
        self.container = self._container(walls)

    def machines(self, aim: Aim, shared: SharedProxy) -> Machines:
        """Machines that use one proxy."""

        @contextmanager
        def machine(identity: CellId) -> Iterator[Machine]:
            with shared.slots.one() as slot:

                def recording(journal: Path, watch: Watch) -> AbstractContextManager[Proxy]:
                    return shared.remote.cell(journal, watch, slot.socket)

                with closing(Ahead(self._place(identity))) as place:
                    yield Machine(
                        sandbox=DockerSandbox(self.engine, self.template, slot, str(identity), self.stopping),
                        recording=recording,
                        place=place,
                        versions={"image": aim.agent.version},
                        image=self.images.agent.tag,
                        image_digest=self.images.agent.digest,
                        container=self.container,
                    )

        return machine

    def plan(self, aim: Aim, options: Options) -> Plan:
        """The plan for the agent as its image has it."""
        agent = self.images.agent
        if agent.bin is None or agent.version is None:
            raise ValueError(f"{agent.tag}: the image does not say what its agent's command is; build it again")
        installed = Installed(bin=Path(agent.bin), version=agent.version, path_folders=())
        return aim.plan(installed, options, self._has)

    def stop(self) -> None:
        """Calls every cell off: what runs in containers is killed, and who waits for it is told."""
        self.stopping.set()
        client = self.engine.client
        leftovers.remove(client, [one for one in leftovers.ours(client) if one.role in ("agent", "grader")])

    def _has(self, program: str) -> bool:
        command = ("/bin/sh", "-c", 'command -v "$0" || true', program)
        return bool(said(self.engine.client, self.images.agent.tag, command).strip())

    def _place(self, identity: CellId) -> grading.DockerPlace:
        image = grading.image(self.engine.client, self.images.grader.tag)
        walls = self.template.model_dump(include={"runtime", "engine", "profile_file"})
        return grading.DockerPlace(self.engine.client, image, str(identity), **walls)

    def _container(self, walls: Walls) -> Container:
        volumes = (Volume(name="workspace", at="/workspace"), Volume(name="slot", at="/cab", read_only=True))
        seen = examine(
            self.engine.client, self.template.model_copy(update={"volumes": volumes}), local=self.engine.local
        )
        if not walls.unsafe:
            demand(seen)
        return Container(
            image_id=self.images.agent.image_id,
            grader=self.images.grader.tag,
            grader_id=self.images.grader.image_id,
            engine=self.engine.facts(walls.runtime),
            facts=tuple(Fact.model_validate(fact.model_dump()) for fact in seen.facts),
            unsafe=bool(seen.failed),
        )


def demand(seen: Facts) -> None:
    """Stops the run, as bad input, where a fact does not hold."""
    try:
        seen.demand()
    except RuntimeError as missing:
        raise Stop(str(missing), BAD_INPUT) from None


@contextmanager
def fleet(
    aim: Aim, options: Options, walls: Walls, tell: Callable[[str], None]
) -> Iterator[tuple[Fleet, Plan, Machines]]:
    """The plan, and machines for that many cells at once; what dead runs have left is removed first."""
    with bad_input():
        engine = connect()
        client = engine.client
        leftovers.remove(client, leftovers.dead(client))
        for folder in scratch.dead():
            remove(folder)
        images = Images(
            agent=ensure(agent_image(aim.agent), tell, client),
            grader=ensure(grader_image(), tell, client),
            proxy=ensure(proxy_image(), tell, client),
        )
    ready = Fleet(engine, images, walls)
    with bad_input():
        plan = ready.plan(aim, options)
        sharing = proxying(engine, images.proxy.tag, aim.endpoint, options.traffic.settings(), options.jobs)
    with sharing as shared:
        if aim.kind == "measurement":
            reach(aim.endpoint, lambda host, port: shared.remote.reach(host, port, PATIENCE_S))
        yield ready, plan, ready.machines(aim, shared)
