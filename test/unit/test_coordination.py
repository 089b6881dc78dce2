"""The coordination step against IPOPT on the same knots, and what it promises beside."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from knot_cases import EXACT, NONE, circle_program, distance_program, impossible_program, obstacle_program, solved
from knot_oracle import Oracle, sample

from l2c_planner.config import default_task_path
from l2c_planner.coupling.coordination import Coordination
from l2c_planner.coupling.interior_point import Options

STAGES = ["references", "trajectories"]
every_stage = pytest.mark.parametrize("stage", STAGES)
every_team = pytest.mark.parametrize("quads", [3, 6])


def coordinated(stage: str, quads: int, items: int, seed: int, spread: float, options: Options = EXACT):
    """A sample's coordination after one cold solve, with targets, weights and result."""
    s = sample(stage, quads)
    target, weight = s.draw(items, seed, spread)
    coordination, result = solved(s.program, s.parameters, target, weight, options)
    return s, coordination, result, target, weight


def objective(target, weight, z) -> np.ndarray:
    return 0.5 * np.sum(weight * (z - target) ** 2, axis=-1)


def largest(multipliers: dict[str, np.ndarray]) -> float:
    return max(float(np.abs(m).max()) for m in multipliers.values() if m.size)


@every_stage
@every_team
class TestAgainstIpopt:
    @pytest.mark.parametrize("spread", [0.3, 1.0])
    def test_solution_multipliers_and_active_set(self, stage, quads, spread):
        s, coordination, result, target, weight = coordinated(stage, quads, 12, seed=quads, spread=spread)
        assert result.converged.all() and not result.infeasible.any()
        oracle, multipliers, active = Oracle(s.program, s.parameters), coordination.multipliers(), coordination.active()
        for i, z in enumerate(result.copies):
            mine = {name: m[i] for name, m in multipliers.items()}
            found = oracle.solve(target[i], weight[i], z, mine)
            assert found.success
            np.testing.assert_allclose((found.z - z) * np.sqrt(s.scale), 0, atol=1e-6)
            for name, m in found.multipliers.items():
                np.testing.assert_allclose(mine[name], m, atol=1e-6 * max(1, largest(mine)))
                if name != "equations":
                    assert np.array_equal(active[name][i][m > 1e-4 * largest(mine)], m[m > 1e-4 * largest(mine)] > 0)

    def test_optimum_found_from_the_target(self, stage, quads):
        """IPOPT finds the same local minimum almost always, and the same point whenever the value is the same."""
        s, _, result, target, weight = coordinated(stage, quads, 16, seed=1, spread=0.5)
        oracle, same = Oracle(s.program, s.parameters), 0
        for i, z in enumerate(result.copies):
            found = oracle.solve(target[i], weight[i], target[i])
            mine = objective(target[i], weight[i], z)
            if found.success and abs(found.objective - mine) <= 1e-8 * (1 + mine):
                same += 1
                np.testing.assert_allclose((found.z - z) * np.sqrt(s.scale), 0, atol=2e-5)
        assert same >= 13

    def test_optimality_conditions(self, stage, quads):
        _, coordination, result, target, weight = coordinated(stage, quads, 24, seed=2, spread=2.0)
        memory, violations = coordination.memory, coordination.violations()
        assert result.converged.all()
        assert max(v.max() for v in violations.values()) < 1e-9
        assert np.all(memory.s > 0) and np.all(memory.dual >= 0)
        assert (memory.s * memory.dual).max() < 1e-9


@pytest.fixture(scope="module")
def crowded_task(tmp_path_factory):
    """The shipped task with load and cable clearance, and a sphere beside the pillars."""
    folder = tmp_path_factory.mktemp("task")
    for file in default_task_path().parent.glob("*.yaml"):
        (folder / file.name).write_text(file.read_text())
    path = folder / "transport.yaml"
    text = path.read_text().replace("load_obstacle: null", "load_obstacle: 0.05")
    text = text.replace("cable_obstacle: null", "cable_obstacle: 0.05")
    ball = "  - {name: ball, shape: sphere, center: [0.9, 1.6, 1.4], radius: 0.2}\n"
    path.write_text(text.replace("\n\nclearance:", f"\n{ball}\nclearance:"))
    return str(path)


class TestOptionalConstraints:
    def test_sphere_load_and_cable_clearance(self, crowded_task):
        s = sample("trajectories", 3, crowded_task)
        names = {t.name for t in s.program.inequalities}
        assert {"load clearance", "cable clearance", "obstacle clearance"} <= names
        target, weight = s.draw(30, 4, 1.0)
        coordination, result = solved(s.program, s.parameters, target, weight)
        assert result.converged.all()
        active = coordination.active()
        assert active["obstacle clearance"].any() and active["cable clearance"].any()
        oracle, multipliers = Oracle(s.program, s.parameters), coordination.multipliers()
        for i, z in enumerate(result.copies):
            found = oracle.solve(target[i], weight[i], z, {n: m[i] for n, m in multipliers.items()})
            np.testing.assert_allclose((found.z - z) * np.sqrt(s.scale), 0, atol=1e-6)

    def test_moving_obstacle(self):
        """Parameters by knot: the nearest point outside a sphere that wanders."""
        centre = np.column_stack([np.linspace(-0.5, 0.5, 11), np.full(11, 0.1), np.zeros(11)])
        table = np.concatenate([centre, np.ones((11, 3)), np.full((11, 1), 1.0)], axis=1)[:, None]
        _, result = solved(obstacle_program(), {"clearance": table}, np.zeros((11, 3)))
        away = -centre / np.linalg.norm(centre, axis=1, keepdims=True)
        np.testing.assert_allclose(result.copies, centre + away, atol=1e-7)

    def test_replaced_parameters(self):
        tables = [np.tile([[x, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0]], (3, 1, 1)) for x in (0.1, -0.1)]
        coordination, first = solved(obstacle_program(), {"clearance": tables[0]}, np.zeros((3, 3)))
        coordination.replace({"clearance": tables[1]})
        coordination.guess(np.zeros((3, 3)))
        second = coordination.solve(np.zeros((3, 3)), np.ones((3, 3)))
        np.testing.assert_allclose(first.copies[:, 0], -0.9, atol=1e-7)
        np.testing.assert_allclose(second.copies[:, 0], 0.9, atol=1e-7)

    def test_vertical_cylinder_leaves_the_height_free(self):
        table = np.array([[0.2, 0.0, 5.0, 1.0, 1.0, 0.0, 1.0]])
        _, result = solved(obstacle_program(), {"clearance": table}, [[0.0, 0.0, 3.0]])
        np.testing.assert_allclose(result.copies, [[-0.8, 0.0, 3.0]], atol=1e-7)


class TestIndependence:
    """An item's answer has the same bits whatever else is solved beside it."""

    @every_stage
    def test_position_and_company(self, stage):
        s = sample(stage, 3)
        target, weight = s.draw(21, 5, 3.0)
        target[4, 0] = np.nan
        rng = np.random.default_rng(6)
        order = rng.permutation(21)
        moved = target + 0.05 * rng.normal(size=target.shape) / np.sqrt(s.scale)

        def answers(which):
            start = s.reference[which]
            coordination, cold = solved(s.program, s.parameters, target[which], weight[which], Options(), start)
            warm = coordination.solve(moved[which], 2 * weight[which])
            return cold.copies, cold.iterations, warm.copies, warm.iterations, *coordination.multipliers().values()

        together = answers(np.arange(21))
        for shuffled, one in zip(answers(order), together, strict=True):
            assert np.array_equal(shuffled, one[order])
        for i in (0, 4, 9, 20):
            for alone, one in zip(answers(np.array([i])), together, strict=True):
                assert np.array_equal(alone[0], one[i])

    def test_infeasible_company(self):
        target = np.array([[2.0, 1.0], [0.5, 0.1], [0.0, -3.0]])
        least = {"wall": np.array([[[2.0]], [[0.5]], [[-1.0]]])}
        _, together = solved(impossible_program(), least | {"circle": NONE}, target)
        for i in range(3):
            own = {"wall": least["wall"][i : i + 1], "circle": NONE}
            _, alone = solved(impossible_program(), own, target[i : i + 1])
            assert np.array_equal(alone.copies[0], together.copies[i])


class TestWarmStart:
    @every_stage
    def test_fewer_iterations_same_answer(self, stage):
        s, coordination, first, target, weight = coordinated(stage, 3, 32, seed=7, spread=0.3)
        nearby = target + 0.02 * np.random.default_rng(8).normal(size=target.shape) / np.sqrt(s.scale)
        warm = coordination.solve(nearby, weight)
        _, cold = solved(s.program, s.parameters, nearby, weight)
        assert warm.converged.all()
        assert np.median(warm.iterations) < np.median(cold.iterations)
        same = np.abs(objective(nearby, weight, warm.copies) - objective(nearby, weight, cold.copies)) < 1e-9
        assert same.mean() > 0.9
        np.testing.assert_allclose((warm.copies - cold.copies)[same] * np.sqrt(s.scale), 0, atol=1e-5)

    def test_scaled_weights_change_nothing_but_the_multipliers(self):
        _, coordination, first, target, weight = coordinated("trajectories", 3, 9, seed=9, spread=1.0)
        before = coordination.multipliers()
        second = coordination.solve(target, 1e4 * weight)
        np.testing.assert_allclose(second.copies, first.copies, atol=1e-7)
        for name, m in coordination.multipliers().items():
            np.testing.assert_allclose(m, 1e4 * before[name], rtol=1e-3, atol=1e-3 * 1e4 * largest(before))

    def test_bad_warm_start(self):
        """From the solution of a mirrored problem far away, and from copies that are not numbers."""
        s, coordination, _, target, weight = coordinated("trajectories", 3, 16, seed=10, spread=1.0)
        coordination.solve(-5 * target, 100 * weight)
        again = coordination.solve(target, weight)
        assert again.converged.all()
        coordination.guess(np.full_like(target, np.nan))
        assert coordination.solve(target, weight).converged.all()

    def test_shift_and_adopt_continue_from_other_items(self):
        s, coordination, first, target, weight = coordinated("trajectories", 3, 20, 11, 1.0, Options())
        order = np.minimum(np.arange(20) + 3, 19)
        other = Coordination(s.program, 20, s.parameters, Options())
        other.adopt(coordination, order)
        coordination.shift(order)
        shifted, adopted = coordination.solve(target[order], weight[order]), other.solve(target[order], weight[order])
        assert np.array_equal(shifted.copies, adopted.copies)
        assert shifted.iterations.max() <= 3
        np.testing.assert_allclose((shifted.copies - first.copies[order]) * np.sqrt(s.scale), 0, atol=1e-5)


class TestHardCases:
    def test_infeasible_ends_at_the_least_violated_point(self):
        coordination, result = solved(impossible_program(), {"wall": np.array([[2.0]]), "circle": NONE}, [[0.0, 1.0]])
        assert result.infeasible[0] and not result.converged[0]
        assert result.iterations[0] <= 5 * EXACT.max_iterations
        # least squares of (2 - x) and (x^2 - 1) / 2 at y = 0: x^3 + x = 4
        np.testing.assert_allclose(result.copies[0], [1.3788, 0.0], atol=5e-3)
        violations = coordination.violations()
        assert violations["wall"][0, 0, 0] == pytest.approx(2 - 1.3788, abs=2e-3)

    def test_infeasible_knot_recovers(self):
        coordination, first = solved(impossible_program(), {"wall": np.array([[0.5]]), "circle": NONE}, [[0.0, 1.0]])
        assert first.converged.all()
        np.testing.assert_allclose(first.copies, [[0.5, np.sqrt(0.75)]], atol=1e-7)

    def test_infeasible_again_is_cheap(self):
        coordination, first = solved(impossible_program(), {"wall": np.array([[2.0]]), "circle": NONE}, [[0.0, 1.0]])
        second = coordination.solve(np.array([[0.01, 1.0]]), np.ones((1, 2)))
        assert second.infeasible[0] and second.iterations[0] < first.iterations[0] / 2

    def test_coinciding_robots_are_taken_apart(self):
        _, result = solved(distance_program(), {"pair distance": np.array([[0.4]])}, np.zeros((3, 4)))
        assert result.converged.all()
        np.testing.assert_allclose(np.linalg.norm(result.copies[:, :2] - result.copies[:, 2:], axis=1), 0.4, atol=1e-8)

    def test_equations_only(self):
        coordination, result = solved(circle_program(), {"circle": NONE}, [[3.0, 4.0], [0.0, 0.0]])
        np.testing.assert_allclose(result.copies[0], [0.6, 0.8], atol=1e-8)
        assert result.converged.all() and coordination.active() == {}
        assert np.linalg.norm(result.copies[1]) == pytest.approx(1)

    def test_many_robots_in_one_place(self):
        program = distance_program(points=6)
        _, result = solved(program, {"pair distance": np.full((15, 1), 0.4)}, np.zeros((2, 12)))
        assert result.converged.all()

    @pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e200])
    def test_invalid_target_falls_back_to_the_last_good_copies(self, value):
        s, coordination, first, target, weight = coordinated("trajectories", 3, 12, seed=12, spread=0.5)
        broken = target.copy()
        broken[7, 3] = value
        second = coordination.solve(broken, weight)
        others = np.arange(12) != 7
        assert not second.converged[7] and second.converged[others].all()
        assert np.array_equal(second.copies[7], first.copies[7])
        assert coordination.solve(target, weight).converged.all()

    @pytest.mark.parametrize("value", [np.nan, np.inf, -1.0])
    def test_invalid_weight(self, value):
        s, coordination, first, target, weight = coordinated("references", 3, 3, seed=13, spread=0.5)
        weight[1, 0] = value
        second = coordination.solve(target, weight)
        assert list(second.converged) == [True, False, True] and np.isfinite(second.copies).all()

    @every_stage
    def test_targets_far_outside(self, stage):
        _, coordination, result, _, _ = coordinated(stage, 6, 40, seed=14, spread=10.0, options=Options())
        assert result.converged.mean() > 0.9 and np.isfinite(result.copies).all()
        bad = max(v[result.converged].max() for v in coordination.violations().values())
        assert bad < 1e-6

    def test_variables_without_weight(self):
        weight = np.array([[1.0, 0.0, 1.0, 1.0]])
        _, result = solved(distance_program(), {"pair distance": np.array([[1.0]])}, [[0.2, 0.1, 0.0, 0.0]], weight)
        assert np.isfinite(result.copies).all()


FUZZ = Coordination(sample("trajectories", 3).program, 3, sample("trajectories", 3).parameters, Options())
extreme = st.floats(allow_nan=True, allow_infinity=True, width=64) | st.floats(-20, 20)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 36), extreme), max_size=8),
    st.floats(0, 30), st.integers(0, 1000), st.floats(-6, 6),
)  # fmt: skip
def test_any_target_gives_finite_copies(changes, spread, seed, power):
    s = sample("trajectories", 3)
    target, weight = s.draw(3, seed, spread)
    for item, variable, value in changes:
        target[item, variable] = value
    result = FUZZ.solve(target, weight * 10.0**power)
    assert np.isfinite(result.copies).all()
    assert not np.any(result.converged & result.infeasible)
    worst = np.max([v.reshape(3, -1).max(axis=1) for v in FUZZ.violations().values()], axis=0)
    size = 1 + np.abs(result.copies).max(axis=1)
    assert np.all(worst[result.converged] <= 1e-6 * size[result.converged] ** 2)


def test_casadi_fallback_gives_the_same_answer(monkeypatch):
    s = sample("trajectories", 3)
    target, weight = s.draw(5, 15, 1.0)
    _, native = solved(s.program, s.parameters, target, weight)
    monkeypatch.setenv("L2C_KERNELS", "casadi")
    _, interpreted = solved(s.program, s.parameters, target, weight)
    assert interpreted.converged.all()
    np.testing.assert_allclose(interpreted.copies, native.copies, atol=1e-9)
