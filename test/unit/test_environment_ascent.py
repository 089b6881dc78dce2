"""The ascent finds the summit, keeps its conditions, survives failed solves, and is the same for the same seed."""

import math
from dataclasses import dataclass, field

import casadi as ca
import numpy as np
import pytest

from l2c_planner.environment import line_search, quasi_newton
from l2c_planner.environment.ascent import JUDGES, NoAscent, ascend, choose
from l2c_planner.environment.chains import Chains, Point
from l2c_planner.environment.climber import FLAT
from l2c_planner.environment.motion import POINT
from l2c_planner.environment.options import AscentOptions
from l2c_planner.environment.planning import Planner
from l2c_planner.environment.primal_dual import Requirements
from l2c_planner.environment.projection import project_discs
from l2c_planner.environment.scene import Border, Limits, Metric, Parameters, Scenario, Scene
from l2c_planner.environment.shapes import Disc, constant
from l2c_planner.environment.training import TrainingTask

SUMMIT = np.array([0.7, -0.4, 0.2])


@dataclass
class Plan:
    theta: np.ndarray
    barrier: float
    warm: bool
    converged: bool = True


@dataclass
class Hill:
    """A task whose value is a hill around a summit, cut into terraces where it is judged; fails as told."""

    summit: np.ndarray = field(default_factory=lambda: SUMMIT)
    fails: callable = lambda plan: False
    solves: list[Plan] = field(default_factory=list)

    def _plan(self, theta: np.ndarray, barrier: float, warm: bool) -> Plan:
        plan = Plan(theta.copy(), barrier, warm)
        plan.converged = not self.fails(plan)
        self.solves.append(plan)
        return plan

    def cold(self, theta: np.ndarray, seed: int) -> Plan:
        return self._plan(theta, 0.0, False)

    def warm(self, theta: np.ndarray, previous: Plan, barrier: float) -> Plan:
        assert previous.converged
        return self._plan(theta, barrier, True)

    def slope(self, plan: Plan) -> tuple[float, np.ndarray] | None:
        away = plan.theta - self.summit
        value = float(np.exp(-away @ away))
        return value, -2 * value * away

    def judged(self, plan: Plan) -> float:
        return round(self.slope(plan)[0], 3)


def parameters(m: int = 3, requirements=None, bound: float = 2.0) -> Parameters:
    names = tuple(f"p{i}" for i in range(m))
    box = np.full(m, bound)
    return Parameters(names, ("m",) * m, -box, box, np.full(m, 0.15), requirements)


def scenario(options: AscentOptions, given: Parameters | None = None, start: float = -1.0) -> Scenario:
    given = given or parameters()
    m = len(given.lower)

    def unused(seed: int) -> Scene:
        raise AssertionError

    return Scenario(
        "hill", "Hill", given, unused, lambda seed: {},
        lambda seed: np.full(m, start) if seed == 0 else np.random.default_rng(seed).uniform(-1, 1, m),
        (0, 1, 0, 1), ascent=options,
    )  # fmt: skip


OPTIONS = {
    "momentum": AscentOptions(iterations=60),
    "quasi_newton": AscentOptions(method="quasi_newton", iterations=40),
    "line": AscentOptions(method="line", iterations=40),
}


@pytest.mark.parametrize("method", OPTIONS)
def test_every_method_climbs_to_the_summit(method):
    m = 1 if method == "line" else 3
    task = Hill(SUMMIT[:m])
    found = ascend(scenario(OPTIONS[method], parameters(m)), [task])
    np.testing.assert_allclose(found.theta, SUMMIT[:m], atol=0.03)
    assert len(found.steps) <= OPTIONS[method].iterations
    assert found.failures == 0 and found.candidates[0].judged == pytest.approx(1.0, abs=2e-3)


@pytest.mark.parametrize("method", OPTIONS)
def test_bounds_hold_the_ascent_at_the_nearest_point(method):
    m = 1 if method == "line" else 3
    found = ascend(scenario(OPTIONS[method], parameters(m, bound=0.5), start=-0.4), [Hill(SUMMIT[:m])])
    np.testing.assert_allclose(found.theta, np.clip(SUMMIT[:m], -0.5, 0.5), atol=0.03)
    assert all(np.abs(step.theta).max() <= 0.5 for step in found.steps)


def test_several_tasks_are_climbed_in_the_mean():
    tasks = [Hill(SUMMIT + shift) for shift in (0.1 * np.eye(3)[0], -0.1 * np.eye(3)[0])]
    np.testing.assert_allclose(ascend(scenario(OPTIONS["momentum"]), tasks).theta, SUMMIT, atol=0.03)


def test_the_barrier_fades_and_plans_are_found_anew_every_so_often():
    task = Hill()
    ascend(scenario(AscentOptions(iterations=21, cold_every=10, barrier=(1e-1, 1e-3), kept=1, judges=1)), [task])
    warm = [plan.barrier for plan in task.solves if plan.warm]
    assert len(warm) == 21 and warm[0] == 0.1 and 1e-3 < warm[-1] < 1.3e-3
    np.testing.assert_allclose(np.diff(np.log(warm)), np.log(1e-2) / 21)
    order = [plan.warm for plan in task.solves][:24]
    assert [k for k, is_warm in enumerate(order) if not is_warm] == [0, 11, 22]


def test_momentum_is_that_of_a_heavy_ball_with_capped_steps_that_shrink():
    options = AscentOptions(iterations=25, momentum=0.6, cap=0.8, decay=0.5)
    found = ascend(scenario(options), [Hill()])
    theta, velocity, expected = np.full(3, -1.0), np.zeros(3), []
    for k in range(25):
        expected.append(theta)
        away = theta - SUMMIT
        velocity = 0.6 * velocity - 2 * np.exp(-away @ away) * away * 0.15
        change = np.clip(velocity / max(np.sqrt(np.mean(velocity**2)), FLAT), -0.8, 0.8)
        theta = theta + 0.15 * change * (1 - 0.5 * k / 25)
    np.testing.assert_allclose([step.theta for step in found.steps], expected, atol=1e-12)


def test_every_start_has_guesses_of_its_own():
    seeds = []

    class Watched(Hill):
        def cold(self, theta: np.ndarray, seed: int) -> Plan:
            seeds.append(seed)
            return super().cold(theta, seed)

    ascend(scenario(AscentOptions(iterations=2, cold_every=1, starts=3, kept=1, judges=1)), [Watched()], seed=4)
    climbed = [seed for seed in seeds if seed < JUDGES]
    assert len(climbed) == len(set(climbed)) == 6 and {seed for seed in seeds if seed >= JUDGES} == {JUDGES + 4}


def test_a_layout_whose_plans_are_always_found_is_chosen_before_a_safer_one():
    safe, sure = SUMMIT, SUMMIT + 0.5
    tried = []
    task = Hill(fails=lambda plan: plan.theta[0] == safe[0] and (tried.append(plan) or len(tried) == 2))
    found = choose(parameters(), [task], [safe, sure], AscentOptions(judges=3), seed=0)
    assert [candidate.solved for candidate in found] == [1.0, pytest.approx(2 / 3)]
    assert np.array_equal(found[0].theta, sure) and found[1].judged == 1.0 > found[0].judged


def test_failed_solves_are_counted_and_climbed_around():
    """Warm plans fail in a ring before the summit."""
    task = Hill(fails=lambda plan: plan.warm and 0.4 < np.linalg.norm(plan.theta - SUMMIT) < 0.6)
    seen = []
    found = ascend(scenario(AscentOptions(iterations=80, cap=1.0)), [task], seed=1, progress=seen.append)
    assert found.failures == sum(not plan.converged for plan in task.solves) > 0
    assert any(math.isnan(step.value) for step in found.steps)
    assert tuple(seen) == found.steps
    assert found.candidates[0].judged > 0.7
    best = [step.best for step in found.steps]
    assert best == sorted(best)


def test_an_ascent_without_any_plan_says_so():
    with pytest.raises(NoAscent, match=r"^hill: .* solves failed$"):
        ascend(scenario(AscentOptions(iterations=5)), [Hill(fails=lambda plan: True)])


@pytest.mark.parametrize("method", OPTIONS)
def test_the_same_seed_gives_the_same_ascent(method):
    m = 1 if method == "line" else 3
    rough = {"fails": lambda plan: plan.warm and plan.theta[0] > 0}

    def run(seed: int) -> tuple[np.ndarray, list]:
        found = ascend(scenario(OPTIONS[method], parameters(m)), [Hill(SUMMIT[:m], **rough)], seed)
        return found.theta, [step.theta.tolist() for step in found.steps]

    first, second = run(3), run(3)
    np.testing.assert_array_equal(first[0], second[0])
    assert first[1] == second[1]


def test_plans_from_scratch_choose_between_several_starts():
    """The first start lies on a lower hill."""

    class Hills(Hill):
        def slope(self, plan: Plan) -> tuple[float, np.ndarray]:
            low = -np.ones(3)
            value, slope = super().slope(plan)
            away = 2 * (plan.theta - low)
            second = 0.8 * float(np.exp(-away @ away))
            return value + second, slope - 4 * second * away

    found = ascend(scenario(AscentOptions(iterations=40, starts=4)), [Hills()])
    np.testing.assert_allclose(found.theta, SUMMIT, atol=0.05)
    assert {step.start for step in found.steps} == {0, 1, 2, 3}
    assert found.candidates[0].judged == max(candidate.judged for candidate in found.candidates)


def test_regularisation_pulls_to_the_first_layout_and_has_the_right_slope():
    options = AscentOptions(beta=0.02)
    chains, origin = Chains([Hill()], parameters(), options, 0), np.zeros(3)
    theta = np.array([0.3, 0.1, -0.2])

    def at(theta: np.ndarray) -> Point:
        chains.at(origin, 1e-2)
        return chains.at(theta, 1e-2)

    assert at(theta).value == pytest.approx(
        Hill().slope(Plan(theta, 0, True))[0] - 0.01 * (theta / 0.15) @ (theta / 0.15)
    )
    differences = [(at(theta + h).value - at(theta - h).value) / 2e-6 for h in 1e-6 * np.eye(3)]
    np.testing.assert_allclose(at(theta).gradient, differences, rtol=1e-7)


@pytest.mark.parametrize("method, rho", [("momentum", 0.3), ("momentum", 0.05), ("quasi_newton", 0.05)])
def test_requirements_hold_an_ascent_at_the_nearest_allowed_point(method, rho):
    """The hill is round, so that the best point of a half-space is the nearest one; a second requirement is idle."""
    given = parameters(requirements=lambda theta: ca.vertcat(theta[0] + theta[1], theta[2] ** 2 + theta[0] ** 2 - 1))
    nearest = SUMMIT - np.array([0.15, 0.15, 0.0])
    found = ascend(scenario(AscentOptions(method=method, rho=rho), given, start=-0.5), [Hill()])
    np.testing.assert_allclose(found.theta, nearest, atol=0.02)
    assert found.theta[0] + found.theta[1] <= 1e-6


def test_multipliers_grow_while_a_requirement_is_broken_and_never_below_zero():
    required = Requirements(parameters(requirements=lambda theta: ca.vertcat(theta[0] - 1, theta[1])))
    kappa = required.raised(np.array([2.0, -3.0, 0.0]), np.array([0.5, 0.5]), 0.1)
    np.testing.assert_allclose(kappa, [0.6, 0.2])
    np.testing.assert_allclose(required.raised(np.array([0.0, -9.0, 0.0]), kappa, 0.1), [0.5, 0.0])
    np.testing.assert_allclose(required.price(np.array([0.9, 0.0, 0.0]), kappa, 0.1), [0.5, 0.2, 0.0])


def test_the_nearest_layout_within_requirements_is_a_projection():
    required = Requirements(parameters(requirements=lambda theta: ca.sumsqr(theta) - 1))
    theta = np.array([1.0, -1.5, 1.2])
    np.testing.assert_allclose(required.nearest(theta), theta / np.linalg.norm(theta), atol=1e-6)
    np.testing.assert_array_equal(required.nearest(theta / 3), theta / 3)
    assert required.kept(required.nearest(theta)) and not required.kept(theta)


def test_a_quasi_newton_ascent_needs_few_evaluations_in_a_narrow_valley():
    """Rosenbrock's function upside down, from its usual start."""
    count = 0

    def evaluate(x: np.ndarray) -> Point:
        nonlocal count
        count += 1
        a, b = 1 - x[0], x[1] - x[0] ** 2
        gradient = np.array([2 * a + 400 * x[0] * b, -200 * b])
        return Point(x, -(a**2) - 100 * b**2, gradient, 0.0)

    start = evaluate(np.array([-1.2, 1.0]))
    box = (np.full(2, -5.0), np.full(2, 5.0))
    points = quasi_newton.climb(evaluate, start, lambda x: np.clip(x, *box), np.full(2, 0.2), box, 120, 5.0)
    np.testing.assert_allclose(points[-1].theta, [1, 1], atol=1e-2)
    values = [point.value for point in points]
    assert values == sorted(values) and count <= 121


def test_a_quasi_newton_ascent_forgets_its_curvature_where_no_step_along_it_has_plans():
    asked = []

    def evaluate(x: np.ndarray) -> Point | None:
        asked.append(x)
        away = np.array([1.0, 4.0]) * (x - 1)
        return None if 4 <= len(asked) < 20 else Point(x, -float(away @ (x - 1)), -2 * away, 0.0)

    box = (np.full(2, -5.0), np.full(2, 5.0))
    points = quasi_newton.climb(evaluate, evaluate(np.zeros(2)), lambda x: x, np.full(2, 0.2), box, 80, 5.0)
    assert len(asked) > 20
    np.testing.assert_allclose(points[-1].theta, [1, 1], atol=1e-2)


def test_a_line_search_halves_its_steps_after_the_summit():
    asked = []

    def evaluate(x: np.ndarray) -> Point:
        asked.append(float(x[0]))
        return Point(x, -float((x[0] - 1.0) ** 2), np.array([-2 * (x[0] - 1.0)]), 0.0)

    first = evaluate(np.array([0.0]))
    points = line_search.climb(evaluate, first, lambda x: x, np.array([0.2]), 40)
    assert asked[:5] == pytest.approx([0.0, 0.2, 0.6, 1.4, 1.0])
    assert points[-1].theta[0] == pytest.approx(1.0) and len(asked) <= 12


def test_a_line_search_takes_failed_plans_for_steps_too_long():
    def evaluate(x: np.ndarray) -> Point | None:
        return None if x[0] > 0.5 else Point(x, float(x[0]), np.ones(1), 0.0)

    points = line_search.climb(evaluate, evaluate(np.zeros(1)), lambda x: x, np.ones(1), 40)
    assert 0.48 <= points[-1].theta[0] <= 0.5


def shelves() -> Scenario:
    """Two agents that go straight past two discs in their way; theta are the discs' centres."""
    starts, goals = np.array([[-2.0, 0.3], [0.3, 2.0]]), np.array([[2.0, 0.3], [0.3, -2.0]])

    def states(places: np.ndarray) -> ca.DM:
        return ca.DM(np.concatenate([places.T, np.zeros((2, 2))]))

    def centre(j: int):
        return lambda theta: theta[2 * j : 2 * j + 2]

    scene = Scene(
        "shelves", POINT, 20, 0.3, np.full(2, 0.15), constant(states(starts)), constant(states(goals)),
        tuple(Border(Disc(f"shelf {j}", centre(j), constant(0.4))) for j in range(2)), Limits(1.5, np.ones(2)),
        np.array([1.0, 1.0, 0.0, 0.0]), np.ones(2), Metric(0.5), 4,
    )  # fmt: skip
    radii, keepout = np.full(2, 0.4), np.concatenate([starts, goals])
    low, high = np.full(2, -1.5), np.full(2, 1.5)

    def project(theta: np.ndarray) -> np.ndarray:
        return project_discs(theta.reshape(2, 2), radii, low, high, keepout, 0.35).ravel()

    box = np.full(4, 1.5)
    given = Parameters(("x0", "y0", "x1", "y1"), ("m",) * 4, -box, box, np.full(4, 0.15), project=project)
    options = AscentOptions(iterations=15, judges=2)
    begin = np.array([0.8, 0.2, 0.2, -0.9])
    return Scenario(
        "shelves", "", given, lambda seed: scene, lambda seed: {"a": begin}, lambda seed: begin, (-2, 2, -2, 2),
        ascent=options,
    )  # fmt: skip


def test_shelves_make_way():
    """The real planner and the real gradient: safer from scratch than where it began, and free of collisions."""
    case = shelves()
    task = TrainingTask(case.tasks(0), case.ascent)
    found = ascend(case, [task])
    planner: Planner = task.planner
    before, after = (planner.cold(theta, 7) for theta in (case.starts(0), found.theta))
    assert after.converged and task.judged(after) > task.judged(before) + 0.1


@pytest.mark.parametrize("aggregator", ["lse", "mean"])
def test_what_is_climbed_has_the_gradient_that_is_followed(aggregator):
    case = shelves()
    options = AscentOptions(aggregator=aggregator, length_weight=0.05, widen_epsilon=2.0, widen_reach=2.0)
    task = TrainingTask(case.tasks(0), options)
    theta = case.starts(0)
    plan = task.warm(theta, task.cold(theta, 0), 1e-2)
    _, gradient = task.slope(plan)

    def value(theta: np.ndarray) -> float:
        return task.slope(task.warm(theta, plan, 1e-2))[0]

    differences = [(value(theta + h) - value(theta - h)) / 2e-5 for h in 1e-5 * np.eye(4)]
    np.testing.assert_allclose(gradient, differences, rtol=1e-5, atol=1e-8)
