"""The local subproblems of the agents that one host runs: one DDP solver per class, agents in lanes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from l2c_planner.ddp import LocalSolver, Options, Status
from l2c_planner.kernels.lanes import from_lanes, joined, spans, to_lanes
from l2c_planner.problems.problem import AgentClass, Problem


class LocalProblems:
    """Tracking plus penalty problems of some agents of one class; warm-started from the last solution."""

    def __init__(self, problem: Problem, agent_class: AgentClass, members: np.ndarray, options: Options) -> None:
        self.agent_class, self.members, self.options = agent_class, members, options
        self.dt, self.steps = problem.dt, problem.steps
        c = agent_class
        self.columns = problem.offsets[c.name][members][:, None] + np.arange(c.width)
        running = np.repeat(c.state_weight[members, None], problem.steps, axis=1)
        self.state_weight = np.concatenate([running, c.terminal_weight[members, None]], axis=1)
        self.input_weight = np.repeat(c.input_weight[members, None], problem.steps, axis=1)
        self.state_moment = self.state_weight * c.state_reference[members]
        self.input_moment = self.input_weight * c.input_reference[members]
        self.posed: dict[str, np.ndarray] = {}
        """Weights and centres of the problems, (count, N+1 or N, .) by their names in `LocalSolver`."""
        self.states = self.inputs = np.zeros((0, 0, 0))
        """The last solutions, (count, N+1, nx) and (count, N, nu)."""
        self.converged = False
        """Whether the last solutions of all agents have converged."""

    @cached_property
    def solver(self) -> LocalSolver:
        """Its own; made when it is first asked for, because in a batch there is none."""
        return joined_solver([self])

    def pose(self, weight: np.ndarray, moment: np.ndarray) -> None:
        """Add a penalty to the tracking problems: diagonal weights and weighted centres (N+1, D)."""
        nx = self.agent_class.model.nx
        w, m = weight[:, self.columns].swapaxes(0, 1), moment[:, self.columns].swapaxes(0, 1)
        state_weight, input_weight = self.state_weight + w[:, :, :nx], self.input_weight + w[:, :-1, nx:]
        self.posed = {
            "state_weight": state_weight,
            "input_weight": input_weight,
            "state_center": (self.state_moment + m[:, :, :nx]) / state_weight,
            "input_center": (self.input_moment + m[:, :-1, nx:]) / input_weight,
        }

    def solve(self) -> None:
        """Solve the posed problems."""
        solve_joined(self.solver, [self])

    def put(self, team: np.ndarray) -> None:
        """Write the solutions into the columns of ``team`` (N+1, D)."""
        nx = self.agent_class.model.nx
        for columns, x, u in zip(self.columns, self.states, self.inputs, strict=True):
            team[:, columns[:nx]] = x
            team[:-1, columns[nx:]] = u


def joined_solver(problems: Sequence[LocalProblems]) -> LocalSolver:
    """A solver with the agents of several side by side, all of one class, horizon and options; its guess is their
    reference."""
    first = problems[0]
    parameters, initial, inputs = (
        joined([getattr(p.agent_class, name)[p.members] for p in problems])
        for name in ("parameters", "initial", "input_reference")
    )
    bounds = None
    if first.agent_class.input_bounds is not None:
        bounds = tuple(map(joined, zip(*(_bounds(p.agent_class, p.members) for p in problems), strict=True)))
    solver = LocalSolver(first.agent_class.model, first.dt, first.steps, parameters, first.options, bounds)
    solver.x0[:], solver.U[:] = to_lanes(initial), to_lanes(inputs)
    return solver


def solve_joined(solver: LocalSolver, problems: Sequence[LocalProblems]) -> None:
    """Solve the posed problems of several, as they lie in a solver of `joined_solver`."""
    for name in problems[0].posed:
        getattr(solver, name)[:] = to_lanes(joined([p.posed[name] for p in problems]))
    status = solver.solve().status
    states, inputs = from_lanes(solver.X, solver.count), from_lanes(solver.U, solver.count)
    for problem, at in zip(problems, spans([len(p.members) for p in problems]), strict=True):
        problem.states, problem.inputs = states[at], inputs[at]
        problem.converged = all(s is Status.CONVERGED for s in status[at])


def _bounds(c: AgentClass, members: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    lower, upper = (np.broadcast_to(bound, (c.count, c.model.nu))[members] for bound in c.input_bounds)
    return lower, upper
