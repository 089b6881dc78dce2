"""One task of robots that navigate: where they start, where they are to go, what stands where; a file (JSON, YAML)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import Field, Strict, ValidationError, model_validator

from l2c_planner.config.base import Length, Many, Model, NonNegative, Number, Positive
from l2c_planner.config.errors import CheckError
from l2c_planner.config.explain import explain
from l2c_planner.config.yaml_file import read_yaml
from l2c_planner.navigation.surfaces import nearest

Place = Annotated[tuple[Number, Number], Strict(False)]
Row = Annotated[tuple[Number, Number, Number, NonNegative, NonNegative, NonNegative], Strict(False)]
MARGIN = 0.5
"""What is shown around robots and goals, beyond a robot's radius [m]."""


class Scene(Model):
    """N robots, M obstacles; all robots are alike."""

    title: str = Field("", max_length=80, description="one line for pictures")
    starts: Many[Place] = Field(min_length=1, max_length=256, description="where robots start, m")
    goals: Many[Place] = Field(description="where they are to go, m")
    obstacles: Many[Row] = Field(
        (), max_length=4096, description="x, y, angle, half lengths, radius: discs have no lengths, boxes no radius, m"
    )
    radius: Length = Field(0.25, description="of a robot, m")
    speed: Positive = Field(1.0, description="largest speed, m/s")
    acceleration: Positive = Field(1.0, description="largest acceleration, m/s^2")
    range: Positive = Field(2.0, description="distance at which robots hear each other and sense surfaces, m")
    safety: NonNegative = Field(0.1, description="gap below which a robot is too near to something, m")
    arrival: Length = Field(0.3, description="distance to the goal at which a robot has arrived, m")
    dt: float = Field(0.05, ge=0.01, le=1.0, description="between two decisions, s")
    steps: int = Field(400, ge=1, le=100_000, description="decisions until time is out, -")

    @model_validator(mode="after")
    def _check(self) -> Scene:
        if len(self.goals) != len(self.starts):
            raise CheckError(("goals",), f"got {len(self.goals)}", f"one for each of the {len(self.starts)} starts")
        for number, (*_, along, across, radius) in enumerate(self.obstacles):
            if radius > 0 and (along > 0 or across > 0):
                raise CheckError(("obstacles", number), "a box with a radius", "a disc, a box or a line")
        return self

    @property
    def robots(self) -> list[str]:
        """Their names."""
        return [f"robot_{i}" for i in range(len(self.starts))]

    @property
    def start(self) -> np.ndarray:
        """(N, 2) [m]."""
        return np.array(self.starts, float)

    @property
    def goal(self) -> np.ndarray:
        """(N, 2) [m]."""
        return np.array(self.goals, float)

    @property
    def heading(self) -> np.ndarray:
        """At the start, towards the goals (N,) [rad]."""
        ahead = self.goal - self.start
        return np.arctan2(ahead[:, 1], ahead[:, 0])

    @property
    def rows(self) -> np.ndarray:
        """Obstacles (M, 6), as `surfaces.nearest` takes them."""
        return np.array(self.obstacles, float).reshape(-1, 6)

    @property
    def drawn(self) -> tuple[float, float, float, float]:
        """What of the plane is of interest: x from and to, y from and to [m]; of lines what is nearest."""
        rows, ends = self.rows, np.concatenate([self.start, self.goal])
        lines = (rows[:, 5] == 0) & (rows[:, 3:5].min(-1) == 0)
        middle = (ends.min(0) + ends.max(0)) / 2
        distance, towards = nearest(rows[lines], middle)
        thick = rows[~lines]
        size = (np.hypot(thick[:, 3], thick[:, 4]) + thick[:, 5])[:, None]
        near = middle + distance[:, None] * towards
        low = np.concatenate([ends - self.radius, thick[:, :2] - size, near]).min(0) - MARGIN
        high = np.concatenate([ends + self.radius, thick[:, :2] + size, near]).max(0) + MARGIN
        return float(low[0]), float(high[0]), float(low[1]), float(high[1])


def load_scene(path: str | Path) -> Scene:
    """Read a scene.

    Raises ConfigError: anything that is missing, misspelt, out of range or contradictory; one line.
    """
    document = read_yaml(Path(path).expanduser())
    try:
        return Scene.model_validate(document.data)
    except ValidationError as error:
        raise explain(error, Scene, {(): document}) from None
