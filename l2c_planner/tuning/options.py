"""The options of a task as the hosts take them."""

from __future__ import annotations

from l2c_planner.admm import HostOptions, Penalty
from l2c_planner.config import PlannerOptions
from l2c_planner.coupling.interior_point import Options as CoordinationOptions
from l2c_planner.ddp import Options as DdpOptions


def host_options(options: PlannerOptions) -> HostOptions:
    """Options of the hosts from those of the task."""
    p, d, c = options.admm.penalty, options.ddp, options.coordination
    return HostOptions(
        over_relaxation=options.admm.over_relaxation,
        penalty=Penalty(p.scale, p.hold, p.growth, p.maximum, p.agreement, p.balancing),
        ddp=DdpOptions(
            hessian=d.hessian,
            max_iterations=d.max_iterations,
            cost_tolerance=d.tolerance,
            gradient_tolerance=d.tolerance,
            line_search_steps=d.line_search_steps,
            regularization_min=max(d.regularisation, 1e-12),
            regularization_max=d.regularisation_maximum,
        ),
        coordination=CoordinationOptions(max_iterations=c.max_iterations, tolerance=c.tolerance),
    )
