"""Every shipped scenario and kind: seeds, guides, projections, exact gradients; new ones are found by themselves."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import casadi as ca
import numpy as np
import pytest

from l2c_planner.environment import scenarios
from l2c_planner.environment.loading import load_scenario, scenario_names
from l2c_planner.environment.planning import Planner
from l2c_planner.environment.safety import unsafety
from l2c_planner.environment.scenarios import SCENARIOS
from l2c_planner.environment.sensitivity import adjoint

SHORT, FEW = 14, 4
"""Steps and most agents of the plans that are differentiated."""
every_scenario = pytest.mark.parametrize("name", scenario_names())


@cache
def loaded(name):
    return load_scenario(name)


def test_every_module_is_a_kind_with_a_shipped_file():
    modules = {path.stem for path in Path(scenarios.__path__[0]).glob("*.py")} - {"__init__"}
    assert set(SCENARIOS) == modules
    assert modules <= {name.split("-")[0] for name in scenario_names()}


@every_scenario
class TestScenario:
    def test_describes_itself(self, name):
        scenario, scene = loaded(name), loaded(name).tasks(0)
        box = scenario.parameters
        m = len(box.names)
        assert scene.parameters == len(box.units) == len(box.step) == m > 0
        assert all(len(theta) == m for theta in scenario.baselines(3).values())
        assert scenario.starts(0) == pytest.approx(next(iter(scenario.baselines(0).values())))
        assert any(" ours" in note for note in scenario.notes), "which constants are not the paper's"
        assert all(note.endswith(".") for note in scenario.notes)
        start, goal = (f(ca.SX.sym("theta", m)) for f in (scene.start, scene.goal))
        assert start.shape == goal.shape == (scene.motion.model.nx, scene.agents)

    def test_the_same_seed_gives_the_same_task(self, name):
        scenario = loaded(name)
        theta = ca.DM(scenario.starts(0))
        first, again, other = (np.asarray(ca.DM(scenario.tasks(seed).start(theta))) for seed in (4, 4, 5))
        assert np.array_equal(first, again)
        assert np.array_equal(first, other) == scenario.fixed_tasks

    def test_requirements_hold_where_the_projection_leads(self, name):
        box = loaded(name).parameters
        if box.project is None:
            pytest.skip("boxes alone")
        random = np.random.default_rng(0).uniform(box.lower, box.upper)
        once = box.project(random)
        assert box.project(once) == pytest.approx(once)
        assert np.all((box.lower <= once) & (once <= box.upper))
        assert np.asarray(box.requirements(ca.DM(once))).max() <= 1e-9
        assert np.asarray(box.requirements(ca.DM(random))).max() > 0

    def test_guides_lead_from_start_to_goal_at_most_at_their_length(self, name):
        scenario, scene = loaded(name), loaded(name).tasks(0)
        for theta in scenario.baselines(0).values():
            ends = [_places(scene, end(ca.DM(theta))) for end in (scene.start, scene.goal)]
            for path in scene.guides(theta):
                assert path.shape == (scene.agents, scene.steps + 1, 2)
                assert path[:, 0] == pytest.approx(ends[0], abs=1e-9)
                assert path[:, -1] == pytest.approx(ends[1], abs=1e-9)

    def test_adjoint_gradient_equals_central_differences(self, name):
        scenario = loaded(name)
        if scenario.task is not None:
            pytest.skip("it has a planner of its own, see test_environment_transport")
        scene = _small(scenario.tasks(0))
        planner = Planner(scene, tolerance=1e-10)
        climbed = planner.objective(lambda p, theta: -unsafety(scene, p, theta, "mean", widen=(3.0, 2.0)).fused)
        theta, along = _layout(scenario), np.random.default_rng(1).normal(size=scene.parameters)
        along *= scenario.parameters.step / np.linalg.norm(along)
        plan = planner.warm(theta, planner.cold(theta), barrier=1e-3)
        gradient = adjoint(planner, plan, climbed)
        h, values = 5e-4, []
        for side in (-2, -1, 1, 2):
            moved = planner.warm(theta + side * h * along, plan, barrier=1e-3)
            assert moved.converged
            values.append(climbed.value(moved.positions, moved.theta))
        difference = (8 * (values[2] - values[1]) - (values[3] - values[0])) / (12 * h)
        assert abs(difference) > 1e-9
        assert gradient.theta @ along == pytest.approx(difference, rel=1e-6)


def _small(scene):
    """The first steps of a few agents."""
    few = min(FEW, scene.agents)
    start, goal = (lambda theta, end=end: end(theta)[:, :few] for end in (scene.start, scene.goal))
    borders = tuple(b for b in scene.borders if b.agents is None or max(b.agents) < few)
    small = {"start": start, "goal": goal, "borders": borders, "radius": scene.radius[:few], "steps": SHORT}
    return replace(scene, guides=lambda t: tuple(path[:few, : SHORT + 1] for path in scene.guides(t)), **small)


def _layout(scenario):
    """Somewhere within the box that is not symmetrical."""
    theta = next(iter(scenario.baselines(0).values()))
    box = scenario.parameters
    return np.clip(theta + 0.4 * box.step * np.cos(1 + np.arange(len(theta))), box.lower, box.upper)


def _places(scene, states):
    return np.array([np.asarray(scene.motion.position(x)).ravel() for x in ca.horzsplit(states)])
