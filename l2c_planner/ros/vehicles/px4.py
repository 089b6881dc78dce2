"""What PX4 hears and says, as messages of px4_msgs: NED and FRD, quaternions w x y z, NaN for what is not controlled.

Facts are those of docs.px4.io (offboard mode; multi-vehicle simulation with ROS 2; message translation node). A stamp
of 0 lets PX4 stamp a message when it arrives: no clocks need to agree.
"""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import numpy as np
from rclpy.qos import DurabilityPolicy, HistoryPolicy, QoSProfile, ReliabilityPolicy

from l2c_planner.control import Odometry
from l2c_planner.ros import frames
from l2c_planner.ros.reading import FRAME, FURTHEST, NUMBER, QUATERNION, need, reading
from l2c_planner.ros.vehicles.autopilot import Order, Report
from l2c_planner.ros.vehicles.setpoints import Setpoint

POSE_NED, VELOCITY_NED, VELOCITY_BODY = 1, 1, 3
"""Constants of VehicleOdometry: POSE_FRAME_NED, VELOCITY_FRAME_NED, VELOCITY_FRAME_BODY_FRD."""
ARMED, OFFBOARD = 2, 14
"""Constants of VehicleStatus: ARMING_STATE_ARMED, NAVIGATION_STATE_OFFBOARD."""
ACCEPTED, IN_PROGRESS = 0, 5
RESULTS = ("accepted", "not now", "denied", "unsupported", "failed", "in progress", "cancelled")
"""Of VehicleCommandAck, from VEHICLE_CMD_RESULT_ACCEPTED on."""
COMMANDS = {
    Order.OFFBOARD: (176, 1.0, 6.0),
    Order.ARM: (400, 1.0, 0.0),
    Order.DISARM: (400, 0.0, 0.0),
    Order.LAND: (21, 0.0, 0.0),
}
"""VEHICLE_CMD_DO_SET_MODE with PX4's custom main mode 6, VEHICLE_CMD_COMPONENT_ARM_DISARM, VEHICLE_CMD_NAV_LAND."""
IN = QoSProfile(
    history=HistoryPolicy.KEEP_LAST,
    depth=1,
    reliability=ReliabilityPolicy.BEST_EFFORT,
    durability=DurabilityPolicy.TRANSIENT_LOCAL,
)
"""Of what PX4 hears: suits the readers of old and new firmware."""
OUT = QoSProfile(
    history=HistoryPolicy.KEEP_LAST,
    depth=5,
    reliability=ReliabilityPolicy.BEST_EFFORT,
    durability=DurabilityPolicy.VOLATILE,
)
"""Of what PX4 says."""


def topic(root: str, direction: str, kind: Any, suffixed: bool = True) -> str:
    """Name of the topic of a message class, `/px4_1/fmu/out/vehicle_status_v4`.

    Args:
        root: namespace of the vehicle, with a slash in front, or empty.
        direction: ``in`` to PX4, ``out`` of it.
        kind: the class; its MESSAGE_VERSION, if it has one that is not 0, is the suffix.
        suffixed: whether there are suffixes at all; rmw_zenoh has none.
    """
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()
    version = getattr(kind, "MESSAGE_VERSION", 0) if suffixed else 0
    return f"{root}/fmu/{direction}/{name}" + (f"_v{version}" if version else "")


def suffixed(middleware: str) -> bool:
    """Whether names of topics end with versions, by the name of the middleware: not over Zenoh."""
    return middleware != "rmw_zenoh_cpp"


@reading
def read_odometry(message: Any, origin: np.ndarray) -> Odometry:
    """State of the vehicle in the world, from a VehicleOdometry.

    origin: of PX4's local frame in the world, (3,) [m].
    """
    need(message.pose_frame == POSE_NED and message.velocity_frame in (VELOCITY_NED, VELOCITY_BODY), FRAME)
    position, velocity, rate = (_numbers(v) for v in (message.position, message.velocity, message.angular_velocity))
    attitude = np.asarray(message.q, float)
    size = float(np.linalg.norm(attitude))
    need(abs(size - 1) <= 1e-3, QUATERNION)
    attitude = frames.swap_attitude(attitude / size)
    if message.velocity_frame == VELOCITY_NED:
        velocity = frames.swap_world(velocity)
    else:
        velocity = frames.to_world(frames.swap_body(velocity), attitude)
    return Odometry(frames.swap_world(position) + origin, velocity, attitude, frames.swap_body(rate))


def _numbers(values: Any) -> np.ndarray:
    numbers = np.asarray(values, float)
    need(bool((np.abs(numbers) <= FURTHEST).all()), NUMBER)
    return numbers


def read_status(message: Any) -> Report:
    """What a VehicleStatus says."""
    notes = ["in failsafe"] if message.failsafe else []
    notes += [] if message.pre_flight_checks_pass else ["preflight checks fail"]
    return Report(message.arming_state == ARMED, message.nav_state == OFFBOARD, ", ".join(notes))


def read_answer(message: Any) -> tuple[Order, str] | None:
    """Which order a VehicleCommandAck refuses, and why; None if it refuses none of ours.

    Arming and disarming have one number; it is called arming here.
    """
    order = next((order for order, command in COMMANDS.items() if command[0] == message.command), None)
    if order is None or message.result in (ACCEPTED, IN_PROGRESS):
        return None
    result = message.result
    return order, RESULTS[result] if result < len(RESULTS) else f"result {result}"


def proof_of_life(messages: SimpleNamespace, position: bool) -> Any:
    """OffboardControlMode: PX4 is to follow positions, with velocities and accelerations as feed-forward, or rates."""
    return messages.OffboardControlMode(position=position, body_rate=not position)


def rates(messages: SimpleNamespace, throttle: float, rate: np.ndarray) -> Any:
    """VehicleRatesSetpoint of a throttle 0 .. 1 and body rates FLU (3,) [rad/s]."""
    roll, pitch, yaw = frames.swap_body(rate).tolist()
    return messages.VehicleRatesSetpoint(roll=roll, pitch=pitch, yaw=yaw, thrust_body=[0.0, 0.0, -throttle])


def trajectory(messages: SimpleNamespace, setpoint: Setpoint, origin: np.ndarray) -> Any:
    """TrajectorySetpoint; `origin` as for `read_odometry`."""
    position, velocity, acceleration = (
        frames.swap_world(v).tolist() for v in (setpoint.position - origin, setpoint.velocity, setpoint.acceleration)
    )
    return messages.TrajectorySetpoint(
        position=position,
        velocity=velocity,
        acceleration=acceleration,
        jerk=[float("nan")] * 3,
        yaw=float(frames.swap_yaw(setpoint.yaw)),
        yawspeed=float("nan"),
    )


def command(messages: SimpleNamespace, order: Order, system: int) -> Any:
    """VehicleCommand to one vehicle; system: MAVLink id that alone obeys it."""
    number, first, second = COMMANDS[order]
    message = messages.VehicleCommand(command=number, param1=first, param2=second, from_external=True)
    if order is Order.LAND:  # here, with the present heading
        message.param4 = message.param5 = message.param6 = message.param7 = float("nan")
    message.target_system, message.target_component = system, 1
    message.source_system, message.source_component = system, 1
    return message
