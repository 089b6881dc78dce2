"""Names of what a robot's node shares with others, written here only: node, topics, services, parameters.

Without a slash in front a name is relative to the robot's namespace, with `~/` to its node. Imports nothing but the
standard library.
"""

from __future__ import annotations

from dataclasses import dataclass

PACKAGE = "l2c_planner"
NODE = "planner"
EXECUTABLE = "agent"
MODULE = "l2c_planner.ros.agent"

PRIMAL = "primal"
COPIES = "copies"
AGREEMENT = "agreement"
HEARTBEAT = "heartbeat"
STATUS = "status"
TEAM = "team"
ROLLOUT = "rollout"
PLAN = "plan"
PATH = "plan/path"
TEAM_PLAN = "plan/team"
MARKERS = "markers"
DIAGNOSTICS = "/diagnostics"
GOAL = "goal_pose"
ODOMETRY = "odom"
COMMAND = "command"
CLOCK = "/clock"
TF = "/tf"
CABLES = "cables"
TUNING = "tuning"

CONTROLLER, PLANT = "controller", "plant"
"""Nodes of a robot's controller and of the simulated world."""
DISPLAY = "display"
"""Node that shows a team; its namespace is the team's."""
GAZEBO_BRIDGE, ISAAC_BRIDGE = "gazebo_bridge", "isaac_bridge"
PX4_BRIDGE, MAVROS_BRIDGE, CRAZYFLIE_BRIDGE = "px4_bridge", "mavros_bridge", "crazyflie_bridge"
BRIDGES = (PX4_BRIDGE, MAVROS_BRIDGE, CRAZYFLIE_BRIDGE, GAZEBO_BRIDGE, ISAAC_BRIDGE)
"""Nodes that turn commands into what the simulator of that name takes."""
LOAD = "load"
"""Namespace of the load beside those of the robots: its odometry."""
TRAINER = "trainer"
"""Node of the trainer, and its namespace unless it gets another."""

CONSENSUS_AGENT = "consensus_agent"
"""Node that takes part in a distributed algorithm, and its executable."""
TOLD, MEMBERS, ESTIMATE = "told", "members", "estimate"

NAVIGATOR, WHEELED_PLANT = "navigator", "wheeled_plant"
"""Node that drives a robot by a learned policy, and that of the world where such robots drive; their executables."""
VELOCITY, BOUND = "cmd_vel", "goal"
ENVIRONMENT, LAYOUT, GRID = "environment", "layout", "grid"
"""Namespace of what is known of the surroundings, and its topics."""

PLAN_SERVICE = "~/plan"
HOLD_SERVICE = "~/hold"
RELOAD_SERVICE = "~/reload"


@dataclass(frozen=True)
class Channel:
    """A topic or a service."""

    name: str
    type: str
    """Interface, for example ``std_srvs/srv/Trigger``."""
    meaning: str


PUBLISHED = (
    Channel(
        PRIMAL, "l2c_planner/msg/Consensus", "packets of the rounds, to who coordinates: trajectories of the robot"
    ),
    Channel(COPIES, "l2c_planner/msg/Consensus", "packets of the rounds, from who coordinates: copies, multipliers"),
    Channel(AGREEMENT, "l2c_planner/msg/Consensus", "packets that open a plan, end its stages, accept it"),
    Channel(HEARTBEAT, "l2c_planner/msg/Heartbeat", "sign of life: where the robot stands and whom it hears"),
    Channel(STATUS, "l2c_planner/msg/SolverStatus", "residuals and times of a round"),
    Channel(TEAM, "l2c_planner/msg/TeamStatus", "the team as the robot sees it"),
    Channel(ROLLOUT, "l2c_planner/msg/RolloutRecord", "head of a plan's log, from the captain"),
    Channel(PLAN, "trajectory_msgs/msg/MultiDOFJointTrajectory", "the robot's part of the plan, to track"),
    Channel(PATH, "nav_msgs/msg/Path", "the same, to look at"),
    Channel(TEAM_PLAN, "l2c_planner/msg/TeamPlan", "the whole team's part, for the robot's controller"),
    Channel(MARKERS, "visualization_msgs/msg/MarkerArray", "obstacles, robots, cables and load, to look at"),
    Channel(DIAGNOSTICS, "diagnostic_msgs/msg/DiagnosticArray", "health of the robot's planner, 1 Hz and on change"),
)
"""What a robot publishes."""

SUBSCRIBED = (
    Channel(GOAL, "geometry_msgs/msg/PoseStamped", "where to go, in the world frame"),
    Channel(ODOMETRY, "nav_msgs/msg/Odometry", "where the robot is; its twist is in the body frame"),
)
"""What a robot subscribes to in its own namespace."""

CONTROLLED = (Channel(COMMAND, "l2c_planner/msg/ThrustRate", "thrust and body rates, from the robot's controller"),)
"""What a robot's controller publishes in the robot's namespace."""

ANNOUNCED = (Channel(TUNING, "l2c_planner/msg/Tuning", "networks that tune the team's next plans, from the trainer"),)
"""What the trainer publishes."""

SHOWN = (Channel(CABLES, "sensor_msgs/msg/JointState", "lengths and planned tensions of the cables, to plot"),)
"""What the display publishes in the team's namespace, beside `MARKERS` there and `PATH` of the load."""

AGREED = (
    Channel(TOLD, "l2c_planner/msg/Consensus", "what the algorithm tells the neighbours in a round"),
    Channel(MEMBERS, "l2c_planner/msg/Consensus", "sign of life: who takes part, as the agent knows it"),
    Channel(ESTIMATE, "l2c_planner/msg/Consensus", "estimate after every round, then messages and bytes so far"),
)
"""What an agent of a distributed algorithm publishes; it hears the first two of its neighbours."""

NAVIGATED = (
    Channel(VELOCITY, "geometry_msgs/msg/Twist", "velocity and turn rate of the body, from the robot's navigator"),
    Channel(BOUND, "geometry_msgs/msg/PoseStamped", "where the robot is going, from its navigator"),
)
"""What a navigator publishes in the robot's namespace."""

LAID_OUT = (
    Channel(LAYOUT, "visualization_msgs/msg/MarkerArray", "obstacles, to look at and for navigators"),
    Channel(GRID, "nav_msgs/msg/OccupancyGrid", "the same as a map"),
)
"""What is known of the surroundings, in the namespace `ENVIRONMENT`."""

MOTORS, SETPOINT = "motors", "setpoint"
SIMULATED = (
    Channel(MOTORS, "actuator_msgs/msg/Actuators", "speeds of the robot's rotors, from gazebo_bridge"),
    Channel(SETPOINT, "geometry_msgs/msg/Twist", "thrust (linear.z) and body rates (angular), from isaac_bridge"),
)
"""What simulators that are not ours hear in a robot's namespace."""
WORLD_CONTROL = "/world/team/control"
"""Service of Gazebo that steps its world and lets it run."""

HEARD = (PRIMAL, COPIES, AGREEMENT, HEARTBEAT)
"""What a robot subscribes to in the namespace of every peer; to PRIMAL while it coordinates."""

SERVICES = (
    Channel(PLAN_SERVICE, "std_srvs/srv/Trigger", "plan now"),
    Channel(HOLD_SERVICE, "std_srvs/srv/Trigger", "stop planning and hold"),
    Channel(RELOAD_SERVICE, "std_srvs/srv/Trigger", "read task and settings again"),
)
"""What a robot is asked for."""

NODE_TOPICS = ("/rosout", "/parameter_events", "~/transition_event")
"""What ROS 2 publishes for every managed node."""

PARAMETER_SERVICES = (
    "~/describe_parameters",
    "~/get_parameter_types",
    "~/get_parameters",
    "~/list_parameters",
    "~/set_parameters",
    "~/set_parameters_atomically",
)
LIFECYCLE_SERVICES = (
    "~/change_state",
    "~/get_state",
    "~/get_available_states",
    "~/get_available_transitions",
    "~/get_transition_graph",
)
NODE_SERVICES = (*PARAMETER_SERVICES, *LIFECYCLE_SERVICES, "~/get_type_description")
"""What ROS 2 serves for every managed node; the last one from Jazzy on."""

SETTINGS = ("autostart", "world_frame", "plan_on_start", "start_tolerance", "tuning", "trainer", "use_sim_time")
PARAMETERS = ("task", "quads", *SETTINGS)
"""Parameters of the node itself; the settings are the same on all robots of a team."""

PARAMETER_GROUPS = ("admm", "ddp", "coordination", "receding", "transport", "security")
"""First parts of its dotted parameters, named like the keys of a configuration file."""


def absolute(namespace: str, name: str, node: str = NODE) -> str:
    """A name as everybody sees it: ``/quad_0/plan`` of ``plan``, ``/quad_0/planner/hold`` of ``~/hold``."""
    if name.startswith("/"):
        return name
    return f"{namespace.rstrip('/')}/{node + name[1:] if name.startswith('~/') else name}"
