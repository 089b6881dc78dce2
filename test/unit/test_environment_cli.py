"""`l2c environment`: what it writes, prints and refuses, and that an interruption leaves nothing half-written."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from crossing_samples import write_scenario
from PIL import Image

from l2c_planner.cli import environment as command
from l2c_planner.cli.app import app
from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.environment import FILES, TOGETHER, EnvironmentRequest, environment
from l2c_planner.cli.environment_progress import Shown, shown
from l2c_planner.cli.signals import Interrupted
from l2c_planner.environment import loading, study
from l2c_planner.environment.ascent import NoAscent
from l2c_planner.environment.climber import Step
from l2c_planner.environment.loading import load_scenario, scenario_names


@pytest.fixture(autouse=True)
def few(monkeypatch) -> None:
    """Short surveys: their length is no matter of the command."""
    monkeypatch.setattr("l2c_planner.environment.survey.POINTS", {1: 3})
    monkeypatch.setattr("l2c_planner.environment.survey.FRAMES", 2)


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    return write_scenario(tmp_path_factory.mktemp("scenario") / "small.yaml")


def request(file: Path, out: Path, **given) -> EnvironmentRequest:
    return EnvironmentRequest(str(file), **{"starts": 2, "out": out, "quiet": True, **given})


@pytest.fixture(scope="module")
def finished(file, tmp_path_factory) -> Path:
    """A folder of results, all of them pictures of the same study."""
    out = tmp_path_factory.mktemp("results") / "small"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("l2c_planner.environment.survey.POINTS", {1: 3})
        patch.setattr("l2c_planner.environment.survey.FRAMES", 2)
        assert environment(request(file, out)) is Code.FEASIBLE
    return out


def test_everything_is_written(finished):
    assert {path.name for path in finished.iterdir()} == set(FILES)
    assert Image.open(finished / "ascent.gif").n_frames >= 2
    for name in ("layouts.png", "ascent.png", "landscape.png"):
        assert min(Image.open(finished / name).size) > 300
    found = json.loads((finished / "environment.json").read_text())
    assert found["scenario"] == "small" and (found["starts"], found["tasks"], found["seed"]) == (2, 5, 0)
    assert found["rows"]["optimised"]["numcoll"] == 0 and found["solves"]["optimised"] == {"all": 2, "failed": 0}
    assert "| optimised |" in (finished / "environment.md").read_text()


def test_json_alone_is_on_standard_output(file, finished, tmp_path, capsys):
    assert environment(request(file, tmp_path, json=True, quiet=False)) is Code.FEASIBLE
    out, err = capsys.readouterr()
    found, before = json.loads(out), json.loads((finished / "environment.json").read_text())
    assert list(found["rows"]) == ["optimised", "90 deg"]
    assert "small: ascent 1/4" in err and "small: comparison" in err and "small: landscape 3/3" in err
    assert found["theta"] == before["theta"], "the same seed gives the same layout"
    assert found["rows"]["optimised"]["safety"] == before["rows"]["optimised"]["safety"]


def test_table_and_files_are_printed(file, tmp_path, capsys):
    environment(request(file, tmp_path))
    out, err = capsys.readouterr()
    assert "safety (max)" in out and "95 % interval" in out and str(tmp_path / "layouts.png") in out and not err


def test_unknown_name_is_one_line_with_the_valid_ones(tmp_path):
    with pytest.raises(Refused) as refusal:
        environment(request(Path("warehous"), tmp_path / "out"))
    assert refusal.value.code is Code.INPUT and "\n" not in str(refusal.value)
    assert all(name in str(refusal.value) for name in scenario_names()) and not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "changed, words",
    [
        ({"starts": "[-2.0, -2.1]"}, "overlaps"),
        ({"travel": "40.0"}, "steps"),
        ({"travel": ".nan"}, "travel"),
        ({"angles": "[90.0, 90.0]"}, "range"),
        ({"widht": "3"}, "widht"),
    ],
)
def test_bad_files_are_refused_in_one_line(tmp_path, changed, words):
    with pytest.raises(Refused, match=words) as refusal:
        environment(request(write_scenario(tmp_path / "bad.yaml", **changed), tmp_path / "out"))
    assert refusal.value.code is Code.INPUT and "\n" not in str(refusal.value) and not (tmp_path / "out").exists()


def test_folder_that_cannot_be_written_is_refused_before_any_work(file, tmp_path, monkeypatch):
    monkeypatch.setattr(study, "study", lambda *_: pytest.fail("it has begun"))
    (tmp_path / "out").write_text("in the way")
    with pytest.raises(Refused, match="not a folder"):
        environment(request(file, tmp_path / "out"))


def test_without_a_layout_it_says_so_and_writes_nothing(file, tmp_path, monkeypatch):
    def none(*_):
        raise NoAscent("small: 3 layouts, and none of them has plans")

    monkeypatch.setattr(study, "study", none)
    with pytest.raises(Refused, match="INFEASIBLE") as refusal:
        environment(request(file, tmp_path / "out"))
    assert refusal.value.code is Code.INFEASIBLE and not (tmp_path / "out").exists()


def test_layout_without_a_plan_has_its_own_exit_code(capsys):
    found = {"scenario": "hall", "solves": {"optimised": {"all": 5, "failed": 1}, "random": {"all": 5, "failed": 5}}}
    assert command._code([found]) is Code.INFEASIBLE
    assert capsys.readouterr().err == "hall: no solve in the layout random converged\n"
    assert command._code([{**found, "solves": {"optimised": {"all": 5, "failed": 4}}}]) is Code.FEASIBLE


def test_interruption_leaves_the_folder_as_it_was(file, tmp_path, monkeypatch):
    kept = tmp_path / "environment.md"
    kept.write_text("of an earlier run")

    def stopped(*_):
        raise Interrupted(2)

    monkeypatch.setattr(command, "_pictures", stopped)
    with pytest.raises(Interrupted):
        environment(request(file, tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["environment.md"]
    assert kept.read_text() == "of an earlier run"


def test_interrupt_while_solving_ends_it_and_leaves_the_folder_as_it_was(tmp_path):
    (tmp_path / "environment.md").write_text("of an earlier run")
    command = [sys.executable, "-m", "l2c_planner.cli", "environment", "roundabout", "--starts", "1000"]
    run = subprocess.Popen([*command, "--out", str(tmp_path)], stderr=subprocess.PIPE, text=True)
    try:
        assert "roundabout: ascent" in run.stderr.readline()
        run.send_signal(signal.SIGINT)
        _, error = run.communicate(timeout=60)
    finally:
        run.kill()
    assert run.returncode == 130 and "interrupted" in error and "Traceback" not in error
    assert [path.name for path in tmp_path.iterdir()] == ["environment.md"]
    assert (tmp_path / "environment.md").read_text() == "of an earlier run"


def test_all_writes_a_folder_each_and_one_table(tmp_path, monkeypatch, capsys):
    for name in ("intersection", "lost"):
        write_scenario(tmp_path / f"{name}.yaml")
    monkeypatch.setattr(loading, "scenario_names", lambda: ["intersection", "lost"])
    monkeypatch.setattr(command, "_loaded", lambda name: load_scenario(tmp_path / f"{name}.yaml"))
    whole = study.study

    def some(scenario, *given):
        if scenario.name == "lost":
            raise NoAscent("lost: no layout")
        return whole(scenario, *given)

    monkeypatch.setattr(study, "study", some)
    assert environment(request(Path("all"), tmp_path / "out")) is Code.INFEASIBLE
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"intersection", *TOGETHER}
    text = (tmp_path / "out" / TOGETHER[0]).read_text()
    assert "| 0.947 |" in text and "- lost: INFEASIBLE: lost: no layout" in text
    out, err = capsys.readouterr()
    assert out.strip() == text.strip() and "lost: no layout" in err
    together = json.loads((tmp_path / "out" / TOGETHER[1]).read_text())
    assert list(together["scenarios"]) == ["intersection"] and list(together["missing"]) == ["lost"]


def test_progress_counts_what_is_done(file):
    told: list[tuple] = []
    progress = Shown(lambda *given: told.append(given), load_scenario(file), tasks=5, starts=2)
    watch = progress.watch()
    watch.step(0, Step(0, 2, None, 0.5, 0.6, 0.1, 0.75, 1))
    watch.step(0, Step(0, 0, None, float("nan"), float("nan"), 0.1, float("-inf"), 1))
    watch.sample(None)
    assert told[0] == ("ascent", 3, 4, "safety 0.750, 1 failed solves")
    assert told[1][3] == "no plan yet, 1 failed solves"
    watch.choice(0, 1, 3)
    assert told[2] == ("comparison", 1, 4, "solves from scratch"), "one task: optimised and a baseline"
    assert told[3][:3] == ("ascent, final choice", 1, 3)


def test_progress_of_tasks_with_layouts_of_their_own():
    told: list[tuple] = []
    progress = Shown(lambda *given: told.append(given), load_scenario("warehouse"), tasks=3, starts=2)
    progress.watch().step(1, Step(0, 0, None, 0.5, 0.6, 0.1, 0.75, 0))
    progress.watch().sample(None)
    assert told[0][0] == "ascent 2/3" and told[1][2] == 18


def test_quiet_shows_nothing(file, capsys):
    with shown(True, load_scenario(file), 5, 2) as progress:
        progress.survey("landscape")(1, 3)
    assert capsys.readouterr() == ("", "")


def test_command_passes_its_options_on(monkeypatch, tmp_path):
    from typer.testing import CliRunner

    asked: list[EnvironmentRequest] = []
    monkeypatch.setattr(command, "environment", lambda given: asked.append(given) or Code.FEASIBLE)
    arguments = ["environment", "track", "--starts", "7", "--seed", "3", "--tasks", "2", "--out", str(tmp_path)]
    assert CliRunner().invoke(app, [*arguments, "--json", "--quiet"], standalone_mode=False).exit_code == 0
    assert asked == [EnvironmentRequest("track", 7, 3, 2, tmp_path, True, True)]
    assert CliRunner().invoke(app, ["environment", "track", "--starts", "0"]).exit_code == 2
