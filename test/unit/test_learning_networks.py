"""Networks: with torch, without it, and the files between the two."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import numpy as np
import pytest
from learning_samples import objective, random_scores, short_task, slope

from l2c_planner.config import default_task_path, load_task
from l2c_planner.learning.evaluation import evaluate
from l2c_planner.learning.methods import hand_tuned_method, learned_method
from l2c_planner.learning.stages import stage_problem
from l2c_planner.tuning.features import NAMES, features
from l2c_planner.tuning.layout import Layout
from l2c_planner.tuning.learned import BadFile, Learned, load_learned, shipped
from l2c_planner.tuning.options import host_options
from l2c_planner.tuning.stages import SIZES, STAGES

torch = pytest.importorskip("torch")

from l2c_planner.learning.function import batch_loss, rounds_loss  # noqa: E402
from l2c_planner.learning.network import AgentNetwork, Networks  # noqa: E402

ROUNDS = {"references": 4, "trajectories": 6}


@pytest.fixture(scope="module")
def networks() -> Networks:
    """Networks that have been moved at random, as training does."""
    torch.manual_seed(3)
    made = Networks(SIZES)
    with torch.no_grad():
        for parameter in made.parameters():
            parameter += 0.3 * torch.randn_like(parameter)
    made.settle()
    return made


@pytest.fixture(scope="module")
def exported(networks) -> Learned:
    return networks.exported(ROUNDS)


class TestNetwork:
    def test_hidden_layers_have_norm_1(self, networks):
        network = networks.by_name["trajectories_cable"]
        for _ in range(100):
            network.settle()
        for weight, _ in network.layers()[:-1]:
            assert np.linalg.norm(weight, 2) == pytest.approx(1.0, rel=1e-3)

    def test_looking_at_scores_does_not_move_the_norms(self, networks):
        first = networks.scores("trajectories", features(short_task()))["cable"]
        again = networks.scores("trajectories", features(short_task()))["cable"]
        assert torch.equal(first, again)

    def test_starts_near_the_given_values(self):
        torch.manual_seed(0)
        made = Networks(SIZES)
        scores = made.scores("trajectories", features(short_task()))
        assert max(float(s.detach().abs().max()) for s in scores.values()) < 0.2

    def test_starts_without_use_of_rare_features(self):
        torch.manual_seed(0)
        network = AgentNetwork(NAMES["load"], 5)
        nominal, larger = torch.zeros(1, 6, dtype=torch.float64), torch.zeros(1, 6, dtype=torch.float64)
        larger[0, NAMES["load"].index("team size")] = 0.7
        assert torch.equal(network(nominal), network(larger))
        larger[0, NAMES["load"].index("load mass")] = 0.7
        assert not torch.equal(network(nominal), network(larger))

    def test_without_features_all_agents_get_the_same(self):
        torch.manual_seed(0)
        made = Networks(SIZES, informed=False)
        a, b = (made.scores("trajectories", features(t))["cable"] for t in (short_task(), short_task(5)))
        assert torch.allclose(a[0], a[1], atol=1e-15) and torch.allclose(a[0], b[4], atol=1e-15)


class TestExported:
    def test_equals_torch(self, networks, exported):
        for n in (3, 6, 8):
            given = features(short_task(n))
            for stage in STAGES:
                found, expected = exported.scores(stage, given), networks.scores(stage, given)
                for c in STAGES[stage]:
                    np.testing.assert_allclose(found[c], expected[c].detach().numpy(), rtol=0, atol=1e-12)

    def test_fixed_networks_equal_torch(self):
        torch.manual_seed(0)
        made = Networks(SIZES, informed=False)
        given = features(short_task(5))
        found = made.exported(ROUNDS).scores("trajectories", given)["cable"]
        np.testing.assert_allclose(
            found, made.scores("trajectories", given)["cable"].detach().numpy(), rtol=0, atol=1e-12
        )

    def test_exporting_does_not_move_the_networks(self, networks):
        before = {name: value.clone() for name, value in networks.state_dict().items()}
        networks.exported(ROUNDS)
        assert all(torch.equal(value, before[name]) for name, value in networks.state_dict().items())

    def test_survives_the_file(self, exported, tmp_path):
        path = tmp_path / "learned.npz"
        path.write_bytes(exported.bytes())
        loaded = load_learned(path)
        assert loaded.rounds == ROUNDS
        given = features(short_task(4))
        for stage in STAGES:
            for c in STAGES[stage]:
                np.testing.assert_array_equal(loaded.scores(stage, given)[c], exported.scores(stage, given)[c])

    @pytest.mark.parametrize("n", (3, 8))
    def test_tuning_is_that_of_the_scores(self, exported, n):
        task = short_task(n, obstacles=[])
        tuning = exported.tuning(task, stage_problem(task, "trajectories"), "trajectories")
        layout = Layout(stage_problem(task, "trajectories"), host_options(task.planner), 200)
        expected = layout.tuning(exported.scores("trajectories", features(task)))
        np.testing.assert_array_equal(tuning.classes["cable"].penalty, expected.classes["cable"].penalty)
        np.testing.assert_allclose(tuning.schedule, expected.schedule, rtol=1e-9)
        assert all(factor == float(f"{factor:.10g}") for factor in tuning.schedule)
        assert not np.allclose(tuning.classes["cable"].penalty, 1.0)

    def test_planning_needs_no_torch(self):
        modules = "l2c_planner.tuning.learned, l2c_planner.learning.evaluation"
        code = f"import sys, {modules}; assert 'torch' not in sys.modules"
        subprocess.run([sys.executable, "-c", code], check=True)


def rewritten(exported: Learned, **changes) -> bytes:
    """The file with some arrays replaced; None leaves one out."""
    with np.load(io.BytesIO(exported.bytes())) as archive:
        arrays = {name: archive[name] for name in archive.files}
    header = json.loads(bytes(arrays["header"]))
    header |= changes.pop("header", {})
    arrays["header"] = np.frombuffer(json.dumps(header).encode(), np.uint8)
    arrays |= changes
    stream = io.BytesIO()
    np.savez(stream, **{name: a for name, a in arrays.items() if a is not None})
    return stream.getvalue()


class TestBadFile:
    def refused(self, tmp_path, content: bytes) -> str:
        path = tmp_path / "bad.npz"
        path.write_bytes(content)
        with pytest.raises(BadFile) as error:
            load_learned(path)
        line = str(error.value)
        assert line.startswith(str(path)) and "valid: " in line and "\n" not in line
        return line

    def test_missing(self, tmp_path):
        with pytest.raises(BadFile, match="cannot be read"):
            load_learned(tmp_path / "none.npz")

    @pytest.mark.parametrize("content", (b"", b"PK\x03\x04", b"{}"))
    def test_not_an_archive(self, tmp_path, content):
        assert "no networks" in self.refused(tmp_path, content)

    def test_cut_short(self, tmp_path, exported):
        assert "no networks" in self.refused(tmp_path, exported.bytes()[:-400])

    def test_other_schema(self, tmp_path, exported):
        assert "schema: got 99; valid: 2" in self.refused(tmp_path, rewritten(exported, header={"schema": 99}))

    def test_other_features(self, tmp_path, exported):
        content = rewritten(exported, header={"features": {"load": ["mass"], "cable": list(NAMES["cable"])}})
        assert "features of load: got ['mass']" in self.refused(tmp_path, content)

    @pytest.mark.parametrize("features", (None, [], 3, "load"))
    def test_features_of_another_kind(self, tmp_path, exported, features):
        assert "features of load: got" in self.refused(tmp_path, rewritten(exported, header={"features": features}))

    def test_no_rounds(self, tmp_path, exported):
        assert "rounds: got {}" in self.refused(tmp_path, rewritten(exported, header={"rounds": {}}))

    def test_not_a_number(self, tmp_path, exported):
        name = "trajectories/cable/1/bias"
        bias = exported.layers["trajectories"]["cable"][1][1].copy()
        bias[3] = np.nan
        assert "trajectories/cable: layer 1 is not finite" in self.refused(
            tmp_path, rewritten(exported, **{name: bias})
        )

    def test_network_that_is_not_there(self, tmp_path, exported):
        arrays = {f"trajectories/cable/{i}/{p}": None for i in range(3) for p in ("weight", "bias")}
        assert "no network trajectories/cable" in self.refused(tmp_path, rewritten(exported, **arrays))

    def test_network_of_another_class(self, tmp_path, exported):
        layers = exported.layers["trajectories"]["cable"]
        arrays = {f"trajectories/robot/0/{p}": a for p, a in zip(("weight", "bias"), layers[0], strict=True)}
        assert "unknown network trajectories/robot" in self.refused(tmp_path, rewritten(exported, **arrays))

    def test_network_of_other_shape(self, tmp_path, exported):
        weight = exported.layers["references"]["load"][0][0][:, :-1]
        assert "references/load: layer 0" in self.refused(
            tmp_path, rewritten(exported, **{"references/load/0/weight": weight})
        )

    def test_network_with_too_few_scores(self, tmp_path, exported):
        weight, bias = exported.layers["references"]["load"][-1]
        arrays = {"references/load/2/weight": weight[:-1], "references/load/2/bias": bias[:-1]}
        assert "references/load: 57 scores; valid: 58" in self.refused(tmp_path, rewritten(exported, **arrays))


class TestFunction:
    """Loss of the rounds as a function of tensors."""

    @staticmethod
    def tensors(scores) -> dict[str, torch.Tensor]:
        return {c: torch.tensor(s, requires_grad=True) for c, s in scores.items()}

    @pytest.mark.parametrize("stage", STAGES)
    def test_gradient_is_that_of_differences(self, stage):
        o = objective(stage, 2)
        scores = random_scores(o.layout.sizes(), 2, 1.0)
        tensors = self.tensors(scores)
        rounds_loss(o, tensors).backward()
        direction = random_scores(o.layout.sizes(), 5, 1.0)
        expected = slope(lambda h: o.value({c: scores[c] + h * direction[c] for c in scores}), 1e-3)
        found = sum(np.vdot(direction[c], tensors[c].grad.numpy()) for c in direction)
        assert found == pytest.approx(expected, rel=1e-3)

    def test_scales_with_what_comes_back(self):
        o = objective("references", 2)
        once, thrice = (self.tensors(random_scores(o.layout.sizes())) for _ in range(2))
        rounds_loss(o, once).backward()
        (3 * rounds_loss(o, thrice)).backward()
        assert torch.allclose(thrice["load"].grad, 3 * once["load"].grad, rtol=1e-12)

    def test_batch_is_the_mean_over_tasks_of_any_size(self):
        several = [objective("trajectories", 2, short_task(n)) for n in (3, 4)]
        scores = [self.tensors(random_scores(o.layout.sizes(), i)) for i, o in enumerate(several)]
        loss = batch_loss(several, scores)
        loss.backward()
        outcomes = [o({c: t.detach().numpy() for c, t in s.items()}) for o, s in zip(several, scores, strict=True)]
        assert loss.item() == pytest.approx(np.mean([out.loss for out in outcomes]), rel=1e-12)
        for s, out in zip(scores, outcomes, strict=True):
            np.testing.assert_allclose(s["cable"].grad.numpy(), out.by_scores["cable"] / 2, rtol=1e-10)

    def test_listener_hears_the_outcome(self):
        o, heard = objective("references", 2), []
        loss = rounds_loss(o, self.tensors(o.layout.zeros()), heard.append)
        assert heard[0].loss == loss.item()


class TestShipped:
    """The networks in config/."""

    def test_they_tune_every_team(self):
        for n in (3, 8):
            task = load_task(default_task_path(), n)
            tuning = shipped().tuning(task, stage_problem(task, "trajectories"), "trajectories")
            assert tuning.classes["cable"].penalty.shape == (n, 12) and len(tuning.schedule) == 200

    def test_a_plan_takes_half_the_rounds(self):
        task = load_task(default_task_path(), 5)
        hand, learned = evaluate([hand_tuned_method(), learned_method(shipped())], [(0, task)])
        assert learned.good_round <= 20 and learned.stop_round <= 0.6 * hand.stop_round
