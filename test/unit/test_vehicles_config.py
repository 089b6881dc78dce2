"""Vehicles in the team file: what follows from a robot's number, and mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from l2c_planner.config import ConfigError, load_task
from l2c_planner.config.vehicle import Px4, vehicle_of

CONFIG = Path(__file__).resolve().parents[2] / "config"


def with_vehicles(folder: Path, vehicles: object) -> Path:
    """The shipped task with vehicles in its team."""
    task = yaml.safe_load((CONFIG / "transport.yaml").read_text())
    task["team"] = {**yaml.safe_load((CONFIG / "team.yaml").read_text()), "vehicles": vehicles}
    task["planner"] = str(CONFIG / "planner.yaml")
    path = folder / "task.yaml"
    path.write_text(yaml.safe_dump(task))
    return path


def test_defaults_follow_from_the_number():
    vehicle = load_task(CONFIG / "transport.yaml").team.vehicle("quad_2")
    assert (vehicle.px4.instance, vehicle.px4.root, vehicle.px4.system) == (3, "/px4_3", 4)
    assert (vehicle.mavros, vehicle.crazyflie, vehicle.hover_thrust) == ("mavros", "cf3", 0.5)
    assert vehicle.initial_position == (0, 0, 0)


def test_what_is_given_counts(tmp_path: Path):
    given = {"px4": {"instance": 7, "namespace": "red/seven"}, "initial_position": [1, 2, 0], "hover_thrust": 0.2}
    team = load_task(with_vehicles(tmp_path, {"quad_1": given})).team
    vehicle = team.vehicle("quad_1")
    assert (vehicle.px4.root, vehicle.px4.system, vehicle.initial_position) == ("/red/seven", 8, (1, 2, 0))
    assert (vehicle.hover_thrust, vehicle.crazyflie, team.vehicle("quad_0").px4.root) == (0.2, "cf2", "/px4_1")


@pytest.mark.parametrize(
    ("px4", "root"),
    [
        (Px4(instance=0), ""),
        (Px4(instance=2), "/px4_2"),
        (Px4(instance=2, namespace="/"), ""),
        (Px4(instance=0, namespace="/a/b"), "/a/b"),
    ],
)
def test_namespaces_are_those_of_px4(px4: Px4, root: str):
    assert px4.root == root


def test_a_large_swarm_has_vehicles_too():
    assert vehicle_of({}, "robot_255").px4.system == 257


def test_planning_does_not_depend_on_them(tmp_path: Path):
    plain, other = load_task(CONFIG / "transport.yaml"), load_task(with_vehicles(tmp_path, {"quad_0": {}}))
    assert other.team.model_copy(update={"vehicles": {}}) == plain.team


@pytest.mark.parametrize(
    ("vehicles", "key", "text"),
    [
        ({"quad_6": {}}, "vehicles.quad_6", "no such robot: 'quad_6'; valid: quad_0 .. quad_5"),
        ({"qad_1": {}}, "vehicles.qad_1", "did you mean quad_1?"),
        ({"quad_0": {"px4": {}}}, "vehicles.quad_0.px4.instance", "missing; valid: an integer >= 0 and <= 249"),
        ({"quad_0": {"px4": {"instance": 250}}}, "vehicles.quad_0.px4.instance", "got 250"),
        ({"quad_0": {"px4": {"instance": 3}}}, "vehicles.quad_0.px4", "quad_0 and quad_2 have the same"),
        ({"quad_5": {"crazyflie": "cf1"}}, "vehicles.quad_5.crazyflie", "quad_0 and quad_5 have the same"),
        ({"quad_0": {"px4": {"instance": 1, "namespace": "1st"}}}, "vehicles.quad_0.px4.namespace", "no digit first"),
        ({"quad_0": {"mavros": "my drone"}}, "vehicles.quad_0.mavros", "got 'my drone'; valid: letters"),
        ({"quad_0": {"hover_thrust": 1.0}}, "vehicles.quad_0.hover_thrust", "a number > 0 and < 1"),
        ({"quad_0": {"initial_position": [1, 2]}}, "vehicles.quad_0.initial_position", "a list of 3 entries"),
        ({"quad_0": {"px5": 1}}, "vehicles.quad_0.px5", "did you mean px4?"),
        (["quad_0"], "vehicles", "got ['quad_0']"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, vehicles: object, key: str, text: str):
    with pytest.raises(ConfigError) as error:
        load_task(with_vehicles(tmp_path, vehicles))
    line = str(error.value)
    assert f"team.{key}: " in line and text in line and len(line.splitlines()) == 1, line
