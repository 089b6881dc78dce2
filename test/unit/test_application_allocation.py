"""Task allocation: auctions against enumeration, duality, integer programs; bundles against greed and the optimum."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations, product
from math import exp, hypot, inf

import networkx as nx
import numpy as np
import pytest

from l2c_planner.applications.allocation import APPLICATIONS
from l2c_planner.applications.allocation.assignment import NOBODY, Assignment, assignment
from l2c_planner.applications.allocation.auction import Auction
from l2c_planner.applications.allocation.bundle import Bundle
from l2c_planner.applications.allocation.bundles import Bundles
from l2c_planner.applications.allocation.cbba import Cbba
from l2c_planner.applications.allocation.conflicts import Belief, settled
from l2c_planner.applications.allocation.loading import load_world
from l2c_planner.applications.allocation.outcome import outcome
from l2c_planner.applications.allocation.scores import alone, gains, worth
from l2c_planner.applications.allocation.world import DECAY, Robots, Tasks, World, in_range, random_world
from l2c_planner.config.errors import ConfigError
from l2c_planner.config.network import FaultOptions
from l2c_planner.consensus.errors import Unfit
from l2c_planner.consensus.faults import Faults
from l2c_planner.consensus.graphs import graph
from l2c_planner.consensus.run import run
from l2c_planner.consensus.team import Team
from l2c_planner.consensus.weights import diameter

FAULTS = {
    "loss": Faults(loss=0.4, seed=1), "outage": Faults(outage=0.3, seed=1), "delay": Faults(delay=3, seed=1),
    "death": Faults(deaths=((2, 6),)), "joining": Faults(joins=((2, 6),)), "both": Faults(loss=0.3, deaths=((2, 6),)),
}  # fmt: skip
NAMES = tuple(APPLICATIONS)


def plain_worth(world: World, row: int, route: tuple[int, ...]) -> float:
    """Step by step, without arrays."""
    robots, tasks = world.robots, world.tasks
    x, y = home = robots.position[row]
    time = energy = total = 0.0
    for j in route:
        a, b = tasks.position[j]
        way = hypot(a - x, b - y)
        time += way / robots.speed[row] + tasks.duration[j]
        energy += robots.per_metre[row] * way + robots.power[row] * tasks.duration[j]
        x, y = a, b
        if not robots.able[row, tasks.needs[j]] or time > tasks.deadline[j]:
            return -inf
        total += tasks.reward[j] * exp(-DECAY * time)
    energy += robots.per_metre[row] * hypot(home[0] - x, home[1] - y)
    return total if energy <= robots.battery[row] else -inf


def everyone(case, faults: Faults | None = None, shape: nx.Graph | None = None):
    return run(case.algorithm, case.problem, shape or case.graph, case.rounds, faults, start=case.start)


class TestScores:
    @pytest.mark.parametrize("length", [0, 1, 2, 3])
    def test_worth_by_hand(self, length):
        world = random_world(4, 6, 3)
        for row in range(4):
            routes = list(permutations(range(6), length))
            expected = [plain_worth(world, row, route) for route in routes]
            found = worth(world, row, np.array(routes, int).reshape(len(routes), length))
            np.testing.assert_allclose(found, expected, rtol=1e-12)
            assert length < 2 or -inf in expected

    def test_battery_deadline_and_capability_bar_a_task(self):
        world = random_world(2, 1, 0)
        assert np.isfinite(alone(world)[0, 0])
        for barred in (
            replace(world, robots=replace(world.robots, battery=np.full(2, 1.0))),
            replace(world, tasks=replace(world.tasks, deadline=np.array([0.1]))),
            replace(world, robots=replace(world.robots, able=np.zeros((2, 3), bool))),
        ):
            assert alone(barred)[0, 0] == -inf

    def test_gains_are_those_of_the_best_insertion(self):
        world, tried = random_world(4, 8, 1), 0
        for row, route in product(range(4), permutations(range(8), 2)):
            if (now := plain_worth(world, row, route)) == -inf:
                continue
            more, place = gains(world, row, route)
            for task in set(range(8)) - set(route):
                found = [plain_worth(world, row, (*route[:k], task, *route[k:])) - now for k in range(3)]
                np.testing.assert_allclose([more[task], found[place[task]]], max(found), rtol=1e-9)
                tried += len(set(found)) > 1
            assert (more[list(route)] == -inf).all()
        assert tried > 20


class TestAssignment:
    @pytest.mark.parametrize("shape", [(3, 4), (4, 4), (4, 3)])
    def test_the_optimum_is_the_best_of_all_pairings(self, shape):
        rng = np.random.default_rng(shape)
        table = rng.normal(1.0, 2.0, shape)
        table[rng.uniform(size=shape) < 0.3] = -inf
        problem = Assignment(table, np.arange(shape[0]))
        best = 0.0
        for chosen in product(range(-1, shape[1]), repeat=shape[0]):
            taken = [j for j in chosen if j >= 0]
            if len(set(taken)) == len(taken):
                best = max(best, sum(table[i, j] for i, j in enumerate(chosen) if j >= 0))
        assert problem.value(problem.optimum()) == pytest.approx(best, abs=1e-12)

    def test_a_task_that_nobody_can_do_is_named(self):
        table = np.ones((3, 3))
        table[:, 1] = -inf
        with pytest.raises(Unfit, match="^task 1: no robot can do it; valid: .*$"):
            Assignment.of(table)

    def test_so_is_one_whose_robots_are_needed_elsewhere(self):
        table = np.full((3, 3), -inf)
        table[0, :2], table[:, 2] = 1.0, 1.0
        with pytest.raises(Unfit, match=r"^task [01]: all robots that can do it \(0\) must do others; valid: .*$"):
            Assignment.of(table)
        assert Assignment.of(table[:2]).agents == 2  # more tasks than robots: somebody must be left out

    def test_bundles_refuse_it_too(self):
        world = random_world(3, 5, 0)
        with pytest.raises(Unfit, match="^task 0: no robot"):
            Bundles.of(replace(world, tasks=replace(world.tasks, deadline=np.zeros(5))), 2)


class TestAuction:
    @pytest.mark.parametrize("eps", [1.0, 0.1, 0.01])
    def test_within_eps_times_robots_of_the_best(self, eps):
        gaps = []
        for seed in range(8):
            problem = assignment(random_world(8, 8, seed))
            found = outcome(run(Auction(eps), problem, graph("ring", 8), 400).x, problem.ids)
            gaps.append(problem.value(problem.optimum()) - problem.value(found.winners))
            assert found.conflicts == found.disputed == 0
        assert -1e-12 <= min(gaps) and max(gaps) <= 8 * eps
        assert eps < 1 or max(gaps) > 0  # coarse steps do cost something

    @pytest.mark.parametrize("agents", [10, 20, 40])
    def test_whole_numbers_and_small_steps_are_exact(self, agents):
        table = np.random.default_rng(agents).integers(1, 101, (agents, agents)).astype(float)
        problem = Assignment.of(table)
        found = outcome(run(Auction(0.9 / agents), problem, graph("ring", agents), 1500).x, problem.ids)
        assert problem.value(found.winners) == problem.value(problem.optimum())
        assert found.conflicts == found.disputed == 0

    @pytest.mark.parametrize(("agents", "listed"), [(10, 71), (20, 330), (40, 1237)])
    def test_the_hungarian_pairs_in_the_listed_rounds(self, agents, listed):
        problem = Assignment.of(np.random.default_rng(agents).uniform(size=(agents, agents)))
        found = run(Auction(1e-4), problem, graph("ring", agents), 2000)
        assert found.error[-1] == 0 and found.rounds <= 1.2 * listed

    def test_prices_prove_it(self):
        """Weak duality: no allocation is worth more than all prices and what robots gain at these."""
        problem, eps = assignment(random_world(6, 6, 2)), 0.05
        team = Team(Auction(eps), problem, graph("line", 6))
        found = team.run(300)
        prices = np.array([agent.state.prices[0] for agent in team.agents.values()])
        assert (prices == prices[0]).all()
        profit = np.maximum((problem.worth - prices[0]).max(axis=1), 0.0)
        value = problem.value(outcome(found.x, problem.ids).winners)
        assert value <= prices[0].sum() + profit.sum() <= value + 6 * eps + 1e-12
        assert not prices[0][found.x[0] == NOBODY].any()

    @pytest.mark.parametrize(("robots", "tasks"), [(7, 3), (3, 7)])
    def test_robots_or_tasks_may_be_left_over(self, robots, tasks):
        problem = assignment(random_world(robots, tasks, 1))
        found = run(Auction(), problem, graph("ring", robots), 4000)
        assert found.error[-1] == 0 and (found.target != NOBODY).sum() == min(robots, tasks)


class TestBundles:
    def test_the_program_is_the_best_of_all_allocations(self):
        for seed in range(3):
            problem = Bundles.of(random_world(3, 4, seed), 2)
            best = 0.0
            for winners in product((-1, 0, 1, 2), repeat=4):
                mine = [tuple(j for j in range(4) if winners[j] == i) for i in range(3)]
                if max(map(len, mine)) <= 2:
                    orders = ([plain_worth(problem.world, i, o) for o in permutations(m)] for i, m in enumerate(mine))
                    best = max(best, sum(max(order) for order in orders))
            assert problem.value(problem.optimum()) == pytest.approx(best, rel=1e-12)

    def test_one_task_each_is_an_assignment(self):
        world = random_world(6, 6, 4)
        np.testing.assert_array_equal(Bundles.of(world, 1).optimum(), assignment(world).optimum())

    @pytest.mark.parametrize("shape", ["disc", "line", "star", "directed-ring"])
    def test_ends_at_the_greedy_solution_in_tasks_times_diameter_rounds(self, shape):
        for seed in range(12):
            rng = np.random.default_rng(seed)
            robots, longest = int(rng.integers(3, 8)), int(rng.integers(1, 4))
            world = random_world(robots, int(rng.integers(2, 2 * robots)), seed)
            problem = Bundles.of(world, longest)
            given = in_range(world.robots.position) if shape == "disc" else graph(shape, robots)
            found = run(Cbba(), problem, given, 300)
            assert found.error[-1] == 0 and found.rounds <= min(problem.n, robots * longest) * diameter(given)

    def test_what_comes_out_can_be_done(self):
        for seed in range(12):
            case = APPLICATIONS["cbba"].case(6, seed)
            found = everyone(case)
            done = outcome(found.x, found.agents)
            assert done.conflicts == done.disputed == 0
            mine = [tuple(np.flatnonzero(done.winners == i).tolist()) for i in range(6)]
            values = [max(plain_worth(case.world, i, order) for order in permutations(m)) for i, m in enumerate(mine)]
            assert np.isfinite(values).all() and max(map(len, mine)) <= 3
            assert sum(values) == pytest.approx(case.problem.value(done.winners))

    def test_at_least_half_of_the_best(self):
        shares = []
        for seed in range(15):
            problem = Bundles.of(random_world(5, 10, seed), 3)
            found = run(Cbba(), problem, graph("line", 5), 300)
            shares.append(problem.value(outcome(found.x, problem.ids).winners) / problem.value(problem.optimum()))
        assert 0.5 <= min(shares) < 0.95 and max(shares) <= 1 + 1e-12 and np.median(shares) > 0.95

    def test_greed_may_cost_half(self):
        """The first robot takes the task that is the only one for the second, since it is worth a little more."""
        robots = Robots(np.zeros((2, 2)), np.ones(2), np.array([[True, True], [True, False]]), np.full(2, 1e3),
                        np.ones(2), np.ones(2))  # fmt: skip
        tasks = Tasks(np.ones((2, 2)), np.ones(2), np.array([0, 1]), np.full(2, 9.0), np.array([1.01, 1.0]))
        problem = Bundles.of(World(robots, tasks), 1)
        found = problem.value(run(Cbba(), problem, nx.path_graph(2), 9).x[0])
        assert found / problem.value(problem.optimum()) == pytest.approx(1.01 / 2.01)

    def test_bids_never_rise_though_gains_may(self):
        """A second task beside the first costs no further way, but is not bid for more than the first."""
        robots = Robots(np.zeros((1, 2)), np.ones(1), np.ones((1, 1), bool), np.full(1, 1e6), np.ones(1), np.ones(1))
        place = np.array([[90.0, 0.0], [90.0, 1.0]])
        tasks = Tasks(place, np.zeros(2), np.zeros(2, int), np.full(2, 1e3), np.array([9, 9.5]))
        problem = Bundles.of(World(robots, tasks), 2)
        first = problem.offers(0, Bundle())
        second = problem.offers(0, Bundle().with_task(0, first))
        assert second.gain[1] > first.bid[0] and second.bid[1] == first.bid[0]


class TestConflicts:
    def test_the_table_case_by_case(self):
        rng, seen = np.random.default_rng(0), set()
        for _ in range(400):
            mine, theirs = (
                Belief(rng.integers(-1, 4, 6).astype(float), rng.integers(0, 3, 6).astype(float), rng.integers(0, 3, 4))
                for _ in range(2)
            )
            found = settled(0, mine, 1, theirs)
            for j in range(6):
                action = by_table(0, 1, mine, theirs, j)
                seen.add((kind(mine.winner[j]), kind(theirs.winner[j]), action))
                expected = {"update": (theirs.winner[j], theirs.bid[j]), "reset": (NOBODY, 0.0),
                            "leave": (mine.winner[j], mine.bid[j])}[action]  # fmt: skip
                assert (found.winner[j], found.bid[j]) == expected
            np.testing.assert_array_equal(found.news, np.maximum(mine.news, theirs.news))
        assert len(seen) == 25


def kind(winner: float) -> str:
    return {-1: "none", 0: "me", 1: "other"}.get(int(winner), "third")


def by_table(i: int, k: int, mine: Belief, theirs: Belief, j: int) -> str:
    """Entry by entry as printed: what k says and i believed, for task j."""
    said, had = int(theirs.winner[j]), int(mine.winner[j])
    higher = (theirs.bid[j], -said) > (mine.bid[j], -had)

    def later(robot: int) -> bool:
        return theirs.news[robot] > mine.news[robot]

    if said == k:
        if had == i:
            return "update" if higher else "leave"
        if had in (k, -1):
            return "update"
        return "update" if later(had) or higher else "leave"
    if said == i:
        if had in (i, -1):
            return "leave"
        if had == k:
            return "reset"
        return "reset" if later(had) else "leave"
    if said == -1:
        if had in (i, -1):
            return "leave"
        if had == k:
            return "update"
        return "update" if later(had) else "leave"
    if had == i:
        return "update" if later(said) and higher else "leave"
    if had == k:
        return "update" if later(said) else "reset"
    if had in (said, -1):
        return "update" if later(said) else "leave"
    if later(said) and (later(had) or higher):
        return "update"
    return "reset" if later(had) and mine.news[said] > theirs.news[said] else "leave"


@pytest.mark.parametrize("name", NAMES)
class TestFaults:
    @pytest.mark.parametrize("fault", FAULTS)
    def test_the_same_as_without(self, name, fault):
        case = APPLICATIONS[name].case(6, 1)
        found = everyone(case, FAULTS[fault], graph("complete" if "death" in fault else "grid", 6))
        assert found.error[-1] == 0 and outcome(found.x, found.agents).conflicts == 0

    def test_others_take_the_tasks_of_the_dead(self, name):
        case = APPLICATIONS[name].case(6, 1)
        alive, ring = everyone(case), graph("ring", 6)
        widow = int(np.flatnonzero(alive.x[0] == 3)[0])
        left = case.problem.rows(np.array([0, 1, 2, 4, 5]))
        found = everyone(case, Faults(deaths=((3, alive.rounds + 2),)), ring)
        assert 3 not in found.x and found.error[-1] == 0
        possible = np.isfinite(alone(case.world)[left.ids, widow]).any()
        assert (found.x[0] == left.optimum() if name == "auction" else found.x[0] == left.greedy()).all() and possible

    def test_messages_give_the_same_bits(self, name):
        case = APPLICATIONS[name].case(6, 2)
        arrays = everyone(case)
        team = Team(case.algorithm, case.problem, case.graph, start=case.start).run(case.rounds)
        np.testing.assert_array_equal(team.x, arrays.x)
        np.testing.assert_array_equal(team.error, arrays.error)
        assert (team.messages, team.bytes) == (arrays.messages, arrays.bytes)

    def test_messages_with_loss_and_death(self, name):
        case = APPLICATIONS[name].case(6, 2)
        carrying, faults = FaultOptions(loss=0.3, seed=4), Faults(deaths=((1, 5),))
        team = Team(case.algorithm, case.problem, graph("complete", 6), carrying, faults, start=case.start)
        found = team.run(case.rounds)
        assert found.error[-1] == 0 and 1 not in found.agents and 1 not in found.x

    def test_liars_are_refused(self, name):
        with pytest.raises(Unfit, match=f"^{name}: does not survive liars; valid: "):
            everyone(APPLICATIONS[name].case(5, 0), Faults(liars=(0,)))

    def test_figures(self, name):
        case = APPLICATIONS[name].case(6, 3)
        found = APPLICATIONS[name].figures(case, everyone(case))
        assert found["conflicts"] == 0 and 0.5 <= found["share_of_best"] <= 1 + 1e-12
        assert found["share_of_best"] == pytest.approx(found["worth"] / found["best_worth"])


class TestWorlds:
    def test_a_single_robot_is_refused(self):
        with pytest.raises(Unfit, match="^1 robots: .*valid: 2 or more$"):
            random_world(1, 2)

    TEXT = """
robots:
  - {position: [0, 0], speed: 2, can: [camera], battery: 20000, per_metre: 30, power: 100}
  - {position: [10, 0], speed: 4, can: [camera, gripper], battery: 20000, per_metre: 50, power: 100}
tasks:
  - {position: [5, 5], duration: 5, needs: camera, deadline: 60, reward: 8}
  - {position: [9, 9], duration: 5, needs: gripper, deadline: 60, reward: 6}
"""

    def test_one_from_a_file_is_allocated(self, tmp_path):
        path = tmp_path / "world.yaml"
        path.write_text(self.TEXT)
        for name, winners in {"auction": [0, 1], "cbba": [1, 1]}.items():  # one robot is fast
            assert everyone(APPLICATIONS[name].of(load_world(path))).x[0].tolist() == winners

    @pytest.mark.parametrize(
        ("old", "new", "words"),
        [("needs: gripper", "needs: griper", "tasks[1].needs: no robot can 'griper'; valid: camera, gripper"),
         ("speed: 4", "speed: -4", "robots[1].speed: got -4"), ("reward: 8", "reword: 8", "tasks[0]")],
    )  # fmt: skip
    def test_mistakes_are_one_line(self, tmp_path, old, new, words):
        path = tmp_path / "world.yaml"
        path.write_text(self.TEXT.replace(old, new))
        with pytest.raises(ConfigError) as error:
            load_world(path)
        assert words in str(error.value) and str(path) in str(error.value) and "\n" not in str(error.value)
