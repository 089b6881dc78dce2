"""Rows and differences of a comparison are those of its pairs; failed solves are shown and not scored."""

from dataclasses import dataclass, field, replace

import casadi as ca
import numpy as np
import pytest
from scipy.stats import ttest_rel

from l2c_planner.environment.comparison import OPTIMISED, QUANTITIES, compare
from l2c_planner.environment.measures import measures
from l2c_planner.environment.motion import POINT
from l2c_planner.environment.options import AscentOptions
from l2c_planner.environment.scene import Border, Limits, Metric, Parameters, Scenario, Scene
from l2c_planner.environment.shapes import Disc, constant
from l2c_planner.environment.study import HELD_OUT, Watch, study

STEPS = 20


def scene(level: float = 0.0) -> Scene:
    """One agent that goes straight past a disc whose height theta is."""
    disc = Disc("disc", lambda theta: ca.vertcat(0, theta[0]), constant(0.5))
    return Scene(
        "test", POINT, STEPS, 0.25, np.array([0.2]), constant(np.array([[-2.0], [level], [0], [0]])),
        constant(np.array([[2.0], [level], [0], [0]])), (Border(disc),), Limits(1.5, np.ones(2)),
        np.array([1.0, 1.0, 0.0, 0.0]), np.ones(2), Metric(0.5), 1,
    )  # fmt: skip


@dataclass
class Plan:
    positions: np.ndarray
    converged: bool
    seconds: float


@dataclass
class Planner:
    """Goes straight at a height that the seed draws; seed 13 has no plan in the layout 1.1."""

    scene: Scene
    asked: list[tuple[float, int]] = field(default_factory=list)

    def cold(self, theta: np.ndarray, seed: int) -> Plan:
        self.asked.append((float(theta[0]), seed))
        height = np.random.default_rng(seed).uniform(-0.1, 0.1)
        path = np.stack([np.linspace(-2, 2, STEPS + 1), np.full(STEPS + 1, height)], axis=1)
        return Plan(path[None], not (seed == 13 and theta[0] == 1.1), 0.1 + seed)


LAYOUTS = {OPTIMISED: np.array([1.1]), "near": np.array([0.9]), "far": np.array([2.0])}


def test_rows_and_differences_are_those_of_the_same_guesses():
    planner = Planner(scene())
    found = compare([planner], [LAYOUTS], starts=6, seed=20)
    asked = list(planner.asked)
    assert asked == [(theta, 20 + k) for theta in (1.1, 0.9, 2.0) for k in range(6)]
    safeties = {
        name: np.array([measures(planner.scene, theta, planner.cold(theta, 20 + k).positions).safety for k in range(6)])
        for name, theta in LAYOUTS.items()
    }
    for name, values in safeties.items():
        row = found.rows[name]
        assert row.mean("safety") == pytest.approx(values.mean()) and row.std("safety") == pytest.approx(values.std())
        assert row.failed == 0 and row.mean("time_s") == pytest.approx(22.6)
    reference = ttest_rel(safeties[OPTIMISED], safeties["near"])
    difference = found.difference("near")
    low, high = reference.confidence_interval(0.95)
    assert (difference.low, difference.high) == (pytest.approx(low), pytest.approx(high))
    assert difference.pairs == 6 and difference.mean > 0 > found.difference("far").mean


def test_a_failed_solve_is_counted_and_its_pair_left_out():
    found = compare([Planner(scene())], [LAYOUTS], starts=5, seed=10)
    row = found.rows[OPTIMISED]
    assert row.failed == 1 and found.rows["near"].failed == 0
    assert row.mean("success_rate") == pytest.approx(0.8)
    kept = [k for k in range(5) if k != 3]
    assert row.mean("safety") == pytest.approx(row.values("safety")[kept].mean())
    assert np.isnan(row.values("safety")[3])
    apart = (row.values("safety") - found.rows["near"].values("safety"))[kept]
    assert found.difference("near").mean == pytest.approx(apart.mean()) and found.difference("near").pairs == 4


def test_several_tasks_count_as_one_number_each():
    planners = [Planner(scene()), Planner(scene()), Planner(scene())]
    layouts = [{OPTIMISED: np.array([1.0 + 0.1 * k]), "near": np.array([0.9])} for k in range(3)]
    found = compare(planners, layouts, starts=4)
    apart = found.rows[OPTIMISED].values("safety") - found.rows["near"].values("safety")
    tasks = apart.reshape(3, 4).mean(axis=1)
    difference = found.difference("near")
    half = 4.302652729911275 * tasks.std(ddof=1) / np.sqrt(3)  # quantile of Student's distribution from a table
    assert difference.mean == pytest.approx(tasks.mean()) and difference.high == pytest.approx(tasks.mean() + half)
    assert [sample.task for sample in found.rows["near"].samples] == [0] * 4 + [1] * 4 + [2] * 4


def scenario(**changes) -> Scenario:
    box = np.array([1.0])
    return replace(
        Scenario(
            "aside",
            "Aside",
            Parameters(("height",), ("m",), -box, box, np.array([0.15])),
            lambda seed: scene(0.02 * (seed % 7)),
            lambda seed: {"middle": np.array([0.1]), "low": np.array([-0.4])},
            lambda seed: np.array([0.1, -0.4])[[seed % 2]],
            (-2, 2, -2, 2),
            ascent=AscentOptions(method="line", iterations=6, judges=1, kept=1, barrier=(1e-2, 1e-3)),
        ),
        **changes,
    )


def test_a_study_beats_what_it_began_with_and_repeats_itself():
    seen = []
    first = study(scenario(), starts=2, watch=Watch(step=lambda task, step: seen.append(task)))
    assert len(first.ascents) == 1 and first.training is None and set(seen) == {0}
    assert first.comparison.difference("middle").mean > 0
    assert first.comparison.rows[OPTIMISED].mean("numcoll") == 0.0
    second = study(scenario(), starts=2)
    for name, row in first.comparison.rows.items():
        for quantity in set(QUANTITIES) - {"time_s"}:
            np.testing.assert_array_equal(row.values(quantity), second.comparison.rows[name].values(quantity))


def test_tasks_that_differ_have_a_layout_each():
    asked = []

    def tasks(seed: int) -> Scene:
        asked.append(seed)
        return scene(0.02 * seed)

    found = study(scenario(fixed_tasks=False, tasks=tasks), tasks=2, starts=1, seed=4)
    assert asked == [4, 5] and len(found.ascents) == 2
    layouts = found.comparison.rows[OPTIMISED].layouts
    for layout, ascent in zip(layouts, found.ascents):
        np.testing.assert_array_equal(layout, ascent.theta)


def test_a_family_of_tasks_is_judged_by_others():
    asked = []

    def tasks(seed: int) -> Scene:
        asked.append(seed)
        return scene(0.02 * (seed % 7))

    found = study(scenario(fixed_tasks=False, training_tasks=2, tasks=tasks), tasks=3, starts=1, seed=5)
    assert asked == [5, 6, HELD_OUT + 5, HELD_OUT + 6, HELD_OUT + 7]
    assert len(found.ascents) == 1 and len(found.comparison.rows["low"].samples) == 3
    assert len(found.training.rows["low"].samples) == 2
