"""How roughly the variables that no agent has (cable forces of stage (a)) change from knot to knot.

Every knot of stage (a) is coordinated alone, and two orders of passing a gap may cost the same: the forces then jump
from one to the other.  No cable follows a jump, and stage (b) needs many rounds to get rid of it, so it counts as
effort:  sum_k 1/2 |z_k+1 - z_k|^2_w  with their hand-tuned weight w.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from l2c_planner.gradient import TapedHost
from l2c_planner.learning.loss import LossValue
from l2c_planner.problems.problem import Problem


def with_roughness(problem: Problem, tape: TapedHost, value: LossValue, share: float) -> LossValue:
    """The loss of a tape with ``share`` times the roughness of the copies of a problem's own variables."""
    total, copies = 0.0, dict(value.seed.copies)
    for coupling in problem.couplings:
        if coupling.own_weight is None:
            continue
        weight = np.zeros(coupling.index.shape[1])
        weight[: len(coupling.own_weight)] = share * coupling.own_weight
        change = np.diff(tape.copies[coupling.name], axis=1)
        total += 0.5 * float(np.sum(weight * change**2))
        slope = copies[coupling.name].copy()
        slope[:, 1:] += weight * change
        slope[:, :-1] -= weight * change
        copies[coupling.name] = slope
    terms = value.terms | {"effort": value.terms["effort"] + total}
    return LossValue(value.total + total, terms, replace(value.seed, copies=copies))
