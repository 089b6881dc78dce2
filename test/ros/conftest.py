"""Every test module gets a ROS domain of its own; without ROS those that need it are skipped, or fail if CI is set."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from l2c_planner.ros.domain import reserved

NEEDED = ("rclpy", "l2c_planner.msg", "nav_msgs.msg", "trajectory_msgs.msg", "visualization_msgs.msg")


def missing() -> str | None:
    """What is not installed, in a sentence; None if ROS is there."""
    for name in NEEDED:
        try:
            importlib.import_module(name)
        except ImportError as error:
            return f"needs ROS 2: {name} cannot be imported ({error})"
    return None


class RosModule(pytest.Module):
    """A module whose failed import is a skip, with the reason, if ROS is what is missing and CI is not set."""

    def collect(self) -> list[Any]:
        try:
            return list(super().collect())
        except self.CollectError:
            reason = missing()
            if reason is None or os.environ.get("CI"):
                raise
        pytest.skip(reason, allow_module_level=True)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> RosModule:
    return RosModule.from_parent(parent, path=module_path)


@pytest.fixture(scope="module", autouse=True)
def domain() -> Iterator[int]:
    """The module's domain: locked, so that no worker, nor any other run on this machine, has the same at a time."""
    with reserved() as number, pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROS_DOMAIN_ID", str(number))
        patch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
        for name in ("ROS_LOCALHOST_ONLY", "ROS_STATIC_PEERS", "ROS_DISCOVERY_SERVER"):
            patch.delenv(name, raising=False)
        yield number


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small task, the same for all tests of a module."""
    from team_processes import write_task

    return write_task(tmp_path_factory.mktemp("task") / "task.yaml")


@pytest.fixture(scope="module")
def expected(file: Path) -> dict[str, Any]:
    """Content of plan.npz of that task, planned in this process."""
    from l2c_planner.config import load_task
    from l2c_planner.plan import make_plan

    return make_plan(load_task(file)).arrays


@pytest.fixture(scope="module")
def team(domain: int, file: Path) -> Iterator[Any]:
    """Nodes of that task that have committed a plan."""
    from team_processes import Nodes

    with Nodes(domain, file) as nodes:
        assert nodes.fill().committed()
        yield nodes


@pytest.fixture
def ear(domain: int) -> Iterator[Any]:
    """Hears the three hosts of that task from now on."""
    from team_processes import Ear

    with Ear(domain, ("quad_0", "quad_1", "quad_2")) as listener:
        yield listener
