"""`l2c application` behind its options: run one or all, print what they came to, write numbers and pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from l2c_planner.cli.application_text import COLUMNS, sentences, table
from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.consensus_plot import Plot
from l2c_planner.cli.consensus_request import DDS, check_nodes, check_some, events
from l2c_planner.cli.folder import refusing, staged
from l2c_planner.cli.planning import as_json, plain
from l2c_planner.cli.streams import emit, say

if TYPE_CHECKING:
    from l2c_planner.applications.application import Case
    from l2c_planner.consensus.record import Run

ALL = "all"
TABLE, NUMBERS = "applications.md", "applications.json"
"""What `all` writes beside a picture of each."""


@dataclass(frozen=True)
class Request:
    """What was asked for; None: as many as the application has by default."""

    application: str
    agents: int | None = None
    seed: int = 0
    loss: float = 0.0
    kill: tuple[str, ...] = ()
    transport: str = "arrays"
    out: Path = Path("results/applications")
    json: bool = False
    quiet: bool = False


def application(request: Request) -> Code:
    """Run one application, or all; write pictures and numbers, print what they came to.

    Raises `Refused` if something given cannot be used or does not go together.
    """
    from l2c_planner.applications.registry import names
    from l2c_planner.consensus.errors import Unfit

    whole = request.application == ALL
    wanted = list(names()) if whole else [request.application]
    numbers = NUMBERS if whole else f"{request.application}.json"
    try:
        _known(request)
        with staged(request.out, files(wanted, whole)) as folder:
            rows = [_row(replace(request, application=name), folder, whole) for name in wanted]
            check_some(rows)
            with refusing(request.out):
                (folder / numbers).write_text(as_json(plain(rows if whole else rows[0])) + "\n")
                if whole:
                    (folder / TABLE).write_text(table(rows) + "\n")
    except Unfit as error:
        raise Refused(str(error)) from error
    _show(request, rows, files(wanted, whole), whole)
    return Code.FEASIBLE if all(row["found"] is not False for row in rows) else Code.INFEASIBLE


def files(names: Sequence[str], whole: bool) -> tuple[str, ...]:
    """What is written of some applications."""
    return (*((TABLE, NUMBERS) if whole else (f"{names[0]}.json",)), *(f"{name}.png" for name in names))


def _known(request: Request) -> None:
    """Raises Unfit or `Refused` for what no run is needed to see."""
    from l2c_planner.applications.registry import application as named

    if request.application != ALL:
        named(request.application)
    events("kill", request.kill)


def _row(request: Request, folder: Path, whole: bool) -> dict[str, Any]:
    """One application: its figures, its picture in a folder; of all of them, what does not go together is a row too."""
    from l2c_planner.consensus.errors import Unfit

    if whole and not request.quiet:
        say(request.application)
    try:
        return _done(replace(request, quiet=request.quiet or whole), folder)
    except Unfit as error:
        if not whole:
            raise
        return dict.fromkeys(COLUMNS) | {"application": request.application, "refused": str(error)}


def _done(request: Request, folder: Path) -> dict[str, Any]:
    from l2c_planner.applications.registry import application as named
    from l2c_planner.report.applications import picture
    from l2c_planner.report.environment_figure import save

    kind = named(request.application)
    agents = kind.agents if request.agents is None else request.agents
    if request.transport == DDS:
        check_nodes(agents)
    case = kind.case(agents, request.seed)
    with Plot(request.application, request.quiet or request.json) as plot:
        run = CARRIED[request.transport](request, case, plot)
    figures = kind.figures(case, run)
    with refusing(request.out):
        save(picture(kind, case, run), folder / f"{request.application}.png")
    shown = {name: value for name, value in figures.items() if name not in COLUMNS}
    found = arrived(case, run, figures)
    return _numbers(request.application, case, run) | {"found": found, "figures": shown}


def _in_arrays(request: Request, case: Case, plot: Plot) -> Run:
    from l2c_planner.consensus.faults import Faults
    from l2c_planner.consensus.run import run

    faults = Faults(loss=request.loss, deaths=events("kill", request.kill), seed=request.seed)
    return run(
        case.algorithm, case.problem, case.graph, case.rounds, faults, case.enough, plot, start=case.start, keep=True
    )


def _in_messages(request: Request, case: Case, plot: Plot) -> Run:
    from l2c_planner.config.network import FaultOptions
    from l2c_planner.consensus.faults import Faults
    from l2c_planner.consensus.team import Team

    carrying, faults = FaultOptions(loss=request.loss, seed=request.seed), Faults(deaths=events("kill", request.kill))
    team = Team(case.algorithm, case.problem, case.graph, carrying, faults, start=case.start, keep=True)
    return team.run(case.rounds, case.enough, plot)


def _in_processes(request: Request, case: Case, plot: Plot) -> Run:
    """A ROS 2 node per robot.

    Raises `Refused` as `run_nodes` does.
    """
    from l2c_planner.cli.consensus_nodes import run_nodes
    from l2c_planner.consensus.faults import Faults
    from l2c_planner.ros.consensus_options import ConsensusOptions

    named = {"application": request.application, "rounds": case.rounds, "loss": request.loss}
    options = ConsensusOptions(agents=case.problem.agents, seed=request.seed, **named)
    faults = Faults(loss=request.loss, deaths=events("kill", request.kill), seed=request.seed)
    return run_nodes(options, faults, None, False, plot)


CARRIED = {"arrays": _in_arrays, "memory": _in_messages, DDS: _in_processes}
"""By what `--transport` may say."""


def arrived(case: Case, run: Run, figures: Mapping[str, float]) -> bool:
    """Whether a run came to what was promised: as the application says itself under "found", or to the solution.

    Who promises less than the solution, or follows one that moves, and says nothing, is believed.
    """
    from l2c_planner.consensus.record import CLOSE

    moves = case.problem.at(1) is not case.problem
    near = bool(run.error[-1] <= CLOSE) or moves or not case.algorithm.exact
    return bool(figures.get("found", near))


def _numbers(name: str, case: Case, run: Run) -> dict[str, Any]:
    return {
        "application": name,
        "agents": len(run.agents),
        "rounds": run.rounds,
        "error": float(run.error[-1]),
        "messages": run.messages,
        "bytes": run.bytes,
        "repaired": run.repaired,
    }


def _show(request: Request, rows: Sequence[Mapping[str, Any]], written: Sequence[str], whole: bool) -> None:
    if request.json:
        emit(as_json(plain(rows if whole else rows[0])))
        return
    emit(table(rows) if whole else "\n".join(sentences(rows[0])))
    emit("\n".join(str(request.out / name) for name in written if (request.out / name).exists()))
