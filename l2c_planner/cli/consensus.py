"""`l2c consensus` behind its options: run an algorithm, show how it converges, write table and figure."""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.folder import staged
from l2c_planner.cli.planning import as_json, plain
from l2c_planner.cli.signals import check
from l2c_planner.cli.streams import emit, say

if TYPE_CHECKING:
    import numpy as np

    from l2c_planner.consensus.algorithm import Algorithm
    from l2c_planner.consensus.record import Run

ALL = "all"
FILES = ("consensus.md", "consensus.png", "consensus.json")
DEFAULT_OUT = Path("results/consensus")
PROBLEM = {"values": "values", "gradient": "least-squares", "prox": "least-squares", "dual": "allocation"}
"""By what an algorithm needs."""
NEAR = 2.0
"""Error among liars, in honest spreads, that counts as found."""
WIDTH, HEIGHT, INTERVAL = 64, 12, 0.2
"""Of the live plot: columns, lines, time between two pictures [s]."""
COLUMNS = ("algorithm", "graph", "problem", "iterations_to_1e6", "error", "consensus_error", "messages", "bytes")


@dataclass(frozen=True)
class Request:
    """What was asked for."""

    algorithm: str
    graph: str | None
    agents: int
    problem: str | None
    rounds: int
    transport: str
    seed: int
    loss: float = 0.0
    delay: int = 0
    kill: tuple[str, ...] = ()
    join: tuple[str, ...] = ()
    byzantine: int = 0
    out: Path | None = None
    json: bool = False
    quiet: bool = False


def consensus(request: Request) -> Code:
    """Run one algorithm, or all; print what they came to.

    Raises `Refused` if something given cannot be used or does not go together.
    """
    from l2c_planner.consensus.errors import Unfit
    from l2c_planner.consensus.registry import names

    whole = request.algorithm == ALL
    out = request.out or (DEFAULT_OUT if whole else None)
    try:
        if out is None:
            rows = [_run(request)]
        else:
            with staged(out, FILES) as folder:
                asked = [replace(request, algorithm=name, quiet=True) for name in names()] if whole else [request]
                rows = [_announced(each, whole and not request.quiet) for each in asked]
                _write(folder, rows)
    except Unfit as error:
        raise Refused(str(error)) from error
    figures = [figures for figures, _ in rows]
    emit(as_json(plain(figures if whole else figures[0])) if request.json else _text(figures, whole))
    if out is not None and not request.json:
        emit("\n".join(str(out / name) for name in FILES))
    return Code.FEASIBLE if whole or figures[0]["found"] else Code.INFEASIBLE


def _announced(request: Request, aloud: bool) -> tuple[dict[str, Any], Run]:
    if aloud:
        say(request.algorithm)
    return _run(request)


def _run(request: Request) -> tuple[dict[str, Any], Run]:
    """Figures of one run, and the run."""
    from l2c_planner.consensus import graphs
    from l2c_planner.consensus.problems import problem
    from l2c_planner.consensus.registry import algorithm

    kind = algorithm(request.algorithm)
    shape, given = request.graph or _suiting(kind, request.algorithm), request.problem or PROBLEM[kind.needs]
    sequence = graphs.SEQUENCES.get(shape)
    graph = (sequence or graphs.graph)(*((shape,) if sequence is None else ()), request.agents, request.seed)
    costs = problem(given, request.agents, request.seed)
    with Plot(request.algorithm, request.quiet or request.json) as plot:
        found = (_in_arrays if request.transport == "arrays" else _in_messages)(request, kind, costs, graph, plot)
    figures = _figures(request, found) | {"graph": shape, "problem": given}
    if request.byzantine:
        figures |= {"honest_spread": (spread := _honest_spread(request, costs, found))}
        figures["found"] |= figures["error"] <= NEAR * spread
    return figures, found


def _in_arrays(request: Request, kind: type[Algorithm], costs: Any, graph: Any, plot: Plot) -> Run:
    from l2c_planner.consensus.faults import Faults
    from l2c_planner.consensus.run import run

    deaths, joins = _events("kill", request.kill), _events("join", request.join)
    faults = Faults(request.loss, 0.0, request.delay, deaths, joins, _liars(request), seed=request.seed)
    return run(kind, costs, graph, request.rounds, faults, progress=plot)


def _in_messages(request: Request, kind: type[Algorithm], costs: Any, graph: Any, plot: Plot) -> Run:
    from l2c_planner.config.network import FaultOptions
    from l2c_planner.consensus.links import Links
    from l2c_planner.consensus.team import ROUND, Team

    if request.byzantine or request.join or callable(graph):
        raise Refused("--transport memory: liars, late agents and changing graphs are not carried; valid: arrays")
    if request.delay and not request.loss:
        say("l2c: without loss the agents wait for late messages, so the delay changes nothing")
    late = min(10.0, request.delay * ROUND)
    faults = FaultOptions(loss=request.loss, delay=late, seed=request.seed)
    deaths = _events("kill", request.kill)
    team = Team(kind.tuned(costs, Links.of(graph)), costs, graph, faults, deaths)
    return team.run(request.rounds, progress=plot)


def _suiting(kind: type[Algorithm], name: str) -> str:
    """A graph that an algorithm is for."""
    from l2c_planner.consensus.algorithm import Fault

    if name.endswith("hub"):
        return "star"
    if Fault.LIARS in kind.survives:
        return "complete"
    return "directed-random" if "push" in name else "erdos-renyi"


def _events(option: str, texts: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Agents and rounds from texts such as 3@40.

    Raises `Refused` for others.
    """
    found = []
    for text in texts:
        agent, _, round = text.removeprefix("agent_").partition("@")
        if not (agent.isdecimal() and round.isdecimal()):
            raise Refused(f"--{option} {text}: not an event; valid: number of an agent @ round, such as 3@40")
        found.append((int(agent), int(round)))
    return tuple(found)


def _liars(request: Request) -> tuple[int, ...]:
    import numpy as np

    if request.byzantine > request.agents:
        raise Refused(f"--byzantine {request.byzantine}: there are {request.agents} agents; valid: fewer than half")
    chosen = np.random.default_rng((request.seed, 3)).choice(request.agents, request.byzantine, replace=False)
    return tuple(sorted(chosen.tolist()))


def _honest_spread(request: Request, costs: Any, found: Run) -> float:
    """Largest distance of an honest agent's own minimiser from the honest optimum: no rule comes surely nearer."""
    import numpy as np

    honest = costs.rows(np.setdiff1d(found.agents, _liars(request)))
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
    verdict = f"error 1e-6 after {first} rounds" if first is not None else f"not converged, error {f['error']:.1e}"
    if first is None and f["found"]:
        verdict = f"among liars, error {f['error']:.1e} of an honest spread of {f['honest_spread']:.1e}"
    lines = [
        f"{f['algorithm']}: {verdict}",
        f"  {f['problem']}, {f['agents']} agents, {f['graph']}, {f['rounds']} rounds",
        f"  error {f['error']:.1e}, disagreement {_cell(f['consensus_error'])}",
        f"  {f['messages']} messages, {f['bytes']} bytes",
    ]
    if f["repaired"]:
        lines.append("  links were dropped in both directions where a message was lost, and weights rebuilt")
    if f["suspects"]:
        lines.append(f"  suspects: {', '.join(map(str, f['suspects']))}")
    return lines


def table(figures: Sequence[Mapping[str, Any]]) -> str:
    """Runs as a markdown table."""
    head = [" | ".join(COLUMNS).replace("_", " "), " | ".join("---" for _ in COLUMNS)]
    rows = [" | ".join(_cell(row[name]) for name in COLUMNS) for row in figures]
    return "\n".join(f"| {line} |" for line in (*head, *rows))


def _cell(value: Any) -> str:
    value = plain(value)
    return "–" if value is None else f"{value:.1e}" if isinstance(value, float) else str(value)


def _write(folder: Path, rows: Sequence[tuple[dict[str, Any], Run]]) -> None:
    figures = [row for row, _ in rows]
    (folder / FILES[0]).write_text(table(figures) + "\n")
    (folder / FILES[2]).write_text(as_json(plain(figures)) + "\n")
    picture({f["algorithm"]: run.error for f, run in rows}).savefig(folder / FILES[1], dpi=150)


def picture(errors: Mapping[str, np.ndarray]) -> Any:
    """Errors (K+1,) over rounds by name, both axes logarithmic: some take ten rounds, others thousands."""
    import matplotlib
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 5.6), layout="constrained")
    axes = figure.add_subplot()
    for k, (name, error) in enumerate(errors.items()):
        rounds = range(1, len(error) + 1)
        style, color = ("-", "--", ":")[k // 10 % 3], matplotlib.colormaps["tab10"](k % 10)
        axes.loglog(rounds, [max(e, 1e-16) for e in error], style, color=color, label=name)
    axes.axhline(1e-6, color="#7a8394", linewidth=0.8)
    axes.set(xlabel="round", ylabel="largest error to the centralised solution")
    axes.grid(True, color="#e9ecf1", linewidth=0.7)
    axes.spines[["top", "right"]].set_visible(False)
    figure.legend(loc="outside right upper", fontsize=8, frameon=False)
    return figure


class Plot:
    """The error over rounds, live: a plot on a terminal, now and then a line elsewhere, or nothing."""

    def __init__(self, name: str, quiet: bool) -> None:
        self._name, self._errors, self._due, self._live = name, [], 0.0, None
        self._quiet, self._terminal = quiet, sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def __enter__(self) -> Plot:
        if self._terminal and not self._quiet:
            from rich.console import Console
            from rich.live import Live

            self._live = Live(console=Console(stderr=True), auto_refresh=False, transient=True)
            self._live.start()
        return self

    def __exit__(self, *error: object) -> None:
        if self._live is not None:
            self._live.stop()

    def __call__(self, round: int, error: float) -> None:
        """Show one round."""
        self._errors.append(error)
        if self._quiet or time.monotonic() < self._due:
            return
        check()
        self._due = time.monotonic() + (INTERVAL if self._live else 10 * INTERVAL)
        if self._live is None:
            say(f"{self._name}  round {round}  error {error:.1e}")
        else:
            self._live.update("\n".join((f"{self._name}, round {round}", *drawn(self._errors))), refresh=True)


def drawn(errors: Sequence[float], width: int = WIDTH, height: int = HEIGHT) -> list[str]:
    """The logarithm of errors as lines of text, rounds from left to right."""
    columns = [errors[k * len(errors) // width] for k in range(width)] if len(errors) > width else list(errors)
    values = [round(math.log10(min(max(e, 1e-16), 1e16)), 6) if e == e else 16.0 for e in columns]
    top, bottom = math.ceil(max(values)), math.floor(min(values))
    step = max(top - bottom, 1) / (height - 1)
    places = [round((top - value) / step) for value in values]
    marks = ["".join("•" if place == line else " " for place in places) for line in range(height)]
    return [f"{10.0 ** (top - line * step):.0e} │{marks[line]}" for line in range(height)]
