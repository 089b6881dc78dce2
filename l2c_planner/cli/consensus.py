"""`l2c consensus` behind its options: run an algorithm, show how it converges, write table and figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.consensus_plot import Plot
from l2c_planner.cli.consensus_request import DDS, Request, check, check_some, faults_of, liars_of
from l2c_planner.cli.folder import staged
from l2c_planner.cli.planning import as_json, plain
from l2c_planner.cli.streams import emit, say
from l2c_planner.cli.words import counted
from l2c_planner.report.markdown import markdown_table

if TYPE_CHECKING:
    from l2c_planner.consensus.record import Run
    from l2c_planner.consensus.setup import Made

ALL = "all"
FILES = ("consensus.md", "consensus.png", "consensus.json")
DEFAULT_OUT = Path("results/consensus")
NEAR = 2.0
"""Error among liars, in honest spreads, that counts as found."""
AMONG_NOISE = 20.0
"""Error over noisy links, in sizes of the noise, that counts as found."""
COLUMNS = ("algorithm", "graph", "problem", "iterations_to_1e6", "error", "consensus_error", "messages", "bytes")


def consensus(request: Request) -> Code:
    """Run one algorithm, or all; print what they came to.

    Raises `Refused` if something given cannot be used or does not go together.
    """
    whole = request.algorithm == ALL
    if request.record and (whole or request.transport != DDS):
        raise Refused("--record: what nodes say is recorded; valid: one algorithm with --transport dds")
    check(request)
    from l2c_planner.consensus.errors import Unfit
    from l2c_planner.consensus.registry import names

    out = request.out or (DEFAULT_OUT if whole or request.record else None)
    request = replace(request, out=out)
    try:
        if out is None:
            rows = [_run(request)]
        else:
            with staged(out, FILES) as folder:
                rows = [_row(replace(request, algorithm=name)) for name in names()] if whole else [_run(request)]
                check_some([figures for figures, _ in rows])
                _write(folder, rows)
    except Unfit as error:
        raise Refused(str(error)) from error
    figures = [figures for figures, _ in rows]
    emit(as_json(plain(figures if whole else figures[0])) if request.json else _text(figures, whole))
    if out is not None and not request.json:
        emit("\n".join(str(out / name) for name in FILES))
    return Code.FEASIBLE if whole or figures[0]["found"] else Code.INFEASIBLE


def _row(request: Request) -> tuple[dict[str, Any], Run | None]:
    """One algorithm of all: its figures and its run; what does not go together is a row too."""
    from l2c_planner.consensus.errors import Unfit

    if not request.quiet:
        say(request.algorithm)
    try:
        return _run(replace(request, quiet=True))
    except Unfit as error:
        return dict.fromkeys(COLUMNS) | {"algorithm": request.algorithm, "refused": str(error)}, None


def _run(request: Request) -> tuple[dict[str, Any], Run]:
    """Figures of one run, and the run."""
    from l2c_planner.consensus.setup import Setup

    setup = Setup(request.algorithm, request.graph or "", request.problem or "", request.agents, request.seed)
    made = setup.made()
    with Plot(request.algorithm, request.quiet or request.json) as plot:
        found = CARRIERS[request.transport](request, made, plot)
    figures = _figures(request, found) | {"graph": made.graph_name, "problem": made.problem_name}
    if request.byzantine:
        figures |= {"honest_spread": (spread := _honest_spread(request, made.problem, found))}
        figures["found"] |= figures["error"] <= NEAR * spread
    if request.noise:
        figures |= {"noise": request.noise}
        figures["found"] |= figures["error"] <= AMONG_NOISE * request.noise
    return figures, found


def _in_arrays(request: Request, made: Made, plot: Plot) -> Run:
    from l2c_planner.consensus.run import run

    return run(made.kind, made.problem, made.graph, request.rounds, faults_of(request), progress=plot)


def _in_messages(request: Request, made: Made, plot: Plot) -> Run:
    from l2c_planner.config.network import FaultOptions
    from l2c_planner.consensus.team import ROUND, Team

    if request.delay and not request.loss:
        say("l2c: without loss the agents wait for late messages, so the delay changes nothing")
    late = min(10.0, request.delay * ROUND)
    carrying = FaultOptions(loss=request.loss, delay=late, seed=request.seed)
    team = Team(made.kind, made.problem, made.graph, carrying, faults_of(request))
    return team.run(request.rounds, progress=plot)


def _in_processes(request: Request, made: Made, plot: Plot) -> Run:
    from l2c_planner.cli.consensus_nodes import in_processes

    return in_processes(request, plot)


CARRIERS = {"arrays": _in_arrays, "memory": _in_messages, DDS: _in_processes}
"""By --transport."""


def _honest_spread(request: Request, costs: Any, found: Run) -> float:
    """Largest distance of an honest agent's own minimiser from the honest optimum: no rule comes surely nearer."""
    import numpy as np

    honest = costs.rows(np.setdiff1d(found.agents, liars_of(request)))
    own = honest.prox(np.zeros((honest.agents, honest.n)), np.zeros((honest.agents, 1)))
    return float(np.abs(own - honest.optimum()).max())


def _figures(request: Request, found: Run) -> dict[str, Any]:
    """What the run came to, with the keys of the JSON."""
    from l2c_planner.consensus.record import CLOSE

    error = float(found.error[-1])
    return {
        "algorithm": request.algorithm,
        "agents": len(found.agents),
        "rounds": found.rounds,
        "found": error <= CLOSE,
        "error": error,
        "iterations_to_1e6": found.iterations_to(CLOSE),
        "messages": found.messages,
        "bytes": found.bytes,
        "consensus_error": float(found.consensus_error[-1]),
        "suspects": list(found.suspects),
        "repaired": found.repaired,
    }


def _text(figures: Sequence[Mapping[str, Any]], whole: bool) -> str:
    return table(figures) if whole else "\n".join(_sentences(figures[0]))


def _sentences(f: Mapping[str, Any]) -> list[str]:
    """One run for people."""
    first = f["iterations_to_1e6"]
    if first is not None:
        verdict = f"error 1e-6 after {counted(first, 'round')}"
    elif not f["found"]:
        verdict = f"not converged, error {f['error']:.1e}"
    elif "noise" in f:
        verdict = f"over noisy links, error {f['error']:.1e} at noise of {f['noise']:.1e}"
    else:
        verdict = f"among liars, error {f['error']:.1e} of an honest spread of {f['honest_spread']:.1e}"
    lines = [
        f"{f['algorithm']}: {verdict}",
        f"  {f['problem']}, {counted(f['agents'], 'agent')}, {f['graph']}, {counted(f['rounds'], 'round')}",
        f"  error {f['error']:.1e}, disagreement {_cell(f['consensus_error'])}",
        f"  {counted(f['messages'], 'message')}, {f['bytes']} bytes",
    ]
    if f["repaired"]:
        lines.append("  links were dropped in both directions where a message was lost, and weights rebuilt")
    if f["suspects"]:
        lines.append(f"  suspects: {', '.join(map(str, f['suspects']))}")
    return lines


def table(figures: Sequence[Mapping[str, Any]]) -> str:
    """Runs as a markdown table, with why some were refused."""
    columns = (*COLUMNS, "refused") if any("refused" in row for row in figures) else COLUMNS
    heads = [name.replace("_", " ") for name in columns]
    return markdown_table(heads, *([_cell(row.get(name)) for name in columns] for row in figures))


def _cell(value: Any) -> str:
    value = plain(value)
    return "–" if value is None else f"{value:.1e}" if isinstance(value, float) else str(value)


def _write(folder: Path, rows: Sequence[tuple[dict[str, Any], Run | None]]) -> None:
    from l2c_planner.report.consensus import convergence_figure

    figures = [row for row, _ in rows]
    (folder / FILES[0]).write_text(table(figures) + "\n")
    (folder / FILES[2]).write_text(as_json(plain(figures)) + "\n")
    convergence_figure({f["algorithm"]: run.error for f, run in rows if run}).savefig(folder / FILES[1], dpi=150)
