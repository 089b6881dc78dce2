"""A vehicle that obeys the rules of PX4 as its documentation states them, flown by kinematics in its own frames.

NED and FRD throughout, written without the conversions of the package: what a test expects of it in ENU it works out
itself. Offboard mode needs a second of proofs of life, and is left after half a second without; commands to another
system are ignored; in the air it does not disarm.
"""

from __future__ import annotations

import numpy as np
from px4_msgs.msg import (
    OffboardControlMode,
    TrajectorySetpoint,
    VehicleCommand,
    VehicleCommandAck,
    VehicleOdometry,
    VehicleRatesSetpoint,
    VehicleStatus,
)
from rclpy.node import Node
from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy
from scipy.spatial.transform import Rotation
from vehicle_samples import STEP

LOITER, OFFBOARD, LAND = 4, 14, 18
SET_MODE, ARM_DISARM, NAV_LAND = 176, 400, 21
ACCEPTED, TEMPORARILY_REJECTED, DENIED = 0, 1, 2
G = 9.81
READER = QoSProfile(depth=1, reliability=ReliabilityPolicy.BEST_EFFORT, durability=DurabilityPolicy.TRANSIENT_LOCAL)
WRITER = QoSProfile(depth=5, reliability=ReliabilityPolicy.BEST_EFFORT)


class FakePx4(Node):
    """One vehicle in a namespace."""

    def __init__(self, root: str, system: int, hover: float, heading: float = 0.0, **options) -> None:
        super().__init__("px4", namespace=root, **options)
        self.system, self.hover = system, hover
        self.position, self.velocity, self.rates = np.zeros(3), np.zeros(3), np.zeros(3)
        self.attitude = Rotation.from_euler("z", heading)
        """FRD to NED."""
        self.armed, self.failsafe, self.mode = False, False, LOITER
        self.throttle = 0.0
        self.setpoint: TrajectorySetpoint | None = None
        self.control: OffboardControlMode | None = None
        self.time, self.alive_since, self.alive = 100.0, -np.inf, -np.inf
        self.proofs, self.commands, self.answers = 0, [], []
        hear = ((OffboardControlMode, "offboard_control_mode", self._on_proof),
                (TrajectorySetpoint, "trajectory_setpoint", self._on_setpoint),
                (VehicleRatesSetpoint, "vehicle_rates_setpoint", self._on_rates),
                (VehicleCommand, "vehicle_command", self._on_command))  # fmt: skip
        for kind, name, callback in hear:
            self.create_subscription(kind, f"{root}/fmu/in/{name}", callback, READER)
        self._odometry = self.create_publisher(VehicleOdometry, f"{root}/fmu/out/vehicle_odometry", WRITER)
        version = VehicleStatus.MESSAGE_VERSION
        self._status = self.create_publisher(VehicleStatus, f"{root}/fmu/out/vehicle_status_v{version}", WRITER)
        version = VehicleCommandAck.MESSAGE_VERSION
        self._ack = self.create_publisher(VehicleCommandAck, f"{root}/fmu/out/vehicle_command_ack_v{version}", WRITER)

    @property
    def height(self) -> float:
        """Above the ground [m]."""
        return -float(self.position[2])

    # ---------------------------------------------------------------- what it hears
    def _on_proof(self, message: OffboardControlMode) -> None:
        if self.time - self.alive > 0.5:
            self.alive_since = self.time
        self.alive, self.control = self.time, message
        self.proofs += 1

    def _on_setpoint(self, message: TrajectorySetpoint) -> None:
        self.setpoint = message

    def _on_rates(self, message: VehicleRatesSetpoint) -> None:
        self.rates = np.array([message.roll, message.pitch, message.yaw], float)
        self.throttle = -float(message.thrust_body[2])
        assert message.thrust_body[0] == message.thrust_body[1] == 0 and 0 <= self.throttle <= 1

    def _on_command(self, message: VehicleCommand) -> None:
        self.commands.append(message)
        if message.target_system not in (0, self.system) or not message.from_external:
            return
        result = self._obey(message)
        self.answers.append((message.command, result))
        self._ack.publish(VehicleCommandAck(command=message.command, result=result, target_system=self.system))
        self._tell_status()

    def _obey(self, message: VehicleCommand) -> int:
        proven = self.time - self.alive <= 0.5 and self.time - self.alive_since >= 1.0
        if message.command == SET_MODE and (message.param1, message.param2) == (1.0, 6.0):
            if not proven:
                return TEMPORARILY_REJECTED
            self.mode, self.failsafe = OFFBOARD, False
        elif message.command == ARM_DISARM and message.param1 == 1.0:
            if self.mode == OFFBOARD and not proven:
                return DENIED
            self.armed = True
        elif message.command == ARM_DISARM:
            if self.height > 0.05:
                return DENIED
            self.armed = False
        elif message.command == NAV_LAND:
            self.mode = LAND
        else:
            return 3
        return ACCEPTED

    # ---------------------------------------------------------------- what it does
    def step(self, time: float) -> None:
        """Go on to a time [s]."""
        self.time = time
        if self.mode == OFFBOARD and self.time - self.alive > 0.5:
            self.mode, self.failsafe = LOITER, self.armed
        if self.armed:
            self._fly()
        self._tell_odometry()
        if round(self.time / STEP) % 20 == 0:
            self._tell_status()

    def _fly(self) -> None:
        if self.mode == OFFBOARD and self.control.position:
            self._track()
        elif self.mode == OFFBOARD and self.control.body_rate:
            self._obey_rates()
        else:  # by itself: it stops, and comes down if it lands
            self.velocity = np.array([0.0, 0.0, 0.5 if self.mode == LAND else 0.0])
            self.attitude = Rotation.from_euler("z", self.attitude.as_euler("ZYX")[0])
        self.position = self.position + STEP * self.velocity
        if self.position[2] >= 0 and self.velocity[2] >= 0:
            self.position[2], self.velocity = 0.0, np.zeros(3)
            self.armed = self.armed and self.mode != LAND

    def _track(self) -> None:
        """A double integrator on the setpoint, what is NaN left alone."""
        s = self.setpoint
        place, velocity, acceleration = (np.array(v, float) for v in (s.position, s.velocity, s.acceleration))
        pull = np.nan_to_num(acceleration) + 16 * np.nan_to_num(place - self.position)
        pull += 8 * np.nan_to_num(velocity - self.velocity)
        self.velocity = self.velocity + STEP * np.clip(pull, -6, 6)
        self.attitude = Rotation.from_euler("z", self.setpoint.yaw)

    def _obey_rates(self) -> None:
        """Thrust along the body's axis, at the body rates."""
        self.attitude = self.attitude * Rotation.from_rotvec(STEP * self.rates)
        thrust = self.attitude.apply([0.0, 0.0, -G * self.throttle / self.hover])
        self.velocity = self.velocity + STEP * (thrust + [0.0, 0.0, G])

    # ---------------------------------------------------------------- what it says
    def _tell_odometry(self) -> None:
        x, y, z, w = self.attitude.as_quat()
        self._odometry.publish(VehicleOdometry(
            timestamp=round(self.time * 1e6), pose_frame=1, velocity_frame=1, position=self.position.tolist(),
            q=[w, x, y, z], velocity=self.velocity.tolist(), angular_velocity=self.rates.tolist(),
        ))  # fmt: skip

    def _tell_status(self) -> None:
        self._status.publish(VehicleStatus(
            arming_state=2 if self.armed else 1, nav_state=self.mode, failsafe=self.failsafe, system_id=self.system,
            pre_flight_checks_pass=True,
        ))  # fmt: skip
