"""Dual decomposition: robots answer prices of shared resources, set by a hub or agreed on among peers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.consensus.algorithm import Algorithm, Fault, Received
from l2c_planner.consensus.algorithms import gradient_tracking
from l2c_planner.consensus.algorithms.gradient_tracking import GradientTracking
from l2c_planner.consensus.errors import Unfit
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.problems import Allocation


@dataclass(frozen=True, eq=False)
class State:
    """Unknowns of each agent, and its tracking of the prices."""

    x: np.ndarray
    prices: gradient_tracking.State


@dataclass(frozen=True)
class DualDecomposition(Algorithm):
    """x_i = argmin f_i + lambda_i'A_i x, where the copies lambda_i climb the dual by gradient tracking.

    Converges linearly to the solution of min sum f_i(x_i), sum A_i x_i = b, for strongly convex f_i and independent
    equations, on every connected undirected graph: gradient tracking on the dual, whose gradients are the excesses
    A_i x_i - b_i. No agent tells its unknowns or its cost.
    """

    needs = "dual"
    survives = frozenset({Fault.OUTAGE})
    step: float = 0.01

    @classmethod
    def tuned(cls, problem: Allocation, links: Links, sequence: tuple[Links, ...] = ()) -> DualDecomposition:
        """With the step of gradient tracking on the dual."""
        return cls(GradientTracking.tuned(problem.dual, links, sequence).step)

    def begin(self, problem: Allocation, links: Links, start: np.ndarray) -> State:
        """From prices of zero."""
        prices = np.zeros((links.agents, problem.coupled))
        return self._answered(GradientTracking(self.step).begin(problem.dual, links, prices), problem)

    def outgoing(self, state: State, links: Links) -> np.ndarray:
        """Prices and tracked excess."""
        return GradientTracking(self.step).outgoing(state.prices, links)

    def advance(self, state: State, received: Received, problem: Allocation, links: Links) -> State:
        """Move the prices and answer them."""
        moved = GradientTracking(self.step).advance(state.prices, received, problem.dual, links)
        return self._answered(moved, problem)

    def _answered(self, prices: gradient_tracking.State, problem: Allocation) -> State:
        return State(problem.response(prices.x), prices)


@dataclass(frozen=True, eq=False)
class HubState:
    """Unknowns, prices (A, p), excess (A, p), and rounds so far (A,)."""

    x: np.ndarray
    prices: np.ndarray
    excess: np.ndarray
    rounds: np.ndarray


@dataclass(frozen=True)
class HubDualDecomposition(Algorithm):
    """lambda+ = lambda + a (sum_i A_i x_i - b) at a hub: excesses are told in even rounds, prices in odd ones.

    Converges linearly for strongly convex f_i and independent equations, for a below 2 over the largest eigenvalue of
    the dual's Hessian (Bertsekas, Tsitsiklis 1989). Everybody must hear the hub, and nothing works without it.
    """

    needs = "dual"
    step: float = 0.01
    hub: int = 0

    @classmethod
    def tuned(cls, problem: Allocation, links: Links, sequence: tuple[Links, ...] = ()) -> HubDualDecomposition:
        """With the best step for a quadratic dual, and the agent that most can hear as hub."""
        curvature = problem.curvature()
        step = 2.0 / (problem.agents * (curvature.strong + curvature.smooth))
        return cls(step, int(links.ids[links.own[np.argmax(links.listeners)]]))

    def begin(self, problem: Allocation, links: Links, start: np.ndarray) -> HubState:
        """From prices of zero.

        Raises Unfit if an agent does not hear the hub.
        """
        deaf = np.flatnonzero(~(self._hears_hub(links) | self._is_hub(links)))
        if len(deaf):
            name = links.ids[links.own[deaf[0]]]
            raise Unfit(f"agent {name} does not hear the hub {self.hub}; valid: a star, or dual-decomposition")
        prices = np.zeros((links.agents, problem.coupled))
        return self._answered(prices, np.zeros(links.agents, int), problem)

    def outgoing(self, state: HubState, links: Links) -> np.ndarray:
        """Prices of the hub, excesses of the others."""
        return np.where(self._is_hub(links)[:, None], state.prices, state.excess)

    def speaks(self, state: HubState, links: Links) -> np.ndarray:
        """The others in even rounds, the hub in odd ones."""
        return self._is_hub(links) == (state.rounds % 2 == 1)

    def advance(self, state: HubState, received: Received, problem: Allocation, links: Links) -> HubState:
        """The hub moves the prices, or the others take them over and all answer."""
        hub, collecting = self._is_hub(links)[:, None], (state.rounds % 2 == 0)[:, None]
        total = links.heard @ received.values + state.excess
        prices = np.where(hub & collecting, state.prices + self.step * total, state.prices)
        told = links.heard @ np.where((links.ids == self.hub)[:, None], received.values, 0.0)
        prices = np.where(~hub & ~collecting, told, prices)
        answered = self._answered(prices, state.rounds + 1, problem)
        x, excess = (np.where(collecting, *pair) for pair in ((state.x, answered.x), (state.excess, answered.excess)))
        return HubState(x, prices, excess, state.rounds + 1)

    def _answered(self, prices: np.ndarray, rounds: np.ndarray, problem: Allocation) -> HubState:
        x = problem.response(prices)
        return HubState(x, prices, problem.excess(x), rounds)

    def _is_hub(self, links: Links) -> np.ndarray:
        return links.ids[links.own] == self.hub

    def _hears_hub(self, links: Links) -> np.ndarray:
        return links.heard @ (links.ids == self.hub).astype(float) > 0


ALGORITHMS = {"dual-decomposition": DualDecomposition, "dual-decomposition-hub": HubDualDecomposition}
