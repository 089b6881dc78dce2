"""The launch files of vehicles, with stand-ins: bridges and controllers, of all robots or of one."""

import re
from pathlib import Path

import pytest
from launch_stand_in import launch

from l2c_planner.ros.fleet import FleetError

ROOT = Path(__file__).resolve().parents[2]
PX4, MAVROS, CRAZYFLIE = (ROOT / f"launch/{name}.launch.py" for name in ("px4", "mavros", "crazyflie"))
CMAKE = ROOT / "CMakeLists.txt"
TASK = str(ROOT / "config/transport.yaml")


@pytest.mark.parametrize(("path", "bridge"), [(PX4, "px4_bridge"), (MAVROS, "mavros_bridge")])
def test_a_bridge_and_a_controller_per_robot(path: Path, bridge: str):
    made = launch(path, task=TASK, quads="3", namespace="team_a", log_level="warn").nodes
    started = sorted((node["namespace"], node["executable"]) for node in made)
    assert started == [(f"/team_a/quad_{i}", name) for i in range(3) for name in ("controller", bridge)]
    assert all(node["name"] == node["executable"] for node in made)
    common = {"task": TASK, "quads": 3, "world_frame": "map", "use_sim_time": False}
    parameters = {node["executable"]: node["parameters"] for node in made}
    assert parameters == {"controller": common, bridge: {**common, "mode": "rates"}}
    for node in made:
        enclave = f"{node['namespace']}/{node['name']}"
        assert node["arguments"] == ["--ros-args", "--enclave", enclave, "--log-level", "warn"]


def test_a_crazyflie_flies_itself():
    made = launch(CRAZYFLIE, task=TASK, quads="4").nodes
    assert [(node["namespace"], node["executable"]) for node in made] == [
        (f"/quad_{i}", "crazyflie_bridge") for i in range(4)
    ]
    assert made[0]["parameters"] == {"task": TASK, "quads": 4, "world_frame": "map", "use_sim_time": False}


def test_vehicles_that_track_the_plan_need_no_controller():
    made = launch(PX4, task=TASK, mode="position", use_sim_time="true", params_file="/p.yaml").nodes
    assert {node["executable"] for node in made} == {"px4_bridge"} and len(made) == 6
    assert all(node["parameters"]["use_sim_time"] is True and node["files"] == ["/p.yaml"] for node in made)


def test_one_robot_on_its_own_computer():
    made = launch(PX4, task=TASK, robot="quad_2").nodes
    assert {node["namespace"] for node in made} == {"/quad_2"} and len(made) == 2
    with pytest.raises(FleetError, match="robot: got 'quad_7'; valid: quad_0 .* quad_5"):
        launch(PX4, task=TASK, robot="quad_7")


def test_parameters_are_declared_by_the_nodes():
    pytest.importorskip("rclpy", reason="ROS 2 is not in this environment")
    from l2c_planner.ros import controller
    from l2c_planner.ros.vehicles import bridge, robot

    every = {*robot.PARAMETERS, "use_sim_time"}

    declared = {
        "controller": {*controller.PARAMETERS, "use_sim_time"},
        **dict.fromkeys(("px4_bridge", "mavros_bridge"), {*every, *bridge.PARAMETERS}),
        "crazyflie_bridge": every,
    }
    for node in [node for path in (PX4, MAVROS, CRAZYFLIE) for node in launch(path, task=TASK).nodes]:
        assert set(node["parameters"]) <= declared[node["executable"]]


@pytest.mark.parametrize("name", ["px4_bridge", "mavros_bridge", "crazyflie_bridge"])
def test_bridges_are_installed(name: str):
    installed = dict(re.findall(r"^l2c_executable\((\w+) ([\w.]+)\)", CMAKE.read_text("utf-8"), re.M))
    path = ROOT / f"{installed[name].replace('.', '/')}.py"
    assert path.stem == name and "def main(" in path.read_text("utf-8")
