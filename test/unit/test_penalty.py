"""Penalty factors over the rounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from l2c_planner.admm import Penalty

RAMP = Penalty(scale=0.5, hold=4, growth=1.5, maximum=6.0)
BALANCED = Penalty(scale=0.5, growth=2.0, maximum=8.0, balancing=True, imbalance=10.0)


def schedule(penalty: Penalty, rounds: int) -> list[float]:
    """Factors of the first rounds, as a host would use them."""
    factors = [penalty.scale]
    for number in range(1, rounds):
        factors.append(penalty.following(factors[-1], number, 1.0, 1.0))
    return factors


class TestRamp:
    def test_is_constant_while_held(self):
        assert schedule(RAMP, 4) == [0.5] * 4

    def test_then_grows_by_a_factor_per_round(self):
        assert schedule(RAMP, 8)[4:] == pytest.approx([0.5 * 1.5**k for k in (1, 2, 3, 4)])

    def test_ends_at_the_maximum(self):
        assert schedule(RAMP, 40)[-1] == 3.0

    def test_without_hold_it_starts_at_once(self):
        assert schedule(Penalty(1.0, hold=0, growth=2.0, maximum=100.0), 2)[1] > 1.0

    def test_growth_1_is_constant(self):
        assert set(schedule(Penalty(0.3, hold=2, growth=1.0), 30)) == {0.3}

    def test_starts_early_once_the_copies_agree(self):
        assert RAMP.following(0.5, 1, 0.02, 1.0) == 0.5
        assert RAMP.following(0.5, 1, 0.01, 1.0) == 0.75

    def test_goes_on_when_the_residual_rises_again(self):
        assert RAMP.following(0.75, 2, 1.0, 1.0) == 0.75 * 1.5

    @given(st.floats(1e-3, 10), st.integers(0, 30), st.floats(1, 3), st.floats(1, 1e3))
    def test_never_falls_nor_leaves_its_range(self, scale, hold, growth, maximum):
        factors = schedule(Penalty(scale, hold, growth, maximum), 60)
        assert all(a <= b * (1 + 1e-12) for a, b in zip(factors, factors[1:], strict=False))
        assert min(factors) == scale and max(factors) <= scale * maximum * (1 + 1e-12)


class TestBalancing:
    def test_a_large_primal_residual_raises_the_penalty(self):
        assert BALANCED.following(0.5, 3, 11.0, 1.0) == 1.0

    def test_a_large_dual_residual_lowers_it(self):
        assert BALANCED.following(0.5, 3, 1.0, 11.0) == 0.25

    @pytest.mark.parametrize("primal", [0.1001, 1.0, 9.999])
    def test_balance_leaves_it(self, primal):
        assert BALANCED.following(0.7, 3, primal, 1.0) == 0.7

    def test_stays_in_its_range(self):
        assert BALANCED.following(4.0, 3, 1e9, 0.0) == 4.0
        assert BALANCED.following(0.0625, 3, 0.0, 1e9) == 0.0625

    def test_is_not_held(self):
        assert Penalty(0.5, hold=1000, balancing=True, growth=2.0).following(0.5, 1, 1.0, 0.0) == 1.0
