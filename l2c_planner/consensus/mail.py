"""Delivers what all agents tell in a round to all that hear them, with faults, and counts it."""

from __future__ import annotations

from collections import deque

import numpy as np

from l2c_planner.consensus.algorithm import Algorithm, Channel, Received
from l2c_planner.consensus.faults import Faults
from l2c_planner.consensus.links import Links


class Mail:
    """One per restart: what is on the way when agents die or join is lost."""

    def __init__(self, algorithm: Algorithm, faults: Faults, epoch: int = 0) -> None:
        self.algorithm, self.faults = algorithm, faults
        self.messages = self.bytes = 0
        self._rng = np.random.default_rng((faults.seed, epoch, 2))
        self._sent: deque[tuple[int, np.ndarray, np.ndarray]] = deque(maxlen=faults.delay + 1)
        self._newest: np.ndarray | None = None

    def deliver(self, round: int, told: np.ndarray, speaks: np.ndarray, links: Links, down: np.ndarray) -> Received:
        """What arrives in a round of what is told in it and was told before; down: (E,) links that carry nothing."""
        if self.algorithm.channel is Channel.TABLE:
            self._count(int(links.listeners[speaks].sum()), told)
            return Received(told, speaks)
        edges = self.algorithm.channel is Channel.EDGES
        values = told[links.opposite] if edges else told[links.sender]
        said = speaks[links.sender]
        self._count(int(said.sum()), told)
        if self.faults.liars:
            values = self._with_lies(values, links)
        if self.faults.noise:
            values = values + self._rng.normal(scale=self.faults.noise, size=values.shape)
        return self._arriving(round, values, said & ~down)

    def _count(self, messages: int, told: np.ndarray) -> None:
        self.messages += messages
        self.bytes += messages * told.shape[1] * self.algorithm.number_bytes

    def _with_lies(self, values: np.ndarray, links: Links) -> np.ndarray:
        lies = np.isin(links.ids[links.sender], self.faults.liars)[:, None]
        signs = self._rng.choice([-1.0, 1.0], size=values.shape)
        return np.where(lies, self.faults.attack * signs, values)

    def _arriving(self, round: int, values: np.ndarray, said: np.ndarray) -> Received:
        """The newest of what is due; older than what was heard before is of no use."""
        if self.faults.loss:
            said = said & (self._rng.uniform(size=len(said)) >= self.faults.loss)
        if not self.faults.delay:
            return Received(values, said)
        late = self._rng.integers(0, self.faults.delay + 1, size=len(said))
        self._sent.append((round, values, np.where(said, round + late, -1)))
        newest = np.full(len(said), -1) if self._newest is None else self._newest
        found, heard, before = values.copy(), np.zeros(len(said), bool), newest.copy()
        for sent, table, due in self._sent:
            now = (due == round) & (sent > newest)
            found[now], heard[now], before[now] = table[now], True, sent
        self._newest = before
        return Received(found, heard)
