"""`l2c compare-architectures` behind its options: fly a task in every way, write and print table and picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.folder import refusing, staged
from l2c_planner.cli.planning import as_json, plain
from l2c_planner.cli.signals import check
from l2c_planner.cli.streams import emit, reserved_stdout, say
from l2c_planner.cli.words import counted
from l2c_planner.report.markdown import markdown_table

if TYPE_CHECKING:
    from l2c_planner.applications.architectures.comparison import Condition, Flown
    from l2c_planner.config import SwarmTask

TABLE, PICTURE, NUMBERS = "architectures.md", "architectures.png", "architectures.json"
FILES = (TABLE, PICTURE, NUMBERS)
COLUMNS = {
    "success_rate": ("success", "{:.0%}"),
    "time_to_arrive_s": ("arrives [s]", "{:.2f}"),
    "path_length_m": ("path [m]", "{:.2f}"),
    "spl": ("SPL", "{:.2f}"),
    "effort_m2_s3": ("effort [m²/s³]", "{:.1f}"),
    "cost": ("cost", "{:.1f}"),
    "pair_distance_m": ("pair distance [m]", "{:.3f}"),
    "obstacle_clearance_m": ("clearance [m]", "{:.3f}"),
    "collisions": ("collisions", "{}"),
    "cpu_s": ("CPU [s]", "{:.2f}"),
    "rounds": ("rounds", "{}"),
    "messages": ("messages", "{}"),
    "bytes": ("bytes", "{:.1e}"),
}
"""Of the table: head and format by key of the JSON."""


@dataclass(frozen=True)
class ArchitecturesRequest:
    """The options of `l2c compare-architectures`."""

    task: str | None = None
    """Path of a swarm file, name of a pattern, or None for the shipped swarm."""
    quads: int | None = None
    seeds: int = 3
    kill: tuple[str, ...] = ()
    out: Path = Path("results/architectures")
    json: bool = False
    quiet: bool = False


def compare_architectures(request: ArchitecturesRequest) -> Code:
    """Fly all, write `FILES`, print the table.

    Raises `Refused` if the task, the nodes that die or the folder cannot be used.
    """
    from l2c_planner.applications.architectures.comparison import compare
    from l2c_planner.report.applications.architectures import architectures_figure

    with reserved_stdout():
        tasks = _tasks(request)
        under = _conditions(request, tasks[0])
        with staged(request.out, FILES) as stage:
            flown = compare(tasks, under, lambda each: _shown(each, request.quiet or request.json))
            found = _content(tasks[0], flown)
            with refusing(request.out):
                (stage / TABLE).write_text(markdown(found) + "\n", encoding="utf-8")
                (stage / NUMBERS).write_text(as_json(plain(found)) + "\n", encoding="utf-8")
                architectures_figure([f for f in flown if f.seed == 0], stage / PICTURE)
    emit(as_json(plain(found)) if request.json else markdown(found))
    if not request.json:
        emit("\n" + "\n".join(str(request.out / name) for name in FILES))
    return _code(flown)


def _tasks(request: ArchitecturesRequest) -> list[SwarmTask]:
    from l2c_planner.applications.architectures.tasks import task_of
    from l2c_planner.config import ConfigError
    from l2c_planner.consensus.errors import Unfit

    try:
        return [task_of(request.task, request.quads, seed) for seed in range(request.seeds)]
    except (ConfigError, Unfit) as error:
        raise Refused(str(error)) from error


def _conditions(request: ArchitecturesRequest, task: SwarmTask) -> tuple[Condition, ...]:
    """Nobody dies, and then those who were asked for, or who die by default."""
    from l2c_planner.applications.architectures.comparison import Condition, conditions

    default = conditions(task)
    if not request.kill:
        return default
    deaths = _deaths(request.kill, task.team.n)
    names = [f"{node} dies at {time:g} s" if time else f"{node} is dead" for node, time in deaths.items()]
    return (default[0], Condition(", ".join(names), deaths))


def _deaths(texts: Sequence[str], n: int) -> dict[str, float]:
    """Who dies when.

    Raises `Refused` for what is no event, a second one of a node, and if no robot is left.
    """
    from l2c_planner.applications.architectures.flight import CENTRE

    deaths: dict[str, float] = {}
    for text in texts:
        node, when = _death(text, n)
        if node in deaths:
            raise Refused(f"--kill {text}: the second of {node}; valid: one")
        deaths[node] = when
    if len(deaths.keys() - {CENTRE}) == n:
        raise Refused(f"--kill: all {n} robots die; valid: fewer")
    return deaths


def _death(text: str, n: int) -> tuple[str, float]:
    """Node and time of a text such as robot_3@2.5.

    Raises `Refused` for any other.
    """
    from l2c_planner.applications.architectures.flight import CENTRE

    node, _, time = text.partition("@")
    try:
        when = float(time)
    except ValueError:
        when = -1.0
    if node not in (CENTRE, *(f"robot_{i}" for i in range(n))) or not 0 <= when < float("inf"):
        valid = f"{CENTRE} or robot_0 to robot_{n - 1} @ seconds, such as robot_0@2.5"
        raise Refused(f"--kill {text}: not an event; valid: {valid}")
    return node, when


def _shown(flown: Flown, quiet: bool) -> None:
    """A line for a flight."""
    check()
    if quiet:
        return
    figures = flown.figures
    verdict = f"{figures.arrived:.0%} arrived safely, {counted(figures.collisions, 'collision')}"
    say(f"seed {flown.seed}  {flown.condition.name}  {flown.architecture}  {verdict}")
    for remark in flown.flight.remarks:
        say(f"  {remark}")


def _content(task: SwarmTask, flown: Sequence[Flown]) -> dict[str, Any]:
    from l2c_planner.applications.architectures.comparison import assumed, rows

    required = {"pair_distance_m": task.clearance.pair, "obstacle_clearance_m": task.clearance.obstacle}
    return {
        "robots": task.team.n,
        "seeds": len({f.seed for f in flown}),
        "horizon_s": float(task.time[-1]),
        "required": required,
        "rows": list(rows(flown)),
        "assumed": list(assumed(task)),
    }


def markdown(found: Mapping[str, Any]) -> str:
    """A table per condition, what happened, and what is assumed."""
    required = found["required"]
    variants = counted(found["seeds"], "variant")
    head = (
        f"{found['robots']} robots, {variants} of the task, horizon {found['horizon_s']:g} s, distances required: "
        f"{required['pair_distance_m']:g} m between robots, {required['obstacle_clearance_m']:g} m to obstacles. "
        "Success, times, lengths, effort, cost, CPU time and traffic are means, distances the smallest."
    )
    parts = [head]
    for condition in dict.fromkeys(row["condition"] for row in found["rows"]):
        rows = [row for row in found["rows"] if row["condition"] == condition]
        parts.append(f"**{condition}**\n\n{_table(rows)}")
        remarks = [_remark(row["architecture"], *remark) for row in rows for remark in row["remarks"].items()]
        parts += ["\n".join(remarks)] if remarks else []
    parts.append("Assumed:\n\n" + "\n".join(f"- {line}" for line in found["assumed"]))
    return "\n\n".join(parts)


def _remark(architecture: str, text: str, seeds: Sequence[int]) -> str:
    which = "seed" + "s" * (len(seeds) > 1)
    return f"- {architecture}, {which} {', '.join(map(str, seeds))}: {text}"


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    heads = ["", *(name for name, _ in COLUMNS.values())]
    lines = [[row["architecture"], *(_cell(row[key], form) for key, (_, form) in COLUMNS.items())] for row in rows]
    return markdown_table(heads, *lines)


def _cell(value: Any, form: str) -> str:
    return "–" if plain(value) is None else form.format(value)


def _code(flown: Sequence[Flown]) -> Code:
    """Infeasible if the planners failed although nobody died."""
    planned = [f for f in flown if not f.condition.deaths and f.architecture in ("centralised", "distributed")]
    return Code.FEASIBLE if all(f.figures.success for f in planned) else Code.INFEASIBLE
