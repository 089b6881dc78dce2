"""A node that runs publishes, hears and serves what the fleet says of it, and nothing else."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import rclpy
from rclpy.node import Node

from l2c_planner.ros import names
from l2c_planner.ros.domain import reserved
from l2c_planner.ros.fleet import NodeProcess, fleet

TASK = Path(__file__).resolve().parents[2] / "config/transport.yaml"
START = 60.0
"""Longest time that a node takes to configure itself [s]."""


@pytest.fixture
def domain(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    with reserved() as number:
        yield number


def seen(observer: Node, node: NodeProcess, process: subprocess.Popen) -> tuple[set[str], ...]:
    """Topics published and heard and services of a node, once it has all it should have and a moment more."""
    questions = (
        observer.get_publisher_names_and_types_by_node,
        observer.get_subscriber_names_and_types_by_node,
        observer.get_service_names_and_types_by_node,
    )
    wanted, found = (node.publishes, heard_alone(node), node.services), (set(), set(), set())
    until = time.monotonic() + START
    settled = None
    while time.monotonic() < until and process.poll() is None:
        time.sleep(0.2)
        if (node.name, node.namespace) in observer.get_node_names_and_namespaces():
            found = tuple({name for name, _ in ask(node.name, node.namespace)} for ask in questions)
        if settled is None and all(set(names_) <= there for names_, there in zip(wanted, found, strict=True)):
            settled = time.monotonic()
        if settled is not None and time.monotonic() > settled + 1.0:
            break
    return found


def heard_alone(node: NodeProcess) -> set[str]:
    """What it listens to while it does not lead a plan: it then has no use for the others' trajectories."""
    return {topic for topic in node.subscribes if not topic.endswith(f"/{names.PRIMAL}")}


@pytest.mark.parametrize("simulated", [False, True])
def test_node_is_what_the_fleet_says(domain: int, simulated: bool):
    node = fleet(TASK, 3, "team_a", use_sim_time=simulated).nodes[1]
    environment = dict(os.environ, ROS_DOMAIN_ID=str(domain), OMP_NUM_THREADS="1")
    command = [sys.executable, "-m", node.module, *node.ros_arguments()]
    context = rclpy.Context()
    rclpy.init(context=context, domain_id=domain)
    process = subprocess.Popen(command, env=environment, cwd=TASK.parents[1])
    try:
        published, heard, served = seen(rclpy.create_node("observer", context=context), node, process)
        assert process.poll() is None, f"the node ended with {process.returncode}"
    finally:
        process.terminate()
        process.wait(20)
        rclpy.shutdown(context=context)

    def full(relative: tuple[str, ...]) -> set[str]:
        return {names.absolute(node.namespace, name, node.name) for name in relative}

    assert published == {*node.publishes, *full(names.NODE_TOPICS)}
    assert heard == heard_alone(node)
    assert served == {*node.services, *full(names.NODE_SERVICES)}
    assert process.returncode == 0
