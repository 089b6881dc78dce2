"""A scalar of all paths and of the layout, compiled with its derivatives: what the upper level improves."""

from __future__ import annotations

from collections.abc import Callable

import casadi as ca
import numpy as np

from l2c_planner.environment.scene import Scene

Scalar = Callable[[list[ca.SX], ca.SX], ca.SX]
"""Of the positions of all agents, each (2, T+1) [m], and theta (m,)."""


class Objective:
    """Compiled once for a scene. Shareable."""

    def __init__(self, scene: Scene, function: Scalar) -> None:
        paths = [ca.SX.sym(f"p{i}", 2, scene.steps + 1) for i in range(scene.agents)]
        theta = ca.SX.sym("theta", scene.parameters)
        flat = ca.veccat(*paths)
        value = ca.densify(ca.SX(function(paths, theta)))
        slopes = [ca.densify(ca.gradient(value, by)) for by in (flat, theta)]
        self._value = ca.Function("value", [flat, theta], [value])
        self._slopes = ca.Function("slopes", [flat, theta], [value, *slopes])

    def value(self, positions: np.ndarray, theta: np.ndarray) -> float:
        """The scalar at positions (N, T+1, 2) [m]."""
        return float(self._value(positions.ravel(), theta))

    def slopes(self, positions: np.ndarray, theta: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        """The scalar and its partial derivatives by positions (N, T+1, 2) and by theta (m,)."""
        value, by_positions, by_theta = self._slopes(positions.ravel(), theta)
        return float(value), np.asarray(by_positions).reshape(positions.shape), np.asarray(by_theta).ravel()
