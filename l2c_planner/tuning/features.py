"""What a network is told about an agent of a multilift task: numbers about 1, 0 for the nominal task."""

from __future__ import annotations

import numpy as np

from l2c_planner.config import MultiliftTask

OFFSET, MASS, INERTIA, LENGTH, QUADS = 0.04, 3.0, 0.25, 1.25, 6
"""What is nominal: unit of the centre of mass [m], load mass [kg], inertia [kg m^2], cable length [m], team."""
MORE = 2
"""Quadrotors that count as a difference of 1."""

TEAM = ("offset x", "offset y", "load mass", "load inertia", "team size", "cable length")
OWN = ("bearing x", "bearing y", "offset along", "offset across")
NAMES = {"load": TEAM, "cable": TEAM + OWN}
"""Names of the features by class of agents."""
RARE = ("team size", "cable length")
"""Features that training may leave at one value: a network starts without any use of them."""


def features(task: MultiliftTask) -> dict[str, np.ndarray]:
    """Features of all agents, (count, features) by class.

    The bearing is that of the attachment, in the body frame; the offset of the centre of mass is given in that frame,
    and along and across the bearing.
    """
    team = task.team
    planar, length = team.com_offset[:2] / OFFSET, team.cable_length / LENGTH - 1
    shared = np.r_[planar, team.load_mass / MASS - 1, np.mean(team.load.inertia) / INERTIA - 1, (team.n - QUADS) / MORE]
    radius = np.linalg.norm(team.attachment[:, :2], axis=1)
    bearing = team.attachment[:, :2] / np.where(radius > 0, radius, 1.0)[:, None]
    across = np.column_stack([-bearing[:, 1], bearing[:, 0]])
    own = np.column_stack([np.tile(shared, (team.n, 1)), length, bearing, bearing @ planar, across @ planar])
    return {"load": np.r_[shared, length.mean()][None], "cable": own}
