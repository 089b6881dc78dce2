"""One robot's part of the gradient, over DDS: a process that plans some rounds with its peers and differentiates them.

The derivatives travel like the plan itself (`gradient.forward`), on the same topics, as a second plan.  Prints one line
that begins with `MARK`: the robot's part of every derivative, as JSON; the parts of all robots add up to it.

    python -m l2c_planner.ros.gradient '{"task": "transport.yaml", "host": "quad_0", ...}'
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import rclpy
from rclpy.executors import SingleThreadedExecutor

from l2c_planner.admm import Assignment, Host, HostOptions, Message, Penalty, Phase, assign
from l2c_planner.config import MultiliftTask, load_task
from l2c_planner.gradient.check import drawn, precise, tracking_and_residual
from l2c_planner.gradient.directions import Directions
from l2c_planner.gradient.forward import ForwardHost
from l2c_planner.gradient.tape import TapedHost
from l2c_planner.plan import agents_of
from l2c_planner.problems.multilift.build import references_problem, trajectories_problem
from l2c_planner.problems.problem import Problem
from l2c_planner.ros.dds import DdsTransport
from l2c_planner.team import Roster
from l2c_planner.transport.assembly import Assembler, packets_of
from l2c_planner.transport.packet import LARGEST

PLAN, DERIVATIVE = 1, 2
"""Numbers of the plan and of its derivative."""
MARK = "part: "
PATIENCE = 120.0
"""Longest time without a word of any peer [s]."""


@dataclass(frozen=True)
class Job:
    """What is differentiated, the same for all robots but for the host; fields as in `gradient.check.check`."""

    task: str
    quads: int | None
    stage: str
    rounds: int
    samples: int
    exact: bool
    host: str = ""

    def problem(self) -> Problem:
        """The stage of the task.

        Raises ConfigError if there is no such task.
        """
        task = load_task(self.task, self.quads)
        assert isinstance(task, MultiliftTask)
        return {"references": references_problem, "trajectories": trajectories_problem}[self.stage](task)

    def options(self) -> HostOptions:
        """Options of all hosts."""
        penalty = load_task(self.task, self.quads).planner.admm.penalty
        schedule = tuple(penalty.scale * penalty.growth**k for k in range(self.rounds))
        return precise(HostOptions(penalty=Penalty(schedule=schedule)))

    def assignment(self) -> Assignment:
        """Every agent of the stage on its robot."""
        task, problem = load_task(self.task, self.quads), self.problem()
        roster = Roster.of(task)
        seating = roster.seating(set(roster.hosts))
        captain = roster.captain(seating) if task.planner.admm.coordinator == "captain" else None
        return assign(problem, {a: seating[a] for a in agents_of(task) if a in problem.agents}, captain)


class Exchange:
    """Carries the messages of one host at a time to its peers and back."""

    def __init__(self, transport: DdsTransport) -> None:
        self.transport = transport
        self._assemblers = {peer: Assembler() for peer in transport.peers}
        self._early: list[Message] = []

    def run(self, party: TapedHost | ForwardHost, number: int, done: Callable[[], bool]) -> None:
        """Step a host whenever it has all it needs, until it is done.

        Raises TimeoutError if no peer is heard for `PATIENCE`.
        """
        early, self._early = self._early, []
        for message in early:
            self._give(party, number, message)
        heard = time.monotonic()
        while not done():
            if party.ready():
                party.step()
                for message in party.outbox():
                    for packet in packets_of(replace(message, plan=number), 0, 0):
                        self.transport.send(packet)
                continue
            self.transport.arrived.wait(0.05)
            for packet in self.transport.poll():
                heard = time.monotonic()
                message, _ = self._assemblers[packet.sender].add(packet)
                if message is not None:
                    self._give(party, number, message)
            if time.monotonic() - heard > PATIENCE:
                raise TimeoutError(f"no packet of {', '.join(self.transport.peers)} for {PATIENCE:g} s")

    def _give(self, party: TapedHost | ForwardHost, number: int, message: Message) -> None:
        if message.plan == number:
            party.receive(message)
        else:
            self._early.append(message)


def part(job: Job, exchange: Exchange) -> list[float]:
    """This robot's part of the derivative of the check's scalar by the check's numbers, (P,)."""
    problem, assignment = job.problem(), job.assignment()
    captain = assignment.coordinator or assignment.hosts[0]
    taped = TapedHost(Host(problem, job.host, assignment, job.options(), plan=PLAN, captain=captain))
    exchange.run(taped, PLAN, lambda: len(taped.rounds) == job.rounds and taped.host.phase is Phase.PRIMAL)
    entries = drawn(problem, job.rounds, job.samples)
    forward = ForwardHost(taped, Directions.along(problem, job.rounds, entries), job.exact)
    exchange.run(forward, DERIVATIVE, lambda: forward.done)
    return forward.part(tracking_and_residual(problem)(taped)[1]).tolist()


def commands(job: Job) -> dict[str, list[str]]:
    """The command of every robot's process, by host."""
    jobs = {host: replace(job, host=host) for host in job.assignment().hosts}
    return {host: [sys.executable, "-m", __name__, json.dumps(asdict(own))] for host, own in jobs.items()}


def parts_in(logs: dict[str, Path]) -> dict[str, list[float]]:
    """The parts that finished processes have printed, by host."""
    said = {
        host: [line for line in log.read_text().splitlines() if line.startswith(MARK)] for host, log in logs.items()
    }
    return {host: json.loads(lines[-1].removeprefix(MARK)) for host, lines in said.items()}


def main(args: list[str] | None = None) -> int:
    """Run the process of one robot."""
    job = Job(**json.loads((args or sys.argv[1:])[0]))
    peers = [host for host in job.assignment().hosts if host != job.host]
    problem = job.problem()
    numbers = len(drawn(problem, job.rounds, job.samples)) * problem.knots
    widest = max(2 * c.groups * c.index.shape[1] for c in problem.couplings)
    rclpy.init()
    node = rclpy.create_node("gradient", namespace=f"/{job.host}", start_parameter_services=False)
    transport = DdsTransport(node, job.host, peers, "map", -(-numbers * widest // LARGEST))
    transport.coordinate(True)
    executor = SingleThreadedExecutor()
    executor.add_node(node)
    spinning = threading.Thread(target=executor.spin)
    spinning.start()
    try:
        transport.meet(PATIENCE)
        print(MARK + json.dumps(part(job, Exchange(transport))), flush=True)
        transport.settle(PATIENCE)
    except TimeoutError as error:
        print(f"{job.host}: {error}", file=sys.stderr)
        return 1
    finally:
        executor.shutdown()
        spinning.join()
        transport.close()
        node.destroy_node()
        rclpy.try_shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
