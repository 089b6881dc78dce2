"""A gate of two pillars that may be moved and turned as a whole: its parameters, and the task with it.

Parameters: `along` the line of the pillars and `ahead`, square to it [m], `turn` [rad], all from where the task has the
gate. Positive `ahead` is to the right of the direction from the first pillar to the second.
"""

from __future__ import annotations

from dataclasses import dataclass

import casadi as ca
import numpy as np

from l2c_planner.config import CYLINDER, MultiliftTask
from l2c_planner.environment.shapes import Column

NAMES, UNITS = ("along", "ahead", "turn"), ("m", "m", "rad")


class NoGate(ValueError):
    """A task without two pillars; one line says so."""


@dataclass(frozen=True, eq=False)
class Gate:
    """Two pillars of a task."""

    middle: np.ndarray
    """Between the centres, (2,) [m]."""
    line: np.ndarray
    """Unit vector from the first centre to the second, (2,)."""
    span: float
    """Distance of the centres [m]."""
    radius: np.ndarray
    """Of the pillars, (2,) [m]."""

    @staticmethod
    def of(task: MultiliftTask) -> Gate:
        """The gate of a task.

        Raises NoGate unless its obstacles are two standing cylinders.
        """
        pillars = [o for o in task.obstacles if o.shape == "cylinder" and o.moves is None]
        if len(pillars) != 2 or len(task.obstacles) != 2 or np.any(task.obstacle_shape != CYLINDER):
            raise NoGate(f"obstacles: got {len(task.obstacles)} of which {len(pillars)} are standing cylinders; "
                         "valid for a gate: exactly two standing cylinders")  # fmt: skip
        first, second = np.array([o.center for o in pillars])
        span = float(np.linalg.norm(second - first))
        return Gate((first + second) / 2, (second - first) / span, span, np.array([o.radius for o in pillars]))

    @property
    def width(self) -> float:
        """Between the surfaces of the pillars [m]."""
        return self.span - float(self.radius.sum())

    def centres(self, theta: Column, width: float | None = None) -> tuple[Column, Column]:
        """Centres of the two pillars, each (2,) [m], of parameters (3,), as CasADi columns; width: another one [m]."""
        along, ahead, turn = theta[0], theta[1], theta[2]
        c, s = ca.cos(turn), ca.sin(turn)
        square = np.array([self.line[1], -self.line[0]])
        middle = self.middle + along * ca.DM(self.line) + ahead * ca.DM(square)
        half = 0.5 * (self.span if width is None else width + float(self.radius.sum()))
        turned = ca.vertcat(c * self.line[0] - s * self.line[1], s * self.line[0] + c * self.line[1])
        return middle - half * turned, middle + half * turned

    def placed(self, theta: np.ndarray, width: float | None = None) -> np.ndarray:
        """The same as numbers, (2, 2)."""
        return np.stack([np.asarray(c).ravel() for c in self.centres(ca.DM(theta), width)])

    def square_to(self, begin: np.ndarray, end: np.ndarray) -> np.ndarray:
        """Parameters (3,) of the gate that stands square to a straight way (2,), (2,) [m], in its middle."""
        way = end - begin
        line = np.array([-way[1], way[0]]) / np.linalg.norm(way)
        line = line if line @ self.line >= 0 else -line
        turn = np.arctan2(self.line[0] * line[1] - self.line[1] * line[0], self.line @ line)
        away = (begin + end) / 2 - self.middle
        return np.array([away @ self.line, away @ [self.line[1], -self.line[0]], turn])


def moved(task: MultiliftTask, centres: np.ndarray) -> MultiliftTask:
    """The task with its obstacles at other places (m, 2) [m]."""
    placed = zip(task.obstacles, centres, strict=True)
    return task.model_copy(
        update={"obstacles": tuple(o.model_copy(update={"center": (float(c[0]), float(c[1]))}) for o, c in placed)}
    )
