"""Where one host stands: its state and why, the numbers of plans, the plan at work, and the plan that is committed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from l2c_planner.plan.stage import Found
from l2c_planner.team.attempt import Attempt
from l2c_planner.team.ballot import START_DELAY
from l2c_planner.transport.packet import Heartbeat, State


@dataclass
class Standing:
    """Changes from one plan to the next; times are those of the host's own clock [s]."""

    rejected: Counter[str]
    """Why packets were refused, and how many."""
    forget: Callable[[], None]
    """Told that nobody flies the plan that a flight was to begin with."""
    state: State = State.READY
    reason: str = ""
    """Why it holds or waits."""
    plan: int = 0
    """Number of the last plan that it knows of."""
    wanted: int = 0
    """Number of the last plan that was asked for."""
    attempt: Attempt | None = None
    """The plan at work; once it is committed until the next one opens or this host holds."""
    last: Attempt | None = None
    """The last plan that was begun; None also if that failed."""
    found: Found | None = None
    """The last committed plan."""
    start: float = 0.0
    """When it starts, by the clock that all share [s]."""
    now: float = 0.0
    asked: float = 0.0
    """When this host heard of the wish for a plan."""
    committed: float = 0.0
    """When it committed the last one."""
    over: float = 0.0
    """When it was through with the last one."""
    disbelieved: int = 0
    """Plans in a row that were given up because this host did not believe another."""
    _before: tuple[Found | None, float] = field(default=(None, 0.0))
    """The committed plan before the last one, and its start."""

    def want(self, plan: int) -> None:
        """A plan is asked for."""
        self.wanted, self.asked = plan, self.now

    def count_from(self, plan: int) -> None:
        """A plan opens; there is no attempt at it yet."""
        self.plan, self.wanted = plan, max(plan, self.wanted)
        self.attempt, self.last = None, None

    def begin(self, attempt: Attempt) -> None:
        """Be at work on a plan."""
        self.attempt = self.last = attempt
        self.state, self.reason = State.PLANNING, ""

    def stop(self, state: State, reason: str) -> None:
        """Leave the plan at work, and want none."""
        if self.attempt:
            self.rejected.update(self.attempt.session.rejected)
        self.state, self.reason, self.attempt, self.over = state, reason, None, self.now
        self.wanted = min(self.wanted, self.plan)

    def hold(self, reason: str) -> None:
        """Stop planning; what not all may have committed is taken back."""
        flown = self.attempt is not None and self.attempt.leg is not None
        if self.state is State.COMMITTED and not flown and self.now < self.committed + START_DELAY:
            self.forget()
            self.found, self.start = self._before  # not all have committed it, so nobody flies it
        self.stop(State.HOLD, reason)

    def count_on(self, beat: Heartbeat) -> None:
        """Know which plans are over, also without having taken part."""
        over = beat.plan if beat.state != State.PLANNING else beat.plan - 1
        if self.state is State.PLANNING or over <= self.plan:
            return
        if over >= self.wanted > self.plan and beat.state == State.HOLD and self.state is not State.INACTIVE:
            self.plan = over
            self.hold(f"{beat.sender} holds plan {over}")
        else:
            self.plan, self.attempt = over, None
            self.reason = self.reason if self.state is State.HOLD else ""
            self.state = State.READY if self.state is State.COMMITTED else self.state

    def commit(self) -> None:
        """All have accepted the plan at work."""
        attempt = self.attempt
        self.rejected.update(attempt.session.rejected)
        attempt.session.rejected.clear()
        self._before = self.found, self.start
        self.committed = self.over = self.now
        self.disbelieved = 0
        self.state, self.reason = State.COMMITTED, ""
        self.found, self.start = attempt.session.found, attempt.ballot.start
