"""The safety metric is the measure that the paper asks for, and the same for symbols and for numbers."""

from dataclasses import replace
from itertools import combinations

import casadi as ca
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from l2c_planner.environment.motion import POINT
from l2c_planner.environment.safety import Masses, distances, potential, safety, unsafety
from l2c_planner.environment.scene import Border, Limits, Metric, Scene
from l2c_planner.environment.shapes import Disc, HalfPlane, constant

AGGREGATORS = ("max", "mean", "zone", "lse")
METRIC = Metric(reach=0.5, epsilon=0.1)
THETA = np.array([0.5, -0.3])


def scene(agents: int, walls: tuple[int, ...] | None = None, steps: int = 12) -> Scene:
    """A disc that theta moves, one that stands, and a wall for some agents."""
    return Scene(
        "test",
        POINT,
        steps,
        0.25,
        np.linspace(0.1, 0.2, agents),
        constant(np.zeros((4, agents))),
        constant(np.zeros((4, agents))),
        (
            Border(Disc("moved", lambda theta: theta, constant(0.4))),
            Border(Disc("fixed", constant((-1.0, 1.0)), constant(0.5))),
            Border(HalfPlane("wall", constant((1.0, 0.0)), constant(2.0)), walls),
        ),
        Limits(1.5, np.ones(2)),
        np.ones(4),
        np.ones(2),
        METRIC,
        2,
    )


def wander(seed: int, agents: int, steps: int = 12, centre: tuple[float, float] = (0.0, 0.0)) -> np.ndarray:
    """Random walks (N, T+1, 2) that meet bodies and each other."""
    random = np.random.default_rng(seed)
    start = random.uniform(-1.5, 1.5, (agents, 1, 2))
    return np.array(centre) + np.concatenate([start, start + random.normal(0, 0.25, (agents, steps, 2)).cumsum(1)], 1)


def by_hand(positions: np.ndarray, aggregator: str, clip: bool, agents: int, walls=None) -> tuple[float, ...]:
    """The masses of `scene` by loops over scalars."""
    radius = np.linspace(0.1, 0.2, agents)

    def phi(d: float) -> float:
        d = max(d, 0.0) if clip else d
        f = (1 / (d + 0.1) - 1 / 0.6) / (1 / 0.1 - 1 / 0.6)
        return f * f if d < 0.5 else 0.0

    def gathered(ds: list[float]) -> float:
        values = [phi(d) for d in ds]
        if aggregator == "max":
            return max(values)
        if aggregator == "lse":
            return float(np.log(np.mean(np.exp(10 * np.array(values))))) / 10
        counted = len(ds) if aggregator == "mean" else max(sum(d <= 0.5 for d in ds), 1)
        return sum(values) / counted

    obstacles = others = 0.0
    for i, path in enumerate(positions):
        obstacles += gathered([np.linalg.norm(p - THETA) - 0.4 - radius[i] for p in path])
        obstacles += gathered([np.linalg.norm(p - [-1, 1]) - 0.5 - radius[i] for p in path])
        if walls is None or i in walls:
            obstacles += gathered([2.0 - p[0] - radius[i] for p in path])
        for k in range(agents):
            if k != i:
                apart = np.linalg.norm(path - positions[k], axis=1)
                others += gathered(list(apart - radius[i] - radius[k]))
    obstacles, others = obstacles / agents / 3, others / agents / max(agents - 1, 1)
    fused = 3 * obstacles + (agents - 1) * others
    return obstacles, others, fused, (3 * (1 - obstacles) + (agents - 1) * (1 - others)) / (3 + agents - 1)


def numbers(masses: Masses) -> np.ndarray:
    return np.array([float(m) for m in (masses.obstacles, masses.agents, masses.fused, masses.safety)])


@pytest.mark.parametrize("aggregator", AGGREGATORS)
@pytest.mark.parametrize("agents, walls", [(4, None), (3, (0, 2)), (1, None)])
def test_masses_are_those_of_the_formulas(aggregator, agents, walls):
    for seed in range(5):
        positions = wander(seed, agents)
        found = numbers(unsafety(scene(agents, walls), positions, THETA, aggregator, clip=True))
        np.testing.assert_allclose(found, by_hand(positions, aggregator, True, agents, walls), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("aggregator", AGGREGATORS)
def test_symbols_and_numbers_give_the_same(aggregator):
    here, positions = scene(4), wander(3, 4)
    symbols, theta = [ca.SX.sym("p", 2, 13) for _ in range(4)], ca.SX.sym("theta", 2)
    masses = unsafety(here, symbols, theta, aggregator, (3.0, 2.0))
    function = ca.Function("masses", [*symbols, theta], [masses.fused, masses.safety])
    widened = unsafety(here, positions, THETA, aggregator, (3.0, 2.0))
    for symbolic, number in zip(function(*[p.T for p in positions], THETA), (widened.fused, widened.safety)):
        assert float(symbolic) == pytest.approx(float(number), abs=1e-13)


@pytest.mark.parametrize("aggregator", ["mean", "lse"])
def test_the_derivative_is_that_of_the_value(aggregator):
    """Also where agents stand in the same place, and where everybody is out of reach."""
    here, positions = scene(3), wander(1, 3)
    symbols, theta = [ca.SX.sym("p", 2, 13) for _ in range(3)], ca.SX.sym("theta", 2)
    value = unsafety(here, symbols, theta, aggregator, (3.0, 2.0)).safety
    slope = ca.Function("slope", [*symbols, theta], [ca.gradient(value, ca.vertcat(ca.vec(symbols[0]), theta))])
    found = np.asarray(slope(*[p.T for p in positions], THETA)).ravel()[-2:]

    def at(theta: np.ndarray) -> float:
        return float(unsafety(here, positions, theta, aggregator, (3.0, 2.0)).safety)

    differences = [(at(THETA + h) - at(THETA - h)) / 2e-6 for h in 1e-6 * np.eye(2)]
    np.testing.assert_allclose(found, differences, rtol=1e-5, atol=1e-9)
    together = np.repeat(positions[:1], 3, axis=0)
    assert np.all(np.isfinite(np.asarray(slope(*[p.T for p in together], THETA))))
    assert not np.any(np.asarray(slope(*[p.T + 100 * i for i, p in enumerate(-50 - abs(positions))], THETA)))


seeds = st.integers(0, 10**6)


@settings(max_examples=30, deadline=None)
@given(seed=seeds, clip=st.booleans())
def test_no_mass_is_negative_and_a_clipped_safety_lies_between_0_and_1(seed, clip):
    positions = wander(seed, 4)
    positions[1] = positions[0] + 0.35  # no overlap so deep that the potential of a distance is infinite
    here = replace(scene(4), metric=Metric(0.5, 2.0)) if not clip else scene(4)
    for aggregator in AGGREGATORS:
        masses = numbers(unsafety(here, positions, THETA, aggregator, clip=clip))
        assert np.all(masses[:3] >= 0)
        assert not clip or 0 <= masses[3] <= 1


@settings(max_examples=30, deadline=None)
@given(seed=seeds, first=st.integers(1, 4), second=st.integers(1, 4), apart=st.booleans())
def test_a_union_is_at_least_as_unsafe_as_its_parts_and_equally_if_they_never_meet(seed, first, second, apart):
    """Eqs. (28) and (29)."""
    system, count = scene(first + second), first + second
    positions = np.concatenate([wander(seed, first), wander(seed + 1, second, centre=(60.0 if apart else 0.0, 0.0))])
    if apart:
        positions[first:, :, 0] *= -1  # away from the wall, which is a border to them as well
    for aggregator in AGGREGATORS:
        whole = float(unsafety(system, positions, THETA, aggregator, clip=True).fused)
        parts = 0.0
        for chosen in (slice(0, first), slice(first, count)):
            part = replace(system, radius=system.radius[chosen])
            share = len(part.radius) / count
            parts += share * float(unsafety(part, positions[chosen], THETA, aggregator, clip=True).fused)
        assert whole >= parts - 1e-12
        if apart:
            assert whole == pytest.approx(parts, abs=1e-12)


@settings(max_examples=10, deadline=None)
@given(seed=seeds)
def test_nobody_near_anything_is_no_unsafety(seed):
    """Eq. (30)."""
    positions = wander(seed, 3) - np.array([[50, 0], [100, 0], [150, 0]])[:, None]
    for aggregator in AGGREGATORS:
        assert float(unsafety(scene(3), positions, THETA, aggregator).fused) == 0.0
        assert safety(scene(3), positions, THETA, "max") == 1.0


def test_the_potential_is_1_at_contact_and_leaves_the_reach_smoothly():
    d = ca.SX.sym("d")
    function = ca.Function("phi", [d], [potential(d, METRIC), ca.gradient(potential(d, METRIC), d)])
    assert float(function(0.0)[0]) == pytest.approx(1.0, abs=1e-14)
    assert [float(v) for v in function(0.7)] == [0.0, 0.0]
    assert abs(float(function(0.5 - 1e-7)[1])) < 1e-6
    assert float(function(-0.05)[0]) > 1.0 == float(potential(ca.DM(-0.05), METRIC, clip=True))


def test_distances_are_between_boundaries():
    positions = wander(0, 3)
    table, radius = np.asarray(distances(scene(3), positions, THETA)), np.linspace(0.1, 0.2, 3)
    assert table.shape == (3 * 3 + 3, 13)
    for row, (i, k) in zip(table[9:], combinations(range(3), 2)):
        apart = np.linalg.norm(positions[i] - positions[k], axis=1)
        np.testing.assert_allclose(row, apart - radius[i] - radius[k])


def test_a_lone_agent_without_borders_is_safe():
    assert safety(replace(scene(1), borders=()), wander(0, 1), THETA) == 1.0
