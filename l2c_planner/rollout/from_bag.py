"""The roll-out of a plan from a bag: the head that the captain published and the packets that the hosts exchanged."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from l2c_planner.rollout.bag_reader import BagReader
from l2c_planner.rollout.definitions import CONSENSUS, ROLLOUT_RECORD
from l2c_planner.rollout.errors import RolloutError
from l2c_planner.rollout.packets import packet_of
from l2c_planner.rollout.recorder import Recorder
from l2c_planner.rollout.rollout import Head, Rollout
from l2c_planner.rollout.stages import rollout_of
from l2c_planner.transport.assembly import Assembler

IN_A_BAG = 10_000
"""Tables of a sender that may be incomplete at a time: a bag need not be in order."""


def read_rollout(path: str | Path, plan: int | None = None) -> Rollout:
    """The roll-out of a plan, as the `Recorder` would have made it beside the hosts.

    Messages are not asked for the team's key: a bag is as trustworthy as the disk it lies on.

    Args:
        path: Folder of a bag, or its .mcap file.
        plan: Number of the plan; None for the one that was finished last.

    Raises RolloutError if the bag cannot be read, or holds no head of that plan.
    """
    reader = BagReader(path)
    record = _record(reader, plan)
    head = head_of(path, record)
    recorder = Recorder(head.plan, head.captain)
    _receive(recorder, reader, head)
    for name in reader.cut:
        recorder.note_missing(f"{name} is cut off")
    try:
        return rollout_of(recorder, head, [int(rounds) for rounds in record.rounds])
    except RolloutError as error:
        raise RolloutError(path, f"plan {head.plan}: {error}") from None


def plans_in(path: str | Path) -> list[int]:
    """Numbers of the plans whose head is in a bag.

    Raises RolloutError if it cannot be read.
    """
    return sorted({int(m.decoded().plan_id) for m in BagReader(path).messages({ROLLOUT_RECORD})})


def _record(reader: BagReader, plan: int | None) -> Any:
    """The last head of the plan."""
    records = [message.decoded() for message in reader.messages({ROLLOUT_RECORD})]
    fitting = [record for record in records if plan in (None, record.plan_id)]
    if not fitting:
        plans = sorted({int(record.plan_id) for record in records})
        cut = ", which is cut off" if reader.cut else ""
        valid = f"; valid: {', '.join(map(str, plans))}" if plans else ""
        what = "no roll-out" if plan is None else f"no roll-out of plan {plan}"
        raise RolloutError(reader.path, f"{what} in this bag{cut}{valid}")
    return fitting[-1]


def head_of(where: str | Path, record: Any) -> Head:
    """The head in a msg/RolloutRecord.

    Raises RolloutError if its parts do not fit together.
    """
    if len(record.agents) != len(record.hosts) or len(record.goal) % 3 or record.captain not in record.hosts:
        raise RolloutError(where, "damaged: agents, hosts, captain or goal of the roll-out do not fit together")
    return Head(
        plan=int(record.plan_id),
        problem_hash=int(record.problem_hash),
        task=record.task,
        agents=dict(zip(record.agents, record.hosts, strict=True)),
        captain=record.captain,
        goal=np.array(record.goal, float).reshape(-1, 3),
        committed=bool(record.committed),
    )


def _receive(recorder: Recorder, reader: BagReader, head: Head) -> None:
    """Give all packets of the plan to the recorder; those of other teams are passed over."""
    assemblers: dict[str, Assembler] = defaultdict(lambda: Assembler(IN_A_BAG))
    for message in reader.messages({CONSENSUS}):
        packet = packet_of(message.decoded())
        if packet and packet.plan == head.plan and packet.problem_hash == head.problem_hash:
            whole, _ = assemblers[packet.sender].add(packet)
            if whole is not None:
                recorder.receive(whole)
