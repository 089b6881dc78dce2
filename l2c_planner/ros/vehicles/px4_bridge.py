"""The bridge between one robot's topics and its PX4 behind uXRCE-DDS (package px4_msgs)."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import rclpy

from l2c_planner.ros import names
from l2c_planner.ros.process import run
from l2c_planner.ros.vehicles import px4
from l2c_planner.ros.vehicles.autopilot import Order
from l2c_planner.ros.vehicles.bridge import Bridge
from l2c_planner.ros.vehicles.robot import interfaces
from l2c_planner.ros.vehicles.setpoints import Setpoint

SENT = ("OffboardControlMode", "TrajectorySetpoint", "VehicleRatesSetpoint", "VehicleCommand")
HEARD = ("VehicleOdometry", "VehicleStatus", "VehicleCommandAck")


class Px4Link:
    """PX4 as a `Link` of the bridge."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge, vehicle = bridge, bridge.robot.vehicle.px4
        self._messages = interfaces("px4_msgs", "msg", *SENT, *HEARD)
        self._system, self._resets = vehicle.system, None
        suffixed = px4.suffixed(rclpy.get_rmw_implementation_identifier())
        kinds = vars(self._messages)
        self._publishers = {
            name: bridge.create_publisher(kinds[name], px4.topic(vehicle.root, "in", kinds[name], suffixed), px4.IN)
            for name in SENT
        }
        for name, callback in zip(HEARD, (self._on_odometry, self._on_status, self._on_answer)):
            heard = px4.topic(vehicle.root, "out", kinds[name], suffixed)
            bridge.create_subscription(kinds[name], heard, callback, px4.OUT)

    def alive(self) -> None:
        """Proof of life."""
        self._send(px4.proof_of_life(self._messages, self._bridge.tracks))

    def rates(self, throttle: float, rate: np.ndarray) -> None:
        """Throttle and body rates."""
        self._send(px4.rates(self._messages, throttle, rate))

    def position(self, setpoint: Setpoint) -> None:
        """A setpoint in PX4's local frame."""
        self._send(px4.trajectory(self._messages, setpoint, self._bridge.robot.origin))

    def order(self, order: Order) -> None:
        """A command to this vehicle alone."""
        self._send(px4.command(self._messages, order, self._system))

    def _send(self, message: Any) -> None:
        self._publishers[type(message).__name__].publish(message)

    def _on_odometry(self, message: Any) -> None:
        state, reason = px4.read_odometry(message, self._bridge.robot.origin)
        if state is None:
            self._bridge.get_logger().warning(f"odometry of PX4: {reason}", throttle_duration_sec=5.0)
            return
        if self._resets not in (None, message.reset_counter):
            self._bridge.get_logger().warning("PX4 has reset its estimate: position or heading may have jumped")
        self._resets = message.reset_counter
        self._bridge.located(state)

    def _on_status(self, message: Any) -> None:
        if message.system_id != self._system:
            text = f"PX4 has system id {message.system_id}, the team file says {self._system} (px4.instance + 1)"
            self._bridge.get_logger().error(text, throttle_duration_sec=5.0)
            return
        self._bridge.reported(px4.read_status(message))

    def _on_answer(self, message: Any) -> None:
        if (refusal := px4.read_answer(message)) is not None:
            self._bridge.pilot.offboard.refused(*refusal)
            self._bridge.get_logger().warning(f"PX4 refuses {refusal[0].value}: {refusal[1]}")


class Px4Bridge(Bridge):
    """The node; see `Bridge` for what it raises, and ImportError without px4_msgs."""

    def __init__(self, **options) -> None:
        super().__init__(names.PX4_BRIDGE, **options)
        self.begin(Px4Link(self))


def main(args: list[str] | None = None) -> int:
    """Bridge one robot; 2 if the node cannot be made."""
    return run(Px4Bridge, args)


if __name__ == "__main__":
    sys.exit(main())
