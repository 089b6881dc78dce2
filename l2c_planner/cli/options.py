"""Arguments and options that several commands share, and the panels of their help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

TASK, HOW, NETWORK, RESULTS = "Task", "Planning", "Network", "Results"

TaskFile = Annotated[
    Path | None,
    typer.Argument(metavar="TASK.yaml", help="Default: the shipped config/transport.yaml.", rich_help_panel=TASK),
]
Quads = Annotated[
    int | None, typer.Option(metavar="N", help="Number of robots, instead of the team's.", rich_help_panel=HOW)
]
WhichTuning = Annotated[
    str,
    typer.Option(
        metavar="task|learned|FILE",
        help="Weights and penalties: the task's, those of the shipped networks, or of others.",
        rich_help_panel=HOW,
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print the metrics as JSON and nothing else.", rich_help_panel=RESULTS)
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="No progress, only the verdict.", rich_help_panel=RESULTS)
]  # fmt: skip
