"""What every application must do: run by arrays and by messages alike, survive what it declares, be drawn."""

from __future__ import annotations

import io
from functools import cache

import networkx as nx
import numpy as np
import pytest

from l2c_planner.applications import registry
from l2c_planner.applications.application import Case
from l2c_planner.cli.applications import arrived
from l2c_planner.consensus.algorithm import Fault
from l2c_planner.consensus.errors import Unfit
from l2c_planner.consensus.faults import Faults
from l2c_planner.consensus.record import Run
from l2c_planner.consensus.run import run
from l2c_planner.consensus.team import Team
from l2c_planner.report.applications import picture

AGENTS, SEED, ROUNDS = 8, 1, 12
every = pytest.mark.parametrize("name", registry.names())
FAULTS = {  # beside deaths
    Fault.LOSS: Faults(loss=0.2, seed=SEED),
    Fault.OUTAGE: Faults(outage=0.2, seed=SEED),
    Fault.DELAY: Faults(delay=2, seed=SEED),
}


@cache
def case(name: str) -> Case:
    return registry.application(name).case(AGENTS, SEED)


@cache
def solved(name: str, faults: Faults | None = None) -> Run:
    given = case(name)
    return run(given.algorithm, given.problem, given.graph, given.rounds, faults, given.enough, start=given.start,
               keep=True)  # fmt: skip


def dispensable(name: str) -> int:
    """A robot without which the others still reach each other."""
    graph = case(name).graph
    return max(robot for robot in graph if nx.is_connected(graph.subgraph(set(graph) - {robot})))


@every
class TestCase:
    def test_is_a_task_of_so_many_robots(self, name):
        given = case(name)
        assert given.start.shape == (AGENTS, given.problem.n) and np.isfinite(given.start).all()
        assert sorted(given.graph) == list(range(AGENTS)) and given.problem.agents == AGENTS

    def test_is_the_same_in_every_process(self, name):
        """Descriptions are compared by their text."""
        again = registry.application(name).case(AGENTS, SEED)
        np.testing.assert_array_equal(again.start, case(name).start)
        assert repr(again.algorithm) == repr(case(name).algorithm)
        assert sorted(map(sorted, again.graph.edges)) == sorted(map(sorted, case(name).graph.edges))

    def test_says_what_it_is_in_a_line(self, name):
        summary = registry.application(name).summary
        assert 20 < len(summary) < 100 and "\n" not in summary

    def test_one_robot_is_none(self, name):
        with pytest.raises(Unfit, match="; valid: "):
            registry.application(name).case(1, SEED)


@every
class TestRun:
    def test_comes_to_what_it_promises(self, name):
        figures = registry.application(name).figures(case(name), solved(name))
        assert arrived(case(name), solved(name), figures)
        assert all(isinstance(value, float) and np.isfinite(value) for value in figures.values())

    def test_messages_give_the_numbers_of_the_arrays(self, name):
        given = case(name)
        team = Team(given.algorithm, given.problem, given.graph, start=given.start).run(ROUNDS, -1.0)
        arrays = run(given.algorithm, given.problem, given.graph, ROUNDS, enough=-1.0, start=given.start)
        np.testing.assert_allclose(team.x, arrays.x, rtol=1e-11, atol=1e-11)
        assert (team.messages, team.bytes) == (arrays.messages, arrays.bytes)

    @pytest.mark.parametrize("fault", (*FAULTS, Fault.DEATH), ids=lambda fault: fault.value)
    def test_survives_what_it_declares_and_refuses_the_rest(self, name, fault):
        given, faults = case(name), FAULTS.get(fault, Faults(deaths=((dispensable(name), 5),)))
        if fault in given.algorithm.survives:
            found = solved(name, faults)
            assert arrived(given, found, registry.application(name).figures(given, found))
            assert len(found.agents) == AGENTS - (fault is Fault.DEATH)
        elif fault is not Fault.LOSS or Fault.OUTAGE not in given.algorithm.survives:
            with pytest.raises(Unfit, match="does not survive"):
                solved(name, faults)

    def test_is_drawn(self, name):
        figure = picture(registry.application(name), case(name), solved(name))
        figure.savefig(file := io.BytesIO(), dpi=30)
        assert file.getvalue().startswith(b"\x89PNG") and len(figure.axes) >= 2
        assert all(axes.has_data() for axes in figure.axes)


def test_the_registry_lists_the_names_for_an_unknown_one():
    with pytest.raises(Unfit, match="unknown application 'voting'; valid: .*coverage, .*localisation"):
        registry.application("voting")
