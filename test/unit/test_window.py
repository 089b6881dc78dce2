"""Windows of a mission against geometry written down again, polynomials from their end conditions, and differences."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from multilift_samples import mixed_task, multilift_task
from scipy.interpolate import BPoly
from scipy.spatial.transform import Rotation

from l2c_planner.models import GRAVITY
from l2c_planner.problems.multilift.build import CableReference, load_path, trajectories_problem
from l2c_planner.problems.multilift.measure import measure
from l2c_planner.problems.multilift.trajectories import CABLE_SAMPLES
from l2c_planner.problems.multilift.window import (
    BRAKING,
    LENIENCE,
    RECOVERY,
    Detour,
    Window,
    path_in,
    window_problem,
)

TASK = mixed_task()
N, CYLINDER, BALL = TASK.team.n, 0, 1
KINDS = ("obstacle clearance", "cable clearance", "load clearance", "pair distance")
FAR = np.array([[40.0, 0, 0, 0, 0, 0], [0, 40.0, 0, 0, 0, 0]])


def still(task):
    """Centres of the obstacles of a task, standing."""
    return np.concatenate([task.obstacle_center, np.zeros_like(task.obstacle_center)], axis=1)


def window(task=TASK, knot=0, obstacles=None, **changes):
    """From the start of a task."""
    load, cables = (c.initial for c in trajectories_problem(task).classes)
    found = Window(
        knot, load[0].copy(), cables.copy(), still(task) if obstacles is None else np.array(obstacles, float)
    )
    return replace(found, **changes)


def some_reference(task=TASK):
    rng = np.random.default_rng(2)
    direction = rng.normal(size=(task.team.n, task.steps + 1, 3))
    tension = rng.uniform(5, 9, (task.team.n, task.steps + 1))
    return CableReference(direction / np.linalg.norm(direction, axis=-1, keepdims=True), tension)


def opened(w, task=TASK, tightening=0.0):
    return window_problem(task, w, some_reference(task), tightening)


class Place:
    """Where load, hooks and robots of a window's start are."""

    def __init__(self, w, task=TASK) -> None:
        self.task, self.load = task, w.load[:3]
        turn = Rotation.from_quat(np.roll(w.load[6:10], -1))
        self.hooks = self.load + turn.apply(task.team.attachment)
        self.cables = task.team.cable_length[:, None] * w.cables[:, :3]
        self.robots = self.hooks + self.cables

    def distances(self, kind, centers):
        """Of all items, between what has to be `required` apart, obstacles (m, 3) fastest."""
        if kind == "pair distance":
            return np.array([np.linalg.norm((a - b)[:2]) for a, b in combinations(self.robots, 2)])
        if kind == "load clearance":
            return np.array(self._all([self.load], centers))
        if kind == "obstacle clearance":
            return np.concatenate([self._all([robot], centers) for robot in self.robots])
        lines = [[hook + s * line for s in CABLE_SAMPLES] for hook, line in zip(self.hooks, self.cables)]
        return np.concatenate([self._all(line, centers) for line in lines])

    def _all(self, points, centers):
        """Of the nearest point from every obstacle."""
        axes = [len(obstacle.center) for obstacle in self.task.obstacles]
        return [min(np.linalg.norm((p - c)[:a]) for p in points) for c, a in zip(centers, axes)]


def required(kind, task=TASK):
    """Of all items without relief."""
    team, need, radius = task.team, task.clearance, [o.radius for o in task.obstacles]
    if kind == "pair distance":
        return np.full(len(list(combinations(range(team.n), 2))), need.pair)
    if kind == "load clearance":
        return np.array([r + team.load_radius + need.load_obstacle for r in radius])
    if kind == "cable clearance":
        return np.array([r + need.cable_obstacle for _ in range(team.n) for r in radius])
    return np.array([r + q + need.obstacle for q in team.quad_radius for r in radius])


def margins(problem, kind, knot, w):
    """What the coordination step finds that items have beyond their distance if the team is as at a window's start."""
    (coupling,) = problem.couplings
    (term,) = [t for t in coupling.program.inequalities if t.name == kind]
    cables = np.concatenate([w.cables, np.zeros((len(w.cables), 4))], axis=1)
    copies = np.concatenate([w.load, np.zeros(6), cables.reshape(-1)])[coupling.index[0]]
    table = coupling.parameters[kind][0, knot]
    assert len(table) == len(term.rows)
    return np.array([term.function(copies[rows], p).full().min() for rows, p in zip(term.rows, table)])


def asked(problem, kind, w, centers):
    """Distances that the coordination step asks for at all knots, (items, N+1): where its margin would be 0.

    A margin is (distance^2 - asked^2) / (2 asked).  centers: (N+1, m, 3).
    """
    found = []
    for knot, center in enumerate(centers):
        distance, margin = Place(w).distances(kind, center), margins(problem, kind, knot, w)
        found.append(-margin + np.sqrt(margin**2 + distance**2))
    return np.array(found).T


class TestReferences:
    @pytest.mark.parametrize("knot", [0, 7, TASK.steps, 3 * TASK.steps])
    def test_are_the_tasks_from_a_knot_on_and_rest_after_its_end(self, knot):
        reference = some_reference()
        problem, _ = window_problem(TASK, window(knot=knot), reference)
        whole = trajectories_problem(TASK, reference)
        load, cables = problem.classes
        left = max(TASK.steps - knot, 0)
        for mine, tasks in zip(problem.classes, whole.classes):
            shared = mine.state_reference[:, : left + 1], tasks.state_reference[:, knot:]
            assert shared[0][:, : shared[1].shape[1]] == pytest.approx(shared[1], abs=1e-9)
        assert load.input_reference[:, :left] == pytest.approx(whole.classes[0].input_reference[:, knot:], abs=1e-9)
        assert (cables.input_reference == 0).all()
        rest = load.state_reference[0, left + 1 :]
        end = np.array([0.6, 0.1, 0.6, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
        assert rest == pytest.approx(np.tile(end, (len(rest), 1)), abs=1e-9)
        weight = np.array([0, 0, 3.0 * GRAVITY])
        held = np.concatenate([weight, np.cross([0.02, -0.03, 0.05], weight)])
        assert load.input_reference[0, left:] == pytest.approx(np.tile(held, (TASK.steps - left, 1)), abs=1e-9)
        assert (cables.state_reference[:, left:, :3] == reference.direction[:, -1:]).all()
        assert (cables.state_reference[:, left:, 6] == reference.tension[:, -1:]).all()

    def test_begin_where_the_team_is(self):
        rng = np.random.default_rng(0)
        w = window(load=rng.normal(size=13), cables=rng.normal(size=(N, 8)))
        w.load[6:10] /= np.linalg.norm(w.load[6:10])
        problem, _ = opened(w)
        assert (problem.classes[0].initial == w.load).all() and (problem.classes[1].initial == w.cables).all()

    def test_a_window_at_the_start_is_the_task(self):
        reference = some_reference()
        problem, around = window_problem(TASK, window(), reference, 0.004)
        whole = trajectories_problem(TASK, reference, 0.004)
        for mine, tasks in zip(problem.classes, whole.classes):
            for name, value in vars(tasks).items():
                if isinstance(value, np.ndarray):
                    np.testing.assert_allclose(getattr(mine, name), value, atol=1e-12, err_msg=name)
        mine, tasks = problem.couplings[0], whole.couplings[0]
        assert mine.program is tasks.program and (mine.index == tasks.index).all()
        assert set(mine.parameters) == set(tasks.parameters)
        for name, table in tasks.parameters.items():
            shape = (1, TASK.steps + 1, *table.shape) if name in KINDS else table.shape
            np.testing.assert_allclose(mine.parameters[name], np.broadcast_to(table, shape), atol=1e-12, err_msg=name)
            assert mine.parameters[name].shape == shape
        assert (around.obstacle_center == TASK.obstacle_center).all()
        assert set(around.relief) == set(KINDS)


END = np.array([0.6, 0.1, 0.6])
"""Of the task without detours."""
FIRST = Detour(0.5, 1.7, np.zeros((3, 3)), np.array([-0.5, 0.7, 0.3]))


def turned(before, begin, end, last):
    """A detour that takes the place of another one in flight."""
    return Detour(begin, end, before.offset(np.array([begin]))[:, 0], np.array(last))


SOONER = turned(FIRST, 0.9, 2.6, [-1.0, 0.1, 0.1])
"""Begins while the first one goes on."""
LATER = turned(FIRST, 2.0, 2.9, [-1.0, 0.1, 0.1])
DETOURS = pytest.mark.parametrize("detour", [FIRST, SOONER, LATER], ids=["first", "sooner", "later"])


class TestDetours:
    FINE = multilift_task(steps=800, dt=0.004, waypoints=[
        {"time": 0.0, "position": [0.0, 0.0, 0.5]}, {"time": 3.2, "position": END.tolist()}
    ])  # fmt: skip

    def path(self, detour=None, knot=0):
        """Positions, velocities and accelerations at the knots; these by Newton, of the load held level."""
        states, wrenches = path_in(self.FINE, window(self.FINE, knot, detour=detour))
        return states[:, :3], states[:, 3:6], wrenches[:, :3] / 3.0 - [0, 0, GRAVITY]

    @DETOURS
    def test_are_smooth(self, detour):
        position, velocity, acceleration = self.path(detour)
        dt, inner = self.FINE.dt, slice(round(detour.begin / self.FINE.dt) + 2, self.FINE.steps - 2)
        assert velocity[inner] == pytest.approx(np.gradient(position, dt, axis=0)[inner], abs=5e-4)
        assert acceleration[inner] == pytest.approx(np.gradient(velocity, dt, axis=0)[inner], abs=0.06)
        assert np.abs(np.diff(acceleration[inner], axis=0)).max() < 0.2
        assert np.abs(acceleration[inner]).max() > 1.0

    @DETOURS
    def test_are_the_quintic_between_their_ends(self, detour):
        ends = [detour.start, [detour.last, np.zeros(3), np.zeros(3)]]
        quintic = BPoly.from_derivatives([detour.begin, detour.end], ends)
        time = np.linspace(detour.begin, detour.end, 50)[1:-1]
        for derivative in range(3):
            expected = quintic.derivative(derivative)(time) if derivative else quintic(time)
            assert detour.offset(time)[derivative] == pytest.approx(expected, abs=1e-9)

    @pytest.mark.parametrize("after", [SOONER, LATER], ids=["sooner", "later"])
    def test_one_goes_on_where_the_one_before_is_then(self, after):
        less, more = (d.offset(np.array([after.begin + h]))[:, 0] for d, h in ((FIRST, -1e-7), (after, 1e-7)))
        assert less == pytest.approx(more, abs=1e-5)

    @DETOURS
    def test_end_aside_by_the_last_offset(self, detour):
        position, velocity, acceleration = self.path(detour)
        after = self.FINE.time >= 3.2
        assert position[after] == pytest.approx(np.tile(END + detour.last, (after.sum(), 1)), abs=1e-9)
        assert np.abs(velocity[after]).max() < 1e-9
        position, velocity, acceleration = self.path(detour, knot=900)
        assert position == pytest.approx(np.tile(END + detour.last, (801, 1)), abs=1e-9)
        assert np.abs(velocity).max() < 1e-9 and np.abs(acceleration).max() < 1e-6

    def test_leave_the_path_alone_before_they_begin(self):
        before = self.FINE.time <= FIRST.begin
        for plain, aside in zip(self.path(), self.path(FIRST)):
            assert (plain[before[: len(plain)]] == aside[before[: len(plain)]]).all()

    def test_stand_aside_before_they_begin(self):
        value, first, second = SOONER.offset(np.array([0.0, SOONER.begin - 1e-6]))
        assert value == pytest.approx(np.tile(SOONER.start[0], (2, 1)))
        assert not first.any() and not second.any() and SOONER.start[1:].all()

    def test_are_added_to_the_path(self):
        time = self.FINE.time
        expected = load_path(self.FINE, time) + FIRST.offset(time)[0]
        assert self.path(FIRST)[0] == pytest.approx(expected, abs=1e-12)

    def test_count_by_the_time_of_the_mission(self):
        for early, late in zip(self.path(FIRST), self.path(FIRST, knot=300)):
            assert late[: len(early) - 300] == pytest.approx(early[300:], abs=1e-9)


class TestObstaclesThatMove:
    MOVING = [[0.9, -0.6, 0.0, -0.3, 0.2, 0.0], [0.4, 1.6, 1.7, 0.1, -0.4, -0.2]]

    @pytest.mark.parametrize("kind", KINDS[:3])
    def test_are_where_they_will_be(self, kind):
        w = window(obstacles=self.MOVING)
        problem, around = opened(w)
        moving = np.array(self.MOVING)
        need = required(kind)
        for knot, time in enumerate(TASK.time):
            centers = moving[:, :3] + time * moving[:, 3:]
            assert around.obstacle_center[knot] == pytest.approx(centers)
            distance = Place(w).distances(kind, centers)
            expected = (distance**2 - need**2) / (2 * need)
            assert margins(problem, kind, knot, w) == pytest.approx(expected, abs=1e-9)

    def test_leave_pairs_and_limits_as_they_are(self):
        (mine,), (tasks,) = opened(window(obstacles=self.MOVING))[0].couplings, trajectories_problem(TASK).couplings
        for name, table in tasks.parameters.items():
            if "clearance" not in name:
                assert mine.parameters[name] == pytest.approx(np.broadcast_to(table, mine.parameters[name].shape))

    def test_are_no_matter_where_there_are_none(self):
        bare = multilift_task(obstacles=[])
        problem, around = opened(window(bare), bare)
        assert around.obstacle_center.shape == (bare.steps + 1, 0, 3)
        assert set(around.relief) == {"pair distance"}


def lacking(kind, amount):
    """Window, kind, and number of an item that lacks an amount [m] of its distance at the start, all others far."""
    w, obstacles = window(obstacles=FAR), FAR.copy()
    place, item = Place(w), 2
    if kind == "pair distance":
        pair = list(combinations(range(N), 2)).index((1, 2))
        gap = (place.robots[2] - place.robots[1])[:2]
        shift = (np.linalg.norm(gap) - TASK.clearance.pair + amount) * gap / np.linalg.norm(gap)
        flat = place.robots[1, :2] + shift - place.hooks[1, :2]
        w.cables[1, :2] = flat / TASK.team.cable_length[1]
        w.cables[1, 2] = np.sqrt(1 - np.sum(w.cables[1, :2] ** 2))
        return w, pair
    if kind == "load clearance":
        obstacles[BALL, :3] = place.load - [0, 0, required(kind)[BALL] - amount]
        item = BALL
    elif kind == "cable clearance":
        line = place.cables[2] / np.linalg.norm(place.cables[2])
        aside = np.cross(line, [0.0, 0.0, 1.0])
        aside /= np.linalg.norm(aside)
        item = 2 * 2 + CYLINDER
        obstacles[CYLINDER, :3] = place.hooks[2] + 0.5 * place.cables[2] + (required(kind)[item] - amount) * aside
    else:
        item = 2 * 3 + CYLINDER
        out = np.r_[place.robots[3, :2] - place.load[:2], 0.0]
        obstacles[CYLINDER, :3] = place.robots[3] + (required(kind)[item] - amount) * out / np.linalg.norm(out)
    return replace(w, obstacles=obstacles), item


def expected_relief(amount, time):
    """Closed form: all of it until `BRAKING`, none from `RECOVERY` on, straight between."""
    return np.interp(time, [0.0, BRAKING, RECOVERY], [amount + LENIENCE, amount + LENIENCE, 0.0])


def resting(task, w):
    """A plan in which the team stays as at a window's start."""
    hold = np.r_[0, 0, task.team.load_mass * GRAVITY, 0, 0, 0]
    loads, cables = np.tile(w.load, (1, task.steps + 1, 1)), np.repeat(w.cables[:, None], task.steps + 1, axis=1)
    return {"load": (loads, np.tile(hold, (1, task.steps, 1))), "cable": (cables, np.zeros((N, task.steps, 4)))}


def judged(task, w, tightening=0.0):
    """Requirements by name, of a plan in which the team rests at a window's start."""
    problem, around = opened(w, task, tightening)
    return {r.name: r for r in measure(task, problem, resting(task, w), around).requirements}


class TestRelief:
    def test_is_none_where_the_start_is_clear(self):
        _, around = opened(window())
        assert all((relief == 0).all() for relief in around.relief.values())

    def test_limits_are_not_relieved(self):
        w = window()
        w.cables[:, 6] = 100.0
        assert set(opened(w)[1].relief) == set(KINDS)

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("amount", [0.01, 0.05])
    def test_is_what_the_start_lacks_and_goes_back(self, kind, amount):
        w, item = lacking(kind, amount)
        problem, around = opened(w)
        centers = around.obstacle_center
        assert Place(w).distances(kind, centers[0])[item] == pytest.approx(required(kind)[item] - amount)
        expected = np.zeros_like(around.relief[kind])
        expected[item] = expected_relief(amount, TASK.time)
        assert around.relief[kind] == pytest.approx(expected, abs=1e-9)
        found = asked(problem, kind, w, centers)
        assert found == pytest.approx(required(kind)[:, None] - expected, abs=1e-7)
        assert found[item, 0] == pytest.approx(Place(w).distances(kind, centers[0])[item] - LENIENCE)

    @pytest.mark.parametrize("kind", KINDS)
    def test_counts_from_the_distance_with_the_extra_one(self, kind):
        w, item = lacking(kind, -0.01)
        assert (opened(w)[1].relief[kind] == 0).all()
        found = opened(w, tightening=0.03)[1].relief[kind]
        assert found[item] == pytest.approx(expected_relief(0.02, TASK.time), abs=1e-9)

    @pytest.mark.parametrize("kind", KINDS)
    def test_is_granted_by_who_judges_as_by_who_plans(self, kind):
        w, item = lacking(kind, 0.04)
        problem, around = opened(w)
        judge = judged(TASK, w)[kind]
        spare = (judge.values - judge.required)[item]
        centers = around.obstacle_center
        planned = Place(w).distances(kind, centers[0])[item] - asked(problem, kind, w, centers)[item]
        assert spare == pytest.approx(planned, abs=1e-7)
        assert spare[0] == pytest.approx(LENIENCE) and spare[-1] == pytest.approx(-0.04)
        assert judge.problem()[1].startswith("knot 10: ")
        others = np.arange(len(judge.values)) != item
        assert (np.broadcast_to(judge.required, judge.values.shape)[others] == np.max(judge.required)).all()


class TestSoon:
    """What would be lacking after `BRAKING`, of a start that moves."""

    def gone_on(self, w):
        """The window's start after `BRAKING`, turned by Rodrigues' formula and with straight steps."""
        load, cables = w.load.copy(), w.cables.copy()
        turn = Rotation.from_quat(np.roll(load[6:10], -1))
        load[:3] += BRAKING * turn.apply(load[3:6])
        load[6:10] = np.roll((turn * Rotation.from_rotvec(BRAKING * load[10:13])).as_quat(), 1)
        steps = cables[:, :3] + BRAKING * np.cross(cables[:, 3:6], cables[:, :3])
        cables[:, :3] = steps / np.linalg.norm(steps, axis=1, keepdims=True)
        return replace(w, load=load, cables=cables)

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("seed", range(4))
    def test_more_of_the_two_is_given(self, kind, seed):
        rng = np.random.default_rng(seed)
        w, _ = lacking(kind, 0.02)
        tilted = Rotation.from_rotvec(rng.normal(size=3) * 0.02)
        w.load[3:6], w.load[10:13] = rng.normal(size=3) * 0.4, rng.normal(size=3) * 0.4
        w.load[6:10] = np.roll(tilted.as_quat(), 1)
        w.cables[:, 3:6] = rng.normal(size=(N, 3)) * 0.3
        _, around = opened(w)
        now, soon = (Place(x).distances(kind, w.obstacles[:, :3]) for x in (w, self.gone_on(w)))
        lack = np.maximum(required(kind) - now, required(kind) - soon)
        expected = np.where(lack > 0, lack + LENIENCE, 0.0)
        assert around.relief[kind][:, 0] == pytest.approx(expected, abs=1e-9)
        assert (expected > 0).any()

    def test_the_load_moves_along_its_own_axes(self):
        w, item = lacking("load clearance", 0.0)
        w.load[6:10] = [np.cos(np.pi / 4), np.sin(np.pi / 4), 0.0, 0.0]
        w.load[3:6] = [0.0, -0.4, 0.0]
        relief = opened(w)[1].relief["load clearance"]
        assert relief[item, 0] == pytest.approx(0.4 * BRAKING + LENIENCE)
