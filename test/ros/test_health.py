"""Diagnostics: level, sentence and values say what the host knows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builtin_interfaces.msg import Time
from diagnostic_msgs.msg import DiagnosticStatus
from rclpy.serialization import deserialize_message, serialize_message

from l2c_planner.ros.health import Health, Peer, diagnostics, level, sentence
from l2c_planner.transport.packet import State

PEERS = (Peer("quad_1", True, 0.04), Peer("quad_2", True, 0.02))
WELL = Health("quad_0", State.PLANNING, plan=3, stage=1, round=12, round_time=0.004, peers=PEERS, odometry_age=0.01)
ALONE = (PEERS[0], Peer("quad_2", False, 1.5))


@pytest.mark.parametrize(
    "health, expected",
    [
        (WELL, DiagnosticStatus.OK),
        (replace(WELL, resent=4), DiagnosticStatus.OK),
        (replace(WELL, odometry_age=None), DiagnosticStatus.OK),
        (replace(WELL, odometry_age=None, odometry_needed=True), DiagnosticStatus.WARN),
        (replace(WELL, odometry_age=2.0, odometry_needed=True), DiagnosticStatus.WARN),
        (replace(WELL, odometry_needed=True), DiagnosticStatus.OK),
        (replace(WELL, peers=ALONE), DiagnosticStatus.WARN),
        (replace(WELL, rejected={"late": 3, "other plan": 1}), DiagnosticStatus.OK),
        (replace(WELL, stale=1), DiagnosticStatus.WARN),
        (replace(WELL, rejected={"wrong tag": 1}), DiagnosticStatus.WARN),
        (replace(WELL, state=State.COMMITTED), DiagnosticStatus.OK),
        (replace(WELL, state=State.READY), DiagnosticStatus.OK),
        (replace(WELL, state=State.INACTIVE), DiagnosticStatus.OK),
        (replace(WELL, state=State.HOLD), DiagnosticStatus.ERROR),
        (replace(WELL, state=State.HOLD, stale=3), DiagnosticStatus.ERROR),
        (replace(WELL, state=State.HOLD, silent=True), DiagnosticStatus.STALE),
    ],
)
def test_level(health, expected):
    assert level(health) == expected


def test_the_message_names_robot_and_time():
    message = diagnostics(WELL, Time(sec=5, nanosec=7))
    (status,) = message.status
    assert (message.header.stamp.sec, message.header.stamp.nanosec) == (5, 7)
    assert (status.name, status.hardware_id, status.message) == ("l2c_planner: quad_0", "quad_0", "planning")
    assert deserialize_message(serialize_message(message), type(message)) == message


def test_everything_is_told():
    health = replace(
        WELL, state=State.HOLD, reason="quad_2 is gone", primal_residual=1.5e-3, dual_residual=2e-3, stale=2,
        resent=3, rejected={"wrong tag": 4, "wrong hash": 5}, peers=ALONE,
    )  # fmt: skip
    values = {pair.key: pair.value for pair in diagnostics(health, Time()).status[0].values}
    assert values == {
        "state": "hold", "reason": "quad_2 is gone", "plan": "3", "stage": "1", "round": "12",
        "round time [s]": "0.004", "primal residual": "0.0015", "dual residual": "0.002",
        "stale packets": "2", "resent packets": "3", "rejected packets": "9", "rejected: wrong tag": "4",
        "rejected: wrong hash": "5", "peers alive": "1 of 2", "age of quad_1 [s]": "0.04", "age of quad_2 [s]": "1.5",
        "odometry age [s]": "0.01",
    }  # fmt: skip


def test_the_sentence_names_all_that_is_wrong():
    health = replace(
        WELL, state=State.HOLD, reason="stopped", peers=ALONE, stale=2, rejected={"wrong tag": 4},
        odometry_age=2.0, odometry_needed=True,
    )  # fmt: skip
    assert sentence(health) == (
        "hold; stopped; not heard: quad_2; 2 stale packets; 4 packets refused; odometry is 2.0 s old"
    )


def test_a_peer_that_was_never_heard_has_no_age():
    values = {
        pair.key: pair.value
        for pair in diagnostics(replace(WELL, peers=(Peer("quad_1", False),)), Time()).status[0].values
    }
    assert values["age of quad_1 [s]"] == "none"
