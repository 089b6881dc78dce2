"""What every lane decides for itself in each pass of the interior point: accept the point, step, regularise, stop.

A lane is a small state machine, so its way does not depend on its neighbours.  A pass evaluates the present point, judges it,
factorises, and either steps along a new direction, or steps back half of the last one (point rejected), or stays and
regularises more (wrong inertia).

*Free* passes choose the barrier from the spread of the products (Vanderbei and Shanno, LOQO, 1999) and accept every point while
the error keeps falling, as Nocedal, Waechter and Waltz (2009) do.  A lane that makes no progress becomes *guarded*: fixed barrier
until its subproblem is solved (Fiacco and McCormick), and a non-monotone line search (Zhang and Hager, 2004) on the exact penalty
function  f - mu sum log s + penalty (|c - s| + |e|).

With an elasticity gamma > 0 constraints are soft: c + gamma l >= 0, e = gamma nu, which solves
min f + (violation)^2 / (2 gamma): it always has a solution.
"""

from __future__ import annotations

from types import SimpleNamespace

import casadi as ca

from l2c_planner.coupling.expression import kernel, symbols
from l2c_planner.coupling.rows import AFTER, FOUND
from l2c_planner.coupling.terms import AHEAD
from l2c_planner.kernels import Kernel

FILTER = 6
"""Entries of the filter; when it is full the oldest one is overwritten."""
STATE = (
    "running", "converged", "iterations", "budget", "tolerance", "equations", "slacks", "largest", "gamma",
    "guarded", "fresh", "hold", "accept", "renew", "mu", "delta", "memory", "curvature", "used", "primal", "dual", "move_primal", "move_dual",
    "halvings", "value", "violation", "slope", "slot", "best", "patience", "error", "subproblem",
    *(f"value_{i}" for i in range(FILTER)), *(f"violation_{i}" for i in range(FILTER)),
)  # fmt: skip
"""Rows of the state of a lane."""

PATIENCE = 12
"""Free passes without progress before a lane becomes guarded."""
PROGRESS = 0.9
"""Factor on the least error that counts as progress."""
BLOW_UP = 1e3
"""Free passes reject a point whose error exceeds the least one by this factor."""
HALVINGS = 12
"""Most times that one step is halved."""
DELTA_FIRST, DELTA_MOST = 1e-2, 1e10
"""First and largest regularisation."""
CURVATURE_LEAST = 0.25
"""Smallest fraction of the constraints' curvature before none of it is taken."""
ARMIJO, LESS_VIOLATED, LESS_VALUE, FEASIBLE, ROUNDING = 1e-4, 1e-4, 1e-6, 1e-2, 1e-13
LEAST_BARRIER = 0.1
"""Smallest barrier as a factor on the tolerance."""


def judge_kernel() -> Kernel:
    """(STATE, FOUND) -> STATE: accept the point or not; converged, failed, guarded."""
    given = symbols(state=len(STATE), found=len(FOUND))
    s, f = _named(STATE, given["state"]), _named(FOUND, given["found"])
    finite = f.probe + ca.fabs(f.objective) < 1e300
    scale = ca.fmax(1, f.duals / (100 * ca.fmax(1, s.slacks + s.equations)))
    common = ca.fmax(ca.fmax(f.stationarity / scale, f.residual), f.gap)
    error = ca.if_else(finite, ca.fmax(common, f.product / scale), ca.inf)
    subproblem = ca.fmax(common, f.centre / scale)
    value, violation = _value(s, f), f.infeasible
    closer = subproblem <= PROGRESS * s.subproblem
    descent, allowed = _filtered(s, value, violation)
    lower = ca.logic_or(allowed, closer)
    free = error <= BLOW_UP * ca.fmax(s.best, s.tolerance)
    good = ca.logic_or(s.fresh, ca.if_else(s.guarded, lower, free))
    accept = ca.logic_or(s.hold, ca.logic_and(finite, good))
    halvings = ca.if_else(accept, 0, s.halvings + 1)
    converged = ca.logic_and(accept, error <= s.tolerance)
    progress = error <= PROGRESS * s.best
    patience = ca.if_else(ca.logic_or(ca.logic_not(accept), s.hold), s.patience, ca.if_else(progress, 0, s.patience + 1))
    lost = ca.logic_and(ca.logic_not(s.guarded), patience >= PATIENCE)
    stuck = ca.logic_or(ca.logic_or(halvings > HALVINGS, lost), s.iterations >= s.budget)
    failed = ca.logic_and(ca.logic_not(converged), stuck)
    extend = ca.logic_and(ca.logic_and(accept, s.guarded), ca.logic_not(ca.logic_or(ca.logic_or(s.fresh, s.hold), descent)))
    changes = _extended(s, extend) | {
        "accept": accept, "error": error, "halvings": halvings, "patience": patience,
        "best": ca.if_else(accept, ca.fmin(s.best, error), s.best),
        "subproblem": ca.if_else(accept, ca.if_else(s.fresh, subproblem, ca.fmin(subproblem, s.subproblem)), s.subproblem),
        "converged": converged, "running": ca.logic_not(ca.logic_or(converged, failed)),
    }  # fmt: skip
    return kernel("judge", given, {"state": _updated(s, changes)}, inplace=["state"])


def advance_kernel() -> Kernel:
    """(STATE, FOUND, AHEAD, negative pivots) -> STATE: lengths of the move, regularisation, references of the line search."""
    given = symbols(state=len(STATE), found=len(FOUND), ahead=len(AHEAD), negative=1)
    s, f, a = _named(STATE, given["state"]), _named(FOUND, given["found"]), _named(AHEAD, given["ahead"])
    sound = ca.logic_and(ca.eq(given["negative"], s.equations), a.probe < 1e300)
    step, retry = ca.logic_and(s.accept, sound), ca.logic_and(s.accept, ca.logic_not(sound))
    tau = ca.fmax(0.99, 1 - s.mu)
    primal, dual = tau / ca.fmax(a.use_s, tau), tau / ca.fmax(a.use_dual, tau)
    elastic = s.gamma > 0
    primal, dual = ca.if_else(elastic, 1, primal), ca.if_else(elastic, 1, dual)
    slope = a.slope + s.gamma * a.dual_slope - s.mu * a.log_slope
    convex = ca.eq(s.curvature, 0)
    delta = ca.if_else(ca.logic_and(retry, convex), _more(s), ca.if_else(step, ca.if_else(s.delta > DELTA_FIRST, s.delta / 4, 0), s.delta))
    bent = ca.logic_and(ca.logic_not(s.accept), s.used > 0)
    more = ca.if_else(s.hold, s.curvature, ca.fmin(1, ca.fmax(CURVATURE_LEAST, 4 * s.curvature)))
    curvature = ca.if_else(retry, _less(s.curvature), ca.if_else(step, more, ca.if_else(bent, _less(s.used), s.curvature)))
    lost = delta > DELTA_MOST
    back = ca.if_else(bent, 1, 0.5)
    choose = lambda stepping, staying, back: ca.if_else(step, stepping, ca.if_else(retry, staying, back))  # noqa: E731
    on_step = lambda new, old: ca.if_else(step, new, old)  # noqa: E731
    changes = {
        "renew": step, "hold": ca.logic_or(retry, bent), "delta": delta, "curvature": curvature,
        "used": on_step(s.curvature, s.used), "memory": ca.if_else(ca.logic_and(step, s.delta > 0), s.delta, s.memory),
        "primal": choose(primal, s.primal, s.primal * (1 - back)), "dual": choose(dual, s.dual, s.dual * (1 - back)),
        "move_primal": choose(primal, 0, -s.primal * back), "move_dual": choose(dual, 0, -s.dual * back),
        "value": on_step(_value(s, f), s.value), "violation": on_step(f.infeasible, s.violation),
        "slope": on_step(slope, s.slope), "fresh": on_step(0, s.fresh),
        "iterations": s.iterations + 1, "running": ca.logic_not(lost),
    }  # fmt: skip
    idle = {"move_primal": ca.SX(0), "move_dual": ca.SX(0), "renew": ca.SX(0)}
    return kernel("advance", given, {"state": _updated(s, changes, idle)}, inplace=["state"])


def barrier_kernel() -> Kernel:
    """(STATE, AFTER) -> STATE: barrier of the next pass."""
    given = symbols(state=len(STATE), after=len(AFTER))
    s, a = _named(STATE, given["state"]), _named(AFTER, given["after"])
    mean = a.total / ca.fmax(1, s.slacks)
    spread = a.least / ca.fmax(mean, 1e-300)
    centring = 0.1 * ca.fmin(0.05 * (1 - spread) / ca.fmax(spread, 1e-12), 2.0) ** 3
    short = ca.fmin(s.primal, s.dual) < 0.5
    free = ca.fmax(centring, ca.if_else(short, 0.3, 1e-3)) * mean
    solved = s.subproblem <= 10 * s.mu
    guarded = ca.if_else(solved, ca.fmin(0.2 * s.mu, s.mu * ca.sqrt(s.mu)), s.mu)
    mu = ca.fmax(ca.if_else(s.guarded, guarded, free), LEAST_BARRIER * s.tolerance)
    anew = ca.logic_and(s.guarded, ca.ne(mu, s.mu))
    changes = {"mu": ca.if_else(s.renew, mu, s.mu), "fresh": ca.if_else(s.renew, anew, s.fresh)}
    return kernel("barrier", given, {"state": _updated(s, changes)}, inplace=["state"])


def _value(s: SimpleNamespace, f: SimpleNamespace) -> ca.SX:
    """Objective of the barrier problem."""
    return f.objective + 0.5 * s.gamma * f.squares - s.mu * f.logs


def _filtered(s: SimpleNamespace, value: ca.SX, violation: ca.SX) -> tuple[ca.SX, ca.SX]:
    """Whether a trial point descends along a step that promises to, and whether it is acceptable to the filter."""
    downhill = ca.fmax(-s.slope, 0)
    promising = ca.logic_and(s.primal * downhill**2 * ca.sqrt(downhill) > s.violation, s.violation <= FEASIBLE)
    descent = value <= s.value - ARMIJO * s.primal * downhill + ROUNDING * ca.fabs(s.value)
    better = lambda v, c: ca.logic_or(violation <= (1 - LESS_VIOLATED) * c, value <= v - LESS_VALUE * c)  # noqa: E731
    allowed = ca.if_else(promising, descent, better(s.value, s.violation))
    for i in range(FILTER):
        allowed = ca.logic_and(allowed, better(getattr(s, f"value_{i}"), getattr(s, f"violation_{i}")))
    return ca.logic_and(promising, descent), allowed


def _extended(s: SimpleNamespace, extend: ca.SX) -> dict[str, ca.SX]:
    """Filter with the point that the lane leaves; empty after a change of the barrier."""
    changes = {"slot": ca.if_else(s.fresh, 0, ca.if_else(extend, ca.if_else(s.slot >= FILTER - 1, 0, s.slot + 1), s.slot))}
    for i in range(FILTER):
        here = ca.logic_and(extend, ca.eq(s.slot, i))
        for name, value in (("value", s.value), ("violation", s.violation)):
            old = getattr(s, f"{name}_{i}")
            changes[f"{name}_{i}"] = ca.if_else(s.fresh, 1e300, ca.if_else(here, value, old))
    return changes


def _less(curvature: ca.SX) -> ca.SX:
    return ca.if_else(curvature > CURVATURE_LEAST, curvature / 4, 0)


def _more(s: SimpleNamespace) -> ca.SX:
    """Regularisation after a failed one (Waechter and Biegler 2006, section 3.1)."""
    first = ca.if_else(s.memory > 0, ca.fmax(DELTA_FIRST, s.memory / 3), DELTA_FIRST)
    return ca.if_else(s.delta > 0, s.delta * ca.if_else(s.memory > 0, 8, 30), first)


def _named(names: tuple[str, ...], vector: ca.SX) -> SimpleNamespace:
    return SimpleNamespace(**{name: vector[i] for i, name in enumerate(names)})


def _updated(s: SimpleNamespace, changes: dict, idle: dict | None = None) -> ca.SX:
    """State with the changes in the lanes that are running; ``idle``: values for the others."""
    idle = idle or {}
    return ca.vertcat(
        *(ca.if_else(s.running, changes.get(n, getattr(s, n)), idle.get(n, getattr(s, n))) for n in STATE)
    )
