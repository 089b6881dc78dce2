"""What a host has told and heard in one plan, and what others have told that cannot be true.

A lie is only what no honest host can be brought to say: a trajectory that is not flyable, copies that do not follow
from the plans, an end that is not made of what the hosts have told. What is merely no good (a plan that is far from
consensus, late, infeasible) is no lie: such a plan is not flown, and nobody is blamed. Nor is one how far an agent
moves in a round, or copies are from plans: liars who say nothing impossible drive the honest ones to that, beyond any
bound, and would have them doubt each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from hashlib import blake2b

import numpy as np

from l2c_planner.admm import moved
from l2c_planner.admm.flyable import Flyable
from l2c_planner.admm.message import Message, Phase
from l2c_planner.plan import Session
from l2c_planner.plan.stage import Found, Stage

GLARING = 1e-3
"""By how much a plan misses a limit that a captain cannot have taken for a good one [unit of the limit]."""
EARLY = 8
"""Messages of every host that wait for this one to be in their stage."""
REMEMBERED = 6
"""Rounds of the own plans that a coordinator may still go on with."""


class Witness:
    """Of one session."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._stage: Stage | None = None
        self._flyable: Flyable | None = None
        self._early: list[Message] = []
        self._plans: dict[int, np.ndarray] = {}
        self._told: dict[str, set[bytes]] = defaultdict(set)

    def said(self, message: Message) -> None:
        """This host tells something."""
        if message.phase is Phase.PRIMAL:
            self._enter()
            self._told[message.subject].add(_digest(message.values))
            self._plans[message.round] = self.session.host.team.copy()
            self._plans.pop(message.round - REMEMBERED, None)

    def heard(self, message: Message) -> str:
        """Why a message of another host, of its right shape, cannot be true; empty if it can be."""
        host, ahead = self.session.host, message.stage - self.session.number
        if ahead == 1 and len(self._early) < EARLY * len(self.session.seat.hosts):
            self._early.append(message)
        if host is None or ahead or self.session.done:
            return ""
        self._enter()
        if not np.isfinite(message.penalty):
            return ""
        if not host.inbox.possible(message.penalty) and message.phase in (Phase.PRIMAL, Phase.COPY):
            return f"its penalty factor {message.penalty:g} is none of the plan's"
        if message.phase is Phase.PRIMAL:
            return self._trajectory(message)
        if message.phase is Phase.COPY and _fits(message, host.inbox.shapes):
            return moved.objection(host, message, reversed(self._plans.values()))
        return ""

    def recalled(self) -> Iterator[tuple[str, str]]:
        """Hosts and their lies in what came before this host was in the stage that it is about."""
        early, self._early = self._early, []
        for message in early:
            if reason := self.heard(message):
                yield message.sender, reason

    def false_end(self) -> str:
        """Why the plan that was found cannot be the one that the hosts have found together, if so."""
        session, stage = self.session, self.session.stage
        if not self._ended_well:
            return ""
        team = self._team
        for agent, host in session.seat.agents.items():
            own = host == session.seat.name
            if own and _digest(team[:, stage.problem.columns[agent]]) not in self._told[agent]:
                return f"it ends with another plan of {agent} than {host}'s"
        soon = stage.least is not None or stage.options.admm.stop == "feasible"
        problems = filter(None, (r.problem() for r in session.found.executed.measures.requirements))
        worst, line = max(problems, default=(0.0, ""))
        glaring = soon and worst > GLARING and session.rounds[-1] < stage.limit
        return f"it ends with a plan that is none: {line}" if glaring else ""

    def unfit(self) -> str:
        """Why the plan that was found is not to be flown, whoever is to blame: an agent could not fly it."""
        if not self._ended_well:
            return ""
        columns = self.session.stage.problem.columns
        found = (self._flyable.objection(a, self._team[:, columns[a]]) for a in self.session.seat.agents)
        return next(filter(None, found), "")

    @property
    def _ended_well(self) -> bool:
        self._enter()
        return self.session.stage.execute is not None and not self.session.found.failure

    @property
    def _team(self) -> np.ndarray:
        """The primal plan that was found, (N+1, D)."""
        return self.session.stage.problem.stack(self.session.found.executed.primal)

    def _enter(self) -> None:
        if self._stage is not self.session.stage:
            self._stage, self._flyable = self.session.stage, Flyable(self.session.stage.problem)
            unheard, columns = self._stage.problem.reference(), self._stage.problem.columns
            self._plans = {-1: unheard}  # what a coordinator goes on with that has heard nothing yet
            self._told = defaultdict(set, {a: {_digest(unheard[:, columns[a]])} for a in columns})

    def _trajectory(self, message: Message) -> str:
        agent, values, problem = message.subject, message.values, self._stage.problem
        columns = problem.columns.get(agent)
        if columns is None or message.sender != self.session.seat.agents[agent]:
            return ""
        if values.shape != (problem.knots, len(columns)) or not np.isfinite(values).all():
            return ""
        return self._flyable.objection(agent, values)


def _fits(message: Message, shapes: dict) -> bool:
    shape = shapes.get((message.phase, message.sender, message.subject))
    tables = (message.values, message.dual)
    return all(t is not None and t.shape == shape and np.isfinite(t).all() for t in tables)


def _digest(table: np.ndarray) -> bytes:
    return blake2b(np.ascontiguousarray(table).tobytes(), digest_size=16).digest()


def digest_of(found: Found) -> float:
    """What tells a plan from all others, to those who vote on it: 48 bits of a hash, which a float holds exactly.

    Of what has been told; what different processors make of it may differ in the last digit.
    """
    parts = [array for pair in found.executed.primal.values() for array in pair]
    return float(int.from_bytes(_digest(np.concatenate([part.reshape(-1) for part in parts]))[:6], "little"))
