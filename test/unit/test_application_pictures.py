"""Pictures of applications show what the robots came to, beside what the central solver found, without the dead."""

from __future__ import annotations

from functools import cache

import networkx as nx
import numpy as np
import pytest

from l2c_planner.applications import registry
from l2c_planner.applications.allocation.outcome import outcome
from l2c_planner.applications.application import Case
from l2c_planner.consensus.faults import Faults
from l2c_planner.consensus.record import Run
from l2c_planner.consensus.run import run
from l2c_planner.report.applications import picture
from l2c_planner.report.applications.panels import LINK, draw_links, draw_trails, three

AGENTS, SEED, DEAD = 8, 1, 3


@cache
def case(name: str) -> Case:
    return registry.application(name).case(AGENTS, SEED)


@cache
def solved(name: str, deaths: tuple[tuple[int, int], ...] = ()) -> Run:
    given, faults = case(name), Faults(deaths=deaths)
    return run(given.algorithm, given.problem, given.graph, given.rounds, faults, given.enough, start=given.start,
               keep=True)  # fmt: skip


def shows(axes, points: np.ndarray) -> bool:
    """Whether one of the lines has these points."""
    return any(np.array_equal(line.get_xydata(), points) for line in axes.lines)


@pytest.mark.parametrize("name", ["coverage", "localisation"])
def test_places_of_robots_and_of_the_central_solver_are_shown(name):
    given, found = case(name), solved(name)
    robots, central, curve = picture(registry.application(name), given, found).axes
    free = np.ones(AGENTS, bool) if name == "coverage" else ~given.problem.anchor
    assert shows(robots, found.x[free]) and shows(central, found.target[free])
    assert not shows(central, found.x[free])
    rounds = {len(line.get_xdata()) for line in curve.lines}
    assert len(found.trail) in rounds or len(found.error) in rounds
    for i in np.flatnonzero(free):
        assert shows(robots, np.array([x[i] for x in found.trail])), "its trail"


def test_coverage_costs_what_the_curve_says():
    given, found = case("coverage"), solved("coverage")
    *_, curve = picture(registry.application("coverage"), given, found).axes
    squared = ((given.problem.places[:, None] - found.x) ** 2).sum(axis=2).min(axis=1)
    cost = given.problem.importance @ np.minimum(squared, given.problem.radius**2)
    assert curve.lines[0].get_ydata()[-1] == pytest.approx(cost)


@pytest.mark.parametrize("name", ["auction", "cbba"])
def test_routes_lead_to_the_tasks_that_robots_do(name):
    given, found = case(name), solved(name)
    robots, central, curve, disputed = picture(registry.application(name), given, found).axes
    for axes, winners in ((robots, outcome(found.x, found.agents).winners), (central, given.problem.optimum())):
        for at, route in zip(given.world.robots.position, given.problem.routes(winners), strict=True):
            assert shows(axes, np.vstack([at, given.world.tasks.position[list(route)]]))
        assert axes.get_title(loc="left").endswith(f"worth {given.problem.value(winners):.1f}")
    assert curve.lines[1].get_ydata()[-1] == given.problem.value(outcome(found.x, found.agents).winners)
    assert disputed.lines[0].get_ydata()[-1] == 0


def test_groups_meet_where_the_robots_agree():
    given, found = case("groups"), solved("groups")
    robots, central, _ = picture(registry.application("groups"), given, found).axes
    count = given.problem.seats.n
    for axes, points in ((robots, found.x[0, count:]), (central, found.target[count:])):
        assert all(shows(axes, point[None]) for point in points.reshape(-1, 2))


@pytest.mark.parametrize("name", ["auction", "groups"])
def test_who_died_has_no_links(name):
    given = case(name)
    found = solved(name, ((DEAD, 5),))
    robots, *_ = picture(registry.application(name), given, found).axes
    fleet = given.world.robots if name == "auction" else given.problem.fleet
    ends = [line.get_xydata() for line in robots.lines if line.get_color() == LINK and len(line.get_xydata())]
    alive = [edge for edge in given.graph.edges if DEAD not in edge]
    assert len(ends) == len(alive) < given.graph.number_of_edges()
    assert not any(np.array_equal(point, fleet.position[DEAD]) for pair in ends for point in pair)


def test_a_robot_that_is_left_alone_has_no_links():
    _, (axes, *_) = three(("", "", ""))
    draw_links(axes, nx.path_graph(3), {0: np.zeros(2), 2: np.ones(2)})
    assert not axes.lines
    draw_links(axes, nx.path_graph(3), {0: np.zeros(2), 1: np.ones(2), 2: np.array([2.0, 0.0])})
    assert [line.get_xydata().tolist() for line in axes.lines] == [[[0, 0], [1, 1]], [[1, 1], [2, 0]]]


def test_trails_begin_when_others_last_came_or_died():
    _, (axes, *_) = three(("", "", ""))
    rounds = [np.zeros((3, 2)), np.ones((2, 2)), np.full((2, 2), 2.0)]
    draw_trails(axes, rounds)
    assert shows(axes, np.array([[1.0, 1.0], [2.0, 2.0]])) and not shows(axes, np.zeros((3, 2)))
