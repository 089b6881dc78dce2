"""Filter that a guarded lane's points must pass: less violation or a smaller barrier objective than every entry.

After Waechter and Biegler, Mathematical Programming 106 (2006), section 2.3, with a bounded number of entries.
"""

from __future__ import annotations

from types import SimpleNamespace

import casadi as ca

from l2c_planner.coupling.expression import both, choose, either
from l2c_planner.coupling.state import FILTER

ARMIJO = 1e-4
"""Part of the predicted descent that counts as descent."""
LESS_VIOLATED, LESS_VALUE = 1e-4, 1e-6
"""Margins by which a point must be better, as factors on the violation."""
FEASIBLE = 1e-2
"""Violation below which descent is asked for."""
ROUNDING = 1e-13
"""Relative rise of the objective that counts as rounding."""


def barrier_objective(s: SimpleNamespace, f: SimpleNamespace) -> ca.SX:
    """Objective, penalty of soft constraints and barrier at the point whose sums are ``f``."""
    return f.objective + 0.5 * s.gamma * f.squares - s.mu * f.logs


def passes(s: SimpleNamespace, value: ca.SX, violation: ca.SX) -> tuple[ca.SX, ca.SX]:
    """Whether a trial point descends along a step that promised to, and whether it may be accepted."""
    downhill = ca.fmax(-s.slope, 0)
    promising = both(s.primal * downhill**2 * ca.sqrt(downhill) > s.violation, s.violation <= FEASIBLE)
    descent = value <= s.value - ARMIJO * s.primal * downhill + ROUNDING * ca.fabs(s.value)

    def better(other_value: ca.SX, other_violation: ca.SX) -> ca.SX:
        lower = value <= other_value - LESS_VALUE * other_violation
        return either(violation <= (1 - LESS_VIOLATED) * other_violation, lower)

    accepted = choose(promising, descent, better(s.value, s.violation))
    entries = [better(getattr(s, f"value_{i}"), getattr(s, f"violation_{i}")) for i in range(FILTER)]
    return both(promising, descent), both(accepted, *entries)


def extended(s: SimpleNamespace, extend: ca.SX) -> dict[str, ca.SX]:
    """Changes of the filter: one more entry, or empty where the lane starts anew."""
    following = choose(s.slot >= FILTER - 1, 0, s.slot + 1)
    changes = {"slot": choose(s.fresh, 0, choose(extend, following, s.slot))}
    for i in range(FILTER):
        here = both(extend, ca.eq(s.slot, i))
        for name, value in (("value", s.value), ("violation", s.violation)):
            entry = f"{name}_{i}"
            changes[entry] = choose(s.fresh, 1e300, choose(here, value, getattr(s, entry)))
    return changes
