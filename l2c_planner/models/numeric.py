"""Evaluates functions that build CasADi expressions on numpy arrays, for plots, checks and simulations.

Not for inner loops: those run compiled kernels.
"""

from __future__ import annotations

from collections.abc import Callable

import casadi as ca
import numpy as np


def numeric(function: Callable[..., ca.SX], *sizes: int) -> Callable[..., np.ndarray]:
    """Numpy version of an expression function.

    Args:
        function: Takes CasADi columns, returns one column.
        sizes: Length of each argument.

    Returns:
        A function of arrays (..., size) whose leading axes broadcast, with a result of shape (..., rows).
        It raises ValueError if the last axis of an argument differs from its size.
    """
    symbols = [ca.SX.sym(f"a{i}", size) for i, size in enumerate(sizes)]
    compiled = ca.Function("numeric", symbols, [ca.densify(function(*symbols))], {"cse": True})

    def evaluate(*arrays: np.ndarray) -> np.ndarray:
        arrays = tuple(np.asarray(array, dtype=float) for array in arrays)
        if [array.shape[-1:] for array in arrays] != [(size,) for size in sizes]:
            raise ValueError(f"expected last axes {list(sizes)}, got shapes {[array.shape for array in arrays]}")
        leading = np.broadcast_shapes(*(array.shape[:-1] for array in arrays))
        count = int(np.prod(leading))
        columns = [np.broadcast_to(a, (*leading, a.shape[-1])).reshape(count, a.shape[-1]).T for a in arrays]
        return compiled.map(count)(*columns).full().T.reshape(*leading, compiled.size1_out(0))

    return evaluate
