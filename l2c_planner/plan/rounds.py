"""Runs the ADMM rounds of one problem, watches the executed plan and keeps the best one that is feasible."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from l2c_planner.admm import Host, HostOptions, Penalty, Times, assign, run
from l2c_planner.config import PlannerOptions
from l2c_planner.coupling.interior_point import Options as CoordinationOptions
from l2c_planner.ddp import Options as DdpOptions
from l2c_planner.plan.result import Progress, RoundReport
from l2c_planner.problems.measures import Measures
from l2c_planner.problems.problem import Problem

Trajectory = dict[str, tuple[np.ndarray, np.ndarray]]

FIRST_CHECK = 10
"""Rounds before the executed plan is looked at: earlier ones are far from consensus."""
COST_GAP = 5e-3
"""Relative difference between the cost of the executed and of the primal plan at which the two count as one."""
COST_DRIFT = 5e-3
"""Relative change of the primal cost over the last rounds at which it counts as settled."""
DRIFT_ROUNDS = 5


@dataclass(frozen=True, eq=False)
class Executed:
    """An executed plan with its primal plan and copies."""

    round: int
    cost: float
    plan: Trajectory
    primal: Trajectory
    copies: Trajectory
    measures: Measures


@dataclass(eq=False)
class Rounds:
    """Outcome of the rounds of one stage."""

    host: Host
    executed: Executed
    times: Times
    setup: float
    """Time to make the host: expressions, kernels, arrays [s]."""
    primal: list[float] = field(default_factory=list)
    dual: list[float] = field(default_factory=list)


def host_options(options: PlannerOptions) -> HostOptions:
    """Options of the hosts from those of the task."""
    p, d, c = options.admm.penalty, options.ddp, options.coordination
    return HostOptions(
        over_relaxation=options.admm.over_relaxation,
        penalty=Penalty(p.scale, p.hold, p.growth, p.maximum, p.agreement, p.balancing),
        ddp=DdpOptions(
            hessian=d.hessian,
            max_iterations=d.max_iterations,
            cost_tolerance=d.tolerance,
            gradient_tolerance=d.tolerance,
            line_search_steps=d.line_search_steps,
            regularization_min=max(d.regularisation, 1e-12),
            regularization_max=d.regularisation_maximum,
        ),
        coordination=CoordinationOptions(max_iterations=c.max_iterations, tolerance=c.tolerance),
    )


class Watch:
    """Decides after every round whether to stop; keeps the best feasible executed plan and the last one."""

    def __init__(
        self,
        host: Host,
        stage: str,
        limit: int,
        options: PlannerOptions,
        execute: Callable[[Trajectory], Trajectory],
        measure: Callable[[Trajectory], Measures],
        progress: Progress | None,
    ) -> None:
        self.host, self.stage, self.limit, self.options = host, stage, limit, options.admm
        self.execute, self.measure, self.progress = execute, measure, progress
        self.best: Executed | None = None
        self.costs: list[float] = []

    def __call__(self) -> bool:
        """True if the rounds may end."""
        record = self.host.history[-1]
        if self.progress:
            self.progress(RoundReport(self.stage, record.number, self.limit, record.primal, record.dual, record.factor))
        settled = max(record.primal, record.dual) <= self.options.tolerance
        if record.number + 1 < FIRST_CHECK:
            return False
        executed = self.now()
        self.costs.append(self.host.problem.cost(executed.primal))
        feasible = executed.measures.feasible
        if feasible and (self.best is None or executed.cost < self.best.cost):
            self.best = executed
        if self.options.stop == "fixed":
            return False
        return settled if self.options.stop == "residual" else feasible and self._ripe(executed)

    def now(self) -> Executed:
        """The executed plan of the present round."""
        problem, host = self.host.problem, self.host
        primal = problem.split(host.team)
        plan = self.execute(primal)
        number = host.history[-1].number
        return Executed(number, problem.cost(plan), plan, primal, copies_of(host), self.measure(plan))

    def result(self) -> Executed:
        """The best feasible plan, or the last one if none was."""
        return self.best or self.now()

    def _ripe(self, executed: Executed) -> bool:
        """Whether the executed plan is the primal plan, and the primal cost has settled."""
        if len(self.costs) <= DRIFT_ROUNDS:
            return False
        cost = self.costs[-1]
        drift = max(abs(c - cost) for c in self.costs[-DRIFT_ROUNDS - 1 : -1])
        return abs(executed.cost - cost) <= COST_GAP * cost and drift <= COST_DRIFT * cost


def copies_of(host: Host) -> Trajectory:
    """Copies of all components (the mean where a component has several), the plan itself where it has none."""
    total = sum(consensus.gathered(consensus.copies) for consensus in host.consensus.values())
    count = sum(consensus.counts() for consensus in host.consensus.values())
    return host.problem.split(np.where(count > 0, total / np.maximum(count, 1), host.team))


def run_rounds(
    problem: Problem,
    stage: str,
    limit: int,
    options: PlannerOptions,
    execute: Callable[[Trajectory], Trajectory],
    measure: Callable[[Trajectory], Measures],
    progress: Progress | None = None,
    previous: tuple[Host, int] | None = None,
) -> Rounds:
    """All agents of a problem in one host, until the stopping rule or the limit.

    previous: a host that planned the same team before, and by how many knots the horizon has moved since.
    """
    begin = time.perf_counter()
    agents = dict.fromkeys(problem.agents, "team")
    host = Host(problem, "team", assign(problem, agents), host_options(options))
    if previous is not None:
        host.adopt(*previous)
    setup = time.perf_counter() - begin
    watch = Watch(host, stage, limit, options, execute, measure, progress)
    times = run([host], limit, watch)
    history = host.history
    return Rounds(host, watch.result(), times, setup, [r.primal for r in history], [r.dual for r in history])
