"""Robots on omni wheels: commanded twists are reached, limits are kept, energy is accounted for, bodies collide."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("mujoco", reason="mujoco is not installed: pip install mujoco")

from l2c_planner.models import GRAVITY  # noqa: E402
from l2c_planner.simulation.wheeled import WheeledPlant, WheeledState, turned  # noqa: E402
from l2c_planner.simulation.wheeled_drive import Drive, WheelControl  # noqa: E402

NOTHING = np.zeros((0, 6))
DT = 0.05


def plant(robots: int = 1, obstacles: np.ndarray = NOTHING, drive: Drive | None = None, **limits) -> WheeledPlant:
    made = WheeledPlant(robots, obstacles, drive=drive, **limits)
    made.reset(np.arange(robots)[:, None] * [0.0, 2.0], np.zeros(robots))
    return made


def driven(made: WheeledPlant, twist: list[float], seconds: float) -> list[WheeledState]:
    found = [made.state()]
    for _ in range(round(seconds / DT)):
        made.step(np.array([twist] * len(found[0].heading)), DT)
        found.append(made.state())
    return found


@pytest.mark.parametrize("twist", [(0.8, 0.0, 0.0), (0.0, -0.6, 0.0), (0.3, 0.4, 1.0)])
def test_a_commanded_twist_is_reached(twist):
    made = plant(4)
    made.reset(np.arange(4)[:, None] * [0.0, 9.0], np.array([0.0, 0.7, 2.0, -2.6]))
    last = driven(made, twist, 2.0)[-1]
    assert turned(last.velocity, -last.heading) == pytest.approx(np.tile(twist[:2], (4, 1)), abs=0.01)
    assert last.rate == pytest.approx(np.full(4, twist[2]), abs=0.01)


def test_a_heading_is_kept_while_it_drives():
    made = plant()
    for angle in np.linspace(0, 6, 40):
        made.step(np.array([[np.cos(angle), np.sin(angle), 0.0]]), DT)
        assert abs(made.state().heading[0]) < 1e-6


def test_speed_and_acceleration_stay_within_their_limits():
    found = driven(plant(speed=0.8, acceleration=0.5), [5.0, 5.0, 0.0], 2.2)
    velocity = np.array([state.velocity[0] for state in found])
    assert np.linalg.norm(velocity, axis=1).max() <= 0.8 * 1.01
    assert np.linalg.norm(np.diff(velocity, axis=0), axis=1).max() / DT <= 0.5 * 1.25  # while the motors catch up
    assert np.linalg.norm(velocity[-1]) == pytest.approx(0.8, abs=0.01)


def test_a_ramp_lags_by_little():
    """Distance driven after a second of full acceleration, against that of a double integrator."""
    found = driven(plant(), [1.0, 0.0, 0.0], 1.0)
    assert found[-1].position[0, 0] == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize("grip", [0.05, 0.2])
def test_wheels_push_no_more_than_the_ground_holds(grip):
    """On ice all wheels together give the robot no more than its share of friction."""
    drive = Drive(grip=grip, resistance=0.0, inertia=0.0)
    found = driven(plant(drive=drive, acceleration=50.0), [1.0, 0.0, 0.0], 0.5)
    held = grip * drive.mass * GRAVITY / 3
    assert max(np.abs(state.force).max() for state in found) <= held * (1 + 1e-9)
    along = np.sqrt(3) * held  # two wheels at 30 degrees to the way, one across it
    speed = np.array([state.velocity[0, 0] for state in found])
    assert np.diff(speed).max() / DT == pytest.approx(min(along / drive.mass, 1 / DT), rel=0.03)


def test_a_motor_gives_no_torque_beyond_its_full_speed():
    drive = Drive(free=10.0)
    assert drive.most(np.array([0.0, 5.0, 10.0, 15.0])) == pytest.approx([1.1772, 0.6, 0, 0])
    last = driven(plant(drive=drive), [1.0, 0.0, 0.0], 2.0)[-1]
    assert np.abs(last.velocity @ drive.rims[:, :2].T).max() < 10.0 * drive.wheel


def test_rims_and_wrenches_are_each_others_transpose():
    """Power at the rims is that of the body."""
    drive, random = Drive(), np.random.default_rng(0)
    twist, force = random.normal(size=(2, 3))
    points = drive.share * drive.radius * np.array([[np.cos(a), np.sin(a)] for a in 2 * np.pi * np.arange(3) / 3])
    for k, (x, y) in enumerate(points):
        ground = twist[:2] + twist[2] * np.array([-y, x])
        assert (drive.rims @ twist)[k] == pytest.approx(ground @ np.array([-y, x]) / np.hypot(x, y))
    assert force @ (drive.rims @ twist) == pytest.approx((drive.rims.T @ force) @ twist)


def test_energy_comes_from_the_wheels_and_goes_into_resistance():
    drive = Drive()
    made = plant(drive=drive)
    mass = drive.mass + drive.armature[0]
    given = lost = 0.0
    for k in range(500):
        made.step(np.array([[0.9 * np.cos(k / 500), 0.9 * np.sin(k / 500), 0.0]]), 0.002)
        state = made.state()
        rims = drive.rims @ np.array([*turned(state.velocity, -state.heading)[0], state.rate[0]])
        given += 0.002 * state.force[0] @ rims
        lost += 0.002 * drive.resistance * (state.velocity[0] @ state.velocity[0])
    kinetic = 0.5 * mass * state.velocity[0] @ state.velocity[0]
    assert kinetic > 3.0
    assert given == pytest.approx(kinetic + lost, rel=0.02)


def test_wheels_add_the_inertia_that_they_have():
    """Of the energy of turning wheels, in any direction and while the robot turns."""
    drive, random = Drive(), np.random.default_rng(1)
    for twist in random.normal(size=(5, 3)):
        turning = 0.5 * drive.inertia * ((drive.rims @ twist / drive.wheel) ** 2).sum()
        mass, moment = drive.armature
        assert turning == pytest.approx(0.5 * mass * twist[:2] @ twist[:2] + 0.5 * moment * twist[2] ** 2)


@pytest.mark.parametrize(
    ("row", "stops"),
    [
        ([1.5, 0.0, 0.0, 0.25, 0.75, 0.0], 1.0),  # a shelf
        ([1.5, 0.0, np.pi / 2, 0.75, 0.25, 0.0], 1.0),  # the same, turned
        ([1.5, 0.0, 0.0, 0.0, 0.0, 0.4], 0.85),  # a disc
        ([1.5, 0.0, np.pi / 2, 1.0, 0.0, 0.0], 1.25),  # a wall
    ],
)
def test_an_obstacle_stops_a_robot(row, stops):
    found = driven(plant(obstacles=np.array([row])), [1.0, 0.0, 0.0], 2.5)
    assert found[-1].position[0] == pytest.approx([stops, 0.0], abs=0.01)
    assert max(state.position[0, 0] for state in found) < stops + 0.01
    assert np.abs(found[-1].velocity).max() < 0.01
    first = next(k for k, state in enumerate(found) if state.touched[0])
    assert found[first - 1].position[0, 0] < stops < found[first].position[0, 0] + 0.06
    assert not any(state.touched[0] for state in found[:first])


def test_only_who_touches_something_has_touched_it():
    obstacles = np.array([[9.0, 0, 0, 1, 1, 0], [1.0, 2.0, 0, 0.2, 0.2, 0], [9.0, 4, 0, 0, 0, 1.0]])
    found = driven(plant(3, obstacles), [1.0, 0.0, 0.0], 1.6)
    assert np.any([state.touched for state in found], axis=0).tolist() == [False, True, False]


def test_robots_push_each_other():
    made, touched = plant(2), np.zeros(2, bool)
    made.reset(np.array([[0.0, 0.0], [1.0, 0.0]]), np.zeros(2))
    for _ in range(40):
        made.step(np.array([[0.6, 0.0, 0.0], [0.0, 0.0, 0.0]]), DT)
        touched |= made.state().touched
    state = made.state()
    assert touched.all()
    assert 0.49 < state.position[1, 0] - state.position[0, 0] < 0.52
    assert state.position[1, 0] > 1.01


def test_a_controller_does_not_wind_up_against_a_wall():
    made = plant(obstacles=np.array([[0.6, 0.0, 0.0, 0.1, 2.0, 0.0]]))
    driven(made, [1.0, 0.0, 0.0], 2.0)
    back = driven(made, [-0.5, 0.0, 0.0], 2.5)
    assert back[-1].velocity[0] == pytest.approx([-0.5, 0.0], abs=0.02)


def test_the_same_commands_give_the_same_motion():
    obstacles = np.array([[1.0, 0.1, 0.3, 0.2, 0.4, 0.0]])
    first, second = (driven(plant(2, obstacles), [0.9, 0.2, 0.3], 2.0)[-1] for _ in range(2))
    assert np.array_equal(first.position, second.position) and np.array_equal(first.heading, second.heading)


def test_steps_that_do_not_fit_are_made_up_for():
    made = plant()
    for _ in range(100):
        made.step(np.zeros((1, 3)), 0.0033)
    assert made.state().time == pytest.approx(0.33, abs=0.001)


def test_a_reset_forgets_everything():
    made = plant(obstacles=np.array([[0.6, 0.0, 0.0, 0.1, 2.0, 0.0]]))
    driven(made, [1.0, 0.0, 0.0], 1.5)
    made.reset(np.array([[-3.0, 0.0]]), np.array([1.0]))
    state = made.state()
    assert not state.touched.any() and not state.velocity.any() and state.time == 0
    assert state.position[0] == pytest.approx([-3, 0]) and state.heading[0] == pytest.approx(1.0)


def test_torques_of_standing_wheels_are_none():
    control = WheelControl(replace(Drive(), radius=0.2), 2, 1.0, 1.0)
    assert not control.torques(np.zeros((2, 3)), np.zeros((2, 3)), 0.002).any()
