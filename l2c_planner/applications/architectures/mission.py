"""What is left of a swarm's task from some knot on: who still flies, from where, around those who have stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from l2c_planner.applications.architectures.flight import Traffic, at_rest
from l2c_planner.config import SwarmTask
from l2c_planner.config.base import expand
from l2c_planner.config.scene import Obstacle
from l2c_planner.problems.problem import Problem
from l2c_planner.problems.swarm import robots
from l2c_planner.problems.swarm.build import swarm_problem
from l2c_planner.problems.swarm.guess import detour
from l2c_planner.problems.swarm.references import references


@dataclass(frozen=True, eq=False)
class Mission:
    """From a knot to the end of the task's horizon."""

    task: SwarmTask
    """With all robots."""
    knot: int
    living: tuple[int, ...]
    """Those who fly on."""
    states: np.ndarray
    """(n, N+1-knot, 2 axes) of all robots as they were to be, the dead as they stop."""

    @staticmethod
    def whole(task: SwarmTask, living: tuple[int, ...]) -> Mission:
        """From the start, where those who do not live stand."""
        still = np.repeat(at_rest(task)[:, None], task.steps + 1, axis=1)
        return Mission(task, 0, living, still)

    @property
    def left(self) -> SwarmTask:
        """The task of those who live: at rest where they are, the others are obstacles.  Not checked like a file."""
        task, chosen = self.task, list(self.living)
        if len(chosen) == task.team.n:
            return task
        here = robots.positions(task, self.states)
        team = task.team.robots
        changed = {name: tuple(expand(getattr(team, name), task.team.n)[chosen]) for name in ("radius", "mass")}
        team = team.model_copy(update={"count": len(chosen), **changed})
        obstacles = (*task.obstacles, *(_standing(task, i, here[i, -1]) for i in self.dead))
        return task.model_copy(update={
            "team": task.team.model_copy(update={"robots": team}),
            "starts": tuple(map(tuple, here[chosen, 0].tolist())),
            "goals": tuple(map(tuple, task.goal[chosen].tolist())),
            "horizon": task.horizon.model_copy(update={"steps": task.steps - self.knot}),
            "obstacles": obstacles,
        })  # fmt: skip

    @property
    def dead(self) -> list[int]:
        """Those who stand."""
        return [i for i in range(self.task.team.n) if i not in self.living]

    def problem(self, tightening: float = 0.0, exact: bool = False) -> Problem:
        """The planning problem, with the references of the task; see `swarm_problem`."""
        left, chosen = self.left, list(self.living)
        problem = swarm_problem(left, tightening, exact)
        if self.knot == 0:
            return problem
        states, inputs = references(self.task)
        agents = replace(
            problem.classes[0],
            initial=self.states[chosen, 0],
            state_reference=states[chosen, self.knot :],
            input_reference=inputs[chosen, self.knot :],
        )
        guess = problem.stack({agents.name: (self._around(left), agents.input_reference)})
        return replace(problem, classes=(agents,), guess=guess)

    def _around(self, left: SwarmTask) -> np.ndarray:
        """States to start from, (L, N+1-knot, 2 axes): what was planned, around those who stand."""
        states, axes = self.states[list(self.living)].copy(), robots.axes(left)
        here, way = robots.positions(left, states), np.linspace(0, 1, states.shape[1])
        for j in range(len(self.task.obstacles), len(left.obstacles)):
            here = here + detour(left, here, np.array([j]), way)
        states[..., :axes] = here[..., :axes]
        return states


@dataclass(frozen=True, eq=False)
class Planned:
    """What a planner made of a mission with L robots."""

    states: np.ndarray
    """(L, N+1-knot, 2 axes)."""
    inputs: np.ndarray
    """(L, N-knot, axes)."""
    problems: tuple[str, ...]
    """Why it is not flown, the worst first; empty if it is."""
    traffic: Traffic


Planner = Callable[[Mission], Planned]


def _standing(task: SwarmTask, robot: int, where: np.ndarray) -> Obstacle:
    """A robot that stands (3,) as an obstacle."""
    axes, radius = robots.axes(task), float(task.team.radius[robot])
    center = tuple(where[:axes].tolist())
    return Obstacle(name=f"stopped_{robot}", shape="sphere" if axes == 3 else "cylinder", center=center, radius=radius)
