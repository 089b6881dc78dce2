"""Every robot takes a damped Gauss-Newton step in its own place, with the places that its neighbours told last."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.applications.localisation.measurements import Measurements
from l2c_planner.consensus.algorithm import Algorithm, Channel, Fault, Received
from l2c_planner.consensus.links import Links

SINGULAR = 1e-9
"""Directions of which a robot knows less than this share of what it knows best are left as they are."""


@dataclass(frozen=True, eq=False)
class State:
    """Places, what was heard last in each slot (E, d), NaN before; and the measurement of each slot (E,)."""

    x: np.ndarray
    known: np.ndarray
    which: np.ndarray


@dataclass(frozen=True)
class BlockGaussNewton(Algorithm):
    """x_i+ = x_i - a H_i^-1 g_i, H_i = sum_j w J'J, g_i = sum_j w J'r over what i has measured: its own block alone.

    With relative measurements that is damped block Jacobi on the weighted Laplacian: x_i moves to the weighted mean of
    where its neighbours say that it is. It converges to the central least squares for every 0 < a <= 1, however late
    or lossy the messages, because every row of the iteration sums to at most one, and to less at the neighbours of an
    anchor (Chazan, Miranker 1969). With ranges it converges to the central minimum near it for a < 1 in step: the
    Gauss-Newton matrix of pairs is at most twice its own blocks. Lost messages are replaced by the last ones there
    too; smaller steps stand more (Bertsekas, Tsitsiklis 1989, 7.5).
    """

    channel = Channel.SLOTS
    needs = "residuals"
    survives = frozenset({Fault.LOSS, Fault.OUTAGE, Fault.DELAY, Fault.DEATH})
    damping: float = 0.45

    def begin(self, problem: Measurements, links: Links, start: np.ndarray) -> State:
        """Anchors where they are; of others nothing is known.

        Raises Unfit if links and measurements are not between the same robots.
        """
        x = np.where(problem.anchor[:, None], problem.guess, start)
        return State(x, np.full((len(links.receiver), x.shape[1]), np.nan), problem.of_slots(links))

    def outgoing(self, state: State, links: Links) -> np.ndarray:
        """Places."""
        return state.x

    def advance(self, state: State, received: Received, problem: Measurements, links: Links) -> State:
        """Take over what is new, then step; who has not heard all its neighbours once does not step yet."""
        known = np.where(received.heard[:, None], received.values, state.known)
        own, deaf = state.x[links.receiver], ~np.isfinite(known[:, 0])
        r, J = problem.residuals(own, np.where(deaf[:, None], own + 1.0, known), state.which)
        weighted = np.swapaxes(J, 1, 2) * problem.weight[state.which][:, None, None]
        n = state.x.shape[1]
        H = links.collect((weighted @ J).reshape(-1, n * n)).reshape(-1, n, n)
        g = links.collect((weighted @ r[..., None])[..., 0])
        step = (np.linalg.pinv(H, rcond=SINGULAR, hermitian=True) @ g[..., None])[..., 0]
        waits = problem.anchor | (links.collect(deaf[:, None].astype(float))[:, 0] > 0)
        moved = np.where(waits[:, None], state.x, state.x - self.damping * step)
        return State(moved, known, state.which)
