"""Quintic pieces against polynomials and closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from l2c_planner.control.spline import Spline

KNOTS = np.array([0.0, 0.3, 0.5, 1.2])


def sampled(function, knots):
    """Values, first and second derivatives (3, K, m) of polynomials."""
    return np.stack(
        [np.stack([p.deriv(order)(knots) if order else p(knots) for p in function], -1) for order in range(3)]
    )


def test_quintics_are_met_exactly_with_all_derivatives():
    rng = np.random.default_rng(0)
    curves = [np.polynomial.Polynomial(rng.normal(size=6)) for _ in range(4)]
    spline = Spline.through(KNOTS, sampled(curves, KNOTS))
    for t in np.linspace(0, 1.2, 23):
        expected = [[p.deriv(order)(t) if order else p(t) for p in curves] for order in range(4)]
        assert spline.at(float(t)) == pytest.approx(np.array(expected), rel=1e-9, abs=1e-9)


def test_error_falls_with_the_sixth_power_of_the_spacing():
    def error(count):
        knots = np.linspace(0, 2, count)
        spline = Spline.through(knots, np.stack([np.sin(knots), np.cos(knots), -np.sin(knots)])[..., None])
        times = np.linspace(0, 2, 501)
        return max(abs(spline.at(float(t))[0, 0] - np.sin(t)) for t in times)

    assert error(5) / error(9) == pytest.approx(2**6, rel=0.2)


def test_it_rests_beyond_its_ends():
    spline = Spline.through(np.array([0.0, 1.0]), np.array([[[1.0], [2.0]], [[3.0], [4.0]], [[0.0], [0.0]]]))
    assert spline.at(-0.1)[:, 0] == pytest.approx([1, 0, 0, 0])
    assert spline.at(1.1)[:, 0] == pytest.approx([2, 0, 0, 0])
    assert spline.at(1.0)[1, 0] == pytest.approx(4)


@pytest.mark.parametrize("knots", [[0.0], [0.0, 0.0], [1.0, 0.0]])
def test_times_must_increase(knots):
    with pytest.raises(ValueError, match="increasing"):
        Spline.through(np.array(knots), np.zeros((3, len(knots), 1)))


def test_values_must_be_finite():
    with pytest.raises(ValueError, match="finite"):
        Spline.through(np.array([0.0, 1.0]), np.full((3, 2, 1), np.nan))
