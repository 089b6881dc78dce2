"""Which row of an arena is ahead in what: paired differences, as claimed by arXiv 2403.14583.

Layouts learned with the policy are claimed to be at least as good as those by hand, and these as random ones, in SPL
and PCTSpeed; the former to have the lowest NumCOLL and DiffACC; and the generator to make up its mind.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

from l2c_planner.navigation.weights import Weights
from l2c_planner.policy.arena import Arena
from l2c_planner.policy.claims import Verdict
from l2c_planner.policy.contest import Estimate, contest, estimate, tasks_of
from l2c_planner.policy.generator import Generator
from l2c_planner.policy.rows import COOPTIMISED, HAND_DESIGNED, RANDOM, contestants, load_network

SPREAD, UNTRAINED = "spread", "untrained"
HIGHEST = [(m, *pair) for m in ("spl", "pctspeed") for pair in ((COOPTIMISED, HAND_DESIGNED), (HAND_DESIGNED, RANDOM))]
LOWEST = [(m, COOPTIMISED, other) for m in ("numcoll", "diffacc") for other in (HAND_DESIGNED, RANDOM)]
"""Measures, the row that is claimed to be ahead, and the one behind."""
CLAIMED = (*HIGHEST, *LOWEST, (SPREAD, COOPTIMISED, UNTRAINED))


@dataclass(frozen=True)
class Lead:
    """How far one row is ahead of another, positive if the claim holds, and what becomes of it."""

    measure: str
    ahead: str
    behind: str
    by: Estimate
    verdict: Verdict


def leads(arena: Arena, weights: Weights, tasks: int = 64, trials: int = 4, seed: int = 0) -> list[Lead]:
    """Everything of CLAIMED that there are policies for; of the spread, how much smaller it is than before training,
    as a share of the latter.

    Raises BadFile if these are of other agents or layouts.
    """
    entries = contestants(weights, arena)
    played, found = contest(arena, entries, tasks, trials, seed), []
    for measure, ahead, behind in (*HIGHEST, *LOWEST):
        if entries.keys() >= {ahead, behind}:
            sign = 1 if (measure, ahead, behind) in HIGHEST else -1
            by = played.difference(ahead, behind, measure)
            found.append(lead(measure, ahead, behind, Estimate(sign * by.mean + 0.0, by.ci95)))
    if COOPTIMISED in entries:
        found.append(lead(SPREAD, COOPTIMISED, UNTRAINED, _shrunk(arena, weights, tasks, seed)))
    return found


def lead(measure: str, ahead: str, behind: str, by: Estimate) -> Lead:
    """With the verdict; two rows that are equal in every task confirm that one is at least as good."""
    equal = by.mean == by.ci95 == 0
    verdict: Verdict = "confirmed" if by.mean > by.ci95 or equal else "refuted" if by.mean < -by.ci95 else "open"
    return Lead(measure, ahead, behind, by, verdict)


@torch.no_grad()
def _shrunk(arena: Arena, weights: Weights, tasks: int, seed: int) -> Estimate:
    """Of the generator's spread."""
    drawn = tasks_of(arena, tasks, 1, seed)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        generator = Generator(arena.space(), arena.world.agents, arena.size)
    before = generator(drawn).spread()
    load_network(generator, weights, COOPTIMISED, "generator")
    return estimate((1 - generator(drawn).spread() / before).double().numpy())
