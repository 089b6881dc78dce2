"""The node of one agent of any distributed algorithm: rounds with its neighbours over DDS, by itself.

The executor's thread takes messages, a worker computes; see :mod:`l2c_planner.consensus.member` for what it does about
loss, silence, death and return. It runs until it is stopped; its estimates stay to be had until then.
"""

from __future__ import annotations

import os
import secrets
import signal
import sys
import threading
import time
from typing import Any

from rclpy.node import Node

from l2c_planner.applications.setup import case_of
from l2c_planner.config import ConfigError
from l2c_planner.config.network import FaultOptions
from l2c_planner.consensus.member import Member, Pace
from l2c_planner.consensus.membership import View
from l2c_planner.consensus.tampering import Noisy
from l2c_planner.ros import names
from l2c_planner.ros.consensus_options import ConsensusOptions
from l2c_planner.ros.consensus_transport import GraphTransport
from l2c_planner.ros.declaration import declared
from l2c_planner.ros.process import run
from l2c_planner.transport import Faulty, Transport
from l2c_planner.transport.packet import LARGEST


class ConsensusAgentNode(Node):
    """See the module's description; parameters are those of :mod:`l2c_planner.ros.consensus_options`.

    Raises ConfigError for a parameter that cannot be used, Unfit for parameters that do not go together.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(names.CONSENSUS_AGENT, **options)
        self.options = declared(self, ConsensusOptions)
        self.member = member_of(self.options, self.get_fully_qualified_name())
        if self.get_namespace().rsplit("/", 1)[-1] != self.member.name:
            raise ConfigError(self.get_fully_qualified_name(), "number", f"namespace {self.get_namespace()}",
                              f"one that ends in {self.member.name}")  # fmt: skip
        rounds = self.options.rounds + 1
        self.transport = GraphTransport(self, self.member.hears, self.options.frame, rounds)
        self._end = with_faults(self.transport, self.options, self.member.name)
        self.failure = ""
        """Why the worker has stopped, if it has."""
        self._stop, self._stuck, self._told = threading.Event(), "", -1
        self._waits = self.options.joins_at > 0
        self._worker = threading.Thread(target=self._work, name="rounds", daemon=True)
        self._worker.start()

    def destroy_node(self) -> None:
        """Stop the worker, then the node."""
        self._stop.set()
        self.transport.arrived.set()
        self._worker.join()
        self.transport.close()
        super().destroy_node()

    # ---------------------------------------------------------------- the worker
    def _work(self) -> None:
        try:
            while not self._stop.is_set():
                self._turn()
        except Exception as error:  # noqa: BLE001  of an algorithm that nobody has thought of: neighbours go on without
            self.failure = f"{type(error).__name__}: {' '.join(str(error).split())}"
            self.get_logger().error(f"stopped: {self.failure}")
            os.kill(os.getpid(), signal.SIGTERM)

    def _turn(self) -> None:
        """Look once at what has come, and do what is to be done."""
        member, now, packets = self.member, time.monotonic(), self._end.poll()
        self._waits = self._waits and all(packet.round < self.options.joins_at for packet in packets)
        if self._waits:
            self.transport.arrived.wait(self.options.heartbeat)
            return
        for packet in packets:
            member.receive(packet, now)
        member.advance(now)
        self._report()
        for packet in member.outbox(now):
            self.transport.send(packet)
        self.transport.arrived.wait(member.wait(time.monotonic()))

    def _report(self) -> None:
        member, ends_at = self.member, self.options.ends_at
        if self._told < member.round <= self.options.rounds:
            self._told = member.round
            self.transport.send(member.estimate())
            if member.round == self.options.rounds:
                self.get_logger().info(f"{member.round} rounds are done")
        if 0 < ends_at <= member.round:
            os.kill(os.getpid(), signal.SIGKILL)  # as if it had crashed: nobody is told
        if member.stuck != self._stuck:
            self._stuck = member.stuck
            self.get_logger().warning(f"waits: {self._stuck}" if self._stuck else "goes on")


def member_of(options: ConsensusOptions, where: str) -> Member:
    """The agent that the parameters of a node describe.

    Raises ConfigError for a number that there is not, Unfit for what does not go together.
    """
    try:
        absent = options.absent
    except ValueError:
        raise ConfigError(where, "late", f"got {options.late!r}", "numbers of agents, such as 3,5") from None
    for name, number in [("number", options.number), *(("late", number) for number in absent)]:
        if number not in range(options.agents):
            raise ConfigError(where, name, f"there is no agent {number}", f"0 to {options.agents - 1}")
    case = case_of(options.setup, options.application, options.faults)
    view = View.of(options.agents, set(range(options.agents)) - set(absent))
    pace = Pace(
        options.rounds, options.patience if options.loss else None, options.heartbeat, options.lost_after, options.join
    )
    boot, now = secrets.randbits(63), time.monotonic()
    member = Member(
        case.algorithm, case.problem, case.graph, case.start, options.number, view, pace, options.about, boot, now
    )
    if member.told_size > LARGEST:
        raise ConfigError(where, "problem", f"{member.told_size} numbers in a message", f"at most {LARGEST}")
    return member


def with_faults(transport: Transport, options: ConsensusOptions, name: str) -> Transport:
    """The transport with the faults that are made on purpose."""
    faults = FaultOptions(loss=options.loss, delay=options.delay, seed=options.seed)
    found: Transport = Faulty(transport, faults, name, time.monotonic) if options.loss or options.delay else transport
    return Noisy(found, options.noise, options.seed, name) if options.noise else found


def main(args: list[str] | None = None) -> int:
    """Run the node until it is interrupted or terminated; 1 if its worker fails, 2 if it cannot be made."""
    made: list[ConsensusAgentNode] = []

    def make() -> ConsensusAgentNode:
        made.append(ConsensusAgentNode())
        return made[0]

    code = run(make, args)
    return 1 if made and made[0].failure else code


if __name__ == "__main__":
    sys.exit(main())
