"""Says in words which constraints of which items are not met, and by how much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from l2c_planner.coupling.program import KnotProgram


@dataclass(frozen=True)
class Violation:
    """One constraint of one item that is not met."""

    item: int
    place: str
    """What a message calls the item, e.g. ``knot 53``."""
    constraint: str
    """Name of the constraint, e.g. ``pair distance``."""
    label: str
    """Which one of that name, e.g. ``quad_0 - quad_3``."""
    amount: float
    """By how much, > 0."""
    unit: str
    """Unit of the amount."""
    equation: bool = False
    """Whether equality was asked for."""

    def __str__(self) -> str:
        """One line, e.g. ``knot 53: pair distance quad_0 - quad_3 short by 0.021 m``."""
        name = " ".join(part for part in (self.constraint, self.label) if part)
        miss = "off by" if self.equation else "short by"
        return f"{self.place}: {name} {miss} {self.amount:.3g} {self.unit}".rstrip()


def diagnose(
    program: KnotProgram, violations: dict[str, np.ndarray], places: Sequence[str], tolerance: float = 1e-6
) -> tuple[Violation, ...]:
    """Constraints that are violated by more than the tolerance, item after item, the largest amount first.

    Args:
        program: Whose constraints they are.
        violations: As :meth:`Coordination.violations` returns them, for I items.
        places: Name of every item (I,).
        tolerance: Smallest amount that counts [unit of the constraint].
    """
    found = [v for kind in (_inequalities, _equations) for v in kind(program, violations, places, tolerance)]
    return tuple(sorted(found, key=lambda v: (v.item, -v.amount)))


def _inequalities(
    program: KnotProgram, violations: dict[str, np.ndarray], places: Sequence[str], tolerance: float
) -> Iterator[Violation]:
    for term in (*program.inequalities, *program.blocks):
        amounts = violations[term.name].max(axis=2)
        for item, which in np.argwhere(amounts > tolerance):
            amount = float(amounts[item, which])
            yield Violation(int(item), places[item], term.name, term.labels[which], amount, term.unit)


def _equations(
    program: KnotProgram, violations: dict[str, np.ndarray], places: Sequence[str], tolerance: float
) -> Iterator[Violation]:
    for item, row in np.argwhere(violations["equations"] > tolerance):
        terms = [t for t in program.equalities if np.any(t.equations == row)]
        names = ", ".join(dict.fromkeys(t.name for t in terms))
        first = min(int(t.equations.min()) for t in terms)
        amount = float(violations["equations"][item, row])
        yield Violation(int(item), places[item], names, f"[{row - first}]", amount, terms[0].unit, equation=True)
