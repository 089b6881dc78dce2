"""What a host in flight knows itself of how a plan begins: a captain can claim much, but not that load, robot and
obstacles are elsewhere than this host sees them.

Each host answers for its own robot, all for the load. What a host does not see it says nothing about. Honest
differences come from noise, from odometry of different moments, and from the tube within which a team counts as on its
plan (see :mod:`l2c_planner.control.estimate`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from l2c_planner.config import MultiliftTask
from l2c_planner.control import Tracks
from l2c_planner.models.manifold import rotation_matrices
from l2c_planner.problems.measures import obstacle_clearance
from l2c_planner.problems.multilift.window import Window
from l2c_planner.team.senses import Seen, Senses

ASIDE, GROSS = 0.25, 0.45
"""Distances from where this host expects the load or its robot: it does not follow a plan that begins further away, and
does not believe a captain that opens one still further away [m]; honest ones differ by 0.1, the tube's radius."""
FASTER, TAUTER = 1.3, 4.0
"""Differences of velocity [m/s], of which 0.8 are the tube's, and of the own cable's tension [N] that are followed."""
DISPLACED = 0.25
"""How far off where this host sees it an obstacle may be believed [m]."""
MISPLACED = 0.3
"""How far a robot may be from where its host says it is, noise and motion between two looks included [m]."""
KEPT = 0.5
"""Share of the clearance that a plan keeps at least from obstacles where this host sees them."""


@dataclass(frozen=True)
class Dispute:
    """What a host has against the beginning of a plan."""

    reason: str = ""
    """Why it does not follow; empty if it does."""
    lie: bool = False
    """Whether that can be no mistake."""


def false_start(
    task: MultiliftTask, window: Window, flown: Tracks, senses: Senses, robot: int, begin: float
) -> Dispute:
    """What a host that sees the load and its own robot has against the states that a plan begins with.

    flown: what the team flies, by the time of the mission.  begin: of the mission, by the clock that all share [s].
    """
    then, load, cable = flown.at(window.knot * task.dt), window.load, window.cables[robot]
    rotation, claims = rotation_matrices(load[6:10]), []
    if senses.load is not None:
        state, planned = senses.load.state, flown.at(senses.load.time - begin)
        place = then.load_position + state.position - planned.load_position
        speed = then.load_velocity + state.velocity - planned.load_velocity
        claims.append(("the load", load[:3] - place, rotation @ load[3:6] - speed))
    if senses.robot is not None:
        state, planned = senses.robot.state, flown.at(senses.robot.time - begin)
        place = then.position[robot] + state.position - planned.position[robot]
        speed = then.velocity[robot] + state.velocity - planned.velocity[robot]
        arm, cord = rotation @ task.team.attachment[robot], task.team.cable_length[robot] * cable[:3]
        velocity = rotation @ load[3:6] + np.cross(rotation @ load[10:13], arm) + np.cross(cable[3:6], cord)
        claims.append((f"quad_{robot}", load[:3] + arm + cord - place, velocity - speed))
    for body, off, drift in claims:
        far, fast = float(np.linalg.norm(off)), float(np.linalg.norm(drift))
        if far > ASIDE:
            return Dispute(f"{body} is {far:.2f} m from where the plan has it begin (at most {ASIDE:g} m)", far > GROSS)
        if fast > FASTER:
            return Dispute(f"{body} is {fast:.1f} m/s off how the plan has it begin (at most {FASTER:g} m/s)")
    if (pull := abs(float(cable[6] - then.tension[robot]))) > TAUTER:
        return Dispute(f"cable_{robot} begins with {pull:.1f} N more or less than it has (at most {TAUTER:g} N)")
    return Dispute()


def false_obstacles(task: MultiliftTask, window: Window, seen: np.ndarray, sighted: Collection[str]) -> Dispute:
    """What a host has against where a plan has the obstacles.

    seen: centres and velocities at the beginning of the window as this host knows them, (m, 6) [m], [m/s].  sighted:
    names of those that it sees; the others are where the task says, unless they may move.
    """
    off = np.linalg.norm((window.obstacles - seen)[:, :3], axis=1)
    if not off.size or off.max() <= DISPLACED:
        return Dispute()
    j = int(off.argmax())
    name = task.obstacle_names[j]
    reason = f"{name} is {off[j]:.2f} m from where the plan has it (at most {DISPLACED:g} m)"
    return Dispute(reason, name in sighted or name not in task.moving_obstacles)


def false_place(located: Sequence[float], seen: Seen) -> str:
    """Why a robot cannot be where its host says, as a heartbeat tells it, if this host sees it elsewhere."""
    time, place = located[0], np.array(located[1:4])
    off = float(np.linalg.norm(seen.state.position + (time - seen.time) * seen.state.velocity - place))
    return f"it is seen {off:.2f} m from where it says (at most {MISPLACED:g} m)" if off > MISPLACED else ""


def too_near(task: MultiliftTask, window: Window, quads: np.ndarray, seen: np.ndarray) -> str:
    """Why a plan is not clear of the obstacles as this host sees them, where its captain sees them elsewhere.

    quads: executed positions (n, N+1, 3) [m].  seen: as in `false_obstacles`.
    """
    own = seen[None, :, :3] + task.time[:, None, None] * seen[None, :, 3:]
    theirs, radius = window.obstacle_center(task), task.team.quad_radius
    there, here = (obstacle_clearance(task, quads, radius, center) for center in (theirs, own))
    wrong = (here < KEPT * task.clearance.obstacle) & (here < there - KEPT * task.clearance.obstacle)
    if not wrong.any():
        return ""
    item, knot = np.unravel_index(np.argmin(np.where(wrong, here, np.inf)), here.shape)
    quad, j = divmod(int(item), len(seen))
    return (
        f"knot {knot}: quad_{quad} comes within {here[item, knot]:.2f} m of {task.obstacle_names[j]} as it is seen here"
    )
