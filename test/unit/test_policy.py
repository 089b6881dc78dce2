"""The SROS2 policy has the form that SROS2 reads, and allows each node what it needs and nothing else."""

import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

import pytest

from l2c_planner.ros.domain import reserved
from l2c_planner.ros.fleet import fleet
from l2c_planner.ros.policy import main, policy

ROOT = Path(__file__).resolve().parents[2]
TASK = ROOT / "config/transport.yaml"
Allowed = set[tuple[str, str, str]]

# The policy format as its design document tells it (design.ros2.org, "ROS 2 Access Control Policies"): attributes that
# must and that may be there, children and whether at least one is needed. Actions, which we have none of, are left out.
GRAMMAR: dict[str, tuple[set[str], set[str], set[str], bool]] = {
    "policy": ({"version"}, set(), {"enclaves"}, True),
    "enclaves": (set(), set(), {"enclave"}, True),
    "enclave": ({"path"}, set(), {"profiles"}, True),
    "profiles": (set(), {"type"}, {"profile"}, True),
    "profile": ({"ns", "node"}, set(), {"topics", "services"}, False),
    "topics": (set(), {"publish", "subscribe"}, {"topic"}, True),
    "services": (set(), {"reply", "request"}, {"service"}, True),
    "topic": (set(), set(), set(), False),
    "service": (set(), set(), set(), False),
}


def faults(element: ElementTree.Element) -> list[str]:
    """What is wrong with the form of an element and of those below it."""
    if element.tag not in GRAMMAR:
        return [f"unknown element {element.tag}"]
    must, may, children, needed = GRAMMAR[element.tag]
    found = [f"{element.tag} lacks {name}" for name in must - set(element.attrib)]
    found += [f"{element.tag} has no {name}" for name in set(element.attrib) - must - may]
    found += [f"{child.tag} in {element.tag}" for child in element if child.tag not in children]
    found += [f"empty {element.tag}"] * (needed and not len(element))
    found += [f"text in {element.tag}"] * bool(children and (element.text or "").strip())
    found += [f"no name in {element.tag}"] * (not children and not (element.text or "").startswith("/"))
    if element.tag in ("topics", "services"):
        found += [f"{value} is neither ALLOW nor DENY" for value in element.attrib.values() if value not in RULES]
    return found + [fault for child in element for fault in faults(child)]


RULES = ("ALLOW", "DENY")


def enclaves(text: str) -> dict[str, Allowed]:
    """Path of an enclave -> kind, what may be done, and with what."""
    return {
        enclave.get("path"): {
            (group.tag, action, name.text)
            for group in enclave.find("profiles/profile")
            for action, rule in group.attrib.items()
            for name in group
            if rule == "ALLOW"
        }
        for enclave in ElementTree.fromstring(text).iter("enclave")
    }


@pytest.fixture(scope="module")
def text() -> str:
    return policy(fleet(TASK, 3))


@pytest.mark.parametrize("task", ["transport", "swarm"])
def test_form_is_that_of_the_design(task: str):
    made = ElementTree.fromstring(policy(fleet(ROOT / f"config/{task}.yaml", namespace="team_a", use_sim_time=True)))
    assert made.tag == "policy" and made.get("version") == "0.2.0"
    assert not faults(made)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('path="/quad_0/planner"', ""),
        ('publish="ALLOW"', 'publish="MAYBE"'),
        ('publish="ALLOW"', 'send="ALLOW"'),
        ("<topic>/diagnostics</topic>", "<topic />"),
        ("<topic>/diagnostics</topic>", "<service>/diagnostics</service>"),
        ("<enclaves>", "<enclaves>x"),
        (' node="planner"', ""),
    ],
)
def test_form_is_really_checked(text: str, right: str, wrong: str):
    assert right in text
    assert faults(ElementTree.fromstring(text.replace(right, wrong, 1)))


def test_schema_of_sros2_accepts_it(tmp_path: Path):
    """With the schema itself, which comes with SROS2."""
    policies = pytest.importorskip("sros2.policy", reason="sros2 is not on PyPI, only in a ROS 2 installation")
    path = tmp_path / "policy.xml"
    path.write_text(policy(fleet(TASK, use_sim_time=True)), encoding="utf-8")
    assert policies.load_policy(path) is not None


ROBOTS = ("/quad_0", "/quad_1", "/quad_2")
LOOKING_ON = ["/display", "/live_view", "/environment", "/observer"]


def planners(text: str) -> dict[str, Allowed]:
    return {path: allowed for path, allowed in enclaves(text).items() if path.endswith("/planner")}


def test_one_enclave_per_node(text: str):
    flying = [f"{robot}/{node}" for node in ("planner", "controller") for robot in ROBOTS]
    assert list(enclaves(text)) == [*flying, *LOOKING_ON]
    for enclave in ElementTree.fromstring(text).iter("enclave"):
        profile = enclave.find("profiles/profile")
        assert f"{profile.get('ns').rstrip('/')}/{profile.get('node')}" == enclave.get("path")


def test_who_else_there_is():
    """The simulated world with simulated time, the trainer with who follows one, no controllers in a swarm."""
    both = enclaves(policy(fleet(TASK, 3, "team_a", use_sim_time=True, trainer="coach")))
    flying = {f"/team_a{robot}/{node}" for node in ("planner", "controller") for robot in ROBOTS}
    looking_on = ("plant/plant", "coach/trainer", "display", "environment", "live_view")
    assert set(both) == flying | {f"/team_a/{name}" for name in looking_on}
    swarm = enclaves(policy(fleet(ROOT / "config/swarm.yaml", 2)))
    assert list(swarm) == ["/robot_0/planner", "/robot_1/planner", *LOOKING_ON]


@pytest.mark.parametrize(("bridge", "paths"), [
    ("mavros_bridge", [f"{robot}/mavros_bridge" for robot in ROBOTS]), ("gazebo_bridge", ["/gazebo/gazebo_bridge"]),
])  # fmt: skip
def test_bridges_on_request(text: str, bridge: str, paths: list[str], capsys: pytest.CaptureFixture):
    assert main([str(TASK), "--quads", "3", "--bridge", bridge]) == 0
    made = capsys.readouterr().out
    assert not faults(ElementTree.fromstring(made))
    assert set(enclaves(made)) - set(enclaves(text)) == set(paths)
    wrong = {path: found for path, found in enclaves(text).items() if enclaves(made)[path] != found}
    assert not wrong


def test_a_bridge_without_its_messages_has_no_policy(monkeypatch, capsys: pytest.CaptureFixture):
    pytest.importorskip("rclpy", reason="ROS 2 is not in this environment")
    for name in ("px4_msgs", "px4_msgs.msg"):
        monkeypatch.setitem(sys.modules, name, None)
    assert main([str(TASK), "--bridge", "px4_bridge"]) == 2
    assert "px4_msgs cannot be imported" in capsys.readouterr().err


def said(allowed: Allowed) -> set[str]:
    return {name for _, action, name in allowed if action in ("publish", "reply")}


SHARED = {"/diagnostics", "/rosout", "/parameter_events"}


def test_only_the_controller_commands_its_robot(text: str):
    for path, allowed in enclaves(text).items():
        commands = {name for name in said(allowed) if name.endswith("/command")}
        assert commands == ({path.replace("controller", "command")} if path.endswith("controller") else set()), path


@pytest.mark.parametrize(("robot", "leaders"), [(0, {1}), (1, {0}), (2, {0, 1})])
def test_a_controller_hears_its_robot_the_load_and_plans_of_who_leads(text: str, robot: int, leaders: set[int]):
    heard = {name for _, action, name in enclaves(text)[f"/quad_{robot}/controller"] if action == "subscribe"}
    plans = {f"/quad_{i}/plan/team" for i in {robot, *leaders}}
    assert heard == {f"/quad_{robot}/odom", "/load/odom"} | plans


def test_who_looks_on_says_nothing_to_robots(text: str):
    for path in LOOKING_ON:
        own = {n for n in said(enclaves(text)[path]) - SHARED if not n.startswith(path)}
        assert own == ({"/markers", "/cables", "/load/plan/path"} if path == "/display" else set())


def test_the_world_alone_makes_odometry_and_time():
    everybody = enclaves(policy(fleet(TASK, 3, use_sim_time=True)))
    for path, allowed in everybody.items():
        made = {name for name in said(allowed) if name.endswith("/odom") or name == "/clock"}
        world = {"/clock", "/load/odom", *(f"{robot}/odom" for robot in ROBOTS)}
        assert made == (world if path == "/plant/plant" else set()), path
        timed = ("planner", "controller", "display", "environment")
        assert (("topics", "subscribe", "/clock") in allowed) == path.endswith(timed)


def test_nobody_speaks_for_another(text: str):
    for path, allowed in planners(text).items():
        own = path.removesuffix("planner")
        assert all(name.startswith(own) for name in said(allowed) - SHARED)
        assert {
            f"{own}primal",
            f"{own}copies",
            f"{own}heartbeat",
            f"{own}plan",
            f"{path}/plan",
            f"{path}/change_state",
        } <= said(allowed)


def test_of_others_only_the_exchange_is_heard(text: str):
    for path, allowed in planners(text).items():
        heard = {name for _, action, name in allowed if action == "subscribe"}
        own = path.removesuffix("planner")
        others = {f"/quad_{i}/" for i in range(3)} - {own}
        exchange = {f"{other}{name}" for other in others for name in ("primal", "copies", "agreement", "heartbeat")}
        assert heard == exchange | {f"{own}goal_pose", f"{own}odom", "/load/odom"}


def test_nothing_is_allowed_by_pattern(text: str):
    everything = set().union(*enclaves(text).values())
    assert not [name for _, _, name in everything if set(name) & set("*?[]")]


def test_only_the_observer_asks_and_only_for_plans(text: str):
    asked = {(path, name) for path, found in enclaves(text).items() for _, action, name in found if action == "request"}
    assert asked == {("/observer", f"{robot}/planner/plan") for robot in ROBOTS}


def test_clock_with_simulated_time_only(text: str):
    assert "/clock" not in text
    assert ("topics", "subscribe", "/clock") in enclaves(policy(fleet(TASK, use_sim_time=True)))["/quad_0/planner"]


def test_trainer_is_heard_by_who_follows_it(text: str):
    followed = ("topics", "subscribe", "/team_a/trainer/tuning")
    following = policy(fleet(TASK, namespace="team_a", trainer="trainer"))
    assert all(followed in allowed for allowed in planners(following).values())
    assert not any("tuning" in name for allowed in enclaves(text).values() for _, _, name in allowed)


@pytest.fixture
def domain(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A ROS domain of this test's own."""
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    with reserved() as number:
        yield number


@pytest.mark.parametrize("simulated", [False, True])
def test_a_managed_node_may_do_what_ros_does_for_it(simulated: bool, domain: int):
    """A real node without anything of ours: all its topics and services are allowed."""
    rclpy = pytest.importorskip("rclpy", reason="ROS 2 is not in this environment")
    from rclpy.lifecycle import LifecycleNode

    allowed = enclaves(policy(fleet(TASK, 3, use_sim_time=simulated)))["/quad_0/planner"]
    context, setting = rclpy.Context(), rclpy.Parameter("use_sim_time", value=simulated)
    rclpy.init(context=context, domain_id=domain)
    try:
        node = LifecycleNode("planner", namespace="/quad_0", context=context, parameter_overrides=[setting])
        questions = {
            ("topics", "publish"): node.get_publisher_names_and_types_by_node,
            ("topics", "subscribe"): node.get_subscriber_names_and_types_by_node,
            ("services", "reply"): node.get_service_names_and_types_by_node,
        }
        until = time.monotonic() + 5  # the graph hears of the node's own topics a little later
        while len(node.get_service_names_and_types_by_node("planner", "/quad_0")) < 11 and time.monotonic() < until:
            time.sleep(0.05)
        used = {(*key, name) for key, ask in questions.items() for name, _ in ask("planner", "/quad_0")}
        node.destroy_node()
    finally:
        rclpy.shutdown(context=context)
    assert ("services", "reply", "/quad_0/planner/change_state") in used
    assert used <= allowed


def test_command_prints_it(capsys: pytest.CaptureFixture[str]):
    assert main([str(TASK), "--quads", "3"]) == 0
    assert capsys.readouterr().out == policy(fleet(TASK, 3))
    assert main([str(TASK), "--quads", "two"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_module_runs():
    command = [sys.executable, "-m", "l2c_planner.ros.policy", str(TASK), "--use-sim-time"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert len(planners(run.stdout)) == 6 and not run.stderr
