"""Short ways to write the kernels of the interior point as CasADi expressions."""

from __future__ import annotations

from collections.abc import Iterable

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
    """Kernel from expressions; an output of ``inplace`` has the name of the input whose array it overwrites, and is called ``new_``."""
    inplace = set(inplace)
    names = [f"new_{n}" if n in inplace else n for n in outputs]
    values = ca.cse([ca.densify(v) for v in outputs.values()])
    f = ca.Function(name, list(given.values()), values, list(given), names)
    return compile_kernel(f, indexed=indexed, added=added, inplace=[f"new_{n}" for n in inplace])


def lower(matrix: ca.SX) -> ca.SX:
    """Lower triangle of a symmetric matrix, row by row."""
    n = matrix.shape[0]
    return ca.vertcat(*(matrix[i, j] for i in range(n) for j in range(i + 1)))
