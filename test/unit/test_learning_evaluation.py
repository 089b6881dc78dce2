"""What is told about methods: the optimum they are compared with, their early plans in flight, the pictures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from learning_samples import short_task

from l2c_planner.centralised import Centralised
from l2c_planner.learning import before_after, optimum
from l2c_planner.learning.course import EARLY, WITHIN, Judge, run
from l2c_planner.learning.evaluation import Trial, evaluate, table
from l2c_planner.learning.figures import flown_figure
from l2c_planner.learning.flown import Flown, flown, flown_table
from l2c_planner.learning.loss import CLOSED_LOOP, OPEN_LOOP
from l2c_planner.learning.methods import balancing_method, hand_tuned_method
from l2c_planner.learning.optimum import best_of, centralised_optimum
from l2c_planner.problems.multilift.execution import WrenchRollout

TASK = short_task()
PNG = b"\x89PNG"


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge.of(TASK, hand_tuned_method())


@pytest.fixture(scope="module")
def hand(judge):
    """The course of the hand-tuned ramp."""
    return run(hand_tuned_method(), judge)


def solution(judge: Judge, converged: bool) -> Centralised:
    """Of a solver that does nothing."""
    return Centralised({}, 7.0, converged, "Solve_Succeeded" if converged else "Restoration_Failed", 3, 0.1)


class TestCourse:
    def test_best_is_the_cheapest_of_the_feasible_rounds(self, hand):
        costs = [cost for feasible, cost in hand.rounds if feasible]
        assert hand.best.measures.feasible and hand.best.cost == min(costs)

    def test_early_plans_are_kept(self, hand):
        assert set(hand.kept) == {EARLY, WITHIN}
        assert all(hand.kept[k].cost == hand.rounds[k - 1][1] for k in hand.kept)

    def test_runs_until_its_rule_ends_it(self, hand):
        assert len(hand.rounds) == max(hand.stop, WITHIN)


class TestOptimum:
    def test_from_the_best_plan_and_from_the_references_it_is_the_same(self, judge, hand):
        warm, cold = (centralised_optimum(judge, courses) for courses in ([hand], []))
        assert warm.cost == pytest.approx(cold.cost, rel=1e-5) and warm.failure is None
        assert warm.cost <= best_of(hand).cost

    def test_is_sought_from_the_cheapest_plan_and_then_from_the_references(self, judge, hand, monkeypatch):
        asked, answers = [], [False, True]

        def solve(problem, guess, options):
            asked.append(guess)
            return solution(judge, answers[len(asked) - 1])

        monkeypatch.setattr(optimum, "solve", solve)
        dear = replace(hand, best=replace(hand.best, cost=hand.best.cost + 1, plan={}))
        assert centralised_optimum(judge, [dear, hand]).cost == 7.0
        assert asked[0] is hand.best.plan and len(asked) == 2

    def test_failure_is_told_with_the_word_of_the_solver(self, judge, hand, monkeypatch):
        monkeypatch.setattr(optimum, "solve", lambda *_: solution(judge, False))
        found = centralised_optimum(judge, [hand])
        assert found.cost is None and found.failure.count("Restoration_Failed after 3 iterations") == 2

    def test_method_without_a_plan(self, hand):
        found = best_of(replace(hand, best=None))
        assert found.cost is None and "hand-tuned was feasible within 120 rounds" in found.failure

    def test_without_one_no_cost_is_compared_and_none_is_hidden(self, monkeypatch):
        monkeypatch.setattr(optimum, "solve", lambda *_: solution(None, False))
        (trial,) = evaluate([hand_tuned_method()], [(4, TASK)], exact=True)
        assert trial.cost_ratio is None and trial.good_round is None and "Restoration_Failed" in trial.no_optimum
        (row,) = table([trial])
        assert row["no_optimum_tasks"] == [4] and row["failed_tasks"] == []
        assert row["feasible_within"] == 1 and row["cost_ratio"] is None


class TestFlown:
    def test_open_loop_in_calm_air_is_the_executed_plan(self, judge, hand):
        found = {(f.rounds, f.plant): f for f in flown(hand, judge, 0)}
        assert set(found) == {(k, plant) for k in (EARLY, WITHIN) for plant in (OPEN_LOOP, CLOSED_LOOP)}
        for rounds, executed in hand.kept.items():
            plan = WrenchRollout(judge.problem)(executed.primal)
            effort = sum(
                0.5 * np.sum((plan[c.name][1] - c.input_reference) ** 2 * c.input_weight[:, None])
                for c in judge.problem.classes
            )
            line = found[rounds, OPEN_LOOP]
            assert line.tracking + effort == pytest.approx(executed.cost, rel=1e-3)
            missing = max(float(r.shortfall().max()) for r in executed.measures.requirements if r.unit == "m")
            assert line.missing == pytest.approx(max(missing, 0.0), abs=1e-4)

    def test_wind_hurts_and_feedback_helps(self, judge, hand):
        opened, closed = flown(hand, judge, 0)[2:]
        assert opened.tracking_wind > closed.tracking_wind > closed.tracking

    def test_all_methods_meet_the_same_wind(self, judge, hand):
        assert flown(hand, judge, 3) == flown(hand, judge, 3) != flown(hand, judge, 4)

    def test_table_holds_medians_by_method_rounds_and_plant(self):
        lines = [Flown(15, OPEN_LOOP, float(i), 10.0 * i, 1e-3 * i, 1e-2 * i) for i in range(3)]
        trials = [Trial("m", 3, i, 1, 1, 1, 1.0, None, (line,)) for i, line in enumerate(lines)]
        (row,) = flown_table(trials)
        assert (row["method"], row["rounds"], row["plant"], row["tasks"]) == ("m", 15, OPEN_LOOP, 3)
        assert (row["tracking"], row["tracking_wind"], row["missing"], row["missing_wind"]) == (1.0, 10.0, 1e-3, 1e-2)
        assert row["within_limits"] == row["within_limits_wind"] == 1

    def test_picture(self, judge, hand, tmp_path):
        trials = [Trial("m", 3, 0, 1, 1, 1, 1.0, None, flown(hand, judge, 0))]
        flown_figure(flown_table(trials), tmp_path / "flown.png")
        assert (tmp_path / "flown.png").read_bytes().startswith(PNG)


class TestBeforeAfter:
    def test_picture(self, tmp_path):
        methods = (hand_tuned_method(), balancing_method())
        before_after.before_after_figure(TASK, methods, "three", tmp_path / "plans.png")
        assert (tmp_path / "plans.png").read_bytes().startswith(PNG)

    def test_verdict_and_marks_are_those_of_the_plan(self, judge, hand):
        good, early = hand.best, hand.kept[EARLY]
        assert before_after._verdict(good) == "keeps all limits" and not before_after._violated(good).any()
        near = replace(early, measures=replace(early.measures, requirements=self.shifted(early)))
        assert before_after._verdict(near).startswith(
            "too near: "
        ) and "mm between two quadrotors" in before_after._verdict(near)
        amount, knot, place = before_after._worst(near)
        assert amount > 1.0 and before_after._violated(near)[:2, knot].all()
        assert any(np.array_equal(place, quad[knot, :2]) for quad in near.measures.quad_position)

    @staticmethod
    def shifted(plan):
        """Quadrotors 0 and 1 two metres too near to each other at knot 3."""
        found = []
        for r in plan.measures.requirements:
            values = r.values.copy()
            if r.name == "pair distance":
                values[list(r.labels).index("quad_0 - quad_1"), 3] -= 2.0
            found.append(replace(r, values=values))
        return tuple(found)
