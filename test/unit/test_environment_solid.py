"""A solid's distances equal a rectangle's, and those to many points of its border; its rows tell who is clear."""

import casadi as ca
import numpy as np
import pytest

from l2c_planner.environment.shapes import Rectangle, constant
from l2c_planner.environment.solid import Solid

NOTHING = np.zeros(0)
RADIUS = 0.3
PLACES = np.random.default_rng(0).uniform(-3, 3, (400, 2))
TRIANGLE = np.array([[-1.5, -1.0], [2.0, -0.4], [0.3, 1.7]])


def at_places(of) -> np.ndarray:
    """A scalar of a position, at all places."""
    p = ca.SX.sym("p", 2)
    return np.asarray(ca.Function("f", [p], [of(p)]).map(len(PLACES))(PLACES.T)).ravel()


@pytest.fixture
def triangle() -> Solid:
    return Solid("triangle", constant(TRIANGLE.T))


def test_a_turned_rectangle_is_a_solid():
    plain = Rectangle("plain", constant((0.4, -0.2)), constant((1.1, 0.6)), constant(0.7))
    solid = Solid("solid", constant(plain.outline(NOTHING)[:-1].T))
    distances = [at_places(lambda p, shape=shape: shape.distance(p, NOTHING)) for shape in (solid, plain)]
    rows = [at_places(lambda p, shape=shape: shape.constraint(p, NOTHING, RADIUS)) for shape in (solid, plain)]
    np.testing.assert_allclose(*distances, atol=1e-9)
    np.testing.assert_allclose(*rows, atol=1e-9)
    np.testing.assert_allclose(solid.outline(NOTHING), plain.outline(NOTHING))


def test_distances_are_those_to_the_nearest_point_of_the_border(triangle):
    share = np.linspace(0, 1, 2001)[:, None]
    ends = np.roll(TRIANGLE, -1, axis=0)
    border = np.concatenate([(1 - share) * a + share * b for a, b in zip(TRIANGLE, ends)])
    nearest = np.linalg.norm(PLACES[:, None] - border, axis=-1).min(axis=1)
    weights = np.linalg.solve(np.vstack([TRIANGLE.T, np.ones(3)]), np.vstack([PLACES.T, np.ones(len(PLACES))]))
    inside = (weights > 0).all(axis=0)
    assert 20 < inside.sum() < 200
    found = at_places(lambda p: triangle.distance(p, NOTHING))
    np.testing.assert_allclose(found, np.where(inside, -nearest, nearest), atol=1e-3)


def test_rows_are_positive_for_who_is_clear_and_have_no_steps(triangle):
    distance = at_places(lambda p: triangle.distance(p, NOTHING))
    row = at_places(lambda p: triangle.constraint(p, NOTHING, RADIUS))
    np.testing.assert_array_equal(row >= 0, distance >= RADIUS)
    apart, order = np.maximum(distance, 0), np.argsort(distance)
    np.testing.assert_allclose(row, apart**2 - RADIUS**2 + 2 * RADIUS * np.minimum(distance, 0), atol=1e-9)
    assert np.all(np.diff(row[order]) >= 0)


def test_corners_follow_the_parameters():
    moved = Solid("moved", lambda theta: ca.DM(TRIANGLE.T) + ca.horzcat(theta, theta, theta))
    p, theta = ca.SX.sym("p", 2), ca.SX.sym("theta", 2)
    distance = moved.distance(p, theta)
    slopes = ca.Function("f", [p, theta], [ca.gradient(distance, theta), ca.gradient(distance, p)])
    by_theta, by_place = slopes([-2.0, 0.5], [0.1, 0.2])
    np.testing.assert_allclose(np.asarray(by_theta), -np.asarray(by_place))
    assert float(ca.norm_2(by_place)) == pytest.approx(1.0)
