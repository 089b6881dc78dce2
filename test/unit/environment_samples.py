"""Small scenes whose layouts can be moved, and scalars of their plans, for the tests of the environment room."""

from __future__ import annotations

import casadi as ca
import numpy as np

from l2c_planner.environment.motion import POINT, WHEELS, Motion
from l2c_planner.environment.scene import Border, Limits, Metric, Scene
from l2c_planner.environment.shapes import Disc, HalfPlane, constant


def scene_of(
    motion: Motion, start, goal, borders: tuple[Border, ...], parameters: int, steps: int, agents: int, radius=0.2
) -> Scene:
    """Weights and limits of the specification."""
    weight = np.array([1.0, 1.0, 0.0, 0.0])
    return Scene(
        "sample", motion, steps, 0.25, np.full(agents, radius), start, goal, borders,
        Limits(1.5, np.ones(2)), weight, np.ones(2), Metric(0.5), parameters,
    )  # fmt: skip


def crossing(motion: Motion = POINT) -> tuple[Scene, np.ndarray]:
    """Two agents cross beside two discs, theta = (centre of the first disc, angle of one road); ends turn with it."""

    def ends(side: float):
        def at(theta):
            angle = theta[2]
            along = ca.vertcat(ca.cos(angle), ca.sin(angle))
            level = ca.vertcat(side * 2.2, 0.1)
            if motion is POINT:
                return ca.horzcat(ca.vertcat(level, 0, 0), ca.vertcat(side * 2.0 * along, 0, 0))
            return ca.horzcat(ca.vertcat(level, 0, 0.2), ca.vertcat(side * 2.0 * along, angle, 0.2))

        return at

    discs = (
        Border(Disc("moved", lambda theta: theta[:2], constant(0.4)), agents=(0,)),
        Border(Disc("fixed", constant((0.9, 1.1)), constant(0.3))),
        Border(HalfPlane("wall", constant((0.0, -1.0)), constant(2.5))),
    )
    return scene_of(motion, ends(-1), ends(1), discs, 3, 24, 2), np.array([-0.8, -0.1, 1.1])


def ring(agents: int) -> tuple[Scene, np.ndarray]:
    """Agents on a ring of 3 m swap places around a disc, theta = (its radius,)."""
    angle = 2 * np.pi * (np.arange(agents) + 0.1 * np.sin(np.arange(agents))) / agents
    start = np.concatenate([3 * np.stack([np.cos(angle), np.sin(angle)]), np.zeros((2, agents))])
    disc = Border(Disc("island", constant((0.0, 0.0)), lambda theta: theta[0]))
    return scene_of(POINT, constant(start), constant(-start), (disc,), 1, 28, agents), np.array([0.5])


def deadlock() -> tuple[Scene, np.ndarray]:
    """One agent whose disc stands exactly in its way, theta = (the disc's place across,)."""
    start, goal = np.array([[-2.0, 0, 0, 0]]).T, np.array([[2.0, 0, 0, 0]]).T
    disc = Border(Disc("block", lambda theta: ca.vertcat(0, theta[0]), constant(0.5)))
    return scene_of(POINT, constant(start), constant(goal), (disc,), 1, 24, 1), np.zeros(1)


def nearness(paths: list[ca.SX], theta: ca.SX) -> ca.SX:
    """Smooth scalar of all positions and of theta itself."""
    apart = sum(ca.sum2(ca.exp(-ca.sum1((a - b) ** 2))) for a, b in zip(paths, paths[1:], strict=False))
    beside = sum(ca.sum2(ca.exp(-ca.sum1((p - ca.repmat(theta[:1], 2, p.shape[1])) ** 2))) for p in paths)
    return apart + beside + 0.1 * ca.sumsqr(theta) + 0.01 * ca.sumsqr(paths[0])


MOTIONS = {"point": POINT, "wheels": WHEELS}
