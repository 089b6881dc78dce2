"""Rounds of the ADMM with everything that their derivatives need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from l2c_planner.admm import ROUND, Batch, Host, HostOptions, Phase, assign, run_until
from l2c_planner.gradient.coordination import CoordinationSensitivity, Point
from l2c_planner.gradient.local import LocalSensitivity, Trajectory
from l2c_planner.problems.problem import Problem

Tables = dict[str, np.ndarray]
"""(F, N+1, V) by coupling."""


@dataclass(eq=False)
class Round:
    """A round of a host; lists are by class of its agents.

    Solutions are in the lanes of the solvers of its batch, the same objects for all of its hosts.
    """

    factor: float
    """Penalty factor."""
    copies: Tables
    """Before the round."""
    dual: Tables
    """Scaled multipliers before the round."""
    following: float = 0.0
    """Penalty factor of the next round, by which the multipliers are rescaled."""
    locals: list[Trajectory] = field(default_factory=list)
    team: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))
    """Primal plans (N+1, D), those of all agents where this host coordinates."""
    points: dict[str, Point] = field(default_factory=dict)
    """By coupling."""
    new_copies: Tables = field(default_factory=dict)
    """After the round."""
    new_dual: Tables = field(default_factory=dict)
    """After the round, in units of its own factor."""
    converged: bool = True
    """Whether all local problems and all items of this host converged."""


class TapedHost:
    """A host whose rounds are kept.

    batch: what it runs in, alone if not given.

    Raises ValueError if parameters of a coupling follow the plan: their derivative is not known.
    """

    def __init__(self, host: Host, batch: Batch | None = None) -> None:
        if any(coupling.following for coupling in host.problem.couplings):
            raise ValueError(f"{host.problem.name}: parameters of a coupling follow the plan; valid: fixed parameters")
        self.host, self.problem, self.batch = host, host.problem, batch or Batch([host])
        self.rounds: list[Round] = []
        self.ready, self.outbox, self.receive = host.ready, host.outbox, host.receive

    def step(self) -> Phase:
        """Run the next phase of the host, which is alone in its batch, see `Host.step`."""
        return step_together([self])

    def begin(self) -> None:
        """Note where a round begins."""
        host = self.host
        if host.phase is Phase.PRIMAL:
            copies, dual = ({n: getattr(c, a).copy() for n, c in host.consensus.items()} for a in ("copies", "dual"))
            self.rounds.append(Round(host.factor, copies, dual))

    def note(self, phase: Phase, locals: list[Trajectory], points: dict[str, Point]) -> None:
        """Note what a phase came to, and where the solvers of the batch stood after it, if it was theirs."""
        host, r = self.host, self.rounds[-1]
        if phase is Phase.PRIMAL:
            r.locals = locals
            r.converged &= all(local.converged for local in host.local)
            r.team = host.team.copy()
        elif phase is Phase.COPY:
            r.team = host.team.copy()
            r.points = points
        else:
            r.following = host.factor
            r.converged &= not host.history[-1].unsolved
            ratio = r.following / r.factor
            r.new_copies = {n: c.copies.copy() for n, c in host.consensus.items()}
            r.new_dual = {n: c.dual * ratio for n, c in host.consensus.items()}

    @property
    def team(self) -> np.ndarray:
        """Primal plans of the last round (N+1, D), those of all agents where this host coordinates."""
        return self.rounds[-1].team

    @property
    def copies(self) -> Tables:
        """After the last round."""
        return self.rounds[-1].new_copies

    def local_sensitivities(self, r: Round, exact: bool) -> list[LocalSensitivity]:
        """Of every class, at the solutions of a round."""
        return [LocalSensitivity(solver, at, exact) for solver, at in zip(self.batch.local, r.locals, strict=True)]

    def coordination_sensitivities(self) -> dict[str, CoordinationSensitivity]:
        """Of every coupling, for the points of any round."""
        return {name: CoordinationSensitivity(solver) for name, solver in self.batch.coordination.items()}


class Tape(TapedHost):
    """A host of all agents, and the rounds that it has run.

    Raises ValueError as `TapedHost`.
    """

    def __init__(self, problem: Problem, options: HostOptions, rounds: int) -> None:
        super().__init__(_whole_team(problem, options))
        while len(self.rounds) < rounds or self.host.phase is not Phase.PRIMAL:
            self.step()
            self.host.outbox()


def run_together(hosts: Sequence[TapedHost], rounds: int) -> None:
    """Run the hosts of a team for some rounds, messages carried at once."""
    run_until(hosts, lambda taped: len(taped.rounds) == rounds and taped.host.phase is Phase.PRIMAL)


def step_together(hosts: Sequence[TapedHost]) -> Phase:
    """Run the next phase of all hosts of a batch."""
    batch = hosts[0].batch
    for taped in hosts:
        taped.begin()
    phase = batch.step()
    locals = [Trajectory.of(solver) for solver in batch.local] if phase is Phase.PRIMAL else []
    points = {n: Point.of(solver) for n, solver in batch.coordination.items()} if phase is Phase.COPY else {}
    for taped in hosts:
        taped.note(phase, locals, points)
    return phase


def tapes(problems: Sequence[Problem], options: Sequence[HostOptions], rounds: int) -> list[TapedHost]:
    """Tapes of the same number of rounds of several problems of one shape, run side by side (see `Batch`).

    Raises ValueError as `Batch` and `TapedHost`.
    """
    hosts = [_whole_team(p, o, solves=len(problems) == 1) for p, o in zip(problems, options, strict=True)]
    batch = Batch(hosts)
    found = [TapedHost(host, batch) for host in hosts]
    for _ in range(rounds * len(ROUND)):
        step_together(found)
        for host in hosts:
            host.outbox()
    return found


def _whole_team(problem: Problem, options: HostOptions, solves: bool = True) -> Host:
    assignment = assign(problem, dict.fromkeys(problem.agents, "team"))
    return Host(problem, "team", assignment, options, solves=solves)
