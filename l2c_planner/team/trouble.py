"""What troubles a plan at work: silent hosts and lost packets, and when that is the end of it."""

from __future__ import annotations

from dataclasses import dataclass

from l2c_planner.team.attempt import Attempt
from l2c_planner.team.ballot import START_DELAY


@dataclass(frozen=True)
class Trouble:
    """Why a plan cannot go on."""

    reason: str
    lost: bool = False
    """Whether a host is gone, for which another may stand in."""


def trouble(attempt: Attempt, now: float) -> Trouble | None:
    """Why a plan must be given up, if so: a host is gone, has restarted, or loses too much, or nothing goes on."""
    company, options = attempt.company, attempt.company.options
    patience = company.give_up_after
    if attempt.session.done:  # who has voted must know before the plan starts
        patience = min(patience, 0.8 * START_DELAY)
    for host in _needed(attempt):
        peer = company.peers[host]
        if peer.boot != attempt.boots[host]:
            return Trouble(f"{host} restarted during plan {attempt.plan}", lost=True)
        if now - peer.heard > patience:
            return Trouble(f"{host} has not been heard for {patience:g} s", lost=True)
        share = peer.lossy(options.loss_limit)
        if share is not None:
            limit = f"transport.loss_limit is {100 * options.loss_limit:.0f} %"
            return Trouble(f"the link from {host} loses {100 * share:.0f} % of its packets ({limit})")
    if now - attempt.moved > options.round_timeout:
        return Trouble(f"nothing from {', '.join(attempt.lacking())} for {options.round_timeout:g} s")
    return _too_old(attempt, overdue(attempt, now))


def silent(attempt: Attempt, now: float) -> list[str]:
    """Hosts that a plan needs and that are not heard."""
    company = attempt.company
    return [host for host in _needed(attempt) if not company.alive(company.peers[host], now)]


def overdue(attempt: Attempt, now: float) -> list[str]:
    """Hosts whose packets have been sent and are lost, if the next step of a round lacks nothing else.

    Nobody, if the step shall wait for them.
    """
    session, options, host = attempt.session, attempt.company.options, attempt.session.host
    if options.missing == "wait" or session.done or host is None or host.round >= session.stage.limit:
        return []
    lacking = attempt.lacking()
    for name in lacking:
        if _has_passed(attempt, name):
            attempt.passed.setdefault(name, now)
    lost = all(now - attempt.passed.get(name, now) >= 2 * options.patience for name in lacking)
    return lacking if lost else []


def _needed(attempt: Attempt) -> list[str]:
    """Other hosts that still have something to say."""
    return [host for host in attempt.boots if not (attempt.session.done and host in attempt.ballot.votes)]


def _has_passed(attempt: Attempt, name: str) -> bool:
    """Whether a host is past the phase whose packets this one lacks."""
    beat = attempt.company.peers[name].beat
    return beat is not None and beat.plan == attempt.plan and (beat.stage, beat.round, beat.phase) >= attempt.position


def _too_old(attempt: Attempt, lost: list[str]) -> Trouble | None:
    """Why old numbers must not stand in for lost ones, if so."""
    options, host = attempt.company.options, attempt.session.host
    if lost and options.missing == "hold":
        return Trouble(f"packets of {', '.join(lost)} are lost (transport.missing: hold)")
    for name in lost:
        if host.silence[name] >= options.stale:
            return Trouble(f"{name} is alive but {options.stale + 1} of its packets in a row were lost")
    return None
