"""Shortest ways, success, speed and collisions are what a drawing of the scene says."""

import casadi as ca
import numpy as np
import pytest

from l2c_planner.environment.measures import arrivals, collisions, measures, path_length, success_of
from l2c_planner.environment.motion import POINT
from l2c_planner.environment.scene import Border, Limits, Metric, Scene
from l2c_planner.environment.shapes import Disc, HalfPlane, Rectangle, Segment, Shape, TrackWall, constant
from l2c_planner.environment.shortest import shortest_length

NO_THETA = np.zeros(0)


def scene(starts: list, goals: list, *borders: Border, radius: float = 0.2, steps: int = 8) -> Scene:
    def states(places: list) -> np.ndarray:
        return np.concatenate([np.array(places, float).T, np.zeros((2, len(places)))])

    return Scene(
        "test", POINT, steps, 0.5, np.full(len(starts), radius), constant(states(starts)), constant(states(goals)),
        borders, Limits(2.0, np.ones(2)), np.ones(4), np.ones(2), Metric(0.5), 0,
    )  # fmt: skip


def length(start: tuple, goal: tuple, *shapes: Shape) -> float:
    here = scene([start], [goal], *map(Border, shapes))
    return shortest_length(here, NO_THETA, 0, np.array(start, float), np.array(goal, float))


def disc(x: float, y: float, radius: float = 0.5) -> Disc:
    return Disc("disc", constant((x, y)), constant(radius))


def test_past_a_disc_lead_two_tangents_and_an_arc():
    R = 0.7
    exact = 2 * np.sqrt(4.0**2 - R**2) + R * (np.pi - 2 * np.arccos(R / 4.0))
    assert exact * (1 - 2e-3) < length((-4, 0), (4, 0), disc(0, 0)) <= exact


def test_past_two_discs_on_either_side_leads_an_s():
    """Tangent, arc, inner tangent, arc, tangent: lengths by hand for discs at (-1, 0.69) and (1, -0.69)."""
    found = length((-4, 0), (4, 0), disc(-1, 0.69), disc(1, -0.69))
    assert found == pytest.approx(8.0, abs=1e-3)
    assert length((-4, 0), (4, 0), disc(-1, 0.71), disc(1, -0.71)) == 8.0
    assert length((-4, 0), (4, 0), disc(-1, 0.3), disc(1, -0.3)) > 8.01


def test_past_a_rectangle_leads_its_rounded_corner():
    wall = Rectangle("wall", constant((0.0, 1.0)), constant((0.5, 1.5)), constant(0.0))
    exact, _ = _over_corners(4.0, 0.5, 0.5, 0.2)
    assert exact * (1 - 1e-3) < length((-4, 0), (4, 0), wall) <= exact + 1e-9


def _over_corners(away: float, half: float, depth: float, radius: float) -> tuple[float, float]:
    """A taut string from (-away, 0) to (away, 0) below corners (+-half, -depth) with this radius."""
    reach = np.hypot(away - half, depth)
    tangent = np.sqrt(reach**2 - radius**2)
    turn = np.arctan2(depth, away - half) + np.arcsin(radius / reach)
    return 2 * (tangent + radius * turn + half), turn


def test_a_turned_rectangle_is_no_longer_way_than_the_same_unturned():
    flat = Rectangle("flat", constant((0.0, 0.0)), constant((1.0, 0.5)), constant(np.pi / 2))
    upright = Rectangle("upright", constant((0.0, 0.0)), constant((0.5, 1.0)), constant(0.0))
    assert length((-4, 0), (4, 0), flat) == pytest.approx(length((-4, 0), (4, 0), upright), abs=1e-9)


def test_a_half_plane_shuts_one_side():
    below = HalfPlane("road", constant((0.0, 1.0)), constant(0.5))
    wall = Segment("wall", constant((0.0, -3.0)), constant((0.0, 0.2)))
    over, under = length((-4, 0), (4, 0), wall), length((-4, 0), (4, 0), wall, below)
    assert over < 8.1 and under > 9.5


def test_no_way_is_infinite():
    fences = [HalfPlane("a", constant((0.0, 1.0)), constant(1.0)), HalfPlane("b", constant((0.0, -1.0)), constant(1.0))]
    wall = Segment("wall", constant((0.0, -1.0)), constant((0.0, 1.0)))
    assert length((-4, 0), (4, 0), wall, *fences) == np.inf


def test_overlapping_bodies_are_one():
    row = [disc(0, y) for y in np.linspace(-2, 2, 9)]
    found = length((-4, 0), (4, 0), *row)
    assert found > 2 * np.hypot(4, 2.5)


def test_borders_of_others_do_not_count():
    here = scene([(-4, 0)], [(4, 0)], Border(disc(0, 0), agents=(1,)))
    assert shortest_length(here, NO_THETA, 0, np.array([-4.0, 0.0]), np.array([4.0, 0.0])) == 8.0


def test_a_track_has_no_shortest_way():
    wall = TrackWall("outer", lambda angle, theta: ca.DM(5.0) + 0 * angle, 1.0, 1)
    with pytest.raises(ValueError, match="test: a track has no shortest way"):
        length((5, 0), (5, 1), wall)


def straight(start: tuple, goal: tuple, steps: int, standing: int) -> np.ndarray:
    """Steady until step ``steps``, then standing."""
    share = np.minimum(np.arange(steps + standing + 1) / steps, 1.0)
    return np.array(start) + share[:, None] * (np.array(goal, float) - np.array(start))


def test_a_straight_way_is_a_full_success():
    here = scene([(0, 0), (0, 3)], [(4, 0), (4, 3)])
    positions = np.stack([straight((0, 0), (4, 0), 8, 0), straight((0, 3), (4, 3), 4, 4)])
    found = measures(here, NO_THETA, positions)
    assert (found.spl, found.success_rate, found.numcoll, found.safety) == (pytest.approx(3.7 / 4), 1.0, 0.0, 1.0)
    np.testing.assert_array_equal(arrivals(here, NO_THETA, positions), [8, 4])
    assert found.pctspeed == pytest.approx((4 / 4.0 + 4 / 2.0) / 2 / 2.0)
    assert found.length == 4.0


def test_who_does_not_stay_at_the_goal_has_not_arrived_there():
    here = scene([(0, 0)], [(2, 0)])
    through = np.array([straight((0, 0), (4, 0), 8, 0)])
    assert not success_of(here, NO_THETA, through).any()
    assert measures(here, NO_THETA, through).spl == 0.0
    back = np.concatenate([through[:, :7], through[:, 5:3:-1]], axis=1)
    np.testing.assert_array_equal(arrivals(here, NO_THETA, back), [8])


def test_a_detour_lowers_the_success_by_path_length():
    here = scene([(0, 0)], [(4, 0)])
    detour = np.concatenate([straight((0, 0), (2, 2), 4, 0), straight((2, 2), (4, 0), 4, 0)[1:]])[None]
    walked = 4 / 4 * 2 * np.hypot(2, 2)
    assert measures(here, NO_THETA, detour).spl == pytest.approx(3.7 / walked)


def test_overlaps_are_counted_per_instant_body_and_agent():
    here = scene([(0, 0), (4, 0)], [(4, 0), (0, 0)], Border(disc(2, 1.0, 0.5)))
    positions = np.stack([straight((0, 0), (4, 0), 8, 0), straight((4, 0), (0, 0), 8, 0)])
    assert collisions(here, NO_THETA, positions) == 1 / 2  # both in the middle, 0.5 m from the disc's boundary
    assert measures(here, NO_THETA, positions).safety == pytest.approx(1 - (1 + _potential(0.3)) / 2)


def _potential(distance: float) -> float:
    return ((1 / (distance + 0.1) - 1 / 0.6) / (1 / 0.1 - 1 / 0.6)) ** 2


def test_the_length_of_a_path_is_that_of_its_pieces():
    assert path_length(np.array([[0, 0], [3, 4], [3, 5]])) == 6.0
