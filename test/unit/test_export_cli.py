"""`l2c export`: files, all or none, and mistakes in one line."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from multilift_samples import multilift_task
from typer.testing import CliRunner

from l2c_planner.cli import main

WHAT = {"gazebo": ("world.sdf", "bridge.yaml"), "isaac": ("scene.py", "topics.yaml")}
both = pytest.mark.parametrize("what", WHAT)


def run(capsys, *words: object) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    code = main([str(word) for word in words])
    told = capsys.readouterr()
    return code, told.out, told.err


@both
def test_files_are_written_and_named(what: str, tmp_path: Path, capsys):
    out = tmp_path / "made"
    code, told, _ = run(capsys, "export", what, "--quads", 4, "--out", out)
    assert code == 0
    assert told.split() == [str(out / name) for name in WHAT[what]]
    assert sorted(path.name for path in out.iterdir()) == sorted(WHAT[what])


def test_options_reach_the_files(tmp_path: Path, capsys):
    run(capsys, "export", "gazebo", "--quads", 4, "--namespace", "team_a", "--world-frame", "arena", "--out", tmp_path)
    root = ElementTree.parse(tmp_path / "world.sdf").getroot()
    assert {element.text for element in root.iter("odom_frame")} == {"arena"}
    topics = {entry["ros_topic_name"] for entry in yaml.safe_load((tmp_path / "bridge.yaml").read_text())}
    assert "/team_a/quad_3/odom" in topics and "/team_a/quad_4/odom" not in topics


@both
def test_a_task_that_cannot_begin_leaves_the_folder_as_it_was(what: str, tmp_path: Path, capsys):
    task = multilift_task(8).model_dump(mode="json")
    (tmp_path / "task.yaml").write_text(yaml.safe_dump(task))
    old = tmp_path / "out" / WHAT[what][0]
    old.parent.mkdir()
    old.write_text("old")
    code, _, told = run(capsys, "export", what, tmp_path / "task.yaml", "--out", old.parent)
    assert code == 3 and "start: quad_7 is" in told and len(told.splitlines()) == 1
    assert [path.name for path in old.parent.iterdir()] == [old.name] and old.read_text() == "old"


@both
def test_a_task_in_motion_or_without_a_load_is_refused(what: str, tmp_path: Path, capsys):
    task = multilift_task(3).model_dump(mode="json")
    task["start"]["velocity"] = [0.2, 0.0, 0.0]
    (tmp_path / "task.yaml").write_text(yaml.safe_dump(task))
    code, _, told = run(capsys, "export", what, tmp_path / "task.yaml", "--out", tmp_path / "out")
    assert code == 2 and "start: the load moves; valid" in told
    swarm = Path(__file__).resolve().parents[2] / "config/swarm.yaml"
    code, _, told = run(capsys, "export", what, swarm, "--out", tmp_path / "out")
    assert code == 2 and "valid: a multilift task" in told
    assert not (tmp_path / "out").exists()


def test_help_names_both(capsys):
    from l2c_planner.cli.app import app

    told = CliRunner().invoke(app, ["export"]).output
    assert "gazebo" in told and "isaac" in told
