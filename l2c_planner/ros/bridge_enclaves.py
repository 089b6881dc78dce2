"""What the bridges to vehicles and simulators say, hear, serve and ask for, as enclaves; a test compares it with them.

Autopilots and simulators on the other side need enclaves of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from l2c_planner.config import load_task
from l2c_planner.config.vehicle import Vehicle
from l2c_planner.ros import names
from l2c_planner.ros.enclaves import Enclave, full, plain
from l2c_planner.ros.fleet import Fleet, NodeProcess

Link = tuple[Iterable[str], Iterable[str], Iterable[str]]
"""What an autopilot is sent, says, and is asked for; names as seen from the robot."""


def bridge_enclaves(team: Fleet, bridge: str) -> tuple[Enclave, ...]:
    """Of one of `BRIDGES` by its name, for every robot or for the team.

    Raises ConfigError if the task cannot be used, ImportError for PX4 without px4_msgs, which has the versions that its
    topics end with.
    """
    simulated = bool(team.nodes[0].parameters.get("use_sim_time"))
    if bridge in SIMULATORS:
        return (SIMULATORS[bridge](team),)
    task = load_task(team.task, int(team.nodes[0].parameters["quads"]) or None)
    return tuple(
        _vehicle(node, bridge, VEHICLES[bridge](task.team.vehicle(node.host)), simulated) for node in team.nodes
    )


def _vehicle(robot: NodeProcess, bridge: str, link: Link, simulated: bool) -> Enclave:
    """Of the bridge of a robot, in any of its modes."""
    sent, said, asked = (full(robot.namespace, part) for part in link)
    flown = [names.PLAN] if bridge == names.CRAZYFLIE_BRIDGE else [names.PLAN, names.COMMAND]
    services = ["~/arm"] if bridge == names.CRAZYFLIE_BRIDGE else ["~/arm", "~/land"]
    out = (*full(robot.namespace, (names.ODOMETRY, names.DIAGNOSTICS)), *sent)
    made = plain(robot.namespace, bridge, out, (*full(robot.namespace, flown), *said), simulated)
    return made.serving(full(robot.namespace, services, bridge), asked)


def _px4(vehicle: Vehicle) -> Link:
    import rclpy

    from l2c_planner.ros.vehicles import px4
    from l2c_planner.ros.vehicles.px4_bridge import HEARD, SENT
    from l2c_planner.ros.vehicles.robot import interfaces

    kinds, root = vars(interfaces("px4_msgs", "msg", *SENT, *HEARD)), vehicle.px4.root
    suffixed = px4.suffixed(rclpy.get_rmw_implementation_identifier())
    sent, said = (
        [px4.topic(root, direction, kinds[name], suffixed) for name in found]
        for direction, found in (("in", SENT), ("out", HEARD))
    )
    return sent, said, ()


def _mavros(vehicle: Vehicle) -> Link:
    root = vehicle.mavros
    sent = (f"{root}/setpoint_raw/attitude", f"{root}/setpoint_raw/local")
    return sent, (f"{root}/local_position/odom", f"{root}/state"), (f"{root}/set_mode", f"{root}/cmd/arming")


def _crazyflie(vehicle: Vehicle) -> Link:
    root = f"/{vehicle.crazyflie.strip('/')}"
    return (f"{root}/cmd_full_state",), (f"{root}/pose",), (f"{root}/notify_setpoints_stop",)


def _gazebo(team: Fleet) -> Enclave:
    made = _simulator(team, "gazebo", names.MOTORS, (names.ODOMETRY, names.COMMAND, names.TEAM_PLAN))
    return made.serving((), (names.WORLD_CONTROL,))


def _isaac(team: Fleet) -> Enclave:
    return _simulator(team, "isaac", names.SETPOINT, (names.COMMAND,))


def _simulator(team: Fleet, place: str, said: str, heard: tuple[str, ...]) -> Enclave:
    """A bridge beside the robots, in the namespace that the launch files give it."""
    above = team.nodes[0].namespace.rsplit("/", 1)[0]
    out = [names.absolute(node.namespace, said) for node in team.nodes]
    into = [name for node in team.nodes for name in full(node.namespace, heard)]
    return plain(f"{above}/{place}", f"{place}_bridge", out, into, False)


VEHICLES: dict[str, Callable[[Vehicle], Link]] = {
    names.PX4_BRIDGE: _px4,
    names.MAVROS_BRIDGE: _mavros,
    names.CRAZYFLIE_BRIDGE: _crazyflie,
}
SIMULATORS: dict[str, Callable[[Fleet], Enclave]] = {names.GAZEBO_BRIDGE: _gazebo, names.ISAAC_BRIDGE: _isaac}
