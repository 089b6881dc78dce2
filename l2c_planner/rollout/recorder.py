"""Collects what hosts tell each other and makes the roll-out of a plan from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from l2c_planner.admm import Assignment, Message, Phase
from l2c_planner.admm.message import well_typed
from l2c_planner.problems.problem import Problem
from l2c_planner.rollout.assemble import Key, assemble
from l2c_planner.rollout.rollout import Head, Rollout, StageRollout

RECORDED = (Phase.PRIMAL, Phase.COPY)
"""Phases that a roll-out is made of; messages about others are passed over."""


class Recorder:
    """Takes the messages of one plan in any order, any number of times; a stage is closed once its messages are in.

    In one process: every message of every host's outbox.  The same messages from DDS or a bag give the same roll-out.
    """

    def __init__(self, plan: int, captain: str) -> None:
        self.plan, self.captain = plan, captain
        self.rejected: Counter[str] = Counter()
        """Messages that were of no use, by reason."""
        self._messages: dict[int, dict[Key, Message]] = {}
        self._stages: list[StageRollout] = []
        self._missing: list[str] = []

    def receive(self, message: Message) -> None:
        """Keep a message; one that cannot belong to this plan is dropped and counted. Never raises."""
        reason = self._objection(message)
        if reason:
            self.rejected[reason] += 1
        elif message.phase in RECORDED:
            key = (message.round, message.phase, message.sender, message.subject)
            first = self._messages.setdefault(message.stage, {}).setdefault(key, message)
            if not _same_tables(first, message):
                self.rejected["contradicts an earlier one"] += 1

    def close_stage(
        self,
        name: str,
        problem: Problem,
        assignment: Assignment,
        rounds: int | None = None,
        start: Mapping[str, np.ndarray] | None = None,
    ) -> StageRollout:
        """Make the roll-out of the next stage from what has arrived.

        Args:
            name: ``references``, ``trajectories`` or ``swarm``.
            problem: What the hosts solved in it.
            assignment: Who hosted which agent and coordinated which items.
            rounds: How many rounds it had; None for all that were complete.
            start: Copies before the first round, by coupling, (F, N+1, V); None for those of ``problem.start()``.
        """
        messages = self._messages.pop(len(self._stages), {})
        found, lacking = assemble(messages, name, problem, assignment, self.captain, rounds, start)
        self._missing += [f"stage {len(self._stages)} ({name}), {line}" for line in lacking]
        self._stages.append(found)
        return found

    def note_missing(self, line: str) -> None:
        """Add to what the roll-out will say is missing."""
        self._missing.append(line)

    def rollout(self, head: Head) -> Rollout:
        """The roll-out of the stages closed so far."""
        head = replace(head, agents=dict(head.agents), goal=np.array(head.goal, float).reshape(-1, 3))
        return Rollout(head, tuple(self._stages), tuple(self._missing))

    def _objection(self, message: Message) -> str | None:
        if not well_typed(message) or not isinstance(message.phase, Phase):
            return "not a message"
        if message.plan != self.plan:
            return "other plan"
        if message.stage < len(self._stages):
            return "late"
        if message.phase not in RECORDED:
            return None
        tables = [message.values] if message.phase is Phase.PRIMAL else [message.values, message.dual]
        if not all(map(_is_table, tables)):
            return "not a table of finite numbers"
        return None if 0 < message.penalty < np.inf else "impossible penalty"


def _is_table(x: object) -> bool:
    return isinstance(x, np.ndarray) and x.ndim == 2 and x.dtype == np.float64 and bool(np.isfinite(x).all())


def _same_tables(a: Message, b: Message) -> bool:
    if a is b:
        return True
    pairs = [(a.values, b.values)] + ([(a.dual, b.dual)] if a.phase is Phase.COPY else [])
    return a.penalty == b.penalty and all(np.array_equal(x, y) for x, y in pairs)
