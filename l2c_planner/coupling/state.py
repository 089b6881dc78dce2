"""What a lane remembers from one pass of the interior point to the next."""

from __future__ import annotations

from types import SimpleNamespace

import casadi as ca

from l2c_planner.coupling.expression import choose

FILTER = 6
"""Entries of the filter; when it is full the oldest one is overwritten."""
STATE = (
    "running",  # still at work
    "converged",
    "guarded",  # filter line search at fixed barriers, else free passes
    "iterations",
    "budget",  # of iterations
    "tolerance",
    "equations",  # number of them
    "slacks",  # number of them
    "largest",  # weight
    "gamma",  # elasticity of soft constraints, 0 if they are hard
    "mu",  # barrier
    "accept",  # present point accepted
    "fresh",  # the next point is accepted unseen, and the filter starts anew
    "hold",  # back at a point that was accepted before
    "renew",  # a new direction is taken
    "delta",  # weight added to all variables
    "memory",  # last delta that was needed
    "curvature",  # fraction of the curvature of the constraints that the matrix takes
    "used",  # the same for the direction on trial
    "primal",  # length of the step on trial
    "dual",
    "move_primal",  # length of the next move along the direction on trial
    "move_dual",
    "halvings",  # rejections in a row
    "value",  # barrier objective where the step on trial began
    "violation",
    "slope",  # of the barrier objective along the step
    "slot",  # next entry of the filter
    "best",  # least error so far
    "patience",  # passes without progress
    "error",
    "subproblem",  # error of the problem with this barrier
    *(f"value_{i}" for i in range(FILTER)),
    *(f"violation_{i}" for i in range(FILTER)),
)
"""Rows of the state of a lane."""


def named(names: tuple[str, ...], vector: ca.SX) -> SimpleNamespace:
    """Entries of a vector as attributes."""
    return SimpleNamespace(**{name: vector[i] for i, name in enumerate(names)})


def updated(s: SimpleNamespace, changes: dict[str, ca.SX], idle: dict[str, ca.SX] | None = None) -> ca.SX:
    """State with the changes in the lanes that are running, and those of ``idle`` in the others."""
    idle = idle or {}
    rows = [(changes.get(n, getattr(s, n)), idle.get(n, getattr(s, n))) for n in STATE]
    return ca.vertcat(*(choose(s.running, active, still) for active, still in rows))
