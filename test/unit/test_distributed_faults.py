"""Loss, delay, outages, death and joining: survived, repaired or refused, never answered with a bias in silence."""

from __future__ import annotations

import numpy as np
import pytest

from l2c_planner.config.network import FaultOptions
from l2c_planner.consensus import registry
from l2c_planner.consensus.algorithm import Received
from l2c_planner.consensus.errors import Unfit
from l2c_planner.consensus.faults import Faults
from l2c_planner.consensus.graphs import SEQUENCES, Disconnected, graph, parts
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.mail import Mail
from l2c_planner.consensus.network import Network
from l2c_planner.consensus.problems import problem
from l2c_planner.consensus.run import run
from l2c_planner.consensus.team import Team

N, SEED = 20, 8


def solved(name: str, given: str, shape: str, rounds: int, **faults):
    return run(registry.algorithm(name), problem(given, N, SEED), graph(shape, N, SEED), rounds, Faults(**faults))


class TestLoss:
    @pytest.mark.parametrize(("loss", "listed"), [(0.0, 238), (0.2, 303), (0.4, 399)])
    def test_r_admm_in_the_listed_iterations(self, loss, listed):
        found = solved("r-admm", "least-squares", "erdos-renyi", 600, loss=loss, seed=1)
        assert found.iterations_to(1e-6) <= 1.2 * listed and found.error[-1] < 1e-10 and not found.repaired

    @pytest.mark.parametrize("loss", [0.0, 0.2, 0.4])
    def test_running_sums_lose_nothing(self, loss):
        assert solved("running-sum-push-sum", "values", "directed-random", 400, loss=loss).error[-1] < 1e-12

    @pytest.mark.parametrize("loss", [0.2, 0.4])
    def test_asynchronous_tracking(self, loss):
        assert solved("asynchronous", "least-squares", "erdos-renyi", 3000, loss=loss).error[-1] < 1e-10

    def test_the_maximum_comes_through(self):
        assert solved("max", "values", "ring", 200, loss=0.5).error[-1] == 0

    def test_gradient_tracking_is_repaired(self):
        found = solved("gradient-tracking", "least-squares", "erdos-renyi", 1600, loss=0.2)
        assert found.repaired and found.iterations_to(1e-6) <= 1.2 * 1314 and found.error[-1] < 1e-12

    def test_unrepaired_it_would_be_biased(self):
        """Why: each agent puts its own numbers in the place of those that were lost on the way to it."""
        given, links = problem("least-squares", N, SEED), Links.of(graph("erdos-renyi", N, SEED))
        rng = np.random.default_rng(0)
        tracking = registry.algorithm("gradient-tracking").tuned(given, links)
        state, W = tracking.begin(given, links, np.zeros((N, given.n))), links.mixing.toarray()
        for _ in range(1500):
            lost = (rng.uniform(size=(N, N)) < 0.2) & ~np.eye(N, dtype=bool)
            kept = np.where(lost, 0.0, W)
            kept[np.diag_indices(N)] += np.where(lost, W, 0.0).sum(axis=1)
            x = kept @ state.x - tracking.step * state.y
            g = given.gradient(x)
            state = type(state)(x, kept @ state.y + g - state.g, g)
        assert np.abs(state.x - given.optimum()).max() > 1e-3

    @pytest.mark.parametrize("name", ["extra", "admm", "event-triggered", "quantised"])
    def test_others_refuse(self, name):
        with pytest.raises(Unfit, match=f"{name}: does not survive messages lost in one direction; .*r-admm"):
            solved(name, "least-squares", "erdos-renyi", 1, loss=0.1)

    def test_agents_cannot_repair_what_no_end_knows(self):
        given, shape = problem("least-squares", 6, SEED), graph("ring", 6)
        tracking = registry.algorithm("gradient-tracking").tuned(given, Links.of(shape))
        with pytest.raises(Unfit, match="gradient-tracking: does not survive messages lost in one direction; valid: "):
            Team(tracking, given, shape, FaultOptions(loss=0.1))

    @pytest.mark.parametrize("name", ["r-admm", "asynchronous", "running-sum-push-sum"])
    def test_agents_with_loss_doubling_and_delay(self, name):
        kind = registry.algorithm(name)
        given, shape = problem("values" if kind.needs == "values" else "least-squares", 6, SEED), graph("complete", 6)
        faults = FaultOptions(loss=0.2, duplicate=0.3, delay=0.0 if name == "r-admm" else 1.5, seed=1)
        assert Team(kind.tuned(given, Links.of(shape)), given, shape, faults).run(900, 1e-7).error[-1] < 1e-6


class TestMail:
    """Everybody tells the number of the round."""

    def arrivals(self, rounds: int = 400, **faults) -> list[list[tuple[int, float]]]:
        """By slot, when something was heard and what it said."""
        links, algorithm = Links.of(graph("ring", 4)), registry.algorithm("asynchronous")()
        mail, found = Mail(algorithm, Faults(**faults)), [[] for _ in range(8)]
        for k in range(rounds):
            received = mail.deliver(k, np.full((4, 1), float(k)), np.ones(4, bool), links, np.zeros(8, bool))
            for slot in np.flatnonzero(received.heard):
                found[slot].append((k, received.values[slot, 0]))
        assert (mail.messages, mail.bytes) == (8 * rounds, 64 * rounds)
        return found

    def test_lateness_is_bounded_and_nothing_old_is_heard_again(self):
        for slot in self.arrivals(delay=3, seed=1):
            said = [value for _, value in slot]
            assert said == sorted(set(said))
            assert {k - value for k, value in slot} == {0, 1, 2, 3}

    def test_loss_is_as_large_as_asked_for_and_of_one_direction(self):
        slots = [{k for k, _ in slot} for slot in self.arrivals(4000, loss=0.3, seed=1)]
        assert [len(heard) / 4000 for heard in slots] == pytest.approx([0.7] * 8, abs=0.03)
        assert len(slots[0] & slots[2]) / 4000 == pytest.approx(0.49, abs=0.03), "the other way on its own"


class TestDelay:
    @pytest.mark.parametrize("delay", [1, 3])
    def test_asynchronous_tracking_finds_the_same(self, delay):
        found = solved("asynchronous", "least-squares", "erdos-renyi", 2000, delay=delay, loss=0.1)
        assert found.iterations_to(1e-6) is not None

    def test_running_sums(self):
        assert solved("running-sum-push-sum", "values", "directed-random", 900, delay=4, loss=0.2).error[-1] < 1e-12

    def test_others_refuse(self):
        with pytest.raises(Unfit, match="does not survive messages that come late; valid: asynchronous"):
            solved("gradient-tracking", "least-squares", "ring", 1, delay=2)


DEATHS = tuple((agent, 60) for agent in (1, 2, 3, 4))


class TestDeath:
    @pytest.mark.parametrize("name", ["gradient-tracking", "extra", "admm", "r-admm", "asynchronous", "quantised"])
    def test_survivors_find_their_optimum(self, name):
        found = solved(name, "least-squares", "erdos-renyi", 1500, deaths=DEATHS)
        assert found.agents.tolist() == [0, *range(5, N)] and found.error[-1] < 1e-9
        alone = problem("least-squares", N, SEED).rows(found.agents).optimum()
        assert np.abs(alone - problem("least-squares", N, SEED).optimum()).max() > 1e-3
        np.testing.assert_allclose(found.x, np.tile(alone, (16, 1)), atol=1e-9)

    def test_without_a_restart_of_the_tracker_they_would_not(self):
        given, agents = problem("least-squares", N, SEED), np.array([0, *range(5, N)])
        whole, shape = Links.of(graph("erdos-renyi", N, SEED)), graph("erdos-renyi", N, SEED).subgraph(agents.tolist())
        tracking = registry.algorithm("gradient-tracking").tuned(given, whole)
        state = tracking.begin(given, whole, np.zeros((N, given.n)))
        for k in range(1500):
            if k == 20:
                state = type(state)(*(v[agents] for v in vars(state).values()))
                given, whole = given.rows(agents), Links.of(shape)
            told = Received(tracking.outgoing(state, whole), np.ones(len(state.x), bool))
            state = tracking.advance(state, told, given, whole)
        assert np.abs(state.x - given.optimum()).max() > 1e-3

    def test_agents_behind_transports_do_the_same(self):
        given, shape = problem("least-squares", 8, SEED), graph("complete", 8)
        tracking = registry.algorithm("gradient-tracking").tuned(given, Links.of(shape))
        team = Team(tracking, given, shape, faults=Faults(deaths=((2, 30), (5, 30)))).run(400, 1e-11)
        arrays = run(tracking, given, shape, 400, Faults(deaths=((2, 30), (5, 30))), 1e-11)
        assert team.agents.tolist() == [0, 1, 3, 4, 6, 7] and team.error[-1] <= 1e-11
        np.testing.assert_allclose(team.x, arrays.x, atol=1e-13)
        assert (team.messages, team.bytes) == (arrays.messages, arrays.bytes)

    def test_a_graph_that_falls_apart_is_refused(self):
        with pytest.raises(Disconnected, match="not connected, its parts are"):
            solved("gradient-tracking", "least-squares", "star", 50, deaths=((0, 20),))

    def test_an_agent_that_there_is_not(self):
        with pytest.raises(Unfit, match="agent 20: there is none; valid: 0 to 19"):
            solved("gradient-tracking", "least-squares", "ring", 1, deaths=((20, 5),))

    @pytest.mark.parametrize("carried", ["arrays", "messages"])
    @pytest.mark.parametrize(
        ("faults", "message"),
        [
            (Faults(deaths=((0, 4), (1, 3), (2, 4))), "nobody takes part in round 4; valid: one agent at least"),
            (Faults(joins=((0, 4), (1, 4), (2, 5))), "nobody takes part in round 0; valid: one agent at least"),
            (Faults(deaths=((0, 4), (2, 4)), liars=(1,)), "nobody honest takes part in round 4; valid: one agent"),
        ],
    )
    def test_the_last_one_cannot_go(self, carried, faults, message):
        kind, given, shape = registry.algorithm("trimmed-mean"), problem("least-squares", 3, SEED), graph("complete", 3)
        by = {
            "arrays": lambda: run(kind, given, shape, 9, faults),
            "messages": lambda: Team(kind, given, shape, faults=faults).run(9),
        }
        with pytest.raises(Unfit, match=message):
            by[carried]()

    def test_the_last_one_finds_its_own_optimum(self):
        given = problem("least-squares", 3, SEED)
        found = run(registry.algorithm("admm"), given, graph("complete", 3), 400, Faults(deaths=((0, 4), (2, 4))))
        np.testing.assert_allclose(found.x[0], np.linalg.solve(given.H[1], given.c[1]))

    @pytest.mark.parametrize("sequence", ["gossip", "b-connected"])
    def test_where_the_graph_changes(self, sequence):
        given, changing = problem("least-squares", 9, SEED), SEQUENCES[sequence](9, SEED)
        found = run(registry.algorithm("gradient-tracking"), given, changing, 3000, Faults(deaths=((0, 5), (1, 8))))
        optimum = np.linalg.solve(given.H[2:].sum(axis=0), given.c[2:].sum(axis=0))
        assert found.agents.tolist() == list(range(2, 9)) and found.error[-1] < 1e-9
        np.testing.assert_allclose(found.x, np.tile(optimum, (7, 1)), atol=1e-8)

    @pytest.mark.parametrize("sequence", ["gossip", "b-connected"])
    def test_where_the_graph_changes_agents_behind_transports_do_the_same(self, sequence):
        kind, given = registry.algorithm("gradient-tracking"), problem("least-squares", 9, SEED)
        changing, faults = SEQUENCES[sequence](9, SEED), Faults(deaths=((0, 5), (8, 8)), joins=((1, 9),))
        arrays, team = run(kind, given, changing, 40, faults), Team(kind, given, changing, faults=faults).run(40)
        np.testing.assert_allclose(team.error, arrays.error, rtol=1e-9)
        assert (team.messages, team.bytes) == (arrays.messages, arrays.bytes)

    def test_where_the_graph_changes_and_falls_apart(self):
        kind, given = registry.algorithm("gradient-tracking"), problem("least-squares", 5, SEED)
        changing = parts(graph("line", 5), 2)
        with pytest.raises(Disconnected, match=r"not jointly connected, its parts are \{0, 1\}, \{3, 4\}"):
            run(kind, given, changing, 200, Faults(deaths=((2, 90),)))


class TestJoin:
    def test_who_died_may_come_back(self):
        network = Network(graph("complete", 4), Faults(deaths=((1, 10), (2, 5)), joins=((1, 20), (3, 8))))
        alive = {k: network.alive(k).tolist() for k in (0, 5, 8, 10, 19, 20)}
        assert alive == {0: [0, 1, 2], 5: [0, 1], 8: [0, 1, 3], 10: [0, 3], 19: [0, 3], 20: [0, 1, 3]}

    @pytest.mark.parametrize("name", ["gradient-tracking", "admm", "r-admm"])
    def test_the_newcomers_data_count(self, name):
        found = solved(name, "least-squares", "erdos-renyi", 1500, joins=((3, 50), (9, 80)))
        assert len(found.agents) == N and found.error[-1] < 1e-9
        assert found.error[81] > 1e-4, "the optimum has moved"


class TestByMessages:
    """One agent per transport against all in arrays."""

    def both(self, name: str, shape, agents: int, rounds: int, **faults):
        given, kind = problem("least-squares", agents, SEED), registry.algorithm(name)
        arrays = run(kind, given, shape, rounds, Faults(**faults), 1e-11)
        return arrays, Team(kind, given, shape, faults=Faults(**faults)).run(rounds, 1e-11)

    @pytest.mark.parametrize("name", ["gradient-tracking", "admm", "r-admm"])
    def test_who_comes_late_and_who_comes_back(self, name):
        faults = {"deaths": ((2, 10), (5, 30)), "joins": ((2, 40), (3, 20))}
        arrays, team = self.both(name, graph("complete", 7), 7, 900, **faults)
        assert team.agents.tolist() == arrays.agents.tolist() == [0, 1, 2, 3, 4, 6] and team.error[-1] <= 1e-11
        np.testing.assert_allclose(team.error, arrays.error, rtol=1e-6, atol=1e-12)
        assert (team.messages, team.bytes) == (arrays.messages, arrays.bytes)

    @pytest.mark.parametrize("sequence", ["gossip", "b-connected"])
    def test_graphs_that_change(self, sequence):
        arrays, team = self.both("gradient-tracking", SEQUENCES[sequence](6, SEED), 6, 80)
        np.testing.assert_allclose(team.x, arrays.x, rtol=1e-9, atol=1e-12)
        assert (team.messages, team.bytes) == (arrays.messages, arrays.bytes) and team.error[-1] < team.error[0]

    def test_a_moving_optimum_goes_on_over_a_restart(self):
        given, kind, shape = problem("moving", 5, SEED), registry.algorithm("gradient-tracking"), graph("complete", 5)
        faults = Faults(deaths=((1, 15),))
        arrays, team = run(kind, given, shape, 30, faults), Team(kind, given, shape, faults=faults).run(30)
        np.testing.assert_allclose(team.error, arrays.error, rtol=1e-9)


class TestNoise:
    """What arrives is off by noise: no bias beyond the size of the noise, and nothing that grows."""

    CASES = [("r-admm", "least-squares", "erdos-renyi", 2), ("asynchronous", "least-squares", "erdos-renyi", 4),
             ("running-sum-push-sum", "values", "directed-random", 50)]  # fmt: skip

    @pytest.mark.parametrize(("name", "given", "shape", "most"), CASES)
    def test_bias_is_below_the_noise(self, name, given, shape, most):
        size, costs = 1e-3, problem(given, N, SEED)
        found = run(registry.algorithm(name), costs, graph(shape, N, SEED), 2500, Faults(noise=size), keep=True)
        tail = np.array(found.trail[-2000:])
        assert np.abs(tail.mean(axis=0) - costs.optimum()).max() < size
        assert 0.1 * size < np.std(tail, axis=0).max() < found.error[-2000:].max() < most * size
        assert found.error[500:1500].mean() == pytest.approx(found.error[1500:].mean(), rel=0.2), "it does not grow"

    def test_and_by_messages(self):
        given, shape, kind = problem("least-squares", 6, SEED), graph("complete", 6), registry.algorithm("r-admm")
        quiet, loud = (Team(kind, given, shape, faults=Faults(noise=size)).run(200, -1.0) for size in (1e-6, 1e-3))
        assert 1e-7 < quiet.error[-50:].max() < 2e-6 and 1e-4 < loud.error[-50:].max() < 2e-3
        assert 500 < loud.error[-50:].mean() / quiet.error[-50:].mean() < 2000

    @pytest.mark.parametrize("name", ["gradient-tracking", "extra", "admm", "push-diging"])
    def test_those_whose_sums_it_would_spoil_for_ever_refuse(self, name):
        with pytest.raises(Unfit, match=f"{name}: does not survive noise on links; valid: asynchronous, r-admm"):
            solved(name, "least-squares", "erdos-renyi", 1, noise=1e-3)
