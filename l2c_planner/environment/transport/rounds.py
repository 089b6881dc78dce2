"""A transport plan after a fixed number of rounds of both stages, and its derivative by the places of the obstacles.

Obstacles enter as parameters of the coordination steps of both stages, and once more through the cable references that
the first stage hands to the second. The adjoint goes back through the executed plan, the rounds of stage (b), the
references, and the rounds of stage (a) (`l2c_planner.gradient`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import casadi as ca
import numpy as np

from l2c_planner.config import MultiliftTask
from l2c_planner.gradient import Gradient, Seed, Tape, gradient
from l2c_planner.gradient.check import precise
from l2c_planner.learning.executed import ExecutedPlan
from l2c_planner.learning.stages import cable_reference, stage_problem
from l2c_planner.models import manifold
from l2c_planner.problems.problem import Problem
from l2c_planner.tuning.learned import Learned
from l2c_planner.tuning.stages import REFERENCES, TRAJECTORIES

ROUNDS = {REFERENCES: 6, TRAJECTORIES: 24}
"""Rounds of the two stages with learned weights, after which plans have settled."""
PLACE = slice(-7, -5)
"""Where the parameters of a constraint with an obstacle hold the obstacle's x and y."""
NEAR = ("obstacle clearance", "cable clearance", "load clearance")
"""Constraints with obstacles."""


@dataclass(frozen=True, eq=False)
class Rounds:
    """The rounds of both stages of a task, and the plan that comes out."""

    task: MultiliftTask
    references: Tape
    trajectories: Tape
    executed: np.ndarray
    """Team vectors (N+1, D) of the executed plan."""

    @property
    def problem(self) -> Problem:
        """Of stage (b)."""
        return self.trajectories.problem

    @property
    def converged(self) -> bool:
        """Whether all local problems and coordination steps were solved: else there is no derivative."""
        return all(r.converged for tape in (self.references, self.trajectories) for r in tape.rounds)


def plan_rounds(task: MultiliftTask, learned: Learned) -> Rounds:
    """Plan a task with learned weights for a fixed number of rounds, solved sharply enough to be differentiated."""
    references = _tape(task, learned, REFERENCES, stage_problem(task, REFERENCES))
    handed = cable_reference(task, references.problem, references.team, references.copies)
    trajectories = _tape(task, learned, TRAJECTORIES, stage_problem(task, TRAJECTORIES, handed))
    return Rounds(task, references, trajectories, ExecutedPlan(trajectories.problem)(trajectories.team))


def by_obstacles(rounds: Rounds, by_executed: np.ndarray) -> np.ndarray:
    """Derivative of a scalar by the x and y of all obstacles, (m, 2), from that by the executed plan (N+1, D)."""
    last = rounds.trajectories
    by_team = ExecutedPlan(last.problem).pull_back(last.team, by_executed)
    second = gradient(last, Seed(by_team))
    first = gradient(rounds.references, _seed_of_references(rounds, second.classes["cable"].state_reference))
    return _places(rounds, second) + _places(rounds, first)


def _tape(task: MultiliftTask, learned: Learned, stage: str, problem: Problem) -> Tape:
    tuned, options = learned.tuned(task, problem, stage)
    return Tape(tuned, precise(options), ROUNDS[stage])


def _places(rounds: Rounds, found: Gradient) -> np.ndarray:
    obstacles = len(rounds.task.obstacle_radius)
    total = np.zeros((obstacles, 2))
    for terms in found.constraints.values():
        for name in set(NEAR) & set(terms):
            total += terms[name][:, PLACE].reshape(-1, obstacles, 2).sum(axis=0)
    return total


def _seed_of_references(rounds: Rounds, by_reference: np.ndarray) -> Seed:
    """What stage (a) is told: the derivative by the cable references (n, N+1, 8), by its plan and its copies."""
    tape, n = rounds.references, rounds.task.team.n
    states, wrenches = tape.problem.split(tape.team)["load"]
    forces = tape.copies["team"][0][:, : 3 * n]
    wrench = np.concatenate([wrenches[0], wrenches[0, -1:]])
    by_direction, by_tension = by_reference[..., :3], by_reference[..., 6:7]
    seed = np.concatenate([by_direction, by_tension], axis=-1).swapaxes(0, 1).reshape(len(forces), -1)
    _, back = _allocation(n)
    map_, inverse = rounds.task.team.wrench_map, np.linalg.pinv(rounds.task.team.wrench_map)
    found = back(states[0, :, 6:10].T, wrench.T, forces.T, map_, inverse, 0, seed.T)
    by_attitude, by_wrench, by_force = (part.full().T for part in found[:3])
    team, copies = np.zeros_like(tape.team), np.zeros_like(tape.copies["team"])
    load = tape.problem.offsets["load"][0]
    team[:, load + 6 : load + 10] = by_attitude
    by_wrench[-2] += by_wrench[-1]
    team[:-1, load + 13 : load + 19] = by_wrench[:-1]
    copies[0, :, : 3 * n] = by_force
    return Seed(team, {"team": copies})


@lru_cache
def _allocation(n: int) -> tuple[ca.Function, ca.Function]:
    """`allocated_reference` at one knot: attitude, wrench, body forces -> (direction, tension) of all cables."""
    attitude, wrench, forces = ca.SX.sym("q", 4), ca.SX.sym("w", 6), ca.SX.sym("f", 3 * n)
    map_, inverse = ca.SX.sym("P", 6, 3 * n), ca.SX.sym("pinv", 3 * n, 6)
    rotation = manifold.rotation(attitude)
    balanced, cables = forces + inverse @ (wrench - map_ @ forces), []
    for i in range(n):
        world = rotation @ balanced[3 * i : 3 * i + 3]
        tension = ca.norm_2(world)
        cables += [world / tension, tension]
    given = [attitude, wrench, forces, map_, inverse]
    forward = ca.Function("allocation", given, [ca.vertcat(*cables)])
    return forward, forward.reverse(1)
