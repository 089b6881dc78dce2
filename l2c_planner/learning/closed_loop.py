"""The plan as it is flown: the load under cable forces that a feedback law corrects, as a differentiable function of
the primal plans.

The plant is a loopback: cables have at once the direction and the tension that are asked for, and the load moves as
its dynamics say, under a disturbance that the plan does not know.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import casadi as ca
import numpy as np

from l2c_planner.learning.executed import ARM, TENSION
from l2c_planner.learning.feedback import PID, Feedback, flight_step
from l2c_planner.problems.problem import Problem

WIND = 0.3
"""Force of the wind on the load [N], that of 2.3 m/s on a ball of its size."""
MISMATCH = 0.05
"""Error of the load's mass and inertia, up or down, as a share of them."""


@dataclass(frozen=True)
class Disturbance:
    """What the plan does not know of the load."""

    force: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """On its centre of mass, world [N]."""
    mass: float = 1.0
    """Factor on its mass and inertia."""


CALM = Disturbance()


def disturbances(seed: int, count: int) -> tuple[Disturbance, ...]:
    """Winds from all around, evenly spread from a bearing that is drawn; the load in turn too heavy and too light."""
    bearings = np.random.default_rng(seed).uniform(0, 2 * np.pi) + 2 * np.pi * np.arange(count) / count
    return tuple(
        Disturbance((WIND * float(np.cos(b)), WIND * float(np.sin(b)), 0.0), 1 + MISMATCH * (-1) ** i)
        for i, b in enumerate(bearings)
    )


class FlownPlan:
    """Team vectors (N+1, D) as they are flown: states and wrenches of the load, directions and tensions of the cables.

    What else is planned for the cables stays as it is.
    """

    def __init__(self, problem: Problem, disturbance: Disturbance = CALM, feedback: Feedback = PID) -> None:
        load, cables = problem.classes
        d, g = disturbance, feedback
        self._initial = np.concatenate([load.initial[0], np.zeros(6)])
        arms, (low, high) = cables.parameters[:, ARM], problem.couplings[0].parameters["tension"].T
        self._parameters = np.concatenate([
            load.parameters[0], np.r_[np.full(4, d.mass), np.ones(3)] * load.parameters[0], d.force,
            arms.reshape(-1), _shares(arms).reshape(-1), low, high,
            [g.position, g.velocity, g.position_integral, g.attitude, g.rate, g.attitude_integral],
            [np.tan(g.tilt), g.slack_guard, problem.dt],
        ])  # fmt: skip
        columns = problem.offsets["load"][0] + np.arange(load.width)
        self._states, self._wrenches = columns[:13], columns[13:]
        starts = problem.offsets["cable"]
        self._cables = np.concatenate([(starts[:, None] + np.arange(3)).reshape(-1), starts + TENSION])
        self._given = np.concatenate([self._states, self._cables])
        self._roll, self._back = _functions(cables.count, problem.knots)

    def __call__(self, team: np.ndarray) -> np.ndarray:
        """Flown plans of primal plans."""
        states, wrenches, cables = self._rolled(team)
        flown = team.copy()
        flown[:, self._states] = np.vstack([self._initial[:13], states[:-1, :13]])
        flown[:, self._wrenches] = np.vstack([wrenches[:-1], np.zeros(6)])
        flown[:, self._cables] = cables
        return flown

    def pull_back(self, team: np.ndarray, by_flown: np.ndarray) -> np.ndarray:
        """Derivative by the primal plans from that by the flown ones, both (N+1, D)."""
        states, wrenches, cables = self._rolled(team)
        by_states, by_wrenches = np.zeros_like(states), np.zeros_like(wrenches)
        by_states[:-1, :13] = by_flown[1:, self._states]
        by_wrenches[:-1] = by_flown[:-1, self._wrenches]
        found = self._back(self._initial, team[:, self._given].T, self._parameters, states.T, wrenches.T, cables.T,
                           by_states.T, by_wrenches.T, by_flown[:, self._cables].T)  # fmt: skip
        by_team = by_flown.copy()
        by_team[:, self._wrenches] = 0.0
        by_team[:, self._given] = found[1].full().T
        return by_team

    def _rolled(self, team: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """States with integrals (N+1, 19) after every knot, wrenches (N+1, 6) and cables (N+1, 4 n) at every knot."""
        found = self._roll(self._initial, team[:, self._given].T, self._parameters)
        return tuple(part.full().T for part in found)


def _shares(arms: np.ndarray) -> np.ndarray:
    """What turns a wrench into the smallest forces of the cables at arms (n, 3) that add up to it, (3 n, 6)."""
    skew = [np.cross(arm, np.eye(3), axisb=0, axisc=0) for arm in arms]
    return np.linalg.pinv(np.vstack([np.tile(np.eye(3), len(arms)), np.hstack(skew)]))


@lru_cache
def _functions(n: int, knots: int) -> tuple[ca.Function, ca.Function]:
    """(x0, plan, parameters) -> states after, wrenches and cables at all knots, one per column; and its adjoint."""
    step = flight_step(n)
    x, y, p = (ca.MX.sym(name, step.size1_in(i)) for i, name in enumerate("xyp"))
    plan = ca.MX.sym("plan", y.numel(), knots)
    whole = ca.Function("fly", [x, plan, p], step.mapaccum("flown", knots)(x, plan, ca.repmat(p, 1, knots)))
    return whole, whole.reverse(1)
