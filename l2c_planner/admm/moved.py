"""Whether copies and multipliers that a coordinator tells follow from what it was told.

A coordination step takes copies z and scaled multipliers y of an agent's plan x to new ones with
z' + y' = a x + (1 - a) z + y  for an over-relaxation a (Boyd et al. 2011, section 3.4.3).  The host of the agent knows
all on the right, whatever the constraints are that tie z' to other agents: a coordinator that tells its own columns
otherwise has not solved the team's problem.  After lost packets the two may mean different rounds; then nothing is
said.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from l2c_planner.admm.host import Host
from l2c_planner.admm.message import Message, Phase

ROUNDING = 1e-6
"""Largest difference of the two sides, relative to 1 and the numbers in them; an honest one is below 1e-12."""


def objection(host: Host, message: Message, plans: Iterable[np.ndarray]) -> str:
    """Why the copies of a message (COPY) cannot be of this round; empty if they can be, or nothing can be said.

    host: that has found its own plan of the round.  plans: its last team vectors (N+1, D), the newest first:
    a coordinator that has missed the newest plan of an agent goes on with one before.
    """
    known = host.history and not host.history[-1].stale and host.phase is not Phase.PRIMAL
    if not known or message.round != host.round:
        return ""
    own = _own(host)
    groups, knots, variables, columns = _places(host, message, own.any(axis=0))
    consensus = host.consensus[_coupling(host, message)]
    components = consensus.index[groups, variables]
    copied = consensus.copied[groups, knots, variables]
    ratio = message.penalty / host.factor
    new, old = (ratio, 1.0) if host.follows else (1.0, 1 / ratio)  # who coordinates alone has moved the penalty on
    copies, dual = (table[groups, knots, variables] for table in (consensus.copies, consensus.dual))
    values, moved = message.values[:, columns], new * message.dual[:, columns]
    told, a = values + moved, host.options.over_relaxation
    size = 1 + np.abs(values) + np.abs(moved)
    left = [mine[components] & copied for mine in own]
    for x in plans:
        off = np.abs(a * x[knots, components] + (1 - a) * copies + old * dual - told) / size
        left = [mine for mine in left if off[mine].max(initial=0.0) > ROUNDING]
        if not left:
            return ""
    return f"its copies of {message.subject} do not follow from the plans, by {off[left[0]].max():.3g}"


def _coupling(host: Host, message: Message) -> str:
    share = host.assignment.shares.get(message.subject)
    return message.subject if share is None else share.coupling


def _own(host: Host) -> np.ndarray:
    """Whether components of the team vector are those of an agent of the host, (agents, D + 1); the last is none."""
    columns = [own for local in host.local for own in local.columns]
    table = np.zeros((len(columns), host.problem.width + 1), bool)
    for row, own in zip(table, columns, strict=True):
        row[own] = True
    return table


def _places(host: Host, message: Message, own: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Groups, knots and variables of the columns of a table that say something of the host's agents, broadcastable to
    the shape of these, and the numbers of the columns.

    own: whether components are the host's, (D + 1,).
    """
    share = host.assignment.shares.get(message.subject)
    if share is not None:
        columns = np.flatnonzero(own[host.consensus[share.coupling].index[share.groups, share.variables]])
        knots = np.arange(len(message.values))
        return share.groups[None, columns], knots[:, None], share.variables[None, columns], columns
    groups, knots = host.assignment.items_of(message.sender, message.subject).T
    columns = np.flatnonzero(own[host.consensus[message.subject].index].any(axis=0))
    return groups[:, None], knots[:, None], columns[None], columns
