"""Batched LDL^T against LAPACK, on both back ends."""

from __future__ import annotations

import numpy as np
import pytest

from l2c_planner.kernels import LANES
from l2c_planner.kernels.ldl import bind_ldl, packed_index

BATCHES = 2


@pytest.fixture(params=["llvm", "casadi"], autouse=True)
def any_backend(request, monkeypatch):
    monkeypatch.setenv("L2C_KERNELS", request.param)


def kkt(size: int, equations: int, seed: int = 0) -> np.ndarray:
    """Symmetric matrices (BATCHES, LANES, size, size) with as many negative eigenvalues as equations."""
    rng = np.random.default_rng(seed)
    matrix = rng.normal(size=(BATCHES, LANES, size, size))
    matrix = matrix + matrix.swapaxes(-1, -2)
    sign = np.where(np.arange(size) < size - equations, 1.0, -1.0)
    return matrix + np.diag((3 * size + 8) * sign)


def packed(matrix: np.ndarray) -> np.ndarray:
    i, j = np.tril_indices(matrix.shape[-1])
    return np.ascontiguousarray(np.moveaxis(matrix[:, :, i, j], 1, 2))


def solve(matrix: np.ndarray, rhs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    x, negative = np.moveaxis(rhs, 1, 2).copy("C"), np.zeros((BATCHES, LANES))
    bind_ldl(packed(matrix), x, negative)()
    return np.moveaxis(x, 2, 1), negative


@pytest.mark.parametrize("size, equations", [(1, 0), (1, 1), (2, 1), (5, 0), (7, 3), (38, 7), (53, 13)])
def test_solution_is_that_of_lapack(size, equations):
    matrix, rhs = kkt(size, equations), np.random.default_rng(1).normal(size=(BATCHES, LANES, size))
    x, negative = solve(matrix, rhs)
    np.testing.assert_allclose(x, np.linalg.solve(matrix, rhs[..., None])[..., 0], rtol=1e-10, atol=1e-13)
    assert np.all(negative == equations)


def test_negative_pivots_are_negative_eigenvalues_in_any_order():
    matrix = kkt(9, 4, seed=2)
    order = np.random.default_rng(3).permutation(9)
    _, negative = solve(matrix[:, :, order][..., order], np.zeros((BATCHES, LANES, 9)))
    assert np.all(negative == (np.linalg.eigvalsh(matrix) < 0).sum(axis=-1))


def test_zero_pivot_and_nan_are_counted_beyond_any_inertia_and_stay_in_their_lane():
    matrix, rhs = kkt(6, 2), np.ones((BATCHES, LANES, 6))
    clean, _ = solve(matrix, rhs)
    matrix[0, 3] = 0.0
    matrix[1, 5, 2, 2] = np.nan
    x, negative = solve(matrix, rhs)
    assert negative[0, 3] > 6 and negative[1, 5] > 6
    others = np.ones((BATCHES, LANES), bool)
    others[0, 3] = others[1, 5] = False
    assert np.array_equal(x[others], clean[others])


def test_packed_index_takes_the_pair_in_any_order():
    i, j = np.tril_indices(5)
    assert np.array_equal(packed_index(i, j), np.arange(15))
    assert np.array_equal(packed_index(j, i), np.arange(15))


@pytest.mark.parametrize("broken", ["shape", "type", "stride"])
def test_wrong_arrays_are_refused(broken):
    matrix, rhs, negative = np.zeros((2, 3, LANES)), np.zeros((2, 2, LANES)), np.zeros((2, LANES))
    if broken == "shape":
        matrix = np.zeros((2, 4, LANES))
    elif broken == "type":
        rhs = rhs.astype(np.float32)
    else:
        matrix = np.zeros((4, 3, LANES))[::2]
    with pytest.raises(ValueError, match="ldl"):
        bind_ldl(matrix, rhs, negative)
