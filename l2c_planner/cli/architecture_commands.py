"""`l2c compare-architectures` and its options; what it does lies in `architectures`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from l2c_planner.cli.options import NETWORK, RESULTS, TASK, AsJson, Quiet

EXAMPLES = """\
[bold]Examples[/bold]

    l2c compare-architectures                          the shipped swarm, and two of its variants

    l2c compare-architectures random --quads 6         a square with obstacles

    l2c compare-architectures --kill robot_3@1.5       a robot dies 1.5 s into the flight

    l2c compare-architectures --kill centre@0          the central node is dead before it has planned

[bold]Exit codes[/bold]

    0  with nobody dead, both planners succeed               3  not

    2  an option or the task cannot be used
"""


def compare_architectures_command(
    task: Annotated[
        str | None,
        typer.Argument(
            metavar="TASK", help="A swarm's YAML file, circle or random. Default: config/swarm.yaml.",
            rich_help_panel=TASK,
        ),
    ] = None,
    quads: Annotated[
        int | None,
        typer.Option(metavar="N", min=2, max=256, help="Number of robots, instead of the task's.",
                     rich_help_panel=TASK),
    ] = None,
    seeds: Annotated[
        int,
        typer.Option(metavar="K", min=1, max=100, help="Variants of the task; the first is the task itself.",
                     rich_help_panel=TASK),
    ] = 3,
    kill: Annotated[
        list[str] | None,
        typer.Option(metavar="NODE@T", help="A node dies after T s: robot_3@1.5, centre@2; may be repeated.",
                     rich_help_panel=NETWORK),
    ] = None,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder of the results.", rich_help_panel=RESULTS)
    ] = Path("results/architectures"),
    json: AsJson = False,
    quiet: Quiet = False,
) -> int:  # fmt: skip
    """Fly one task planned centrally, planned together, and by local rules (ORCA, boids), also while nodes die."""
    from l2c_planner.cli.architectures import ArchitecturesRequest, compare_architectures

    return compare_architectures(ArchitecturesRequest(task, quads, seeds, tuple(kill or ()), out, json, quiet))


def add_architectures(app: typer.Typer) -> None:
    """The command of this module."""
    app.command("compare-architectures", epilog=EXAMPLES)(compare_architectures_command)
