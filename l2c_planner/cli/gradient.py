"""`l2c check-gradient` behind its options: the gradient of some rounds of a task against finite differences."""

from __future__ import annotations

import importlib.util
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from rich.text import Text

from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.planning import as_json, loaded, plain
from l2c_planner.cli.streams import emit, rendered, reserved_stdout

LIMITS = {"exact": 1e-5, "gauss_newton": 5e-3}
"""Largest relative error that counts as agreement, by the Hessian of the local problems."""
DISTRIBUTED = 1e-10
"""Largest relative difference between what robots find together and what one host finds."""
LEARNED = ("weights", "penalties")
"""What an inexact gradient is good for; by references and initial states it is no more than a direction."""


def check_gradient(
    task: Path | None,
    quads: int | None,
    rounds: int,
    stage: str,
    hessian: str,
    samples: int,
    nodes: bool,
    json: bool,
) -> Code:
    """Compare and print; 3 if they do not agree.

    Raises `Refused` if the task cannot be used, or robots cannot differentiate it together.
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
        apart = None
        if nodes:
            apart = _by_nodes(task, quads, rounds, stage, hessian, samples, report.reverse)
    limit = LIMITS[hessian]
    compared = {n: e for n, e in report.classes.items() if hessian == "exact" or n in LEARNED}
    error = float(np.max(list(compared.values())))
    together = report.forward_reverse <= DISTRIBUTED and (apart is None or apart <= DISTRIBUTED)
    agree = error <= limit and report.pivot > 0 and together
    found = {
        "agree": agree, "max_relative_error": error, "limit": limit, "cosine": report.cosine,
        "forward_reverse": report.forward_reverse, "nodes_reverse": apart, "smallest_pivot": report.pivot,
        "numbers": len(report.reverse),
        "quads": given.team.n, "rounds": rounds, "stage": stage, "hessian": hessian, "classes": report.classes,
    }  # fmt: skip
    emit(as_json(plain(found)) if json else rendered(_lines(found)))
    return Code.FEASIBLE if agree else Code.INFEASIBLE


def _by_nodes(
    task: Path | None, quads: int | None, rounds: int, stage: str, hessian: str, samples: int, reverse: np.ndarray
) -> float:
    """Relative difference between the derivatives that processes find over DDS, one per robot, and given ones."""
    if importlib.util.find_spec("rclpy") is None:
        raise Refused("--nodes needs ROS 2, which is not in this environment (rclpy)")
    from l2c_planner.config import default_task_path
    from l2c_planner.gradient.check import apart
    from l2c_planner.ros.domain import NoDomain, environment, reserved
    from l2c_planner.ros.gradient import Job, commands, parts_in
    from l2c_planner.ros.processes import Processes

    job = Job(str(task or default_task_path()), quads, stage, rounds, samples, hessian == "exact")
    try:
        with reserved() as domain, TemporaryDirectory(prefix="l2c-") as folder:
            with Processes(commands(job), environment(domain), Path(folder)) as robots:
                logs = {host: robots.log(host) for host in robots.processes}
                while robots.processes:
                    failed = [ended for ended in robots.ended() if ended.code]
                    if failed:
                        raise Refused(str(failed[0]))
                    time.sleep(0.05)
            return apart(np.sum(list(parts_in(logs).values()), axis=0), reverse)
    except NoDomain as error:
        raise Refused(str(error)) from error


def _lines(found: dict) -> list[Text]:
    head = "agrees" if found["agree"] else "DOES NOT AGREE"
    facts = {
        "relative error": f"{found['max_relative_error']:.1e}   allowed {found['limit']:.0e}",
        "cosine": f"{found['cosine']:.12f}",
        "forward to reverse": f"{found['forward_reverse']:.1e}",
        "robots to reverse": "–" if found["nodes_reverse"] is None else f"{found['nodes_reverse']:.1e}",
        "smallest pivot": f"{found['smallest_pivot']:.2g}   of the local Hessians, positive at a minimum",
    } | {f"  {name}": f"{error:.1e}" for name, error in found["classes"].items()}
    title = f"The gradient {head} with finite differences"
    subject = f"{found['quads']} quadrotors, {found['stage']}, {found['rounds']} rounds, {found['numbers']} numbers"
    return [Text(title, "bold"), Text(subject), Text(), *(Text(f"  {k:<22}{v}") for k, v in facts.items())]
