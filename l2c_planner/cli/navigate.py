"""`l2c navigate` behind its options: robots drive by a policy, each with a node of its own; or many tasks in a row."""

from __future__ import annotations

import importlib.util
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.folder import refusing, staged
from l2c_planner.cli.navigate_nodes import Run, driven, what_happened
from l2c_planner.cli.navigate_tasks import QUANTITIES, SCENE, drawn, scene_of, side_by_side
from l2c_planner.cli.planning import as_json, plain
from l2c_planner.cli.policy_run import say_files
from l2c_planner.cli.progress import Silent, chosen
from l2c_planner.cli.streams import emit, reserved_stdout
from l2c_planner.report.markdown import markdown_table

FIGURES, PICTURE, TASK, RECORD = FILES = ("navigation.json", "navigation.png", "scene.json", "journey.npz")
SHOWN = 9
"""Most panels of a picture."""


@dataclass(frozen=True)
class NavigateRequest:
    """The options of `l2c navigate`."""

    arena: str
    policies: Path | None = None
    row: str = "cooptimised"
    tasks: int | None = None
    seed: int = 0
    domain: int | None = None
    out: Path = Path("results/navigate")
    record: bool = False
    json: bool = False
    quiet: bool = False


def navigate(request: NavigateRequest) -> Code:
    """Drive, write `FILES`, print the result; 3 if somebody did not arrive or touched something.

    Raises `Refused` if something is not installed, an option or file cannot be used, or a node does not start.
    """
    from l2c_planner.config import ConfigError
    from l2c_planner.navigation.weights import BadFile

    _check(request)
    try:
        with reserved_stdout(), staged(request.out, FILES) as stage, chosen(request.quiet) as progress:
            figures = (_one if request.tasks is None else _many)(request, stage, progress)
            with refusing(request.out):
                (stage / FIGURES).write_text(as_json(plain(figures)) + "\n", encoding="utf-8")
    except (ConfigError, BadFile) as error:
        raise Refused(str(error)) from error
    emit(as_json(plain(figures)) if request.json else _text(figures))
    say_files(request.out, FILES, request.quiet or request.json)
    return Code.FEASIBLE if request.tasks is not None or figures["success"] == 1 else Code.INFEASIBLE


def _check(request: NavigateRequest) -> None:
    if importlib.util.find_spec("mujoco") is None:
        raise Refused("the physics need the Python module mujoco: pip install 'l2c_planner[fly]'")
    if request.tasks is not None and Path(request.arena).suffix == SCENE:
        raise Refused("--tasks: a scene is one task; valid: an arena, or no --tasks")
    if request.tasks is not None and request.record:
        raise Refused("--record: with --tasks there are no nodes; valid: one of the two")
    if request.tasks is None and importlib.util.find_spec("rclpy") is None:
        raise Refused("a node per robot needs ROS 2, which is not in this environment (rclpy); valid: --tasks N")


def _policies(request: NavigateRequest) -> Path:
    """File of the policies. Raises ConfigError if none is given and none is shipped, or for an unknown arena."""
    from l2c_planner.config.library import named_file
    from l2c_planner.navigation.library import FOLDER, policies_of, shipped_policies

    if request.policies is not None:
        return policies_of(request.policies)
    if Path(request.arena).suffix != SCENE:
        named_file(request.arena, FOLDER, "arena")
    return shipped_policies(request.arena)


# ---------------------------------------------------------------- many tasks in one process
def _many(request: NavigateRequest, stage: Path, progress: Silent) -> dict[str, Any]:
    from l2c_planner.navigation.weights import read_weights
    from l2c_planner.policy.contest import Contest
    from l2c_planner.report.navigation_figure import journeys_figure

    weights = read_weights(_policies(request))
    progress.note("driving")
    given = drawn(request.arena, weights, request.row, request.tasks, request.seed)
    found, scenes, done = side_by_side(given, weights, request.row)
    contest = Contest(found)
    worlds = {w: {n: asdict(contest.estimate(w, n)) for n in QUANTITIES} for w in found}
    gap = {name: asdict(contest.difference("physics", "training", name)) for name in QUANTITIES}
    with refusing(request.out):
        title = f"{given.arena.title}: omni wheels, the first {min(SHOWN, len(done))} of {len(done)} tasks"
        journeys_figure(scenes[:SHOWN], done[:SHOWN], title).savefig(stage / PICTURE, dpi=110)
    return {"arena": request.arena, "row": request.row, "seed": request.seed, "tasks": request.tasks,
            "worlds": worlds, "gap": gap}  # fmt: skip


# ---------------------------------------------------------------- one task, a node per robot
def _one(request: NavigateRequest, stage: Path, progress: Silent) -> dict[str, Any]:
    from l2c_planner.navigation.measures import measure
    from l2c_planner.navigation.pilot import fitting
    from l2c_planner.navigation.policy import Policy
    from l2c_planner.navigation.weights import read_weights
    from l2c_planner.report.navigation_figure import journeys_figure

    file = _policies(request)
    weights = read_weights(file)
    scene = scene_of(request.arena, weights, request.row, request.seed)
    fitting(Policy.of(weights, request.row), scene)
    with refusing(request.out):
        (stage / TASK).write_text(scene.model_dump_json(indent=1) + "\n", encoding="utf-8")
    domain, bag = request.domain, request.record
    run = Run(scene, stage / TASK, file, request.row, domain, stage / RECORD, request.out, bag)
    lasted = driven(run, progress)
    done = what_happened(stage / RECORD)
    found = measure(scene, done)
    with refusing(request.out):
        journeys_figure([scene], [done], scene.title or request.arena).savefig(stage / PICTURE, dpi=130)
    touched = [name for name, t in zip(scene.robots, done.touched.any(0), strict=True) if t]
    head = {"arena": request.arena, "row": request.row, "seed": request.seed, "robots": len(scene.robots)}
    simulated = scene.dt * (len(done.position) - 1)
    return {**head, **asdict(found), "touched": touched, "simulated_s": simulated, "real_s": lasted}


def _text(figures: dict[str, Any]) -> str:
    if "gap" in figures:
        parts = [*figures["worlds"].values(), figures["gap"]]
        rows = [(name, *(f"{p[name]['mean']:.3f} ± {p[name]['ci95']:.3f}" for p in parts)) for name in QUANTITIES]
        return markdown_table(("", "training", "physics", "gap"), *rows)
    f = figures
    head = "ARRIVED" if f["success"] == 1 else "NOT ALL ARRIVED UNTOUCHED"
    lines = {
        "arrived": f"{f['arrived'] * f['robots']:.0f} of {f['robots']}",
        "touched something": ", ".join(f["touched"]) or "nobody",
        "SPL": f"{f['spl']:.3f}",
        "speed": f"{f['pctspeed']:.3f} of the largest",
        "steps too near": f"{f['numcoll']:.1f} for each robot",
        "change of acceleration": f"{f['diffacc']:.2f} m/s^2 in a step",
        "time": f"{f['simulated_s']:.1f} s simulated, {f['real_s']:.1f} s on the clock",
    }
    return "\n".join([head, *(f"  {name:<24}{text}" for name, text in lines.items())])
