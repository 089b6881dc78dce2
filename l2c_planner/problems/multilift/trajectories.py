"""Stage (b): load and cables, dynamically feasible (admm_ddp section 2.2).

Core of the knot program: directions d_i (3 each), tensions t_i, load position, quaternion, rates, force, moment.
Private to each cable: its rates and angular accelerations, which only the thrust constraint touches.  Load velocity,
tension rates and accelerations are copied but not constrained.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import casadi as ca
import numpy as np

from l2c_planner.coupling.program import Block, Equality, Inequality, KnotProgram
from l2c_planner.models import cable, manifold
from l2c_planner.problems import constraints as con

SYM = ca.SX.sym


@dataclass(frozen=True)
class Rows:
    """Variables of the knot program for n cables."""

    n: int

    def direction(self, i: int) -> np.ndarray:
        return np.arange(3 * i, 3 * i + 3)

    def tension(self, i: int) -> np.ndarray:
        return np.array([3 * self.n + i])

    def private(self, i: int) -> np.ndarray:
        return self.core + 6 * i + np.arange(6)

    @property
    def position(self) -> np.ndarray:
        return 4 * self.n + np.arange(3)

    @property
    def quaternion(self) -> np.ndarray:
        return 4 * self.n + np.arange(3, 7)

    @property
    def rate(self) -> np.ndarray:
        return 4 * self.n + np.arange(7, 10)

    @property
    def wrench(self) -> np.ndarray:
        return 4 * self.n + np.arange(10, 16)

    @property
    def core(self) -> int:
        return 4 * self.n + 16


def index(n: int, load_start: int, cable_starts: np.ndarray) -> np.ndarray:
    """Row of the coupling: component of the team vector behind every variable, then the free copies; (1, 12 n + 19)."""
    load = load_start + np.arange(19)
    cables = [start + np.arange(12) for start in cable_starts]
    columns = [c[:3] for c in cables] + [c[6:7] for c in cables]
    columns += [load[0:3], load[6:10], load[10:13], load[13:19]]
    columns += [c[[3, 4, 5, 8, 9, 10]] for c in cables]
    columns += [load[3:6]] + [c[[7, 11]] for c in cables]
    return np.concatenate(columns)[None]


@lru_cache
def program(n: int, obstacles: int, load_obstacle: bool, cable_obstacle: bool) -> KnotProgram:
    """Knot program of n cables among obstacles; parameters by :func:`l2c_planner.problems.multilift.parameters`."""
    r = Rows(n)
    quads = range(n)
    pose = np.concatenate([r.position, r.quaternion])
    hung = [np.concatenate([r.quaternion, r.direction(i), r.tension(i)]) for i in quads]
    touched = [np.concatenate([hung[i][4:], r.quaternion, r.rate, r.wrench]) for i in quads]
    near = np.array([np.concatenate([pose, r.direction(i)]) for i in quads for _ in range(obstacles)])
    labels = [f"quad_{i} - obstacle {j}" for i in quads for j in range(obstacles)]
    inequalities = [_tension(r), _pairs(r)]
    if obstacles:
        inequalities.append(Inequality("obstacle clearance", "m", obstacle_function(), near, tuple(labels)))
    if obstacles and cable_obstacle:
        inequalities.append(Inequality("cable clearance", "m", cable_function(), near, tuple(labels)))
    if obstacles and load_obstacle:
        rows, names = np.tile(r.position, (obstacles, 1)), tuple(f"load - obstacle {j}" for j in range(obstacles))
        inequalities.append(Inequality("load clearance", "m", load_function(), rows, names))
    directions, wrench = np.array([r.direction(i) for i in quads]), np.arange(n + 1, n + 7)
    equalities = (
        Equality("unit direction", "", con.unit_norm(3), directions, np.arange(n)[:, None]),
        Equality("unit quaternion", "", con.unit_norm(4), r.quaternion[None], np.array([[n]])),
        Equality("cable wrench", "N", cable_wrench_function(), np.array(hung), np.tile(wrench, (n, 1))),
        Equality("load wrench", "N", load_wrench_function(), r.wrench[None], wrench[None]),
    )
    private, names = np.array([r.private(i) for i in quads]), tuple(f"quad_{i}" for i in quads)
    thrust = Block("thrust", "N", thrust_function(), private, np.array(touched), names)
    return KnotProgram("trajectories", r.core + 6 * n, r.core, n + 7, tuple(inequalities), equalities, (thrust,))


def _tension(r: Rows) -> Inequality:
    rows = np.array([r.tension(i) for i in range(r.n)])
    return Inequality("tension", "N", con.interval(), rows, tuple(f"cable_{i}" for i in range(r.n)))


def _pairs(r: Rows) -> Inequality:
    pairs = list(combinations(range(r.n), 2))
    rows = np.array([np.concatenate([r.quaternion, r.direction(i), r.direction(j)]) for i, j in pairs])
    return Inequality("pair distance", "m", pair_function(), rows, tuple(f"quad_{i} - quad_{j}" for i, j in pairs))


# ---------------------------------------------------------------- constraint functions
@lru_cache
def obstacle_function() -> ca.Function:
    """((p, q, d), (r, L, obstacle)) -> clearance of the quadrotor."""
    p, q, d, arm, length, obstacle = (
        SYM("p", 3),
        SYM("q", 4),
        SYM("d", 3),
        SYM("r", 3),
        SYM("L"),
        SYM("o", con.OBSTACLE_PARAMETERS),
    )
    point = p + manifold.rotation(q) @ arm + length * d
    return _function("obstacle_clearance", [p, q, d], [arm, length, obstacle], con.clear_of_obstacle(point, obstacle))


CABLE_SAMPLES = (0.0, 0.25, 0.5, 0.75)
"""Points of the cable that keep the cable clearance, as fractions of its length from the load."""


@lru_cache
def cable_function() -> ca.Function:
    """((p, q, d), (r, L, obstacle)) -> clearance of points along the cable."""
    p, q, d, arm, length, obstacle = (
        SYM("p", 3),
        SYM("q", 4),
        SYM("d", 3),
        SYM("r", 3),
        SYM("L"),
        SYM("o", con.OBSTACLE_PARAMETERS),
    )
    hook = p + manifold.rotation(q) @ arm
    margins = [con.clear_of_obstacle(hook + fraction * length * d, obstacle) for fraction in CABLE_SAMPLES]
    return _function("cable_clearance", [p, q, d], [arm, length, obstacle], ca.vertcat(*margins))


@lru_cache
def load_function() -> ca.Function:
    """(p, obstacle) -> clearance of the load's centre."""
    p, obstacle = SYM("p", 3), SYM("o", con.OBSTACLE_PARAMETERS)
    return _function("load_clearance", [p], [obstacle], con.clear_of_obstacle(p, obstacle))


@lru_cache
def pair_function() -> ca.Function:
    """((q, d_i, d_j), (r_i, L_i, r_j, L_j, distance)) -> planar distance of two quadrotors beyond the required one."""
    q, d, e = SYM("q", 4), SYM("d", 3), SYM("e", 3)
    arm, length, brm, mength, distance = SYM("r", 3), SYM("L"), SYM("s", 3), SYM("M"), SYM("distance")
    offset = manifold.rotation(q)[:2, :] @ (arm - brm) + length * d[:2] - mength * e[:2]
    return _function("pair_distance", [q, d, e], [arm, length, brm, mength, distance], con.beyond(offset, distance))


@lru_cache
def cable_wrench_function() -> ca.Function:
    """((q, d, t), r) -> force and moment of one cable on the load, body frame."""
    q, d, t, arm = SYM("q", 4), SYM("d", 3), SYM("t"), SYM("r", 3)
    force = manifold.rotation(q).T @ d * t
    return _function("cable_wrench", [q, d, t], [arm], ca.vertcat(force, ca.cross(arm, force)))


@lru_cache
def load_wrench_function() -> ca.Function:
    """((F, M), -) -> minus the wrench."""
    wrench = SYM("wrench", 6)
    return _function("load_wrench", [wrench], [], -wrench)


@lru_cache
def thrust_function() -> ca.Function:
    """((w_i, w_i'), (d, t, q, w, F, M), (load, cable, limits)) -> both margins of the thrust."""
    rate, turn = SYM("rate", 3), SYM("turn", 3)
    d, t, q, w, wrench = SYM("d", 3), SYM("t"), SYM("q", 4), SYM("w", 3), SYM("wrench", 6)
    load, own, limits = SYM("load", 7), SYM("cable", 5), SYM("limits", 2)
    load_x = ca.vertcat(ca.SX.zeros(6), q, w)
    force = cable.thrust_from_wrench(load_x, wrench, load, ca.vertcat(d, rate, t, 0), ca.vertcat(turn, 0), own)
    margins = con.norm_within(force, limits[0], limits[1])
    groups = [[rate, turn], [d, t, q, w, wrench], [load, own, limits]]
    return ca.Function("thrust", [ca.vertcat(*g) for g in groups], [margins])


def _function(name: str, variables: list[ca.SX], parameters: list[ca.SX], value: ca.SX) -> ca.Function:
    return ca.Function(name, [ca.vertcat(*variables), ca.vertcat(SYM("none", 0), *parameters)], [ca.densify(value)])
