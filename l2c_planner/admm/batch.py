"""Hosts of whole teams that run side by side: their agents and items share the lanes of common solvers.

A task has one load, which fills one lane of eight, and knots that do not fill their last group; several tasks of one
shape fill them.  What a lane finds does not depend on its neighbours, so a team gets the bits that it gets alone.  (Not
with the option `barrier` of the coordination: that polishing ends with the slowest lane, and differs by rounding.)
"""

from __future__ import annotations

from collections.abc import Sequence

from l2c_planner.admm import items, local
from l2c_planner.admm.host import Host
from l2c_planner.admm.message import Phase
from l2c_planner.coupling.coordination import Coordination
from l2c_planner.ddp import LocalSolver
from l2c_planner.kernels.lanes import spans
from l2c_planner.problems.problem import Problem

Shape = tuple


class Batch:
    """One or more hosts, each of all agents of its problem (one host alone may have fewer); all in the same phase.

    A single host has solvers of its own, several have none (see `Host`).

    Raises ValueError if the shapes of their problems differ, or parameters of a coupling of several follow the plan.
    """

    def __init__(self, hosts: Sequence[Host]) -> None:
        self.hosts, first = tuple(hosts), hosts[0]
        if len(hosts) > 1:
            _check(hosts)
        self.local: list[LocalSolver] = []
        """By class."""
        self.agents: list[list[slice]] = []
        """Where the agents of every host lie in the solver of a class, by class and host."""
        for parts in zip(*(h.local for h in hosts), strict=True):
            self.local.append(parts[0].solver if len(parts) == 1 else local.joined_solver(parts))
            self.agents.append(spans([len(p.members) for p in parts]))
        self.coordination: dict[str, Coordination] = {}
        """By coupling."""
        self.items: dict[str, list[slice]] = {}
        """Where the items of every host lie, by coupling and host."""
        for name in first.items:
            parts = [h.items[name] for h in hosts]
            self.coordination[name] = parts[0].solver if len(parts) == 1 else items.joined_coordination(parts)
            self.items[name] = spans([len(p.places) for p in parts])

    def step(self) -> Phase:
        """Run the next phase of all hosts and return it."""
        for host in self.hosts:
            host.begin()
        parts = list(zip(*(host.posed() for host in self.hosts), strict=True))
        if self.hosts[0].phase is Phase.PRIMAL:
            for solver, together in zip(self.local, parts, strict=True):
                local.solve_joined(solver, together)
        elif parts:
            for solver, together in zip(self.coordination.values(), parts, strict=True):
                items.solve_joined(solver, together)
        return [host.finish() for host in self.hosts][0]


def shape(problem: Problem) -> Shape:
    """What problems of one batch have in common: agents, horizon, and the programs of their couplings."""
    classes = tuple((c.name, c.model, c.count, c.input_bounds is None) for c in problem.classes)
    couplings = tuple((c.name, id(c.program), c.index.shape) for c in problem.couplings)
    return problem.name, problem.dt, problem.steps, classes, couplings


def _check(hosts: Sequence[Host]) -> None:
    first = hosts[0]
    for host in hosts:
        name = host.problem.name
        if shape(host.problem) != shape(first.problem):
            raise ValueError(f"{name}: shape differs from others of a batch; valid: same agents, horizon and programs")
        if (host.options.ddp, host.options.coordination) != (first.options.ddp, first.options.coordination):
            raise ValueError(f"{name}: options of the solvers differ from others of a batch; valid: the same")
        if any(c.following for c in host.problem.couplings):
            raise ValueError(f"{name}: parameters of a coupling follow the plan; valid: fixed parameters")
