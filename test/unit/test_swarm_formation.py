"""Formation flight: the cost of a pair in closed form, squeezing and recovering, bounds, and the central solver."""

from __future__ import annotations

from itertools import combinations

import casadi as ca
import numpy as np
import pytest

from l2c_planner.config import SwarmTask, load_task, shipped_file
from l2c_planner.coupling.coordination import Coordination
from l2c_planner.coupling.interior_point import Options
from l2c_planner.plan import make_plan
from l2c_planner.problems.swarm import programs
from l2c_planner.problems.swarm.build import swarm_problem
from l2c_planner.problems.swarm.formation import deviations
from l2c_planner.report.charts import charts
from l2c_planner.report.figure import compose
from l2c_planner.report.verdict import judge

SHIPPED = shipped_file("formation.yaml")
OPTIMUM = 0.02
"""Largest share of cost above what the centralised solver finds."""


def row(formation: dict | None, **changes) -> SwarmTask:
    """Three robots side by side that fly past a pillar, which stands in the way of the one in the middle."""
    starts = [[-1.5, y, 1.0] for y in (-0.7, 0.0, 0.7)]
    given = {
        "problem": "swarm",
        "team": {"robots": {"count": 3, "radius": 0.15}},
        "starts": starts,
        "goals": [[-x, y, z] for x, y, z in starts],
        "horizon": {"steps": 24, "dt": 0.15},
        "obstacles": [{"shape": "cylinder", "center": [0.0, 0.1], "radius": 0.25}],
        "clearance": {"pair": 0.4},
        "limits": {"speed": 3.0, "acceleration": 4.0},
        "formation": formation,
    }
    return SwarmTask.model_validate(given | changes)


@pytest.fixture(scope="module")
def shipped():
    return make_plan(load_task(SHIPPED))


def mean_square(task: SwarmTask, plan) -> float:
    pairs = np.array(list(combinations(range(task.team.n), 2)))
    return float(np.mean(deviations(task, plan.arrays["quad_position"], pairs) ** 2))


class TestPair:
    @pytest.mark.parametrize("axes", [(3, 3), (3, 2), (2, 2)])
    def test_deviation(self, axes):
        rng, size = np.random.default_rng(0), max(axes)
        both, place, heights = rng.normal(size=sum(axes)), rng.normal(size=size), [0.9, 0.1]
        first, second = both[: axes[0]], both[axes[0] :]
        second = second if len(second) == size else [*second, heights[1]]
        given = [*place, *heights] if axes == (3, 2) else place
        assert programs.deviation_function(axes)(both, given).full().ravel() == pytest.approx(first - second - place)

    def test_copies_in_closed_form(self):
        """Far from all bounds: half of what two positions part by gives way as w / (w + W / 2), W their penalty."""
        program = programs.formed_program((3, 3), exact=False, bounded=True)
        place, w, W = np.array([1.0, 0.2, 0.0]), 2.0, 6.0
        parameters = {
            "pair distance": np.array([[[1.0, 0.0, 0.0, 0.4]]]), "formation": np.array([[[5.0]]]),
            "deviation": np.r_[place][None, None],
        }  # fmt: skip
        solver = Coordination(program, 1, parameters, Options())
        target = np.array([[1.5, 0.3, 0.1, 0.1, -0.2, 0.0, 0, 0, 0]])
        found = solver.solve(target, np.array([[W] * 6 + [w] * 3]))
        off = target[0, :3] - target[0, 3:6] - place
        give = off * w / (w + W / 2) / 2
        expected = [*(target[0, :3] - give), *(target[0, 3:6] + give), *(off - 2 * give)]
        assert found.converged.all() and found.copies[0] == pytest.approx(expected, abs=1e-5)

    def test_largest_deviation_is_kept(self):
        program = programs.formed_program((2, 2), exact=False, bounded=True)
        parameters = {
            "pair distance": np.array([[[1.0, 0.0, 0.4]]]), "formation": np.array([[[0.3]]]),
            "deviation": np.array([[[1.0, 0.0]]]),
        }  # fmt: skip
        solver = Coordination(program, 1, parameters, Options())
        found = solver.solve(np.array([[3.0, 0.0, 0.0, 0.0, 0, 0]]), np.array([[5.0] * 4 + [0.1] * 2]))
        assert found.copies[0, 0] - found.copies[0, 2] - 1.0 == pytest.approx(0.3, abs=1e-6)

    def test_exact_bound_is_that_of_the_positions(self):
        program = programs.formed_program((3, 3), exact=True, bounded=True)
        margin = program.inequalities[1].function
        assert float(margin([1.3, 0, 0, 0, 0, 0], [1.0, 0, 0, 0.3])) == pytest.approx(0, abs=1e-12)
        assert float(margin([1.2, 0, 0, 0, 0, 0], [1.0, 0, 0, 0.3])) == pytest.approx((0.09 - 0.04) / 0.6)


class TestCost:
    @pytest.mark.parametrize("between", [None, [[0, 2]]])
    def test_is_half_the_weighted_squares_over_pairs_and_knots(self, between):
        task = row({"weight": 3.0, "between": between})
        problem = swarm_problem(task)
        rng = np.random.default_rng(0)
        team = rng.normal(size=(25, problem.width))
        where = np.stack([team[:, problem.columns[f"robot_{i}"][:3]] for i in range(3)])
        pairs = np.array(between or [[0, 1], [0, 2], [1, 2]])
        expected = 1.5 * np.sum(deviations(task, where, pairs) ** 2)
        assert problem.formed.cost(team) == pytest.approx(expected)
        value = ca.evalf(problem.formed.expression(ca.MX(ca.DM(team.T))))
        assert float(value) == pytest.approx(expected)
        plan = problem.split(problem.start())
        alone = swarm_problem(row(None)).cost(plan)
        assert problem.cost(plan) == pytest.approx(alone + problem.formed.cost(problem.start()))

    def test_of_a_pair_of_air_and_ground_counts_the_height(self):
        """Robot 0 flies 1 m above robot 1 of the same place in the plane, and should be at 0.8 m: 1/2 w 0.2^2."""
        models = {"count": 3, "model": ["quadrotor", "unicycle", "unicycle"], "radius": 0.15}
        places = [[-1.5, -0.7, 1.2], [-1.5, -0.7, 0.2], [-1.5, 0.7, 0.2]]
        task = row({"weight": 2.0, "between": [[1, 0]], "offsets": [[0, 0, 1.0], [0, 0, 0.2], [0, 1, 0.2]]},
                   team={"robots": models}, starts=places, goals=[[-x, y, z] for x, y, z in places])  # fmt: skip
        problem = swarm_problem(task)
        assert problem.formed.cost(problem.reference()[:1]) == pytest.approx(0.04)

    def test_pairs_of_the_formation_are_neighbours(self):
        lanes = {"robots": {"count": 3, "radius": 0.15}, "neighbours": {"range": 0.5}}
        assert [c.name for c in swarm_problem(row(None, team=lanes)).couplings] == ["obstacles"]
        problem = swarm_problem(row({"between": [[2, 0]]}, team=lanes))
        assert problem.formed.pairs.tolist() == [[0, 2]] and problem.couplings[0].groups == 1


class TestPlan:
    def test_the_shipped_hexagon_squeezes_and_recovers(self, shipped):
        assert shipped.feasible, shipped.problems
        where = shipped.arrays["quad_position"]
        width = np.ptp(where[..., 1], axis=0)
        assert width[0] == pytest.approx(1.558) and width[50] < 1.15 and width[-1] > 1.53
        deviation = shipped.arrays["formation_deviation"].max(axis=0)
        assert deviation.max() > 0.3 and deviation[-1] < 0.03 and deviation.max() <= 1.0
        assert shipped.metrics["executed"]["formation_deviation_m"] == pytest.approx(deviation.max())

    def test_deviation_is_that_of_the_positions(self, shipped):
        where, (i, j) = shipped.arrays["quad_position"], shipped.arrays["formation_pair"].T
        off = (where[i] - where[j]) - (where[i, :1] - where[j, :1])
        assert np.linalg.norm(off, axis=-1) == pytest.approx(shipped.arrays["formation_deviation"])

    def test_cost_is_near_the_centralised_optimum(self):
        task = row(
            {"weight": 3.0, "deviation": 0.5}, team={"robots": {"count": 3, "radius": 0.15, "model": "quadrotor"}}
        )
        plan, best = make_plan(task), make_plan(task, method="centralised")
        gap = plan.metrics["cost"] / best.metrics["cost"] - 1
        print(f"cost {plan.metrics['cost']:.4f}, centralised {best.metrics['cost']:.4f}, gap {gap:.2%}")
        assert plan.feasible and best.feasible and -1e-6 < gap < OPTIMUM

    def test_weight_holds_it_together(self):
        loose, firm = row({"weight": 1e-3}), row({"weight": 10.0})
        assert mean_square(firm, make_plan(firm)) < 0.5 * mean_square(loose, make_plan(loose))

    def test_bound_holds_it_together(self):
        """A pillar pushes one robot in by 0.2 m; its neighbours may be off by half of that, so they give way."""
        beside = [{"shape": "cylinder", "center": [0.0, 1.0], "radius": 0.25}]
        found = [make_plan(row({"weight": 1e-3} | more, obstacles=beside)) for more in ({}, {"deviation": 0.1})]
        free, bound = (plan.metrics["executed"]["formation_deviation_m"] for plan in found)
        assert found[1].feasible and free > 0.19 and bound <= 0.1 + 1e-6
        assert np.abs(found[1].arrays["quad_position"][0, :, 1] + 0.7).max() > 0.09

    def test_a_deviation_that_is_too_large_is_named(self):
        task = row({"weight": 1e-3, "deviation": 0.15}, planner={"admm": {"rounds": 1}})
        assert any("formation, robot_" in line and "misses its limit" in line for line in make_plan(task).problems)


class TestReport:
    def test_deviation_over_time_and_verdict(self, shipped):
        chart = next(c for c in charts(shipped.arrays) if c["key"] == "formation")
        strong = next(s for s in chart["series"] if s["style"] == "strong")
        assert strong["values"] == pytest.approx(shipped.arrays["formation_deviation"].max(axis=0), rel=1e-3)
        check = next(c for c in judge(shipped.arrays, shipped.metrics).checks if c.key == "formation_deviation_m")
        assert check.upper == 1.0 and check.executed < 0.7

    def test_ground_robots_are_squares(self, shipped):
        arrays = dict(shipped.arrays, on_ground=np.arange(6) < 2)
        patches = compose(arrays, shipped.metrics).axes[0].patches
        assert sum(type(p).__name__ == "RegularPolygon" for p in patches) == 2 * 5


@pytest.mark.parametrize(
    ("formation", "says"),
    [
        ({"offsets": [[0, 0, 0], [1, 0, 0]]}, "2 positions; valid: one per robot, 3"),
        ({"offsets": [[0, 0, 0], [1, 0, 0], [1, 0.1, 0]]}, "robots 1 and 2 are 0.100 m apart; valid: at least"),
        ({"between": [[0, 3]]}, r"got \[0, 3\]; valid: two different robots of 0 .. 2"),
        ({"between": [[1, 1]]}, "valid: two different robots"),
        ({"between": []}, "an empty list; valid: at least one pair"),
        ({"offsets": [[0, 0, 0], [1, 0, 0], [2, 0, 0]], "deviation": 0.2}, "start 1.221 m off their places"),
        ({"weight": 0.0}, "greater than 0"),
    ],
)  # fmt: skip
def test_mistakes_are_named(formation, says):
    with pytest.raises(ValueError, match=says):
        row(formation)
