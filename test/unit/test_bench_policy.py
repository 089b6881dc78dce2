"""`l2c bench policy`: what it counts, with and without VMAS beside it."""

from __future__ import annotations

import json
import sys
from types import SimpleNamespace

import pytest

pytest.importorskip("torch", reason="torch is not installed: make test LEARN=1")

from l2c_planner.bench import policy  # noqa: E402
from l2c_planner.cli.bench import bench  # noqa: E402
from l2c_planner.cli.codes import Code, Refused  # noqa: E402

SMALL = {"worlds": 4, "steps": 2, "repetitions": 1}


def test_rates_of_an_arena(monkeypatch, capsys):
    monkeypatch.setattr(policy, "find_spec", lambda name: None)
    assert bench("policy", True, arenas=("circular",), **SMALL) is Code.FEASIBLE
    found = json.loads(capsys.readouterr().out)
    assert found["vmas"] == "not installed"
    (row,) = found["agent_steps_per_second"]
    assert row["arena"] == "circular"
    assert row["agents"] == 8
    assert 0 < row["policy"]
    assert 0 < row["world"]
    assert not [key for key in row if "vmas" in key]


def test_vmas_steps_as_many_agents_and_worlds(monkeypatch):
    made, stepped = [], []

    def make_env(scenario, **given):
        made.append((scenario, given["num_envs"], given["n_agents"], given["collisions"]))
        return SimpleNamespace(step=lambda actions: stepped.append([a.shape for a in actions]))

    monkeypatch.setattr(policy, "find_spec", lambda name: object())
    monkeypatch.setitem(sys.modules, "vmas", SimpleNamespace(make_env=make_env))
    (row,) = policy.run(arenas=("proof-of-concept",), **SMALL)["agent_steps_per_second"]
    assert made == [("navigation", 4, 4, False), ("navigation", 4, 4, True)]
    assert stepped == [[(4, 2)] * 4] * (2 * 2 * 2), "two steps, to warm up and once more, of both"
    assert row["world_over_vmas"] == pytest.approx(row["world"] / row["vmas"])


def test_an_unknown_arena_is_refused():
    with pytest.raises(Refused, match="unknown arena"):
        bench("policy", False, arenas=("circlar",), **SMALL)
