"""`l2c bench node` on a small team: it measures what it says it does. How much anything takes is not tested."""

from __future__ import annotations

import math
import os
from pathlib import Path

import pytest

from l2c_planner.bench import node
from l2c_planner.bench.onboard import CONTROLLER, LEADING, PLANNER
from l2c_planner.cli.bench import lines


@pytest.fixture(scope="module")
def report(file):
    before = dict(os.environ)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(node, "one_thread", lambda: True)
        yield node.run(quads=3, rate=4.0, seconds=0.5, task=str(file))
    os.environ.clear()
    os.environ.update(before)


def rows(report, table: str, **wanted):
    return [row for row in report[table] if all(row[key] == value for key, value in wanted.items())]


def test_every_node_is_measured_in_its_states(report):
    seen = {(row["node"], row["state"]) for row in report["nodes"]}
    planners = {(name, state) for name in (LEADING, PLANNER) for state in ("idle", "planning", "tracking")}
    assert seen == planners | {(CONTROLLER, "idle"), (CONTROLLER, "tracking")}
    assert {row["node"] for row in report["start"]} == {LEADING, PLANNER, CONTROLLER}
    assert report["plans"] >= 1 and report["plans_held"] == 0


def test_numbers_make_sense(report):
    for row in report["nodes"]:
        assert 0 < row["uss_mb"] <= row["pss_mb"] <= row["rss_mb"], row
        assert row["cpu_percent"] >= 0 and all(math.isfinite(v) for v in row.values() if not isinstance(v, str))
    assert all(row["start_s"] > 0 for row in report["start"])


def test_what_one_says_the_other_hears(report):
    """Three robots: what the captain sends goes to two, and half of it to the other planner."""
    (captain,), (other,) = (rows(report, "per_plan", node=name) for name in (LEADING, PLANNER))
    assert captain["to_robots_mb"] > 10 * other["to_robots_mb"] > 0
    assert other["from_robots_mb"] == pytest.approx(captain["to_robots_mb"] / 2, rel=0.1)


def test_a_controller_answers_when_there_is_a_plan(report):
    """A command per odometry of some tens of bytes each; none before."""
    (idle,), (tracking,) = (rows(report, "nodes", node=CONTROLLER, state=state) for state in ("idle", "tracking"))
    assert idle["sent_mb_per_second"] == 0 < idle["heard_mb_per_second"]
    answers = tracking["odometry_hz"] / 1e6
    assert 30 * answers < tracking["sent_mb_per_second"] < 100 * answers


def test_every_key_is_documented(report):
    page = (Path(__file__).resolve().parents[2] / "docs/onboard.md").read_text(encoding="utf-8")
    keys = {key for table in report.values() if isinstance(table, list) for row in table for key in row}
    assert not [key for key in {*report, *keys} if f"`{key}`" not in page and f"`{key}[]`" not in page]


def test_it_can_be_printed(report):
    text = "\n".join(line.plain for line in lines(report))
    assert CONTROLLER in text and "rss mb" in text


def test_a_swarm_has_no_controllers(tmp_path):
    from team_processes import write_swarm

    with pytest.raises(ValueError, match="valid: a multilift task"):
        node.run(quads=3, task=str(write_swarm(tmp_path / "swarm.yaml", 3)))
