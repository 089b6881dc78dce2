"""Every configuration mistake is one line that names file, key and what is valid; nothing else ever escapes."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from l2c_planner.config import (
    SPHERE,
    ConfigError,
    MultiliftTask,
    PlannerOptions,
    SwarmTask,
    default_task_path,
    load_task,
    loader,
    shipped_file,
    wrench_map,
)
from l2c_planner.config.errors import CheckError, dotted, show
from l2c_planner.config.yaml_file import read_yaml

SHIPPED = Path(__file__).parents[2] / "config"
DELETE = object()


def shipped(name: str) -> dict:
    return yaml.safe_load((SHIPPED / f"{name}.yaml").read_text())


def edited(data: dict, changes: dict[str, object]) -> dict:
    """`data` with values replaced at paths such as 'waypoints/1/time'; DELETE removes."""
    data = copy.deepcopy(data)
    for path, value in changes.items():
        *parents, last = [int(p) if p.isdigit() else p for p in path.split("/")]
        target = data
        for part in parents:
            target = target[part]
        if value is DELETE:
            del target[last]
        else:
            target[last] = value
    return data


def write(folder: Path, task: object = None, team: object = None, planner: object = None, name: str = "task") -> Path:
    """A task with its team and planner files; texts are written as they are."""
    parts = {
        name: task or shipped("transport"),
        "team": team or shipped("team"),
        "planner": planner or shipped("planner"),
    }
    for stem, content in parts.items():
        text = content if isinstance(content, str) else yaml.safe_dump(content)
        (folder / f"{stem}.yaml").write_text(text)
    return folder / f"{name}.yaml"


def failure(path: Path, **arguments: object) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load_task(path, **arguments)
    assert "\n" not in str(caught.value) and str(caught.value).isprintable()
    return caught.value


class TestShippedFiles:
    def test_transport_is_the_default(self):
        assert default_task_path() == SHIPPED / "transport.yaml"
        task = load_task(default_task_path())
        assert isinstance(task, MultiliftTask)
        assert (task.steps, task.dt, task.team.n) == (100, 0.04, 6)

    def test_transport_arrays(self):
        task = load_task(SHIPPED / "transport.yaml")
        team = task.team
        assert team.attachment.shape == (6, 3)
        assert np.allclose(np.linalg.norm(team.attachment, axis=1), 0.25)
        for values in (team.quad_mass, team.quad_radius, team.cable_length, team.tension_min, team.thrust_max):
            assert values.shape == (6,) and values.dtype == np.float64
        assert (team.tension_min[0], team.tension_max[0], team.thrust_min[0], team.thrust_max[0]) == (0.01, 20, 0.1, 50)
        assert team.load_inertia.shape == (3, 3) and team.com_offset.tolist() == [0.02, 0.02, 0.0]
        assert (team.load_mass, team.load_radius, team.wrench_map.shape) == (3.0, 0.25, (6, 18))
        assert task.obstacle_center.tolist() == [[1.5, 1.3, 0.0], [0.4, 2.9, 0.0]]
        assert task.obstacle_radius.tolist() == [0.5, 0.5] and task.obstacle_shape.tolist() == [0, 0]
        assert task.obstacle_names == ("pillar_south", "pillar_north")
        assert task.time.shape == (101,) and task.time[-1] == pytest.approx(4.0)
        assert task.waypoint_time.tolist() == [0.0, 2.4, 4.0] and task.waypoint_position.shape == (3, 3)
        assert task.start_position.tolist() == [0, 0, 0.5] and task.start_attitude.tolist() == [1, 0, 0, 0]
        assert not task.start_velocity.any() and not task.start_angular_velocity.any()
        weights = task.weights
        assert weights.load.state.tolist() == [10] * 3 + [1] * 3 + [10] * 4 + [1] * 3
        assert weights.load.input.shape == (6,) and weights.load.terminal_state.shape == (13,)
        assert weights.cable.state.tolist() == [1] * 3 + [0.1] * 3 + [0.01, 0.001]
        assert weights.cable.input.tolist() == [1e-3] * 3 + [1e-5] and weights.cable.terminal_state.shape == (8,)
        assert weights.allocation.shape == (3,)

    def test_swarm_arrays(self):
        task = load_task(SHIPPED / "swarm.yaml")
        assert isinstance(task, SwarmTask)
        assert task.start.shape == task.goal.shape == (8, 3)
        assert np.allclose(task.start[:, :2], -task.goal[:, :2])
        assert task.team.radius.shape == task.team.mass.shape == (8,) and task.team.inertia.shape == (3,)
        assert task.state_weight.shape == (6,) and task.input_weight.shape == (3,)
        assert np.allclose(task.terminal_weight, 10 * task.state_weight)

    def test_planner_file_states_the_defaults(self):
        assert load_task(SHIPPED / "transport.yaml").planner == PlannerOptions()

    def test_swarm_changes_the_rounds_only(self):
        planner = load_task(SHIPPED / "swarm.yaml").planner
        assert planner.admm != PlannerOptions().admm
        assert planner.model_copy(update={"admm": PlannerOptions().admm}) == PlannerOptions()

    @pytest.mark.parametrize(("model", "nx", "nu"), [("double_integrator_2d", 4, 2), ("quadrotor", 13, 4)])
    def test_swarm_weights_fit_the_model(self, tmp_path, model, nx, nu):
        task = load_task(write(tmp_path, edited(shipped("swarm"), {"team/robots/model": model})))
        assert task.state_weight.shape == (nx,) and task.input_weight.shape == (nu,)

    def test_default_path_in_an_installed_tree(self, tmp_path, monkeypatch):
        module = tmp_path / "lib/python3/site-packages/l2c_planner/config/loader.py"
        share = tmp_path / "share/l2c_planner/config"
        share.mkdir(parents=True)
        (share / "transport.yaml").write_text("problem: multilift")
        monkeypatch.setattr(loader, "__file__", str(module))
        assert default_task_path() == share / "transport.yaml"

    def test_default_path_through_the_ament_prefix(self, tmp_path, monkeypatch):
        share = tmp_path / "prefix/share/l2c_planner/config"
        share.mkdir(parents=True)
        (share / "own_task.yaml").write_text("problem: multilift")
        monkeypatch.setenv("AMENT_PREFIX_PATH", f"/nowhere:{tmp_path / 'prefix'}")
        assert shipped_file("own_task.yaml") == share / "own_task.yaml"

    def test_missing_shipped_file(self):
        with pytest.raises(ConfigError, match=r"nosuch.yaml: the shipped file was not found; valid: a checkout"):
            shipped_file("nosuch.yaml")


class TestTeamSize:
    @pytest.mark.parametrize("n", [3, 4, 5, 7, 8, 64, 256])
    def test_quads_replaces_the_count(self, n):
        task = load_task(SHIPPED / "transport.yaml", quads=n)
        assert task.team.n == n and task.team.attachment.shape == (n, 3) and len(task.team.hosts) == n + 1

    def test_quads_may_be_a_numpy_integer(self):
        assert load_task(SHIPPED / "transport.yaml", quads=np.int64(5)).team.n == 5

    def test_quads_replaces_the_count_of_a_swarm(self):
        assert load_task(SHIPPED / "swarm.yaml", quads=12).goal.shape == (12, 3)

    @pytest.mark.parametrize("quads", [2, 0, -1, 257, 10**400, True, 6.0, "6", None.__class__])
    def test_impossible_sizes(self, quads):
        error = failure(SHIPPED / "transport.yaml", quads=quads)
        assert "transport.yaml: quads: got" in str(error) and ">= 3 and <= 256" in str(error)

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("attachments", {"points": [[0.2, 0, 0], [-0.2, 0, 0], [0, 0.2, 0], [0, -0.2, 0]]}),
            ("quadrotors/mass", [1.0] * 4),
            ("quadrotors/thrust", [[0.1, 50.0]] * 4),
            ("cables/length", [1.25] * 4),
            ("cables/tension", [[0.01, 20.0]] * 4),
        ],
    )
    def test_lists_cannot_be_resized(self, tmp_path, key, value):
        path = write(tmp_path, team=edited(shipped("team"), {"quadrotors/count": 4, key: value}))
        assert load_task(path).team.n == 4
        assert load_task(path, quads=4).team.n == 4
        error = failure(path, quads=5)
        assert error.file.endswith("team.yaml") and error.key.startswith(key.replace("/", "."))
        assert "cannot be resized to 5" in str(error)

    def test_swarm_lists_cannot_be_resized(self, tmp_path):
        starts = [[float(i), -3.0, 1.0] for i in range(8)]
        error = failure(write(tmp_path, edited(shipped("swarm"), {"starts": starts})), quads=4)
        assert error.key == "starts"

    def test_a_swarm_too_large_for_its_circle_says_which_is_enough(self):
        error = failure(SHIPPED / "swarm.yaml", quads=64)
        assert error.key == "starts" and "a circle of radius 4.08 m is enough for 64 robots" in str(error)

    def test_quads_with_a_broken_team(self, tmp_path):
        path = write(tmp_path, edited(shipped("transport"), {"team": {"quadrotors": 3}}))
        assert failure(path, quads=4).key.startswith("team")


TEAM_MISTAKES = {
    "unknown key": ({"cables/lenght": 1.25}, "cables.lenght", "did you mean length?"),
    "misspelt key": ({"cables/lenght": 1.25, "cables/length": DELETE}, "cables.lenght", "length, tension"),
    "missing key": ({"cables/length": DELETE}, "cables.length", "missing; valid: a number > 0 and <= 1000"),
    "missing section": ({"load": DELETE}, "load", "missing; valid: a mapping with the keys mass, inertia"),
    "section is a number": ({"cables": 5}, "cables", "got 5; valid: a mapping with the keys length, tension"),
    "unit": ({"cables/length": "1.25 m"}, "cables.length", "write a bare number, without quotes or unit"),
    "text": ({"load/mass": "heavy"}, "load.mass", "got 'heavy'; valid: a number > 0 (load mass, kg)"),
    "switch": ({"load/mass": True}, "load.mass", "got true; valid: a number > 0"),
    "null": ({"load/mass": None}, "load.mass", "got null"),
    "sign": ({"load/mass": -3.0}, "load.mass", "got -3; valid: a number > 0"),
    "zero": ({"cables/length": 0}, "cables.length", "got 0; valid: a number > 0"),
    "nan": ({"load/mass": float("nan")}, "load.mass", "got nan; valid: a number"),
    "inf": ({"quadrotors/thrust": [0.1, float("inf")]}, "quadrotors.thrust[1]", "got inf; valid: a number >= 0"),
    "huge": ({"load/mass": 10**300}, "load.mass", "an integer of more than 60 digits; valid: a number > 0"),
    "beyond floats": ({"load/mass": -(10**398)}, "load.mass", "an integer of more than 60 digits; valid: a number > 0"),
    "vector too short": ({"load/com_offset": [0.1, 0.2]}, "load.com_offset", "a list of 3 entries"),
    "vector too long": ({"load/inertia": [1, 1, 1, 1]}, "load.inertia", "a list of 3 entries"),
    "vector entry": ({"load/com_offset": [0.1, "x", 0]}, "load.com_offset[1]", "got 'x'"),
    "vector is a number": ({"load/com_offset": 0.1}, "load.com_offset", "got 0.1; valid: a list of 3 entries"),
    "fraction of a robot": ({"quadrotors/count": 6.5}, "quadrotors.count", "got 6.5; valid: an integer >= 3"),
    "too few robots": ({"quadrotors/count": 2}, "quadrotors.count", "got 2; valid: an integer >= 3 and <= 256"),
    "too many robots": ({"quadrotors/count": 257}, "quadrotors.count", "got 257"),
    "list too short": ({"quadrotors/mass": [1.0, 1.0]}, "quadrotors.mass", "a list of 6 entries (quadrotors.count)"),
    "list is empty": ({"cables/length": []}, "cables.length", "a list of 0 entries"),
    "list entry": ({"cables/length": [1, 1, 1, 1, 1, -1]}, "cables.length[5]", "got -1; valid: a number > 0"),
    "pairs too few": ({"cables/tension": [[0.01, 20]] * 5}, "cables.tension", "a list of 5 entries"),
    "tension reversed": ({"cables/tension": [20.0, 0.01]}, "cables.tension", "lower < upper"),
    "tension equal": ({"cables/tension": [5, 5]}, "cables.tension", "lower < upper"),
    "tension negative": ({"cables/tension": [-1, 5]}, "cables.tension[0]", "a number >= 0"),
    "tension is one number": ({"cables/tension": 20}, "cables.tension", "a list of 2 entries"),
    "one tension reversed": ({"cables/tension": [[0, 1]] * 5 + [[1, 0]]}, "cables.tension", "got [1, 0]"),
    "thrust reversed": ({"quadrotors/thrust": [50, 0.1]}, "quadrotors.thrust", "lower < upper"),
    "centimetres": ({"load/com_offset": [2, 2, 0]}, "load.com_offset", "is it in centimetres? write metres"),
    "inertia": ({"load/inertia": [0.1, 0.1, 0.5]}, "load.inertia", "none larger than the sum of the other two"),
    "wide ring": ({"attachments/radius": 25}, "attachments.radius", "at most load.radius = 0.25 m"),
    "unknown pattern": ({"attachments/pattern": "grid"}, "attachments.pattern", "got 'grid'; valid: ring"),
    "pattern and points": ({"attachments/points": []}, "attachments.pattern", "does not go with the other keys"),
    "too few points": ({"attachments": {"points": [[0.1, 0, 0]] * 5}}, "attachments.points", "one per quadrotor, 6"),
    "point off the load": (
        {"attachments": {"points": [[0.1, 0, 0], [0, 0.1, 0], [0.3, 0, 0], [0, 0, 0], [0.2, 0, 0], [0, 0, 0.1]]}},
        "attachments.points[2]",
        "0.3 m from the load's centre",
    ),
    "collinear": (
        {"attachments": {"points": [[0.04 * i, 0.02, 0] for i in range(6)]}},
        "attachments.points",
        "collinear",
    ),
    "coincident": (
        {"attachments": {"points": [[0.1, 0.1, 0.1]] * 6}},
        "attachments.points",
        "all attachments coincide",
    ),
    "radius in centimetres": ({"quadrotors/radius": 12.5}, "cables.length", "are both in metres?"),
    "unknown agent": ({"agents": {"cable_6": {"host": "quad_0"}}}, "agents.cable_6", "cable_0 .. cable_5"),
    "unknown host": ({"agents": {"load": {"host": "quad_6"}}}, "agents.load.host", "quad_0 .. quad_5"),
    "useless fallback": (
        {"agents": {"load": {"host": "quad_0", "fallback": ["quad_1", "quad_0"]}}},
        "agents.load.fallback[1]",
        "neither the host nor named before",
    ),
}

TASK_MISTAKES = {
    "unknown key": ({"obstacle": []}, "obstacle", "did you mean obstacles?"),
    "no problem": ({"problem": DELETE}, "problem", "missing; valid: multilift | swarm"),
    "misspelt problem key": (
        {"problem": DELETE, "probelm": "swarm"},
        "problem",
        "did you mean problem instead of probelm?",
    ),
    "other problem": ({"problem": "multlift"}, "problem", "did you mean multilift?"),
    "problem is a list": ({"problem": ["swarm"]}, "problem", "got ['swarm']; valid: multilift | swarm"),
    "one step": ({"horizon/steps": 1}, "horizon.steps", "an integer >= 2 and <= 2000 (number of steps N, -)"),
    "endless": ({"horizon/steps": 2001}, "horizon.steps", "got 2001"),
    "steps as float": (
        {"horizon/steps": 100.0},
        "horizon.steps",
        "number of steps N, -); write it without a decimal point",
    ),
    "milliseconds": ({"horizon/dt": 40}, "horizon.dt", "a number > 0 and <= 1 (time step, s)"),
    "one way-point": (
        {"waypoints": [{"time": 0, "position": [0, 0, 0.5]}]},
        "waypoints",
        "a list of 2 to 1000 entries, each a mapping with the keys time",
    ),
    "first time": ({"waypoints/0/time": 0.5}, "waypoints[0].time", "0, the first way-point is the start"),
    "times reversed": ({"waypoints/1/time": 5.0}, "waypoints[2].time", "after the way-point before, at 5 s"),
    "times equal": ({"waypoints/1/time": 0.0}, "waypoints[1].time", "at least one time step (0.04 s) after"),
    "last time": ({"waypoints/2/time": 3.9}, "waypoints[2].time", "steps * dt = 100 * 0.04 = 4 s"),
    "position": ({"waypoints/1/position": [1.5, 2.6]}, "waypoints[1].position", "a list of 3 entries"),
    "outside": (
        {"waypoints/2/position": [3, 11, 0.5]},
        "waypoints[2].position",
        "[3, 11, 0.5] is outside; valid: inside",
    ),
    "below ground": ({"waypoints/1/position": [1.5, 2.6, -0.5]}, "waypoints[1].position", "inside the bounds"),
    "start in a pillar": ({"obstacles/0/center": [0.1, 0.1]}, "waypoints[0].position", "'pillar_south'"),
    "own start in a pillar": ({"start": {"position": [1.5, 1.0, 0.5]}}, "start.position", "at least 0.750 m away"),
    "own start outside": ({"start": {"position": [0, 0, -1]}}, "start.position", "is outside"),
    "way-point in a pillar": ({"obstacles/1/center": [1.0, 2.6]}, "waypoints[1].position", "obstacle radius + load"),
    "way-point in a sphere": (
        {"obstacles/0": {"name": "ball", "shape": "sphere", "center": [3, 3, 1], "radius": 0.3}},
        "waypoints[2].position",
        "0.500 m from the centre of obstacle 'ball'",
    ),
    "attitude": ({"start": {"attitude": [0, 0, 0, 0]}}, "start.attitude", "level is [1, 0, 0, 0]"),
    "shape": ({"obstacles/0/shape": "cube"}, "obstacles[0].shape", "got 'cube'; valid: cylinder | sphere"),
    "radius": ({"obstacles/0/radius": -0.5}, "obstacles[0].radius", "a number > 0 and <= 1000 (obstacle radius, m)"),
    "flat sphere": ({"obstacles/1/shape": "sphere"}, "obstacles[1].center", "[x, y, z] in m for a sphere"),
    "high cylinder": ({"obstacles/1/center": [1, 1, 1]}, "obstacles[1].center", "[x, y] in m for a cylinder"),
    "same name": ({"obstacles/1/name": "pillar_south"}, "obstacles[1].name", "a name used once"),
    "obstacles are a mapping": ({"obstacles": {"name": "a"}}, "obstacles", "got {name: 'a'}; valid: a list of entries"),
    "pair": ({"clearance/pair": 0.2}, "clearance.pair", "at least 0.25 m, the sum of the two largest quadrotor radii"),
    "clearance": ({"clearance/obstacle": -0.1}, "clearance.obstacle", "a number >= 0"),
    "bounds": ({"bounds": {"lower": [0, 0, 5], "upper": [1, 1, 5]}}, "bounds.upper", "above lower [0, 0, 5]"),
    "weight": ({"weights/load/force": 0}, "weights.load.force", "a number > 0 (force, 1/N^2)"),
    "weight list": ({"weights/load/attitude": [1, 1, 1]}, "weights.load.attitude", "a list of 4 entries"),
    "team is a number": ({"team": 6}, "team", "got 6; valid: a mapping with the keys load, quadrotors"),
    "team file": ({"team": "teem.yaml"}, "team", "'teem.yaml', no such file"),
    "team is a folder": ({"team": "."}, "team", "is a directory"),
    "team file name": ({"team": "team\0.yaml"}, "team", "'team\\x00.yaml', no such file"),
    "planner file": ({"planner": "plan.yaml"}, "planner", "'plan.yaml', no such file"),
    "inline planner": ({"planner": {"admm": {"round": 3}}}, "planner.admm.round", "did you mean rounds?"),
}

SWARM_MISTAKES = {
    "count": ({"team/robots/count": 1}, "team.robots.count", "an integer >= 2 and <= 256"),
    "model": (
        {"team/robots/model": "bicycle"},
        "team.robots.model",
        "double_integrator_2d | double_integrator_3d | quad",
    ),
    "mass list": ({"team/robots/mass": [1, 2]}, "team.robots.mass", "a list of 8 entries (robots.count)"),
    "graph": ({"team/neighbours": "star"}, "team.neighbours", "got 'star'; valid: complete | ring"),
    "range": ({"team/neighbours": {"range": -2}}, "team.neighbours.range", "a number > 0"),
    "pattern": ({"starts/pattern": "line"}, "starts.pattern", "got 'line'; valid: circle"),
    "too few": ({"goals": [[1, 1, 1]]}, "goals", "1 positions; valid: one per robot, 8 (team.robots.count)"),
    "no places": ({"goals": []}, "goals", "0 positions"),
    "place": ({"goals": [[1, 1]] * 8}, "goals[0]", "a list of 3 entries"),
    "outside": ({"goals/height": 11}, "goals", "is outside; valid: inside the bounds"),
    "in the pillar": ({"obstacles/0/center": [2, 0.0]}, "starts", "+ clearance.obstacle"),
    "too close": ({"starts": [[0.3 * i, -3, 1] for i in range(8)]}, "starts[1]", "robots 0 and 1 are 0.300 m apart"),
    "tight circle": ({"goals/radius": 0.5, "obstacles": []}, "goals", "a circle of radius 0.53 m is enough"),
    "pair": ({"clearance/pair": 0.2}, "clearance.pair", "at least 0.3 m, the sum of the two largest robot radii"),
    "no pair": ({"clearance": {}}, "clearance.pair", "missing; valid: a number > 0"),
    "speed": ({"limits/speed": 0}, "limits.speed", "a number > 0 and <= 100 (highest speed, m/s)"),
    "thrust": ({"limits/thrust": [5, 5]}, "limits.thrust", "lower < upper"),
    "input weights": ({"weights/input": [1, 1]}, "weights.input", "a list of 3 for double_integrator_3d"),
    "phase": ({"goals/phase": 3600}, "goals.phase", "a number >= -360 and <= 360"),
    "height": ({"team/robots/model": "double_integrator_2d", "goals/height": 2}, "goals", "the height of its start"),
}


class TestMistakes:
    @pytest.mark.parametrize(("changes", "key", "text"), TEAM_MISTAKES.values(), ids=TEAM_MISTAKES)
    def test_in_the_team_file(self, tmp_path, changes, key, text):
        error = failure(write(tmp_path, team=edited(shipped("team"), changes)))
        assert (error.file, error.key) == (str(tmp_path / "team.yaml"), key)
        assert text in str(error)

    @pytest.mark.parametrize(("changes", "key", "text"), TEAM_MISTAKES.values(), ids=TEAM_MISTAKES)
    def test_in_an_inline_team(self, tmp_path, changes, key, text):
        team = edited(shipped("team"), changes)
        error = failure(write(tmp_path, edited(shipped("transport"), {"team": team})))
        assert (error.file, error.key) == (str(tmp_path / "task.yaml"), f"team.{key}")

    @pytest.mark.parametrize(("changes", "key", "text"), TASK_MISTAKES.values(), ids=TASK_MISTAKES)
    def test_in_the_task_file(self, tmp_path, changes, key, text):
        error = failure(write(tmp_path, edited(shipped("transport"), changes)))
        assert error.file == str(tmp_path / "task.yaml") and error.key.startswith(key)
        assert text in str(error)

    @pytest.mark.parametrize(("changes", "key", "text"), SWARM_MISTAKES.values(), ids=SWARM_MISTAKES)
    def test_in_a_swarm_task(self, tmp_path, changes, key, text):
        error = failure(write(tmp_path, edited(shipped("swarm"), changes)))
        assert (error.file, error.key) == (str(tmp_path / "task.yaml"), key)
        assert text in str(error)

    @pytest.mark.parametrize(
        ("changes", "key"),
        [
            ({"admm/rounds": 0}, "admm.rounds"),
            ({"admm/stop": "never"}, "admm.stop"),
            ({"admm/over_relaxation": 2.0}, "admm.over_relaxation"),
            ({"admm/penalty/growth": 0.9}, "admm.penalty.growth"),
            ({"admm/penalty/balancing": "yes"}, "admm.penalty.balancing"),
            ({"ddp/hessian": "newton"}, "ddp.hessian"),
            ({"coordination/tolerance": 0}, "coordination.tolerance"),
        ],
    )
    def test_in_the_planner_file(self, tmp_path, changes, key):
        error = failure(write(tmp_path, planner=edited(shipped("planner"), changes)))
        assert (error.file, error.key) == (str(tmp_path / "planner.yaml"), key)

    def test_load_clearance_counts_at_the_start_only(self, tmp_path):
        near = {"obstacles/0/center": [1.5, 1.84], "clearance/load_obstacle": 0.1}
        assert load_task(write(tmp_path, edited(shipped("transport"), near))).clearance.load_obstacle == 0.1
        near = {"obstacles/0/center": [0.0, -0.8], "clearance/load_obstacle": 0.1}
        assert "load radius + clearance" in str(failure(write(tmp_path, edited(shipped("transport"), near))))

    def test_the_line_is_named(self, tmp_path):
        path = write(tmp_path, team=(SHIPPED / "team.yaml").read_text().replace("length: 1.25", "length: -1.25"))
        error = failure(path)
        lines = (tmp_path / "team.yaml").read_text().splitlines()
        assert "length: -1.25" in lines[error.line - 1]
        assert str(error).startswith(
            f"{tmp_path / 'team.yaml'}:{error.line}: cables.length: got -1.25; valid: a number"
        )


class TestFiles:
    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("", "the file is empty"),
            ("# nothing\n", "the file is empty"),
            ("- 1\n- 2\n", "the file holds [1, 2]; valid: a mapping"),
            ("just words", "the file holds 'just words'"),
            ("problem: a: b", ":1: not valid YAML"),
            ("problem: multilift\n  team: [", ":2: not valid YAML"),
            ("a: 1\nb: 2\na: 3\n", ":3: not valid YAML, the key 'a' appears twice"),
            ("a: {b: 1, b: 2}", "the key 'b' appears twice"),
            ("a: &x [*x]\n", ":1: not valid YAML, found unconstructable recursive node"),
            (
                "a0: &a0 [0]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 9)),
                "more than 200000 values",
            ),
            ('a: "\\ud800"', "is not Unicode text"),
            ("1: 2", ":1: not valid YAML, a key must be a word, got 1"),
            (
                "a: !!python/object/apply:os.system ['true']",
                "the tag 'tag:yaml.org,2002:python/object/apply:os.system'",
            ),
            ("a: !!int x", "does not fit its tag"),
            ("a: !!float [1]", "does not fit its value"),
            ("a: !!map x", "does not fit its value"),
            ("a: !!seq x", "does not fit its value"),
            ("? [a, b]\n: 1", "a key must be a word, got ['a', 'b']"),
            ("a: 1\n---\nb: 1\n", "not valid YAML"),
            ("\tproblem: swarm", "not valid YAML"),
            ("a: \x00", "not valid YAML"),
            ("a: " + "[" * 5000, "nested too deeply"),
            ("a: " + "1" * 5000, "more than 400 digits"),
            ("#" * (1 << 20) + "\na: 1", "a file of at most 1048576 bytes"),
        ],
    )
    def test_bad_text(self, tmp_path, text, reason):
        path = tmp_path / "task.yaml"
        path.write_text(text)
        error = failure(path)
        assert str(error).startswith(str(path)) and reason in str(error)

    def test_not_utf8(self, tmp_path):
        path = tmp_path / "task.yaml"
        path.write_bytes(b"a: 1\nb: \xff\xfe\n")
        assert ":2: not UTF-8 text" in str(failure(path))

    def test_missing_file_suggests_a_neighbour(self):
        error = failure(SHIPPED / "transprot.yaml")
        assert "no such file" in str(error) and "did you mean transport.yaml?" in str(error)

    def test_missing_folder(self, tmp_path):
        assert "no such file; valid: the path of a YAML file" in str(failure(tmp_path / "a" / "b.yaml"))

    def test_directory(self, tmp_path):
        assert "is a directory" in str(failure(tmp_path))

    def test_device(self):
        assert "is not a regular file" in str(failure(Path("/dev/zero")))

    @pytest.mark.parametrize("name", ["a" * 5000, "a\0b", "a\nb"])
    def test_impossible_name(self, name):
        failure(Path(name))

    def test_unreadable(self, tmp_path, monkeypatch):
        def refuse(self):
            raise PermissionError(13, "Permission denied")

        path = write(tmp_path)
        monkeypatch.setattr(Path, "read_bytes", refuse)
        assert "cannot be read, Permission denied" in str(failure(path))

    def test_a_broken_team_file_is_named_itself(self, tmp_path):
        error = failure(write(tmp_path, team="load: ["))
        assert error.file == str(tmp_path / "team.yaml") and "not valid YAML" in str(error)

    def test_lines(self, tmp_path):
        path = tmp_path / "a.yaml"
        path.write_text("# comment\na: 1\nb:\n  - c: 2\n  - d:\n      [1, 2]\n")
        document = read_yaml(path)
        keys = [("a",), ("b",), ("b", 1), ("b", 1, "d"), ("b", 1, "d", 1), ("b", 2), ("x",), ()]
        assert [document.line(key) for key in keys] == [2, 3, 5, 5, 6, 3, 2, 2]

    def test_numbers_are_yaml_1_2(self, tmp_path):
        text = (SHIPPED / "transport.yaml").read_text().replace("position: 10.0 ", "position: 1e+1 ")
        text = text.replace("steps: 100", "steps: 0100").replace("velocity: 1.0  ", "velocity: +.1e1  ")
        task = load_task(write(tmp_path, text))
        assert (task.steps, task.weights.load.position, task.weights.load.velocity) == (100, 10.0, 1.0)
        assert "got '1:30'" in str(failure(write(tmp_path, text.replace("dt: 0.04", "dt: 1:30"))))

    def test_aliases_are_copies(self, tmp_path):
        text = (SHIPPED / "transport.yaml").read_text().replace("center: [1.5, 1.3]", "center: &c [1.5, 1.3]")
        text = text.replace("center: [0.4, 2.9]", "center: *c")
        assert load_task(write(tmp_path, text)).obstacle_center[1].tolist() == [1.5, 1.3, 0]

    def test_relative_to_the_task_file(self, tmp_path):
        (tmp_path / "teams").mkdir()
        (tmp_path / "teams" / "own.yaml").write_text((SHIPPED / "team.yaml").read_text())
        assert load_task(write(tmp_path, edited(shipped("transport"), {"team": "teams/own.yaml"}))).team.n == 6


class TestModels:
    def test_digest_is_stable_and_independent_of_layout(self, tmp_path):
        shipped_task = load_task(SHIPPED / "transport.yaml")
        changes = {"team": shipped("team"), "planner": DELETE, "start": {"velocity": [-0.0] * 3}}
        inline = edited(shipped("transport"), changes)
        same = load_task(write(tmp_path, inline))
        assert same == shipped_task and same.digest() == shipped_task.digest() and hash(same) == hash(shipped_task)
        assert len(same.digest()) == 64
        assert load_task(SHIPPED / "transport.yaml", quads=5).digest() != shipped_task.digest()

    def test_frozen(self):
        task = load_task(SHIPPED / "transport.yaml")
        with pytest.raises(ValueError, match="frozen"):
            task.horizon.steps = 5

    def test_pickle(self):
        task = load_task(SHIPPED / "swarm.yaml")
        assert pickle.loads(pickle.dumps(task)) == task

    def test_arrays_are_copies(self):
        team = load_task(SHIPPED / "transport.yaml").team
        team.quad_mass[0] = 5.0
        assert team.quad_mass[0] == 1.0

    def test_heterogeneous_team(self, tmp_path):
        lengths, tensions = [1.0, 1.1, 1.2, 1.3, 1.4, 1.5], [[0.01, 10.0 + i] for i in range(6)]
        changes = {"cables/length": lengths, "cables/tension": tensions, "quadrotors/mass": lengths}
        team = load_task(write(tmp_path, team=edited(shipped("team"), changes))).team
        assert team.cable_length.tolist() == team.quad_mass.tolist() == lengths
        assert team.tension_max.tolist() == [10, 11, 12, 13, 14, 15]

    def test_wrench_map(self):
        rng = np.random.default_rng(0)
        points, forces = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
        expected = np.concatenate([forces.sum(0), np.cross(points, forces).sum(0)])
        assert np.allclose(wrench_map(points) @ forces.ravel(), expected)

    def test_rank_does_not_depend_on_the_height_of_the_attachments(self, tmp_path):
        points = [[0.01 * np.cos(a), 0.01 * np.sin(a), 500.0] for a in np.arange(6.0)]
        points = [[float(x) for x in p] for p in points]
        task = load_task(write(tmp_path, team=edited(shipped("team"), {"attachments": {"points": points}})))
        assert np.linalg.matrix_rank(task.team.wrench_map) == 6

    def test_sphere(self, tmp_path):
        ball = {"shape": "sphere", "center": [0, 1, 2], "radius": 0.5}
        task = load_task(write(tmp_path, edited(shipped("transport"), {"obstacles/0": ball})))
        assert task.obstacle_center[0].tolist() == [0, 1, 2] and task.obstacle_shape[0] == SPHERE
        assert task.obstacle_names == ("obstacle_0", "pillar_north")
        distance = task.surface_distance(np.array([[0.0, 1.0, 4.0], [0.4, 2.9, 7.0]]))
        assert distance[0, 0] == pytest.approx(1.5) and distance[1, 1] == pytest.approx(-0.5)

    def test_no_obstacles(self, tmp_path):
        task = load_task(write(tmp_path, edited(shipped("transport"), {"obstacles": []})))
        assert task.obstacle_center.shape == (0, 3) and task.obstacle_radius.shape == task.obstacle_shape.shape == (0,)

    def test_hosts(self, tmp_path):
        agents = {"load": {"host": "quad_2", "fallback": ["quad_0"]}}
        hosts = load_task(write(tmp_path, team=edited(shipped("team"), {"agents": agents}))).team.hosts
        assert (hosts["load"].host, hosts["load"].fallback) == ("quad_2", ("quad_0",))
        assert hosts["cable_3"].host == "quad_3"

    def test_start_state(self, tmp_path):
        start = {"position": [0.1, 0, 0.5], "velocity": [1, 0, 0], "attitude": [0.999, 0.02, 0, 0]}
        task = load_task(write(tmp_path, edited(shipped("transport"), {"start": start})))
        assert task.start_position.tolist() == [0.1, 0, 0.5] and task.start_velocity.tolist() == [1, 0, 0]
        assert np.linalg.norm(task.start_attitude) == pytest.approx(1, abs=1e-15)


class TestWords:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (None, "null"),
            (True, "true"),
            ("a", "'a'"),
            (0.1, "0.1"),
            ([1, [2, [3]]], "[1, [2, [...]]]"),
            ({"a": {"b": [1]}}, "{a: {b: [...]}}"),
            ({}, "{}"),
            ({1: None}, "{1: null}"),
            (["x" * 50] * 50, "['" + "x" * 50 + "', '" + "x" * 21 + "..."),
        ],
    )
    def test_show(self, value, text):
        assert show(value) == text

    def test_dotted(self):
        assert dotted(("waypoints", 1, "time")) == "waypoints[1].time"

    def test_check_error_reads_alone(self):
        assert str(CheckError(("a", 0), "got 1", "2")) == "a[0]: got 1; valid: 2"


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
keys = scalars.filter(lambda key: key == key)  # not NaN
values = st.recursive(scalars, lambda v: st.lists(v, max_size=4) | st.dictionaries(keys, v, max_size=4))
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def paths(data: object, prefix: tuple = ()) -> list[tuple]:
    """Every place in the data."""
    if isinstance(data, dict):
        return [p for k, v in data.items() for p in [(*prefix, k), *paths(v, (*prefix, k))]]
    if isinstance(data, list):
        return [p for i, v in enumerate(data) for p in [(*prefix, i), *paths(v, (*prefix, i))]]
    return []


def load_or_one_line(path: Path) -> None:
    try:
        load_task(path)
    except ConfigError as error:
        assert str(error).isprintable() and str(error).encode("utf-8")


class TestFuzz:
    @QUICK
    @given(content=st.binary(max_size=200) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass")))
    def test_any_bytes(self, tmp_path, content):
        path = tmp_path / "task.yaml"
        path.write_bytes(content)
        load_or_one_line(path)

    @QUICK
    @given(content=st.text(alphabet="aeb:-[]{}#&*!|>'\"%@?, \n\t0123.", max_size=60))
    def test_any_yaml_like_text(self, tmp_path, content):
        (tmp_path / "task.yaml").write_text("problem: swarm\n" + content)
        load_or_one_line(tmp_path / "task.yaml")

    @QUICK
    @given(data=st.data(), name=st.sampled_from(["transport", "swarm"]))
    def test_any_value_anywhere(self, tmp_path, data, name):
        task = shipped(name) | {"planner": shipped("planner")}
        if name == "transport":
            task["team"] = shipped("team")
        place = data.draw(st.sampled_from(paths(task)))
        target = task
        for part in place[:-1]:
            target = target[part]
        if data.draw(st.booleans()) and isinstance(target, dict):
            target[data.draw(keys)] = data.draw(values)
        else:
            target[place[-1]] = data.draw(values)
        load_or_one_line(write(tmp_path, task))
