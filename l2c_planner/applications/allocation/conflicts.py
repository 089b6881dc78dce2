"""Whom to believe about who wins a task: the decision table of the consensus-based bundle algorithm.

(Choi, Brunet, How 2009, table 1.) What is known of a task comes from its winner, directly or passed on; who has later
news of a winner knows better.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.applications.allocation.assignment import NOBODY


@dataclass(frozen=True, eq=False)
class Belief:
    """What one robot believes, and tells."""

    winner: np.ndarray
    """(T,) numbers of robots; NOBODY where there is none."""
    bid: np.ndarray
    """(T,) of the winners; 0 where there is none."""
    news: np.ndarray
    """(fleet,) last round of each robot of which it has heard; -1 for never."""

    def a_round_later(self, number: int) -> Belief:
        """The same of robot `number`, with news of itself."""
        news = self.news.copy()
        news[number] += 1
        return Belief(self.winner, self.bid, news)

    def same_bids(self, other: Belief) -> bool:
        """Whether the same robots win with the same bids."""
        return np.array_equal(self.winner, other.winner) and np.array_equal(self.bid, other.bid)


def settled(me: int, mine: Belief, other: int, theirs: Belief) -> Belief:
    """What a robot believes after it has heard another."""
    z, said = mine.winner, theirs.winner
    higher = beats(theirs.bid, said, mine.bid, z)
    of_said, of_mine = _later(theirs.news, mine.news, said), _later(theirs.news, mine.news, z)
    own_of_mine = _later(mine.news, theirs.news, said)
    third, said_third = (z >= 0) & (z != me) & (z != other), (said >= 0) & (said != me) & (said != other)
    apart = third & (z != said)

    update = (said == other) & (z == me) & higher
    update |= (said == other) & ((z == other) | (z == NOBODY) | third & (of_mine | higher))
    update |= said_third & (z == me) & of_said & higher
    update |= said_third & of_said & ((z == other) | (z == NOBODY) | (z == said) | apart & (of_mine | higher))
    update |= (said == NOBODY) & ((z == other) | third & of_mine)

    reset = (said == me) & ((z == other) | third & of_mine)
    reset |= said_third & ((z == other) & ~of_said | apart & of_mine & own_of_mine)

    winner = np.where(update, said, np.where(reset, NOBODY, z))
    bid = np.where(update, theirs.bid, np.where(reset, 0.0, mine.bid))
    return Belief(winner, bid, np.maximum(mine.news, theirs.news))


def beats(bid: np.ndarray, winner: np.ndarray, other: np.ndarray, holder: np.ndarray) -> np.ndarray:
    """Where a winner's bid is higher than a holder's, or equal and the winner's number lower."""
    return (bid > other) | ((bid == other) & (winner < holder))


def _later(news: np.ndarray, than: np.ndarray, robot: np.ndarray) -> np.ndarray:
    """Where the news of robots (T,) are later; nowhere of NOBODY."""
    number = robot.astype(int)
    return (robot >= 0) & (news[number] > than[number])
