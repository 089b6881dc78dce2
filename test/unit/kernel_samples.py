"""Small kernels on random lanes, and CasADi's own value of them."""

from __future__ import annotations

import casadi as ca
import numpy as np

from l2c_planner.kernels import LANES, compile_kernel


def function(name, expression, *sizes):
    """SX function with inputs a, b, ... of the given sizes and outputs y0, y1, ..."""
    symbols = [ca.SX.sym("abcdefg"[i], n) for i, n in enumerate(sizes)]
    outputs = expression(*symbols)
    outputs = outputs if isinstance(outputs, tuple) else (outputs,)
    return ca.Function(name, symbols, outputs, list("abcdefg"[: len(sizes)]), [f"y{i}" for i in range(len(outputs))])


def random(*shape, seed=0):
    return np.random.default_rng(seed).uniform(0.5, 1.5, shape)


def reference(f, *arrays):
    """Casadi's value, lane by lane; arguments (..., rows, L), results in the same form, matrices column by column."""
    leading, lanes = np.broadcast_shapes(*(a.shape[:-2] for a in arrays)), arrays[0].shape[-1]
    results = [np.empty((*leading, f.numel_out(i), lanes)) for i in range(f.n_out())]
    for place in np.ndindex(*leading):
        for lane in range(lanes):
            columns = [np.broadcast_to(a, (*leading, *a.shape[-2:]))[place][:, lane] for a in arrays]
            shaped = [ca.reshape(ca.DM(c), *f.size_in(i)) for i, c in enumerate(columns)]
            for result, value in zip(results, f.call(shaped), strict=True):
                result[place][:, lane] = value.full().ravel(order="F")
    return results


def evaluate(f, *arrays, loops=()):
    """All outputs of the kernel of f on arrays (..., rows, L)."""
    kernel = compile_kernel(f)
    outputs = {n: np.full((*loops, f.numel_out(n), LANES), np.nan) for n in f.name_out()}
    kernel.bind(**dict(zip(f.name_in(), arrays, strict=True)), **outputs)()
    return list(outputs.values())


def assert_same(got, expected, tolerance=1e-12):
    for a, b in zip(got, expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance)
