"""Theorem 1 on a model: steps follow the flow, the closer the smaller they are; errors of gradients add up."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from l2c_planner.policy.tracking import Model, followed

MODEL = Model()


def test_the_flow_is_that_of_the_equation():
    def slope(tau: float, phi: np.ndarray) -> np.ndarray:
        return -np.array(MODEL.curvature) * (phi - MODEL.optimum(np.array(tau))) / MODEL.kappa

    tau = np.linspace(0, 6, 13)
    found = solve_ivp(slope, (0, 6), MODEL.start, t_eval=tau, rtol=1e-10, atol=1e-12)
    assert np.allclose(MODEL.flow(tau), found.y.T, atol=1e-8)


def test_the_distance_shrinks_with_the_step():
    largest = [followed(MODEL, alpha, 8.0).max() for alpha in (0.2, 0.1, 0.05, 0.025)]
    ratios = np.array(largest[:-1]) / np.array(largest[1:])
    assert np.all((ratios > 1.6) & (ratios < 2.2)), "first order in the step"


def test_errors_of_gradients_add_in_proportion():
    alpha = 0.01
    clean = followed(MODEL, alpha, 8.0)
    assert clean.max() < 0.02
    tail = [np.sqrt(np.mean(followed(MODEL, alpha, 40.0, noise)[1000:] ** 2)) for noise in (0.5, 1.0, 2.0)]
    assert tail[1] / tail[0] == pytest.approx(2.0, rel=0.1)
    assert tail[2] / tail[1] == pytest.approx(2.0, rel=0.1)


def test_the_bound_holds_for_the_worst_error():
    """A constant error of length eps moves the fixed point by at most eps / the smallest curvature."""
    for noise in (0.1, 1.0):
        assert followed(MODEL, 0.01, 20.0, noise).max() <= 0.02 + noise / min(MODEL.curvature)
