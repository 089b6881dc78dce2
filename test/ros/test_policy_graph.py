"""Nodes that run say, hear, serve and ask for what their SROS2 enclave allows, and the enclave allows nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from operator import eq, le
from pathlib import Path
from typing import Any

import pytest
import rclpy
from rclpy.node import Node
from rclpy.parameter import Parameter
from sensor_msgs.msg import JointState
from std_srvs.srv import Trigger
from team_processes import soon
from vehicle_packages import load

from l2c_planner.config import load_task
from l2c_planner.ros import names
from l2c_planner.ros.bridge_enclaves import bridge_enclaves
from l2c_planner.ros.controller import ControllerNode
from l2c_planner.ros.display import DisplayNode
from l2c_planner.ros.enclaves import LIVE_VIEW, Enclave, enclaves
from l2c_planner.ros.environment import EnvironmentNode
from l2c_planner.ros.fleet import fleet
from l2c_planner.ros.observer import Observer
from l2c_planner.ros.plant import PlantNode
from l2c_planner.ros.simulators import gazebo
from l2c_planner.ros.simulators.gazebo import GazeboBridge
from l2c_planner.ros.simulators.isaac import IsaacBridge
from l2c_planner.ros.vehicles.crazyflie_bridge import CrazyflieBridge
from l2c_planner.ros.vehicles.mavros_bridge import MavrosBridge
from l2c_planner.ros.vehicles.px4_bridge import Px4Bridge
from l2c_planner.ros.watch import LiveViewNode


def certain(found: Iterable[str]) -> set[str]:
    """Without what depends on packages and releases: transforms, and the description of types (from Jazzy on)."""
    return {name for name in found if name != names.TF and not name.endswith("/get_type_description")}


class SmallEnvironment(EnvironmentNode):
    """The node, which knows no task."""

    def __init__(self, parameter_overrides: list[Parameter], **options: Any) -> None:
        known = [given for given in parameter_overrides if given.name != "task"]
        super().__init__(parameter_overrides=[*known, Parameter("scenario", value="intersection")], **options)


@pytest.fixture
def looker(domain: int) -> Iterator[Node]:
    context = rclpy.Context()
    rclpy.init(context=context, domain_id=domain)
    yield rclpy.create_node("looker", context=context)
    rclpy.shutdown(context=context)


@pytest.fixture
def start(domain: int, file: Path) -> Iterator[Callable[..., None]]:
    """Makes a node of a namespace in a context of its own."""
    with ExitStack() as stack:

        def make(kind: type, namespace: str, **given: Any) -> None:
            context = rclpy.Context()
            rclpy.init(context=context, domain_id=domain)
            stack.callback(rclpy.shutdown, context=context)
            parameters = [Parameter(name, value=value) for name, value in {"task": str(file), **given}.items()]
            node = kind(context=context, namespace=namespace, parameter_overrides=parameters)
            stack.callback(node.destroy_node)

        yield make


def used(looker: Node, process: Enclave) -> tuple[set[str], ...]:
    """What a process publishes, hears, serves and asks for: its node, and others in its place."""
    questions = (
        looker.get_publisher_names_and_types_by_node,
        looker.get_subscriber_names_and_types_by_node,
        looker.get_service_names_and_types_by_node,
        looker.get_client_names_and_types_by_node,
    )
    found = set(looker.get_node_names_and_namespaces()) - {(looker.get_name(), looker.get_namespace())}
    own = [(node, namespace) for node, namespace in found if namespace == process.namespace]
    return tuple({name for node in own for name, _ in ask(*node)} for ask in questions)


def check(looker: Node, process: Enclave, *absent: str) -> None:
    """absent: what a process is allowed, but does not do now."""
    every = (process.publishes, process.subscribes, process.serves, process.asks)
    allowed = tuple(set(names) - set(absent) for names in every)
    there: list[tuple[set[str], ...]] = []

    def same() -> bool:
        there[:] = [used(looker, process)]
        return all(map(eq, map(certain, there[0]), map(certain, allowed)))

    assert soon(same, 10), [(have - may, may - have) for have, may in zip(there[0], allowed)]
    time.sleep(0.3)  # in which more might come to light
    assert same() and all(map(le, there[0], allowed)), "more than is allowed"


def processes(file: Path, above: str = "team_a", **settings: Any) -> dict[str, Enclave]:
    return {process.path: process for process in enclaves(fleet(file, 3, above, **settings))}


@pytest.mark.parametrize("simulated", [False, True])
def test_controller(looker, start, file, simulated):
    start(ControllerNode, "/team_a/quad_1", use_sim_time=simulated)
    check(looker, processes(file, use_sim_time=simulated)["/team_a/quad_1/controller"])


def test_plant(looker, start, file):
    start(PlantNode, "/team_a/plant", plant="loopback")
    check(looker, processes(file, use_sim_time=True)["/team_a/plant/plant"])


@pytest.mark.parametrize("simulated", [False, True])
def test_display(looker, start, file, simulated):
    start(DisplayNode, "/team_a", use_sim_time=simulated)
    check(looker, processes(file, use_sim_time=simulated)[f"/team_a/{names.DISPLAY}"])


def test_live_view(looker, domain, file):
    with closing(LiveViewNode(load_task(file), domain, "team_a")):
        check(looker, processes(file)[f"/team_a/{LIVE_VIEW}"])


@pytest.mark.parametrize("simulated", [False, True])
def test_environment(looker, start, file, simulated):
    start(SmallEnvironment, "/team_a", use_sim_time=simulated)
    check(looker, processes(file, use_sim_time=simulated)["/team_a/environment"])


def test_trainer(looker, start, file, tmp_path):
    pytest.importorskip("torch", reason="learning needs torch (make test LEARN=1)")
    from l2c_planner.ros.trainer import TrainerNode

    start(TrainerNode, "/team_a/coach", out=str(tmp_path))
    check(looker, processes(file, trainer="coach")["/team_a/coach/trainer"])


class TestBridges:
    @pytest.fixture(autouse=True)
    def packages(self, pytestconfig: pytest.Config) -> None:
        load(pytestconfig.cache)

    def allowed(self, file: Path, bridge: str, simulated: bool = False) -> dict[str, Enclave]:
        team = fleet(file, 3, "team_a", use_sim_time=simulated)
        return {process.path: process for process in bridge_enclaves(team, bridge)}

    @pytest.mark.parametrize("simulated", [False, True])
    @pytest.mark.parametrize("kind", [Px4Bridge, MavrosBridge])
    def test_of_an_autopilot(self, looker, start, file, kind, simulated):
        start(kind, "/team_a/quad_1", use_sim_time=simulated)
        name = {Px4Bridge: names.PX4_BRIDGE, MavrosBridge: names.MAVROS_BRIDGE}[kind]
        found = self.allowed(file, name, simulated)
        assert list(found) == [f"/team_a/quad_{i}/{name}" for i in range(3)]
        plan = "/team_a/quad_1/plan"  # heard in the other mode
        assert plan in found[f"/team_a/quad_1/{name}"].subscribes
        check(looker, found[f"/team_a/quad_1/{name}"], plan)

    def test_of_a_crazyflie(self, looker, start, file):
        start(CrazyflieBridge, "/team_a/quad_2")
        process = self.allowed(file, names.CRAZYFLIE_BRIDGE)["/team_a/quad_2/crazyflie_bridge"]
        assert "/cf3/pose" in process.subscribes
        check(looker, process, "/team_a/quad_2/plan")  # heard once it is known where the robot is

    def test_of_isaac_sim(self, looker, start, file):
        start(IsaacBridge, "/team_a/isaac")
        check(looker, self.allowed(file, names.ISAAC_BRIDGE)["/team_a/isaac/isaac_bridge"])

    def test_of_gazebo(self, looker, start, file, monkeypatch):
        monkeypatch.setattr(
            gazebo, "needed", lambda name: {"Actuators": JointState}.get(name.rpartition("/")[2], Trigger)
        )
        start(GazeboBridge, "/team_a/gazebo")
        check(looker, self.allowed(file, names.GAZEBO_BRIDGE)["/team_a/gazebo/gazebo_bridge"])


def test_observer(looker, domain, file):
    with closing(Observer(load_task(file), domain)):
        check(looker, processes(file, above="")["/observer"])
