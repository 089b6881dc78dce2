"""What has to be solved at one knot: a small nonlinear program over the copies of the agents that are coupled.

    min  1/2 |z - target|^2_weight   subject to   c(z) >= 0,   e(z) = 0

The variables are a *core* that everything may touch and *private* variables that only the constraints of one block
touch; the private ones are eliminated block by block, what is left is a dense system as small as the core.
Constraints are CasADi functions of a few rows; one function serves many items (pairs, robot-obstacle combinations)
through tables of rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import casadi as ca
import numpy as np


@dataclass(frozen=True)
class Inequality:
    """c(y, p) >= 0 for every item."""

    name: str
    """What a message calls the constraint, e.g. ``pair distance``."""
    unit: str
    """Unit of c, e.g. ``m``."""
    function: ca.Function
    """SX function (y (ny,), p (np,)) -> c (nc,)."""
    rows: np.ndarray
    """Core variables that are y, integers (items, ny)."""
    labels: tuple[str, ...]
    """What a message calls each item, e.g. ``quad_0 - quad_3``."""


@dataclass(frozen=True)
class Equality:
    """Contribution e(y, p) of every item to equality rows; a row is the sum of all contributions to it."""

    name: str
    unit: str
    function: ca.Function
    """SX function (y (ny,), p (np,)) -> e (ne,)."""
    rows: np.ndarray
    """Core variables that are y, integers (items, ny)."""
    equations: np.ndarray
    """Equality rows that are added to, integers (items, ne)."""


@dataclass(frozen=True)
class Block:
    """c(a, y, p) >= 0 with private variables a of every item."""

    name: str
    unit: str
    function: ca.Function
    """SX function (a (na,), y (ny,), p (np,)) -> c (nc,)."""
    private: np.ndarray
    """Variables that are a, integers (items, na), every one used once and not in the core."""
    rows: np.ndarray
    """Core variables that are y, integers (items, ny)."""
    labels: tuple[str, ...]


@dataclass(frozen=True)
class KnotProgram:
    """The constraints of one knot; see the module's description."""

    name: str
    variables: int
    """Number of variables; the first ``core`` are the core, the others are private."""
    core: int
    equations: int
    """Number of equality rows."""
    inequalities: tuple[Inequality, ...] = ()
    equalities: tuple[Equality, ...] = ()
    blocks: tuple[Block, ...] = ()
