"""What a listener keeps of the last plans of a team, until the heads of their logs come: bounded, whatever is sent."""

from __future__ import annotations

from collections import OrderedDict

from l2c_planner.admm import Message, Phase
from l2c_planner.rollout.recorder import Recorder
from l2c_planner.rollout.rollout import Head, Rollout
from l2c_planner.rollout.stages import rollout_of

PLANS, TABLES = 4, 20_000
"""Plans of which tables are kept, and most tables of each."""

Key = tuple[int, int, Phase, str, str]


class Heard:
    """Tables by plan and hash of the problem; of a table that comes again the last one counts."""

    def __init__(self) -> None:
        self._plans: OrderedDict[tuple[int, int], dict[Key, Message]] = OrderedDict()

    def keep(self, message: Message, problem_hash: int) -> None:
        """Keep a table; the oldest plan makes room for a new one."""
        tables = self._plans.setdefault((message.plan, problem_hash), {})
        if len(tables) < TABLES:
            tables[message.stage, message.round, message.phase, message.sender, message.subject] = message
        while len(self._plans) > PLANS:
            self._plans.popitem(last=False)

    def knows(self, head: Head) -> bool:
        """Whether tables of a plan are kept."""
        return (head.plan, head.problem_hash) in self._plans

    def rollout(self, head: Head, rounds: list[int]) -> Rollout:
        """The roll-out of a plan from what is kept.

        Raises RolloutError if the head can belong to no plan.
        """
        recorder = Recorder(head.plan, head.captain)
        for message in list(self._plans.get((head.plan, head.problem_hash), {}).values()):
            recorder.receive(message)
        return rollout_of(recorder, head, rounds)

    def forget(self, head: Head) -> None:
        """Drop the tables of a plan."""
        self._plans.pop((head.plan, head.problem_hash), None)
