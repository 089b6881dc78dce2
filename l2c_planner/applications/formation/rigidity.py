"""Whether distances or directions along a graph determine a formation: ranks of rigidity matrices."""

from __future__ import annotations

import numpy as np

from l2c_planner.consensus.errors import Unfit

RELATIVE = 1e-9
"""Singular values below this share of the largest count as zero."""


def distance_matrix(edges: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Derivative (M, A n) of |x_i - x_j|^2 / 2 along edges (M, 2) at places (A, n)."""
    way = places[edges[:, 0]] - places[edges[:, 1]]
    return _spread(edges, way[:, None], len(places))[:, 0]


def bearing_matrix(edges: np.ndarray, wanted: np.ndarray, agents: int) -> np.ndarray:
    """Maps places to what is across the wanted direction along edges, (M n, A n); wanted: (M, n)."""
    direction = wanted / np.linalg.norm(wanted, axis=1, keepdims=True)
    across = np.eye(wanted.shape[1]) - direction[:, :, None] * direction[:, None]
    return _spread(edges, across, agents).reshape(-1, agents * wanted.shape[1])


def rank(matrix: np.ndarray) -> int:
    """Numerical rank."""
    values = np.linalg.svd(matrix, compute_uv=False) if matrix.size else np.zeros(1)
    return int(np.sum(values > RELATIVE * values[0]))


def check_distances(edges: np.ndarray, places: np.ndarray, leads: np.ndarray) -> None:
    """Raises Unfit if distances along edges do not determine the places (A, n), near these, up to motions of the whole.

    Robots that lead (A,) stand; with them, nothing of the rest may move.
    """
    agents, n = places.shape
    motions = n * (n + 1) // 2
    found, enough = rank(distance_matrix(edges, places)), n * agents - motions
    if found < enough:
        raise Unfit(f"formation: distances along {len(edges)} edges are not rigid, rank {found}; "
                    f"valid: rank {enough}, more edges")  # fmt: skip
    if leads.any() and leads.sum() < n:
        raise Unfit(f"formation: distances leave a turn with {leads.sum()} to lead; valid: none, or at least {n}")


def check_bearings(edges: np.ndarray, wanted: np.ndarray, agents: int) -> None:
    """Raises Unfit if directions along edges do not determine the pattern up to place and size."""
    found, enough = rank(bearing_matrix(edges, wanted, agents)), wanted.shape[1] * (agents - 1) - 1
    if found < enough:
        raise Unfit(f"formation: directions along {len(edges)} edges are not rigid, rank {found}; "
                    f"valid: rank {enough}, more edges")  # fmt: skip


def _spread(edges: np.ndarray, blocks: np.ndarray, agents: int) -> np.ndarray:
    """Matrices (M, r, A n) with blocks (M, r, n) at the first end of each edge and their opposite at the second."""
    m, r, n = blocks.shape
    full, edge = np.zeros((m, r, agents, n)), np.arange(m)
    full[edge, :, edges[:, 0]], full[edge, :, edges[:, 1]] = blocks, -blocks
    return full.reshape(m, r, agents * n)
