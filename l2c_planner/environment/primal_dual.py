"""Requirements q(theta) <= 0 on a layout: a multiplier for each in an ascent, and a layout nearby that keeps them.

The ascent climbs L = F - kappa' q, and kappa follows the violation: kappa <- max(0, kappa + rho q). The Lagrangian is
augmented, or both would swing about the solution.
"""

from __future__ import annotations

import casadi as ca
import numpy as np
from numpy.typing import NDArray

from l2c_planner.environment.scene import Parameters

Array = NDArray[np.float64]

SWEEPS = 50
TOLERANCE = 1e-9
DAMPING = 10.0
"""How much more a violation counts at once than it adds to its multiplier."""


class Requirements:
    """The requirements of a layout with their derivative; without any, nothing happens anywhere."""

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters
        theta = ca.SX.sym("theta", len(parameters.lower))
        required = ca.SX(0, 1) if parameters.requirements is None else parameters.requirements(theta)
        self._function = ca.Function("q", [theta], [required, ca.jacobian(required, theta)])
        self.number = required.shape[0]
        """Length k of q."""

    def at(self, theta: Array) -> tuple[Array, Array]:
        """Value (k,) and Jacobian (k, m) at a layout."""
        value, jacobian = self._function(theta)
        return np.asarray(ca.DM(value), float).ravel(), np.asarray(ca.densify(jacobian), float).reshape(
            self.number, len(theta)
        )

    def kept(self, theta: Array, tolerance: float = 1e-6) -> bool:
        """Whether all of them hold."""
        return bool(np.all(self.at(theta)[0] <= tolerance))

    def price(self, theta: Array, kappa: Array, rho: float) -> Array:
        """Gradient of what is subtracted, (m,): by the multipliers and, against overshooting, the violation itself."""
        value, jacobian = self.at(theta)
        return jacobian.T @ np.maximum(0.0, kappa + DAMPING * rho * value)

    def raised(self, theta: Array, kappa: Array, rho: float) -> Array:
        """The next multipliers (k,)."""
        return np.maximum(0.0, kappa + rho * self.at(theta)[0])

    def within(self, theta: Array) -> Array:
        """Layout within the box and, where the scenario knows a way, clear of what it must not touch."""
        parameters = self._parameters
        theta = np.clip(theta, parameters.lower, parameters.upper)
        if parameters.project is None:
            return theta
        return np.clip(parameters.project(theta), parameters.lower, parameters.upper)

    def nearest(self, theta: Array) -> Array:
        """A layout near this one that keeps boxes and requirements: Gauss-Newton steps in units of typical steps.

        After the last sweep a requirement may still be violated; `kept` tells.
        """
        theta, step = self.within(theta), self._parameters.step
        for _ in range(SWEEPS):
            value, jacobian = self.at(theta)
            broken = value > TOLERANCE
            if not broken.any():
                break
            change = np.linalg.lstsq(jacobian[broken] * step, -value[broken] - TOLERANCE, rcond=None)[0]
            theta = self.within(theta + step * change)
        return theta
