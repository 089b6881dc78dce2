"""What every lane decides for itself in each pass of the interior point: accept the point, step, regularise, stop.

A lane is a small state machine, so its way does not depend on its neighbours.  A pass evaluates the present point,
judges it, factorises, and then either steps along a new direction, or goes back (point rejected), or stays and takes
less of the constraints' curvature into the matrix (wrong inertia).

*Free* passes choose the barrier from the spread of the products (Vanderbei and Shanno, LOQO, 1999) and accept nearly
every point while the error keeps falling, as Nocedal, Waechter and Waltz (2009) do.  *Guarded* passes keep the barrier
until its problem is solved (Fiacco and McCormick) and accept the points that pass a filter.

With an elasticity gamma > 0 constraints are soft, c + gamma l >= 0 and e = gamma nu, which is the problem
min f + |violation|^2 / (2 gamma): it always has a solution.
"""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import casadi as ca

from l2c_planner.coupling.expression import both, choose, either, kernel, neither, symbols
from l2c_planner.coupling.filter import barrier_objective, extended, passes
from l2c_planner.coupling.rows import AFTER, FOUND
from l2c_planner.coupling.state import STATE, named, updated
from l2c_planner.coupling.terms import AHEAD
from l2c_planner.kernels import Kernel

PATIENCE = 12
"""Free passes without progress before a lane gives up."""
PROGRESS = 0.9
"""Factor on the least error that counts as progress."""
BLOW_UP = 1e3
"""Free passes reject a point whose error exceeds the least one by this factor."""
HALVINGS = 12
"""Most rejections in a row."""
DELTA_FIRST, DELTA_MOST = 1e-2, 1e10
"""First and largest weight that is added to all variables."""
CURVATURE_LEAST = 0.25
"""Smallest fraction of the constraints' curvature that is tried before none of it is."""
LEAST_BARRIER = 0.1
"""Smallest barrier as a factor on the tolerance."""
HUGE = 1e300


# ---------------------------------------------------------------- judging a point
@lru_cache
def judge_kernel() -> Kernel:
    """(STATE, FOUND) -> STATE: accept the point or not, go on or stop."""
    given = symbols(state=len(STATE), found=len(FOUND))
    s, f = named(STATE, given["state"]), named(FOUND, given["found"])
    finite = f.probe + ca.fabs(f.objective) < HUGE
    error, subproblem = _errors(s, f)
    error = choose(finite, error, ca.inf)
    descent, allowed = passes(s, barrier_objective(s, f), f.infeasible)
    guarded = either(allowed, subproblem <= PROGRESS * s.subproblem)
    free = error <= BLOW_UP * ca.fmax(s.best, s.tolerance)
    accept = either(s.hold, both(finite, either(s.fresh, choose(s.guarded, guarded, free))))
    least = choose(s.fresh, subproblem, ca.fmin(subproblem, s.subproblem))
    changes = extended(s, both(accept, s.guarded, neither(s.fresh, s.hold, descent)))
    changes |= {"accept": accept, "error": error, "best": choose(accept, ca.fmin(s.best, error), s.best)}
    changes |= {"subproblem": choose(accept, least, s.subproblem)} | _verdict(s, accept, error)
    return kernel("judge", given, {"state": updated(s, changes)}, inplace=["state"])


def _errors(s: SimpleNamespace, f: SimpleNamespace) -> tuple[ca.SX, ca.SX]:
    """Error of the problem and of that with the present barrier; large multipliers count relatively, as in IPOPT."""
    scale = ca.fmax(1, f.duals / (100 * ca.fmax(1, s.slacks + s.equations)))
    common = ca.fmax(ca.fmax(f.stationarity / scale, f.residual), f.gap)
    return ca.fmax(common, f.product / scale), ca.fmax(common, f.centre / scale)


def _verdict(s: SimpleNamespace, accept: ca.SX, error: ca.SX) -> dict[str, ca.SX]:
    converged = both(accept, error <= s.tolerance)
    halvings = choose(accept, 0, s.halvings + 1)
    waiting = choose(error <= PROGRESS * s.best, 0, s.patience + 1)
    patience = choose(both(accept, ca.logic_not(s.hold)), waiting, s.patience)
    astray = both(ca.logic_not(s.guarded), patience >= PATIENCE)
    stop = either(converged, halvings > HALVINGS, astray, s.iterations >= s.budget)
    return {"converged": converged, "running": ca.logic_not(stop), "halvings": halvings, "patience": patience}


# ---------------------------------------------------------------- choosing the move
@lru_cache
def advance_kernel() -> Kernel:
    """(STATE, FOUND, AHEAD, negative pivots) -> STATE: how far to move along which direction, and the next matrix."""
    given = symbols(state=len(STATE), found=len(FOUND), ahead=len(AHEAD), negative=1)
    s, f, a = (named(n, given[k]) for n, k in ((STATE, "state"), (FOUND, "found"), (AHEAD, "ahead")))
    sound = both(ca.eq(given["negative"], s.equations), a.probe < HUGE)
    step, stay = both(s.accept, sound), both(s.accept, ca.logic_not(sound))
    bent = both(ca.logic_not(s.accept), s.used > 0)
    start = {"value": barrier_objective(s, f), "violation": f.infeasible, "used": s.curvature, "fresh": 0}
    start["slope"] = a.slope + s.gamma * a.dual_slope - s.mu * a.log_slope
    changes = {name: choose(step, value, getattr(s, name)) for name, value in start.items()}
    changes |= _lengths(s, a, step, stay, bent) | _matrix(s, step, stay, bent)
    changes |= {"renew": step, "hold": either(stay, bent), "iterations": s.iterations + 1}
    changes["running"] = changes["delta"] <= DELTA_MOST
    idle = dict.fromkeys(("move_primal", "move_dual", "renew"), ca.SX(0))
    return kernel("advance", given, {"state": updated(s, changes, idle)}, inplace=["state"])


def _lengths(s: SimpleNamespace, a: SimpleNamespace, step: ca.SX, stay: ca.SX, bent: ca.SX) -> dict[str, ca.SX]:
    """A new step goes up to the boundary; a rejected one back half, or all the way if its matrix can be improved."""
    tau, back, changes = ca.fmax(0.99, 1 - s.mu), choose(bent, 1, 0.5), {}
    for name, use in (("primal", a.use_s), ("dual", a.use_dual)):
        length, last = choose(s.gamma > 0, 1, tau / ca.fmax(use, tau)), getattr(s, name)
        changes[name] = choose(step, length, choose(stay, last, last * (1 - back)))
        changes[f"move_{name}"] = choose(step, length, choose(stay, 0, -last * back))
    return changes


def _matrix(s: SimpleNamespace, step: ca.SX, stay: ca.SX, bent: ca.SX) -> dict[str, ca.SX]:
    """Less curvature after a failure, more after a success; weight on the diagonal where even none of it fails."""
    less = lambda c: choose(c > CURVATURE_LEAST, c / 4, 0)  # noqa: E731
    more = choose(s.hold, s.curvature, ca.fmin(1, ca.fmax(CURVATURE_LEAST, 4 * s.curvature)))
    other = choose(bent, less(s.used), s.curvature)
    fading = choose(s.delta > DELTA_FIRST, s.delta / 4, 0)
    degenerate = both(stay, ca.eq(s.curvature, 0))
    return {
        "curvature": choose(stay, less(s.curvature), choose(step, more, other)),
        "delta": choose(degenerate, _heavier(s), choose(step, fading, s.delta)),
        "memory": choose(both(step, s.delta > 0), s.delta, s.memory),
    }


def _heavier(s: SimpleNamespace) -> ca.SX:
    """Regularisation after one that failed (Waechter and Biegler 2006, section 3.1)."""
    first = choose(s.memory > 0, ca.fmax(DELTA_FIRST, s.memory / 3), DELTA_FIRST)
    return choose(s.delta > 0, s.delta * choose(s.memory > 0, 8, 30), first)


# ---------------------------------------------------------------- the next barrier
@lru_cache
def barrier_kernel() -> Kernel:
    """(STATE, AFTER) -> STATE: barrier of the next pass."""
    given = symbols(state=len(STATE), after=len(AFTER))
    s, a = named(STATE, given["state"]), named(AFTER, given["after"])
    mean = a.total / ca.fmax(1, s.slacks)
    spread = a.least / ca.fmax(mean, 1 / HUGE)
    centring = 0.1 * ca.fmin(0.05 * (1 - spread) / ca.fmax(spread, 1e-12), 2.0) ** 3
    short = ca.fmin(s.primal, s.dual) < 0.5
    free = ca.fmax(centring, choose(short, 0.3, 1e-3)) * mean
    solved = s.subproblem <= 10 * s.mu
    guarded = choose(solved, ca.fmin(0.2 * s.mu, s.mu * ca.sqrt(s.mu)), s.mu)
    mu = ca.fmax(choose(s.guarded, guarded, free), LEAST_BARRIER * s.tolerance)
    fresh = both(s.guarded, ca.ne(mu, s.mu))
    changes = {"mu": choose(s.renew, mu, s.mu), "fresh": choose(s.renew, fresh, s.fresh)}
    return kernel("barrier", given, {"state": updated(s, changes)}, inplace=["state"])
