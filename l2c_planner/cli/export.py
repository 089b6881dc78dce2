"""`l2c export`: a task as a world for simulators that are not part of this project."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from l2c_planner.cli.benchmarks import SETTINGS, help_alone
from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.options import Quads, TaskFile

if TYPE_CHECKING:
    from l2c_planner.config import MultiliftTask

WORLD, BRIDGE = "world.sdf", "bridge.yaml"
SCENE, TOPICS = "scene.py", "topics.yaml"
exports = typer.Typer(context_settings=SETTINGS, rich_markup_mode="rich")

Namespace = Annotated[str, typer.Option(metavar="NAME", help="Before the robots' names: team_a, /team_a/quad_0.")]
Frame = Annotated[str, typer.Option(metavar="FRAME", help="Frame of the odometry, as the team plans in.")]


@exports.callback(invoke_without_command=True)
def export(context: typer.Context) -> None:
    """Write a task for another simulator (docs/simulators.md says how to fly it there)."""
    help_alone(context)


@exports.command("gazebo")
def export_gazebo(
    task: TaskFile = None,
    quads: Quads = None,
    namespace: Namespace = "",
    world_frame: Frame = "map",
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for world.sdf and bridge.yaml.")] = Path(
        "results/gazebo"
    ),
) -> int:
    """World for Gazebo (SDF) and configuration of ros_gz_bridge."""

    def make(loaded: MultiliftTask) -> dict[str, str]:
        from l2c_planner.ros.simulators.bridged import gazebo_bridge
        from l2c_planner.simulation import Physics
        from l2c_planner.simulation.gazebo import team_world

        world = team_world(loaded, Physics(), world_frame)
        return {WORLD: world, BRIDGE: gazebo_bridge(loaded.team.n, namespace)}

    return _written(task, quads, out, (WORLD, BRIDGE), make)


@exports.command("isaac")
def export_isaac(
    task: TaskFile = None,
    quads: Quads = None,
    namespace: Namespace = "",
    world_frame: Frame = "map",
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for scene.py and topics.yaml.")] = Path(
        "results/isaac"
    ),
) -> int:
    """Script for Isaac Sim and a list of its topics."""

    def make(loaded: MultiliftTask) -> dict[str, str]:
        from l2c_planner.ros.simulators.bridged import isaac_names, isaac_topics
        from l2c_planner.simulation import Physics
        from l2c_planner.simulation.isaac import isaac_script

        script = isaac_script(loaded, Physics(), isaac_names(loaded.team.n, namespace), world_frame)
        return {SCENE: script, TOPICS: isaac_topics(loaded.team.n, namespace)}

    return _written(task, quads, out, (SCENE, TOPICS), make)


def _written(
    task: Path | None,
    quads: int | None,
    out: Path,
    names: tuple[str, ...],
    make: Callable[[MultiliftTask], dict[str, str]],
) -> Code:
    """Make the files of a task and write them, all or none.

    Raises `Refused` if the task or the folder cannot be used, or the task cannot begin.
    """
    from l2c_planner.cli.folder import refusing, staged
    from l2c_planner.cli.planning import loaded
    from l2c_planner.cli.streams import emit
    from l2c_planner.problems.multilift.formation import InfeasibleTask

    given = loaded(task, quads)
    if given.problem != "multilift":
        raise Refused(f"{task}: a {given.problem} has no load to export; valid: a multilift task")
    with staged(out, names) as stage:
        try:
            made = make(given)
        except InfeasibleTask as error:
            raise Refused(f"INFEASIBLE: {error}", Code.INFEASIBLE) from error
        except ValueError as error:
            raise Refused(str(error)) from error
        with refusing(out):
            for name, text in made.items():
                (stage / name).write_text(text, encoding="utf-8")
    emit("\n".join(str(out / name) for name in names))
    return Code.FEASIBLE
