"""Rounds of the ADMM with everything that their derivatives need."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.admm import Host, HostOptions, Phase, assign
from l2c_planner.gradient.coordination import CoordinationSensitivity, Point
from l2c_planner.gradient.local import LocalSensitivity, Trajectory
from l2c_planner.problems.problem import Problem


@dataclass(frozen=True, eq=False)
class Round:
    """A round; dictionaries are by coupling, lists by class of agents."""

    factor: float
    """Penalty factor."""
    following: float
    """That of the next round, by which the multipliers are rescaled."""
    copies: dict[str, np.ndarray]
    """Before the round, (F, N+1, V)."""
    dual: dict[str, np.ndarray]
    """Scaled multipliers before the round."""
    locals: list[Trajectory]
    team: np.ndarray
    """Primal plans (N+1, D)."""
    points: dict[str, Point]
    new_copies: dict[str, np.ndarray]
    """After the round."""
    new_dual: dict[str, np.ndarray]
    """After the round, in units of its own factor."""
    converged: bool
    """Whether all local problems and all items converged."""


class Tape:
    """A host of all agents of a problem, and the rounds that it has run."""

    def __init__(self, problem: Problem, options: HostOptions, rounds: int) -> None:
        """Runs the rounds.

        Raises ValueError if parameters of a coupling follow the plan: their derivative is not known.
        """
        if any(coupling.following for coupling in problem.couplings):
            raise ValueError(f"{problem.name}: parameters of a coupling follow the plan; valid: problems without such")
        self.problem, self.options = problem, options
        self.host = Host(problem, "team", assign(problem, dict.fromkeys(problem.agents, "team")), options)
        self.rounds = [self._run() for _ in range(rounds)]

    @property
    def copies(self) -> dict[str, np.ndarray]:
        """After the last round."""
        return self.rounds[-1].new_copies

    @property
    def team(self) -> np.ndarray:
        """Primal plans of the last round (N+1, D)."""
        return self.rounds[-1].team

    @property
    def component_factor(self) -> np.ndarray:
        """Extra factor on the penalty of every component (D,)."""
        return self.host.component_factor

    def local_sensitivities(self, round: Round, exact: bool) -> list[LocalSensitivity]:
        """Of every class, at the solutions of a round."""
        return [
            LocalSensitivity(local.solver, at, exact) for local, at in zip(self.host.local, round.locals, strict=True)
        ]

    def coordination_sensitivities(self) -> dict[str, CoordinationSensitivity]:
        """Of every coupling, for the points of any round."""
        return {name: CoordinationSensitivity(c) for name, c in self.host.coordination.items()}

    def _run(self) -> Round:
        host = self.host
        copies, dual = ({n: getattr(c, a).copy() for n, c in host.consensus.items()} for a in ("copies", "dual"))
        factor = host.factor
        solved = True
        assert host.step() is Phase.PRIMAL
        solved &= all(local.converged for local in host.local)
        locals_, team = [Trajectory.of(local.solver) for local in host.local], host.team.copy()
        host.step()
        points = {name: Point.of(c) for name, c in host.coordination.items()}
        new_copies = {name: news[0].copy() for name, news in host.news.items()}
        new_dual = {name: news[1].copy() for name, news in host.news.items()}
        host.step()
        host.outbox()
        solved &= not host.history[-1].unsolved
        return Round(factor, host.factor, copies, dual, locals_, team, points, new_copies, new_dual, solved)
