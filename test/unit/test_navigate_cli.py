"""`l2c navigate`: what it writes, prints, returns and refuses; its launch file."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest
import typer
from launch_stand_in import launch
from navigation_samples import scene, straight, untrained
from PIL import Image
from typer.testing import CliRunner

from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.navigate import FILES, NavigateRequest, navigate
from l2c_planner.cli.navigate_commands import add_navigate
from l2c_planner.navigation.scene import load_scene

ROOT = Path(__file__).resolve().parents[2]
LAUNCH = ROOT / "launch/navigate.launch.py"
SHIPPED = ROOT / "config/warehouse-1.json"
ARENA = """\
arena: shelves
title: Free way
agents: {count: 1, motion: MOTION}
width: 6.0
shelf: [0.5, 0.5]
shelves: [{place: [0.0, 2.6], x: [-1.0, 1.0]}]
starts: [-1.5, -1.0]
goals: [1.0, 1.5]
aside: [-1.5, 1.5]
"""

needs_physics = pytest.mark.skipif(
    importlib.util.find_spec("mujoco") is None, reason="mujoco is not installed: pip install mujoco"
)
needs_ros = pytest.mark.skipif(importlib.util.find_spec("rclpy") is None, reason="ROS 2 is not in this environment")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """With policies, two scenes, and arenas."""
    made = tmp_path_factory.mktemp("navigate")
    (made / "policies.npz").write_bytes(straight().bytes())
    short = {"starts": [(-0.8, 0), (0.8, 1)], "goals": [(0.8, 0), (-0.8, 1)]}
    (made / "free.json").write_text(scene(**short).model_dump_json())
    wall = scene(starts=[(-0.8, 0)], goals=[(0.8, 0)], obstacles=[(0, 0, 1.2, 2, 0, 0)], steps=40)
    (made / "wall.json").write_text(wall.model_dump_json())
    for motion in ("wheels", "unicycle"):
        (made / f"{motion}.yaml").write_text(ARENA.replace("MOTION", motion))
    return made


def request(folder: Path, name: str, out: Path, **given) -> NavigateRequest:
    return NavigateRequest(str(folder / name), **{"policies": folder, "out": out, "quiet": True, **given})


@needs_physics
@needs_ros
def test_robots_that_arrive_are_told_of(folder, tmp_path, capsys):
    assert navigate(request(folder, "free.json", tmp_path / "out", record=True, json=True)) is Code.FEASIBLE
    told = json.loads(capsys.readouterr().out)
    assert told == json.loads((tmp_path / "out/navigation.json").read_text())
    assert (told["success"], told["arrived"], told["touched"], told["robots"]) == (1.0, 1.0, [], 2)
    assert told["spl"] > 0.9 and told["simulated_s"] > 2
    assert {path.name for path in (tmp_path / "out").iterdir()} == {*FILES, "log", "record"}
    assert (tmp_path / "out/record/metadata.yaml").is_file()
    assert load_scene(tmp_path / "out/scene.json") == load_scene(folder / "free.json")
    assert min(Image.open(tmp_path / "out/navigation.png").size) > 300
    with np.load(tmp_path / "out/journey.npz") as file:
        assert file["position"].shape[1:] == (2, 2)


@needs_physics
@needs_ros
def test_robots_that_do_not_arrive_are_exit_code_3(folder, tmp_path, capsys):
    assert navigate(request(folder, "wall.json", tmp_path / "out")) is Code.INFEASIBLE
    said = capsys.readouterr().out
    assert said.startswith("NOT ALL ARRIVED") and "0 of 1" in said and "robot_0" in said


@needs_physics
def test_tasks_are_compared_with_training(folder, tmp_path, capsys):
    pytest.importorskip("torch", reason="torch is not installed: make test LEARN=1")
    given = {"tasks": 3, "row": "hand_designed", "out": tmp_path / "out", "policies": tmp_path / "hand.npz"}
    given["policies"].write_bytes(untrained("hand_designed").bytes())
    assert navigate(request(folder, "wheels.yaml", json=True, **given)) is Code.FEASIBLE
    told = json.loads(capsys.readouterr().out)
    for name, gap in told["gap"].items():
        means = [told["worlds"][world][name]["mean"] for world in ("physics", "training")]
        assert gap["mean"] == pytest.approx(means[0] - means[1], abs=1e-9)
    assert told["worlds"]["physics"]["success"]["mean"] == 1
    assert abs(told["gap"]["pctspeed"]["mean"]) < 0.05, "wheels drive about as agents do in training"
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"navigation.json", "navigation.png"}
    assert navigate(request(folder, "wheels.yaml", **given)) is Code.FEASIBLE
    said = capsys.readouterr()
    assert "| success |" in said.out and str(tmp_path) not in said.out + said.err
    assert navigate(request(folder, "wheels.yaml", **{**given, "quiet": False})) is Code.FEASIBLE
    files = [str(tmp_path / "out" / name) for name in ("navigation.json", "navigation.png")]
    assert capsys.readouterr().err.splitlines()[-2:] == files


@needs_physics
@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("free.json", {"tasks": 3}, "a scene is one task"),
        ("wheels.yaml", {"tasks": 3, "record": True}, "there are no nodes"),
        ("free.json", {"policies": Path("nowhere.npz")}, "cannot be read"),
        ("free.json", {"policies": None}, "no policies are shipped"),
        ("free.json", {"row": "mine"}, "no policy 'mine'"),
        ("nowhere.json", {}, "no such file"),
        ("unicycle.yaml", {"tasks": 2}, "no omnidirectional wheels"),
        ("wheels.yaml", {"tasks": 2}, "policies for 2 agents; valid: 1"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(folder, tmp_path, name, given, says):
    if name.endswith(".yaml"):
        pytest.importorskip("torch", reason="torch is not installed: make test LEARN=1")
    with pytest.raises(Refused, match=says) as error:
        navigate(request(folder, name, tmp_path / "out", **given))
    assert "\n" not in str(error.value) and error.value.code is Code.INPUT
    assert not (tmp_path / "out").exists()


@needs_physics
def test_an_unknown_arena_is_named_as_such(tmp_path):
    with pytest.raises(Refused, match="circlar: unknown arena.*did you mean circular"):
        navigate(NavigateRequest("circlar", tasks=2, out=tmp_path / "out"))


def test_help_names_arguments_and_exit_codes():
    app = typer.Typer()
    add_navigate(app)
    told = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "120", "NO_COLOR": "1"}).output
    assert all(word in told for word in ("SCENE.json", "--policies", "--tasks", "--record", "--json"))


class TestLaunch:
    def test_the_shipped_scene_has_a_way(self):
        made = load_scene(SHIPPED)
        assert len(made.starts) == 6 and len(made.rows) == 8

    def test_there_is_a_world_and_a_node_per_robot(self):
        world, *robots = launch(LAUNCH, scene=str(SHIPPED), namespace="hall", policies="/p.npz").nodes
        assert (world["namespace"], world["executable"]) == ("/hall/wheeled_plant", "wheeled_plant")
        assert [node["namespace"] for node in robots] == [f"/hall/robot_{i}" for i in range(6)]
        assert robots[1]["parameters"] == {
            "policies": "/p.npz", "row": "cooptimised", "world_frame": "map", "goal": "3.445,-1.246",
            "neighbours": "robot_0,robot_2,robot_3,robot_4,robot_5", "stale": 0.3, "period": 0.05, "arrival": 0.3,
            "use_sim_time": True,
        }  # fmt: skip
        assert robots[1]["arguments"][:3] == ["--ros-args", "--enclave", "/hall/robot_1/navigator"]

    def test_one_robot_on_a_computer_of_its_own(self):
        given = {"scene": str(SHIPPED), "robot": "robot_2", "simulated": "false", "goals": "false"}
        (node,) = launch(LAUNCH, **given).nodes
        assert (node["namespace"], node["name"]) == ("/robot_2", "navigator")
        assert node["parameters"]["goal"] == "" and node["parameters"]["use_sim_time"] is False
        with pytest.raises(ValueError, match="robot: got 'robot_9'; valid: robot_0, "):
            launch(LAUNCH, **{**given, "robot": "robot_9"})

    def test_parameters_are_declared_by_the_nodes(self):
        from l2c_planner.ros.navigation_options import NavigatorOptions, WheeledPlantOptions

        made = launch(LAUNCH, scene=str(SHIPPED)).nodes
        kinds = {"navigator": NavigatorOptions, "wheeled_plant": WheeledPlantOptions}
        for node in made:
            values = {k: v for k, v in node["parameters"].items() if k != "use_sim_time"}
            assert kinds[node["executable"]](**values)
