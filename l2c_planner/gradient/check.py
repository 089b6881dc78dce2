"""The gradient against finite differences, number by number: for tests and for `l2c check-gradient`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from l2c_planner.admm import HostOptions
from l2c_planner.coupling.interior_point import Options as CoordinationOptions
from l2c_planner.ddp import Options as DdpOptions
from l2c_planner.gradient.directions import CLASS_FIELDS, Directions, Place, array_of, places
from l2c_planner.gradient.forward import ForwardHost, differentiate
from l2c_planner.gradient.reverse import Seed, gradient
from l2c_planner.gradient.tape import Tape, TapedHost
from l2c_planner.problems.problem import Problem

STEP = 1e-4
"""Of the differences, relative to the number."""
ABSOLUTE = 1e-5
"""The same for references and initial states, in their units."""
CLASSES = {"state_weight": "weights", "terminal_weight": "weights", "input_weight": "weights", "own_weight": "weights",
           "component_penalty": "penalties", "schedule": "penalties", "relaxation": "penalties",
           "state_reference": "references",
           "input_reference": "references", "initial": "initial states"}  # fmt: skip
"""What a user calls the places."""

BARRIER = 1e-8
"""Of the coordination steps: small against anything physical, large against rounding."""

Entry = tuple[Place, tuple[int, ...]]
"""Where a number stands, and its index there."""
Scalar = Callable[[TapedHost], tuple[float, Seed]]


@dataclass(frozen=True)
class Report:
    """How well gradients agree."""

    classes: dict[str, float]
    """By class of hyperparameters: norm of the error relative to that of the finite differences."""
    cosine: float
    """Of the angle between the gradient and the finite differences, all numbers together."""
    forward_reverse: float
    """Relative difference between the distributed forward gradient and the reverse one."""
    pivot: float
    """Smallest pivot of a local Hessian: below zero a plan was no minimum."""
    reverse: np.ndarray
    """The derivatives that were compared, (P,)."""

    @property
    def max_relative_error(self) -> float:
        """Of the worst class."""
        return float(np.max(list(self.classes.values())))


def precise(options: HostOptions) -> HostOptions:
    """The same with solutions that are exact up to rounding: the gradient is that of converged solutions."""
    ddp = DdpOptions("exact", max_iterations=100, cost_tolerance=1e-13, gradient_tolerance=1e-11)
    return replace(options, ddp=ddp, coordination=CoordinationOptions(100, 1e-10, barrier=BARRIER))


def tracking_and_residual(problem: Problem) -> Scalar:
    """|x - reference|^2 + |x - copy|^2 in units of the ranges of the components; the reference is this problem's."""
    reference, scale = problem.reference(), np.tile(problem.scale, (problem.knots, 1))
    scale[-1, problem.is_input] = 0.0

    def scalar(tape: TapedHost) -> tuple[float, Seed]:
        error = tape.team - reference
        value, team, copies = float(np.sum(scale * error**2)), 2 * scale * error, {}
        for name, consensus in tape.host.consensus.items():
            counted = consensus.scale * consensus.copied
            apart = consensus.components(tape.team) - tape.copies[name]
            value += float(np.sum(counted * apart**2))
            copies[name] = -2 * counted * apart
            consensus.scatter(2 * counted * apart, team)
        return value, Seed(team, copies)

    return scalar


def check(
    problem: Problem,
    options: HostOptions,
    rounds: int,
    scalar: Scalar | None = None,
    samples: int = 4,
    seed: int = 0,
    exact: bool = True,
) -> Report:
    """Compare the gradient of a scalar, by some numbers of every place, with central differences.

    Args:
        problem: What is planned.
        options: Penalties must follow a schedule, so that no branch depends on residuals.
        rounds: How many are differentiated.
        scalar: Value and derivative by the outcome of the last round; None for `tracking_and_residual`.
        samples: Numbers per place, drawn by ``seed``.
        exact: See `gradient`.
    """
    options, scalar = precise(options), scalar or tracking_and_residual(problem)
    entries = drawn(problem, rounds, samples, seed)
    tape = Tape(problem, options, rounds)
    _, derivative = scalar(tape)
    found = gradient(tape, derivative, exact)
    reverse = np.array([array_of(found, place)[index] for place, index in entries])
    host = ForwardHost(tape, Directions.along(problem, rounds, entries), exact)
    differentiate([host])
    forward = host.part(derivative)
    differences = np.array([_difference(problem, options, rounds, scalar, *entry) for entry in entries])
    names = np.array([CLASSES[place[1] if place[-1] in CLASS_FIELDS else place[0]] for place, _ in entries])
    classes = {n: apart(reverse[names == n], differences[names == n]) for n in dict.fromkeys(names.tolist())}
    cosine = float(reverse @ differences / (np.linalg.norm(reverse) * np.linalg.norm(differences)))
    return Report(classes, cosine, apart(forward, reverse), found.pivot, reverse)


def changed(problem: Problem, options: HostOptions, place: Place, index: tuple[int, ...], change: float):
    """Problem and options with one number changed."""
    if place == ("schedule",):
        factors = list(options.penalty.schedule)
        factors[index[0]] += change
        return problem, replace(options, penalty=replace(options.penalty, schedule=tuple(factors)))
    if place == ("relaxation",):
        return problem, replace(options, over_relaxation=options.over_relaxation + change)
    if place == ("component_penalty",):
        agent, columns = next((a, c) for a, c in problem.columns.items() if index[0] in c)
        width = len(columns)
        factors = np.broadcast_to(options.agent_penalty.get(agent, 1.0), width) + change * (columns == index[0])
        return problem, replace(options, agent_penalty=options.agent_penalty | {agent: factors})
    if place[0] == "own_weight":
        return replace(problem, couplings=_replaced(problem.couplings, place[1], "own_weight", index, change)), options
    return replace(problem, classes=_replaced(problem.classes, place[0], place[1], index, change)), options


def _replaced(items: Sequence, name: str, field: str, index: tuple[int, ...], change: float) -> tuple:
    def one(item):
        array = np.array(getattr(item, field), float)
        array[index] += change
        return replace(item, **{field: array})

    return tuple(one(item) if item.name == name else item for item in items)


def _difference(
    problem: Problem, options: HostOptions, rounds: int, scalar: Scalar, place: Place, index: tuple[int, ...]
) -> float:
    by_size = CLASSES[place[1] if place[-1] in CLASS_FIELDS else place[0]] in ("weights", "penalties")
    step = STEP * abs(_number(problem, options, place, index)) if by_size else ABSOLUTE
    up, down = (scalar(Tape(*changed(problem, options, place, index, s), rounds))[0] for s in (step, -step))
    return (up - down) / (2 * step)


def _number(problem: Problem, options: HostOptions, place: Place, index: tuple[int, ...]) -> float:
    if place == ("schedule",):
        return options.penalty.schedule[index[0]]
    if place == ("relaxation",):
        return options.over_relaxation
    if place == ("component_penalty",):
        return 1.0
    holders = problem.couplings if place[0] == "own_weight" else problem.classes
    name, field = (place[1], place[0]) if place[0] == "own_weight" else place
    return float(getattr(next(h for h in holders if h.name == name), field)[index])


def drawn(problem: Problem, rounds: int, samples: int, seed: int = 0) -> list[Entry]:
    """Some numbers of every place, the same for the same seed."""
    shapes, entries, chance = Directions.zeros(problem, rounds, 1), [], np.random.default_rng(seed)
    for place in places(problem):
        shape = array_of(shapes, place)[0].shape
        count = min(samples, int(np.prod(shape)))
        if place[0] == "own_weight":
            own = next(c.own_weight for c in problem.couplings if c.name == place[1])
            flat = chance.choice(np.flatnonzero(own), min(count, np.count_nonzero(own)), replace=False)
        else:
            flat = chance.choice(int(np.prod(shape)), count, replace=False)
        entries += [(place, tuple(int(i) for i in np.unravel_index(f, shape))) for f in flat]
    return entries


def apart(a: np.ndarray, b: np.ndarray) -> float:
    """Norm of the difference relative to that of ``b``."""
    return float(np.linalg.norm(a - b) / max(np.linalg.norm(b), 1e-300))
