"""Asking for lost packets under a virtual clock: sooner than heartbeats would, and never where nothing is lost."""

from __future__ import annotations

import pytest
from test_flight import Air

from l2c_planner.config.network import FaultOptions
from l2c_planner.team.asking import Asking


def asked(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Times at which hosts ask."""
    times, due = [], Asking.due

    def noted(self, member, now) -> bool:
        asks = due(self, member, now)
        times.extend([now] * asks)
        return asks

    monkeypatch.setattr(Asking, "due", noted)
    return times


def slow_hearts(loss: float, seed: int = 0) -> Air:
    return Air(faults=FaultOptions(loss=loss, seed=seed), heartbeat=0.2, lost_after=2.0)


def test_nobody_asks_where_nothing_is_lost(monkeypatch):
    times = asked(monkeypatch)
    assert slow_hearts(0.0).fly(2.0).plans >= 3
    assert times == []


def test_lost_packets_come_before_the_next_heartbeat(monkeypatch):
    times = asked(monkeypatch)
    found = [slow_hearts(0.25, seed).fly(2.5) for seed in range(2)]
    assert sum(flight.plans for flight in found) >= 5 and times
    monkeypatch.setattr(Asking, "due", lambda self, member, now: False)
    without = [slow_hearts(0.25, seed).fly(2.5) for seed in range(2)]
    assert sum(f.plans for f in without) < sum(f.plans for f in found)


def test_a_host_asks_no_more_often_than_rounds_last(monkeypatch):
    by_host: dict[int, list[float]] = {}
    due = Asking.due

    def noted(self, member, now) -> bool:
        if asks := due(self, member, now):
            by_host.setdefault(id(self), []).append(now)
        return asks

    monkeypatch.setattr(Asking, "due", noted)
    slow_hearts(0.25, 1).fly(2.0)
    gaps = [b - a for times in by_host.values() for a, b in zip(times, times[1:])]
    assert gaps and min(gaps) >= 0.03 - 1e-9
