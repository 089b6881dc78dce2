"""What `l2c train` and `l2c evaluate` do behind their options."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from learning_samples import short_task

from l2c_planner.cli import learning
from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.learning import EvaluateRequest, TrainRequest

pytest.importorskip("torch")

from l2c_planner.learning import __main__, optimum  # noqa: E402

PNG = b"\x89PNG"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A folder with the short task and a training file of it."""
    made = tmp_path_factory.mktemp("learning")
    task = short_task().model_dump(mode="json", exclude={"planner"})
    (made / "task.yaml").write_text(yaml.safe_dump(task))
    training = {
        "task": "task.yaml",
        "episodes": 2,
        "tasks": {"train": 1, "validation": 1, "quads": [3]},
        "rounds": {"references": 2, "trajectories": [2]},
    }
    (made / "training.yaml").write_text(yaml.safe_dump(training))
    return made


@pytest.fixture(scope="module")
def trained(folder) -> Path:
    """The folder of a finished run."""
    assert learning.train(TrainRequest(folder / "training.yaml", folder / "run", quiet=True)) is Code.FEASIBLE
    return folder / "run"


class TestTrain:
    def test_leaves_its_files(self, trained):
        assert {"learned.npz", "checkpoint.pt", "loss.png"} <= {path.name for path in trained.iterdir()}
        assert (trained / "loss.png").read_bytes().startswith(PNG)

    def test_says_where_they_are_and_how_it_goes(self, folder, capsys, tmp_path):
        learning.train(TrainRequest(folder / "training.yaml", tmp_path))
        out, err = capsys.readouterr()
        assert out.splitlines() == [str(tmp_path / n) for n in ("learned.npz", "checkpoint.pt", "loss.png")]
        assert [line.split("  ")[0] for line in err.splitlines()] == ["episode 1/2", "episode 2/2"]
        assert "trajectories" in err and "validation" in err

    def test_goes_on_with_more_episodes(self, folder, trained, tmp_path, capsys):
        (tmp_path / "run").mkdir()
        (tmp_path / "run" / "checkpoint.pt").write_bytes((trained / "checkpoint.pt").read_bytes())
        options = yaml.safe_load((folder / "training.yaml").read_text())
        options |= {"episodes": 3, "task": str(folder / "task.yaml")}
        path = tmp_path / "training.yaml"
        path.write_text(yaml.safe_dump(options))
        with pytest.raises(Refused, match="task: the run began with task.yaml"):
            learning.train(TrainRequest(path, tmp_path / "run", resume=True))
        path = folder / "longer.yaml"
        path.write_text(yaml.safe_dump({**options, "task": "task.yaml"}))
        learning.train(TrainRequest(path, tmp_path / "run", resume=True))
        assert [line.split("  ")[0] for line in capsys.readouterr().err.splitlines()] == ["episode 3/3"]

    @pytest.mark.parametrize(
        ("name", "resume", "message"),
        [
            ("none.yaml", False, "none.yaml"),
            ("training.yaml", True, "no checkpoint"),
            ("task.yaml", False, "unknown key"),
        ],
    )
    def test_refuses_in_one_line(self, folder, tmp_path, name, resume, message):
        with pytest.raises(Refused, match=message) as error:
            learning.train(TrainRequest(folder / name, tmp_path, resume))
        assert "\n" not in str(error.value)

    def test_does_not_begin_where_a_run_is(self, folder, trained):
        before = {path: path.read_bytes() for path in trained.rglob("*") if path.is_file()}
        with pytest.raises(Refused, match="a run is there already; valid: --resume .* or another --out") as error:
            learning.train(TrainRequest(folder / "training.yaml", trained))
        assert str(trained / "checkpoint.pt") in str(error.value) and "\n" not in str(error.value)
        assert {path: path.read_bytes() for path in trained.rglob("*") if path.is_file()} == before

    def test_nor_do_several_processes(self, folder, trained, monkeypatch, capsys):
        before = (trained / "checkpoint.pt").read_bytes()
        given = ["learning", str(folder / "training.yaml"), "--out", str(trained)]
        monkeypatch.setattr("sys.argv", given)
        assert __main__.main() == 2
        assert "a run is there already; valid: --resume" in capsys.readouterr().err
        assert (trained / "checkpoint.pt").read_bytes() == before

    def test_learns_from_plans_that_are_flown(self, folder, trained, tmp_path, capsys):
        options = yaml.safe_load((folder / "training.yaml").read_text()) | {"loss": {"plant": "closed_loop"}}
        path = folder / "closed.yaml"
        path.write_text(yaml.safe_dump(options))
        learning.train(TrainRequest(path, tmp_path))
        assert (tmp_path / "learned.npz").read_bytes() != (trained / "learned.npz").read_bytes()
        with pytest.raises(Refused, match="loss: the run began with .*closed_loop"):
            learning.train(TrainRequest(folder / "training.yaml", tmp_path, resume=True))


class TestEvaluate:
    def request(self, folder, trained, **changes) -> EvaluateRequest:
        values = {"checkpoint": trained / "checkpoint.pt", "task": folder / "task.yaml", "tasks": 1, "quads": (3,)}
        return EvaluateRequest(**{**values, "quiet": True, **changes})

    def test_table_as_json(self, folder, trained, capsys):
        learning.evaluate(self.request(folder, trained, json=True, fixed=trained))
        tables = json.loads(capsys.readouterr().out)
        rows, flown = tables["rows"], tables["flown"]
        assert [row["method"] for row in rows] == ["hand-tuned", "learned", "learned, fixed", "residual balancing"]
        assert all(row["quads"] == 3 and row["tasks"] == 1 for row in rows)
        learned, fixed = ({k: v for k, v in row.items() if k != "method"} for row in rows[1:3])
        assert learned == fixed  # the checkpoint and its exported file are the same networks
        assert [(row["rounds"], row["plant"]) for row in flown if row["method"] == "learned"] == [
            (15, "open_loop"), (15, "closed_loop"), (30, "open_loop"), (30, "closed_loop"),
        ]  # fmt: skip

    def test_table_for_people_and_pictures(self, folder, trained, capsys, tmp_path):
        learning.evaluate(self.request(folder, trained, out=tmp_path / "out", quiet=False))
        out, err = capsys.readouterr()
        first, second = out.split("\n\n")
        heading, *rows = first.splitlines()
        methods = ["hand-tuned", "learned", "residual balancing"]
        assert heading.startswith("method") and [row.split("  ")[0] for row in rows] == methods
        title, heading, *rows = second.splitlines()
        assert "as they are flown" in title and "in wind" in heading
        assert [row.split("  ")[0] for row in rows] == [m for m in methods for _ in range(4)]
        assert "3 quads, task 0: learned: feasible after" in err
        found = {path.name: path for path in (tmp_path / "out").iterdir()}
        pictures = {"rounds.png", "factors.png", "flown.png", "plans.png"}
        assert set(found) == {"evaluation.json", *pictures}
        assert len(json.loads(found["evaluation.json"].read_text())["trials"]) == 3
        assert all(found[name].read_bytes().startswith(PNG) for name in pictures)

    def test_task_whose_optimum_is_not_found_is_named(self, folder, trained, capsys, monkeypatch):
        solve = optimum.solve
        monkeypatch.setattr(optimum, "solve", lambda *given: replace(solve(*given), converged=False))
        learning.evaluate(self.request(folder, trained, exact=True))
        out, err = capsys.readouterr()
        assert err.splitlines()[0].startswith("3 quads, task 0: no optimum: centralised solver: Solve_Succeeded")
        assert len(err.splitlines()) == 1 and "–" in out.splitlines()[1]

    @pytest.mark.parametrize("name", ("none.pt", "none.npz", "task.yaml"))
    def test_refuses_what_holds_no_networks(self, folder, trained, name):
        with pytest.raises(Refused, match="no checkpoint|no networks|cannot be read") as error:
            learning.evaluate(self.request(folder, trained, checkpoint=folder / name))
        assert "\n" not in str(error.value)
