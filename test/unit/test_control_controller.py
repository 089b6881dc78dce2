"""The controller as a robot has it: modes and their reasons, garbage, and that robots do not see each other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from flight_samples import hovering, moved, unequal

from l2c_planner.control import Controller, Gains, Mode, Odometry, Patience, Track
from l2c_planner.control.controller import BRAKING
from l2c_planner.control.law import DESCENT
from l2c_planner.models.manifold import quaternion_product
from l2c_planner.simulation import planned_state

DT = 0.005
NAN = np.nan


def started(sample=moved, robots=None, **options):
    """Controller with a plan from time 0, the team, and the track of all robots."""
    task, plan = sample()
    controller = Controller(task.team, robots, **options)
    controller.accept(Track.of_plan(task.team, plan, robots), 0.0)
    return controller, task.team, Track.of_plan(task.team, plan)


def at(track, team, time):
    state = planned_state(track, team, time)
    return state.robots, state.load


def run(controller, track, team, begin, end, robots=None, load="seen", broken=lambda odometry: odometry):
    """Last command of a flight on the plan; returns it."""
    for time in np.arange(begin, end, DT):
        own, around = at(track, team, min(time, track.duration))
        own = broken(own if robots is None else own.rows(robots))
        command = controller.command(float(time), own, around if load == "seen" else None)
    return command


def reasons(controller, robot=0):
    return [(c.mode, c.reason) for c in controller.changes() if c.robot == robot]


def test_a_perfect_team_is_commanded_its_plan():
    controller, team, track = started()
    run(controller, track, team, 0.0, 0.75)
    command = controller.command(0.75, *at(track, team, 0.75))
    ahead = planned_state(track, team, 0.75 + Gains().lead)
    assert command.thrust == pytest.approx(ahead.thrust, rel=0.02)
    assert command.rate == pytest.approx(ahead.robots.rate, abs=0.5)


def test_hovering_is_commanded_exactly():
    controller, team, track = started(hovering)
    command = run(controller, track, team, 0.0, 0.5)
    assert command.thrust == pytest.approx(np.linalg.norm(track.at(0).thrust(team.quad_mass), axis=1), abs=1e-6)
    assert command.rate == pytest.approx(np.zeros((4, 3)), abs=1e-6)


def test_a_robot_of_its_own_gets_the_same_command_as_in_the_team():
    whole, team, track = started(unequal)
    for robot in range(team.n):
        alone, _, _ = started(unequal, [robot])
        together, _, _ = started(unequal)
        for time in np.arange(0.0, 0.3, DT):
            own, load = at(track, team, float(time))
            own = replace(own, position=own.position + 0.01)
            one = alone.command(float(time), own.rows([robot]), load)
            all_ = together.command(float(time), own, load)
            assert one.thrust[0] == pytest.approx(all_.thrust[robot], abs=1e-9)
            assert one.rate[0] == pytest.approx(all_.rate[robot], abs=1e-9)


def test_more_robots_than_are_computed_at_once():
    many, team, track = started(robots=[0, 1, 2] * 4)
    few, _, _ = started()
    for time in np.arange(0.0, 0.3, DT):
        own, load = at(track, team, float(time))
        own = replace(own, position=own.position + [[0, 0, 0.01], [0, 0.02, 0], [0, 0, NAN]])
        a, b = many.command(float(time), own.rows([0, 1, 2] * 4), load), few.command(float(time), own, load)
    assert (a.thrust == np.tile(b.thrust, 4)).all() and (a.rate == np.tile(b.rate, (4, 1))).all()
    assert many.modes == few.modes * 4


def test_what_another_robot_does_changes_nothing():
    first, team, track = started()
    second, _, _ = started()
    for time in np.arange(0.0, 0.3, DT):
        own, load = at(track, team, float(time))
        other = replace(own, position=own.position + [[0, 0, 0], [0.3, 0, 0], [0, 0, 0]])
        a, b = first.command(float(time), own, load), second.command(float(time), other, load)
        assert (a.thrust[[0, 2]] == b.thrust[[0, 2]]).all()
        assert (a.rate[[0, 2]] == b.rate[[0, 2]]).all()
    assert a.thrust[1] != b.thrust[1]


class TestModes:
    def test_it_follows_a_fresh_plan_and_holds_when_it_has_ended(self):
        controller, team, track = started()
        run(controller, track, team, 0.0, 1.0)
        assert controller.modes == (Mode.FOLLOW,) * 3
        run(controller, track, team, 1.0, 2.0)
        assert controller.modes == (Mode.HOLD,) * 3
        assert reasons(controller) == [(Mode.FOLLOW, "a fresh plan"), (Mode.HOLD, "the plan has ended")]

    def test_without_a_fresh_plan_it_stops_on_the_path(self):
        controller, team, track = started(patience=Patience(plan=0.4))
        phases = []
        for time in np.arange(0.0, 2.6, DT):
            own, load = at(track, team, controller.phase)
            controller.command(float(time), own, load)
            phases.append(controller.phase)
        pace = np.diff(phases) / DT
        assert pace[:70] == pytest.approx(1)
        assert (np.diff(pace) < 1e-6).all()
        assert phases[-1] == pytest.approx(0.4 + 0.5 * BRAKING)
        assert pace[-1] == pytest.approx(0, abs=1e-9)
        assert reasons(controller)[-1] == (Mode.HOLD, "the plan is too old")

    def test_a_new_plan_is_followed_again(self):
        controller, team, track = started(patience=Patience(plan=0.4))
        run(controller, track, team, 0.0, 0.6)
        controller.accept(track, 0.6)
        run(controller, track, team, 0.6, 0.7)
        assert controller.modes[0] is Mode.FOLLOW
        assert controller.phase == pytest.approx(0.7 - DT - 0.6)

    def test_the_plan_before_is_flown_until_the_next_one_starts(self):
        controller, team, track = started()
        run(controller, track, team, 0.0, 0.5)
        controller.accept(track, 0.6)
        run(controller, track, team, 0.5, 0.6 - DT / 2)
        assert controller.phase == pytest.approx(0.6 - DT)
        run(controller, track, team, 0.6, 0.6 + 1.5 * DT)
        assert controller.phase == pytest.approx(DT)

    def test_a_plan_that_begins_far_away_is_refused_in_flight_only(self):
        task, plan = moved()
        far = {**plan, "load_state": plan["load_state"] + [2.0, *[0.0] * 12]}
        controller, team, track = started()
        away = Track.of_plan(task.team, far)
        run(controller, track, team, 0.0, 0.3)
        with pytest.raises(ValueError, match="^it begins 1.75 m from where the one before is then"):
            controller.accept(away, 0.5)
        run(controller, track, team, 0.3, 0.7)
        assert controller.phase == pytest.approx(0.7 - DT)
        controller.accept(away, track.duration + 5.0)

    def test_lost_odometry_lets_only_that_robot_come_down(self):
        def lost(own):
            return own.where(np.array([True, False, True]), replace(own, position=np.full((3, 3), NAN)))

        controller, team, track = started()
        run(controller, track, team, 0.0, 0.4)
        command = run(controller, track, team, 0.4, 0.8, broken=lost)
        assert controller.modes == (Mode.FOLLOW, Mode.DESCEND, Mode.FOLLOW)
        assert reasons(controller, 1)[-1] == (Mode.DESCEND, "own odometry lost")
        planned = np.linalg.norm(track.at(0.8 - DT + Gains().lead).thrust(team.quad_mass), axis=1)
        assert command.thrust[1] == pytest.approx(DESCENT * planned[1], rel=0.02)

    def test_coming_down_turns_the_robot_to_the_planned_thrust(self):
        def lost(own):
            turned = quaternion_product(own.attitude, np.array([np.cos(0.1), np.sin(0.1), 0, 0]))
            return Odometry(np.full((4, 3), NAN), own.velocity, turned, own.rate)

        controller, team, track = started(hovering)
        command = run(controller, track, team, 0.0, 0.4, broken=lost)
        assert controller.modes == (Mode.DESCEND,) * 4
        assert command.rate[:, 0] == pytest.approx(-Gains().attitude * np.sin(0.2))
        assert command.rate[:, 1:] == pytest.approx(0, abs=1e-6)

    def test_without_any_odometry_the_planned_thrust_is_made(self):
        controller, team, track = started(hovering)
        command = run(controller, track, team, 0.0, 0.4, broken=lambda own: None)
        planned = np.linalg.norm(track.at(0.4).thrust(team.quad_mass), axis=1)
        assert command.thrust == pytest.approx(DESCENT * planned)
        assert command.rate == pytest.approx(0, abs=1e-6)

    def test_a_robot_that_comes_down_does_not_come_back(self):
        controller, team, track = started()
        run(controller, track, team, 0.0, 0.4, broken=lambda own: replace(own, velocity=np.full((3, 3), NAN)))
        run(controller, track, team, 0.4, 0.6)
        assert controller.modes == (Mode.DESCEND,) * 3

    def test_a_short_gap_is_bridged(self):
        controller, team, track = started()
        run(controller, track, team, 0.0, 0.4)
        run(controller, track, team, 0.4, 0.5, broken=lambda own: replace(own, rate=np.full((3, 3), NAN)))
        run(controller, track, team, 0.5, 0.6)
        assert controller.modes == (Mode.FOLLOW,) * 3

    def test_without_the_loads_odometry_it_flies_on_and_says_so(self):
        controller, team, track = started()
        run(controller, track, team, 0.0, 0.3)
        run(controller, track, team, 0.3, 0.6, load="gone")
        assert controller.modes == (Mode.FOLLOW,) * 3
        assert reasons(controller)[-1] == (Mode.FOLLOW, "load odometry lost: the load is not fed back")
        run(controller, track, team, 0.6, 0.7)
        assert reasons(controller) == [(Mode.FOLLOW, "load odometry is back")]

    def test_reports_are_handed_out_once(self):
        controller, team, track = started()
        run(controller, track, team, 0.0, 0.1)
        assert len(controller.changes()) == 3
        assert controller.changes() == []


@pytest.mark.parametrize("field", ["position", "velocity", "attitude", "rate"])
@pytest.mark.parametrize("value", [NAN, np.inf, -np.inf, 1e300, 0.0])
def test_garbage_never_raises_and_commands_stay_within_limits(field, value):
    controller, team, track = started()
    with np.errstate(all="ignore"):
        for time in np.arange(0.0, 0.5, DT):
            own, load = at(track, team, float(time))
            own, load = (replace(x, **{field: np.full_like(getattr(x, field), value)}) for x in (own, load))
            command = controller.command(float(time), own, load)
            assert np.isfinite(command.thrust).all() and np.isfinite(command.rate).all()
            assert ((team.thrust_min <= command.thrust) & (command.thrust <= team.thrust_max)).all()
    if value != 0.0 or field == "attitude":
        assert controller.modes == (Mode.DESCEND,) * 3


def test_older_odometry_is_brought_to_now():
    turn = np.array([[np.cos(0.15), 0, 0, np.sin(0.15)]])
    seen = Odometry(np.array([[1.0, 2, 3]]), np.array([[0.5, 0, -1]]), turn, np.array([[0.0, 0, 2.0]]))
    now = seen.after(0.1)
    assert now.position == pytest.approx(np.array([[1.05, 2, 2.9]]))
    assert now.attitude == pytest.approx(np.array([[np.cos(0.25), 0, 0, np.sin(0.25)]]))
    assert not Odometry.unknown(3).usable().any()


def test_without_a_plan_it_says_so():
    task, _ = moved()
    with pytest.raises(RuntimeError, match="no plan"):
        Controller(task.team).command(0.0, Odometry(*np.zeros((4, 3, 4))), None)


def test_a_plan_of_other_robots_is_refused():
    controller, team, track = started(robots=[1])
    with pytest.raises(ValueError, match="3 robots; valid: of the 1"):
        controller.accept(track, 0.0)
