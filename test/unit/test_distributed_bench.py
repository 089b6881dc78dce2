"""`l2c bench consensus` in small: what is in its report."""

from __future__ import annotations

import pytest

from l2c_planner.bench import consensus
from l2c_planner.consensus.errors import Unfit


@pytest.fixture(autouse=True)
def here(monkeypatch):
    """In this process: its numbers are not looked at."""
    monkeypatch.setattr(consensus, "one_thread", lambda: True)


def test_every_algorithm_has_a_row_with_a_time_by_size():
    report = consensus.run(sizes=(9, 1000, 1500), rounds=2)
    assert [row["algorithm"] for row in report["round"]] == list(consensus.ALGORITHMS)
    for row in report["round"]:
        assert all(row[f"agents_{n}_s"] > 0 for n in (9, 1000, 1500)) and isinstance(row["growth"], float)


def test_growth_needs_two_large_sizes():
    (row,) = consensus.run(sizes=(9,), algorithms=("extra",), rounds=2)["round"]
    assert row["growth"] is None


def test_unknown_algorithms_are_refused():
    with pytest.raises(Unfit, match="unknown algorithm 'sgd'"):
        consensus.run(sizes=(9,), algorithms=("sgd",))
