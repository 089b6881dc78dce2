"""Launch files: as text everywhere, with stand-ins for their logic everywhere, and with the real launch where it is."""

import ast
import re
import sys
from pathlib import Path

import pytest
from launch_stand_in import launch, load

from l2c_planner.ros import names
from l2c_planner.ros.fleet import FleetError, fleet

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(ROOT.glob("launch/*.launch.py"))
AGENT, PLAN, TEAM, TRAIN = (ROOT / f"launch/{name}.launch.py" for name in ("agent", "plan", "team", "train"))
DISPLAY, CONSENSUS, ENVIRONMENT = (
    ROOT / f"launch/{name}.launch.py" for name in ("display", "consensus", "environment")
)
TASK = str(ROOT / "config/transport.yaml")
COMMON = {"namespace", "task", "quads", "params_file", "world_frame", "tuning", "trainer"}
COMMON |= {"autostart", "plan_on_start", "use_sim_time"}
SIMULATED = {"namespace", "task", "quads", "world_frame", "out"}
ARGUMENTS = {
    "agent": {*COMMON, "yields", "log_level", "use_rviz", "rviz_config"},
    "team": {*COMMON, "yields", "log_level", "use_rviz", "rviz_config"},
    "plan": {"task", "quads", "out"},
    "display": {"namespace", "task", "quads", "world_frame", "use_sim_time", "log_level", "use_rviz", "rviz_config"},
    "train": {"namespace", "task", "quads", "start", "out", "key_file", "batch"},
    **dict.fromkeys(("px4", "mavros", "crazyflie"), set()),
    "vehicles": {"autopilot", "namespace", "robot", "task", "quads", "params_file", "world_frame", "mode",
                 "use_sim_time", "log_level"},
    "gazebo": {*SIMULATED, "headless"},
    "isaac": {*SIMULATED, "headless", "isaac_python"},
    "environment": {"namespace", "scenario", "starts", "tasks", "resolution", "frame", "use_sim_time", "log_level"},
    "navigate": {
        "namespace", "scene", "policies", "row", "robot", "goals", "simulated", "world_frame", "stale", "speed",
        "record", "log_level",
    },  # fmt: skip
    "consensus": {
        "namespace", "number", "agents", "algorithm", "graph", "problem", "application", "seed", "rounds", "loss",
        "lost_after", "use_sim_time", "log_level",
    },  # fmt: skip
    "sitl": {*COMMON - {"trainer", "use_sim_time"}, *SIMULATED, "headless", "isaac_python", "backend", "wind", "seed",
             "speed", "record", "log_level", "use_rviz", "rviz_config"},
}  # fmt: skip
SWITCHES = {"autostart", "plan_on_start", "use_sim_time", "use_rviz", "headless", "yields", "goals", "simulated"}
CHOICES = {"autopilot", "backend", "mode"}
STARTED = {
    "team": 6, "vehicles": 12, "px4": 12, "mavros": 12, "crazyflie": 6, "isaac": 2, "sitl": 14, "consensus": 8,
    "navigate": 7,
}  # fmt: skip
"""Processes that a file starts at once, where it is not one."""

every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.partition(".")[0])


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def calls(path: Path, function: str) -> list[ast.Call]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call) and ast.unparse(node.func) == function]


def keywords(call: ast.Call) -> dict[str, ast.expr]:
    return {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}


def constant(path: Path, name: str) -> ast.expr:
    """Value of an assignment at the top of a file."""
    targets = [node for node in tree(path).body if isinstance(node, ast.Assign) and node.targets[0].id == name]
    return targets[0].value


@every_file
def test_arguments_are_the_agreed_ones(path: Path):
    declared = [ast.literal_eval(call.args[0]) for call in calls(path, "DeclareLaunchArgument")]
    assert len(declared) == len(set(declared))
    assert set(declared) == ARGUMENTS[path.name.partition(".")[0]]


@every_file
def test_arguments_have_a_description_and_a_default(path: Path):
    for call in calls(path, "DeclareLaunchArgument"):
        given = keywords(call)
        assert re.fullmatch(r"\S.{4,}\.", ast.literal_eval(given["description"])), ast.unparse(call)
        assert "default_value" in given, ast.unparse(call)


@every_file
def test_switches_are_true_or_false(path: Path):
    for call in calls(path, "DeclareLaunchArgument"):
        given, name = keywords(call), ast.literal_eval(call.args[0])
        assert ("choices" in given) == (name in SWITCHES | CHOICES), name
        if name in SWITCHES:
            assert ast.literal_eval(given["default_value"]) in ("true", "false")
            assert ast.literal_eval(constant(path, given["choices"].id)) == ["true", "false"]


@every_file
def test_only_launch_and_the_standard_library_are_imported(path: Path):
    imported = {alias.name for node in ast.walk(tree(path)) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom)}
    assert "sys" not in imported, "arguments are declared, not read from the command line"
    known = {*sys.stdlib_module_names, "launch", "launch_ros"}
    assert {name for name in imported if name.split(".")[0] not in known} <= {"l2c_planner.ros.fleet"}


@every_file
def test_nothing_beyond_the_stand_ins_is_used(path: Path):
    """What the stand-ins do not offer would not be tested."""
    from launch_stand_in import MODULES

    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module.split(".")[0] in ("launch", "launch_ros"):
            offered = {member.__name__ for member in MODULES[node.module]}
            assert {alias.name for alias in node.names} <= offered


@every_file
def test_executables_are_installed(path: Path):
    installed = set(re.findall(r"^l2c_executable\((\w+) ", (ROOT / "CMakeLists.txt").read_text("utf-8"), re.MULTILINE))
    started = [*calls(path, "Node"), *calls(path, "ExecutableInPackage")]
    ours = [given for given in map(keywords, started) if ast.unparse(given["package"]) == "PACKAGE"]
    assert {name for given in ours for name in executables(path, given["executable"])} <= installed
    assert all(ast.literal_eval(constant(path, "PACKAGE")) == "l2c_planner" for _ in ours)


def executables(path: Path, given: ast.expr) -> set[str]:
    """Names that an executable may have: one, or one of a table."""
    if isinstance(given, ast.Subscript):
        return set(ast.literal_eval(constant(path, given.value.id)).values())
    return {ast.literal_eval(given)}


def test_node_is_the_one_of_the_fleet():
    node = next(given for given in map(keywords, calls(AGENT, "Node")) if ast.unparse(given["package"]) == "PACKAGE")
    assert (ast.literal_eval(node["executable"]), ast.literal_eval(node["name"])) == (names.EXECUTABLE, names.NODE)


def test_parameters_of_the_node_are_declared_by_it():
    pytest.importorskip("pydantic")
    from l2c_planner.ros.parameters import table

    passed = {ast.literal_eval(key) for key in constant(AGENT, "PARAMETERS").keys}
    assert passed <= {*table(), "use_sim_time"}  # ROS declares the last one itself
    assert passed <= set(names.PARAMETERS) and passed <= ARGUMENTS["agent"]


def test_one_robot():
    node = launch(AGENT, namespace="quad_1", task=TASK, log_level="debug").nodes
    assert node == [
        {
            "package": "l2c_planner",
            "executable": "agent",
            "name": "planner",
            "namespace": "/quad_1",
            "parameters": {
                "task": TASK,
                "quads": 0,
                "world_frame": "map",
                "tuning": "task",
                "trainer": "",
                "autostart": True,
                "plan_on_start": False,
                "use_sim_time": False,
            },
            "files": [],
            "arguments": ["--ros-args", "--enclave", "/quad_1/planner", "--log-level", "debug"],
            "prefix": None,
        }
    ]


def test_trainer():
    (node,) = launch(TRAIN, task=TASK, batch="2").nodes
    assert (node["executable"], node["name"], node["namespace"]) == (names.TRAINER, names.TRAINER, "trainer")
    parameters = {"task": TASK, "quads": 0, "start": "learned", "out": "results/trainer", "key_file": "", "batch": 2}
    assert node["parameters"] == parameters


def test_parameters_of_the_trainer_are_declared_by_it():
    pytest.importorskip("rclpy", reason="ROS 2 is not in this environment")
    from l2c_planner.ros.trainer import PARAMETERS

    assert {ast.literal_eval(key) for key in constant(TRAIN, "PARAMETERS").keys} <= set(PARAMETERS)


def test_without_a_task_it_is_the_shipped_one():
    assert launch(AGENT).nodes[0]["parameters"]["task"] == "/share/l2c_planner/config/transport.yaml"


@pytest.mark.parametrize(("given", "robots"), [("6", 6), ("3", 3), ("0", 6)])
def test_team_has_one_node_per_robot(given: str, robots: int):
    made = launch(TEAM, task=TASK, quads=given).nodes
    assert [node["namespace"] for node in made] == [f"/quad_{i}" for i in range(robots)]
    assert {(node["executable"], node["name"]) for node in made} == {("agent", "planner")}
    assert {node["parameters"]["quads"] for node in made} == {int(given)}


def test_team_is_what_the_fleet_says():
    arguments = {"quads": "4", "namespace": "team_a", "world_frame": "arena", "plan_on_start": "true"}
    made = launch(TEAM, task=TASK, autostart="false", use_sim_time="true", **arguments).nodes
    settings = {"world_frame": "arena", "plan_on_start": True, "autostart": False, "use_sim_time": True}
    settings |= {"tuning": "task", "trainer": ""}
    expected = fleet(TASK, 4, "team_a", **settings)
    assert [node["namespace"] for node in made] == [node.namespace for node in expected.nodes]
    assert [node["parameters"] for node in made] == [dict(node.parameters) for node in expected.nodes]


def test_team_passes_files_and_levels_on():
    made = launch(TEAM, task=TASK, params_file="/p.yaml", log_level="warn").nodes
    assert {(*node["files"], *node["arguments"][-2:]) for node in made} == {("/p.yaml", "--log-level", "warn")}


def test_enclaves_are_those_of_the_policy():
    given = [node["arguments"][:3] for node in launch(TEAM, task=TASK, quads="3", namespace="team_a").nodes]
    assert given == [["--ros-args", "--enclave", node.full_name] for node in fleet(TASK, 3, "team_a").nodes]


def rviz(path: Path, **arguments: str) -> list[tuple[str, list[str]]]:
    """Namespaces and arguments with which a file starts rviz."""
    return [
        (n["namespace"], n["arguments"]) for n in launch(path, task=TASK, **arguments).nodes if n["package"] == "rviz2"
    ]


def test_rviz_starts_on_request():
    assert rviz(AGENT) == rviz(TEAM) == rviz(DISPLAY, use_rviz="false") == []
    assert rviz(AGENT, use_rviz="true") == [("", [])]
    assert rviz(AGENT, use_rviz="true", rviz_config="/my.rviz") == [("", ["-d", "/my.rviz"])]


@pytest.mark.parametrize("path", [DISPLAY, TEAM], ids=["display", "team"])
def test_a_team_is_shown_once_in_its_namespace(path: Path):
    view = ["-d", "/share/l2c_planner/config/l2c.rviz"]
    assert rviz(path, use_rviz="true") == [("/", view)]
    assert rviz(path, use_rviz="true", namespace="team_a", rviz_config="/my.rviz") == [("/team_a", ["-d", "/my.rviz"])]


def test_the_display_goes_with_the_team():
    arguments = {"quads": "4", "namespace": "team_a", "world_frame": "arena", "use_sim_time": "true"}
    made = launch(TEAM, task=TASK, use_rviz="true", log_level="warn", **arguments).nodes
    (shown,) = [node for node in made if node["executable"] == "display"]
    assert (shown["name"], shown["namespace"]) == (names.DISPLAY, "/team_a")
    assert shown["parameters"] == {"task": TASK, "quads": 4, "world_frame": "arena", "use_sim_time": True}
    assert shown["arguments"] == ["--ros-args", "--enclave", "/team_a/display", "--log-level", "warn"]
    assert [node["namespace"] for node in made if node["executable"] == "agent"] == [
        f"/team_a/quad_{i}" for i in range(4)
    ]


def test_parameters_of_the_display_are_declared_by_it():
    pytest.importorskip("rclpy", reason="ROS 2 is not in this environment")
    from l2c_planner.ros.display import PARAMETERS

    assert {ast.literal_eval(key) for key in constant(DISPLAY, "PARAMETERS").keys} == {*PARAMETERS, "use_sim_time"}


def test_a_distributed_algorithm_has_one_node_per_agent():
    given = {"namespace": "team_a", "agents": "3", "algorithm": "admm", "loss": "0.1", "log_level": "warn"}
    made = launch(CONSENSUS, **given).nodes
    assert [node["namespace"] for node in made] == [f"/team_a/agent_{i}" for i in range(3)]
    assert [node["parameters"].pop("number") for node in made] == [0, 1, 2]
    parameters = {
        "algorithm": "admm", "graph": "", "problem": "", "application": "", "agents": 3, "seed": 0, "rounds": 3000,
        "loss": 0.1, "lost_after": 3.0, "use_sim_time": False,
    }  # fmt: skip
    assert [node["parameters"] for node in made] == [parameters] * 3
    enclave = "/team_a/agent_1/consensus_agent"
    assert made[1]["arguments"] == ["--ros-args", "--enclave", enclave, "--log-level", "warn"]


def test_one_agent_on_a_computer_of_its_own():
    (node,) = launch(CONSENSUS, number="2").nodes
    assert (node["namespace"], node["executable"]) == ("/agent_2", "consensus_agent")
    assert (node["parameters"]["number"], node["parameters"]["agents"]) == (2, 8)


def test_an_environment_is_one_node():
    (node,) = launch(ENVIRONMENT, namespace="hall/", scenario="track", starts="3", use_sim_time="true").nodes
    assert (node["namespace"], node["executable"], node["name"]) == ("/hall", "environment", "environment")
    parameters = {"scenario": "track", "starts": 3, "tasks": 5, "resolution": 0.05, "frame": "map"}
    assert node["parameters"] == {**parameters, "use_sim_time": True}
    assert node["arguments"][:3] == ["--ros-args", "--enclave", "/hall/environment"]
    (plain,) = launch(ENVIRONMENT).nodes
    assert (plain["namespace"], plain["arguments"][2]) == ("/", "/environment")


def test_parameters_of_agents_are_declared_by_them_with_the_same_defaults():
    pytest.importorskip("pydantic")
    from l2c_planner.ros.consensus_options import ConsensusOptions

    passed = launch(CONSENSUS, number="0").nodes[0]["parameters"]
    assert passed.pop("use_sim_time") is False  # ROS declares it itself
    assert passed == {name: getattr(ConsensusOptions(), name) for name in passed}


def test_parameters_of_an_environment_are_declared_by_it_with_the_same_defaults():
    pytest.importorskip("rclpy", reason="ROS 2 is not in this environment")
    from l2c_planner.ros.environment import PARAMETERS

    passed = launch(ENVIRONMENT).nodes[0]["parameters"]
    assert passed.pop("use_sim_time") is False
    assert passed == {name: default for name, (default, *_) in PARAMETERS.items()}


def test_swarm_has_robots(tmp_path: Path):
    made = launch(TEAM, task=str(ROOT / "config/swarm.yaml"), quads="2").nodes
    assert [node["namespace"] for node in made] == ["/robot_0", "/robot_1"]


def test_wrong_arguments_are_named():
    with pytest.raises(FleetError, match="quads: got 'six'; valid: "):
        launch(TEAM, task=TASK, quads="six")
    with pytest.raises(FleetError, match="nowhere.yaml: .*valid: "):
        launch(TEAM, task="nowhere.yaml")
    with pytest.raises(RuntimeError, match="autostart"):
        launch(TEAM, task=TASK, autostart="yes")
    with pytest.raises(ValueError, match="six"):
        launch(AGENT, quads="six")


def test_plan_file_still_plans():
    made = launch(PLAN, quads="4", out="here")
    words = ["/lib/l2c_planner/l2c", "plan", "/share/l2c_planner/config/transport.yaml", "--out", "here"]
    assert made.commands == [[*words, "--quads", "4"]]
    assert launch(PLAN).commands == [[*words[:-1], "results/plan"]]


@every_file
def test_real_launch_visits_the_description(path: Path):
    """With the real thing: all arguments and functions are visited, nothing is started."""
    reason = "launch and launch_ros are not on PyPI, only in a ROS 2 installation; stand-ins test the logic"
    pytest.importorskip("launch_ros", reason=reason)
    from launch import LaunchContext

    context, description = LaunchContext(), load(path).generate_launch_description()
    context.launch_configurations.update(task=TASK, quads="6")
    started = visited(description, context)
    ours = [action for action in started if type(action).__name__ in ("Node", "ExecuteProcess")]
    assert len([a for a in ours if a.condition is None]) == STARTED.get(path.name.partition(".")[0], 1)


def visited(entity: object, context: object) -> list[object]:
    """All entities below one, visited as launch does, but for actions that start a process."""
    if type(entity).__name__ in ("Node", "ExecuteProcess"):
        return [entity]
    return [found for part in entity.visit(context) or [] for found in visited(part, context)]
