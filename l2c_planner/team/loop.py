"""A team in one process under a clock of its own: for tests, and to try networks that fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from l2c_planner.config import Task
from l2c_planner.config.network import TransportOptions
from l2c_planner.team.asking import Asking
from l2c_planner.team.judge import Gullible
from l2c_planner.team.member import Member
from l2c_planner.team.roster import Roster
from l2c_planner.transport import Faulty, Network, State, Transport
from l2c_planner.transport.liar import Liar

TICK = 0.002
"""Step of the clock [s]."""


class Loop:
    """Members of a team, connected by a network with the faults of their options.

    lies: kind of the lies that hosts tell, by host (see :mod:`l2c_planner.transport.liar`), from the time ``since`` [s]
    on.  settings: of all members.
    """

    def __init__(
        self,
        task: Task,
        options: TransportOptions | None = None,
        lies: Mapping[str, str] | None = None,
        since: float = 0.0,
        **settings,
    ) -> None:
        self.task, self.options, self.settings = task, options or TransportOptions(), settings
        self.lies, self.since = dict(lies or {}), since
        self.now, self.network = 0.0, Network()
        self.members: dict[str, Member] = {}
        self._ends, self._beats, self._asking = {}, {}, {}
        for name in Roster.of(task).hosts:
            self.start(name)

    def start(self, name: str) -> Member:
        """Start a host, anew if there is one."""
        self.members[name] = Member(self.task, name, self.options, **self.settings)
        end = self.network.end(name)
        self._ends[name] = self._lying(name, Faulty(end, self.options.faults, name, lambda: self.now))
        self._beats[name], self._asking[name] = (0, self.now), Asking()
        return self.members[name]

    def _lying(self, name: str, end: Transport) -> Transport:
        if name not in self.lies:
            return end
        self.members[name].suspicion.judge = Gullible()
        seal, seed = self.members[name].seal, self.options.faults.seed
        return Liar(end, self.lies[name], seed, seal, len(Roster.of(self.task).hosts), lambda: self.now >= self.since)

    def kill(self, name: str) -> None:
        """Stop a host without a word."""
        self.network.remove(name)
        for table in (self.members, self._ends, self._beats, self._asking):
            del table[name]

    def run(self, until: Callable[[], bool], limit: float = 600.0) -> bool:
        """Run until a condition holds; False if it does not within ``limit`` seconds of the team's clock."""
        end = self.now + limit
        while not until():
            if self.now >= end:
                return False
            self.step()
        return True

    def step(self) -> None:
        """Everybody receives, ticks, works and sends once."""
        self.now += TICK
        for name, member in list(self.members.items()):
            end = self._ends[name]
            for parcel in end.poll():
                member.receive(parcel, self.now)
            member.tick(self.now)
            while member.work(self.now):
                pass
            for packet in member.outbox():
                end.send(packet)
            self._beat(name, member)

    def plan(self, limit: float = 600.0) -> bool:
        """Ask the first host for a plan and wait for the end; whether all have committed it."""
        member = next(iter(self.members.values()))
        member.request_plan(self.now)
        number = member.wanted
        over = (State.COMMITTED, State.HOLD)
        self.run(lambda: all(m.plan >= number and m.state in over for m in self.members.values()), limit)
        return all(m.state is State.COMMITTED and m.plan == number for m in self.members.values())

    def _beat(self, name: str, member: Member) -> None:
        count, due = self._beats[name]
        if self.now >= due or self._asking[name].due(member, self.now):
            self._ends[name].send(member.seal.sealed(replace(member.heartbeat(self.now), count=count)))
            self._beats[name] = (count + 1, self.now + self.members[name].company.period)
