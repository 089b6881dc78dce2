"""The bridge between one robot's topics and its autopilot behind MAVROS (package mavros_msgs), PX4 that is.

MAVROS turns frames itself: all is ENU and FLU here, about the origin of the autopilot's local frame.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from nav_msgs.msg import Odometry as OdometryMessage
from rclpy.task import Future

from l2c_planner.control import Odometry
from l2c_planner.ros import names
from l2c_planner.ros.geometry import point, vector
from l2c_planner.ros.odometry import read_odometry
from l2c_planner.ros.process import run
from l2c_planner.ros.topics import report, sensor
from l2c_planner.ros.vehicles.autopilot import Order, Report
from l2c_planner.ros.vehicles.bridge import Bridge
from l2c_planner.ros.vehicles.robot import interfaces
from l2c_planner.ros.vehicles.setpoints import Setpoint

OFFBOARD = "OFFBOARD"
MODES = {Order.OFFBOARD: OFFBOARD, Order.LAND: "AUTO.LAND"}
"""PX4's modes as MAVROS names them."""


class MavrosLink:
    """MAVROS as a `Link` of the bridge; its setpoints are proofs of life themselves."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge, root = bridge, bridge.robot.vehicle.mavros
        messages = interfaces("mavros_msgs", "msg", "AttitudeTarget", "PositionTarget", "State")
        services = interfaces("mavros_msgs", "srv", "SetMode", "CommandBool")
        self._attitude_type, self._position_type = messages.AttitudeTarget, messages.PositionTarget
        self._attitude = bridge.create_publisher(self._attitude_type, f"{root}/setpoint_raw/attitude", sensor())
        self._position = bridge.create_publisher(self._position_type, f"{root}/setpoint_raw/local", sensor())
        bridge.create_subscription(OdometryMessage, f"{root}/local_position/odom", self._on_odometry, sensor())
        bridge.create_subscription(messages.State, f"{root}/state", self._on_state, report())
        self._mode = bridge.create_client(services.SetMode, f"{root}/set_mode")
        self._arming = bridge.create_client(services.CommandBool, f"{root}/cmd/arming")
        self._services = services

    def alive(self) -> None:
        """Nothing to do."""

    def rates(self, throttle: float, rate: np.ndarray) -> None:
        """AttitudeTarget without an attitude."""
        message = self._attitude_type(type_mask=self._attitude_type.IGNORE_ATTITUDE, thrust=throttle)
        message.body_rate = vector(rate)
        self._send(self._attitude, message)

    def position(self, setpoint: Setpoint) -> None:
        """PositionTarget in the autopilot's local frame."""
        kind = self._position_type
        message = kind(coordinate_frame=kind.FRAME_LOCAL_NED, type_mask=kind.IGNORE_YAW_RATE, yaw=setpoint.yaw)
        message.position = point(setpoint.position - self._bridge.robot.origin)
        message.velocity = vector(setpoint.velocity)
        message.acceleration_or_force = vector(setpoint.acceleration)
        self._send(self._position, message)

    def order(self, order: Order) -> None:
        """A call of MAVROS; what it answers is heard later."""
        if order in MODES:
            future = self._mode.call_async(self._services.SetMode.Request(custom_mode=MODES[order]))
        else:
            future = self._arming.call_async(self._services.CommandBool.Request(value=order is Order.ARM))
        future.add_done_callback(lambda done: self._on_answer(order, done))

    def _send(self, publisher: Any, message: Any) -> None:
        message.header.stamp = self._bridge.get_clock().now().to_msg()
        message.header.frame_id = "map"
        publisher.publish(message)

    def _on_answer(self, order: Order, done: Future) -> None:
        answer = done.result()
        if not (answer.mode_sent if order in MODES else answer.success):
            reason = "MAVROS cannot send it" if order in MODES else f"MAV_RESULT {answer.result}"
            self._bridge.pilot.offboard.refused(order, reason)
            self._bridge.get_logger().warning(f"{order.value} refused: {reason}")

    def _on_odometry(self, message: OdometryMessage) -> None:
        located, reason = read_odometry(message, message.header.frame_id)
        if located is None:
            self._bridge.get_logger().warning(f"odometry of MAVROS: {reason}", throttle_duration_sec=5.0)
            return
        position = located.position + self._bridge.robot.origin
        self._bridge.located(Odometry(position, located.velocity, located.attitude, located.rate))

    def _on_state(self, message: Any) -> None:
        if message.connected:
            self._bridge.reported(Report(message.armed, message.mode == OFFBOARD))


class MavrosBridge(Bridge):
    """The node; see `Bridge` for what it raises, and ImportError without mavros_msgs."""

    def __init__(self, **options) -> None:
        super().__init__(names.MAVROS_BRIDGE, **options)
        self.begin(MavrosLink(self))


def main(args: list[str] | None = None) -> int:
    """Bridge one robot; 2 if the node cannot be made."""
    return run(MavrosBridge, args)


if __name__ == "__main__":
    sys.exit(main())
