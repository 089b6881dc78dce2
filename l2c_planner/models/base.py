"""What every model offers: its vectors by name, continuous dynamics, and differences of states.

Symbols: state x (nx,), input u (nu,), parameters p (np,). Dynamics are plain functions of CasADi columns that build an
expression; parameters (masses, inertias, lengths) are arguments, so robots that differ share one compiled kernel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import casadi as ca
import numpy as np

from l2c_planner.models import manifold
from l2c_planner.models.layout import Layout

GRAVITY = 9.81
"""Gravitational acceleration [m/s^2]; the z axis of the world points up."""

Dynamics = Callable[[ca.SX, ca.SX, ca.SX], ca.SX]


@dataclass(frozen=True)
class Model:
    """Something that moves. Immutable and shareable; holds no data of any robot."""

    name: str
    f: Dynamics
    """Time derivative of the state, f(x, u, p) of shape (nx,), from CasADi columns (SX, MX, DM) or plain vectors."""
    state: Layout
    """Fields of x."""
    input: Layout
    """Fields of u."""
    parameters: Layout = field(default_factory=Layout)
    """Fields of p."""

    @property
    def nx(self) -> int:
        """Number of state entries."""
        return self.state.size

    @property
    def nu(self) -> int:
        """Number of input entries."""
        return self.input.size

    @property
    def np(self) -> int:
        """Number of parameters."""
        return self.parameters.size

    @property
    def nd(self) -> int:
        """Number of entries of a difference of two states."""
        return manifold.tangent_size(self.state)

    def difference(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Tangent vectors (..., nd) that lead from the states a (..., nx) to b (..., nx)."""
        return manifold.difference(self.state, a, b)

    def integrate(self, x: np.ndarray, dx: np.ndarray) -> np.ndarray:
        """States (..., nx) reached from x (..., nx) along the tangent vectors dx (..., nd)."""
        return manifold.integrate(self.state, x, dx)

    def normalise(self, x: np.ndarray) -> np.ndarray:
        """States x (..., nx) with quaternions and directions of unit length."""
        return manifold.normalise(self.state, x)


class UnknownModel(KeyError):
    """No model has this name; the message lists the names that exist."""

    def __str__(self) -> str:
        return str(self.args[0])


class Registry(dict[str, Model]):
    """Models by name.

    Raises:
        UnknownModel: On look-up of a name that is not registered.
    """

    def __init__(self, *models: Model) -> None:
        super().__init__({model.name: model for model in models})

    def __missing__(self, name: str) -> Model:
        raise UnknownModel(f"unknown model '{name}'; valid names are {', '.join(self)}")
