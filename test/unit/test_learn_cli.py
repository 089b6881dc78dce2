"""What `l2c learn` does with roll-outs and bags."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from learning_samples import short_task
from rollout_samples import fly, write_bag

from l2c_planner.cli import flights
from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.flights import LearnRequest
from l2c_planner.rollout import save
from l2c_planner.tuning.learned import load_learned, shipped

pytest.importorskip("torch")


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Path:
    """The roll-out of a plan that was made with the shipped networks."""
    path = tmp_path_factory.mktemp("record") / "rollout.npz"
    save(fly(task=short_task(), learned=shipped()).rollout(), path)
    return path


def test_says_what_it_has_learned(record, tmp_path, capsys):
    assert flights.learn(LearnRequest((record, record), out=tmp_path)) is Code.FEASIBLE
    out, err = capsys.readouterr()
    assert out.splitlines() == [str(tmp_path / "learned.npz"), "step 1, from 2 plans; 0 left out"]
    assert err.count("plan 7: loss of references") == 2
    assert load_learned(tmp_path / "learned.npz").digest != shipped().digest


def test_goes_on_with_plans_of_the_new_networks(record, tmp_path, capsys):
    flights.learn(LearnRequest((record,), out=tmp_path, quiet=True))
    again = tmp_path / "again.npz"
    save(fly(task=short_task(), learned=load_learned(tmp_path / "learned.npz")).rollout(), again)
    capsys.readouterr()
    flights.learn(LearnRequest((again,), out=tmp_path, json=True, quiet=True))
    told = json.loads(capsys.readouterr().out)
    assert told["step"] == 2 and len(told["lessons"]) == 1 and told["skipped"] == []
    assert set(told["lessons"][0]["loss"]) == {"references", "trajectories"}


def test_bag_with_a_plan_of_other_networks_is_left_out(record, tmp_path, capsys):
    bag = write_bag(tmp_path / "bag", fly(task=short_task()))
    flights.learn(LearnRequest((bag, record), out=tmp_path / "out", quiet=True))
    out, err = capsys.readouterr()
    assert "from 1 plans; 1 left out" in out and "left out: " in err and "other networks" in err


def test_nothing_to_learn_from(tmp_path):
    path = tmp_path / "rollout.npz"
    save(fly(task=short_task()).rollout(), path)
    with pytest.raises(Refused, match="nothing to learn from in 1 plans"):
        flights.learn(LearnRequest((path,), out=tmp_path / "out"))
    assert not (tmp_path / "out" / "checkpoint.pt").exists()


@pytest.mark.parametrize("name", ["none.npz", "none"])
def test_no_record(tmp_path, name):
    with pytest.raises(Refused) as error:
        flights.learn(LearnRequest((tmp_path / name,), out=tmp_path / "out"))
    assert name in str(error.value) and "\n" not in str(error.value)


def test_no_networks(record, tmp_path):
    with pytest.raises(Refused, match="none.npz"):
        flights.learn(LearnRequest((record,), start=str(tmp_path / "none.npz"), out=tmp_path))
