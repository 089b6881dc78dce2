"""The vehicle that a robot flies: which autopilot listens where, and how its numbers relate to ours.

Only the adapters of `ros.vehicles` read it; plans do not depend on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pydantic import Field

from .base import Model, Vector3
from .errors import CheckError, Key, did_you_mean, show

NAMESPACE = re.compile(r"/?[A-Za-z_]\w*(/[A-Za-z_]\w*)*", re.ASCII)
VALID = "letters, digits and _, no digit first, parts separated by /"


class Px4(Model):
    """Which PX4 it is; see docs.px4.io, multi-vehicle simulation with ROS 2."""

    instance: int = Field(ge=0, le=249, description="instance of PX4: it obeys commands to system instance + 1, -")
    namespace: str | None = Field(
        None, max_length=200, description="namespace of its topics, / for none; null = px4_<instance>, none for 0"
    )

    @property
    def system(self) -> int:
        """MAVLink system id [-]."""
        return self.instance + 1

    @property
    def root(self) -> str:
        """What stands before `/fmu/...`: `/px4_1`, or nothing."""
        default = f"px4_{self.instance}" if self.instance else ""
        name = (default if self.namespace is None else self.namespace).strip("/")
        return f"/{name}" if name else ""


class Vehicle(Model):
    """One robot's vehicle; what is not given follows from the robot's number."""

    px4: Px4 | None = Field(None, description="PX4 behind uXRCE-DDS; null = instance i + 1 for robot i")
    mavros: str = Field(
        "mavros", max_length=200, description="namespace of MAVROS; without / in front below the robot's"
    )
    crazyflie: str | None = Field(None, max_length=64, description="its name in Crazyswarm2; null = cf<i + 1>")
    initial_position: Vector3 = Field(
        (0.0, 0.0, 0.0), description="origin of the autopilot's local frame in the world, east, north, up, m"
    )
    hover_thrust: float = Field(
        0.5, gt=0, lt=1, description="throttle, 0 to 1, at which the robot hovers alone (MPC_THR_HOVER), -"
    )


def vehicle_of(vehicles: Mapping[str, Vehicle], robot: str) -> Vehicle:
    """The vehicle of a robot (`quad_2`) with all that follows from its number filled in."""
    given, number = vehicles.get(robot, Vehicle()), int(robot.rpartition("_")[2]) + 1
    px4 = given.px4 or Px4.model_construct(instance=number, namespace=None)  # unchecked: a swarm may be larger
    return given.model_copy(update={"px4": px4, "crazyflie": given.crazyflie or f"cf{number}"})


def check_vehicles(vehicles: Mapping[str, Vehicle], robots: Iterable[str]) -> None:
    """Vehicles belong to robots of the team, no two are the same, and their namespaces are some.

    Raises:
        CheckError: one that is not.
    """
    robots = tuple(robots)
    for robot, vehicle in vehicles.items():
        if robot not in robots:
            valid = f"{robots[0]} .. {robots[-1]}"
            raise CheckError(("vehicles", robot), f"no such robot: {show(robot)}", valid, did_you_mean(robot, robots))
        _check_namespace(("vehicles", robot, "mavros"), vehicle.mavros)
        _check_namespace(("vehicles", robot, "crazyflie"), vehicle.crazyflie)
        if vehicle.px4 and vehicle.px4.namespace != "/":
            _check_namespace(("vehicles", robot, "px4", "namespace"), vehicle.px4.namespace)
    _check_distinct({robot: vehicle_of(vehicles, robot) for robot in robots}, vehicles)


def _check_namespace(key: Key, name: str | None) -> None:
    if name is not None and not NAMESPACE.fullmatch(name):
        raise CheckError(key, f"got {show(name)}", VALID)


def _check_distinct(filled: Mapping[str, Vehicle], given: Mapping[str, Vehicle]) -> None:
    """Two robots on one autopilot would both fly it."""
    for part, of in (("px4", lambda v: v.px4.root), ("crazyflie", lambda v: v.crazyflie)):
        owners: dict[str, str] = {}
        for robot, vehicle in filled.items():
            other = owners.setdefault(of(vehicle), robot)
            if other != robot:
                at = robot if robot in given else other
                raise CheckError(("vehicles", at, part), f"{other} and {robot} have the same", "one for each robot")
