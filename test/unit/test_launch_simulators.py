"""Launch files of simulators, with stand-ins: what starts, in which order, and that everything that starts exists."""

import re
from pathlib import Path

import pytest
from launch_stand_in import LaunchContext, launch

from l2c_planner.ros import names
from l2c_planner.ros.fleet import HEARTBEAT, NICENESS, fleet
from l2c_planner.ros.policy import policy

ROOT = Path(__file__).resolve().parents[2]
GAZEBO, ISAAC, SITL = (ROOT / f"launch/{name}.launch.py" for name in ("gazebo", "isaac", "sitl"))
TASK = str(ROOT / "config/transport.yaml")
OURS = ("mujoco", "loopback")
BACKENDS = (*OURS, "gazebo", "isaac")


def started(made: LaunchContext) -> list[tuple[str, str]]:
    """Full names and executables of our nodes."""
    ours = [node for node in made.nodes if node["package"] == "l2c_planner"]
    return sorted((f"{node['namespace'].rstrip('/')}/{node['name']}", node["executable"]) for node in ours)


def of(made: LaunchContext, executable: str) -> list[dict]:
    return [node for node in made.nodes if node["executable"] == executable]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("above", ["", "team_a"])
def test_a_flight_is_a_world_and_two_nodes_per_robot_and_a_display(backend: str, above: str):
    made = launch(SITL, task=TASK, quads="3", backend=backend, namespace=above)
    start = f"/{above}" if above else ""
    pair = ((names.NODE, names.EXECUTABLE), (names.CONTROLLER, names.CONTROLLER))
    expected = [(f"{start}/quad_{i}/{name}", executable) for i in range(3) for name, executable in pair]
    expected.append((f"{start}/{names.DISPLAY}", names.DISPLAY))
    worlds = {
        "gazebo": ("gazebo/gazebo_bridge", names.GAZEBO_BRIDGE),
        "isaac": ("isaac/isaac_bridge", names.ISAAC_BRIDGE),
    }
    name, executable = worlds.get(backend, ("plant/plant", names.PLANT))
    assert started(made) == sorted([*expected, (f"{start}/{name}", executable)])


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_node_has_its_enclave_in_the_policy(backend: str):
    made = launch(SITL, task=TASK, quads="3", backend=backend)
    given = [node["arguments"][node["arguments"].index("--enclave") + 1] for node in made.nodes
             if node["package"] == "l2c_planner"]  # fmt: skip
    text = policy(fleet(TASK, 3, use_sim_time=True), "" if backend in OURS else f"{backend}_bridge")
    assert set(given) <= set(re.findall('path="(.*?)"', text)) and len(set(given)) == 8


def test_every_executable_exists():
    """Of a ROS 2 installation, and as a module with a main()."""
    installed = dict(
        re.findall(r"^l2c_executable\((\w+) ([\w.]+)\)", (ROOT / "CMakeLists.txt").read_text("utf-8"), re.M)
    )
    for backend in BACKENDS:
        for _, executable in started(launch(SITL, task=TASK, backend=backend)):
            path = ROOT / f"{installed[executable].replace('.', '/')}.py"
            assert "def main(" in path.read_text("utf-8"), executable


@pytest.mark.parametrize("backend", BACKENDS)
def test_all_nodes_fly_the_same_task_in_simulated_time(backend: str):
    made = launch(SITL, task=TASK, quads="4", backend=backend, world_frame="arena")
    ours = [node for node in made.nodes if node["package"] == "l2c_planner"]
    assert {node["parameters"]["task"] for node in ours} == {TASK}
    assert {node["parameters"]["quads"] for node in ours} == {4}
    for node in ours:
        simulator = node["executable"] in (names.PLANT, names.GAZEBO_BRIDGE, names.ISAAC_BRIDGE)
        assert node["parameters"].get("use_sim_time", False) is not simulator, node
        assert node["parameters"].get("world_frame", "arena") == "arena"
    assert all(node["parameters"]["plan_on_start"] for node in of(made, "agent"))


def test_plant_gets_what_the_command_would_give_it():
    (plant,) = of(launch(SITL, task=TASK, backend="loopback", wind="4", seed="7", speed="0.5"), "plant")
    given = {"plant": "loopback", "wind": 4.0, "seed": 7, "speed": 0.5, "quads": 0, "task": TASK, "world_frame": "map"}
    assert plant["parameters"] == given


def test_parameters_are_declared_by_the_nodes():
    pytest.importorskip("rclpy", reason="ROS 2 is not in this environment")
    from l2c_planner.ros import controller, display, plant
    from l2c_planner.ros.simulators import seat

    known = {"controller": controller, "display": display, "plant": plant, "gazebo_bridge": seat, "isaac_bridge": seat}
    for backend in BACKENDS:
        made = launch(SITL, task=TASK, backend=backend)
        for executable, module in known.items():
            for node in of(made, executable):
                assert set(node["parameters"]) <= {*module.PARAMETERS, "use_sim_time"}


def test_gazebo_starts_when_its_world_is_written():
    made = launch(GAZEBO, task=TASK, quads="4", namespace="team_a", out="here", headless="true")
    export, gz = made.commands
    assert export == ["/lib/l2c_planner/l2c", "export", "gazebo", TASK, "--out", "here", "--world-frame", "map",
                      "--namespace", "team_a", "--quads", "4"]  # fmt: skip
    assert gz == ["gz", "sim", "-s", "--initial-sim-time", "1.0", "here/world.sdf"]
    (bridge,) = of(made, "parameter_bridge")
    assert bridge["package"] == "ros_gz_bridge" and bridge["parameters"] == {"config_file": "here/bridge.yaml"}
    assert bridge["arguments"] == [f"{names.WORLD_CONTROL}@ros_gz_interfaces/srv/ControlWorld"]
    assert "-s" not in launch(GAZEBO, task=TASK).commands[1]


@pytest.mark.parametrize("path", [GAZEBO, ISAAC], ids=["gazebo", "isaac"])
def test_without_a_world_nothing_is_simulated(path: Path):
    made = launch(path, exit_code=3, task=TASK, isaac_python="/isaac/python.sh")
    assert len(made.commands) == 1 and made.shut_down.startswith("there is no ")


def test_options_of_the_command_exist():
    from typer.testing import CliRunner

    from l2c_planner.cli.app import app

    for path, what in ((GAZEBO, "gazebo"), (ISAAC, "isaac")):
        words = launch(path, task=TASK, quads="3", namespace="a").commands[0]
        told = CliRunner().invoke(app, ["export", what, "--help"], env={"COLUMNS": "200", "TERM": "dumb"}).output
        assert all(word in told for word in words if word.startswith("--"))


def test_isaac_starts_by_hand_or_by_its_python():
    assert len(launch(ISAAC, task=TASK).commands) == 1
    made = launch(ISAAC, task=TASK, isaac_python="/isaac/python.sh", headless="true")
    assert made.commands[1] == ["/isaac/python.sh", "results/isaac/scene.py", "--headless"]


def test_record_and_rviz_on_request():
    made = launch(SITL, task=TASK, record="bag", use_rviz="true")
    assert made.commands == [["ros2", "bag", "record", "-a", "-s", "mcap", "-o", "bag"]]
    rviz = [node for node in made.nodes if node["package"] == "rviz2"]
    assert [node["arguments"] for node in rviz] == [["-d", "/share/l2c_planner/config/l2c.rviz"]]
    assert not [node for node in launch(SITL, task=TASK).nodes if node["package"] == "rviz2"]


def test_planners_are_those_of_the_team():
    made = launch(SITL, task=TASK, quads="3", tuning="learned", params_file="/p.yaml", log_level="warn")
    settings = {"world_frame": "map", "plan_on_start": True, "autostart": True, "use_sim_time": True}
    settings["transport.heartbeat"] = HEARTBEAT
    expected = fleet(TASK, 3, **settings, tuning="learned", trainer="")
    assert [node["parameters"] for node in of(made, "agent")] == [dict(node.parameters) for node in expected.nodes]
    assert {(*node["files"], node["arguments"][-1]) for node in of(made, "agent")} == {("/p.yaml", "warn")}


def test_the_world_and_the_controllers_go_before_the_planners():
    prefixes = {node["executable"]: node["prefix"] for node in launch(SITL, task=TASK).nodes}
    assert prefixes == dict.fromkeys(prefixes) | {"agent": f"nice -n {NICENESS}"} and len(prefixes) == 4


def test_an_unknown_backend_is_named():
    with pytest.raises(RuntimeError, match="backend: 'unity', valid: .*gazebo"):
        launch(SITL, task=TASK, backend="unity")
