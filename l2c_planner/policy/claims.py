"""What arXiv 2403.14583 claims of co-optimised arenas, as sweeps over variants of an arena, each trained on its own.

Intervals are over tasks: they say how well a trained run is known, not how much runs with other seeds differ.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import torch

from l2c_planner.navigation.library import POLICIES
from l2c_planner.navigation.weights import BadFile, read_weights
from l2c_planner.policy.actor import Actor
from l2c_planner.policy.arena import Arena
from l2c_planner.policy.contest import Estimate, contest, estimate, tasks_of
from l2c_planner.policy.loading import load_arena
from l2c_planner.policy.rows import COOPTIMISED, Draw, contestants
from l2c_planner.policy.run import Progress, train

Verdict = Literal["confirmed", "refuted", "open"]
Point = Mapping[str, Estimate]
"""Measures of a variant by name: those of a contest, and number and mean radius of its discs."""


@dataclass(frozen=True)
class Claim:
    """One sweep."""

    arena: str
    """Shipped arena that is varied."""
    key: tuple[str, ...]
    """What is varied."""
    values: tuple[float, ...]
    axis: str
    """What the picture calls it."""
    shows: tuple[str, ...]
    """Measures that the claim is about."""
    words: str
    judge: Callable[[Sequence[Estimate]], Verdict]


def grows(found: Sequence[Estimate]) -> Verdict:
    """Whether the last is above the first, and nowhere a significant step down."""
    return _verdict(_above(found[-1], found[0]), _above(found[0], found[-1]) or _any_above(found[:-1], found[1:]))


def has_a_valley(found: Sequence[Estimate]) -> Verdict:
    """Whether the lowest is below both ends."""
    lowest = min(found, key=lambda e: e.mean)
    ends = found[0], found[-1]
    at_an_end = any(all(_above(other, end) for other in found if other is not end) for end in ends)
    return _verdict(all(_above(end, lowest) for end in ends), at_an_end)


CLAIMS = {
    "agents": Claim(
        "circular", ("agents", "count"), (4, 8, 12, 16), "number of agents", ("radius",),
        "the best disc grows with the number of agents", grows,
    ),
    "radius": Claim(
        "random-1", ("radius",), (0.0, 0.2, 0.4, 0.6, 0.8), "radius of the discs, m", ("numcoll",),
        "some discs are better than none, and than large ones", has_a_valley,
    ),
    "randomness": Claim(
        "random-2", ("exchanged",), (0, 2, 4, 6, 8), "agents in exchanged order", ("discs", "radius"),
        "number and size of discs grow with the randomness of the tasks", grows,
    ),
}  # fmt: skip


def variant(claim: Claim, value: float, base: Arena | None = None) -> Arena:
    """The arena with another value; base: instead of the shipped one."""
    arena = base or load_arena(claim.arena)
    settings: dict[str, Any] = arena.model_dump()
    place = settings
    for key in claim.key[:-1]:
        place = place[key]
    place[claim.key[-1]] = value
    return type(arena).model_validate(settings)


def folder_of(out: Path, name: str, value: float) -> Path:
    """Where a variant lies."""
    return out / f"{name}-{value:g}"


def train_claim(
    name: str, out: Path, base: Arena | None = None, progress: Callable[[float], Progress | None] | None = None
) -> None:
    """Train every variant of a claim, each in a folder of its own; what is there already is gone on with.

    progress: makes of a value what is told the rounds of its variant.

    Raises BadCheckpoint if a folder holds another run.
    """
    claim = CLAIMS[name]
    for value in claim.values:
        told = None if progress is None else progress(value)
        arena = variant(claim, value, base)
        train(claim.arena, arena, folder_of(out, name, value), True, told, rows=(COOPTIMISED,))


def measure_claim(
    name: str, out: Path, base: Arena | None = None, tasks: int = 64, trials: int = 4, seed: int = 0
) -> dict[float, Point]:
    """Measures of the variants that have been trained, by value.

    Raises BadFile if a file does not fit.
    """
    claim, found = CLAIMS[name], {}
    for value in claim.values:
        if (path := folder_of(out, name, value) / POLICIES).exists():
            arena = variant(claim, value, base)
            entries = contestants(read_weights(path), arena)
            if COOPTIMISED not in entries:
                raise BadFile(f"{path}: no policy {COOPTIMISED!r}; valid: a file of `l2c policy-claims --train`")
            found[value] = _measured(arena, entries[COOPTIMISED], tasks, trials, seed)
    return found


def verdicts(claim: Claim, found: Mapping[float, Point]) -> dict[str, Verdict]:
    """By measure; open while variants are missing."""
    if len(found) < len(claim.values):
        return dict.fromkeys(claim.shows, "open")
    return {measure: claim.judge([point[measure] for point in found.values()]) for measure in claim.shows}


@torch.no_grad()
def _measured(arena: Arena, entry: tuple[Actor, Draw], tasks: int, trials: int, seed: int) -> Point:
    played = contest(arena, {COOPTIMISED: entry}, tasks, trials, seed)
    obstacles = arena.obstacles(entry[1](tasks_of(arena, tasks, trials, seed), torch.Generator().manual_seed(seed)))
    there, radii = obstacles.present.double(), obstacles.rows[..., 5].double()
    number = there.sum(-1)
    facts = {"discs": number, "radius": (there * radii).sum(-1) / number.clamp_min(1)}
    by_task = {key: estimate(v.unflatten(0, (tasks, trials)).mean(1).numpy()) for key, v in facts.items()}
    return {key: played.estimate(COOPTIMISED, key) for key in played.found[COOPTIMISED]} | by_task


def _above(one: Estimate, other: Estimate) -> bool:
    return one.mean - other.mean > math.hypot(one.ci95, other.ci95)


def _any_above(ones: Sequence[Estimate], others: Sequence[Estimate]) -> bool:
    return any(_above(one, other) for one, other in zip(ones, others, strict=True))


def _verdict(confirmed: bool, refuted: bool) -> Verdict:
    return "refuted" if refuted else "confirmed" if confirmed else "open"
