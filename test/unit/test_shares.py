"""Followers that are told only what they need find the bits of those that are told everything."""

from __future__ import annotations

import numpy as np
import pytest
from agent_samples import PENALTY, problem_of

from l2c_planner.admm import Host, HostOptions, Message, assign
from l2c_planner.admm.message import Phase
from l2c_planner.admm.shares import FULL, shares_of
from l2c_planner.admm.team import run_until
from l2c_planner.transport.packet import LARGEST

TEAMS = {"pair": 2, "triangle": 3, "trajectories": 3, "swarm": 3}


def hosted(team: str) -> dict[str, str]:
    return {agent: f"host_{i % TEAMS[team]}" for i, agent in enumerate(problem_of(team).agents)}


class Counted(Host):
    """Counts what it tells of the copies."""

    told = 0

    def outbox(self) -> list[Message]:
        messages = super().outbox()
        self.told += sum(message.values.size for message in messages if message.phase is Phase.COPY)
        return messages


def after_rounds(team: str, sparing: bool, rounds: int = 6) -> list[Counted]:
    """Hosts after some rounds that the first coordinates."""
    problem, agents = problem_of(team), hosted(team)
    assignment = assign(problem, agents, "host_0", sparing)
    hosts = [Counted(problem, name, assignment, HostOptions(penalty=PENALTY)) for name in assignment.hosts]
    run_until(hosts, lambda host: host.round >= rounds)
    return hosts


@pytest.mark.parametrize("team", TEAMS)
def test_rounds_have_the_same_bits(team):
    whole, sparing = after_rounds(team, False), after_rounds(team, True)
    np.testing.assert_array_equal(whole[0].team, sparing[0].team)
    for one, other in zip(whole, sparing, strict=True):
        own = [problem_of(team).columns[agent] for agent, host in hosted(team).items() if host == one.name]
        for columns in own:
            np.testing.assert_array_equal(one.team[:, columns], other.team[:, columns])
        assert not other.rejected
    assert 0 < sparing[0].told <= whole[0].told and np.abs(whole[0].team).max() > 0


def test_a_follower_is_told_the_columns_of_its_agents_and_no_others():
    problem, agents = problem_of("trajectories"), hosted("trajectories")
    shares = shares_of(problem, agents, "host_0")
    (coupling,) = problem.couplings
    for host in ("host_1", "host_2"):
        (share,) = [share for share in shares.values() if host in share.hosts]
        own = np.concatenate([np.arange(problem.width)[problem.columns[a]] for a, h in agents.items() if h == host])
        assert set(own) <= set(coupling.index[share.groups, share.variables])
    told = np.concatenate([s.groups * coupling.index.shape[1] + s.variables for s in shares.values()])
    lead = [a for a, host in agents.items() if host == "host_0"]
    columns = coupling.index[np.divmod(told, coupling.index.shape[1])]
    assert not set(columns) & {c for a in lead for c in np.arange(problem.width)[problem.columns[a]]}


def test_bundles_fit_a_packet_and_none_is_left_out(monkeypatch):
    problem, agents = problem_of("trajectories"), hosted("trajectories")
    assert FULL == LARGEST
    monkeypatch.setattr("l2c_planner.admm.shares.FULL", 2 * problem.knots * 13)
    shares = shares_of(problem, agents, "host_0")
    assert [share.hosts for share in shares.values()] == [("host_1",), ("host_2",)]
    monkeypatch.setattr("l2c_planner.admm.shares.FULL", 2 * problem.knots * 30)
    (share,) = shares_of(problem, agents, "host_0").values()
    assert share.hosts == ("host_1", "host_2")


def test_what_is_read_is_what_was_written():
    problem, rng = problem_of("swarm"), np.random.default_rng(1)
    shapes = {c.name: (c.groups, problem.knots, c.index.shape[1]) for c in problem.couplings}
    tables = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    copied = {name: np.zeros(shape) for name, shape in shapes.items()}
    for share in shares_of(problem, hosted("swarm"), "host_0").values():
        values = share.of(tables[share.coupling])
        assert values.shape == (problem.knots, len(share.groups))
        share.put(copied[share.coupling], values)
    for name, copy in copied.items():
        assert (copy != 0).any() and (copy[copy != 0] == tables[name][copy != 0]).all()
