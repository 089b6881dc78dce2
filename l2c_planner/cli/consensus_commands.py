"""`l2c consensus` and its options; what it does lies in `consensus`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from l2c_planner.cli.options import HOW, NETWORK, RESULTS, TASK, AsJson, CarriedBy, Carrier, Deaths, Quiet, ShareLost

EXAMPLES = """\
[bold]Examples[/bold]

    l2c consensus gradient-tracking --graph ring

    l2c consensus r-admm --loss 0.4          four of ten messages are lost

    l2c consensus admm --kill 3@40           agent 3 dies before round 40

    l2c consensus trimmed-mean --byzantine 6 six of twenty agents lie

    l2c consensus extra --transport dds      eight agents, each a ROS 2 node

    l2c consensus all                        the comparison: table and figure

[bold]Exit codes[/bold]

    0  found to 1e-6, or as near as liars or noise let     3  not

    2  an option is wrong, or the algorithm does not go with graph, problem or faults
"""


ARRAYS, NODES = 20, 8
"""Agents by default, in one process and as processes."""


def consensus_command(
    algorithm: Annotated[
        str,
        typer.Argument(metavar="ALGORITHM", help="Such as admm, extra, push-sum; or all.", rich_help_panel=TASK),
    ],
    graph: Annotated[
        str | None,
        typer.Option(metavar="G", help="ring, grid, erdos-renyi, gossip ...; default: suits.", rich_help_panel=TASK),
    ] = None,
    agents: Annotated[
        int | None,
        typer.Option(metavar="N", min=2, max=100_000, help="Number of robots: 20, as nodes 8.", rich_help_panel=TASK),
    ] = None,
    problem: Annotated[
        str | None,
        typer.Option(metavar="P", help="least-squares, logistic, qp ...; default: suits.", rich_help_panel=TASK),
    ] = None,
    rounds: Annotated[
        int, typer.Option(metavar="K", min=1, max=1_000_000, help="Most rounds.", rich_help_panel=HOW)
    ] = 3000,
    transport: CarriedBy = Carrier.arrays,
    seed: Annotated[
        int, typer.Option(metavar="S", min=0, max=2**31 - 1, help="Of problem, graph, faults.", rich_help_panel=HOW)
    ] = 0,
    loss: ShareLost = 0.0,
    delay: Annotated[
        int,
        typer.Option(metavar="K", min=0, max=1000, help="Messages are up to K rounds late.", rich_help_panel=NETWORK),
    ] = 0,
    kill: Deaths = None,
    join: Annotated[
        list[str] | None,
        typer.Option(metavar="NODE@ROUND", help="A robot appears late, or comes back: 3@40.", rich_help_panel=NETWORK),
    ] = None,
    byzantine: Annotated[
        int, typer.Option(metavar="F", min=0, help="So many agents lie.", rich_help_panel=NETWORK)
    ] = 0,
    noise: Annotated[
        float, typer.Option(metavar="S", min=0, max=1e6, help="Numbers arrive this inexact.", rich_help_panel=NETWORK)
    ] = 0.0,
    record: Annotated[
        bool, typer.Option("--record", help="Nodes: write DIR/record, a bag of all they say.", rich_help_panel=RESULTS)
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder for table and figure; `all`: results/consensus.",
                     rich_help_panel=RESULTS),
    ] = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> int:  # fmt: skip
    """Let robots agree or optimise together by messages along the edges of a graph."""
    from l2c_planner.cli.consensus import consensus
    from l2c_planner.cli.consensus_request import Request

    events = {"kill": tuple(kill or ()), "join": tuple(join or ())}
    network = {"loss": loss, "delay": delay, "byzantine": byzantine, "noise": noise, **events}
    shown = {"record": record, "out": out, "json": json, "quiet": quiet}
    agents = agents or (NODES if transport is Carrier.dds else ARRAYS)
    return consensus(Request(algorithm, graph, agents, problem, rounds, transport.value, seed, **network, **shown))


def add_consensus(app: typer.Typer) -> None:
    """The command of this module."""
    app.command("consensus", epilog=EXAMPLES)(consensus_command)
