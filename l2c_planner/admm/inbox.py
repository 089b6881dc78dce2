"""What a host is waiting for and what has arrived of it; anything else is refused and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from l2c_planner.admm.assignment import Assignment, Table
from l2c_planner.admm.message import Message, Phase, well_typed
from l2c_planner.problems.problem import Problem

Key = tuple[str, str]
"""Sender and subject."""
NO_CONCERN = "of no concern"
"""Why own messages, and those that only the coordinator needs, are passed over; not counted."""


@dataclass(frozen=True)
class Topic:
    """What the messages of a host are about; others are refused."""

    host: str
    plan: int = 0
    stage: int = 0


class Inbox:
    """Messages of the present round and of later ones.

    ahead: rounds by which senders may be ahead.  possible: whether a penalty factor can come out of the schedule.
    """

    def __init__(
        self, problem: Problem, assignment: Assignment, topic: Topic, ahead: int, possible: Callable[[float], bool]
    ) -> None:
        self.topic, self.ahead, self.possible = topic, ahead, possible
        self.shapes = assignment.awaited(problem, topic.host)
        of_no_concern = assignment.tables(problem).keys() - self.shapes.keys()
        self._ignored = {(sender, subject) for _, sender, subject in of_no_concern}
        self.expected = expected(self.shapes)
        self.rejected: Counter[str] = Counter()
        """Why messages were refused."""
        self._kept: dict[tuple[int, Phase, str, str], Message] = {}

    def receive(self, message: Message, round: int, phase: Phase) -> None:
        """Keep a message that is of use from a phase of a round on; the last one of a kind counts.

        Any other is dropped and counted in ``rejected``.  Nothing that arrives makes this raise.
        """
        reason = self._objection(message, round, phase)
        if not reason:
            self._kept[message.round, message.phase, message.sender, message.subject] = message
        elif reason != NO_CONCERN:
            self.rejected[reason] += 1

    def missing(self, round: int, phase: Phase) -> list[Key]:
        """Senders and subjects of the messages that a phase still lacks."""
        return [key for key in self.expected[phase] if (round, phase - 1, *key) not in self._kept]

    def take(self, round: int, phase: Phase) -> Iterator[Message]:
        """Hand out the messages that a phase needs, those that are there."""
        for key in self.expected[phase]:
            message = self._kept.pop((round, Phase(phase - 1), *key), None)
            if message is not None:
                yield message

    def forget(self, round: int) -> None:
        """Drop what is older than a round."""
        self._kept = {key: m for key, m in self._kept.items() if m.round >= round}

    def _objection(self, message: Message, round: int, phase: Phase) -> str:
        """Why a message is of no use; empty if it is of use."""
        if not well_typed(message):
            return "not a message"
        if message.sender == self.topic.host:
            return NO_CONCERN
        if (message.plan, message.stage) != (self.topic.plan, self.topic.stage):
            return "other plan or stage"
        if (message.sender, message.subject) in self._ignored:
            return NO_CONCERN
        shape = self.shapes.get((message.phase, message.sender, message.subject))
        if shape is None:
            return "unknown sender, phase or subject"
        if (message.round, message.phase) < (round, phase - 1):
            return "late"
        if message.round > round + self.ahead:
            return "early"
        tables = [message.values] if message.phase is Phase.PRIMAL else [message.values, message.dual]
        if any(t is None or t.dtype != np.float64 or t.shape != shape for t in tables):
            return "wrong shape or type"
        if not all(np.isfinite(t).all() for t in tables):
            return "not finite"
        return "" if self.possible(message.penalty) else "impossible penalty"


def expected(shapes: dict[Table, tuple[int, int]]) -> dict[Phase, list[Key]]:
    """Senders and subjects of the messages that every phase needs: coordination plans, the end copies."""
    return {
        Phase.PRIMAL: [],
        Phase.COPY: [(sender, subject) for phase, sender, subject in shapes if phase is Phase.PRIMAL],
        Phase.DUAL: [(sender, subject) for phase, sender, subject in shapes if phase is Phase.COPY],
    }
