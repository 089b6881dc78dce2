"""A team that plans on in flight, under a virtual clock: in time, through faults, to other goals, past what moves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from multilift_samples import multilift_task

from l2c_planner.config.network import FaultOptions, TransportOptions
from l2c_planner.control import Odometry, Tracks
from l2c_planner.control.attitude import quaternions
from l2c_planner.plan.receding import Mission
from l2c_planner.team import Loop, Member
from l2c_planner.team.aloft import LATE
from l2c_planner.team.flight import Flight
from l2c_planner.team.leg import Leg, read_leg
from l2c_planner.team.senses import Seen, Senses
from l2c_planner.transport import State


class Air:
    """A team whose robots fly as planned, but for an offset of all (3,) [m]."""

    def __init__(self, task=None, offset=(0.0, 0.0, 0.0), obstacles=None, **options) -> None:
        self.task, self.offset = task or multilift_task(steps=20, dt=0.08), np.array(offset)
        self.obstacles, self.blind = obstacles or {}, set()
        self.loop = Loop(self.task, TransportOptions(**options), clock=lambda: self.loop.now)
        for name, member in self.loop.members.items():
            self.give_senses(name, member)

    def give_senses(self, name: str, member: Member) -> None:
        member.senses = lambda: self.senses(int(name[-1])) if name not in self.blind else Senses()

    def senses(self, robot: int) -> Senses:
        flight = next((m.flight for m in self.loop.members.values() if m.flight and m.flight.track()), None)
        if flight is None:
            return Senses()
        now = self.loop.now
        flight.track()
        r = Tracks.of(flight._flown).at(now - flight.begin)
        level = np.array([1.0, 0.0, 0.0, 0.0])
        own = Odometry(r.position[robot] + self.offset, r.velocity[robot], level, np.zeros(3))
        load = Odometry(r.load_position + self.offset, r.load_velocity, quaternions(r.load_rotation), r.load_rate)
        obstacles = {name: Seen(now, Odometry(*see(now), level, np.zeros(3))) for name, see in self.obstacles.items()}
        return Senses(Seen(now, own), Seen(now, load), obstacles)

    def fly(self, seconds: float) -> Flight:
        """The first plan, and then so long; the flight as the captain knows it."""
        if self.captain.flight is None:
            assert self.loop.plan()
        end = max(self.loop.now, self.captain.flight.begin) + seconds
        self.loop.run(lambda: self.loop.now >= end)
        return self.captain.flight

    @property
    def captain(self) -> Member:
        return self.loop.members["quad_0"]

    def same_everywhere(self) -> bool:
        members = list(self.loop.members.values())
        first = members[0].found.executed.plan["load"][0]
        return all(m.plan == members[0].plan and (m.found.executed.plan["load"][0] == first).all() for m in members)


class TestPlansInFlight:
    def test_come_at_their_rate_and_in_time(self):
        air = Air()
        flight = air.fly(1.4)
        assert (flight.plans, sum(flight.dropped.values())) == (2, 0)
        assert air.same_everywhere()
        knot = flight.track()[1]
        assert air.captain.start == pytest.approx(flight.begin + knot * air.task.dt)
        assert flight.begin + 1.0 + air.task.planner.receding.lead <= air.captain.start
        assert 0 < air.captain.latency < air.task.planner.receding.lead

    def test_begin_where_the_one_before_is_then(self):
        air = Air()
        before, first = air.fly(0.1).track()
        air.fly(0.6)
        found, (_, knot) = air.captain.found.executed, air.captain.flight.track()
        planned = before.at((knot - first) * air.task.dt)
        np.testing.assert_allclose(found.plan["load"][0][0, 0, :3], planned.load_position, atol=1e-9)
        np.testing.assert_allclose(found.plan["cable"][0][:, 0, :3], planned.direction, atol=1e-9)

    def test_begin_where_the_team_is_if_that_is_elsewhere(self):
        air = Air(offset=(0.0, 0.0, 0.3))
        before, first = air.fly(0.1).track()
        assert air.fly(0.6).plans == 1
        found, (_, knot) = air.captain.found.executed, air.captain.flight.track()
        planned = before.at((knot - first) * air.task.dt)
        carried = found.plan["load"][0][0, 0, :3] - planned.load_position
        np.testing.assert_allclose(carried, [0.0, 0.0, 0.2], atol=1e-6)

    def test_come_more_slowly_after_the_mission_and_keep_the_load_at_its_goal(self):
        air = Air()
        plans = air.fly(3.5).plans
        flight = air.fly(6.0)
        assert 4 <= flight.plans - plans <= 7
        load = air.senses(0).load.state.position
        assert np.linalg.norm(load - air.task.waypoint_position[-1]) < 0.1

    def test_do_not_come_without_odometry(self):
        air = Air()
        air.blind = {"quad_2"}
        assert air.fly(1.5).plans == 0
        assert air.captain.reason == "nothing is known of where quad_2 is"
        air.blind = set()
        assert air.fly(1.0).plans > 0 and air.captain.reason == ""

    def test_can_be_switched_off(self):
        task = multilift_task(steps=20, dt=0.08, planner={"receding": {"rate": 0.0}})
        assert Air(task).fly(1.5).plans == 0

    def test_stop_when_the_team_is_told_to_hold(self):
        air = Air()
        plans = air.fly(0.6).plans
        air.loop.members["quad_1"].hold("asked to hold")
        flight = air.fly(1.0)
        assert flight.plans == plans == 1 and air.captain.found is not None
        assert air.loop.members["quad_1"].state is State.HOLD


class TestRoundsThatAreGoneOnFrom:
    """All hosts go on from the rounds of the same plan, or all begin afresh."""

    def test_are_those_of_the_last_plan_that_all_have_committed(self):
        air = Air()
        air.fly(1.4)
        bases = {m.attempt.leg.base for m in air.loop.members.values() if m.attempt and m.attempt.leg}
        assert len(bases) == 1 and bases.pop() > 0

    def test_are_none_where_a_host_has_restarted(self):
        air = Air()
        flight = air.fly(0.1)
        seating, captain = air.captain.attempt.session.seat.agents, "quad_0"
        boots = dict(air.captain.attempt.boots)
        assert flight.base(seating, captain, boots) == air.captain.plan
        assert flight.base(seating, captain, boots | {"quad_1": 1}) == 0
        assert flight.base(seating | {"load": "quad_1"}, captain, boots) == 0

    def test_a_plan_with_a_leap_is_not_flown(self):
        air = Air()
        flight = air.fly(0.6)
        found, (_, knot) = air.captain.found, flight.track()
        inputs = found.executed.plan["cable"][1].copy()
        inputs[1, 0, :3] += [40.0, 0.0, 0.0]
        leaping = replace(
            found,
            executed=replace(
                found.executed, plan={**found.executed.plan, "cable": (found.executed.plan["cable"][0], inputs)}
            ),
        )
        assert flight.abrupt(found, knot) == ""
        assert "quad_1 would have to change its acceleration" in flight.abrupt(leaping, knot)


class TestFaults:
    def test_a_plan_that_is_not_found_in_time_is_dropped_and_the_last_one_counts(self):
        air = Air(faults=FaultOptions(delay=0.15))
        flight = air.fly(1.6)
        assert flight.plans == 0 and flight.dropped[LATE] >= 1
        assert air.captain.found is not None and flight.track()[1] == 0
        assert {m.state for m in air.loop.members.values()} <= {State.READY, State.COMMITTED, State.PLANNING}

    @pytest.mark.parametrize("seed", range(3))
    def test_every_fifth_packet_lost_costs_no_plan(self, seed):
        air = Air(faults=FaultOptions(loss=0.2, seed=seed))
        flight = air.fly(2.5)
        assert flight.plans >= 3 and sum(flight.dropped.values()) <= 1
        air.loop.run(lambda: air.same_everywhere(), 3.0)
        starts = {m.start for m in air.loop.members.values()}
        assert len(starts) == 1

    def test_a_dead_robot_ends_planning_and_one_that_is_back_takes_part(self):
        air = Air()
        plans = air.fly(0.6).plans
        found = air.captain.found
        air.loop.kill("quad_2")
        assert air.fly(1.2).plans == plans and air.captain.found is found
        assert air.captain.state is not State.HOLD
        air.give_senses("quad_2", air.loop.start("quad_2"))
        flight = air.fly(2.0)
        assert flight.plans > plans
        assert air.same_everywhere() and air.loop.members["quad_2"].flight.begin == flight.begin

    def test_a_captain_that_restarts_is_stood_in_for_and_takes_over_again(self):
        air = Air()
        plans = air.fly(0.6).plans
        second = air.loop.members["quad_1"]
        air.loop.kill("quad_0")
        air.loop.run(lambda: False, 0.3)
        air.give_senses("quad_0", air.loop.start("quad_0"))
        assert air.loop.run(lambda: second.flight.plans > plans, 3.0)
        assert air.loop.run(air.same_everywhere, 0.5) and second.last.session.seat.captain == "quad_1"
        number = second.plan
        assert air.loop.run(lambda: air.captain.last is not None and air.captain.last.plan > number, 2.0)
        assert air.captain.last.session.seat.captain == "quad_0"

    def test_a_plan_that_was_given_up_for_want_of_votes_is_caught_up_with(self, monkeypatch):
        air = Air()
        air.fly(0.1)
        late = air.loop.members["quad_1"]
        with monkeypatch.context() as deaf:
            deaf.setattr(late.agreement, "conclude", lambda: None)
            assert air.loop.run(lambda: late.attempt and late.attempt.leg and late.attempt.session.done, 1.0)
        late.agreement.give_up("no votes came")
        assert late.state is State.READY and late.flight.track()[1] == 0
        air.loop.run(lambda: late.state is State.COMMITTED, 1.0)
        assert air.same_everywhere() and late.flight.track()[1] == air.captain.flight.track()[1] > 0


class TestNewSituations:
    def test_another_goal_in_flight(self):
        air = Air()
        air.fly(0.3)
        goal = np.array([0.6, 0.5, 0.9])
        air.captain.turn_to(goal)
        flight = air.fly(3.0)
        assert flight.plans >= 2 and (flight.detour.last + [0.6, 0.1, 0.6]).tolist() == pytest.approx(goal.tolist())
        track, knot = flight.track()
        end = track.at(track.duration).load_position
        assert np.linalg.norm(end - goal) < 0.08
        assert all(m.flight.detour.end == flight.detour.end for m in air.loop.members.values())

    def test_an_obstacle_that_moves_is_avoided_where_it_will_be(self):
        velocity = np.array([0.0, 0.12, 0.0])
        centre = np.array([0.55, -0.52, 0.0])
        air = Air(
            obstacles={"pillar": lambda now: (centre + velocity * max(now - air.captain.flight.begin, 0), velocity)}
        )
        flight = air.fly(1.2)
        assert flight.plans >= 1
        plan, (_, knot) = air.captain.found.executed, flight.track()
        time = knot * air.task.dt + air.task.time
        moved = centre + velocity * time[:, None]
        distance = np.linalg.norm((plan.measures.quad_position - moved)[..., :2], axis=-1)
        required = 0.2 + air.task.team.quad_radius[0] + air.task.clearance.obstacle
        assert distance.min() >= required - 1e-6
        still = np.linalg.norm((plan.measures.quad_position - centre)[..., :2], axis=-1)
        assert distance.min() != pytest.approx(still.min(), abs=1e-3)


class TestLeg:
    def leg(self):
        air = Air()
        flight = air.fly(0.1)
        located = {robot: air.senses(robot).located() for robot in range(3)}
        flight.turn_to(np.ones(3), air.loop.now)
        leg, reason = flight.leg(air.loop.now, located, air.senses(0))
        assert reason == ""
        return air.task, leg

    def test_what_is_told_is_read(self):
        task, leg = self.leg()
        read = read_leg(leg.row(), task)
        assert isinstance(read, Leg) and read.row().tolist() == leg.row().tolist()

    def test_garbage_is_none(self):
        task, leg = self.leg()
        row = leg.row()
        rng = np.random.default_rng(0)
        for change in (
            {1: -1.0},
            {1: 0.5},
            {1: 1e12},
            {2: 0.0},
            {2: 2.5},
            {2: 1e12},
            {3: -1.0},
            {3: 0.5},
            {3: 1e9},
            {4 + 6: 3.0},
            {17: 9.0},
            {-1: 1e300},
        ):
            bad = row.copy()
            for place, value in change.items():
                bad[place] = value
            assert read_leg(bad, task) is None, change
        assert read_leg(row[:-1], task) is None and read_leg(row[:2], task) is None and read_leg(row[:0], task) is None
        for size in range(120):
            assert read_leg(1e3 * rng.normal(size=size), task) is None


def test_every_host_finds_the_same_mission():
    task = multilift_task()
    first, second = Mission.of(task), Mission.of(task)
    assert first.reference.direction.tobytes() == second.reference.direction.tobytes()
    assert first.reference.tension.shape == (3, task.steps + 1)
