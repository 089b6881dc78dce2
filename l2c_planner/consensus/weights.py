"""Weights by which agents mix what they hear, and the numbers that say how fast a graph mixes; (N, N), sparse.

Rows are receivers: entry (i, j) weighs what i hears from j.
"""

from __future__ import annotations

import networkx as nx
import numpy as np
from scipy import sparse
from scipy.sparse.linalg import eigs, eigsh

DENSE = 400
"""Largest graph whose eigenvalues are found by a dense solver."""
SETTLED = 200
"""Rounds after which the weights of push-sum tell enough."""
TOLERANCE = 1e-5
"""Relative, of the eigenvalues of larger ones: for steps, and too many digits would cost minutes."""


def adjacency(graph: nx.Graph) -> sparse.csr_array:
    """1 where i hears j."""
    return sparse.csr_array(nx.to_scipy_sparse_array(graph, nodelist=sorted(graph), dtype=float).T)


def metropolis(heard: sparse.csr_array) -> sparse.csr_array:
    """Symmetric and doubly stochastic, 1 / (1 + max(d_i, d_j)), from a symmetric adjacency (Xiao, Boyd 2004)."""
    edges = heard.tocoo()
    degree = heard.sum(axis=1)
    weights = 1.0 / (1.0 + np.maximum(degree[edges.row], degree[edges.col]))
    return _with_rest(sparse.csr_array((weights, (edges.row, edges.col)), heard.shape), axis=1)


def row_stochastic(heard: sparse.csr_array) -> sparse.csr_array:
    """Everybody weighs all that it hears, and itself, alike."""
    return _with_rest(sparse.diags_array(1.0 / (heard.sum(axis=1) + 1.0)).tocsr() @ heard, axis=1)


def column_stochastic(heard: sparse.csr_array) -> sparse.csr_array:
    """Everybody gives equal shares, 1 / (out-degree + 1), to all that hear it and to itself."""
    return _with_rest(heard @ sparse.diags_array(1.0 / (heard.sum(axis=0) + 1.0)).tocsr(), axis=0)


def laplacian(heard: sparse.csr_array) -> sparse.csr_array:
    """Degrees on the diagonal, -1 where there is an edge."""
    return sparse.csr_array(sparse.diags_array(heard.sum(axis=1)) - heard)


def spectrum(symmetric: sparse.csr_array) -> np.ndarray:
    """Eigenvalues of a symmetric matrix, ascending: all of a small one, the three at each end of a large one."""
    if symmetric.shape[0] <= DENSE:
        return np.linalg.eigvalsh(symmetric.toarray())
    found = eigsh(symmetric, k=6, which="BE", tol=TOLERANCE, v0=_start(symmetric), return_eigenvectors=False)
    return np.sort(found)


def directed_spectrum(stochastic: sparse.csr_array) -> np.ndarray:
    """Eigenvalues of a matrix, ascending in size: all of a small one, the six largest of a large one."""
    if stochastic.shape[0] <= DENSE:
        values = np.linalg.eigvals(stochastic.toarray())
    else:
        values = eigs(stochastic, k=6, tol=TOLERANCE, v0=_start(stochastic), return_eigenvectors=False)
    return values[np.argsort(np.abs(values))]


def stationary(stochastic: sparse.csr_array) -> np.ndarray:
    """Weights (N,), one on average, that column stochastic weights lead to; by some rounds of push-sum."""
    found = np.ones(stochastic.shape[0])
    for _ in range(SETTLED):
        found = stochastic @ found
    return found


def sigma_2(mixing: sparse.csr_array) -> float:
    """Second largest singular value of doubly stochastic weights: the factor of disagreement left by a round."""
    values = np.sort(np.abs(spectrum(mixing)))
    return float(values[-2]) if len(values) > 1 else 0.0


def lambda_2(heard: sparse.csr_array) -> float:
    """Algebraic connectivity: second smallest eigenvalue of the Laplacian, 0 for a graph in parts."""
    return float(spectrum(laplacian(heard))[1])


def diameter(graph: nx.Graph) -> int:
    """Most rounds that a word takes from one agent to another."""
    return int(nx.diameter(graph))


def _start(matrix: sparse.csr_array) -> np.ndarray:
    """The same start in every run, so that steps are the same to the last bit."""
    return np.random.default_rng(0).normal(size=matrix.shape[0])


def _with_rest(weights: sparse.csr_array, axis: int) -> sparse.csr_array:
    """Weights with what is missing to one on the diagonal."""
    return sparse.csr_array(weights + sparse.diags_array(1.0 - weights.sum(axis=axis)))
