"""How well places can be known: the covariance of the estimates, and the Cramer-Rao bound that no estimate beats."""

from __future__ import annotations

import numpy as np

from l2c_planner.applications.localisation.measurements import Measurements


def covariance(problem: Measurements, x: np.ndarray) -> np.ndarray:
    """(A, d, d) [m^2] of each robot's place, zero for anchors: blocks of the inverse Fisher information at x (A, d).

    At the true places it is the Cramer-Rao bound for Gaussian noise; exact for relative measurements.
    """
    agents, d = x.shape
    pairs, free = problem.pairs(), ~problem.anchor
    first, second = np.searchsorted(problem.ids, (problem.robot[pairs], problem.other[pairs]))
    J = problem.residuals(x[first], x[second], pairs)[1]
    blocks = np.swapaxes(J, 1, 2) @ J * problem.weight[pairs][:, None, None]
    information = np.zeros((agents, agents, d, d))
    for rows, columns, sign in ((first, first, 1), (second, second, 1), (first, second, -1), (second, first, -1)):
        np.add.at(information, (rows, columns), sign * blocks)
    inner = information[np.ix_(free, free)].transpose(0, 2, 1, 3).reshape(d * free.sum(), -1)
    inverse = np.linalg.inv(inner).reshape(free.sum(), d, free.sum(), d)
    found = np.zeros((agents, d, d))
    found[free] = np.einsum("aiaj->aij", inverse)
    return found


def bound(problem: Measurements, truth: np.ndarray) -> float:
    """Least root mean square error of the robots that are no anchors [m], of estimates without bias."""
    return float(np.sqrt(np.trace(covariance(problem, truth), axis1=1, axis2=2)[~problem.anchor].mean()))


def rmse(problem: Measurements, x: np.ndarray, truth: np.ndarray) -> float:
    """Root mean square distance of places from the true ones, of the robots that are no anchors [m]."""
    return float(np.sqrt(np.sum((x - truth) ** 2, axis=1)[~problem.anchor].mean()))
