"""`l2c application` and its options; what it does lies in `applications`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from l2c_planner.cli.options import RESULTS, TASK, AsJson, CarriedBy, Carrier, Deaths, Quiet, ShareLost

EXAMPLES = """\
[bold]Examples[/bold]

    l2c application localisation-ranges      places from ranges

    l2c application coverage --kill 3@40     robot 3 dies: others take over

    l2c application cbba --transport memory  messages instead of arrays

    l2c application all --loss 0.2           each one: table, pictures

[bold]Exit codes[/bold]

    0  found, as near as it promises         3  not

    2  an option is wrong, or the faults are not survived
"""


def application_command(
    application: Annotated[
        str,
        typer.Argument(metavar="NAME", help="Such as localisation, coverage, auction; or all.", rich_help_panel=TASK),
    ],
    agents: Annotated[
        int | None,
        typer.Option(metavar="N", min=2, max=10_000, help="Number of robots; default: suits.", rich_help_panel=TASK),
    ] = None,
    seed: Annotated[
        int, typer.Option(metavar="S", min=0, max=2**31 - 1, help="Of the task and faults.", rich_help_panel=TASK)
    ] = 0,
    transport: CarriedBy = Carrier.arrays,
    loss: ShareLost = 0.0,
    kill: Deaths = None,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder for pictures and numbers.", rich_help_panel=RESULTS)
    ] = Path("results/applications"),
    json: AsJson = False,
    quiet: Quiet = False,
) -> int:
    """Let robots localise themselves, spread out, share tasks or form up, beside a central solver."""
    from l2c_planner.cli.applications import Request
    from l2c_planner.cli.applications import application as run

    return run(Request(application, agents, seed, loss, tuple(kill or ()), transport.value, out, json, quiet))


def add_applications(app: typer.Typer) -> None:
    """The command of this module."""
    app.command("application", epilog=EXAMPLES)(application_command)
