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
from team_processes import soon

from l2c_planner.config import load_task
from l2c_planner.ros import names
from l2c_planner.ros.controller import ControllerNode
from l2c_planner.ros.display import DisplayNode
from l2c_planner.ros.enclaves import LIVE_VIEW, Enclave, enclaves
from l2c_planner.ros.fleet import fleet
from l2c_planner.ros.observer import Observer
from l2c_planner.ros.plant import PlantNode
from l2c_planner.ros.watch import LiveViewNode


def certain(found: Iterable[str]) -> set[str]:
    """Without what depends on packages and releases: transforms, and the description of types (from Jazzy on)."""
    return {name for name in found if name != names.TF and not name.endswith("/get_type_description")}


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


def check(looker: Node, process: Enclave) -> None:
    allowed = tuple(map(set, (process.publishes, process.subscribes, process.serves, process.asks)))
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


def test_trainer(looker, start, file, tmp_path):
    pytest.importorskip("torch", reason="learning needs torch (make test LEARN=1)")
    from l2c_planner.ros.trainer import TrainerNode

    start(TrainerNode, "/team_a/coach", out=str(tmp_path))
    check(looker, processes(file, trainer="coach")["/team_a/coach/trainer"])


def test_observer(looker, domain, file):
    with closing(Observer(load_task(file), domain)):
        check(looker, processes(file, above="")["/observer"])
