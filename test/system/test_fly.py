"""`l2c fly`: planners, controllers and the world as processes, and what they leave."""

from __future__ import annotations

import json
from collections import Counter

import numpy as np
import pytest
import yaml
from multilift_samples import multilift_task

from l2c_planner.cli.app import app
from l2c_planner.rollout.bag_reader import BagReader
from l2c_planner.rollout.definitions import TEAM_PLAN, THRUST_RATE
from l2c_planner.rollout.from_bag import read_rollout

pytest.importorskip("rclpy", reason="ROS 2 is not in this environment")
pytest.importorskip("mujoco", reason="MuJoCo is not in this environment (requirements/fly.txt)")


ODOMETRY, CLOCK = "nav_msgs/msg/Odometry", "rosgraph_msgs/msg/Clock"


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("task") / "task.yaml"
    path.write_text(yaml.safe_dump(multilift_task(steps=20, dt=0.1).model_dump(mode="json")))
    return path


def flown(file, out, *options):
    from typer.testing import CliRunner

    result = CliRunner().invoke(app, ["fly", str(file), "--out", str(out), "--json", "--speed", "0", *options])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_physics(file, tmp_path):
    found = flown(file, tmp_path, "--seed", "3", "--wind", "2")
    assert found["collisions"] == 0 and 0 < found["load_rmse_m"] < 0.08 and found["failures"] == []
    assert found["flown_s"] > 3.0 and found["late_ticks"] < 0.2 * found["ticks"]
    with np.load(tmp_path / "flight.npz") as record:
        assert record["time"].shape == record["thrust"].shape[:1] and record["tension"].min() > 0
    assert json.loads((tmp_path / "flight.json").read_text())["seed"] == 3
    for name in ("flight.html", "flight.png", "flight.gif"):
        assert (tmp_path / name).stat().st_size > 10_000
    assert (tmp_path / "plan.npz").exists() and (tmp_path / "log" / "quad_1.controller.log").exists()


def test_loopback_is_the_plan_itself(file, tmp_path):
    found = flown(file, tmp_path, "--plant", "loopback", "--record")
    assert found["load_rmse_m"] < 1e-9 and found["attitude_rms_deg"] < 1e-5 and found["collisions"] == 0
    reader, seen = BagReader(tmp_path / "record"), Counter()
    for name in (ODOMETRY, THRUST_RATE, TEAM_PLAN, CLOCK):
        for message in reader.messages({name}):
            message.decoded()
            seen[name] += 1
    # a world that runs as fast as it can leaves a recorder behind; what is agreed arrives, odometry as far as it goes
    assert seen[TEAM_PLAN] >= 3
    assert min(seen[CLOCK], seen[ODOMETRY], seen[THRUST_RATE]) > 0.1 * found["ticks"]
    assert read_rollout(tmp_path / "record").missing == ()


@pytest.mark.parametrize(("options", "said"), [(["config/swarm.yaml"], "no load to fly"), (["none.yaml"], "none.yaml")])
def test_what_cannot_be_flown(capfd, monkeypatch, tmp_path, options, said):
    from pathlib import Path

    from l2c_planner.cli import main

    monkeypatch.chdir(Path(__file__).resolve().parents[2])
    assert main(["fly", *options, "--out", str(tmp_path)]) == 2
    err = capfd.readouterr().err.strip()
    assert said in err and len(err.splitlines()) == 1 and not list(tmp_path.iterdir())
