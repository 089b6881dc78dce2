"""Arguments and options that several commands share, and the panels of their help."""

from __future__ import annotations

from enum import Enum
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
Domain = Annotated[
    int | None,
    typer.Option(metavar="N", help="ROS domain, to look on; else a free one.", rich_help_panel=NETWORK),
]
RecordTopics = Annotated[
    bool, typer.Option("--record", help="Record all topics as MCAP in DIR/record.", rich_help_panel=RESULTS)
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print the metrics as JSON and nothing else.", rich_help_panel=RESULTS)
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="No progress, only the verdict.", rich_help_panel=RESULTS)
]  # fmt: skip


class Carrier(str, Enum):
    """Who carries the messages of a distributed algorithm."""

    arrays = "arrays"
    memory = "memory"
    dds = "dds"


CarriedBy = Annotated[
    Carrier,
    typer.Option(help="All in arrays, each behind its messages, or each a ROS 2 node.", rich_help_panel=HOW),
]
ShareLost = Annotated[
    float, typer.Option(metavar="P", min=0, max=0.99, help="Lose this share of the messages.", rich_help_panel=NETWORK)
]
Deaths = Annotated[
    list[str] | None,
    typer.Option(metavar="NODE@ROUND", help="A robot dies: 3@40; may be repeated.", rich_help_panel=NETWORK),
]
