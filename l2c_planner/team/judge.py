"""What a host makes of what others tell in a plan that it takes part in: lies, which name somebody, and plans that are
merely not to be flown.

Tables are looked at by the :class:`l2c_planner.team.witness.Witness` of the plan; the rest is what only a captain says.
"""

from __future__ import annotations

from collections.abc import Iterator

from l2c_planner.admm.message import Message, Phase
from l2c_planner.team.attempt import Attempt


class Judge:
    """See the module's description."""

    def lie(self, attempt: Attempt, message: Message) -> str:
        """Why a message about a plan at work cannot be true, if so."""
        if message.sender not in attempt.boots:
            return ""
        if message.phase is Phase.ACCEPT:
            return self._false_start(attempt, message)
        return attempt.witness.heard(message)

    def late_lies(self, attempt: Attempt) -> Iterator[tuple[str, str]]:
        """Hosts and their lies in what could not be judged when it came; of a plan that is found, the captain's."""
        yield from attempt.witness.recalled()
        seat = attempt.session.seat
        if attempt.session.done and seat.captain != seat.name and (lie := attempt.witness.false_end()):
            yield seat.captain, lie

    def _false_start(self, attempt: Attempt, vote: Message) -> str:
        """Why a captain's word on when its plan starts cannot be true, if so.

        Of a plan in flight, that is: before one from rest the clocks of honest hosts may differ.
        """
        if vote.sender != attempt.session.seat.captain or vote.values.shape != (1, 4) or vote.values[0, 0] != 1.0:
            return ""
        if attempt.leg is None or float(vote.values[0, 1]) == attempt.leg.start(attempt.session.stage.problem.dt):
            return ""
        return "it starts a plan at another time than it opened it for"


class Gullible(Judge):
    """Believes everything: that of a host that lies itself, in trials."""

    def lie(self, attempt: Attempt, message: Message) -> str:
        """Nothing is one."""
        return ""

    def late_lies(self, attempt: Attempt) -> Iterator[tuple[str, str]]:
        """There are none."""
        return iter(())
