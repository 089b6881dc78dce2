"""`l2c compare-architectures`: what it prints, writes and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer

from l2c_planner.cli.architecture_commands import add_architectures
from l2c_planner.cli.architectures import COLUMNS, FILES, markdown
from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.words import counted

TASK = """\
problem: swarm
team: {robots: {count: 2, model: double_integrator_2d, radius: 0.15}}
horizon: {steps: 40, dt: 0.1}
starts: [[-1, 0, 1], [1, 0.05, 1]]
goals: [[1, 0, 1], [-1, 0.05, 1]]
obstacles: [{name: ball, shape: sphere, center: [0.1, -0.7, 1], radius: 0.2}]
clearance: {pair: 0.4}
limits: {speed: 2.0, acceleration: 4.0}
"""


def l2c(*arguments: str) -> int:
    """The exit code of a command line of an app that has this command alone."""
    app = typer.Typer()
    app.callback()(lambda: None)
    add_architectures(app)
    return typer.main.get_command(app).main(["compare-architectures", *arguments], standalone_mode=False)


@pytest.fixture
def task(tmp_path: Path) -> str:
    (tmp_path / "task.yaml").write_text(TASK)
    return str(tmp_path / "task.yaml")


def test_table_picture_and_numbers(task, tmp_path, capfd):
    out = tmp_path / "out"
    assert l2c(task, "--seeds", "2", "--out", str(out)) == Code.FEASIBLE
    shown, told = capfd.readouterr()
    assert {path.name for path in out.iterdir()} == set(FILES)
    assert shown.startswith((out / "architectures.md").read_text().rstrip("\n"))
    assert "| centralised by robot_0 |" in shown and "**robot_0 dies at 2 s**" in shown and "Assumed:" in shown
    assert shown.startswith("2 robots, 2 variants of the task, horizon 4 s, distances required: 0.4 m between robots, ")
    assert "seed 1  nobody dies  distributed  100% arrived safely, 0 collisions\n" in told
    assert (out / "architectures.png").read_bytes().startswith(b"\x89PNG")


def test_json_has_the_figures_of_the_kill_that_was_asked_for(task, tmp_path, capfd):
    kill = ("--kill", "robot_1@1.5", "--kill", "centre@0")
    assert l2c(task, "--seeds", "1", "--json", *kill, "--out", str(tmp_path / "out")) == Code.FEASIBLE
    out, err = capfd.readouterr()
    found = json.loads(out)
    assert err == "" and found == json.loads((tmp_path / "out" / "architectures.json").read_text())
    assert found["robots"] == 2 and found["required"] == {"pair_distance_m": 0.4, "obstacle_clearance_m": 0.1}
    condition = {row["architecture"]: row for row in found["rows"] if row["condition"] != "nobody dies"}
    assert list(condition) == ["centralised", "distributed", "orca", "boids"]
    assert {row["condition"] for row in condition.values()} == {"robot_1 dies at 1.5 s, centre is dead"}
    assert condition["centralised"]["success_rate"] == 0 and condition["centralised"]["messages"] == 0
    assert condition["distributed"]["messages"] > 0 and COLUMNS.keys() <= condition["orca"].keys()


@pytest.mark.parametrize("event", ["robot_2@1", "robot_0", "robot_0@-1", "centre@nan", "quad_0@1", "robot_0@inf"])
def test_kills_that_are_none_are_refused(task, event, tmp_path):
    with pytest.raises(Refused, match="not an event; valid: centre or robot_0 to robot_1 @ seconds") as refusal:
        l2c(task, "--kill", event, "--out", str(tmp_path / "out"))
    assert refusal.value.code == Code.INPUT and not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        (("robot_0@1", "robot_1@0"), "--kill: all 2 robots die; valid: fewer"),
        (("robot_0@1", "centre@1", "robot_0@2"), "--kill robot_0@2: the second of robot_0; valid: one"),
    ],
)
def test_kills_that_do_not_go_together_are_refused(task, nodes, message, tmp_path):
    with pytest.raises(Refused) as refusal:
        l2c(task, *(word for node in nodes for word in ("--kill", node)), "--out", str(tmp_path / "out"))
    assert str(refusal.value) == message and not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["random", "circle"])
@pytest.mark.parametrize("quads", ["-1", "0", "1", "257"])
def test_numbers_of_robots_that_are_none_are_refused(name, quads, tmp_path):
    with pytest.raises(Exception) as refusal:  # noqa: B017
        l2c(name, "--quads", quads, "--out", str(tmp_path / "out"))
    assert "'--quads'" in refusal.value.format_message() and not (tmp_path / "out").exists()


def test_one_variant_and_one_collision_are_one():
    found = {"robots": 2, "seeds": 1, "horizon_s": 4.0, "rows": [], "assumed": []}
    required = {"pair_distance_m": 0.4, "obstacle_clearance_m": 0.1}
    assert markdown({**found, "required": required}).startswith("2 robots, 1 variant of the task, ")
    assert [counted(number, "collision") for number in (0, 1, 2)] == ["0 collisions", "1 collision", "2 collisions"]


def test_other_tasks_are_refused(tmp_path):
    with pytest.raises(Refused, match="multilift, which local rules do not know; valid: a swarm"):
        l2c("config/transport.yaml", "--out", str(tmp_path / "out"))
    with pytest.raises(Refused, match="nowhere.yaml"):
        l2c(str(tmp_path / "nowhere.yaml"))
