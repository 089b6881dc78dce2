"""Robust means, and 6 of 20 robots that lie: what honest ones find all the same, and whom they suspect."""

from __future__ import annotations

import numpy as np
import pytest

from l2c_planner.consensus import aggregation, registry
from l2c_planner.consensus.errors import Unfit
from l2c_planner.consensus.faults import Faults
from l2c_planner.consensus.graphs import graph
from l2c_planner.consensus.problems import problem
from l2c_planner.consensus.run import run
from l2c_planner.consensus.team import Team

N, SEED = 20, 8
LIARS = (1, 4, 6, 9, 13, 17)
HONEST = np.setdiff1d(np.arange(N), LIARS)
RULES = ["coordinate-median", "trimmed-mean", "geometric-median", "krum"]
AGGREGATES = [aggregation.coordinate_median, aggregation.trimmed_mean, aggregation.geometric_median, aggregation.krum]


def spread() -> float:
    """Largest distance of an honest robot's own minimiser from the honest optimum, by coordinate."""
    given = problem("least-squares", N, SEED).rows(HONEST)
    own = np.linalg.solve(given.H, given.c[..., None])[..., 0]
    return float(np.abs(own - given.optimum()).max())


@pytest.fixture(scope="module", params=RULES)
def among_liars(request):
    """Of a rule, 150 rounds among liars."""
    given, shape = problem("least-squares", N, SEED), graph("complete", N)
    return run(registry.algorithm(request.param), given, shape, 150, Faults(liars=LIARS, seed=2))


class TestRules:
    def test_error_is_within_twice_the_honest_spread(self, among_liars):
        assert among_liars.error[-1] < 0.5 * spread() < 2 * spread()

    def test_the_liars_are_found_out_and_nobody_else(self, among_liars):
        assert among_liars.suspects == LIARS

    @pytest.mark.parametrize("rule", RULES)
    def test_without_liars_nobody_is_suspected(self, rule):
        given = problem("least-squares", N, SEED)
        assert run(registry.algorithm(rule), given, graph("complete", N), 60).suspects == ()

    def test_the_mean_would_follow_them(self):
        """Why: 30 % of numbers of size 100 move a mean by tens."""
        table = np.zeros((1, N, 3))
        table[0, list(LIARS)] = 100.0
        assert np.abs(table.mean(axis=1)).max() == pytest.approx(30)
        for aggregate in AGGREGATES:
            assert np.abs(aggregate(table, 6)).max() < 1e-6

    def test_too_few_neighbours_are_refused(self):
        given, kind = problem("least-squares", N, SEED), registry.algorithm("trimmed-mean")
        with pytest.raises(Unfit, match="6 liars: agent 0 has 2 neighbours; valid: more than 12, or fewer liars"):
            run(kind(liars=6), given, graph("ring", N), 1)

    def test_others_refuse_liars(self):
        with pytest.raises(Unfit, match="does not survive liars; valid: coordinate-median, geometric-median, krum"):
            run(registry.algorithm("gradient-tracking"), problem("least-squares", N), graph("ring", N), 1,
                Faults(liars=LIARS))  # fmt: skip


@pytest.fixture(scope="module")
def found():
    """Of W-MSR, 200 rounds among liars."""
    given = problem("values", N, SEED)
    return run(registry.algorithm("w-msr"), given, graph("complete", N), 200, Faults(liars=LIARS, seed=2))


class TestWMsr:
    def test_honest_values_stay_in_their_range_and_agree(self, found):
        honest, values = found.x[HONEST], problem("values", N, SEED).values[HONEST]
        assert (honest >= values.min(axis=0)).all() and (honest <= values.max(axis=0)).all()
        assert np.ptp(honest, axis=0).max() < 1e-14

    def test_the_liars_are_found_out(self, found):
        assert found.suspects == LIARS


class TestByMessages:
    """The same, one agent per transport; liars tell every neighbour something else."""

    @pytest.mark.parametrize("rule", ["trimmed-mean", "geometric-median"])
    def test_error_and_suspects(self, rule):
        given, liars = problem("least-squares", 9, SEED), (2, 7)
        found = Team(registry.algorithm(rule), given, graph("complete", 9), faults=Faults(liars=liars)).run(60)
        honest = given.rows(np.setdiff1d(np.arange(9), liars))
        own = np.linalg.solve(honest.H, honest.c[..., None])[..., 0]
        assert found.error[-1] < 2 * np.abs(own - honest.optimum()).max()
        assert found.suspects == liars and np.abs(found.target - honest.optimum()).max() < 1e-12

    def test_honest_values_stay_in_their_range(self):
        given = problem("values", 9, SEED)
        found = Team(registry.algorithm("w-msr"), given, graph("complete", 9), faults=Faults(liars=(0, 4))).run(60)
        honest = np.setdiff1d(np.arange(9), (0, 4))
        x, values = found.x[honest], given.values[honest]
        assert (x >= values.min(axis=0)).all() and (x <= values.max(axis=0)).all() and found.suspects == (0, 4)


class TestAggregation:
    """Against straightforward loops, with candidates that are absent."""

    @pytest.fixture
    def table(self):
        rng = np.random.default_rng(0)
        table = rng.normal(size=(4, 11, 3))
        table[1, 7:], table[2, 9] = np.nan, np.nan
        return table

    def present(self, table):
        return [rows[~np.isnan(rows[:, 0])] for rows in table]

    def test_median_and_trimmed_mean(self, table):
        medians = [np.median(rows, axis=0) for rows in self.present(table)]
        np.testing.assert_allclose(aggregation.coordinate_median(table, 2), medians)
        trimmed = [np.sort(rows, axis=0)[2:-2].mean(axis=0) for rows in self.present(table)]
        np.testing.assert_allclose(aggregation.trimmed_mean(table, 2), trimmed)

    def test_geometric_median_has_the_least_sum_of_distances(self, table):
        found, rng = aggregation.geometric_median(table, 2), np.random.default_rng(1)
        for rows, point in zip(self.present(table), found, strict=True):
            sums = [np.linalg.norm(rows - p, axis=1).sum() for p in [point, *(point + 0.05 * rng.normal(size=(50, 3)))]]
            assert min(sums[1:]) >= sums[0]

    def test_krum_takes_the_one_with_the_nearest_company(self, table):
        for rows, point in zip(self.present(table), aggregation.krum(table, 2), strict=True):
            scores = [np.sort(np.sum((rows - row) ** 2, axis=1))[1 : len(rows) - 2 - 2 + 1].sum() for row in rows]
            np.testing.assert_array_equal(point, rows[np.argmin(scores)])

    def test_near_own_leaves_out_only_what_is_beyond_itself(self):
        own, others = np.array([[2.0], [9.0]]), np.array([[[1.0], [3.0], [4.0], [5.0]], [[1.0], [3.0], [4.0], [5.0]]])
        # 2: without 1 below and 5 above; 9: nobody is above, without 1 below
        np.testing.assert_allclose(aggregation.near_own(own, others, 1)[:, 0], [3.0, (9 + 3 + 4 + 5) / 4])

    def test_who_stands_out(self, table):
        table[0, 3] = 100.0
        found = aggregation.stand_out(table, aggregation.coordinate_median(table, 2))
        assert np.argwhere(found).tolist() == [[0, 3]]
