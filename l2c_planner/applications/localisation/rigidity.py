"""Which robots a graph of ranges leaves loose: those that could be elsewhere with all ranges the same.

Places in general position are the only ones with their ranges if and only if a stress in equilibrium, drawn at random,
has a matrix of which all kernel vectors are affine in the places (Connelly 2005; Gortler, Healy, Thurston 2010). A
robot is held if every kernel vector that vanishes at the anchors vanishes at it too.
"""

from __future__ import annotations

import networkx as nx
import numpy as np
from scipy.linalg import null_space

RELATIVE = 1e-9
"""Singular values below this share of the largest count as none."""
SEEN = 1e-6
"""Entry of a kernel vector of length one that counts."""


def loose(graph: nx.Graph, ids: np.ndarray, anchor: np.ndarray, dimensions: int) -> np.ndarray:
    """(A,) robots that are not held, for any places in general position.

    graph: of ranges between ids (A,).  anchor: (A,) whose places are known.
    """
    ends = _ends(graph, ids, anchor)
    rng = np.random.default_rng(0)
    places = rng.normal(size=(len(ids), dimensions))
    stress = _stress(ends, places, rng)
    found = np.zeros(len(ids), bool)
    if not anchor.all():
        kernel = null_space(stress[:, ~anchor], rcond=RELATIVE)
        found[~anchor] = np.linalg.norm(kernel, axis=1) > SEEN
    return found


def _ends(graph: nx.Graph, ids: np.ndarray, anchor: np.ndarray) -> np.ndarray:
    """(E, 2) rows of both ends of all pairs whose distance is known, that of two anchors too."""
    known = nx.Graph(graph.edges)
    known.add_edges_from(nx.complete_graph(ids[anchor].tolist()).edges)
    return np.searchsorted(ids, np.array(list(known.edges), int).reshape(-1, 2))


def _stress(ends: np.ndarray, places: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(A, A) matrix of a random stress that leaves no force at any place."""
    agents, dimensions = places.shape
    apart, at = places[ends[:, 0]] - places[ends[:, 1]], np.arange(len(ends))
    force = np.zeros((agents, dimensions, len(ends)))
    force[ends[:, 0], :, at], force[ends[:, 1], :, at] = apart, -apart
    stresses = null_space(force.reshape(-1, len(ends)), rcond=RELATIVE)
    drawn = stresses @ rng.normal(size=stresses.shape[1])
    matrix = np.zeros((agents, agents))
    matrix[ends[:, 0], ends[:, 1]] = matrix[ends[:, 1], ends[:, 0]] = -drawn
    return matrix - np.diag(matrix.sum(axis=1))
