"""The benchmark of lying hosts on a short task: who is left out, and that nothing is hit."""

from __future__ import annotations

import pytest
import yaml
from multilift_samples import multilift_task

from l2c_planner.bench import liars
from l2c_planner.transport.liar import CAPTAIN, KINDS

pytest.importorskip("mujoco", reason="MuJoCo is not in this environment (requirements/fly.txt)")


def test_rows_say_who_has_lied_and_who_was_left_out(tmp_path):
    task = multilift_task(4)
    (tmp_path / "task.yaml").write_text(yaml.safe_dump(task.model_dump(mode="json")))
    report = liars.run(tmp_path / "task.yaml", quads=4, flights=1, first=KINDS.index("flip"))
    (row,) = report["flights"]
    assert (row["liar"], row["lie"], row["left_out"], row["wronged"]) == ("quad_3", "flip", "quad_3", "")
    assert row["flown"] and row["plans"] >= 2 and not row["split"]
    assert report["collisions"] == row["collisions"] == 0 and report["liars_left_out"] == 1
    assert row["obstacle_clearance_m"] > 0 and row["pair_distance_m"] > 0.25 and row["why"].startswith("cable_3 starts")


def test_every_lie_has_its_turn_and_captains_lie_as_captains():
    turns = {kind: who for who, kind, _ in (liars.liar_of(seed, 6) for seed in range(len(KINDS)))}
    assert set(turns) == set(KINDS) and {turns[kind] for kind in CAPTAIN} == {"quad_0"}
    assert "quad_0" not in {who for kind, who in turns.items() if kind not in (*CAPTAIN, "framing")}


def test_a_swarm_has_no_load():
    with pytest.raises(ValueError, match="valid: a multilift task"):
        liars.run("config/swarm.yaml", quads=3, flights=1)
