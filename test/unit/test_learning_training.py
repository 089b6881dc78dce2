"""Training runs, their checkpoints, their tasks, and the comparison at the end."""

from __future__ import annotations

import math

import numpy as np
import pytest
from learning_samples import short_task

from l2c_planner.config import shipped_file
from l2c_planner.config.errors import ConfigError
from l2c_planner.learning.course import MOST, WITHIN
from l2c_planner.learning.evaluation import Trial, evaluate, table
from l2c_planner.learning.methods import balancing_method, hand_tuned_method, learned_method
from l2c_planner.learning.objective import Objective
from l2c_planner.learning.options import TrainingOptions, load_training
from l2c_planner.learning.tasks import SPLITS, Distribution
from l2c_planner.problems.multilift.formation import InfeasibleTask
from l2c_planner.tuning.features import features
from l2c_planner.tuning.learned import load_learned

torch = pytest.importorskip("torch")

from l2c_planner.learning import checkpoint, training  # noqa: E402
from l2c_planner.learning.checkpoint import BadCheckpoint  # noqa: E402

TASK = short_task()


def options(**changes) -> TrainingOptions:
    """A run of seconds."""
    data = {
        "episodes": 4,
        "tasks": {"train": 2, "validation": 1, "quads": [3]},
        "rounds": {"references": 2, "trajectories": [2, 3]},
        "loss": {"violation": 10.0},
    }
    return TrainingOptions.model_validate({**data, **changes})


class TestTasks:
    def test_same_numbers_same_task(self):
        a, b = (Distribution(TASK, (3, 4)).sample("test", 5) for _ in range(2))
        assert a == b and a.team.n == 4

    def test_splits_and_seeds_differ(self):
        drawn = [Distribution(TASK, (3,), seed=seed).sample(split, 0) for split in SPLITS for seed in (0, 1)]
        assert len({t.team.com_offset.tobytes() for t in drawn}) == 6

    def test_stay_within_the_distribution(self):
        tasks = Distribution(TASK, (3,), 0.04, 0.3, 0.2).samples("train", 40)
        offsets = np.array([t.team.com_offset for t in tasks])
        mass = np.array([t.team.load_mass for t in tasks]) / 3.0
        inertia = np.array([t.team.load.inertia for t in tasks]) / 0.25
        assert np.linalg.norm(offsets, axis=1).max() <= 0.04 and np.abs(mass - 1).max() <= 0.3
        assert np.abs(inertia - 1).max() <= 0.2 and np.ptp(inertia, axis=1).max() < 1e-12
        assert (offsets[:, :2].min(0) < -0.01).all() and (offsets[:, :2].max(0) > 0.01).all()
        assert mass.min() < 0.85 and mass.max() > 1.15

    def test_nothing_else_changes(self):
        drawn = Distribution(TASK, (3,), 0.0, 0.0, 0.0, turn=0.0).sample("train", 0)
        middle = TASK.team.load.model_copy(update={"com_offset": (0.0, 0.0, 0.0)})
        assert drawn == TASK.model_copy(update={"team": TASK.team.model_copy(update={"load": middle})})

    def test_attachments_of_tasks_to_learn_from_are_turned(self):
        given = TASK.team.attachment
        turns = []
        for split in SPLITS:
            for task in Distribution(TASK, (3,), turn=0.5).samples(split, 8):
                found = task.team.attachment
                np.testing.assert_allclose(np.linalg.norm(found, axis=1), np.linalg.norm(given, axis=1), rtol=1e-14)
                z = found[:, :2] @ [1, 1j] / (given[:, :2] @ [1, 1j])
                np.testing.assert_allclose(z, z[0], rtol=1e-13)
                turns.append(np.angle(z[0]))
        assert np.abs(turns).max() <= 0.5 and np.ptp(turns[:16]) > 0.5
        assert not np.any(turns[16:])

    def test_turning_changes_nothing_else(self):
        one, other = (Distribution(TASK, (3,), turn=turn).sample("train", 3) for turn in (0.0, 0.5))
        same = other.team.model_copy(update={"attachments": one.team.attachments})
        assert other.model_copy(update={"team": same}) == one

    def test_unknown_split_is_refused(self):
        with pytest.raises(ValueError, match="valid: train | validation | test"):
            Distribution(TASK).sample("exam", 0)

    def test_task_without_a_start_is_said(self):
        with pytest.raises(
            InfeasibleTask, match="no feasible start in 20 draws; the last: start: quad_7 is .* from pillar"
        ):
            Distribution(TASK, (8,)).sample("train", 0)


class TestOptions:
    def test_shipped_file_holds_the_defaults(self):
        found, task = load_training(shipped_file("training.yaml"))
        assert found == TrainingOptions()
        assert task.team.n == 6

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ("episods: 3", "did you mean episodes"),
            ("rounds: {references: 0}", "rounds.references"),
            ("optimiser: {rate: fast}", "optimiser.rate"),
            ("loss: {tracking: 0, effort: 0, violation: 0, residual: 0}", "at least one weight of the plan above 0"),
            ("loss: {plant: closed}", "loss.plant"),
            ("task: none.yaml", "none.yaml"),
        ],
    )
    def test_a_mistake_is_one_line(self, tmp_path, line, message):
        path = tmp_path / "training.yaml"
        path.write_text(line)
        with pytest.raises(ConfigError, match=message) as error:
            load_training(path)
        assert "\n" not in str(error.value)

    def test_a_swarm_is_refused(self, tmp_path):
        (tmp_path / "training.yaml").write_text(f"task: {shipped_file('swarm.yaml')}")
        with pytest.raises(ConfigError, match="valid: a multilift task"):
            load_training(tmp_path / "training.yaml")


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """An uninterrupted run: folder and episodes."""
    folder, episodes = tmp_path_factory.mktemp("run"), []
    training.train(options(), TASK, folder, progress=episodes.append)
    return folder, episodes


def same(a, b) -> bool:
    """Equal bit for bit, through dictionaries and lists."""
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    return torch.equal(a, b) if isinstance(a, torch.Tensor) else a == b


class TestTraining:
    def test_reports_every_episode(self, finished):
        _, episodes = finished
        assert [e.number for e in episodes] == [0, 1, 2, 3] and {e.episodes for e in episodes} == {4}
        assert all(e.pivot > 0 and e.failed == 0 and e.gradient > 0 for e in episodes)
        for e in episodes:
            assert e.loss == pytest.approx({stage: sum(terms.values()) for stage, terms in e.terms.items()})
            assert set(e.validation) == set(e.loss)

    def test_learns(self, tmp_path):
        episodes = []
        longer = options(episodes=12, tasks={"train": 1, "validation": 0, "quads": [3]}, optimiser={"rate": 0.05})
        training.train(longer, TASK, tmp_path, progress=episodes.append)
        assert episodes[-1].loss["trajectories"] < 0.7 * episodes[0].loss["trajectories"]
        assert episodes[-1].loss["references"] < episodes[0].loss["references"]

    def test_interrupted_and_resumed_equals_uninterrupted(self, finished, tmp_path):
        class Stopped(Exception):
            pass

        def stop(episode):
            if episode.number == 1:
                raise Stopped

        with pytest.raises(Stopped):
            training.train(options(), TASK, tmp_path, progress=stop)
        torch.manual_seed(77)  # whatever happens in between
        numbers = []
        training.train(options(), TASK, tmp_path, resume=True, progress=lambda e: numbers.append(e.number))
        assert numbers == [2, 3]
        whole, parts = (torch.load(f / checkpoint.NAME, weights_only=True) for f in (finished[0], tmp_path))
        assert same(whole, parts)
        assert (finished[0] / training.EXPORT).read_bytes() == (tmp_path / training.EXPORT).read_bytes()

    def test_what_is_exported_is_best_on_the_validation_tasks(self):
        lines = [
            {"validation": {"references": a, "trajectories": b}} for a, b in ((2, 1), (0.5, 1.5), (2, 0.5), (1, 1.009))
        ]
        assert [training.is_best(lines[: i + 1]) for i in range(4)] == [True, True, False, True]
        assert training.is_best([{"validation": {}}, {"validation": {}}])

    def test_checkpoint_and_exported_file_hold_the_same_networks(self, tmp_path):
        once = options(episodes=1, tasks={"train": 1, "validation": 0, "quads": [3]})
        training.train(once, TASK, tmp_path)
        networks, found = checkpoint.networks_of(tmp_path / checkpoint.NAME)
        assert found == once
        read = load_learned(tmp_path / training.EXPORT).scores("trajectories", features(TASK))["cable"]
        again = networks.exported(once.rounds.most()).scores("trajectories", features(TASK))["cable"]
        np.testing.assert_array_equal(again, read)

    def test_diverging_run_ends_with_a_line_and_keeps_the_checkpoint(self, finished, tmp_path, monkeypatch):
        path = tmp_path / checkpoint.NAME
        path.write_bytes((finished[0] / checkpoint.NAME).read_bytes())
        before = path.read_bytes()

        def fail(*_):
            raise FloatingPointError

        monkeypatch.setattr(Objective, "outcome", fail)
        with pytest.raises(training.Diverged, match="episode 4: 4 of 4 plans were not finite"):
            training.train(options(episodes=5), TASK, tmp_path, resume=True)
        assert path.read_bytes() == before


class TestCheckpoint:
    def changed(self, finished, tmp_path, **changes):
        content = torch.load(finished[0] / checkpoint.NAME, weights_only=True)
        path = tmp_path / checkpoint.NAME
        torch.save(content | changes, path)
        return path, content

    def test_missing(self, tmp_path):
        with pytest.raises(BadCheckpoint, match="no checkpoint .FileNotFoundError."):
            training.train(options(), TASK, tmp_path, resume=True)

    @pytest.mark.parametrize("content", (b"", b"PK", b"\x80\x04K\x01."))
    def test_damaged(self, tmp_path, content):
        (tmp_path / checkpoint.NAME).write_bytes(content)
        with pytest.raises(BadCheckpoint, match="no checkpoint|schema") as error:
            checkpoint.read(tmp_path / checkpoint.NAME)
        assert "\n" not in str(error.value)

    def test_other_schema(self, finished, tmp_path):
        path, _ = self.changed(finished, tmp_path, schema=1)
        with pytest.raises(BadCheckpoint, match="schema: got 1; valid: 2"):
            checkpoint.read(path)

    def test_not_a_number(self, finished, tmp_path):
        networks = torch.load(finished[0] / checkpoint.NAME, weights_only=True)["networks"]
        name = next(iter(networks))
        networks[name].view(-1)[0] = math.nan
        path, _ = self.changed(finished, tmp_path, networks=networks)
        with pytest.raises(BadCheckpoint, match="is not finite"):
            checkpoint.networks_of(path)

    def test_other_networks(self, finished, tmp_path):
        path, content = self.changed(finished, tmp_path, sizes={"references": {"load": 3}})
        with pytest.raises(BadCheckpoint, match="do not fit"):
            checkpoint.networks_of(path)

    def test_resuming_with_other_options_is_refused(self, finished, tmp_path):
        self.changed(finished, tmp_path)
        with pytest.raises(BadCheckpoint, match="seed: the run began with 0; valid: the same"):
            training.train(options(seed=1), TASK, tmp_path, resume=True)

    def test_a_failed_write_leaves_the_old_file(self, tmp_path):
        path = tmp_path / "file"
        path.write_text("old")

        def write(temporary):
            temporary.write_text("half")
            raise OSError("disk full")

        with pytest.raises(OSError, match="disk full"):
            checkpoint.written(path, write)
        assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]


def trial(**changes) -> Trial:
    values = {"method": "m", "quads": 3, "task": 0, "feasible_round": 10, "good_round": 12, "stop_round": 15}
    return Trial(**{**values, "cost_ratio": 1.01, **changes})


class TestEvaluation:
    def test_table_counts_and_names_failures(self):
        trials = [
            trial(),
            trial(task=1, feasible_round=20, good_round=WITHIN + 1, cost_ratio=1.2),
            trial(task=2, feasible_round=None, good_round=None, stop_round=MOST, cost_ratio=None),
            trial(quads=4),
        ]
        three, four = table(trials)
        assert (three["tasks"], three["feasible_within"], three["good_within"]) == (3, 2, 1)
        assert (three["feasible_round"], three["good_round"], three["stop_round"]) == (20, WITHIN + 1, 15)
        assert three["good_round_largest"] is None and three["failed_tasks"] == [2]
        assert three["cost_ratio"] == pytest.approx(1.105) and three["cost_ratio_largest"] == 1.2
        assert four["quads"] == 4 and four["feasible_within"] == 1

    def test_all_methods_are_judged_alike(self, finished):
        heard = []
        methods = [
            hand_tuned_method(),
            balancing_method(),
            learned_method(load_learned(finished[0] / training.EXPORT)),
        ]
        trials = evaluate(methods, [(7, TASK)], progress=heard.append)
        assert heard == trials and [t.method for t in trials] == ["hand-tuned", "residual balancing", "learned"]
        hand = trials[0]
        assert hand.task == 7 and hand.quads == 3 and hand.feasible_round <= hand.good_round <= MOST
        assert hand.cost_ratio >= 1.0 or hand.stop_round > WITHIN

    def test_optimum_of_the_centralised_solver_is_no_more(self):
        trials = [evaluate([hand_tuned_method()], [(0, TASK)], exact=exact)[0] for exact in (False, True)]
        assert trials[1].cost_ratio >= trials[0].cost_ratio - 1e-6
        assert trials[1].cost_ratio >= 1 - 1e-4
