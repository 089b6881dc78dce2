"""`l2c plan` behind its options, and what `l2c team` shares with it: load the task, write and show the results."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.folder import refusing, staged
from l2c_planner.cli.networks import TASK, tuning_networks
from l2c_planner.cli.progress import Silent, chosen
from l2c_planner.cli.signals import check
from l2c_planner.cli.streams import emit, rendered, reserved_stdout, say

if TYPE_CHECKING:
    from l2c_planner.config import Task
    from l2c_planner.plan import Plan

ARRAYS, METRICS, REPORT, PICTURE = "plan.npz", "metrics.json", "report.html", "plan.png"
FILES = (REPORT, PICTURE, ARRAYS, METRICS)
"""What a plan leaves in its folder."""


@dataclass(frozen=True)
class Wanted:
    """What every command that plans is asked for; None = as the task file says."""

    task: Path | None = None
    quads: int | None = None
    out: Path = Path("results/plan")
    json: bool = False
    quiet: bool = False


@dataclass(frozen=True)
class Request(Wanted):
    """The options of `l2c plan`; None = as the task file says."""

    rounds: int | None = None
    stage: str = "both"
    method: str = "admm"
    finish: bool = False
    tuning: str = TASK


def plan(request: Request) -> Code:
    """Plan, write `FILES`, print the result.

    Raises `Refused` if an option, the task or the folder cannot be used, or the task has no plan.
    """
    _check(request)
    return deliver(request, lambda task, progress: _make(task, request, progress))


def deliver(wanted: Wanted, make: Callable[[Task, Silent], Plan]) -> Code:
    """Load the task, let `make` plan it and show its progress, write `FILES`, print the result.

    Raises `Refused` if the task or the folder cannot be used.
    """
    with reserved_stdout():
        task = loaded(wanted.task, wanted.quads)
        with staged(wanted.out, FILES) as stage, chosen(wanted.quiet) as progress:
            made = make(task, progress)
            metrics = checked(made)
            progress.note("writing the report")
            with refusing(wanted.out):
                written = write(made, metrics, stage)
    return _show(made, metrics, wanted, written)


def plain(value: Any) -> Any:
    """`value` with numpy scalars and arrays as Python's own, and null for numbers that JSON does not have."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    return None if isinstance(value, float) and not math.isfinite(value) else value


def checked(made: Plan) -> dict[str, Any]:
    """The metrics, called feasible only if the report finds every limit met too: a collision is never a success."""
    from l2c_planner.report.verdict import judge

    metrics = plain(made.metrics)
    wrong = metrics.get("status") == "feasible" and not (made.feasible and judge(made.arrays, metrics).feasible)
    return metrics | {"status": "infeasible"} if wrong else metrics


def _check(request: Request) -> None:
    """Options that contradict each other."""
    if request.finish and request.method == "centralised":
        raise Refused("--finish improves a plan of `--method admm`; leave it out")
    if request.stage == "references" and (request.finish or request.method == "centralised"):
        raise Refused("`--stage references` ends before there are trajectories; leave out --finish and --method")
    if request.tuning != TASK and request.method == "centralised":
        raise Refused(f"--tuning {request.tuning} is for `--method admm`; leave one of them out")


def loaded(task: Path | None, quads: int | None) -> Task:
    """The task of a file, or the shipped one, with another number of robots if given.

    Raises `Refused` if it cannot be used.
    """
    from l2c_planner.config import ConfigError, default_task_path, load_task

    try:
        return load_task(default_task_path() if task is None else task, quads)
    except ConfigError as error:
        raise Refused(str(error)) from error


def _make(task: Task, request: Request, progress: Silent) -> Plan:
    from l2c_planner.config import SwarmTask
    from l2c_planner.plan import make_plan
    from l2c_planner.problems.multilift.formation import InfeasibleTask

    if isinstance(task, SwarmTask) and request.stage == "references":
        raise Refused(f"{request.task}: a swarm has no cable references; leave out `--stage references`")
    learned = tuning_networks(task, request.tuning)
    try:
        made = make_plan(
            task,
            stage=request.stage,
            method=request.method,
            finish=request.finish,
            rounds=request.rounds,
            progress=progress,
            learned=learned,
        )
    except InfeasibleTask as error:
        raise Refused(f"INFEASIBLE: {error}", Code.INFEASIBLE) from error
    finally:
        check()
    return made


def write(made: Plan, metrics: Mapping[str, Any], stage: Path) -> list[str]:
    """Write the files to the folder `stage`; return their names."""
    import numpy as np

    from l2c_planner.report import write_figure, write_report

    np.savez_compressed(stage / ARRAYS, **made.arrays)
    (stage / METRICS).write_text(as_json(metrics) + "\n", encoding="utf-8")
    if "quad_position" in made.arrays:  # cable references alone are no motion to look at
        write_report(made.arrays, metrics, stage / REPORT)
        write_figure(made.arrays, metrics, stage / PICTURE)
    return [name for name in FILES if (stage / name).exists()]


def _show(made: Plan, metrics: Mapping[str, Any], wanted: Wanted, written: list[str]) -> Code:
    from l2c_planner.cli.result import Result

    result = Result(made, metrics, [wanted.out / name for name in written])
    if wanted.json:
        emit(as_json(metrics))
        for line in () if result.feasible else result.headline():
            say(line.plain)
    else:
        emit(rendered(result.headline() if wanted.quiet else result.text()))
    return Code.FEASIBLE if result.feasible else Code.INFEASIBLE


def as_json(value: Any) -> str:
    """Strict JSON, a key per line."""
    return json.dumps(value, indent=2, allow_nan=False)
