"""What both stages of many tasks tell the networks."""

from __future__ import annotations

import numpy as np
import pytest
from learning_samples import short_task

from l2c_planner.learning.objective import Objective
from l2c_planner.learning.options import TrainingOptions
from l2c_planner.learning.tasks import Distribution
from l2c_planner.tuning.stages import SIZES, STAGES

torch = pytest.importorskip("torch")

from l2c_planner.learning.lessons import Lesson, Lessons  # noqa: E402
from l2c_planner.learning.network import Networks  # noqa: E402

OPTIONS = TrainingOptions.model_validate(
    {
        "tasks": {"quads": [3, 4]},
        "rounds": {"references": 2, "trajectories": [2, 3]},
        "loss": {"violation": 10.0},
    }
)
TASKS = dict(enumerate(Distribution(short_task(), (3, 4)).samples("train", 6)))
"""Two team sizes, with two numbers of rounds in the second stage."""


@pytest.fixture(scope="module")
def lessons() -> Lessons:
    torch.manual_seed(1)
    return Lessons(OPTIONS, Networks(SIZES), len(TASKS))


@pytest.fixture(scope="module")
def found(lessons) -> list[Lesson]:
    return lessons.of(TASKS, learn=True)


def assert_same(one: Lesson, other: Lesson) -> None:
    assert one.line == other.line
    for a, b in zip(one.slopes, other.slopes, strict=True):
        assert torch.equal(a, b) and a.any()


def test_are_those_of_every_task_alone_to_the_bit(lessons, found):
    assert [(lesson.line.task, lesson.line.stage) for lesson in found] == [(n, s) for n in TASKS for s in STAGES]
    alone = [lesson for n, task in TASKS.items() for lesson in lessons.of({n: task}, learn=True)]
    for one, other in zip(found, alone, strict=True):
        assert_same(one, other)


def test_watching_finds_the_same_losses_and_no_slopes(lessons, found):
    watched = lessons.of(TASKS, learn=False)
    assert [w.line.loss for w in watched] == [lesson.line.loss for lesson in found]
    assert not any(w.slopes for w in watched)


@pytest.mark.parametrize("stage", STAGES)
def test_a_task_that_fails_adds_nothing_from_there_on(lessons, found, monkeypatch, stage):
    outcome, failing = Objective.outcome, TASKS[2].team.load_mass

    def fail(self, *given):
        if self.problem.name == stage and self.problem.classes[0].parameters[0, 0] == failing:
            raise FloatingPointError
        return outcome(self, *given)

    monkeypatch.setattr(Objective, "outcome", fail)
    left = lessons.of(TASKS, learn=True)
    gone = {(2, s) for s in list(STAGES)[list(STAGES).index(stage) :]}
    wanted = [lesson for lesson in found if (lesson.line.task, lesson.line.stage) not in gone]
    for one, other in zip(left, wanted, strict=True):
        assert_same(one, other)


def test_learning_adds_the_slopes_to_the_networks(lessons):
    """The derivative of the losses by the networks is that of the scores times the slopes."""
    parameters = list(lessons.networks.parameters())
    for p in parameters:
        p.grad = None
    for lesson in lessons.of(TASKS, learn=True):
        lesson.learn()
    total = np.concatenate([p.grad.numpy().ravel() for p in parameters if p.grad is not None])
    again = lessons.of(TASKS, learn=True)
    product = sum((s * by).sum() for lesson in again for s, by in zip(lesson.scores, lesson.slopes, strict=True))
    expected = torch.autograd.grad(product, parameters, allow_unused=True)
    expected = np.concatenate([g.numpy().ravel() for g in expected if g is not None])
    np.testing.assert_allclose(total, expected, rtol=1e-9, atol=1e-13)
    assert np.linalg.norm(total) > 0


def test_no_task_outvotes_the_others(lessons, found):
    limit = OPTIONS.optimiser.task_clip / len(TASKS)
    assert all(float(s.norm()) <= limit * (1 + 1e-12) for lesson in found for s in lesson.slopes)
    tight = TrainingOptions.model_validate(OPTIONS.model_dump() | {"optimiser": {"task_clip": 1e-3}})
    clipped = Lessons(tight, lessons.networks, len(TASKS)).of({0: TASKS[0]}, learn=True)
    for lesson, free in zip(clipped, found, strict=False):
        for short, whole in zip(lesson.slopes, free.slopes, strict=True):
            assert float(short.norm()) == pytest.approx(1e-3 / len(TASKS), rel=1e-12)
            torch.testing.assert_close(short / short.norm(), whole / whole.norm(), rtol=1e-12, atol=1e-15)
