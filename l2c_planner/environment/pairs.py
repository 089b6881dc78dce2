"""Which agents could come near which borders and each other, and which of these rows a program needs.

Symbols: N agents, T steps; a candidate is one avoidance row: a border and an agent, or a pair of agents, at one step.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import casadi as ca
import numpy as np

from l2c_planner.environment.safety import concerns
from l2c_planner.environment.scene import Scene


@dataclass(frozen=True, eq=False)
class Candidates:
    """All avoidance rows of a scene at steps 1..T: border by border, then the pairs; in each, agents before steps."""

    first: np.ndarray
    """The agent, (rows,)."""
    second: np.ndarray
    """The other agent of a pair; itself where it is a border, (rows,)."""
    step: np.ndarray
    """(rows,)."""
    blocks: tuple[slice, ...]
    """Rows of every border, and last those of the pairs."""

    @property
    def count(self) -> int:
        """Number of rows."""
        return len(self.step)

    @classmethod
    def of(cls, scene: Scene) -> Candidates:
        """Those of a scene."""
        everybody = range(scene.agents)
        groups = [[(i, i) for i in everybody if concerns(scene, j, i)] for j in range(len(scene.borders))]
        groups.append(list(combinations(everybody, 2)))
        ends = np.cumsum([0] + [len(group) * scene.steps for group in groups]).tolist()
        members = np.array([m for group in groups for m in group], int).reshape(-1, 2)
        first, second = np.repeat(members, scene.steps, axis=0).T
        step = np.tile(np.arange(1, scene.steps + 1), len(members))
        return cls(first, second, step, tuple(slice(a, b) for a, b in zip(ends[:-1], ends[1:], strict=True)))


class Gaps:
    """Free space of all candidates along given paths. Compiled once for a scene."""

    def __init__(self, scene: Scene, candidates: Candidates) -> None:
        self._scene, self._candidates = scene, candidates
        p, theta = ca.SX.sym("p", 2), ca.SX.sym("theta", scene.parameters)
        self._distance = [
            ca.Function("distance", [p, theta], [ca.densify(border.shape.distance(p, theta))])
            for border in scene.borders
        ]

    def __call__(self, positions: np.ndarray, theta: np.ndarray) -> np.ndarray:
        """Distances between boundaries, negative where bodies overlap (rows,) [m], at positions (N, T+1, 2)."""
        c, radius = self._candidates, self._scene.radius
        gaps = np.empty(c.count)
        for distance, rows in zip(self._distance, c.blocks, strict=False):
            points = positions[c.first[rows], c.step[rows]]
            if len(points):
                gaps[rows] = np.asarray(distance(points.T, theta)).ravel() - radius[c.first[rows]]
        pairs = c.blocks[-1]
        i, k, t = c.first[pairs], c.second[pairs], c.step[pairs]
        gaps[pairs] = np.linalg.norm(positions[i, t] - positions[k, t], axis=-1) - radius[i] - radius[k]
        return gaps
