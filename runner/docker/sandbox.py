"""Docker sandbox: one cell's agent in a sealed container, with its workspace in a keeper's."""

import signal
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from runner import diff, manifest, workspace
from runner.archive import unpack
from runner.cell import Exit
from runner.docker.agent_container import RUN, AgentContainer
from runner.docker.attempts import attempts
from runner.docker.engine import Engine
from runner.docker.keeper import WORKSPACE, Keeper
from runner.docker.labels import labels
from runner.docker.output import Output
from runner.docker.scratch import scratch
from runner.docker.sealed import HOME, Sealed, Volume
from runner.docker.slot import Slot
from runner.sandbox import Command, Export, Prepared, Ran
from runner.surroundings import surroundings
from runner.temporary import remove
from runner.terminal import Cast, Stream
from runner.toolchain import settings
from tasks.task import Task

RELAY = "http://127.0.0.1:4010"
SCRATCH = "/tmp/scratch"  # noqa: S108  # a tmpfs of the container's own
LOOK_S = 0.25  # how often a silent agent is looked after
DRAIN_S = 2.0
SIGNALS = range(129, 193)  # what engines make of a signal: 128 and its number


class Ended(NamedTuple):
    """How the agent's command ended; `code` is None where it was killed at its deadline."""

    code: int | None
    timed_out: bool


class DockerSandbox:
    """One cell's, in `slot`; `template` says what its container is made from, `stopping` that the run is called off."""

    def __init__(self, engine: Engine, template: Sealed, slot: Slot, cell: str, stopping: threading.Event) -> None:
        self._engine = engine
        self._template = template
        self._slot = slot
        self._cell = cell
        self._stopping = stopping
        self._keeper = Keeper(engine.client, template.image, cell, template.limits)
        self._agent: AgentContainer | None = None
        self._root = scratch()
        self._hands = ThreadPoolExecutor(2, thread_name_prefix="sandbox")
        self._gone: Future[None] | None = None  # None: it is all still there, or nothing ever was
        self._task: Task | None = None
        self._baseline: workspace.Baseline | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """What a bundle says of this sandbox."""
        limits = self._template.limits
        return {
            "sandbox": "docker",
            "isolation": "sealed container: no network but a socket to the proxy, no host mount, no capability",
            "runtime": self._template.runtime,
            "memory": limits.memory,
            "cpus": limits.cpus,
            "pids": limits.pids,
        }

    def prepare(self, task: Task) -> Prepared:
        """Makes the workspace on the kit's side, and puts it where the agent will find it."""
        self._task = task
        held = self._hands.submit(self._keeper.open, podman=self._template.engine == "podman")
        try:
            self._baseline = workspace.prepare(task, self._root / "given")
        finally:
            wait([held])  # or it would make what was just removed
        held.result()
        self._keeper.fill(self._root / "given")
        return Prepared(home=HOME, workspace=WORKSPACE, baseline=self._baseline.entries)

    def endpoint(self, proxy_url: str) -> str:  # noqa: ARG002  # its socket is in the slot, whatever else it listens at
        """The relay to the slot's socket."""
        return RELAY

    def run(self, command: Command) -> Ran:
        """Runs the command in the sealed container, its terminal recorded, and kills the container."""
        volumes = (self._keeper.volume, Volume(name=self._slot.volume, at="/cab", read_only=True))
        marked = self._template.model_copy(update={"volumes": volumes, "labels": labels("agent", self._cell)})
        agent = self._agent = AgentContainer(self._engine.client, marked, command.files)
        began = time.monotonic()
        agent.start()
        cast = Cast(title=Path(command.argv[0]).name)
        streams = {1: Stream(command.terminal), 2: Stream(command.terminal)}
        started = time.monotonic()
        ended = self._attend(agent, command, cast, streams)
        active_ms = (time.monotonic() - started) * 1000
        facts = self._facts(agent, ended)
        agent.kill()
        facts["oom_killed"] = facts["oom_killed"] or agent.state()["OOMKilled"]
        left = Exit(
            **facts,
            timed_out=ended.timed_out,
            active_ms=active_ms,
            wall_ms=(time.monotonic() - began) * 1000,
            stdout_tail=streams[1].tail,
            stderr_tail=streams[2].tail,
        )
        return Ran(exit=left, cast=str(cast))

    def export(self) -> Export:
        """Reads the workspace as hostile bytes; nothing of it is executed, no link in it followed or made."""
        if self._task is None or self._baseline is None:
            raise RuntimeError("export before prepare")
        folder = self._root / "left"
        folder.mkdir()
        found = unpack(self._keeper.read(), folder, WORKSPACE.removeprefix("/"))
        self._gone = self._hands.submit(self._release)  # while the cell is graded
        before = self._baseline
        changes = manifest.compare(before.entries, found.entries, git_before=before.git, git_after=found.git)
        return Export(folder=folder, manifest=changes, diff=diff.unified(self._task.workspace, folder, changes))

    def clean(self) -> None:
        """Takes away the containers, the workspace and the folder on the kit's side."""
        try:
            self._gone = self._gone or self._hands.submit(self._release)
            self._gone.result()
        finally:
            self._hands.shutdown()
            remove(self._root)
        self._go_on()

    def _release(self) -> None:
        """Takes away all of it that is in the engine; as often as wanted."""
        released = self._hands.submit(self._keeper.release)
        if self._agent is not None:
            self._agent.remove()
        released.result()
        self._keeper.remove()

    def _go_on(self) -> None:
        """Raises what Ctrl-C would, once the run is called off: cells run in threads, which no signal reaches."""
        if self._stopping.is_set():
            raise KeyboardInterrupt

    def _attend(self, agent: AgentContainer, command: Command, cast: Cast, streams: dict[int, Stream]) -> Ended:
        """Records until the command has ended or its time is up."""
        env = surroundings(HOME, "/tmp", RUN) | self._languages() | command.env  # noqa: S108  # the container's own
        deadline = time.monotonic() + command.deadline_s
        exec_id, attached = agent.execute(command.argv, env, terminal=command.terminal == "pty")
        output = Output(attached)
        over: float | None = None  # when to listen no longer to what it left running
        try:
            while (left := min(over or deadline, deadline) - time.monotonic()) > 0:
                self._go_on()
                with suppress(TimeoutError):
                    piece = output.next(min(left, LOOK_S))
                    if piece is None:
                        break
                    cast.show(streams[piece.stream].text(piece.data))
                    continue
                if over is None and agent.exit_code(exec_id) is not None:
                    over = time.monotonic() + DRAIN_S
        finally:
            output.close()
        self._go_on()  # calling the run off ends the output, too
        for stream in streams.values():
            cast.show(stream.text(b"", final=True))
        return self._ended(agent, exec_id, timed_out=time.monotonic() >= deadline)

    def _ended(self, agent: AgentContainer, exec_id: str, *, timed_out: bool) -> Ended:
        """The exit code, which the engine knows a moment after the output has ended."""
        until = time.monotonic() + DRAIN_S
        while (code := agent.exit_code(exec_id)) is None and not timed_out and time.monotonic() < until:
            time.sleep(0.005)
        return Ended(code, timed_out and code is None)

    def _facts(self, agent: AgentContainer, ended: Ended) -> dict[str, Any]:
        """What can only be asked of a container that lives; whatever it has become, the agent has ended somehow."""
        code = 128 + signal.SIGKILL if ended.code is None else ended.code
        known: dict[str, Any] = {
            "exit_code": None if code in SIGNALS else code,
            "signal": code - 128 if code in SIGNALS else None,
            "left_running": None,
            "cpu_s": None,
            "peak_memory": None,
            "out_no_routes": None,
        }
        state = agent.state()
        known["oom_killed"] = state["OOMKilled"]
        if not state["Running"]:
            if not state["OOMKilled"]:
                raise RuntimeError(f"the agent's container ended by itself, with exit code {state['ExitCode']}")
            return known
        usage = agent.usage()
        counted = attempts(self._engine.client.containers.get(agent.name))
        said = {"left_running": agent.left_running(), "out_no_routes": counted.ipv4, **usage._asdict()}
        return known | said

    def _languages(self) -> dict[str, str]:
        return settings(self._task.languages, SCRATCH) if self._task else {}
