"""How planning goes, in two or three lines of text."""

from __future__ import annotations

import math

from l2c_planner.msg import SolverStatus, TeamStatus
from l2c_planner.report.scene import Course
from l2c_planner.transport.packet import State

REASON = 60
"""Most letters of a reason."""


class Words:
    """Keeps the newest reports of a team's hosts."""

    def __init__(self) -> None:
        self._round: SolverStatus | None = None
        self._team: TeamStatus | None = None

    def on_round(self, host: str, message: SolverStatus) -> None:
        """A report of a round; only who coordinates knows the residuals."""
        known = math.isfinite(message.primal_residual) and math.isfinite(message.dual_residual)
        if known:
            self._round = message

    def on_team(self, host: str, message: TeamStatus) -> None:
        """The team as a host sees it; the captain's word counts, as long as others call it so."""
        if self._team is None or message.captain == host or message.captain != self._team.host:
            self._team = message

    def lines(self, course: Course | None) -> list[str]:
        """The lines, at present and with the plan that is flown, if there is one."""
        found = []
        if (team := self._team) is not None:
            state = State(team.state).name.lower() if team.state in set(State) else "unknown"
            reason = f": {team.reason[:REASON]}" if team.reason else ""
            found.append(f"{state}, {sum(team.alive)} of {len(team.hosts)} robots{reason}")
        if (last := self._round) is not None:
            found.append(f"plan {last.plan_id}, {last.stage_name}, round {last.round + 1}")
            found.append(f"residuals {last.primal_residual:.1e} primal, {last.dual_residual:.1e} dual")
        if course is not None:
            found.append(f"flies plan {course.number}")
        return found
