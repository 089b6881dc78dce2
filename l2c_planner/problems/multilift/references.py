"""Stage (a): load and a static allocation of the cable forces (admm_ddp section 2.1).

Core of the knot program: cable forces t_i in the body frame (3 each, they belong to no agent), load position,
quaternion and wrench.  Load velocity and rates are copied but not constrained.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

import casadi as ca
import numpy as np

from l2c_planner.coupling.program import Equality, Inequality, KnotProgram
from l2c_planner.models import manifold
from l2c_planner.problems import constraints as con

SYM = ca.SX.sym


def index(n: int, load_start: int) -> np.ndarray:
    """Row of the coupling: -1 for the cable forces, then load position, quaternion, wrench, free copies; (1, 3 n +
    19)."""
    load = load_start + np.arange(19)
    return np.concatenate([np.full(3 * n, -1), load[0:3], load[6:10], load[13:19], load[3:6], load[10:13]])[None]


@lru_cache
def program(n: int, obstacles: int) -> KnotProgram:
    """Knot program of n cable forces among obstacles; parameters by
    :func:`l2c_planner.problems.multilift.parameters`."""
    quads, forces = range(n), np.arange(3 * n).reshape(n, 3)
    position, quaternion, wrench = 3 * n + np.arange(3), 3 * n + np.arange(3, 7), 3 * n + np.arange(7, 13)
    pairs = list(combinations(quads, 2))
    near = [(i, j) for i in quads for j in range(obstacles)]
    pair_rows = np.array([np.concatenate([quaternion, forces[i], forces[j]]) for i, j in pairs])
    inequalities = [
        Inequality("tension", "N", tension_function(), forces, tuple(f"cable_{i}" for i in quads)),
        Inequality("pair distance", "m", pair_function(), pair_rows, tuple(f"quad_{i} - quad_{j}" for i, j in pairs)),
    ]
    if obstacles:
        rows = np.array([np.concatenate([position, quaternion, forces[i]]) for i, _ in near])
        names = tuple(f"quad_{i} - obstacle {j}" for i, j in near)
        inequalities.append(Inequality("obstacle clearance", "m", obstacle_function(), rows, names))
    equations = np.arange(1, 7)
    equalities = (
        Equality("unit quaternion", "", con.unit_norm(4), quaternion[None], np.array([[0]])),
        Equality("cable wrench", "N", cable_wrench_function(), forces, np.tile(equations, (n, 1))),
        Equality("load wrench", "N", load_wrench_function(), wrench[None], equations[None]),
    )
    core = 3 * n + 13
    return KnotProgram("references", core, core, 7, tuple(inequalities), equalities)


@lru_cache
def tension_function() -> ca.Function:
    """(t, limits) -> both margins of |t|."""
    t, limits = SYM("t", 3), SYM("limits", 2)
    return ca.Function("tension", [t, limits], [con.norm_within(t, limits[0], limits[1])])


@lru_cache
def obstacle_function() -> ca.Function:
    """((p, q, t), (r, L, obstacle)) -> clearance of the quadrotor."""
    p, q, t, arm, length, obstacle = (
        SYM("p", 3),
        SYM("q", 4),
        SYM("t", 3),
        SYM("r", 3),
        SYM("L"),
        SYM("o", con.OBSTACLE_PARAMETERS),
    )
    point = p + manifold.rotation(q) @ (arm + length / ca.norm_2(t) * t)
    margin = con.clear_of_obstacle(point, obstacle)
    return ca.Function("obstacle_clearance", [ca.vertcat(p, q, t), ca.vertcat(arm, length, obstacle)], [margin])


@lru_cache
def pair_function() -> ca.Function:
    """((q, t_i, t_j), (r_i, L_i, r_j, L_j, distance)) -> planar distance of two quadrotors beyond the required one."""
    q, t, s = SYM("q", 4), SYM("t", 3), SYM("s", 3)
    arm, length, brm, mength, distance = SYM("r", 3), SYM("L"), SYM("b", 3), SYM("M"), SYM("distance")
    offset = manifold.rotation(q)[:2, :] @ (arm - brm + length / ca.norm_2(t) * t - mength / ca.norm_2(s) * s)
    parameters = ca.vertcat(arm, length, brm, mength, distance)
    return ca.Function("pair_distance", [ca.vertcat(q, t, s), parameters], [con.beyond(offset, distance)])


@lru_cache
def cable_wrench_function() -> ca.Function:
    """(t, r) -> force and moment of one cable on the load, body frame."""
    t, arm = SYM("t", 3), SYM("r", 3)
    return ca.Function("cable_wrench", [t, arm], [ca.vertcat(t, ca.cross(arm, t))])


@lru_cache
def load_wrench_function() -> ca.Function:
    """((F, M), -) -> minus the wrench."""
    wrench = SYM("wrench", 6)
    return ca.Function("load_wrench", [wrench, SYM("none", 0)], [-wrench])
