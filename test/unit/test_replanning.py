"""Plans in flight, in one process: they come, keep their distances, avoid what moves, and begin where the team is."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from itertools import combinations

import numpy as np
import pytest
from flight_samples import moved
from multilift_samples import CYLINDER, SPHERE, multilift_task

from l2c_planner.control import Tracks
from l2c_planner.control.estimate import LOAD, ROBOT
from l2c_planner.plan.arrays import motion_arrays
from l2c_planner.plan.receding import window_stages
from l2c_planner.simulation import fly, planned_state
from l2c_planner.simulation import replanning as replanning_module
from l2c_planner.simulation.flight_file import Count, load, save
from l2c_planner.simulation.obstacles import obstacle_motion
from l2c_planner.simulation.plant import Observation
from l2c_planner.simulation.record import Record
from l2c_planner.simulation.replanning import Replanning

CART = {"name": "cart", "shape": "cylinder", "center": [0.9, -0.75], "radius": 0.2,
        "moves": {"velocity": [-0.05, 0.3, 0.0]}}  # fmt: skip
SIDEWAYS = {"name": "cart", "shape": "cylinder", "center": [5.0, 1.0], "radius": 0.2,
            "moves": {"velocity": [0.5, -0.25, 0.0], "after": 0.4}}  # fmt: skip
RISING = {**SPHERE, "moves": {"velocity": [0.0, 0.1, 0.2], "after": 1.0}}


def seen_at(task, replanning, time, offset=(0.0, 0.0, 0.0)):
    """The team on its plans, all of it beside by an offset [m]."""
    state = planned_state(Tracks.of(replanning.plans), task.team, time)
    robots, body = (replace(o, position=o.position + np.array(offset)) for o in (state.robots, state.load))
    return Observation(time, robots, body)


def arrays(task, replanning):
    """The first plan as it is flown."""
    reference = replanning.found.problem.classes[0].state_reference[0]
    return {**motion_arrays(task, replanning.found.executed), "load_reference": reference}


def distances(task, replanning):
    """Smallest distance of robots from obstacles beyond both radii, and of robots from each other, over all plans."""
    around, between = np.inf, np.inf
    for start, track in replanning.plans:
        for time in task.time:
            robots = track.at(time).position[:, :2]
            for obstacle in task.obstacles:
                gone = max(start + time - obstacle.moves.after, 0.0) if obstacle.moves else 0.0
                velocity = np.array(obstacle.moves.velocity[:2]) if obstacle.moves else np.zeros(2)
                away = np.linalg.norm(robots - np.array(obstacle.center) - gone * velocity, axis=1)
                around = min(around, (away - task.team.quad_radius).min() - obstacle.radius)
            between = min(between, *(np.linalg.norm(a - b) for a, b in combinations(robots, 2)))
    return around, between


@pytest.mark.skipif(find_spec("mujoco") is None, reason="the physics need mujoco")
class TestFlight:
    def test_plans_come_at_their_rate_and_keep_their_distances(self):
        task = multilift_task()
        replanning = Replanning.of(task)
        flight = fly(task, arrays(task, replanning), replanning=replanning, hover=0.1, hold=0.1)
        assert (flight.replans, flight.dropped, flight.measures.collisions) == (3, (), 0)
        starts = np.array([start for start, _ in replanning.plans])
        asked = np.array([0.5, 1.0, 1.5])
        lead = starts[1:] - asked
        assert (lead >= task.planner.receding.lead - 0.01).all() and (lead <= task.planner.receding.lead + 0.09).all()
        assert starts / task.dt == pytest.approx(np.round(starts / task.dt))
        around, between = distances(task, replanning)
        assert around >= task.clearance.obstacle - 1e-3 and between >= task.clearance.pair - 1e-3
        assert flight.measures.load_rmse_m < 0.05
        assert flight.figures()["replans"] == 3 and flight.figures()["dropped_plans"] == 0

    def test_an_obstacle_that_moves_is_avoided_and_would_be_hit_otherwise(self):
        task = multilift_task(obstacles=[CART], clearance={"load_obstacle": 0.1})
        replanning = Replanning.of(task)
        plan = arrays(task, replanning)
        blind = fly(task, plan, hover=0.1, hold=0.1)
        assert {what for _, what in blind.record.contacts} >= {"load - cart", "quad_0 - cart"}
        flight = fly(task, plan, replanning=replanning, hover=0.1, hold=0.1)
        assert flight.measures.collisions == 0 and flight.measures.obstacle_clearance_m > 0.08
        assert flight.replans == 3

    def test_off_means_the_first_plan_alone(self):
        task = multilift_task(planner={"receding": {"rate": 0.0}})
        replanning = Replanning.of(task)
        assert not any(replanning.due(time) for time in np.arange(0.0, 3.0, 0.1))


class TestReplanning:
    def fresh(self, **changes):
        task = multilift_task(**changes)
        return task, Replanning.of(task)

    def test_begins_with_the_plan_of_the_task(self):
        task, replanning = self.fresh()
        ((start, track),) = replanning.plans
        assert start == 0.0
        for k, time in enumerate(task.time):
            assert track.at(time).position == pytest.approx(moved()[1]["quad_position"][:, k], abs=1e-9)

    def test_is_due_at_its_rate(self):
        task, replanning = self.fresh()
        assert [replanning.due(t) for t in (-1.0, 0.0, 0.49, 0.5, 2.0)] == [False] * 3 + [True] * 2
        replanning.plan(seen_at(task, replanning, 0.61))
        assert [replanning.due(t) for t in (0.7, 1.1, 1.12)] == [False, False, True]

    def test_a_team_on_its_plan_goes_on_from_there(self):
        task, replanning = self.fresh()
        before = replanning.plans[0][1]
        start, whole = replanning.plan(seen_at(task, replanning, 0.5, (0.03, -0.05, 0.06)))
        assert start == pytest.approx(0.88)
        now, planned = whole.at(0.0), before.at(start)
        assert now.load_position == pytest.approx(planned.load_position, abs=1e-9)
        assert now.position == pytest.approx(planned.position, abs=1e-6)
        assert now.velocity == pytest.approx(planned.velocity, abs=1e-4)
        joined = replanning.plans[1][1].at(0.0)
        assert joined.acceleration == pytest.approx(planned.acceleration, abs=1e-6)

    @pytest.mark.parametrize("push", [(0.0, 0.3, 0.0), (0.0, 0.0, -0.25)])
    def test_a_team_that_was_pushed_goes_on_from_where_it_is(self, push):
        task, replanning = self.fresh()
        before, push = replanning.plans[0][1], np.array(push)
        start, whole = replanning.plan(seen_at(task, replanning, 0.5, push))
        size = np.linalg.norm(push)
        carried = whole.at(0.0).load_position - before.at(start).load_position
        assert carried == pytest.approx(push * (1 - LOAD / size), abs=1e-9)
        robots = whole.at(0.0).position - before.at(start).position
        assert robots == pytest.approx(np.tile(push * (1 - ROBOT / size), (3, 1)), abs=1e-5)
        around, between = distances(task, replanning)
        assert around >= task.clearance.obstacle - 5e-3 and between >= task.clearance.pair - 5e-3

    def test_obstacles_are_where_they_will_be_when_the_plan_is_flown(self):
        task, replanning = self.fresh(obstacles=[SIDEWAYS])
        start, whole = replanning.plan(seen_at(task, replanning, 0.5))
        judged = {r.name: r.values for r in replanning.found.executed.measures.requirements}["obstacle clearance"]
        for k, time in enumerate(task.time):
            center = np.array([5.0, 1.0]) + (start + time - 0.4) * np.array([0.5, -0.25])
            away = np.linalg.norm(whole.at(time).position[:, :2] - center, axis=1)
            assert judged[:, k] == pytest.approx(away - 0.2 - 0.125, abs=1e-6)

    def test_a_plan_that_breaks_a_limit_is_dropped_with_its_reason(self):
        wall = {**CART, "center": [5.0, 0.0], "radius": 1.0, "moves": {"velocity": [-3.0, 0.0, 0.0]}}
        task, replanning = self.fresh(obstacles=[wall])
        assert replanning.plan(seen_at(task, replanning, 0.25)) is None
        assert len(replanning.plans) == 1 and len(replanning.dropped) == 1
        assert replanning.dropped[0].startswith("knot ") and "misses its limit by" in replanning.dropped[0]
        assert not replanning.due(0.7) and replanning.due(0.75)

    def rounds(self, monkeypatch, earlier):
        """Primal residual of the first round, and number of rounds, of the second plan in flight."""
        task, replanning = self.fresh()
        with monkeypatch.context() as patched:
            patched.setattr(replanning_module, "window_stages", lambda m, w, e: window_stages(m, w, earlier(*e)))
            for time in (0.5, 1.0):
                replanning.plan(seen_at(task, replanning, time))
        return replanning.found.primal_residual[0], len(replanning.found.primal_residual)

    def test_a_plan_goes_on_from_the_one_before_shifted(self, monkeypatch):
        warm = self.rounds(monkeypatch, lambda host, shift: (host, shift))
        for other in (lambda host, shift: None, lambda host, shift: (host, 0)):
            residual, rounds = self.rounds(monkeypatch, other)
            assert warm[0] < 0.8 * residual and warm[1] <= rounds

    def test_plans_in_a_row_begin_where_the_one_before_is(self):
        task, replanning = self.fresh()
        for time in (0.5, 1.0, 1.5):
            replanning.plan(seen_at(task, replanning, time))
        for (_, before), (start, after), begun in zip(replanning.plans, replanning.plans[1:], (0.0, 0.88, 1.36)):
            less, more = before.at(start - begun), after.at(0.0)
            assert less.load_position == pytest.approx(more.load_position, abs=1e-9)
            assert less.acceleration == pytest.approx(more.acceleration, abs=1e-6)
        around, between = distances(task, replanning)
        assert around >= task.clearance.obstacle - 1e-3 and between >= task.clearance.pair - 1e-3


class TestObstacles:
    TASK = multilift_task(obstacles=[CYLINDER, SIDEWAYS, RISING])

    def test_stand_and_then_move_straight(self):
        centers, velocities = obstacle_motion(self.TASK, 1.5)
        assert centers == pytest.approx(np.array([[0.55, -0.52, 0], [5.55, 0.725, 0], [0.4, 1.25, 1.6]]))
        assert velocities == pytest.approx(np.array([[0, 0, 0], [0.5, -0.25, 0], [0, 0.1, 0.2]]))
        centers, velocities = obstacle_motion(self.TASK, 0.4)
        assert centers == pytest.approx(self.TASK.obstacle_center) and not velocities.any()

    def test_many_times_at_once_are_each_of_them(self):
        times = np.linspace(-1, 3, 12).reshape(3, 4)
        centers, velocities = obstacle_motion(self.TASK, times)
        assert centers.shape == velocities.shape == (3, 4, 3, 3)
        for index in np.ndindex(3, 4):
            one = obstacle_motion(self.TASK, float(times[index]))
            assert centers[index] == pytest.approx(one[0]) and velocities[index] == pytest.approx(one[1])

    def test_velocity_is_what_centres_change_by(self):
        for time in (0.2, 0.7, 2.0):
            less, more = (obstacle_motion(self.TASK, time + h)[0] for h in (-1e-4, 1e-4))
            assert obstacle_motion(self.TASK, time)[1] == pytest.approx((more - less) / 2e-4, abs=1e-9)

    def test_none_are_none(self):
        centers, velocities = obstacle_motion(multilift_task(obstacles=[]), np.zeros(5))
        assert centers.shape == velocities.shape == (5, 0, 3)


class TestFlightFile:
    def record(self, ticks=6, begin=0.0):
        rng = np.random.default_rng(0)
        sizes = ((3,), (4,), (3, 3), (3, 4), (3,), (3,), (3,))
        contacts = ((begin + 0.3, "quad_0 - cart"), (begin + 0.35, "load - ground"))
        return Record(begin + 0.1 * np.arange(ticks), *(rng.normal(size=(ticks, *s)) for s in sizes), contacts)

    def plans(self, begin=0.0):
        _, plan = moved()
        rising = {**plan, "load_state": plan["load_state"] + np.eye(13)[2] * 0.05}
        return [(begin, plan), (begin + 0.48, rising)]

    def test_comes_back_as_it_was_counted_from_the_first_plan(self, tmp_path):
        record, begin = self.record(begin=7.25), 7.25
        save(tmp_path / "flight.npz", record, begin, Count(6, 2, 1.5), self.plans(begin))
        found = load(tmp_path / "flight.npz")
        assert found.count == Count(6, 2, 1.5)
        for name, value in vars(record).items():
            if name not in ("time", "contacts"):
                np.testing.assert_array_equal(getattr(found.record, name), value, err_msg=name)
        assert found.record.time == pytest.approx(0.1 * np.arange(6))
        assert [what for _, what in found.record.contacts] == ["quad_0 - cart", "load - ground"]
        assert [when for when, _ in found.record.contacts] == pytest.approx([0.3, 0.35])
        assert [start for start, _ in found.plans] == pytest.approx([0.0, 0.48])
        for (_, kept), (_, given) in zip(found.plans, self.plans()):
            assert all((kept[name] == given[name]).all() for name in kept) and set(kept) < set(given)

    def test_its_tracks_are_those_of_the_plans_joined(self, tmp_path):
        save(tmp_path / "flight.npz", self.record(), 0.0, Count(), self.plans())
        team = moved()[0].team
        tracks = load(tmp_path / "flight.npz").tracks(team)
        less, more, later = tracks.at(0.48 - 1e-9), tracks.at(0.48), tracks.at(1.2)
        assert more.load_position == pytest.approx(less.load_position, abs=1e-6)
        k = round((1.2 - 0.48) / 0.08)
        assert later.load_position == pytest.approx(moved()[1]["load_state"][k, :3] + [0, 0, 0.05], abs=1e-9)

    def test_without_plans_and_contacts(self, tmp_path):
        save(tmp_path / "flight.npz", replace(self.record(), contacts=()), 0.0, Count(), [])
        found = load(tmp_path / "flight.npz")
        assert (found.plans, found.record.contacts) == ([], ())
        with pytest.raises(ValueError, match="no plan"):
            found.tracks(moved()[0].team)

    def test_one_that_cannot_be_written_leaves_the_old_one(self, tmp_path, monkeypatch):
        path = tmp_path / "flight.npz"
        save(path, self.record(), 0.0, Count(ticks=1), self.plans())

        def half(file, **_):
            file.write(b"PK half of it")
            raise OSError("no space left on device")

        with monkeypatch.context() as full:
            full.setattr(np, "savez", half)
            with pytest.raises(OSError, match="no space"):
                save(path, self.record(), 0.0, Count(ticks=2), self.plans())
            with pytest.raises(OSError, match="no space"):
                save(tmp_path / "other.npz", self.record(), 0.0, Count(), [])
        assert load(path).count.ticks == 1 and not (tmp_path / "other.npz").exists()
        save(path, self.record(), 0.0, Count(ticks=3), self.plans())
        assert load(path).count.ticks == 3

    def test_there_must_be_one(self, tmp_path):
        with pytest.raises(OSError):
            load(tmp_path / "flight.npz")
