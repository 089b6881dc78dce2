"""The benchmark of flights on a short task: complete, finite, and the worst of what the flights come to."""

from __future__ import annotations

import pytest
import yaml
from multilift_samples import multilift_task

from l2c_planner.bench import flights
from l2c_planner.simulation import Disturbance, fly

pytest.importorskip("mujoco", reason="MuJoCo is not in this environment (requirements/fly.txt)")


def test_rows_are_the_worst_of_their_flights(tmp_path):
    task = multilift_task(3)
    (tmp_path / "task.yaml").write_text(yaml.safe_dump(task.model_dump(mode="json")))
    report = flights.run(tmp_path / "task.yaml", quads=(3,), flights=2, wind=1.0, first=4, tuning="task")
    row, receding = report["flights"]
    from l2c_planner.plan import make_plan

    arrays = make_plan(task).arrays
    flown = [fly(task, arrays, seed=s, disturbance=Disturbance.typical(wind=1.0)).figures() for s in (4, 5)]
    assert row["load_rmse_m"] == max(f["load_rmse_m"] for f in flown)
    assert row["obstacle_clearance_m"] == min(f["obstacle_clearance_m"] for f in flown)
    assert row["mean_load_rmse_m"] == pytest.approx(sum(f["load_rmse_m"] for f in flown) / 2)
    touched = [seed for seed, f in zip((4, 5), flown) if f["collisions"]]
    assert (row["quads"], row["flights"], row["seeds_with_collision"]) == (3, 2, touched)
    assert row["collisions"] == sum(f["collisions"] for f in flown)
    assert (row["receding"], row["replans"], row["dropped_plans"]) == (False, 0, 0)
    plans = int((task.time[-1] + 1.0) * task.planner.receding.rate)  # a second of holding at the end
    assert receding["receding"] and receding["replans"] + receding["dropped_plans"] == pytest.approx(2 * plans, abs=2)
    assert receding["load_rmse_m"] != row["load_rmse_m"]


def test_a_swarm_has_no_load(tmp_path):
    with pytest.raises(ValueError, match="valid: a multilift task"):
        flights.run("config/swarm.yaml", quads=(3,), flights=1)
