"""Losses of several tasks in one batch, as numbers and as torch tensors, and what training makes of them."""

from __future__ import annotations

import numpy as np
import pytest
from learning_samples import objective, random_scores, short_task

from l2c_planner.learning.batch import TOGETHER, batches, outcomes
from l2c_planner.learning.objective import Objective, Outcome
from l2c_planner.tuning.layout import Scores
from l2c_planner.tuning.stages import STAGES

torch = pytest.importorskip("torch")

from l2c_planner.learning.function import batch_loss, rounds_loss, task_losses  # noqa: E402

MASSES = (2.6, 3.0, 3.3)


def of_mass(stage: str, mass: float, n: int = 3, rounds: int = 2) -> Objective:
    return objective(stage, rounds, short_task(n, load={"mass": mass}))


def scores_of(objectives: list[Objective]) -> list[Scores]:
    return [random_scores(o.layout.sizes(), i) for i, o in enumerate(objectives)]


def tensors(scores: Scores) -> dict[str, torch.Tensor]:
    return {c: torch.tensor(s, requires_grad=True) for c, s in scores.items()}


def assert_same(one: Outcome, other: Outcome) -> None:
    assert (one.loss, one.terms, one.pivot) == (other.loss, other.terms, other.pivot)
    for name, slope in one.by_scores.items():
        np.testing.assert_array_equal(slope, other.by_scores[name])


class TestOutcomes:
    @pytest.mark.parametrize("stage", STAGES)
    def test_are_those_of_the_tasks_alone_to_the_bit(self, stage):
        objectives = [of_mass(stage, mass) for mass in MASSES]
        scores = scores_of(objectives)
        assert batches(objectives) == [[0, 1, 2]]
        for o, s, found in zip(objectives, scores, outcomes(objectives, scores), strict=True):
            assert_same(found, o(s))

    def test_tasks_of_several_shapes_keep_their_order(self):
        objectives = [
            of_mass("trajectories", 2.6), of_mass("trajectories", 3.0, 4), of_mass("trajectories", 3.3),
            of_mass("trajectories", 3.0, rounds=3), of_mass("references", 3.0),
        ]  # fmt: skip
        scores = scores_of(objectives)
        assert batches(objectives) == [[0, 2], [1], [3], [4]]
        for o, s, found in zip(objectives, scores, outcomes(objectives, scores), strict=True):
            assert_same(found, o(s))

    def test_a_batch_is_no_larger_than_its_tapes_should_be(self):
        one = of_mass("references", 3.0)
        assert [len(group) for group in batches([one] * (2 * TOGETHER + 1))] == [TOGETHER, TOGETHER, 1]

    def test_a_task_that_fails_is_named_and_spoils_no_other(self):
        objectives = [of_mass("trajectories", mass) for mass in MASSES]
        scores = scores_of(objectives)
        scores[1]["cable"][:] = np.nan
        first, failed, last = outcomes(objectives, scores)
        assert isinstance(failed, FloatingPointError) and "trajectories: loss" in str(failed)
        assert_same(first, objectives[0](scores[0]))
        assert_same(last, objectives[2](scores[2]))

    def test_without_derivatives(self):
        objectives = [of_mass("references", mass) for mass in MASSES]
        scores = scores_of(objectives)
        for o, s, found in zip(objectives, scores, outcomes(objectives, scores, learn=False), strict=True):
            assert found.loss == o.value(s) and found.by_scores == {}


class TestTorch:
    @pytest.mark.parametrize("stage", STAGES)
    def test_derivative_is_that_of_differences(self, stage):
        """Every task moves along a direction of its own; no loss depends on another task's step."""
        objectives = [of_mass(stage, mass) for mass in MASSES[:2]]
        base = scores_of(objectives)
        ways = [random_scores(o.layout.sizes(), 10 + i) for i, o in enumerate(objectives)]

        def losses(steps: torch.Tensor) -> torch.Tensor:
            moved = [
                {c: torch.tensor(b[c]) + step * torch.tensor(w[c]) for c in b}
                for step, b, w in zip(steps, base, ways, strict=True)
            ]
            return task_losses(objectives, moved).values

        steps = torch.zeros(2, dtype=torch.float64, requires_grad=True)
        assert torch.autograd.gradcheck(losses, steps, eps=1e-4, rtol=1e-3, atol=1e-5)

    def test_every_task_is_scaled_by_what_comes_back_for_it(self):
        objectives = [of_mass("references", mass) for mass in MASSES]
        several = [tensors(s) for s in scores_of(objectives)]
        (task_losses(objectives, several).values @ torch.tensor([2.0, 0.0, -1.0], dtype=torch.float64)).backward()
        for factor, o, given in zip((2, 0, -1), objectives, several, strict=True):
            alone = {c: s.detach().clone().requires_grad_() for c, s in given.items()}
            rounds_loss(o, alone).backward()
            torch.testing.assert_close(given["load"].grad, factor * alone["load"].grad, rtol=1e-14, atol=0)

    def test_mean_leaves_out_what_is_no_number(self):
        objectives = [of_mass("references", mass) for mass in MASSES]
        scores, heard = scores_of(objectives), []
        scores[1]["load"][0, 0] = np.nan
        several = [tensors(s) for s in scores]
        loss = batch_loss(objectives, several, heard.append)
        loss.backward()
        good = [objectives[i](scores[i]) for i in (0, 2)]
        assert loss.item() == pytest.approx((good[0].loss + good[1].loss) / 2, rel=1e-15)
        assert [h.loss for h in heard] == [g.loss for g in good]
        assert not several[1]["load"].grad.any()
        np.testing.assert_array_equal(several[2]["load"].grad.numpy(), good[1].by_scores["load"] / 2)

    def test_no_number_at_all_is_an_error(self):
        o = of_mass("references", 3.0)
        scores = o.layout.zeros()
        scores["load"][:] = np.nan
        with pytest.raises(FloatingPointError, match="no loss of 2 tasks is finite; the first: references: loss nan"):
            batch_loss([o, o], [tensors(scores)] * 2)
        with pytest.raises(FloatingPointError, match="references: loss nan"):
            rounds_loss(o, tensors(scores))
