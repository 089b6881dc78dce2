"""How a plan ends for one host: all commit it, or it is given up; and whether the team plans anew.

From rest a plan that is not committed is held, and planned anew if others can take over from the hosts that are gone.
In flight the last plan that was committed counts on.
"""

from __future__ import annotations

from l2c_planner.team.aloft import LATE, Aloft
from l2c_planner.team.company import Company
from l2c_planner.team.query import Query
from l2c_planner.team.roster import NoHost
from l2c_planner.team.standing import Standing
from l2c_planner.team.trouble import silent, trouble
from l2c_planner.transport.packet import Heartbeat, State


class Agreement:
    """See the module's description."""

    def __init__(self, query: Query, company: Company, standing: Standing, aloft: Aloft) -> None:
        self.query, self.company, self.standing, self.aloft = query, company, standing, aloft

    def hear(self, beat: Heartbeat) -> None:
        """Learn from another host which plans are asked for, over, given up or committed."""
        standing = self.standing
        standing.count_on(beat)
        if beat.wanted > max(beat.plan, standing.plan, standing.wanted):  # a plan at work is no wish
            standing.want(beat.wanted)
        reason = standing.attempt.ends_with(beat, standing.state) if standing.attempt else ""
        if reason:
            self.give_up(reason)
        if standing.state is State.READY and beat.state == State.COMMITTED and beat.plan == standing.plan:
            self._catch_up(beat)
        if standing.state is State.PLANNING:
            standing.attempt.confirm(beat)
            self.conclude()

    def conclude(self) -> None:
        """Commit the plan at work, or give it up, once all its hosts have voted."""
        standing = self.standing
        verdict = standing.attempt.ballot.verdict if standing.state is State.PLANNING else None
        if verdict:
            self.give_up(verdict)
        elif verdict is not None:
            self._commit()

    def watch(self, now: float) -> None:
        """Name the hosts of the plan at work that are not heard; give it up if it cannot go on."""
        attempt = self.standing.attempt
        cause = trouble(attempt, now)
        if not attempt.session.done and self.aloft.late(attempt):
            self.give_up(LATE)
        elif cause is None:
            names = ", ".join(silent(attempt, now))
            self.standing.reason = f"{names} not heard for {self.company.lost_after:g} s" if names else ""
        elif cause.lost:
            self.lose(cause.reason, now)
        else:
            self.give_up(cause.reason)

    def give_up(self, reason: str) -> None:
        """In flight the plan before counts on, else the team holds."""
        attempt = self.standing.attempt
        if attempt is None or attempt.leg is None:
            self.standing.hold(reason)
        elif self.standing.state is State.PLANNING:
            self.aloft.drop(attempt, reason)
            self.standing.stop(State.READY, reason)

    def lose(self, reason: str, now: float) -> None:
        """Give the plan at work up because a host is gone; from rest others may take over from it."""
        if self.standing.attempt.leg is not None:
            self.give_up(reason)
            return
        self.standing.hold(reason)
        self.regroup(reason, now)

    def regroup(self, reason: str, now: float) -> None:
        """Plan anew after a hold, if others can take over from the hosts that are gone."""
        try:
            self.company.roster.seating(self.company.living(now))
        except NoHost as error:
            self.standing.reason = f"{reason}; {error}"
            return
        if self.company.options.lost == "continue":
            self.standing.state = State.READY
            self.standing.want(self.standing.plan + 1)

    def _catch_up(self, beat: Heartbeat) -> None:
        """Commit a plan in flight that was given up here for want of votes."""
        if self.aloft.regained(self.standing.last, beat):
            self.standing.attempt = self.standing.last
            self._commit()

    def _commit(self) -> None:
        standing, query = self.standing, self.query
        standing.commit()
        self.aloft.commit(standing.attempt, standing.found, query.goal, query.learned, standing.now)
