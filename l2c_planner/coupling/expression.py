"""Short ways to write the kernels of the interior point as CasADi expressions."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

import casadi as ca

from l2c_planner.kernels import Kernel, compile_kernel


def symbols(**sizes: int) -> dict[str, ca.SX]:
    """One symbol of the given length per name."""
    return {name: ca.SX.sym(name, size) for name, size in sizes.items()}


def kernel(
    name: str,
    given: dict[str, ca.SX],
    outputs: dict[str, ca.SX],
    indexed: Iterable[str] = (),
    added: Iterable[str] = (),
    inplace: Iterable[str] = (),
) -> Kernel:
    """Kernel from expressions.

    inplace: outputs that overwrite the input of the same name; as arguments they are called ``new_`` and that name.
    """
    inplace = set(inplace)
    names = [f"new_{n}" if n in inplace else n for n in outputs]
    values = ca.cse([ca.densify(v) for v in outputs.values()])
    f = ca.Function(name, list(given.values()), values, list(given), names)
    return compile_kernel(f, indexed=indexed, added=added, inplace=[f"new_{n}" for n in inplace])


def lower(matrix: ca.SX) -> ca.SX:
    """Lower triangle of a symmetric matrix, row by row."""
    n = matrix.shape[0]
    return ca.vertcat(*(matrix[i, j] for i in range(n) for j in range(i + 1)))


def both(*conditions: ca.SX) -> ca.SX:
    """Whether all hold."""
    return reduce(ca.logic_and, conditions)


def either(*conditions: ca.SX) -> ca.SX:
    """Whether one of them holds."""
    return reduce(ca.logic_or, conditions)


def neither(*conditions: ca.SX) -> ca.SX:
    """Whether none of them holds."""
    return ca.logic_not(either(*conditions))


def choose(condition: ca.SX, yes: ca.SX | float, no: ca.SX | float) -> ca.SX:
    """Lane-wise choice; the branch that is not taken may be anything, even not a number."""
    return ca.if_else(condition, yes, no)
