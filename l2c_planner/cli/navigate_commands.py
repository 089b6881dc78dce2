"""`l2c navigate` and its options; see `navigate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from l2c_planner.cli.options import HOW, RESULTS, TASK, AsJson, Domain, Quiet, RecordTopics

EXAMPLES = """\
[bold]Examples[/bold]

    l2c navigate warehouse-1                                     a random task, a node per robot, physics

    l2c navigate warehouse-1 --record                            with a bag of all topics

    l2c navigate circular --policies results/policy              by policies of one's own

    l2c navigate results/navigate/scene.json --policies warehouse-1   the same task again, without torch

    l2c navigate warehouse-1 --tasks 20                          physics and the world of training side by side

[bold]Exit codes[/bold]

    0  all arrived and touched nothing       3  some did not (with --tasks always 0)

    2  an option, file or node is wrong      130  Ctrl-C    1  a bug
"""


def navigate_command(
    arena: Annotated[
        str,
        typer.Argument(
            metavar="ARENA|FILE.yaml|SCENE.json", help="An arena, as for l2c policy, or one task.", rich_help_panel=TASK
        ),
    ],
    policies: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Policies, or the folder of a run; else shipped ones.", rich_help_panel=HOW),
    ] = None,
    row: Annotated[
        str, typer.Option(metavar="ROW", help="cooptimised, hand_designed or random.", rich_help_panel=HOW)
    ] = "cooptimised",
    tasks: Annotated[
        int | None,
        typer.Option(metavar="N", min=2, help="Compare N tasks in one process with training.", rich_help_panel=TASK),
    ] = None,
    seed: Annotated[
        int, typer.Option(metavar="S", min=0, max=2**31 - 1, help="Of the tasks.", rich_help_panel=TASK)
    ] = 0,
    domain: Domain = None,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder for report, picture and scene.", rich_help_panel=RESULTS)
    ] = Path("results/navigate"),
    record: RecordTopics = False,
    json: AsJson = False,
    quiet: Quiet = False,
) -> int:
    """Robots on omni wheels that drive by a trained policy, a node each, in a simulated world (MuJoCo)."""
    from l2c_planner.cli.navigate import NavigateRequest, navigate

    return navigate(NavigateRequest(arena, policies, row, tasks, seed, domain, out, record, json, quiet))


def add_navigate(app: typer.Typer) -> None:
    """The command of this module."""
    app.command("navigate", epilog=EXAMPLES)(navigate_command)
