"""Discs are moved apart, off starts and goals, and into their box; and no further than needed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from l2c_planner.environment.projection import overlap, project_discs

SIDE = np.linspace(-4, 4, 7)
SLOTS = np.concatenate([[(x, y) for y in SIDE] for x in (-4.5, 4.5)] + [[(x, y) for x in SIDE] for y in (-4.5, 4.5)])
RADII = np.full(9, 0.5)


def projected(centres: np.ndarray) -> np.ndarray:
    return project_discs(centres, RADII, np.full(2, -3.8), np.full(2, 3.8), SLOTS, 0.4)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), spread=st.floats(0.0, 6.0))
def test_every_layout_of_a_warehouse_has_room_afterwards(seed, spread):
    centres = projected(np.random.default_rng(seed).uniform(-spread, spread, (9, 2)))
    assert overlap(centres, RADII, SLOTS, 0.4) <= 0
    assert np.abs(centres).max() <= 3.8
    apart = np.linalg.norm(centres[:, None] - centres, axis=-1)[~np.eye(9, dtype=bool)]
    assert apart.min() >= 1.0 and np.linalg.norm(centres[:, None] - SLOTS, axis=-1).min() >= 0.9


def test_what_has_room_stays_where_it_is():
    centres = np.array([[x, y] for x in (-2.5, 0, 2.5) for y in (-2.5, 0, 2.5)])
    np.testing.assert_array_equal(projected(centres), centres)


def test_two_discs_part_as_the_nearest_point_says():
    """An optimiser over both centres finds the same."""
    centres, radii = np.array([[0.0, 0.0], [0.3, 0.1]]), np.array([0.5, 0.7])
    found = project_discs(centres, radii, np.full(2, -9.0), np.full(2, 9.0), np.empty((0, 2)), 0.0, gap=0.2)
    nearest = minimize(
        lambda x: np.sum((x - centres.ravel()) ** 2),
        centres.ravel(),
        constraints={"type": "ineq", "fun": lambda x: np.linalg.norm(x[:2] - x[2:]) - 1.4},
    )
    np.testing.assert_allclose(found.ravel(), nearest.x, atol=1e-5)


def test_the_overlap_tells_what_is_impossible():
    centres = project_discs(np.zeros((4, 2)), np.full(4, 0.5), np.zeros(2), np.ones(2) * 0.8, np.empty((0, 2)), 0.0)
    assert overlap(centres, np.full(4, 0.5), np.empty((0, 2)), 0.0) == pytest.approx(0.2, abs=1e-3)


def test_a_point_pushes_a_disc_off_by_the_clearance():
    moved = project_discs(np.array([[0.1, 0.0]]), np.array([0.5]), -np.ones(2), np.ones(2), np.zeros((1, 2)), 0.3)
    np.testing.assert_allclose(moved, [[0.8, 0.0]], atol=1e-5)
