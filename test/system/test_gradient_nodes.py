"""Robots that differentiate a plan together over DDS find what one host finds."""

from __future__ import annotations

import json

import pytest
import yaml
from multilift_samples import multilift_task

from l2c_planner.cli.app import app

pytest.importorskip("rclpy", reason="ROS 2 is not in this environment")


@pytest.mark.parametrize(("stage", "coordinator"), [("trajectories", "captain"), ("trajectories", "shared")])
def test_parts_add_up_to_the_gradient(tmp_path, stage, coordinator):
    from typer.testing import CliRunner

    task = multilift_task(steps=8, dt=0.2, planner={"admm": {"coordinator": coordinator}}).model_dump(mode="json")
    (tmp_path / "task.yaml").write_text(yaml.safe_dump(task))
    arguments = ["check-gradient", str(tmp_path / "task.yaml"), "--stage", stage, "--rounds", "2", "--samples", "1"]
    result = CliRunner().invoke(app, [*arguments, "--nodes", "--json"])
    found = json.loads(result.stdout)
    assert found["agree"] and found["nodes_reverse"] < 1e-10
