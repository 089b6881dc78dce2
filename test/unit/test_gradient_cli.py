"""What `l2c check-gradient` calls agreement."""

from __future__ import annotations

import json

import numpy as np
import pytest

from l2c_planner.cli.codes import Code
from l2c_planner.cli.gradient import check_gradient
from l2c_planner.gradient import check
from l2c_planner.gradient.check import Report

GOOD = {"classes": {"weights": 1e-8, "penalties": 1e-7}, "cosine": 1.0, "forward_reverse": 1e-14, "pivot": 0.9}


def verdict(monkeypatch, capsys, **changes) -> tuple[Code, dict]:
    report = Report(**{**GOOD, **changes}, reverse=np.ones(3))
    monkeypatch.setattr(check, "check", lambda *a, **k: report)
    code = check_gradient(None, 3, 2, "trajectories", "exact", 1, False, True)
    return code, json.loads(capsys.readouterr().out)


def test_all_small(monkeypatch, capsys):
    code, found = verdict(monkeypatch, capsys)
    assert code is Code.FEASIBLE and found["agree"] and found["max_relative_error"] == 1e-7


@pytest.mark.parametrize(
    "changes",
    [
        {"classes": {"weights": 1e-8, "penalties": 2e-5}},
        {"classes": {"weights": 1e-8, "penalties": float("nan")}},
        {"classes": {"weights": float("nan"), "penalties": 1e-8}},
        {"forward_reverse": 0.5},
        {"forward_reverse": float("nan")},
        {"pivot": -0.1},
    ],
)
def test_one_that_is_not(monkeypatch, capsys, changes):
    code, found = verdict(monkeypatch, capsys, **changes)
    assert code is Code.INFEASIBLE and not found["agree"]
