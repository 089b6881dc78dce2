"""The reference trajectory meets its way-points, is smooth, and is the one of least snap."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.polynomial import Polynomial
from scipy.optimize import minimize

from l2c_planner.problems.reference import SnapTrajectory, minimum_snap

TRANSPORT = ([0.0, 2.4, 4.0], [[0, 0, 0.5], [1.5, 2.6, 0.5], [3, 3, 0.5]])
CURVED = ([0.0, 0.8, 2.0, 2.5, 4.5], [[0, 0, 1], [1, 2, 0], [2, 1, 1], [3, -1, 2], [0, 0, 0]])


def polynomials(trajectory: SnapTrajectory, axis: int) -> list[Polynomial]:
    """One polynomial in absolute time for each segment."""
    windows = pairwise(trajectory.times)
    return [
        Polynomial(c[:, axis], domain=window, window=[0, 1])
        for c, window in zip(trajectory.coefficients, windows, strict=True)
    ]


def snap_of(trajectory: SnapTrajectory) -> float:
    """Integral of the squared snap by exact quadrature, independent of the product."""
    nodes, weights = np.polynomial.legendre.leggauss(8)
    total = 0.0
    for low, high in pairwise(trajectory.times):
        t = (low + high) / 2 + (high - low) / 2 * nodes
        total += (high - low) / 2 * weights @ np.sum(trajectory.evaluate(t, 4) ** 2, axis=1)
    return total


class TestOneSegment:
    def test_closed_form(self):
        # rest to rest in the unit interval: 35 s^4 - 84 s^5 + 70 s^6 - 20 s^7
        trajectory = minimum_snap([1.0, 3.0], [[0, 5, 1], [1, 5, -3]])
        s = np.linspace(0, 1, 11)
        blend = 35 * s**4 - 84 * s**5 + 70 * s**6 - 20 * s**7
        expected = np.stack([blend, 5 + 0 * s, 1 - 4 * blend], axis=1)
        assert np.allclose(trajectory.evaluate(1 + 2 * s), expected, atol=1e-13)

    def test_cost_in_closed_form(self):
        # integral of (840 - 10080 s + 25200 s^2 - 16800 s^3)^2 is 100800
        assert minimum_snap([0, 1], [[0.0], [1.0]]).snap_cost == pytest.approx(100800)
        assert minimum_snap([0, 2], [[0.0], [3.0]]).snap_cost == pytest.approx(100800 * 9 / 2**7)


@pytest.mark.parametrize("waypoints", [TRANSPORT, CURVED], ids=["transport", "curved"])
class TestManySegments:
    def test_passes_the_way_points(self, waypoints):
        times, positions = waypoints
        assert np.allclose(minimum_snap(times, positions).evaluate(times), positions, atol=1e-12)

    def test_rests_at_both_ends(self, waypoints):
        trajectory = minimum_snap(*waypoints)
        for derivative in (1, 2, 3):
            assert np.allclose(trajectory.evaluate([waypoints[0][0], waypoints[0][-1]], derivative), 0, atol=1e-9)

    @pytest.mark.parametrize("derivative", range(7))
    def test_derivatives_are_continuous(self, waypoints, derivative):
        trajectory = minimum_snap(*waypoints)
        for axis in range(3):
            for (left, right), t in zip(pairwise(polynomials(trajectory, axis)), waypoints[0][1:-1], strict=True):
                before, after = left.deriv(derivative)(t), right.deriv(derivative)(t)
                assert before == pytest.approx(after, rel=1e-9, abs=1e-8)

    @pytest.mark.parametrize("derivative", range(8))
    def test_evaluate_agrees_with_numpy(self, waypoints, derivative):
        trajectory = minimum_snap(*waypoints)
        for axis in range(3):
            for piece in polynomials(trajectory, axis):
                t = np.linspace(*piece.domain, 7)[1:-1]
                expected = piece.deriv(derivative)(t) if derivative else piece(t)
                assert np.allclose(trajectory.evaluate(t, derivative)[:, axis], expected, rtol=1e-9, atol=1e-7)

    def test_cost_is_the_integral(self, waypoints):
        trajectory = minimum_snap(*waypoints)
        assert trajectory.snap_cost == pytest.approx(snap_of(trajectory), rel=1e-10)

    def test_no_admissible_variation_lowers_the_cost(self, waypoints):
        # the snap is orthogonal to the fourth derivative of every variation that keeps way-points and ends
        trajectory, rng = minimum_snap(*waypoints), np.random.default_rng(1)
        t, weights = quadrature(waypoints[0])
        times = np.array(waypoints[0])
        keep = Polynomial.fromroots([times[0]] * 4 + [times[-1]] * 4 + list(times[1:-1]))
        for _ in range(5):
            fourth = (keep * Polynomial(rng.normal(size=4))).deriv(4)(t)
            inner = weights @ (trajectory.evaluate(t, 4) * fourth[:, None])
            size = np.sqrt(weights @ fourth**2 * trajectory.snap_cost)
            assert np.all(np.abs(inner) < 1e-9 * size)

    def test_equals_a_general_minimiser(self, waypoints):
        times, positions = np.array(waypoints[0]), np.array(waypoints[1], float)
        found = dense_kkt(times, positions)
        trajectory = minimum_snap(times, positions)
        length = np.diff(times)[:, None, None]
        assert np.allclose(trajectory.coefficients / length ** np.arange(8)[:, None], found, rtol=1e-6, atol=1e-7)

    def test_time_scaling(self, waypoints):
        times, positions = np.array(waypoints[0]), waypoints[1]
        slow, fast = minimum_snap(1000 * times, positions), minimum_snap(times, positions)
        t = np.linspace(times[0], times[-1], 50)
        for derivative in range(4):
            expected = fast.evaluate(t, derivative) / 1000**derivative
            assert np.allclose(slow.evaluate(1000 * t, derivative), expected, rtol=1e-9, atol=1e-9 / 1000**derivative)
        assert slow.snap_cost == pytest.approx(fast.snap_cost / 1000**7)

    def test_time_reversal(self, waypoints):
        times, positions = np.array(waypoints[0]), np.array(waypoints[1])
        forward, backward = minimum_snap(times, positions), minimum_snap(times[-1] - times[::-1], positions[::-1])
        t = np.linspace(0, times[-1], 50)
        assert np.allclose(backward.evaluate(times[-1] - t), forward.evaluate(t), atol=1e-10)


def quadrature(times: list[float]) -> tuple[np.ndarray, np.ndarray]:
    """Gauss-Legendre nodes and weights, piecewise over the segments."""
    nodes, weights = np.polynomial.legendre.leggauss(20)
    parts = [((a + b) / 2 + (b - a) / 2 * nodes, (b - a) / 2 * weights) for a, b in pairwise(times)]
    return np.concatenate([t for t, _ in parts]), np.concatenate([w for _, w in parts])


def dense_kkt(times: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """Coefficients (m, 8, d) in powers of t - t_k: cost and constraints written down one by one, dense KKT solve."""
    m, rows, values = len(times) - 1, [], []

    def row(k: int, t: float, derivative: int, sign: float = 1.0) -> np.ndarray:
        line = np.zeros((m, 8))
        for c in range(derivative, 8):
            line[k, c] = sign * np.prod(np.arange(c - derivative + 1, c + 1.0)) * t ** (c - derivative)
        return line.ravel()

    def require(line: np.ndarray, value: np.ndarray) -> None:
        rows.append(line)
        values.append(value)

    cost = np.zeros((8 * m, 8 * m))
    for k, length in enumerate(np.diff(times)):
        nodes, weights = np.polynomial.legendre.leggauss(8)
        for t, w in zip(length / 2 * (1 + nodes), length / 2 * weights, strict=True):
            cost += w * np.outer(row(k, t, 4), row(k, t, 4))
        require(row(k, 0.0, 0), positions[k])
        require(row(k, length, 0), positions[k + 1])
        for derivative in (1, 2, 3):
            if k == 0:
                require(row(0, 0.0, derivative), 0 * positions[0])
            if k == m - 1:
                require(row(k, length, derivative), 0 * positions[0])
            else:
                require(row(k, length, derivative) + row(k + 1, 0.0, derivative, -1.0), 0 * positions[0])
    constraints, right = np.array(rows), np.array(values)
    zero = np.zeros((len(rows), len(rows)))
    system = np.block([[cost, constraints.T], [constraints, zero]])
    solution = np.linalg.solve(system, np.vstack([np.zeros((8 * m, right.shape[1])), right]))
    return solution[: 8 * m].reshape(m, 8, -1)


class TestTransport:
    """The trajectory of the published task (coefficients to eight decimals, local time in seconds)."""

    PUBLISHED_X = (
        (0, 0, 0, 0, -0.10958071, 0.19568267, -0.07505542, 0.00849774),
        (1.5, 1.91135, 0.1211875, -0.66426324, -0.13462999, 0.1427714, 0.06770664, -0.03346288),
    )
    PUBLISHED_Y = (
        (0, 0, 0, 0, 0.79699858, -0.57490973, 0.14529371, -0.01271274),
        (2.6, 1.10926667, -0.88141667, -0.05504196, 0.30052807, -0.02041287, -0.06828026, 0.01851872),
    )

    def test_coefficients(self):
        trajectory = minimum_snap(*TRANSPORT)
        ours = trajectory.coefficients / np.diff(trajectory.times)[:, None, None] ** np.arange(8)[:, None]
        assert np.allclose(ours[..., 0], self.PUBLISHED_X, rtol=0, atol=6e-9)
        assert np.allclose(ours[..., 1], self.PUBLISHED_Y, rtol=0, atol=6e-9)

    def test_peaks_and_obstacle_distances(self):
        trajectory, t = minimum_snap(*TRANSPORT), np.linspace(0, 4, 4001)
        assert np.linalg.norm(trajectory.evaluate(t, 1), axis=1).max() == pytest.approx(2.31, abs=0.005)
        assert np.linalg.norm(trajectory.evaluate(t, 2), axis=1).max() == pytest.approx(2.23, abs=0.005)
        knots = trajectory.evaluate(0.04 * np.arange(101))
        for center, nearest, distance in (((1.5, 1.3), 49, 1.01), ((0.4, 2.9), 53, 0.90)):
            away = np.linalg.norm(knots[:, :2] - center, axis=1)
            assert (away.argmin(), round(away.min(), 2)) == (nearest, distance)
        assert np.allclose(knots[:, 2], 0.5)


def test_scipy_finds_nothing_better():
    """Free interior velocity, acceleration and jerk of one axis, minimised from a poor guess."""
    times, positions = [0.0, 1.0, 2.5], np.array([0.0, 1.0, -0.5])

    def cost(free: np.ndarray) -> float:
        return hermite_cost(1.0, [0, 0, 0, 0], [1, *free]) + hermite_cost(1.5, [1, *free], [-0.5, 0, 0, 0])

    found = minimize(cost, np.zeros(3), method="BFGS", options={"gtol": 1e-4})
    trajectory = minimum_snap(times, positions[:, None])
    assert trajectory.snap_cost == pytest.approx(found.fun, rel=1e-9)
    ours = [trajectory.evaluate([1.0], derivative).item() for derivative in (1, 2, 3)]
    assert ours == pytest.approx(found.x.tolist(), rel=1e-3)


def hermite_cost(length: float, start: list[float], end: list[float]) -> float:
    """Snap of the polynomial of degree 7 with the given derivatives 0..3 at its ends."""
    basis = [Polynomial.basis(c) for c in range(8)]
    matrix = [[b.deriv(order)(t) if order else b(t) for b in basis] for t in (0.0, length) for order in range(4)]
    snap = Polynomial(np.linalg.solve(matrix, [*start, *end])).deriv(4)
    squared = (snap**2).integ()
    return squared(length) - squared(0.0)


class TestEvaluate:
    def test_shapes(self):
        trajectory = minimum_snap(*TRANSPORT)
        assert trajectory.evaluate([0.0, 1.0]).shape == (2, 3)
        assert trajectory.evaluate(1.0).shape == (1, 3)
        assert trajectory.evaluate(np.empty(0)).shape == (0, 3)

    def test_holds_outside_the_way_points(self):
        trajectory = minimum_snap(*TRANSPORT)
        assert np.allclose(trajectory.evaluate([-1.0, 9.0]), [[0, 0, 0.5], [3, 3, 0.5]])
        assert np.allclose(trajectory.evaluate([-1.0, 9.0], 1), 0, atol=1e-12)

    def test_beyond_degree_seven(self):
        assert not minimum_snap(*TRANSPORT).evaluate([1.0], 8).any()

    def test_negative_derivative(self):
        with pytest.raises(ValueError, match="derivative must be >= 0, got -1"):
            minimum_snap(*TRANSPORT).evaluate([1.0], -1)


class TestBadInput:
    @pytest.mark.parametrize(
        ("times", "positions", "text"),
        [
            ([0], [[0, 0, 0]], "at least two"),
            ([0, 1], [[0, 0, 0]], r"\(2,\) and \(1, 3\)"),
            ([0, 1], [0, 1], r"positions \(m\+1, d\)"),
            ([[0, 1]], [[0, 0, 0]], "expected"),
            ([0, 1, 1], [[0], [1], [2]], "must increase"),
            ([0, 2, 1], [[0], [1], [2]], "must increase"),
            ([0, np.nan], [[0], [1]], "finite"),
            ([0, 1], [[0], [np.inf]], "finite"),
        ],
    )
    def test_is_refused(self, times, positions, text):
        with pytest.raises(ValueError, match=text):
            minimum_snap(times, positions)

    def test_input_is_copied(self):
        times = np.array([0.0, 1.0])
        trajectory = minimum_snap(times, [[0.0], [1.0]])
        times[1] = 5.0
        assert trajectory.times[1] == 1.0


segments = st.lists(st.tuples(st.floats(0.1, 10), st.floats(-100, 100), st.floats(-100, 100)), min_size=1, max_size=30)


class TestAnyWayPoints:
    @settings(max_examples=100, deadline=None)
    @given(segments)
    def test_interpolates_smoothly(self, data):
        times = np.cumsum([0.0, *(d for d, _, _ in data)])
        positions = np.array([[0.0, 0.0], *([x, y] for _, x, y in data)])
        trajectory = minimum_snap(times, positions)
        scale = 1 + np.abs(trajectory.coefficients).max()
        assert np.abs(trajectory.evaluate(times) - positions).max() < 1e-10 * scale
        for derivative in (1, 2, 3):
            jump = [
                pairs[1].deriv(derivative)(t) - pairs[0].deriv(derivative)(t)
                for axis in (0, 1)
                for pairs, t in zip(pairwise(polynomials(trajectory, axis)), times[1:-1], strict=True)
            ]
            assert np.abs(jump).max(initial=0.0) < 1e-9 * scale / np.diff(times).min() ** derivative

    def test_a_thousand_segments(self):
        rng = np.random.default_rng(0)
        times = np.cumsum([0.0, *rng.uniform(0.5, 1.5, 1000)])
        positions = rng.normal(size=(1001, 3))
        assert np.allclose(minimum_snap(times, positions).evaluate(times), positions, atol=1e-9)

    def test_a_line_at_unequal_times_is_exact(self):
        trajectory = minimum_snap([0, 0.01, 10, 10.5], [[0.0], [0.0], [0.0], [0.0]])
        assert not trajectory.evaluate(np.linspace(0, 10.5, 50)).any()
