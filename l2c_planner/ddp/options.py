"""What a user may choose about the local solver."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum


class Hessian(str, Enum):
    """Second derivatives that the backward sweep uses."""

    GAUSS_NEWTON = "gauss_newton"
    """Those of the cost only (iLQR): cheap, always convex, converges linearly."""
    EXACT = "exact"
    """Cost plus curvature of the dynamics, V_x . f_zz (full DDP): converges quadratically."""


@dataclass(frozen=True)
class Options:
    """Choices of the local solver.

    Raises:
        ValueError: A value is out of range; the message names the option and its range.
    """

    hessian: Hessian = Hessian.GAUSS_NEWTON
    """Member or its text. An agent whose exact Hessian is not convex takes that step with Gauss-Newton."""
    max_iterations: int = 50
    """Steps an agent may take; with 1 every agent takes one step and is not checked again."""
    cost_tolerance: float = 1e-9
    """Converged agents expect at most this decrease from their next step, relative to cost + cost_floor."""
    gradient_tolerance: float = 1e-7
    """... and have max_k,i |Q_u,i| / sqrt(Q_uu,ii) below this times sqrt(cost + cost_floor); components that push
    against their bound do not count. The measure does not change with the units of inputs or cost."""
    cost_floor: float = 1e-3
    """Cost that counts as nothing, in units of the cost: keeps both tolerances meaningful when the optimum is zero."""
    line_search_steps: int = 12
    """Step lengths tried: 1, 1/2, 1/4, ..."""
    sufficient_decrease: float = 1e-4
    """Fraction of the expected decrease that a step must achieve."""
    regularization_min: float = 1e-6
    """First non-zero value of the Levenberg-Marquardt factor; Q_uu,ii grows by factor * |Q_uu,ii|."""
    regularization_max: float = 1e6
    """Value beyond which an agent gives up."""
    regularization_step: float = 10.0
    """Ratio by which the factor rises after a failure and falls after a full step."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "hessian", _hessian(self.hessian))
        for field in fields(self)[1:]:
            _check(field.name, getattr(self, field.name))


_AT_LEAST = {"max_iterations": 1, "line_search_steps": 1, "regularization_step": 1.001, "cost_floor": 1e-300}
_AT_MOST = {"sufficient_decrease": 0.5}


def _hessian(value: Hessian | str) -> Hessian:
    try:
        return Hessian(value)
    except ValueError:
        valid = ", ".join(member.value for member in Hessian)
        raise ValueError(f"hessian: unknown value {value!r}; valid are {valid}") from None


def _check(name: str, value: float) -> None:
    low, high = _AT_LEAST.get(name, 0), _AT_MOST.get(name, float("inf"))
    if not low <= value <= high:
        raise ValueError(f"{name}: {value!r} is not between {low} and {high}")
