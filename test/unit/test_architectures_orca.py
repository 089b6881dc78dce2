"""ORCA and boids: the linear program by enumeration, half-planes by the velocity obstacle, who passes where."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import linprog

from l2c_planner.applications.architectures import orca
from l2c_planner.applications.architectures.boids import Boids, shortened
from l2c_planner.applications.architectures.law import Sight, seeking
from l2c_planner.applications.architectures.linear_program import closest, safest
from l2c_planner.applications.architectures.measures import figures
from l2c_planner.applications.architectures.orca import AHEAD, ESCAPE, Orca, half_plane
from l2c_planner.applications.architectures.simulate import fly
from l2c_planner.config import SwarmTask

TOLERANCE = 1e-9


def swarm(starts, goals, obstacles=(), model="double_integrator_2d", **changes) -> SwarmTask:
    n = len(starts)
    return SwarmTask.model_validate({
        "problem": "swarm",
        "team": {"robots": {"count": n, "model": model, "radius": 0.15}},
        "horizon": {"steps": 80, "dt": 0.05},
        "starts": starts, "goals": goals, "obstacles": obstacles,
        "clearance": {"pair": 0.4, "obstacle": 0.1}, "limits": {"speed": 1.5, "acceleration": 4.0}, **changes,
    })  # fmt: skip


def lines_at_random(rng: np.random.Generator, count: int, middle: float) -> list[tuple[float, float, float]]:
    angle = rng.uniform(0, 2 * np.pi, count)
    return [(np.cos(a), np.sin(a), c) for a, c in zip(angle, rng.normal(middle, 0.7, count))]


def best_by_enumeration(lines, speed, wanted):
    """The nearest of all points where a solution can lie: the wish, its feet on borders, and where borders cross."""
    length = np.hypot(*wanted)
    points = [np.array(wanted), np.array(wanted) * speed / length]
    for x, y, c in lines:
        normal, along = np.array([x, y]), np.array([-y, x])
        points.append(wanted + (c - normal @ wanted) * normal)
        if abs(c) < speed:
            points += [c * normal + s * np.sqrt(speed**2 - c**2) * along for s in (-1, 1)]
    for one, other in combinations(lines, 2):
        matrix = np.array([one[:2], other[:2]])
        if abs(np.linalg.det(matrix)) > 1e-9:
            points.append(np.linalg.solve(matrix, [one[2], other[2]]))
    kept = [
        p for p in points if np.hypot(*p) <= speed + TOLERANCE and all(lacks(line, p) <= TOLERANCE for line in lines)
    ]
    return min(kept, key=lambda p: np.hypot(*(p - wanted)), default=None)


def lacks(line, v):
    return line[2] - line[0] * v[0] - line[1] * v[1]


class TestLinearProgram:
    @pytest.mark.parametrize("seed", range(60))
    def test_finds_the_nearest_of_all(self, seed):
        rng = np.random.default_rng(seed)
        lines = lines_at_random(rng, 1 + seed % 7, -0.5)
        wanted = tuple(rng.normal(0, 1.5, 2).tolist())
        v, kept = closest(lines, 1.5, wanted)
        best = best_by_enumeration(lines, 1.5, np.array(wanted))
        assert (best is not None) == (kept == len(lines))
        if best is not None:
            np.testing.assert_allclose(v, best, atol=1e-7)

    @pytest.mark.parametrize("hard", [0, 2])
    @pytest.mark.parametrize("seed", range(20))
    def test_without_a_solution_the_worst_violation_is_smallest(self, seed, hard):
        rng = np.random.default_rng((seed, 1))
        lines = lines_at_random(rng, hard, -0.8) + lines_at_random(rng, 6, 1.2)
        speed = 1.5
        _, kept = closest(lines, speed, (1.0, 0.0))
        assert hard <= kept < len(lines), "the sample has a solution, or none for the hard lines"
        v = safest(lines, hard, speed, (1.0, 0.0))
        around = np.linspace(0, 2 * np.pi, 1440, endpoint=False)
        rim = np.column_stack([np.cos(around), np.sin(around), np.zeros(1440)])
        table = np.array([(-x, -y, -float(i >= hard)) for i, (x, y, _) in enumerate(lines)])
        limits = np.concatenate([[-c for _, _, c in lines], np.full(1440, speed)])
        found = linprog([0, 0, 1], np.vstack([table, rim]), limits, bounds=[(None, None)] * 2 + [(0, None)])
        assert max(lacks(line, v) for line in lines[hard:]) == pytest.approx(found.fun, abs=1e-4)
        assert all(lacks(line, v) <= 1e-8 for line in lines[:hard]) and np.hypot(*v) <= speed + 1e-9

    def test_hard_lines_that_contradict_each_other_give_way_too(self):
        v = safest([(1.0, 0.0, 0.5), (-1.0, 0.0, 0.5)], 2, 1.0, (0.0, 0.3))
        assert abs(v[0]) < 1e-9


class TestHalfPlane:
    WAY, RADIUS = np.array([4.0, 0.0]), 1.0

    @pytest.mark.parametrize(
        "velocity, normal, size",
        [
            ((1.0, 0.0), (-1.0, 0.0), 4 / AHEAD - 1 - 1 / AHEAD),  # before the round end of the obstacle
            ((8.0, 0.5), (-0.25, np.sqrt(15) / 4), 0.25 * 8 - 0.5 * np.sqrt(15) / 4),  # nearest to the left leg
            ((8.0, -0.5), (-0.25, -np.sqrt(15) / 4), 0.25 * 8 - 0.5 * np.sqrt(15) / 4),
        ],
    )
    def test_closed_forms(self, velocity, normal, size):
        found, change = half_plane(self.WAY, np.array(velocity), np.array(self.RADIUS))
        np.testing.assert_allclose(found, normal, atol=1e-12)
        sign = -1 if velocity[0] == 1.0 else 1
        np.testing.assert_allclose(change, sign * size * np.array(normal), atol=1e-12)

    def test_those_who_are_too_close_part_in_the_time_of_escape(self):
        normal, change = half_plane(np.array([0.5, 0.0]), np.zeros(2), np.array(1.0))
        np.testing.assert_allclose(normal, [-1, 0], atol=1e-12)
        np.testing.assert_allclose(change, [-0.5 / ESCAPE, 0], atol=1e-12)

    @pytest.mark.parametrize("seed", range(40))
    def test_border_is_the_nearest_one(self, seed):
        rng = np.random.default_rng(seed)
        way, velocity, radius = rng.normal(0, 2, 2), rng.normal(0, 2, 2), 0.6
        if np.hypot(*way) <= radius:
            way *= 2 * radius / np.hypot(*way)
        _, change = half_plane(way, velocity, np.array(radius))
        size = np.hypot(*change)
        within = hits(way, velocity[None], radius)[0]
        angle = np.linspace(0, 2 * np.pi, 720)
        ring = np.column_stack([np.cos(angle), np.sin(angle)])
        assert (hits(way, velocity + 0.99 * size * ring, radius) == within).all(), "the border is nearer"
        assert hits(way, (velocity + 1.01 * change)[None], radius)[0] != within, "the change does not reach the border"

    @pytest.mark.parametrize("seed", range(30))
    def test_two_who_keep_to_theirs_do_not_meet(self, seed):
        """The promise of ORCA, for velocities that are far from those of before."""
        rng = np.random.default_rng((seed, 2))
        way, one, other, radius = rng.normal(0, 2, 2), rng.normal(0, 1, 2), rng.normal(0, 1, 2), 0.6
        if np.hypot(*way) <= radius:
            way *= 2 * radius / np.hypot(*way)
        normal, change = half_plane(way, one - other, np.array(radius))
        back, answer = half_plane(-way, other - one, np.array(radius))
        allowed = [
            v[(v - own - step / 2) @ n >= 0]
            for own, step, n, v in ((one, change, normal, rng.normal(0, 2, (200, 2))),
                                    (other, answer, back, rng.normal(0, 2, (200, 2))))
        ]  # fmt: skip
        relative = (allowed[0][:, None] - allowed[1]).reshape(-1, 2)
        assert len(relative) and not hits(way, relative, radius - 1e-9).any()


def hits(way, velocities, radius):
    """Whether relative velocities (k, 2) come closer than a radius within the time ahead: where they are nearest."""
    fast = np.maximum(np.sum(velocities**2, axis=1), 1e-12)
    when = np.clip(velocities @ way / fast, 0, AHEAD)
    return np.linalg.norm(way - when[:, None] * velocities, axis=1) < radius


class TestFlight:
    @pytest.fixture(autouse=True)
    def _same_wishes(self, monkeypatch):
        monkeypatch.setattr(orca, "UNEVEN", 0.0)

    def test_head_on_both_pass_on_the_same_side_symmetrically(self):
        task = swarm([[-1.5, 0, 1], [1.5, 0, 1]], [[1.5, 0, 1], [-1.5, 0, 1]])
        flight = fly(task, Orca(task), {})
        one, other = flight.states[:, :, :2]
        np.testing.assert_allclose(one, -other, atol=1e-9)
        middle = one[np.argmin(np.abs(one[:, 0]))]
        assert middle[1] < -0.15, "the robot that flies towards +x keeps right"
        found = figures(task, flight, {})
        assert found.success and found.pair_distance >= 0.4 - 1e-3

    def test_goes_around_an_obstacle_and_keeps_the_clearance(self):
        pillar = [{"shape": "cylinder", "center": [0.0, 0.02], "radius": 0.3}]
        task = swarm([[-1.5, 0, 1], [5, 5, 1]], [[1.5, 0, 1], [5, 6, 1]], pillar)
        found = figures(task, fly(task, Orca(task), {}), {})
        assert found.success and 0.1 - 1e-3 <= found.clearance < 0.2 and found.length < 3.4

    def test_robots_at_other_heights_and_below_a_sphere_pass_straight(self):
        ball = [{"shape": "sphere", "center": [0, 0, 3.0], "radius": 0.3}]
        ends = [[-1.5, 0, 1.0], [1.5, 0, 2.0]]
        task = swarm(ends, [[1.5, 0, 1.0], [-1.5, 0, 2.0]], ball, model="double_integrator_3d")
        law = Orca(task)
        sight = Sight(np.array(ends), np.zeros((2, 3)), np.ones((2, 2), bool), np.ones(2, bool))
        _, _, used = law._lines(sight)
        assert not used.any()

    def test_around_a_robot_that_does_nothing_the_other_does_all(self):
        task = swarm([[-1.5, 0, 1], [0, 0, 1]], [[1.5, 0, 1], [0, 1.5, 1]])
        flight = fly(task, Orca(task), {"robot_1": 0.0})
        np.testing.assert_array_equal(flight.states[1], np.tile([0.0, 0, 0, 0], (flight.states.shape[1], 1)))
        found = figures(task, flight, {"robot_1": 0.0})
        assert found.success and found.pair_distance >= 0.4 - 1e-3


class TestBoids:
    def test_push_of_another_grows_as_it_comes_near_and_points_away(self):
        task = swarm([[-1, 0, 1], [1, 0, 1]], [[1, 0, 1], [-1, 0, 1]])
        law, pushes = Boids(task), []
        for gap in (0.3, 0.6, 1.1, 1.3):
            here = np.array([[0.0, 0.0], [gap, 0.0]])
            pushes.append(law._apart(Sight(here, np.zeros((2, 2)), np.ones((2, 2), bool), np.ones(2, bool)))[0, 0])
        assert pushes[0] < pushes[1] < pushes[2] < 0 == pushes[3]

    def test_one_alone_does_not_know_a_flock(self):
        task = swarm([[-1, 0, 1], [1, 0, 1]], [[1, 0, 1], [-1, 0, 1]])
        here = np.array([[0.0, 0.0], [0.5, 0.0]])
        sight = Sight(here, np.ones((2, 2)), np.eye(2, dtype=bool), np.ones(2, bool))
        np.testing.assert_array_equal(Boids(task)._flock(sight), 0)

    def test_alone_they_reach_their_goals(self):
        task = swarm([[-1, 0, 1], [-1, 5, 1]], [[1, 0, 1], [1, 5, 1]])
        assert figures(task, fly(task, Boids(task), {}), {}).success

    def test_what_is_urgent_leaves_the_rest(self):
        vectors = np.array([[3.0, 4.0], [0.3, 0.4], [0.0, 0.0]])
        np.testing.assert_allclose(np.linalg.norm(shortened(vectors, 1.0), axis=1), [1, 0.5, 0])


def test_speed_before_the_goal_lets_a_robot_stop_there():
    task = swarm([[-1, 0, 1], [1, 0, 1]], [[1, 0, 1], [-1, 0, 1]])
    for gap in np.geomspace(0.01, 2.0, 9):
        speed = np.linalg.norm(seeking(task, task.goal[:, :2] + [gap, 0.0]), axis=1)
        brake = task.limits.acceleration / np.sqrt(2)
        assert (speed**2 / (2 * brake) <= gap + 1e-12).all() and (speed <= 1.5 + 1e-12).all() and (speed > 0).all()
