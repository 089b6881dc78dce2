"""A team of node processes over DDS plans, again and again, what one process plans: equal to the last bit.

L2C_REPETITIONS says how often (3 by default).
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "ros"))  # for its teams of processes

HERE = importlib.util.find_spec("rclpy") is not None
REPETITIONS = int(os.environ.get("L2C_REPETITIONS", "3"))

pytestmark = pytest.mark.skipif(not HERE and not os.environ.get("CI"), reason="needs ROS 2: no module rclpy")


@pytest.mark.parametrize("robots", [3, 6])
def test_a_transport_over_dds_is_that_of_one_process(robots, tmp_path):
    """Seven parties at six robots: six nodes, of which one hosts the load too."""
    from team_processes import write_task

    assert_same_bits(write_task(tmp_path / "task.yaml", robots, obstacles=[]), tmp_path)


def assert_same_bits(file: Path, folder: Path) -> None:
    """Every plan of the team, and what is written of it, against a plan without any network."""
    from team_processes import Team

    from l2c_planner.config import load_task
    from l2c_planner.plan import make_plan
    from l2c_planner.ros.domain import reserved

    expected = make_plan(load_task(file)).arrays
    with reserved() as domain, Team(domain, file, folder / "log") as team:
        assert team.joined()
        for number in range(1, REPETITIONS + 1):
            assert team.plan() == "committed", team.observer.reason
            np.savez(folder / "plan.npz", **team.observer.plan().arrays)
            with np.load(folder / "plan.npz") as found:
                assert set(found) == set(expected)
                different = [name for name in expected if found[name].tobytes() != expected[name].tobytes()]
            assert different == [], f"plan {number}"
        assert not team.processes.ended()
