"""Outcomes of several tasks, whose rounds run and are differentiated side by side where the tasks have one shape."""

from __future__ import annotations

from collections.abc import Sequence

from l2c_planner.admm import shape
from l2c_planner.gradient import gradients, tapes
from l2c_planner.kernels import LANES
from l2c_planner.learning.objective import Objective, Outcome
from l2c_planner.tuning.layout import Scores

TOGETHER = LANES
"""Most tasks in a batch: their loads fill the lanes.  More would only need more memory for their tapes."""

Result = Outcome | FloatingPointError
"""Of one task; the error if its loss or derivative is not finite."""


def batches(objectives: Sequence[Objective]) -> list[list[int]]:
    """Numbers of the objectives that run together: as many rounds of problems of one shape, at most ``TOGETHER``."""
    alike: dict[tuple, list[int]] = {}
    for number, objective in enumerate(objectives):
        alike.setdefault((objective.rounds, shape(objective.problem)), []).append(number)
    return [group[i : i + TOGETHER] for group in alike.values() for i in range(0, len(group), TOGETHER)]


def outcomes(objectives: Sequence[Objective], scores: Sequence[Scores], learn: bool = True) -> list[Result]:
    """What the scores of every task come to, in the order of the tasks; without derivatives unless ``learn``.

    Every task gets the numbers that it gets alone, also beside one that fails.
    """
    found: dict[int, Result] = {}
    for numbers in batches(objectives):
        together = [objectives[i] for i in numbers], [scores[i] for i in numbers]
        found |= zip(numbers, _together(*together, learn), strict=True)
    return [found[i] for i in range(len(objectives))]


def _together(objectives: Sequence[Objective], scores: Sequence[Scores], learn: bool) -> list[Result]:
    """Outcomes of tasks of one batch."""
    problems, options = zip(*(o.posed(s) for o, s in zip(objectives, scores, strict=True)), strict=True)
    taped = tapes(problems, options, objectives[0].rounds)
    values = [o.loss_of(tape) for o, tape in zip(objectives, taped, strict=True)]
    slopes = gradients(taped, [value.seed for value in values]) if learn else [None] * len(taped)
    parts = zip(objectives, taped, values, scores, slopes, strict=True)
    return [_result(objective, *part) for objective, *part in parts]


def _result(objective: Objective, *part) -> Result:
    try:
        return objective.outcome(*part)
    except FloatingPointError as error:
        return error
