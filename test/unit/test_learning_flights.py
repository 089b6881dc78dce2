"""Learning from the log of a plan: the gradient is that of planning here; nothing comes of a log that is not whole."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from learning_samples import short_task
from rollout_samples import Flight, fly

from l2c_planner.gradient.logged import logged_tape
from l2c_planner.learning.options import TrainingOptions
from l2c_planner.rollout.stages import logged_stages
from l2c_planner.tuning.features import features
from l2c_planner.tuning.learned import Learned, load_learned, shipped
from l2c_planner.tuning.options import host_options

torch = pytest.importorskip("torch")

from l2c_planner.learning.checkpoint import BadCheckpoint  # noqa: E402
from l2c_planner.learning.flights import FlightTrainer, Unusable  # noqa: E402
from l2c_planner.learning.function import rounds_loss  # noqa: E402
from l2c_planner.learning.objective import Objective  # noqa: E402

OPTIONS = TrainingOptions()
SHARP = {
    "ddp": {"hessian": "exact", "tolerance": 1e-10, "max_iterations": 40},
    "coordination": {"tolerance": 1e-10, "max_iterations": 100},
}
"""Planner options of a team whose logs are as accurate as planning for learning."""


@pytest.fixture(scope="module")
def flight() -> Flight:
    return fly(task=short_task(planner=SHARP), learned=shipped())


@pytest.fixture
def trainer(tmp_path) -> FlightTrainer:
    return FlightTrainer(OPTIONS, tmp_path, shipped(), batch=2)


def gradients(trainer: FlightTrainer) -> np.ndarray:
    return np.concatenate([p.grad.numpy().ravel() for p in trainer.state.networks.parameters()])


class TestLog:
    def test_tape_has_the_rounds_of_the_log(self, flight):
        for stage, log in logged_stages(flight.rollout(), shipped()):
            found = logged_tape(stage.problem, replace(stage.hosts), log)
            assert found.deviation < 1e-6 and len(found.tape.rounds) == log.rounds
            np.testing.assert_allclose(found.tape.team, log.primal[-1], atol=1e-7)

    def test_stages_are_solved_with_the_numbers_of_the_networks(self, flight):
        task = flight.task
        for stage, _ in logged_stages(flight.rollout(), shipped()):
            expected = shipped().tuning(task, stage.priced, stage.name)
            for c in stage.problem.classes:
                np.testing.assert_array_equal(c.state_weight, expected.classes[c.name].state_weight)

    def test_log_of_other_weights_deviates(self, flight):
        for stage, log in logged_stages(flight.rollout()):
            assert logged_tape(stage.problem, host_options(flight.task.planner), log).deviation > 1e-2


class TestLesson:
    def test_gradient_is_that_of_planning_here(self, flight, trainer):
        lesson = trainer.learn(flight.rollout())
        found = gradients(trainer)
        trainer.state.optimiser.zero_grad()
        networks = trainer.state.networks
        for stage, log in logged_stages(flight.rollout(), trainer.learned):
            options = host_options(flight.task.planner)
            objective = Objective(stage.priced, options, log.rounds, OPTIONS.loss_weights())
            scores = networks.scores(stage.name, features(flight.task))
            for s in scores.values():
                s.register_hook(trainer._clipped)
            prior = OPTIONS.loss.prior * sum((s**2).sum() for s in scores.values())
            loss = rounds_loss(objective, scores)
            (loss + prior).backward()
            assert lesson.loss[stage.name] == pytest.approx(float(loss.detach()), rel=1e-6)
        expected = gradients(trainer)
        assert np.linalg.norm(found - expected) < 1e-5 * np.linalg.norm(expected)

    def test_ordinary_planner_options_come_close(self, trainer):
        task = short_task()
        sharp, ordinary = (fly(task=t, learned=shipped()) for t in (short_task(planner=SHARP), task))
        trainer.learn(sharp.rollout())
        expected = gradients(trainer)
        trainer.state.optimiser.zero_grad()
        trainer.learn(ordinary.rollout())
        assert np.linalg.norm(gradients(trainer) - expected) < 0.05 * np.linalg.norm(expected)

    def test_step_moves_networks_and_leaves_files(self, flight, trainer, tmp_path):
        before = trainer.learned
        trainer.learn(flight.rollout())
        assert not trainer.full and trainer.learned is before
        trainer.learn(flight.rollout())
        assert trainer.full
        after = trainer.step()
        assert after is trainer.learned and after.digest != before.digest and not trainer.lessons
        assert not (tmp_path / "learned.npz").exists(), "only when it is told to"
        trainer.save()
        assert load_learned(tmp_path / "learned.npz").digest == after.digest
        again = FlightTrainer(OPTIONS, tmp_path, shipped())
        assert again.learned.digest == after.digest and len(again.state.history) == 1

    def test_lessons_lower_the_loss(self, trainer):
        losses = []
        for _ in range(4):
            for _ in range(2):
                lesson = trainer.learn(fly(task=short_task(), learned=trainer.learned).rollout())
            losses.append(lesson.loss["trajectories"])
            trainer.step()
        assert losses[-1] < losses[0]

    def test_starts_as_the_networks_in_use(self, trainer):
        given = features(short_task())
        for stage in ("references", "trajectories"):
            for c, found in trainer.state.networks.scores(stage, given).items():
                np.testing.assert_allclose(found.detach(), shipped().scores(stage, given)[c], atol=1e-6)

    def test_step_is_by_the_mean_and_forgets_the_lessons(self, flight, tmp_path):
        """Two equal lessons move the networks as one does; a second step as that of a trainer that begins there."""
        once, twice = (FlightTrainer(OPTIONS, tmp_path / name, shipped()) for name in ("once", "twice"))
        once.learn(flight.rollout())
        for _ in range(2):
            twice.learn(flight.rollout())
        assert once.step().digest == twice.step().digest
        assert all(p.grad is None or not p.grad.any() for p in once.state.networks.parameters())

    def test_a_refused_lesson_takes_nothing_from_the_others(self, flight, trainer):
        trainer.learn(flight.rollout())
        before = gradients(trainer)
        a, b = flight.rollout().stages
        with pytest.raises(Unusable):
            trainer.learn(replace(flight.rollout(), stages=(a, replace(b, primal=np.full_like(b.primal, np.nan)))))
        np.testing.assert_array_equal(gradients(trainer), before)

    def test_a_folder_that_cannot_be_written(self, flight, trainer, tmp_path):
        trainer.learn(flight.rollout())
        learned = trainer.step()
        (tmp_path / "checkpoint.pt").mkdir()
        with pytest.raises(OSError):
            trainer.save()
        assert trainer.learned is learned and not (tmp_path / "learned.npz").exists()


class TestUnusable:
    def refused(self, trainer: FlightTrainer, rollout, match: str) -> None:
        with pytest.raises(Unusable, match=match) as error:
            trainer.learn(rollout)
        assert "\n" not in str(error.value) and not trainer.lessons
        assert all(p.grad is None for p in trainer.state.networks.parameters())

    def test_plan_of_other_networks(self, trainer):
        self.refused(trainer, fly(task=short_task()).rollout(), "other networks")

    def test_log_that_lacks_messages(self, flight, trainer):
        lossy = replace(flight, messages=flight.messages[:-40])
        self.refused(trainer, lossy.rollout(), "plan 7: ")

    def test_rounds_with_old_numbers(self, flight, trainer):
        rollout = flight.rollout()
        a, b = rollout.stages
        copies = {name: table.copy() for name, table in b.copies.items()}
        for table in copies.values():
            table[1] = table[0]
        self.refused(trainer, replace(rollout, stages=(a, replace(b, copies=copies))), "old numbers")

    def test_numbers_that_are_none(self, flight, trainer):
        rollout = flight.rollout()
        a, b = rollout.stages
        primal = np.full_like(b.primal, np.nan)
        self.refused(trainer, replace(rollout, stages=(a, replace(b, primal=primal))), "plan 7: ")

    def test_one_stage_alone(self, flight, trainer):
        rollout = flight.rollout()
        self.refused(trainer, replace(rollout, stages=rollout.stages[:1]), "rounds of references alone")

    def test_copies_of_another_coupling(self, flight, trainer):
        rollout = flight.rollout()
        a, b = rollout.stages
        other = {"other": next(iter(b.copies.values()))}
        self.refused(trainer, replace(rollout, stages=(a, replace(b, copies=other))), "plan 7: ")

    @pytest.mark.parametrize("penalty", [1e-300, 1e300])
    def test_penalties_out_of_this_world(self, flight, trainer, penalty):
        rollout = flight.rollout()
        a, b = rollout.stages
        self.refused(trainer, replace(rollout, stages=(a, replace(b, penalty=np.full(b.rounds, penalty)))), "plan 7: ")

    def test_no_rounds(self, flight, trainer):
        self.refused(trainer, replace(flight.rollout(), stages=()), "no rounds")

    def test_swarm(self, trainer):
        from team_samples import swarm

        self.refused(trainer, fly(task=swarm()).rollout(), "of a swarm; valid: multilift")

    def test_no_task(self, flight, trainer):
        rollout = flight.rollout()
        self.refused(trainer, replace(rollout, head=replace(rollout.head, task="{}")), "task of the roll-out")

    def test_checkpoint_of_other_options(self, flight, trainer, tmp_path):
        trainer.learn(flight.rollout())
        trainer.step()
        trainer.save()
        with pytest.raises(BadCheckpoint, match="loss"):
            FlightTrainer(TrainingOptions(loss={"tracking": 2.0}), tmp_path, shipped())


def test_digest_is_that_of_the_content(tmp_path):
    learned = shipped()
    (tmp_path / "same.npz").write_bytes(learned.bytes())
    assert load_learned(tmp_path / "same.npz").digest == learned.digest
    assert Learned(learned.layers, {**learned.rounds, "references": 9}).digest != learned.digest
