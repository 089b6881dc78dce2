"""The formation that robots of a swarm keep on their way."""

from __future__ import annotations

from itertools import combinations
from typing import Annotated

import numpy as np
from pydantic import Field, Strict

from .base import Array, Length, Many, Model, Positive, Vector3
from .errors import CheckError, show

RobotNumber = Annotated[int, Field(ge=0, le=255)]
RobotPair = Annotated[tuple[RobotNumber, RobotNumber], Strict(False)]


class FormationKeeping(Model):
    """How robots stay beside each other on their way."""

    offsets: Many[Vector3] | None = Field(None, description="places in the formation, m; null = those of the starts")
    between: Many[RobotPair] | None = Field(None, description="pairs [i, j] of robots that keep it; null = neighbours")
    weight: Positive = Field(1.0, description="of the deviation of a pair's relative position, 1/m^2")
    deviation: Length | None = Field(None, description="largest deviation of a pair's relative position, m; null = any")


def check_places(keeping: FormationKeeping, places: Array, start: Array, pair: float) -> None:
    """The formation keeps robots apart, and is that of the starts within the deviation.

    places, start: (n, 3) [m].  pair: how far robots stay apart [m].
    """
    for i, j in keeping.between or combinations(range(len(start)), 2):
        apart = float(np.linalg.norm(places[i] - places[j]))
        if apart < pair - 1e-9:
            given = f"robots {i} and {j} are {apart:.3f} m apart"
            raise CheckError(("formation", "offsets"), given, f"at least clearance.pair = {pair:g} m")
        off = float(np.linalg.norm(start[i] - start[j] - places[i] + places[j]))
        if keeping.deviation is not None and off > keeping.deviation + 1e-9:
            given = f"robots {i} and {j} start {off:.3f} m off their places"
            valid = f"at most formation.deviation = {keeping.deviation:g} m"
            raise CheckError(("formation", "deviation"), given, valid)


def check_numbers(keeping: FormationKeeping, n: int) -> None:
    """The formation is one of n robots."""
    if keeping.offsets is not None and len(keeping.offsets) != n:
        valid = f"one per robot, {n} (team.robots.count)"
        raise CheckError(("formation", "offsets"), f"{len(keeping.offsets)} positions", valid)
    if keeping.between == ():
        raise CheckError(("formation", "between"), "an empty list", "at least one pair, or null for all neighbours")
    for k, (i, j) in enumerate(keeping.between or ()):
        if i == j or max(i, j) >= n:
            valid = f"two different robots of 0 .. {n - 1}"
            raise CheckError(("formation", "between", k), f"got {show([i, j])}", valid)
