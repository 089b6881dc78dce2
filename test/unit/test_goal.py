"""A task with another goal is the task, but for the goal."""

from __future__ import annotations

import numpy as np
import pytest
from team_samples import lift, swarm

from l2c_planner.plan import problem_hash
from l2c_planner.team.goal import with_goal

GOALS = np.array([[1.0, 0.2, 1.0], [-0.5, 0.9, 1.1], [-0.4, -0.8, 0.9]])


def without_goal(task) -> dict:
    data = task.model_dump(mode="json")
    if "waypoints" in data:
        data["waypoints"][-1].pop("position")
    else:
        data.pop("goals")
    return data


class TestLift:
    @pytest.mark.parametrize("goal", [[0.5, 0.2, 0.7], [0.0, 0.0, 0.5], [1e-3, -0.3, 1.0]])
    def test_the_last_way_point_moves(self, goal):
        moved = with_goal(lift(), np.array(goal))
        assert list(moved.waypoints[-1].position) == goal
        assert moved.waypoints[-1].time == lift().waypoints[-1].time and moved.waypoints[0] == lift().waypoints[0]
        assert without_goal(moved) == without_goal(lift())

    def test_the_task_itself_stays(self):
        task = lift()
        before = task.model_dump(mode="json")
        with_goal(task, np.array([0.5, 0.2, 0.7]))
        assert task.model_dump(mode="json") == before

    def test_its_own_goal_is_the_same_task(self):
        task = lift()
        assert with_goal(task, np.array(task.waypoints[-1].position)) == task

    def test_it_is_another_problem(self):
        assert problem_hash(with_goal(lift(), np.array([0.5, 0.2, 0.7]))) != problem_hash(lift())

    @pytest.mark.parametrize("goal", [np.zeros(2), np.zeros(9), np.zeros((1, 3)), np.zeros(0), np.full(3, np.nan),
                                      np.array([0.0, np.inf, 1.0]), np.array([1e9, 0.0, 1.0])])  # fmt: skip
    def test_impossible_goals_are_refused_in_a_line(self, goal):
        with pytest.raises(ValueError, match="^goal: ") as info:
            with_goal(lift(), goal)
        assert "\n" not in str(info.value)


class TestSwarm:
    def test_all_robots_get_theirs(self):
        moved = with_goal(swarm(), GOALS.reshape(-1))
        np.testing.assert_array_equal(moved.goal, GOALS)
        assert without_goal(moved) == without_goal(swarm())

    @pytest.mark.parametrize("goal", [np.zeros(3), GOALS, np.zeros(12), np.where(np.arange(9) == 4, np.nan, 1.0),
                                      np.ones(9)])  # fmt: skip
    def test_impossible_goals_are_refused_in_a_line(self, goal):
        """A goal short, one too many, no numbers, and all at one place."""
        with pytest.raises(ValueError, match="^goal") as info:
            with_goal(swarm(), goal)
        assert "\n" not in str(info.value)
