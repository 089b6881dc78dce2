"""`l2c fly` behind its options: plan with a node per robot, fly the plan in a simulated world, say how it went."""

from __future__ import annotations

import importlib.util
import math
import time
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from l2c_planner.cli import planning, team
from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.events import Event, Schedule, events, reached
from l2c_planner.cli.folder import refusing, staged
from l2c_planner.cli.live import Live, Nodes, Session
from l2c_planner.cli.planning import as_json, loaded, plain
from l2c_planner.cli.progress import Silent, chosen
from l2c_planner.cli.signals import check
from l2c_planner.cli.streams import emit, rendered, reserved_stdout
from l2c_planner.ros.fleet import HEARTBEAT, NICENESS

if TYPE_CHECKING:
    from l2c_planner.config import MultiliftTask
    from l2c_planner.plan import Plan
    from l2c_planner.ros.flight import FlightWatch
    from l2c_planner.simulation.flight_file import FlightFile

FIGURES, RECORD = "flight.json", "flight.npz"
LOOKED_AT = ("flight.html", "flight.png", "flight.gif")
FILES = (*LOOKED_AT, FIGURES, RECORD, *planning.FILES)
AFTER = 1.0
"""Time for which the team is watched after the plan [s]."""
STUCK = 20.0
"""Real time without progress after which a flight is given up [s]."""


@dataclass(frozen=True)
class FlyRequest(team.TeamRequest):
    """The options of `l2c fly`."""

    out: Path = Path("results/flight")
    plant: str = "mujoco"
    wind: float = 0.0
    speed: float = 1.0
    kill: tuple[str, ...] = ()
    restart: tuple[str, ...] = ()
    goal: tuple[str, ...] = ()

    @property
    def settings(self) -> dict[str, Any]:
        """Parameters of every planner."""
        return {**super().settings, "use_sim_time": True, "transport.heartbeat": HEARTBEAT}


def fly(request: FlyRequest) -> Code:
    """Plan, fly, write `FILES`, print the result; 3 if the flight was none to be proud of.

    Raises `Refused` if an option, the task or the folder cannot be used, a process does not start, or the team holds.
    """
    from l2c_planner.report.flight import write_flight

    with reserved_stdout():
        task = checked(request)
        with staged(request.out, FILES) as stage, chosen(request.quiet) as progress:
            made, figures, flown = flight(task, request, stage / RECORD, progress)
            progress.note("writing the report and the film")
            with refusing(request.out):
                write_flight(stage, task, made.arrays, flown.record, figures, flown.tracks(task.team))
                planning.write(made, planning.checked(made), stage)
                (stage / FIGURES).write_text(as_json(figures) + "\n", encoding="utf-8")
    good = not figures["failures"]
    emit(as_json(figures) if request.json else rendered(_lines(figures, request.out)))
    return Code.FEASIBLE if good else Code.INFEASIBLE


def checked(request: FlyRequest) -> MultiliftTask:
    """The task of a request, whose options are looked at too.

    Raises `Refused` if one of them cannot be used, or there is nothing to fly with.
    """
    team.check_network(request)
    events(request.kill, request.restart, request.goal)
    if request.plant == "mujoco" and importlib.util.find_spec("mujoco") is None:
        raise Refused("the physics need the Python module mujoco: pip install 'l2c_planner[fly]'; or --plant loopback")
    task = loaded(request.task, request.quads)
    if task.problem != "multilift":
        raise Refused(f"{request.task}: a {task.problem} has no load to fly; valid: a multilift task")
    return task


def flight(
    task: MultiliftTask, request: FlyRequest, record: Path, progress: Silent
) -> tuple[Plan, dict[str, Any], FlightFile]:
    """Plan and fly a task that was checked; the first plan, content of flight.json, and what happened.

    record: the file in which the plant writes that down.

    Raises `Refused` if a process does not start, or the team holds.
    """
    made, replanned = _flown(task, request, events(request.kill, request.restart, request.goal), record, progress)
    return made, *_figures(task, request, made, record, replanned)


def _flown(
    task: MultiliftTask, request: FlyRequest, planned: list[Event], record: Path, progress: Silent
) -> tuple[Plan, dict[str, Any]]:
    """The first plan, flown, and figures of those that followed; what happened is in the file."""
    from l2c_planner.config import default_task_path
    from l2c_planner.ros import flight
    from l2c_planner.ros.domain import NoDomain, environment, reserved
    from l2c_planner.ros.processes import Processes

    progress.note("starting")
    planners = team.node_commands(request)
    world = {"plant": request.plant, "seed": request.seed or 0, "wind": request.wind, "speed": request.speed,
             "record": str(record.absolute())}  # fmt: skip
    path = str((default_task_path() if request.task is None else request.task.expanduser()).absolute())
    others = flight.commands(list(planners), path, request.quads or 0, world)
    try:
        with ExitStack() as stack:
            domain = stack.enter_context(reserved(request.domain))
            variables = stack.enter_context(team.in_environment(environment(domain)))
            with refusing(request.out):
                nice = dict.fromkeys(planners, NICENESS)
                nodes = stack.enter_context(Processes(planners | others, variables, request.out / team.LOGS, nice))
            watch = stack.enter_context(closing(flight.FlightWatch(task, domain)))
            bag = stack.enter_context(team.recording(request.out / team.RECORD)) if request.record else None
            session = stack.enter_context(closing(team.observer(task, request, domain, bag, flight=True)))
            live = Live(session, nodes, progress, request.wait)
            live.gather()
            made = live.plan()
            schedule = Schedule(planned, nodes, watch.turn_to)
            _watch(watch, session, nodes, schedule, progress, reached(planned, task))
            nodes.stop()  # so that the record ends
            happened = {"events": [f"{e.name} at {e.time:g} s" for e in schedule.done]}
            restarts = {e.subject: e.time for e in schedule.done if e.kind == "restart"}
            return made, watch.replanned() | happened | {"rejoined": watch.rejoined(restarts)}
    except NoDomain as error:
        raise Refused(str(error)) from error


def _watch(
    watch: FlightWatch, session: Session, nodes: Nodes, schedule: Schedule, progress: Silent, reached: float
) -> None:
    """Until the mission is flown, and the last goal is reached [s]."""
    last, news = -math.inf, time.monotonic()
    while watch.phase < (end := max(watch.duration, reached)) + AFTER:
        watch.spin(0.05)
        session.spin(0.05)
        check()
        for event in schedule(watch.phase):
            progress.note(f"{event.name} at {watch.phase:.1f} s")
        for ended in nodes.ended():
            if ended.host not in schedule.killed:
                raise Refused(f"{ended}", Code.INFEASIBLE)
        if watch.time > last:
            last, news = watch.time, time.monotonic()
        if time.monotonic() - news > STUCK:
            raise Refused(f"the flight stands still at {watch.time:.1f} s, see the log", Code.INFEASIBLE)
        if math.isfinite(watch.phase):
            progress.note(
                f"flying {max(watch.phase, 0):.1f} of {end:.1f} s, load {watch.error:.3f} m off, "
                f"{len(watch.latencies)} plans in flight"
            )


def _figures(
    task: MultiliftTask, request: FlyRequest, made: Plan, path: Path, replanned: dict[str, Any]
) -> tuple[dict[str, Any], FlightFile]:
    """Content of flight.json, and what happened."""
    from l2c_planner.report.flight_verdict import judge_flight
    from l2c_planner.report.flown import flown_arrays
    from l2c_planner.simulation.flight_file import load
    from l2c_planner.simulation.measures import measure_flight

    try:
        flown = load(path)
    except OSError as error:
        raise Refused(f"the plant has left no record ({error.strerror}), see its log", Code.INFEASIBLE) from error
    record, count = flown.record, flown.count
    measures = asdict(measure_flight(task, made.arrays, flown.tracks(task.team), record))
    lasted = float(record.time[-1] - record.time[0])
    head = {"quads": task.team.n, "plant": request.plant, "seed": request.seed or 0, "wind_m_s": request.wind}
    run = {"real_time_factor": lasted / count.wall, "flown_s": lasted, "ticks": count.ticks, "late_ticks": count.late}
    figures = {**head, **measures, **run, **replanned}
    arrays = flown_arrays(task, made.arrays, record, flown.tracks(task.team))
    return plain({**figures, "failures": list(judge_flight(arrays, figures, record.contacts).failures)}), flown


def _replans(f: dict[str, Any]) -> str:
    lost = f"{f['late_plans']} late, {f['dropped_plans']} dropped"
    if f["replan_latency_p95_s"] is None:
        return f"none, {lost}"
    return f"{f['replans']}, 95 % found within {f['replan_latency_p95_s']:.2f} s, {lost}"


def _lines(figures: dict[str, Any], out: Path) -> list[Text]:
    f = figures
    clearance = "–" if f["obstacle_clearance_m"] is None else f"{f['obstacle_clearance_m']:.3f} m"
    facts = {
        "load off the plan": f"{f['load_rmse_m']:.3f} m RMS, {f['load_reference_rmse_m']:.3f} m off the reference",
        "load attitude": f"{f['attitude_rms_deg']:.1f} deg RMS off the plan",
        "obstacle clearance": clearance,
        "distance of quadrotors": f"{f['pair_distance_m']:.3f} m",
        "slack cables": f"{f['slack_longest_s']:.2f} s at most",
        "thrust": f"{f['thrust_max_n']:.1f} N at most",
        "plans in flight": _replans(f),
        **{f"{host} plans again": f"after {at:.1f} s" if at else "never" for host, at in f["rejoined"].items()},
        "speed": f"{f['real_time_factor']:.2f} x real time, {f['late_ticks']} of {f['ticks']} ticks late",
    }
    head = "FLOWN, BUT: " + " ".join(f["failures"]) if f["failures"] else "FLOWN"
    subject = f"{f['quads']} quadrotors, {f['plant']}, seed {f['seed']}, wind to {f['wind_m_s']:g} m/s"
    lines = [Text(f"  {name:<24}{value}") for name, value in facts.items()]
    return [
        Text(head, "bold"),
        Text(subject),
        Text(),
        *lines,
        Text(),
        *(Text(str(out / n)) for n in (*LOOKED_AT, FIGURES)),
    ]
