"""From one plan to the next: how tracks are joined, which one counts, and that a controller does not jump there."""

from __future__ import annotations

import numpy as np
import pytest
from flight_samples import moved
from scipy.interpolate import BPoly

from l2c_planner.control import Controller, Gains, Mode, Track, Tracks
from l2c_planner.control.track import JOINING
from l2c_planner.models.manifold import rotation_matrices
from l2c_planner.simulation import planned_state
from l2c_planner.simulation.flight_file import joined

TICK = 0.005
TASK, PLAN = moved()
TEAM, DT = TASK.team, TASK.dt
NOTHING = np.zeros(3)
ASIDE, DRIFT = np.array([0.05, -0.04, 0.06]), np.array([0.02, 0.05, -0.03])


def track(aside=NOTHING, drift=NOTHING, knot=0, bend=NOTHING):
    """The plan from a knot on, at rest after its end, moved by a vector [m] that grows [m/s], [m/s^2]; forces fit."""
    knots = np.minimum(knot + np.arange(TASK.steps + 1), TASK.steps)
    states = PLAN["load_state"][knots].copy()
    rotation, time = rotation_matrices(states[:, 6:10]), TASK.time[:, None]
    states[:, :3] += aside + time * drift + 0.5 * time**2 * bend
    states[:, 3:6] += np.einsum("kji,kj->ki", rotation, drift + time * bend)
    steps = np.minimum(knots[:-1], TASK.steps - 1)
    force = TEAM.load_mass * bend @ rotation[:-1]
    wrench = PLAN["load_wrench"][steps] + np.concatenate([force, np.cross(TEAM.com_offset, force)], axis=1)
    held = {"time": TASK.time, "load_state": states, "load_wrench": wrench}
    cables = {"cable_state": PLAN["cable_state"][:, knots], "cable_input": PLAN["cable_input"][:, steps]}
    return Track.of_plan(TEAM, {**held, **cables})


def other():
    return track(ASIDE, DRIFT)


def value(track, time, derivative=0):
    return track.spline.at(time)[derivative]


def passed(before, after, later, since, time):
    """Closed form: the one, less and less, and the other."""
    quintic = BPoly.from_derivatives([since, since + JOINING], [[1, 0, 0], [0, 0, 0]])
    share = 1.0 if time < since else 0.0 if time >= since + JOINING else float(quintic(time))
    return share * value(before, later + time) + (1 - share) * value(after, time)


class TestJoined:
    @pytest.mark.parametrize("knots", [0, 1, 6, 15])
    def test_begins_as_the_one_before_is_then(self, knots):
        found = other().joined(track(), knots * DT)
        for derivative in range(3):
            assert value(found, 0.0, derivative) == pytest.approx(value(track(), knots * DT, derivative), abs=1e-9)

    def test_begins_there_between_knots_too(self):
        for derivative in range(3):
            found = value(other().joined(track(), 0.4321), 0.0, derivative)
            assert found == pytest.approx(value(track(), 0.4321, derivative), abs=1e-9)

    @pytest.mark.parametrize("since", [0.0, 2 * DT, 0.5])
    def test_is_the_new_one_soon(self, since):
        found, new = other().joined(track(), 5 * DT, since), other()
        first = since + JOINING + DT
        for time in np.linspace(first, TASK.time[-1] + 2, 40):
            assert found.spline.at(time) == pytest.approx(new.spline.at(time), abs=1e-9)
        assert np.abs(value(found, since + 0.5 * JOINING) - value(new, since + 0.5 * JOINING)).max() > 0.01

    @pytest.mark.parametrize("since", [0.0, 2 * DT, 0.5])
    def test_passes_along_a_quintic(self, since):
        before, after, step = track(), other(), 1e-4
        found = after.joined(before, 5 * DT, since)
        for time in TASK.time[1:10]:
            if min(abs(time - since), abs(time - since - JOINING)) < 1e-3:
                continue
            less, here, more = (passed(before, after, 5 * DT, since, t) for t in (time - step, time, time + step))
            assert value(found, time) == pytest.approx(here, abs=1e-9)
            assert value(found, time, 1) == pytest.approx((more - less) / (2 * step), abs=1e-4)
            assert value(found, time, 2) == pytest.approx((more - 2 * here + less) / step**2, abs=0.2, rel=0.02)

    @pytest.mark.parametrize("since", [2 * DT, 4 * DT])
    def test_is_the_one_before_until_then(self, since):
        before = track()
        found = other().joined(before, 5 * DT, since)
        for time in np.linspace(0, since, 17):
            for derivative in range(3):
                there = value(before, 5 * DT + time, derivative)
                assert value(found, time, derivative) == pytest.approx(there, abs=1e-7)

    def test_between_knots_it_is_nearly_the_one_before_until_then(self):
        before, after = track(), other()
        apart = np.abs(value(before, 5 * DT + 0.2) - value(after, 0.2)).max()
        found = after.joined(before, 5 * DT, 0.2)
        for time in np.linspace(0, 0.2, 17):
            assert np.abs(value(found, time) - value(before, 5 * DT + time)).max() < 0.01 * apart

    def test_is_smooth(self):
        found, step = other().joined(track(), 5 * DT, 0.1), 1e-3
        for time in np.arange(step, 1.0, 0.0137):
            less, more = value(found, time - step), value(found, time + step)
            assert value(found, time, 1) == pytest.approx((more - less) / (2 * step), abs=2e-3)
            less, more = value(found, time - step, 1), value(found, time + step, 1)
            assert value(found, time, 2) == pytest.approx((more - less) / (2 * step), abs=0.2)

    def test_of_a_track_with_itself_changes_nothing(self):
        before, found = track(), track(knot=5).joined(track(), 5 * DT)
        for time in np.linspace(0, 1, 30):
            assert found.spline.at(time)[:3] == pytest.approx(before.spline.at(5 * DT + time)[:3], abs=1e-7)

    def test_leaves_both_as_they_are(self):
        before, after = track(), other()
        kept = [t.spline.coefficients.copy() for t in (before, after)]
        found = after.joined(before, 0.4)
        assert all((t.spline.coefficients == k).all() for t, k in zip((before, after), kept))
        assert found.duration == after.duration and found.robots == after.robots


class TestTracks:
    def test_the_one_that_has_begun_last_counts(self):
        first, second, third = track(), other(), track(2 * ASIDE)
        tracks = Tracks.of([(1.0, third), (0.0, first), (0.4, second)])
        for time, (start, one) in {
            -1.0: (0.0, first),
            0.0: (0.0, first),
            0.399: (0.0, first),
            0.4: (0.4, second),
            0.999: (0.4, second),
            1.0: (1.0, third),
            9.0: (1.0, third),
        }.items():
            assert tracks.at(time).position == pytest.approx(one.at(max(time, 0.0) - start).position)
        assert tracks.duration == first.duration and tracks.starts == (0.0, 0.4, 1.0)

    def test_of_two_with_one_start_the_later_given_counts(self):
        tracks = Tracks.of([(0.0, track()), (0.4, other()), (0.4, track(2 * ASIDE))])
        assert tracks.at(0.9).position == pytest.approx(track(2 * ASIDE).at(0.5).position)
        assert len(tracks.tracks) == 2

    def test_there_must_be_one(self):
        with pytest.raises(ValueError, match="no plan"):
            Tracks.of([])

    def test_of_a_file_each_begins_where_the_one_before_is(self):
        made = joined([(0.8, track(2 * ASIDE, knot=10)), (0.0, track()), (0.48, track(ASIDE, DRIFT, knot=6))])
        for start in (0.48, 0.8):
            less, more = made.at(start - 1e-9), made.at(start)
            assert less.position == pytest.approx(more.position, abs=1e-6)
            assert less.velocity == pytest.approx(more.velocity, abs=1e-5)
            assert less.acceleration == pytest.approx(more.acceleration, abs=1e-4)
        assert made.at(0.8).load_position == pytest.approx(
            track(ASIDE, DRIFT, 6).joined(track(), 0.48).at(0.32).load_position
        )


def flown(controller, plans, begin, end):
    """Commands of a controller at all ticks, of robots that do what the plans (start, track) say."""
    tracks, commands = joined(plans), []
    for time in np.arange(round(begin / TICK), round(end / TICK)) * TICK:
        commands.append(commanded(controller, tracks, float(time)))
    return np.array(commands)


def commanded(controller, tracks, time):
    """Thrusts and rates of perfect robots, (3, 4)."""
    state = planned_state(tracks, TEAM, time)
    made = controller.command(time, state.robots, state.load)
    return np.column_stack([made.thrust, made.rate])


def jump(before, after):
    """Largest change of a thrust [N]."""
    return np.abs(after - before)[:, 0].max()


def started(**gains):
    controller = Controller(TEAM, gains=Gains(**gains))
    controller.accept(track(), 0.0)
    return controller


START = 6 * DT
BENT = track(knot=6, bend=np.array([0.6, -0.8, 1.0]))
"""Begins where the first plan is then, and accelerates in another way, as plans in flight do."""
SHIFTED = track(ASIDE, DRIFT, knot=6)


def at_switch(controller, after, start=START):
    """Largest jump of the thrusts [N] from tick to tick while a plan comes into view and starts."""
    commands = flown(controller, [(0.0, track()), *after], 0.2, start + TICK)[-8:]
    return max(jump(*pair) for pair in zip(commands, commands[1:]))


class TestSwitching:
    def test_does_not_jump(self):
        controller = started()
        controller.accept(BENT, START)
        assert at_switch(controller, [(START, BENT)]) < 0.1

    def test_would_jump_without_joining(self, monkeypatch):
        controller = started()
        with monkeypatch.context() as hard:
            hard.setattr(Track, "joined", lambda self, *_: self)
            controller.accept(BENT, START)
        assert at_switch(controller, [(START, BENT)]) > 0.8

    def test_does_not_jump_to_a_plan_elsewhere_either(self, monkeypatch):
        controller, hard = started(lead=0.0), started(lead=0.0)
        controller.accept(SHIFTED, START)
        with monkeypatch.context() as patched:
            patched.setattr(Track, "joined", lambda self, *_: self)
            hard.accept(SHIFTED, START)
        assert at_switch(controller, [(START, SHIFTED)]) < 0.1
        assert at_switch(hard, [(START, SHIFTED)]) > 2.0

    def test_flies_the_next_plan_from_its_start_on(self):
        controller, plans = started(), [(0.0, track()), (START, SHIFTED)]
        controller.accept(SHIFTED, START)
        flown(controller, plans, 0.0, START)
        assert controller.phase == pytest.approx(START - TICK)
        command = flown(controller, plans, START, START + 0.6)[-1]
        assert controller.phase == pytest.approx(0.6 - TICK)
        ahead = planned_state(SHIFTED, TEAM, 0.6 - TICK + Gains().lead)
        assert command[:, 0] == pytest.approx(ahead.thrust, rel=0.02)


class TestOrder:
    def commands(self, given, counted):
        """Of a controller that is given plans (start, track) one after the other, while perfect robots fly some."""
        controller = started()
        flown(controller, [(0.0, track())], 0.0, 0.1)
        for start, one in given:
            controller.accept(one, start)
        return flown(controller, [(0.0, track()), *counted], 0.1, 1.3)

    def same(self, given, counted):
        return self.commands(given, counted) == pytest.approx(self.commands(counted, counted), abs=1e-12)

    def test_a_plan_is_replaced_before_its_start(self):
        third = track(-ASIDE, knot=6)
        assert self.same([(START, SHIFTED), (START, third)], [(START, third)])
        assert not self.same([(START, SHIFTED)], [(START, third)])

    def test_an_earlier_plan_takes_the_place_of_one_that_was_to_begin_later(self):
        later = track(-ASIDE, knot=10)
        assert self.same([(10 * DT, later), (START, SHIFTED)], [(START, SHIFTED)])

    def test_plans_that_follow_each_other_are_all_flown(self):
        last = track(knot=10, bend=np.array([-0.8, 0.5, 0.4]))
        controller = started()
        for plan in ((BENT, START), (last, 10 * DT)):
            controller.accept(*plan)
        assert at_switch(controller, [(START, BENT)]) < 0.1
        assert controller.phase == pytest.approx(0.0, abs=1e-9)
        plans = [(0.0, track()), (START, BENT), (10 * DT, last)]
        flown(controller, plans, START + TICK, 10 * DT)
        assert controller.phase == pytest.approx(4 * DT - TICK)
        end = flown(controller, plans, 10 * DT, 1.3)[-1]
        assert controller.phase == pytest.approx(1.3 - TICK - 10 * DT)
        assert controller.modes == (Mode.FOLLOW,) * 3
        ahead = planned_state(joined(plans), TEAM, 1.3 - TICK + Gains().lead)
        assert end[:, 0] == pytest.approx(ahead.thrust, rel=0.02)

    def test_the_next_one_joins_the_one_that_is_to_come_before_it(self):
        controller, last = started(lead=0.0), track(2 * ASIDE, DRIFT, knot=10)
        for plan in ((SHIFTED, START), (last, 10 * DT)):
            controller.accept(*plan)
        plans = [(0.0, track()), (START, SHIFTED), (10 * DT, last)]
        commands = flown(controller, plans, 0.2, 10 * DT + TICK)
        assert jump(*commands[-2:]) < 0.15

    def test_the_first_plan_is_flown_even_before_its_start(self):
        controller = Controller(TEAM)
        controller.accept(track(), 1.0)
        commanded(controller, track(), 0.0)
        assert controller.phase == pytest.approx(-1.0)

    def test_a_plan_that_was_over_when_it_came_is_flown_to_its_end(self):
        controller = started()
        commanded(controller, track(), 4.0)
        controller.accept(SHIFTED, 1.0)
        command = commanded(controller, SHIFTED, 4.0 + TICK)
        assert controller.phase == pytest.approx(3.0 + TICK) and controller.modes == (Mode.HOLD,) * 3
        rest = planned_state(SHIFTED, TEAM, 9.0)
        assert command[:, 0] == pytest.approx(rest.thrust, abs=1e-3) and command[:, 1:] == pytest.approx(0, abs=1e-3)


class TestLate:
    def late(self, late):
        """Jump of the commands when the next plan comes so long [s] after its start."""
        controller, now = started(lead=0.0), START + late
        before = flown(controller, [(0.0, track())], 0.0, now)[-1]
        controller.accept(BENT, START)
        after = commanded(controller, track(), now)
        assert controller.phase == pytest.approx(late)
        return jump(before, after)

    @pytest.mark.parametrize("late", [0.05, 0.1, 2 * DT])
    def test_a_plan_is_passed_to_from_now_on(self, late):
        assert self.late(late) < 0.15

    @pytest.mark.parametrize("late", [0.05, 0.1, 2 * DT])
    def test_it_would_jump_otherwise(self, late, monkeypatch):
        whole = Track.joined
        monkeypatch.setattr(Track, "joined", lambda self, *_: self)
        assert self.late(late) > 1.5
        monkeypatch.setattr(Track, "joined", lambda self, before, later, since: whole(self, before, later))
        assert self.late(late) > 0.3
