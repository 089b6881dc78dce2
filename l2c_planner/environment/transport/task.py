"""A transport task as the upper level sees it: planned by the team's own method, differentiated through its rounds."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial

import casadi as ca
import numpy as np

from l2c_planner.config import MultiliftTask
from l2c_planner.environment.motion import POINT
from l2c_planner.environment.objective import Objective
from l2c_planner.environment.options import AscentOptions
from l2c_planner.environment.scene import Border, Limits, Metric, Scene
from l2c_planner.environment.shapes import Disc, constant
from l2c_planner.environment.training import climbed_value, judged_value
from l2c_planner.environment.transport.gate import Gate, moved
from l2c_planner.environment.transport.places import planar_positions, pull_back
from l2c_planner.environment.transport.rounds import Rounds, by_obstacles, plan_rounds
from l2c_planner.plan import make_plan
from l2c_planner.problems.multilift.build import load_path
from l2c_planner.problems.multilift.formation import InfeasibleTask, quadrotor_positions, start_formation
from l2c_planner.tuning.learned import Learned


@dataclass(frozen=True, eq=False)
class TransportPlan:
    """A plan of the team with the gate at some place."""

    theta: np.ndarray
    """(m,)."""
    converged: bool
    """Of a plan from scratch whether it is feasible as it is flown, of one to be differentiated whether it can be."""
    positions: np.ndarray
    """Of the quadrotors, (n, N+1, 2) [m]; empty where there is no plan."""
    cost: float
    """Of the executed plan; not a number where there is none, or where the plan is only differentiated."""
    seconds: float
    rounds: Rounds | None = None
    """What can be differentiated."""


class TransportTask:
    """One transport task whose gate may be moved; a `chains.Task`."""

    def __init__(self, task: MultiliftTask, learned: Learned, metric: Metric, options: AscentOptions) -> None:
        self.task, self.gate = task, Gate.of(task)
        self.scene = gate_scene(task, self.gate, metric)
        self._learned, self._options = learned, options
        self._objective = Objective(self.scene, partial(climbed_value, self.scene, options))
        self._by_theta = self._places()

    def cold(self, theta: np.ndarray, seed: int = 0) -> TransportPlan:
        """The plan that would be flown; the planner has one guess, whatever the seed."""
        begin = time.perf_counter()
        theta = np.asarray(theta, float)
        try:
            plan = make_plan(moved(self.task, self.gate.placed(theta)), learned=self._learned)
        except InfeasibleTask:
            return TransportPlan(theta, False, np.zeros((self.task.team.n, 0, 2)), np.nan, time.perf_counter() - begin)
        positions = plan.arrays["quad_position"][..., :2]
        return TransportPlan(theta, plan.feasible, positions, plan.metrics["cost"], time.perf_counter() - begin)

    def warm(self, theta: np.ndarray, previous: TransportPlan, barrier: float = 0.0) -> TransportPlan:
        """The plan of a fixed number of rounds, which can be differentiated.

        It begins from scratch like every plan of the team, and has a barrier of its own.
        """
        begin = time.perf_counter()
        rounds = plan_rounds(moved(self.task, self.gate.placed(theta)), self._learned)
        positions = planar_positions(rounds.problem, rounds.executed)
        good = rounds.converged and bool(np.isfinite(positions).all())
        return TransportPlan(np.asarray(theta, float), good, positions, np.nan, time.perf_counter() - begin, rounds)

    def slope(self, plan: TransportPlan) -> tuple[float, np.ndarray] | None:
        """See `chains.Task`."""
        if plan.rounds is None or not plan.converged:
            return None
        value, by_position, by_theta = self._objective.slopes(plan.positions, plan.theta)
        by_team = pull_back(plan.rounds.problem, plan.rounds.executed, by_position)
        by_place = by_obstacles(plan.rounds, by_team).ravel()
        gradient = by_theta + np.asarray(self._by_theta(plan.theta)).T @ by_place
        return (value, gradient) if np.isfinite(gradient).all() else None

    def judged(self, plan: TransportPlan) -> float:
        """See `chains.Task`."""
        return judged_value(self.scene, self._options, plan.positions, plan.theta)

    def _places(self) -> ca.Function:
        """Jacobian of the centres of the pillars by theta, (4, m)."""
        theta = ca.SX.sym("theta", self.scene.parameters)
        places = ca.vertcat(*self.gate.centres(theta))
        return ca.Function("places", [theta], [ca.densify(ca.jacobian(places, theta))])


def gate_scene(task: MultiliftTask, gate: Gate, metric: Metric) -> Scene:
    """What metric, measures and pictures ask about the robots of a transport task, in the plane."""
    n = task.team.n
    formation, _ = start_formation(task)
    begin = quadrotor_positions(task, formation)[:, :2]
    end = begin + (task.waypoint_position[-1] - task.start_position)[:2]
    discs = [
        Border(Disc(o.name or f"pillar_{j}", lambda theta, j=j: gate.centres(theta)[j], constant(float(o.radius))))
        for j, o in enumerate(task.obstacles)
    ]
    speed = float(np.linalg.norm(load_path(task, task.time, 1), axis=1).max())
    still = np.zeros((2, n))
    return Scene(
        name="transport", motion=POINT, steps=task.steps, dt=task.dt, radius=np.asarray(task.team.quad_radius, float),
        start=constant(np.vstack([begin.T, still])), goal=constant(np.vstack([end.T, still])),
        borders=tuple(discs), limits=Limits(speed, np.full(2, np.inf)), state_weight=np.ones(4),
        input_weight=np.ones(2), metric=metric, parameters=3,
    )  # fmt: skip
