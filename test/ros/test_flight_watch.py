"""What the watch over a flight tells of planners that come back, from the states they tell themselves."""

from __future__ import annotations

from l2c_planner.msg import TeamStatus
from multilift_samples import multilift_task

from l2c_planner.ros.flight import FlightWatch


def test_a_planner_is_back_when_it_commits_a_plan_again(domain: int):
    watch = FlightWatch(multilift_task(3), domain)
    try:
        watch.begin = 10.0
        for host, time, state in (
            ("quad_1", 10.5, TeamStatus.COMMITTED),
            ("quad_0", 12.5, TeamStatus.COMMITTED),
            ("quad_1", 12.6, TeamStatus.READY),
            ("quad_1", 13.0, TeamStatus.PLANNING),
            ("quad_1", 13.5, TeamStatus.COMMITTED),
            ("quad_1", 14.5, TeamStatus.COMMITTED),
        ):
            watch.time = time
            watch._on_team(TeamStatus(host=host, state=state))
        restarts = {"quad_1": 1.5, "quad_2": 1.5, "quad_0.controller": 0.5, "plant": 0.5}
        assert watch.rejoined(restarts) == {"quad_1": 3.5, "quad_2": None}
    finally:
        watch.close()
