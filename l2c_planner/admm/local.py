"""The local subproblems of the agents that one host runs: one DDP solver per class, agents in lanes."""

from __future__ import annotations

import numpy as np

from l2c_planner.ddp import LocalSolver, Options, Solution, Status
from l2c_planner.kernels.lanes import from_lanes, to_lanes
from l2c_planner.problems.problem import AgentClass, Problem


class LocalProblems:
    """Tracking plus penalty problems of some agents of one class; warm-started from the last solution."""

    def __init__(self, problem: Problem, agent_class: AgentClass, members: np.ndarray, options: Options) -> None:
        self.agent_class, self.members = agent_class, members
        c = agent_class
        self.columns = problem.offsets[c.name][members][:, None] + np.arange(c.width)
        self.solver = LocalSolver(
            c.model, problem.dt, problem.steps, c.parameters[members], options, _bounds(c, members)
        )
        running = np.repeat(c.state_weight[members, None], problem.steps, axis=1)
        self.state_weight = np.concatenate([running, c.terminal_weight[members, None]], axis=1)
        self.input_weight = np.repeat(c.input_weight[members, None], problem.steps, axis=1)
        self.state_moment = self.state_weight * c.state_reference[members]
        self.input_moment = self.input_weight * c.input_reference[members]
        self.converged = False
        """Whether the last solutions of all agents have converged."""
        self.start(c.initial[members], c.input_reference[members])

    def start(self, initial: np.ndarray, inputs: np.ndarray) -> None:
        """Initial states (count, nx) and guess of the inputs (count, N, nu)."""
        self.solver.x0[:], self.solver.U[:] = to_lanes(initial), to_lanes(inputs)

    def solve(self, weight: np.ndarray, moment: np.ndarray, team: np.ndarray) -> Solution:
        """Minimise tracking plus penalty; writes the plan into the columns of ``team`` (N+1, D).

        weight, moment: diagonal penalty weights and weighted centres (N+1, D).
        """
        nx, solver = self.agent_class.model.nx, self.solver
        w, m = weight[:, self.columns].swapaxes(0, 1), moment[:, self.columns].swapaxes(0, 1)
        state_weight, input_weight = self.state_weight + w[:, :, :nx], self.input_weight + w[:, :-1, nx:]
        solver.state_weight[:], solver.input_weight[:] = to_lanes(state_weight), to_lanes(input_weight)
        solver.state_center[:] = to_lanes((self.state_moment + m[:, :, :nx]) / state_weight)
        solver.input_center[:] = to_lanes((self.input_moment + m[:, :-1, nx:]) / input_weight)
        solution = solver.solve()
        self.converged = all(status is Status.CONVERGED for status in solution.status)
        states, inputs = from_lanes(solver.X, len(self.members)), from_lanes(solver.U, len(self.members))
        for columns, x, u in zip(self.columns, states, inputs, strict=True):
            team[:, columns[:nx]] = x
            team[:-1, columns[nx:]] = u
        return solution


def _bounds(c: AgentClass, members: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    if c.input_bounds is None:
        return None
    lower, upper = (np.broadcast_to(bound, (c.count, c.model.nu))[members] for bound in c.input_bounds)
    return lower, upper
