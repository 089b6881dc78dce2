"""The fleet says of a team what the checked configuration says, and needs neither ROS nor the planner for it."""

import ast
import importlib
import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from l2c_planner.config import load_task
from l2c_planner.ros import names
from l2c_planner.ros.domain import reserved
from l2c_planner.ros.fleet import Fleet, FleetError, fleet

ROOT = Path(__file__).resolve().parents[2]
TRANSPORT, SWARM = ROOT / "config/transport.yaml", ROOT / "config/swarm.yaml"
MESSAGES = {f"l2c_planner/msg/{path.stem}" for path in ROOT.glob("msg/*.msg")}


def task_file(folder: Path, agents: object = None, count: object = 3) -> Path:
    """A copy of the shipped task and its team with other agents and another number of quadrotors."""
    team = yaml.safe_load((ROOT / "config/team.yaml").read_text(encoding="utf-8"))
    team["quadrotors"]["count"] = count
    if agents is not None:
        team["agents"] = agents
    (folder / "team.yaml").write_text(yaml.safe_dump(team), encoding="utf-8")
    for name in ("transport.yaml", "planner.yaml"):
        (folder / name).write_text((ROOT / "config" / name).read_text(encoding="utf-8"), encoding="utf-8")
    return folder / "transport.yaml"


def hosted(made: Fleet) -> dict[str, str]:
    return {agent: node.host for node in made.nodes for agent in node.agents}


@pytest.mark.parametrize(
    "agents",
    [
        None,
        {},
        {"load": {"host": "quad_2", "fallback": ["quad_0"]}},
        {"load": {"host": "quad_1"}, "cable_0": {"host": "quad_1"}, "cable_1": {"host": "quad_0"}},
    ],
)
@pytest.mark.parametrize("quads", [None, 3, 5])
def test_agents_are_hosted_as_configured(tmp_path: Path, agents: object, quads: int | None):
    path = task_file(tmp_path, agents)
    hosts = load_task(path, quads=quads).team.hosts
    made = fleet(path, quads)
    assert hosted(made) == {agent: hosting.host for agent, hosting in hosts.items()}
    assert made.captains == (hosts["load"].host, *hosts["load"].fallback)
    assert [node.host for node in made.nodes] == [f"quad_{i}" for i in range(quads or 3)]


@pytest.mark.parametrize(
    ("agents", "count", "quads"),
    [
        ({"load": {"host": "quad_3"}}, 3, None),
        ({"load": {"host": "quad_3"}}, 6, 3),
        ({"load": {"host": "quad_0", "fallback": ["quad_0"]}}, 3, None),
        ({"load": {"host": "quad_0", "fallback": ["quad_1", "quad_1"]}}, 3, None),
        ({"load": {"host": "quad_0", "fallback": "quad_1"}}, 3, None),
        ({"load": {"fallback": ["quad_1"]}}, 3, None),
        ({"laod": {"host": "quad_0"}}, 3, None),
        ({"load": "quad_0"}, 3, None),
        (["load"], 3, None),
        (None, 2, None),
        (None, True, None),
        (None, 3.5, None),
        (None, "six", None),
        (None, 3, 2),
        (None, 3, 257),
    ],
)
def test_what_the_configuration_refuses_the_fleet_refuses(tmp_path: Path, agents: object, count: object, quads: object):
    path = task_file(tmp_path, agents, count)
    with pytest.raises(Exception, match="valid: "):
        load_task(path, quads=quads)
    with pytest.raises(FleetError, match="valid: "):
        fleet(path, quads)


def test_swarm_hosts_one_robot_each():
    made = fleet(SWARM, 4)
    assert hosted(made) == {f"robot_{i}": f"robot_{i}" for i in range(4)}
    assert made.captains == ("robot_0",), "nobody else can host its agent"


@pytest.mark.parametrize("path", [TRANSPORT, SWARM], ids=lambda path: path.stem)
def test_shipped_tasks_have_the_size_of_their_team(path: Path):
    assert len(fleet(path).nodes) == load_task(path).team.n == len(fleet(path, 0).nodes) == len(fleet(path, "").nodes)


def test_everybody_hears_the_exchange_of_everybody_else():
    made = fleet(TRANSPORT, 4)
    for node in made.nodes:
        others = {f"/quad_{i}" for i in range(4)} - {node.namespace}
        heard = {topic for topic in node.subscribes if topic.startswith(tuple(f"{other}/" for other in others))}
        assert heard == {
            f"{other}/{name}" for other in others for name in ("primal", "copies", "agreement", "heartbeat")
        }
        own = {f"{node.namespace}/goal_pose", f"{node.namespace}/odom"}
        assert set(node.subscribes) - heard == own | {"/load/odom"}


def test_obstacles_that_move_are_heard(tmp_path):
    data = yaml.safe_load(TRANSPORT.read_text())
    data["team"] = str(TRANSPORT.parent / data["team"])
    data["obstacles"][1]["moves"] = {"velocity": [0.1, 0.0, 0.0]}
    (tmp_path / "task.yaml").write_text(yaml.safe_dump(data))
    node = fleet(tmp_path / "task.yaml", 3, namespace="team_a").nodes[0]
    bodies = {topic.split("/")[2] for topic in node.subscribes if topic.endswith("/odom")}
    assert bodies == {"quad_0", "load", data["obstacles"][1]["name"]}


def test_what_is_heard_from_peers_is_published_by_them():
    nodes = fleet(TRANSPORT, 3, namespace="team_a").nodes
    published = {topic for node in nodes for topic in node.publishes}
    for node in nodes:
        foreign = {topic for topic in node.subscribes if not topic.startswith(f"{node.namespace}/")}
        assert foreign and foreign <= published | {"/team_a/load/odom"}


def test_only_global_topics_have_two_publishers():
    topics = [topic for node in fleet(TRANSPORT, 5).nodes for topic in node.publishes]
    assert {topic for topic in topics if topics.count(topic) > 1} == {"/diagnostics"}


def test_clock_is_heard_with_simulated_time_only():
    assert "/clock" in fleet(TRANSPORT, use_sim_time=True).nodes[0].subscribes
    assert "/clock" not in fleet(TRANSPORT, use_sim_time=False).nodes[0].subscribes


def test_two_teams_share_no_topic_but_the_global_ones():
    one, two = (
        {topic for node in fleet(TRANSPORT, 3, namespace=name).nodes for topic in (*node.publishes, *node.services)}
        for name in ("team_a", "team_b")
    )
    assert one & two == {"/diagnostics"}


def test_names_are_written_in_full():
    node = fleet(TRANSPORT, 3, namespace="/team_a/").nodes[2]
    assert (node.namespace, node.full_name) == ("/team_a/quad_2", "/team_a/quad_2/planner")
    assert "/team_a/quad_2/plan/path" in node.publishes and "/team_a/quad_2/planner/plan" in node.services
    every = (*node.publishes, *node.subscribes, *node.services)
    assert all(re.fullmatch(r"(/[a-z_][a-z0-9_]*)+", name) for name in every)
    assert len(set(every)) == len(every)


@pytest.mark.parametrize("namespace", ["1st", "a//b", "a b", "ä", "a-b", "a/0"])
def test_namespace_must_be_a_ros_name(namespace: str):
    with pytest.raises(FleetError, match="namespace: .*valid: "):
        fleet(TRANSPORT, namespace=namespace)


def test_settings_reach_every_node():
    made = fleet(TRANSPORT, 3, plan_on_start=True, **{"transport.faults.loss": 0.2})
    expected = {"task": str(TRANSPORT), "quads": 3, "plan_on_start": True, "transport.faults.loss": 0.2}
    assert [dict(node.parameters) for node in made.nodes] == [expected] * 3


def test_path_of_the_task_does_not_depend_on_the_folder(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    assert fleet("config/transport.yaml").task == TRANSPORT


@pytest.mark.parametrize(
    ("name", "near"), [("autostrat", "autostart"), ("transprot.patience", "transport"), ("host", "")]
)
def test_unknown_setting_is_named_with_the_nearest(name: str, near: str):
    with pytest.raises(FleetError) as error:
        fleet(TRANSPORT, **{name: 1})
    assert name in str(error.value) and "\n" not in str(error.value)
    assert f"did you mean {near}?" in str(error.value) or not near


def test_setting_must_be_a_plain_value():
    with pytest.raises(FleetError, match="world_frame: got .*valid: "):
        fleet(TRANSPORT, world_frame=[1])


@pytest.mark.parametrize(
    "content",
    ["", "3", "- a", "problem: lift\nteam: t.yaml", "problem: [", "problem: multilift", "a: !!python/name:os"],
)
def test_useless_file_is_named_in_one_line(tmp_path: Path, content: str):
    path = tmp_path / "task.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FleetError) as error:
        fleet(path)
    assert str(path) in str(error.value) and "valid: " in str(error.value) and "\n" not in str(error.value)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a: " + b"[" * 5000, b"#" * (1 << 20) + b"\na: 1"])
def test_hostile_file_is_refused(tmp_path: Path, content: bytes):
    path = tmp_path / "task.yaml"
    path.write_bytes(content)
    with pytest.raises(FleetError, match="valid: "):
        fleet(path)


def test_missing_files_are_named(tmp_path: Path):
    with pytest.raises(FleetError, match="nowhere.yaml: .*valid: "):
        fleet(tmp_path / "nowhere.yaml")
    (tmp_path / "task.yaml").write_text("problem: multilift\nteam: nobody.yaml\n", encoding="utf-8")
    with pytest.raises(FleetError, match="nobody.yaml: .*valid: "):
        fleet(tmp_path / "task.yaml")


def test_team_may_be_written_in_the_task(tmp_path: Path):
    path = tmp_path / "task.yaml"
    path.write_text("problem: multilift\nteam: {quadrotors: {count: 4}}\n", encoding="utf-8")
    assert len(fleet(path).nodes) == 4


def test_ros_reads_the_arguments_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A text stays a text, also one that looks like a number or has quotes and blanks."""
    rclpy = pytest.importorskip("rclpy", reason="ROS 2 is not in this environment")
    folder = tmp_path / 'it\'s "7": ünder'
    folder.mkdir()
    node = fleet(
        task_file(folder), 3, world_frame="7", start_tolerance=7.0, autostart=False, **{"admm.tolerance": 1e-5}
    ).nodes[1]
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    context = rclpy.Context()
    with reserved() as domain:
        rclpy.init(args=node.ros_arguments(), context=context, domain_id=domain)
        try:
            made = rclpy.create_node("x", context=context, automatically_declare_parameters_from_overrides=True)
            read = {name: made.get_parameter(name).value for name in node.parameters}
            full_name = made.get_fully_qualified_name()
            made.destroy_node()
        finally:
            rclpy.shutdown(context=context)
    assert read == dict(node.parameters)
    assert [type(value) for value in read.values()] == [type(value) for value in node.parameters.values()]
    assert full_name == node.full_name == "/quad_1/planner"


def test_every_message_has_a_topic():
    assert {topic.type for topic in (*names.PUBLISHED, *names.CONTROLLED, *names.ANNOUNCED)} >= MESSAGES


def test_interfaces_exist():
    pytest.importorskip("rclpy", reason="ROS 2 is not in this environment")
    for channel in (*names.PUBLISHED, *names.SUBSCRIBED, *names.CONTROLLED, *names.ANNOUNCED, *names.SERVICES):
        package, kind, name = channel.type.split("/")
        assert hasattr(importlib.import_module(f"{package}.{kind}"), name)


@pytest.mark.parametrize("module", ["__init__", "names", "team_file", "fleet", "enclaves", "policy"])
def test_imports_nothing_but_the_standard_library_and_yaml(module: str):
    tree = ast.parse((ROOT / f"l2c_planner/ros/{module}.py").read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    ours = {name for name in imported if name.startswith("l2c_planner")}
    assert {name.split(".")[0] for name in imported - ours} <= {*sys.stdlib_module_names, "yaml"}
    allowed = {"l2c_planner.ros", *(f"l2c_planner.ros.{name}" for name in ("names", "team_file", "fleet", "enclaves"))}
    at_once = {node.module for node in tree.body if isinstance(node, ast.ImportFrom)}
    on_request = {"l2c_planner.ros.bridge_enclaves"} - at_once if module == "policy" else set()
    assert not ours - on_request - (allowed if module != "__init__" else set())


def test_a_machine_with_python_and_yaml_makes_a_fleet():
    """Proved on the modules that are loaded, not on those that are written."""
    code = (
        "import sys; from l2c_planner.ros.fleet import fleet; from l2c_planner.ros import policy\n"
        f"assert len(fleet({str(TRANSPORT)!r}).nodes) == 6\n"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"pydantic", "numpy", "rclpy", "casadi", "rich", "typer"} & set(run.stdout.split())


def tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / f"tools/{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_picture_shows_every_agent_topic_and_service():
    team = fleet(TRANSPORT, 3)
    shown = "\n".join(text.get_text() for text in tool("node_graph").draw(team).axes[0].texts)
    for node in team.nodes:
        own = f"{node.namespace}/"
        words = [*node.agents, node.full_name]
        words += [topic.removeprefix(own) for topic in (*node.publishes, *node.subscribes)]
        words += [name.replace(node.full_name, "~") for name in node.services]
        assert [word for word in words if word not in shown] == []
    assert "captain: opens plans" in shown and (ROOT / "docs/nodes.png").is_file()


def test_readme_shows_the_topics():
    pytest.importorskip("rclpy", reason="ROS 2 is not in this environment")
    table = tool("topic_table")
    text = table.README.read_text(encoding="utf-8")
    assert table.BEGIN in text and table.END in text, "README.md lacks the marks around the table of topics"
    assert table.replaced(text) == text, "run `python tools/topic_table.py`"


def test_table_names_every_topic_and_service():
    pytest.importorskip("rclpy", reason="ROS 2 is not in this environment")
    rows = [line.split(" | ")[0].strip("|` ") for line in tool("topic_table").tables().splitlines() if "`" in line]
    node = fleet(TRANSPORT).nodes[0]
    for name in (*node.publishes, *node.services):
        short = name.replace(node.full_name, "~") if name in node.services else name.removeprefix(f"{node.namespace}/")
        assert short in rows
