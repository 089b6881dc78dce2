"""The world for Gazebo: well-formed SDF, the masses of the MuJoCo model, the start of the plan, what can be bridged."""

from xml.etree import ElementTree

import numpy as np
import pytest
import yaml
from flight_samples import moved
from multilift_samples import mixed_task, multilift_task
from scipy.spatial.transform import Rotation

from l2c_planner.config import MultiliftTask
from l2c_planner.models import GRAVITY
from l2c_planner.models.manifold import rotation_matrices
from l2c_planner.ros import names
from l2c_planner.ros.simulators.bridged import gazebo_bridge, isaac_names, isaac_topics, topic_map
from l2c_planner.simulation import Disturbance, Physics
from l2c_planner.simulation.disturbance import Mismatch
from l2c_planner.simulation.gazebo import ROD_MASS, SHORTEST, team_world
from l2c_planner.simulation.model import team_model
from l2c_planner.simulation.rotors import TOP_SPEED, TURNS, Rotors
from l2c_planner.simulation.start import start_state

PHYSICS = Physics()
SCHEMA = {
    "sdf": "world",
    "world": "physics gravity plugin light model",
    "physics": "max_step_size real_time_factor",
    "light": "pose direction",
    "model": "static pose link joint plugin model",
    "link": "pose inertial visual collision",
    "joint": "parent child axis",
    "axis": "xyz limit",
    "limit": "lower upper",
    "inertial": "pose mass inertia",
    "inertia": "ixx iyy izz ixy ixz iyz",
    "visual": "pose geometry material",
    "collision": "pose geometry",
    "geometry": "plane sphere cylinder",
    "plane": "normal size",
    "sphere": "radius",
    "cylinder": "radius length",
    "material": "ambient diffuse",
}
"""Children of the elements that are used, as in the description of SDFormat 1.9; a plugin has its own."""
ATTRIBUTES = {
    "sdf": {"version"},
    "physics": {"name", "type"},
    "plugin": {"filename", "name"},
    "light": {"name", "type"},
    "joint": {"name", "type"},
    "model": {"name", "canonical_link"},
    "pose": {"rotation_format"},
    **{tag: {"name"} for tag in ("world", "link", "visual", "collision")},
}


def spheres() -> MultiliftTask:
    """Two robots may have one name for an obstacle in common, but for the blanks."""
    far = [
        {"name": f"a{gap}b", "shape": "sphere", "center": [9, y, 3], "radius": 0.5} for gap, y in ((" ", 3), ("_", 5))
    ]
    return multilift_task(3, obstacles=far)


TASKS = {
    "three": lambda: multilift_task(3),
    "eight": lambda: multilift_task(8, obstacles=[]),
    "unequal": mixed_task,
    "spheres": spheres,
}
every_task = pytest.mark.parametrize("make", TASKS.values(), ids=TASKS)


def world(task: MultiliftTask) -> ElementTree.Element:
    return ElementTree.fromstring(team_world(task, PHYSICS))


def numbers(element: ElementTree.Element, path: str) -> np.ndarray:
    return np.array([float(word) for word in element.findtext(path).split()])


def pose(element: ElementTree.Element) -> tuple[np.ndarray, np.ndarray]:
    """Place and rotation matrix."""
    found = element.find("pose")
    values = np.array([float(word) for word in found.text.split()])
    if found.get("rotation_format") == "quat_xyzw":
        return values[:3], Rotation.from_quat(values[3:]).as_matrix()
    return values[:3], Rotation.from_euler("xyz", values[3:]).as_matrix()


def composite(model: ElementTree.Element) -> tuple[float, np.ndarray, np.ndarray]:
    """Mass, centre of mass and inertia about it of all links of a model, in its frame."""
    parts = []
    for link in model.findall("link"):
        place = pose(link)[0] if link.find("pose") is not None else np.zeros(3)
        inertial = link.find("inertial")
        moments = np.diag([float(inertial.findtext(f"inertia/i{a}{a}")) for a in "xyz"])
        parts.append((float(inertial.findtext("mass")), place + numbers(inertial, "pose")[:3], moments))
    mass = sum(m for m, _, _ in parts)
    centre = sum(m * c for m, c, _ in parts) / mass
    inertia = sum(i + m * ((d := c - centre) @ d * np.eye(3) - np.outer(d, d)) for m, c, i in parts)
    return mass, centre, inertia


# -------------------------------------------------------------------------------------------------------------- form
@every_task
def test_elements_are_those_of_the_format(make):
    def check(element):
        assert set(element.attrib) <= ATTRIBUTES.get(element.tag, set()), element.tag
        if element.tag != "plugin":
            assert {child.tag for child in element} <= set(SCHEMA.get(element.tag, "").split()), element.tag
            for child in element:
                check(child)

    check(world(make()))


@every_task
def test_names_are_used_once_and_joints_hold_links(make):
    root = world(make()).find("world")
    for kind in ("model", "link", "joint"):
        found = [element.get("name") for element in root.find("model[@name='team']").iter(kind)]
        assert len(found) == len(set(found)), kind
    models = [model.get("name") for model in root.findall("model")]
    assert len(models) == len(set(models)) and not any("::" in name or "__" in name[:2] for name in models)

    def check(model):
        links = {link.get("name") for link in model.findall("link")}
        for nested in model.findall("model"):
            links |= {f"{nested.get('name')}::{link}" for link in check(nested)}
        for joint in model.findall("joint"):
            assert {joint.findtext("parent"), joint.findtext("child")} <= links
        return links

    team = root.find("model[@name='team']")
    assert team.get("canonical_link") in check(team)


@every_task
def test_bodies_are_a_tree_below_the_load(make):
    """What DART is good at: every link but the load's has one joint above it, and no joint closes a loop."""
    team = world(make()).find("world/model[@name='team']")
    above = {}
    for joint in team.iter("joint"):
        child, parent = (joint.findtext(end).split("::")[-1] for end in ("child", "parent"))
        assert child not in above
        above[child] = parent
    links = {link.get("name") for link in team.iter("link")}
    assert set(above) == links - {"load_base"}
    for link in links:
        for _ in range(10):
            link = above.get(link, link)
        assert link == "load_base"


@every_task
def test_rotors_are_driven_by_their_own_topic(make):
    team = world(make()).find("world/model[@name='team']")
    for i, model in enumerate(team.findall("model")[1:]):
        motors = [p for p in model.findall("plugin") if p.get("name").endswith("MulticopterMotorModel")]
        links, joints = ({e.get("name") for e in model.findall(kind)} for kind in ("link", "joint"))
        assert [int(m.findtext("motorNumber")) for m in motors] == [0, 1, 2, 3]
        assert {m.findtext("jointName") for m in motors} == joints
        assert {m.findtext("linkName") for m in motors} == links - {f"quad_{i}_base"}
        assert {m.findtext("robotNamespace") for m in motors} == {f"model/quad_{i}"}
        assert [m.findtext("turningDirection") == "ccw" for m in motors] == (TURNS > 0).tolist()


# ------------------------------------------------------------------------------------------------------------ physics
@every_task
def test_masses_and_inertia_are_those_of_mujoco(make):
    mujoco = pytest.importorskip("mujoco", reason="the physics are in the extra `fly`")
    task = make()
    nominal = Mismatch.draw(Disturbance(), task.team, np.random.default_rng(0))
    other = mujoco.MjModel.from_xml_string(team_model(task, PHYSICS, nominal))
    root = world(task).find("world")
    for name in ("load", *(f"quad_{i}" for i in range(task.team.n))):
        mass, centre, inertia = composite(root.find(f"model/model[@name='{name}']"))
        body = other.body(name)
        turn = Rotation.from_quat(np.roll(body.iquat, -1)).as_matrix()
        assert mass == pytest.approx(body.mass[0], rel=1e-12)
        assert centre == pytest.approx(body.ipos, abs=1e-12)
        assert inertia == pytest.approx(turn @ np.diag(body.inertia) @ turn.T, rel=1e-9, abs=1e-12)
    assert numbers(root, "gravity") == pytest.approx(other.opt.gravity)
    assert float(root.findtext("physics/max_step_size")) == other.opt.timestep


@every_task
def test_every_link_can_be_a_body(make):
    for inertial in world(make()).iter("inertial"):
        moments = sorted(float(inertial.findtext(f"inertia/i{axis}")) for axis in ("xx", "yy", "zz"))
        assert float(inertial.findtext("mass")) > 0 and moments[0] > 0
        assert moments[2] <= (moments[0] + moments[1]) * (1 + 1e-9)


@every_task
def test_cables_reach_from_hook_to_quadrotor_at_full_length(make):
    task = make()
    team = world(task).find("world/model[@name='team']")
    place, turn = pose(team.find("model[@name='load']"))
    for i, length in enumerate(task.team.cable_length):
        lower, upper = (pose(team.find(f"link[@name='cable_{i}_{end}']")) for end in ("lower", "upper"))
        robot = pose(team.find(f"model[@name='quad_{i}']"))[0]
        assert lower[0] == pytest.approx(place + turn @ task.team.attachment[i])
        assert upper[0] == pytest.approx(robot)
        assert robot - lower[0] == pytest.approx(length * lower[1][:, 2])
        slide = team.find(f"joint[@name='cable_{i}_slide']/axis/limit")
        assert float(slide.findtext("upper")) == 0
        assert length + float(slide.findtext("lower")) == pytest.approx(SHORTEST * length)
    assert sum(float(m.text) for m in team.findall("link/inertial/mass")) == pytest.approx(2 * task.team.n * ROD_MASS)


def test_it_begins_where_the_plan_begins():
    task, arrays = moved()
    team = world(task).find("world/model[@name='team']")
    load, turn = pose(team.find("model[@name='load']"))
    assert load == pytest.approx(arrays["load_state"][0, :3])
    assert turn == pytest.approx(rotation_matrices(arrays["load_state"][0, 6:10]))
    for i in range(task.team.n):
        assert pose(team.find(f"model[@name='quad_{i}']"))[0] == pytest.approx(arrays["quad_position"][i, 0])


@every_task
def test_forces_at_the_start_are_in_balance(make):
    task = make()
    state, team = start_state(task), task.team
    hooks = state.load.position + team.attachment @ rotation_matrices(state.load.attitude).T
    pull = state.tension[:, None] * (state.robots.position - hooks) / team.cable_length[:, None]
    lift = state.thrust[:, None] * rotation_matrices(state.robots.attitude)[:, :, 2]
    weight = np.array([0, 0, GRAVITY])
    assert lift - pull == pytest.approx(team.quad_mass[:, None] * weight, abs=1e-9)
    assert pull.sum(0) == pytest.approx(team.load_mass * weight, abs=1e-9)
    centre = state.load.position + rotation_matrices(state.load.attitude) @ team.com_offset
    assert np.cross(hooks - centre, pull).sum(0) == pytest.approx(0, abs=1e-9)


def test_a_load_that_moves_at_the_start_is_refused():
    task = multilift_task(3)
    moving = task.model_copy(update={"start": task.start.model_copy(update={"velocity": (0.1, 0.0, 0.0)})})
    with pytest.raises(ValueError, match="start: the load moves; valid"):
        team_world(moving, PHYSICS)


# ------------------------------------------------------------------------------------------------------------- rotors
def test_rotors_make_the_thrust_and_the_torques():
    task = mixed_task()
    for robot in range(task.team.n):
        rotors = Rotors.of(task.team, robot, PHYSICS)
        torque, thrust = 0.4 * rotors.torque * [1, -1, 0.5], 0.5 * rotors.thrust[1]
        rate_command = torque / (rotors.inertia * rotors.rate_gain)
        force = rotors.constant * rotors.speeds(thrust, rate_command, np.zeros(3)) ** 2
        assert force.sum() == pytest.approx(thrust)
        arms = np.cross(rotors.place, np.outer(force, [0, 0, 1])).sum(0)
        assert arms + [0, 0, -PHYSICS.yaw_torque * TURNS @ force] == pytest.approx(torque)


def test_at_the_largest_torque_two_rotors_are_at_full_and_two_at_half_thrust():
    """So says `Physics.torque_limit`."""
    rotors = Rotors.of(multilift_task(3).team, 0, PHYSICS)
    for axis in range(3):
        speeds = rotors.speeds(0.75 * rotors.thrust[1], 1e3 * np.eye(3)[axis], np.zeros(3))
        assert np.sort(speeds) / TOP_SPEED == pytest.approx(np.sqrt([0.5, 0.5, 1, 1]))


def test_rotors_stay_in_their_range():
    rotors = Rotors.of(multilift_task(3).team, 0, PHYSICS)
    for thrust in (-10.0, 0.0, 1e6):
        speeds = rotors.speeds(thrust, np.array([1e3, -1e3, 1e3]), np.zeros(3))
        assert ((speeds >= 0) & (speeds <= TOP_SPEED)).all()


# ------------------------------------------------------------------------------------------------------------- topics
@pytest.mark.parametrize("namespace", ["", "team_a", "/team_a/"])
def test_bridged_topics_are_those_of_the_world_and_of_the_stack(namespace: str):
    entries = yaml.safe_load(gazebo_bridge(3, namespace))
    root = world(multilift_task(3))
    told = {p.findtext("odom_topic") for p in root.iter("plugin")} - {None}
    heard = {f"/{p.findtext('robotNamespace')}/{p.findtext('commandSubTopic')}" for p in root.iter("plugin")}
    by_direction = {
        way: {e["gz_topic_name"] for e in entries if e["direction"] == way} for way in ("GZ_TO_ROS", "ROS_TO_GZ")
    }
    assert by_direction == {"GZ_TO_ROS": {"/clock", *told}, "ROS_TO_GZ": heard - {"/None/None"}}
    above = "/team_a" if namespace else ""
    assert {e["ros_topic_name"] for e in entries if e["direction"] == "GZ_TO_ROS"} == {
        "/clock", f"{above}/load/odom", *(f"{above}/quad_{i}/odom" for i in range(3))
    }  # fmt: skip


def test_types_are_those_of_the_tables():
    pytest.importorskip("rclpy", reason="ROS 2 is not in this environment")
    from l2c_planner.ros.topics import interface, topics

    table = {channel.name: channel.type for channel in names.SIMULATED}
    for simulator in (names.GAZEBO_BRIDGE, names.ISAAC_BRIDGE):
        for entry in topic_map(4, "", simulator):
            last = entry["topic"].rpartition("/")[2]
            if entry["topic"] == names.CLOCK:
                assert entry["type"] == "rosgraph_msgs/msg/Clock"
            elif entry["from"] == "simulator":
                assert topics()[last].type is interface(entry["type"])
            else:
                assert table[last] == entry["type"]


def test_isaac_has_the_same_topics_by_body():
    found = isaac_names(3, "team_a")
    listed = {entry["topic"] for entry in yaml.safe_load(isaac_topics(3, "team_a"))["topics"]}
    assert listed == {found["clock"], *found["odometry"].values(), *found["setpoint"].values()}
    assert set(found["odometry"]) == {"load", "quad_0", "quad_1", "quad_2"}
    assert found["setpoint"]["quad_1"] == "/team_a/quad_1/setpoint"
