"""The votes on a plan: each host that takes part says whether it will fly what was found, the captain also when."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from l2c_planner.plan import Seat

START_DELAY = 1.5
"""From the captain's vote to the start of the plan [s]."""


class Ballot:
    """Votes on one plan.

    seat: of this host.  hosts: all of the team; a vote names its captain by the place among them.
    """

    def __init__(self, seat: Seat, hosts: Sequence[str]) -> None:
        self.seat = seat
        self.votes: dict[str, bool] = {}
        """By host, in the order in which they came."""
        self.start = 0.0
        """When the plan starts, as the captain has said [s]."""
        self._captain = float(hosts.index(seat.captain))
        self._objection = ""
        self._digests: dict[str, float] = {}

    @property
    def missing(self) -> list[str]:
        """Hosts that have not voted."""
        return [host for host in self.seat.hosts if host not in self.votes]

    @property
    def verdict(self) -> str | None:
        """Why the plan is not flown, empty if it is; None while votes are missing."""
        against = [host for host, yes in self.votes.items() if not yes]
        if self.missing:
            return None
        if self._objection or against:
            return self._objection or f"{', '.join(against)} does not accept the plan"
        other = [host for host, digest in self._digests.items() if digest != self._digests[self.seat.name]]
        return f"{', '.join(other)} has found another plan" if other else ""

    def cast(self, objection: str, start: float, digest: float = 0.0) -> np.ndarray:
        """Vote as this host; returns the table (1, 4) that tells the others: yes or no, the start [s], the captain, and
        a digest of the plan.

        objection: why not; empty is a yes.  start: counts if this host is the captain [s].
        """
        if self.seat.captain == self.seat.name:
            self.start = start
        self._objection, self.votes[self.seat.name] = objection, not objection
        self._digests[self.seat.name] = digest
        return np.array([[float(not objection), self.start, self._captain, digest]])

    def take(self, sender: str, values: np.ndarray) -> str:
        """Count the vote of another host of the plan; returns why not, if so."""
        if values.shape != (1, 4) or not np.isfinite(values).all() or not 0 <= values[0, 1] < 2**31:
            return "wrong shape or type"
        yes, start, captain, self._digests[sender] = values[0].tolist()
        self.votes[sender] = yes == 1.0 and captain == self._captain
        if sender == self.seat.captain:
            self.start = start
        return ""

    def confirm(self) -> None:
        """Count who is missing as in favour: somebody has committed the plan, who has heard it from all.

        Only when this host has voted itself, and knows from the captain when the plan starts.
        """
        if {self.seat.name, self.seat.captain} <= self.votes.keys() and all(self.votes.values()):
            self.votes |= dict.fromkeys(self.missing, True)
