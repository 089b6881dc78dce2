"""`l2c check-gradient` behind its options: the gradient of some rounds of a task against finite differences."""

from __future__ import annotations

from pathlib import Path

from rich.text import Text

from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.planning import as_json, loaded
from l2c_planner.cli.streams import emit, rendered, reserved_stdout

LIMITS = {"exact": 1e-5, "gauss_newton": 5e-3}
"""Largest relative error that counts as agreement, by the Hessian of the local problems."""
LEARNED = ("weights", "penalties")
"""What an inexact gradient is good for; by references and initial states it is no more than a direction."""


def check_gradient(
    task: Path | None, quads: int | None, rounds: int, stage: str, hessian: str, samples: int, json: bool
) -> Code:
    """Compare and print; 3 if they do not agree.

    Raises `Refused` if the task cannot be used.
    """
    from l2c_planner.admm import HostOptions, Penalty
    from l2c_planner.config import MultiliftTask
    from l2c_planner.gradient.check import check
    from l2c_planner.problems.multilift.build import references_problem, trajectories_problem

    given = loaded(task, quads)
    if not isinstance(given, MultiliftTask):
        raise Refused(
            "the sides on which the robots of a swarm pass follow the plan: no gradient; give a load to carry"
        )
    make = {"references": references_problem, "trajectories": trajectories_problem}[stage]
    penalty = given.planner.admm.penalty
    schedule = tuple(penalty.scale * penalty.growth**k for k in range(rounds))
    with reserved_stdout():
        problem, options = make(given), HostOptions(penalty=Penalty(schedule=schedule))
        report = check(problem, options, rounds, samples=samples, exact=hessian == "exact")
    limit = LIMITS[hessian]
    compared = {n: e for n, e in report.classes.items() if hessian == "exact" or n in LEARNED}
    agree = max(compared.values()) <= limit and report.pivot > 0
    found = {
        "agree": agree, "max_relative_error": max(compared.values()), "limit": limit, "cosine": report.cosine,
        "forward_reverse": report.forward_reverse, "smallest_pivot": report.pivot, "numbers": report.numbers,
        "quads": given.team.n, "rounds": rounds, "stage": stage, "hessian": hessian, "classes": report.classes,
    }  # fmt: skip
    emit(as_json(found) if json else rendered(_lines(found)))
    return Code.FEASIBLE if agree else Code.INFEASIBLE


def _lines(found: dict) -> list[Text]:
    head = "agrees" if found["agree"] else "DOES NOT AGREE"
    facts = {
        "relative error": f"{found['max_relative_error']:.1e}   allowed {found['limit']:.0e}",
        "cosine": f"{found['cosine']:.12f}",
        "forward to reverse": f"{found['forward_reverse']:.1e}",
        "smallest pivot": f"{found['smallest_pivot']:.2g}   of the local Hessians, positive at a minimum",
    } | {f"  {name}": f"{error:.1e}" for name, error in found["classes"].items()}
    title = f"The gradient {head} with finite differences"
    subject = f"{found['quads']} quadrotors, {found['stage']}, {found['rounds']} rounds, {found['numbers']} numbers"
    return [Text(title, "bold"), Text(subject), Text(), *(Text(f"  {k:<22}{v}") for k, v in facts.items())]
