"""A robot's bundle: the tasks it has taken, as a route through them, and what it could bid next.

Bids never rise along a bundle: what a task gains is bid for it, but no more than was bid for the one taken before
(Johnson, Choi, How 2012). That is what lets auctions of bundles end where gains may grow with the tasks that a robot
has already, as they do where tasks lie beside each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.applications.allocation.scores import BARRED, gains
from l2c_planner.applications.allocation.world import World


@dataclass(frozen=True)
class Bundle:
    """Tasks in the order in which they are done."""

    route: tuple[int, ...] = ()
    ceiling: float = np.inf
    """The last bid, above which no further one goes."""

    def with_task(self, task: int, offers: Offers) -> Bundle:
        """With one more."""
        place = int(offers.place[task])
        return Bundle((*self.route[:place], task, *self.route[place:]), float(offers.bid[task]))


@dataclass(frozen=True, eq=False)
class Offers:
    """What a robot could bid next."""

    bid: np.ndarray
    """(T,), at most 0 or -inf where there is nothing to gain."""
    gain: np.ndarray
    """(T,) of its route."""
    place: np.ndarray
    """(T,) in the route."""

    def best(self, allowed: np.ndarray) -> int | None:
        """The highest bid among those allowed (T,), the greater gain among equals; None where nothing is gained."""
        open_to = np.flatnonzero(allowed & (self.bid > 0))
        if not len(open_to):
            return None
        return int(open_to[np.lexsort((-open_to, self.gain[open_to], self.bid[open_to]))[-1]])


def offers(world: World, row: int, bundle: Bundle, longest: int) -> Offers:
    """Of a robot that does at most so many tasks."""
    gain, place = gains(world, row, bundle.route)
    if len(bundle.route) >= longest:
        gain = np.full_like(gain, BARRED)
    return Offers(np.minimum(gain, bundle.ceiling), gain, place)
