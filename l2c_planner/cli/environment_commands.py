"""`l2c environment` and its options; see `environment`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from l2c_planner.cli.options import HOW, RESULTS, TASK, AsJson, Quiet

EXAMPLES = """\
[bold]Examples[/bold]

    l2c environment warehouse                move nine shelves so that four agents pass them safely

    l2c environment intersection --json      numbers for a script

    l2c environment my_hall.yaml --out hall  a scenario of your own, see config/environment

    l2c environment all                      every shipped scenario, the published numbers beside ours

[bold]Exit codes[/bold]

    0  done                                  3  a layout has no plan

    2  an option, file or folder is wrong    130  Ctrl-C    1  a bug
"""


def environment_command(
    scenario: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO|FILE.yaml|all", help="A file of config/environment by its name.", rich_help_panel=TASK
        ),
    ],
    tasks: Annotated[
        int, typer.Option(metavar="N", min=1, help="Tasks to compare, where they are random.", rich_help_panel=TASK)
    ] = 5,
    seed: Annotated[
        int, typer.Option(metavar="S", min=0, max=2**31 - 1, help="Of tasks and guesses.", rich_help_panel=TASK)
    ] = 0,
    starts: Annotated[
        int, typer.Option(metavar="K", min=1, help="Guesses per task and layout to compare by.", rich_help_panel=HOW)
    ] = 5,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder for numbers, table and pictures.", rich_help_panel=RESULTS)
    ] = Path("results/environment"),
    json: AsJson = False,
    quiet: Quiet = False,
) -> int:
    """Move shelves, lanes or walls so that many agents pass safely, and compare with usual layouts."""
    from l2c_planner.cli.environment import EnvironmentRequest, environment

    return environment(EnvironmentRequest(scenario, starts, seed, tasks, out, json, quiet))


def add_environment(app: typer.Typer) -> None:
    """The command of this module."""
    app.command("environment", epilog=EXAMPLES)(environment_command)
