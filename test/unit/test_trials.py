"""Flights by processes, many of them: what each is asked for, and what all come to; nothing flies here."""

from __future__ import annotations

import json

import numpy as np
import pytest
from multilift_samples import multilift_task

from l2c_planner.cli import trials
from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.events import events
from l2c_planner.cli.fly import FlyRequest

TASK = multilift_task(3)


def figures(seed: int, **changes) -> dict:
    """As in flight.json, other ones for every seed."""
    names = ("load_rmse_m", "load_reference_rmse_m", "attitude_rms_deg", "slack_longest_s", "thrust_max_n",
             "obstacle_clearance_m", "pair_distance_m", "real_time_factor")  # fmt: skip
    found = {name: 0.1 * k + 0.01 * seed for k, name in enumerate(names)} | {"collisions": 0, "replans": 4 + seed}
    back = {f"quad_{seed % 3}": None if seed == 2 else 3.5}
    others = {"late_plans": seed, "dropped_plans": 1, "replan_latency_p95_s": 0.4, "rejoined": back}
    return {**found, **others, "failures": [], **changes}


@pytest.fixture()
def asked(monkeypatch) -> list[FlyRequest]:
    """Requests of the flights; the one of seed 1 comes to nothing."""
    requests = []

    def flight(task, request, record, progress):
        assert task is TASK and record.parent == request.out and request.out.is_dir()
        requests.append(request)
        if request.seed == 1:
            raise Refused("the flight stands still", Code.INFEASIBLE)
        return None, figures(request.seed), None

    monkeypatch.setattr(trials, "checked", lambda request: TASK)
    monkeypatch.setattr(trials, "flight", flight)
    return requests


def report(capsys, **options) -> dict:
    assert trials.trials(True, None, (3,), range(4), 4.0, 0.2, **options) == Code.FEASIBLE
    return json.loads(capsys.readouterr().out)


def test_another_planner_dies_in_every_flight_and_comes_back(asked, capsys):
    report(capsys)
    assert [r.kill[0].split("@")[0] for r in asked] == ["quad_0", "quad_1", "quad_2", "quad_0"]
    for request in asked:
        kill, restart, *goals = events(request.kill, request.restart, request.goal)
        assert (kill.kind, restart.kind) == ("kill", "restart") and kill.subject == restart.subject
        assert kill.time < restart.time < TASK.time[-1] <= goals[0].time
        assert (request.wind, request.loss, request.speed, request.quads) == (4.0, 0.2, 0.0, 3)
        away = np.linalg.norm([goal.goal - TASK.waypoint_position[-1] for goal in goals], axis=1)
        assert len(goals) >= 4 and (away[::2] > 0.5).all() and (away[1::2] < 1e-9).all()
    assert not any(request.out.exists() for request in asked)


def test_rows_and_sums(asked, capsys):
    found = report(capsys)
    assert [row["seed"] for row in found["flights"]] == [0, 1, 2, 3]
    assert [row["rejoined_s"] for row in found["flights"]] == [3.5, None, None, 3.5]
    assert [row["failed"] for row in found["flights"]] == [None, "the flight stands still", None, None]
    (team,) = found["teams"]
    assert (team["flights"], team["replans"], team["late_plans"], team["rejoined"]) == (3, 17, 5, 2)
    assert team["in_time"] == pytest.approx(17 / 22) and team["replan_latency_p95_s"] == pytest.approx(0.4)
    assert team["load_rmse_m"] == pytest.approx(0.03) and team["obstacle_clearance_m"] == pytest.approx(0.5)


def test_a_table_has_a_line_for_every_flight(asked, capsys):
    assert trials.trials(False, None, (3,), range(4), 4.0, 0.2) == Code.FEASIBLE
    text = capsys.readouterr().out
    assert "quad_2" in text and "the flight stands still" in text and "rejoined" in text


def test_what_cannot_be_used_is_refused(monkeypatch):
    def refuse(request):
        raise Refused("no such task")

    monkeypatch.setattr(trials, "checked", refuse)
    with pytest.raises(Refused, match="no such task"):
        trials.trials(True, None, (3,), range(1), 0.0, 0.0)
