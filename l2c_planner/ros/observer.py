"""Watches a team from outside: who is there, how the rounds go, and the plan that they agree on."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path

import rclpy
from rclpy.node import Node
from std_srvs.srv import Trigger

from l2c_planner.admm.message import Message, Phase
from l2c_planner.config import Task
from l2c_planner.msg import SolverStatus, TeamStatus
from l2c_planner.plan import Plan, RoundReport, Session, plan_of, problem_hash
from l2c_planner.ros import names
from l2c_planner.ros.dds import DdsTransport
from l2c_planner.ros.process import events_executor
from l2c_planner.ros.recorder import ROUNDS_BEHIND, Recorder
from l2c_planner.ros.topics import exchange, topics
from l2c_planner.team import Roster
from l2c_planner.team.opening import read_opening
from l2c_planner.team.warm import packets_per_table
from l2c_planner.transport.assembly import Assembler
from l2c_planner.transport.packet import Heartbeat, Packet, State
from l2c_planner.transport.seal import Seal, read_key
from l2c_planner.tuning.learned import Learned

STATES = {
    State.READY: "waiting", State.PLANNING: "planning", State.COMMITTED: "committed", State.HOLD: "hold",
    State.INACTIVE: "waiting",
}  # fmt: skip
NAME = "observer"
PATIENCE = 1.0
"""Time after which a request that nobody has heard is made again [s]."""
QUIET, LATEST = 0.3, 5.0
"""A record is complete when nothing has come for the one, or after the other [s]."""
SILENCE = 2.0
"""A host whose last heartbeat is older is not there [s]."""


class Observer:
    """A node of its own, in a context of its own; see the module's description.

    domain: as the team was started.  key_file: of the team, if it has a key.  record: folder for the bag of everything
    that is heard.  frame: in which the team plans.  learned: the networks that it plans with.
    flight: whether to record how the team flies, too.

    Raises KeyFileError if the key cannot be used, RolloutError if the folder exists or cannot be written.
    """

    def __init__(
        self,
        task: Task,
        domain: int,
        key_file: str = "",
        record: Path | None = None,
        frame: str = "map",
        learned: Learned | None = None,
        flight: bool = False,
    ) -> None:
        self.task, self._roster = task, Roster.of(task)
        self.states: dict[str, TeamStatus] = {}
        """Last word of every host on its team."""
        self.status: list[SolverStatus] = []
        """Every report of a round so far."""
        self.rejected: Counter[str] = Counter()
        self._learned = learned
        self._hash, self._seal = problem_hash(task, learned), Seal(read_key(Path(key_file)) if key_file else None)
        self._beats: dict[str, tuple[Heartbeat, float]] = {}
        self._session: Session | None = None
        self._asked, self._drained, self._last_asked = 0, 0, 0.0
        self._context = rclpy.Context()
        rclpy.init(context=self._context, domain_id=domain)
        self._node = Node(NAME, context=self._context, start_parameter_services=False)
        self._executor = events_executor(self._context)
        self._executor.add_node(self._node)
        hosts = self._roster.hosts
        self._transport = DdsTransport(self._node, None, hosts, frame, packets_per_table(task))
        self._assemblers = {host: Assembler() for host in hosts}
        table = topics(len(hosts))
        status = replace(table[names.STATUS], qos=exchange(ROUNDS_BEHIND))
        for host in hosts:
            table[names.TEAM].subscription(self._node, partial(self._on_team, host), host=host)
            status.subscription(self._node, self._on_status, host=host)
        asked = {host: names.absolute(f"/{host}", names.PLAN_SERVICE) for host in hosts}
        self._clients = {host: self._node.create_client(Trigger, service) for host, service in asked.items()}
        self._recorder = Recorder(self._node, hosts, record, packets_per_table(task), flight) if record else None

    # ---------------------------------------------------------------- what is known
    @property
    def heard(self) -> dict[str, bool]:
        """Whether every host has joined the team: it is heard and hears all others."""
        return {host: self._joined(host) for host in self._roster.hosts}

    @property
    def missing(self) -> list[str]:
        """Hosts that have not joined."""
        return [host for host, joined in self.heard.items() if not joined]

    @property
    def state(self) -> str:
        """waiting, planning, committed or hold: of the plan that was asked for."""
        hosts = self._session.seat.hosts if self._session else self._roster.hosts
        own = [s for s in self.states.values() if s.plan_id >= self._asked > 0 and self._lives(s.host)]
        own = [s for s in own if s.host in hosts]
        states = [State(s.state) for s in own]
        if State.HOLD in states and State.PLANNING not in states:
            return STATES[State.HOLD]
        done = self._session is not None and self._session.done
        if len(own) == len(hosts) and set(states) == {State.COMMITTED} and done:
            return STATES[State.COMMITTED]
        return "planning" if State.PLANNING in states or State.COMMITTED in states else "waiting"

    @property
    def reason(self) -> str:
        """Why the team holds or waits: the host's word that explains the others'."""
        reasons = {s.host: s.reason for s in self.states.values() if s.reason}
        echoes = (" holds", "does not accept the plan")
        own = [f"{host}: {why}" for host, why in reasons.items() if not why.endswith(echoes)]
        return (own or list(reasons.values()) or [""])[0]

    @property
    def progress(self) -> list[RoundReport]:
        """Rounds reported by the captain since the last call."""
        new, self._drained = self.status[self._drained :], len(self.status)
        return [
            RoundReport(s.stage_name, s.round, s.rounds_limit, s.primal_residual, s.dual_residual, s.penalty)
            for s in new
            if s.host == (self.captain or s.host)
        ]

    def plan(self) -> Plan:
        """The plan that the captain has told, as `l2c plan` would return it; times are the captain's.

        Raises RuntimeError if there is none yet.
        """
        if self._session is None or not self._session.done:
            raise RuntimeError("the team has not finished a plan")
        rounds = {(s.stage, s.round): s for s in self.status if s.host == self.captain}
        last = [s for s in rounds.values() if s.plan_id == self._session.seat.plan]
        times = {
            "compile_s": 0.0,
            "ddp_s": sum(s.local_time for s in last),
            "coordination_s": sum(s.coordination_time for s in last),
            "total_s": sum(s.local_time + s.coordination_time + s.exchange_time + s.waiting_time for s in last),
        }
        return plan_of(self.task, "both", "admm", self._session.found, times)

    @property
    def captain(self) -> str:
        """The host that leads the plan; empty before there is one."""
        return self._session.seat.captain if self._session else ""

    # ---------------------------------------------------------------- what is done
    def forget(self) -> None:
        """Drop the reports of earlier plans."""
        self.status.clear()
        self._drained = 0

    def spin(self, timeout: float) -> None:
        """Take in what arrives for a while [s]."""
        end = time.monotonic() + timeout
        while (left := end - time.monotonic()) > 0 and self._context.ok():
            self._executor.spin_once(timeout_sec=min(left, 0.05))
            self._take_in()
            self._ask_again()

    def request_plan(self) -> None:
        """Ask the team for a plan."""
        self._asked = max([s.plan_id for s in self.states.values()], default=0) + 1
        self._session = None
        self._ask()

    def _ask(self) -> None:
        first = next((host for host in self._roster.hosts if self._lives(host)), self._roster.hosts[0])
        self._clients[first].call_async(Trigger.Request())
        self._last_asked = time.monotonic()

    def _ask_again(self) -> None:
        """ROS loses what is asked before both ends have found each other."""
        if not self._asked or time.monotonic() - self._last_asked < PATIENCE:
            return
        beats = [beat for beat, _ in self._beats.values()]
        if all(max(beat.wanted, beat.plan) < self._asked for beat in beats):
            self._ask()

    def close(self) -> None:
        """Leave."""
        if self._recorder:
            self._take_the_rest()
            self._recorder.close()
        self._node.destroy_node()
        rclpy.try_shutdown(context=self._context)

    def _take_the_rest(self) -> None:
        """Record what has been said and is still on its way: the result may come before the last rounds."""
        end, before = time.monotonic() + LATEST, -1
        while self._recorder.written > before and time.monotonic() < end:
            before = self._recorder.written
            self.spin(QUIET)

    # ---------------------------------------------------------------- what arrives
    def _joined(self, host: str) -> bool:
        if host not in self.states or not self._lives(host):
            return False
        beat, _ = self._beats[host]
        heard = {name for name, _ in beat.peers}
        return {h for h in self._roster.hosts if h != host} <= heard and beat.state != State.INACTIVE

    def _lives(self, host: str) -> bool:
        return time.monotonic() - self._beats.get(host, (None, 0.0))[1] < SILENCE

    def _on_team(self, host: str, message: TeamStatus) -> None:
        if message.host != host or message.state not in STATES or message.problem_hash != self._hash:
            self.rejected["no word of this team"] += 1
        else:
            self.states[host] = message

    def _on_status(self, message: SolverStatus) -> None:
        if message.plan_id >= self._asked > 0:
            self.status.append(message)

    def _take_in(self) -> None:
        now = time.monotonic()
        for parcel in self._transport.poll():
            if parcel.problem_hash != self._hash or not self._seal.valid(parcel):
                self.rejected["other problem or wrong tag"] += 1
            elif isinstance(parcel, Heartbeat):
                self._beats[parcel.sender] = parcel, now
            elif parcel.phase in (Phase.BEGIN, Phase.OUTCOME):
                self._follow(parcel)

    def _follow(self, packet: Packet) -> None:
        message, reason = self._assemblers[packet.sender].add(packet)
        if message is None:
            self.rejected.update([reason] if reason else [])
        elif message.phase is Phase.BEGIN:
            self._begin(message)
        elif self._session and not self._session.done:
            self._session.receive(message)
            while self._session.ready():
                self._session.step()

    def _begin(self, message: Message) -> None:
        if message.plan < self._asked or (self._session and message.plan <= self._session.seat.plan):
            return
        opening, reason = read_opening(message, self._roster, self.task)
        try:
            if opening and opening.leg is None:
                self._session = opening.session(self.task, NAME, message.plan, learned=self._learned)
        except ValueError:
            reason = "goal: not one that the task may have"
        self.rejected.update([reason] if reason else [])
