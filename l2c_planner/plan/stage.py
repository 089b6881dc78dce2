"""One stage of a plan: a problem, how its plan is executed and judged, and what a round of it came to."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from l2c_planner.admm import Host, HostOptions
from l2c_planner.config import PlannerOptions
from l2c_planner.problems.measures import Measures
from l2c_planner.problems.problem import Problem

Trajectory = dict[str, tuple[np.ndarray, np.ndarray]]
"""States (count, N+1, nx) and inputs (count, N, nu) by class of agents."""


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Where the team stood after a round."""

    round: int
    team: np.ndarray
    """Primal plans of all agents, (N+1, D)."""
    copies: dict[str, np.ndarray]
    """By coupling, (F, N+1, V)."""


@dataclass(frozen=True, eq=False)
class Executed:
    """An executed plan with its primal plan and copies."""

    round: int
    cost: float
    plan: Trajectory
    primal: Trajectory
    copies: Trajectory
    measures: Measures


@dataclass(frozen=True, eq=False)
class Stage:
    """A stage of a plan."""

    name: str
    problem: Problem
    limit: int
    """Most rounds."""
    options: PlannerOptions
    execute: Callable[[Trajectory], Trajectory] | None = None
    """The plan that is flown, of a primal plan; None for a stage whose plan is not flown."""
    measure: Callable[[Trajectory], Measures] | None = None
    hosts: HostOptions | None = None
    """Of the hosts, instead of those in ``options``."""
    priced: Problem | None = None
    """The problem whose cost counts, if that is not the one to be solved."""
    least: int | None = None
    """Rounds after which the first good plan is taken: feasible and not far from the primal plan; None: as the options
    say."""
    earlier: tuple[Host, int] | None = None
    """The host of an earlier plan that is gone on from, and by how many knots this one begins later."""
    sparing: bool = False
    """Whether who coordinates tells every host only what it needs; nobody can read a roll-out out of that."""

    def cost(self, plan: Trajectory) -> float:
        """Tracking cost of a plan."""
        return (self.priced or self.problem).cost(plan)

    def executed(self, snapshot: Snapshot) -> Executed | None:
        """The executed plan of a round, if there is one."""
        if self.execute is None:
            return None
        primal = self.problem.split(snapshot.team)
        plan = self.execute(primal)
        copies = self.problem.split(self.copies(snapshot))
        return Executed(snapshot.round, self.cost(plan), plan, primal, copies, self.measure(plan))

    def copies(self, snapshot: Snapshot) -> np.ndarray:
        """Copies of all components, (N+1, D): the mean where there are several, the plan itself where there is none."""
        total = sum(_gathered(m, snapshot.copies[name]) for name, m in self._members.items())
        return np.where(self._counts > 0, total / np.maximum(self._counts, 1), snapshot.team)

    @cached_property
    def _members(self) -> dict[str, csr_array]:
        """Which copies belong to which component, (D, F V), by coupling."""
        members = {}
        for coupling in self.problem.couplings:
            index = coupling.index.reshape(-1)
            flat = np.flatnonzero(index >= 0)
            entries = (np.ones(len(flat)), (index[flat], flat))
            members[coupling.name] = csr_array(entries, shape=(self.problem.width, index.size))
        return members

    @cached_property
    def _counts(self) -> np.ndarray:
        return sum(m.sum(axis=1) for m in self._members.values())


def _gathered(members: csr_array, copies: np.ndarray) -> np.ndarray:
    return (members @ copies.swapaxes(1, 2).reshape(-1, copies.shape[1])).T


def snapshot_of(host: Host) -> Snapshot:
    """Where a host stands after its last round."""
    copies = {name: consensus.copies.copy() for name, consensus in host.consensus.items()}
    return Snapshot(host.round - 1, host.team.copy(), copies)


@dataclass(frozen=True, eq=False)
class StageResult:
    """What a stage ended with."""

    snapshot: Snapshot
    executed: Executed | None
    primal: list[float]
    """Scaled primal residual of every round."""
    dual: list[float]


@dataclass(frozen=True, eq=False)
class Found:
    """A plan with everything that is reported about it."""

    problem: Problem
    executed: Executed
    primal_residual: list[float]
    dual_residual: list[float]
    failure: tuple[str, ...] = ()
    """Why there is no solution, if so."""


Stages = Generator[Stage, StageResult, Found]
"""The stages of a plan: yields each, is sent its result, returns what was found."""
