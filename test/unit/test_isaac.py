"""The script for Isaac Sim: compiles, has the task's numbers, flies like the plant; OpenUSD takes its scene."""

import ast
import sys
from types import ModuleType

import numpy as np
import pytest
from multilift_samples import mixed_task, multilift_task

from l2c_planner.config import MultiliftTask
from l2c_planner.control.attitude import body_torque
from l2c_planner.models.manifold import rotation_matrices
from l2c_planner.ros.simulators.bridged import isaac_names
from l2c_planner.simulation import Physics
from l2c_planner.simulation.isaac import isaac_script, scene_numbers
from l2c_planner.simulation.start import start_state

PHYSICS = Physics()
KNOWN = {
    "isaacsim.core.nodes.OnPhysicsStep",
    "isaacsim.core.nodes.IsaacSimulationGate",
    "isaacsim.core.nodes.IsaacReadSimulationTime",
    "isaacsim.ros2.bridge.ROS2Context",
    "isaacsim.ros2.bridge.ROS2PublishClock",
    "isaacsim.ros2.bridge.ROS2PublishOdometry",
    "isaacsim.ros2.bridge.ROS2SubscribeTwist",
}
"""Types of OmniGraph nodes in the manual of Isaac Sim 5."""
EVENTS = {"step", "execIn", "execOut"}


def script(task: MultiliftTask) -> str:
    return isaac_script(task, PHYSICS, isaac_names(task.team.n, "team_a"), "arena")


class Graph:
    """Stands in for omni.graph.core: takes the description of a graph, and values of attributes."""

    class Controller:
        class Keys:
            CREATE_NODES, CONNECT, SET_VALUES = "nodes", "wires", "values"

        edited, attributes = [], {}

        @classmethod
        def edit(cls, graph, description):
            cls.edited.append((graph, description))

        @classmethod
        def set(cls, name, value):
            cls.attributes[name] = value

        @classmethod
        def get(cls, name):
            return cls.attributes.get(name, [0.0, 0.0, 0.0])

    class GraphPipelineStage:
        GRAPH_PIPELINE_STAGE_ONDEMAND = "on demand"


@pytest.fixture
def loaded(monkeypatch):
    """The script of a task as a module, with stand-ins for what only Isaac Sim has."""

    def load(task: MultiliftTask) -> ModuleType:
        try:
            import pxr  # noqa: F401
        except ImportError:
            empty = ModuleType("pxr")
            for name in ("Gf", "Sdf", "UsdGeom", "UsdPhysics"):
                setattr(empty, name, None)
            monkeypatch.setitem(sys.modules, "pxr", empty)
        graph = ModuleType("omni.graph.core")
        graph.Controller, graph.GraphPipelineStage = type("C", (Graph.Controller,), {}), Graph.GraphPipelineStage
        graph.Controller.edited, graph.Controller.attributes = [], {}
        for name in ("omni", "omni.graph"):
            monkeypatch.setitem(sys.modules, name, ModuleType(name))
        monkeypatch.setitem(sys.modules, "omni.graph.core", graph)
        sys.modules["omni"].graph, sys.modules["omni.graph"].core = sys.modules["omni.graph"], graph
        module = ModuleType("scene")
        exec(compile(script(task), "scene.py", "exec"), module.__dict__)
        module.og = graph.Controller
        return module

    return load


class Bodies:
    """Stands in for Isaac Sim's RigidPrim of a team at rest at its start, or in motion."""

    def __init__(self, task: MultiliftTask):
        state = start_state(task)
        self.place = np.vstack([state.load.position, state.robots.position])
        self.attitude = np.vstack([state.load.attitude, state.robots.attitude])
        self.motion = np.zeros((task.team.n + 1, 6))
        self.forces = self.torques = None
        self.held = 0

    def get_world_poses(self):
        return self.place, self.attitude

    def get_velocities(self):
        return self.motion

    def set_world_poses(self, place, attitude):
        assert place == pytest.approx(self.place) and attitude == pytest.approx(self.attitude)
        self.held += 1

    def set_velocities(self, motion):
        assert not motion.any()

    def apply_forces_and_torques_at_pos(self, forces, torques, is_global):
        assert is_global
        self.forces, self.torques = forces, torques


@pytest.mark.parametrize("make", [lambda: multilift_task(3), mixed_task], ids=["three", "unequal"])
def test_numbers_are_those_of_the_task(make):
    task = make()
    scene, team, state = scene_numbers(task, PHYSICS), task.team, start_state(task)
    column = {key: [robot[key] for robot in scene["robots"]] for key in scene["robots"][0]}
    assert scene["load"]["mass"] == team.load_mass
    assert scene["load"]["center_of_mass"] == pytest.approx(team.com_offset)
    assert scene["load"]["inertia"] == pytest.approx(np.diag(team.load_inertia))
    assert column["mass"] == pytest.approx(team.quad_mass)
    assert column["inertia"] == pytest.approx(PHYSICS.inertia(team))
    assert column["cable_length"] == pytest.approx(team.cable_length)
    assert column["attachment"] == pytest.approx(team.attachment)
    assert column["position"] == pytest.approx(state.robots.position)
    assert len(scene["obstacles"]) == len(task.obstacles)


def test_it_compiles_and_says_what_it_is():
    text = script(multilift_task(4))
    assert "NOT RUN" in ast.get_docstring(ast.parse(text))
    assert "@SCENE@" not in text


def test_graph_is_wired(loaded):
    scene = loaded(multilift_task(3))
    scene.connect_ros()
    ((graph, description),) = scene.og.edited
    nodes = dict(description["nodes"])
    assert set(nodes.values()) == KNOWN and len(nodes) == len(description["nodes"])
    for source, target in description["wires"]:
        (one, out), (other, put) = (end.split(".") for end in (source, target))
        assert one in nodes and other in nodes and out.startswith("outputs:") and put.startswith("inputs:")
        assert (out.partition(":")[2] in EVENTS) == (put.partition(":")[2] in EVENTS)
    driven = {target.split(".")[0] for _, target in description["wires"] if target.endswith(":execIn")}
    assert driven == set(nodes) - {"step", "time", "context"}
    values = dict(description["values"])
    assert values["odometry_load.inputs:nodeNamespace"] == "/team_a/load"
    assert values["odometry_quad_2.inputs:odomFrameId"] == "arena"
    assert (values["setpoint_quad_1.inputs:nodeNamespace"], values["setpoint_quad_1.inputs:topicName"]) == (
        "/team_a/quad_1",
        "setpoint",
    )


def test_bodies_stay_until_every_robot_has_a_setpoint(loaded):
    task = multilift_task(3)
    scene, bodies = loaded(task), Bodies(task)
    flight = scene.Flight(bodies)
    for robot in range(3):
        flight.step(0.002)
        assert bodies.forces is None and bodies.held == robot + 1
        scene.og.set(f"/World/ros/setpoint_quad_{robot}.outputs:linearVelocity", [0, 0, 5.0])
    told = scene.og.attributes["/World/ros/odometry_quad_1.inputs:position"]
    assert told == pytest.approx(bodies.place[2])
    flight.step(0.002)
    assert bodies.forces is not None and bodies.held == 3


def test_forces_are_those_of_the_plant(loaded):
    """Thrust along z of the body, the rate loop, the lag over many steps, drag; all in the world frame."""
    task = mixed_task()
    scene, bodies, team = loaded(task), Bodies(task), task.team
    flight, n = scene.Flight(bodies), task.team.n
    random = np.random.default_rng(0)
    thrust, rates = 0.4 * team.thrust_max, 0.1 * random.standard_normal((n, 3))
    bodies.motion[:] = 0.1 * random.standard_normal(bodies.motion.shape)
    for i in range(n):
        scene.og.set(f"/World/ros/setpoint_quad_{i}.outputs:linearVelocity", [0, 0, thrust[i]])
        scene.og.set(f"/World/ros/setpoint_quad_{i}.outputs:angularVelocity", rates[i])
    for _ in range(400):
        flight.step(0.002)
    turn = rotation_matrices(bodies.attitude[1:])
    measured = np.einsum("nji,nj->ni", turn, bodies.motion[1:, 3:])
    torque = body_torque(rates, measured, PHYSICS.inertia(team), PHYSICS.rate_gain)
    torque = np.clip(torque, -PHYSICS.torque_limit(team), PHYSICS.torque_limit(team))
    assert bodies.torques[1:] == pytest.approx(np.einsum("nij,nj->ni", turn, torque), abs=1e-9)
    assert not bodies.torques[0].any()
    lift = thrust[:, None] * turn[:, :, 2]
    assert bodies.forces[1:] == pytest.approx(lift - PHYSICS.drag * bodies.motion[1:, :3], abs=1e-9)
    assert bodies.forces[0] == pytest.approx(-PHYSICS.load_drag * bodies.motion[0, :3])
    assert scene.og.attributes["/World/ros/odometry_quad_0.inputs:angularVelocity"] == pytest.approx(measured[0])


def test_thrust_lags(loaded):
    task = multilift_task(3)
    rotors = loaded(task).Rotors()
    start, zero = start_state(task).thrust, np.zeros((3, 3))
    made = [rotors.step(start + 1.0, zero, zero, PHYSICS.motor_lag)[0] for _ in range(2)]
    assert made[0] == pytest.approx(start + 1 - np.exp(-1))
    assert made[1] == pytest.approx(start + 1 - np.exp(-2))


def test_openusd_takes_the_scene(loaded):
    pytest.importorskip("pxr", reason="OpenUSD (pip install usd-core) is not in this environment")
    from pxr import Usd, UsdPhysics, UsdValidation

    task = mixed_task()
    stage = Usd.Stage.CreateInMemory()
    loaded(task).build(stage)
    validators = UsdValidation.ValidationRegistry().GetOrLoadAllValidators()
    found = UsdValidation.ValidationContext(validators).Validate(stage)
    assert [error.GetMessage() for error in found] == []
    for i in range(task.team.n):
        body = stage.GetPrimAtPath(f"/World/quad_{i}")
        assert UsdPhysics.MassAPI(body).GetMassAttr().Get() == pytest.approx(task.team.quad_mass[i])
        joint = UsdPhysics.DistanceJoint.Get(stage, f"/World/quad_{i}/cable")
        assert joint.GetMaxDistanceAttr().Get() == pytest.approx(task.team.cable_length[i])
        assert joint.GetMinDistanceAttr().Get() < 0
        assert joint.GetBody1Rel().GetTargets() == [body.GetPath()]
