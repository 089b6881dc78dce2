"""Throttle, courses and what a robot is told before, on and after its plans."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from l2c_planner.ros.vehicles.setpoints import JUMP, Course, Follower, Throttle, yaw_of

HERE = np.array([1.0, 2.0, 0.0])


def cubic(to: np.ndarray, start: np.ndarray = HERE, seconds: float = 2.0, knots: int = 9, turn: float = 0.0):
    """A motion from rest to rest, s = 3 u^2 - 2 u^3, exact at its knots, with a heading that turns."""
    u = np.linspace(0, 1, knots)[:, None]
    way, yaw = np.asarray(to) - start, turn * u[:, 0]
    return SimpleNamespace(
        time=seconds * u[:, 0],
        position=start + way * (3 * u**2 - 2 * u**3),
        velocity=way * (6 * u - 6 * u**2) / seconds,
        acceleration=way * (6 - 12 * u) / seconds**2,
        attitude=np.stack([np.cos(yaw / 2), 0 * yaw, 0 * yaw, np.sin(yaw / 2)], -1),
    )


def located(position: np.ndarray = HERE, yaw: float = 0.3) -> Follower:
    follower = Follower()
    follower.locate(position, yaw)
    return follower


def test_hover_thrust_is_the_weight():
    throttle = Throttle(mass=2.0, hover=0.4)
    assert throttle.of(2.0 * 9.81) == pytest.approx(0.4)
    assert throttle.of(throttle.most) == pytest.approx(1.0)
    assert throttle.of(1e3) == 1.0 and throttle.of(-5.0) == 0.0


def test_yaw_is_the_heading_of_the_nose():
    yaw, tilt = 2.0, 0.3
    turn, lean = (np.cos(yaw / 2), 0, 0, np.sin(yaw / 2)), (np.cos(tilt / 2), np.sin(tilt / 2), 0, 0)
    w = turn[0] * lean[0]
    x, y, z = turn[0] * lean[1], turn[3] * lean[1], turn[3] * lean[0]
    assert yaw_of(np.array([w, x, y, z])) == pytest.approx(yaw)  # a roll does not turn the nose


def test_a_course_is_the_motion_between_its_knots_too():
    to = HERE + [2.0, -1.0, 0.5]
    course = Course.of(cubic(to, turn=1.0), 10.0)
    for time in (10.13, 10.77, 11.4):
        u, s = (time - 10) / 2, course.at(time)
        np.testing.assert_allclose(s.position, HERE + (to - HERE) * (3 * u**2 - 2 * u**3), atol=1e-12)
        np.testing.assert_allclose(s.velocity, (to - HERE) * (6 * u - 6 * u**2) / 2, atol=1e-12)
        np.testing.assert_allclose(s.acceleration, (to - HERE) * (6 - 12 * u) / 4, atol=1e-12)
        assert s.yaw == pytest.approx(u)
    for time, where in ((5.0, HERE), (20.0, to)):
        s = course.at(time)
        np.testing.assert_allclose(s.position, where, atol=1e-12)
        assert not s.velocity.any() and not s.acceleration.any()


def test_headings_do_not_jump_by_a_turn():
    course = Course.of(cubic(HERE, turn=4.0), 0.0)
    assert course.at(1.9).yaw == pytest.approx(3.8)


def test_nothing_before_the_robot_is_located():
    assert Follower().at(0.0) is None
    assert "not been heard" in Follower().accept(cubic(HERE), 0.0, 0.0)


def test_it_is_where_the_robot_is_until_it_settles():
    follower = located()
    follower.locate(HERE + 1.0, 0.1)
    assert follower.at(0.0).position.tolist() == (HERE + 1.0).tolist()
    follower.settle(0.0, climb=1.5)
    follower.locate(HERE, 0.9)
    setpoint = follower.at(1.0)
    assert setpoint.position.tolist() == (HERE + [1.0, 1.0, 2.5]).tolist() and setpoint.yaw == 0.1
    follower.release()
    assert follower.at(2.0).position.tolist() == HERE.tolist()


def test_hold_plan_end():
    follower, to = located(), HERE + [1.0, 0, 0]
    follower.settle(0.0)
    assert follower.accept(cubic(to), start=1.0, time=0.0) == ""
    assert follower.at(0.9).position.tolist() == HERE.tolist() and follower.at(0.9).yaw == 0.3
    assert follower.at(2.0).position[0] == pytest.approx(1.5)
    np.testing.assert_allclose(follower.at(9.0).position, to, atol=1e-12)


def test_the_next_plan_begins_where_the_last_one_is():
    follower, middle, end = located(), HERE + [1.0, 0, 0], HERE + [1.0, 1.0, 0]
    follower.accept(cubic(middle), 0.0, 0.0)
    assert follower.accept(cubic(end, middle), 2.0, 0.5) == ""
    assert follower.accept(cubic(middle, middle), 2.5, 0.6) == ""  # replaces the one that has not begun
    assert follower.at(1.0).position[0] == pytest.approx(1.5)
    np.testing.assert_allclose(follower.at(2.4).position, middle, atol=1e-12)
    np.testing.assert_allclose(follower.at(5.0).position, middle, atol=1e-12)


@pytest.mark.parametrize(("off", "accepted"), [(JUMP - 0.01, True), (JUMP + 0.01, False)])
def test_a_plan_that_begins_elsewhere_is_refused(off: float, accepted: bool):
    follower, start = located(), HERE + [0.0, 0.0, off]
    follower.settle(0.0)
    reason = follower.accept(cubic(HERE, start), 1.0, 0.0)
    assert (reason == "") == accepted and (accepted or "0.51 m" in reason)


def test_an_old_plan_is_judged_by_where_it_is_now():
    follower = located()
    follower.settle(9.0)
    assert "3.00 m" in follower.accept(cubic(HERE + [3.0, 0, 0]), 1.0, 9.0)
    assert follower.at(9.0).position.tolist() == HERE.tolist()


def test_settling_forgets_a_plan_that_does_not_begin_there():
    follower = located()
    assert follower.accept(cubic(HERE + [1.0, 0, 0]), 1.0, 0.0) == ""
    assert follower.settle(0.0) and follower.at(5.0).position[0] == pytest.approx(2.0)
    assert not follower.settle(0.0, climb=1.0) and follower.at(5.0).position[2] == 1.0


def test_a_plan_that_is_taken_back_stops_where_it_is():
    follower = located()
    follower.settle(0.0)
    follower.accept(cubic(HERE + [1.0, 0, 0]), 0.0, 0.0)
    follower.withdraw(1.0)
    later = follower.at(1.5)
    assert later.position[0] == pytest.approx(1.5) and not later.velocity.any()
    follower.withdraw(2.0)
    assert follower.at(2.0).position[0] == pytest.approx(1.5)


def test_a_plan_that_is_none():
    follower, motion = located(), cubic(HERE)
    motion.time = motion.time[::-1]
    assert "increasing" in follower.accept(motion, 0.0, 0.0)
