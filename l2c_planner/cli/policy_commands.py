"""`l2c policy` and its options; see `policy`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from l2c_planner.cli.options import HOW, RESULTS, TASK, AsJson, Quiet

EXAMPLES = """\
[bold]Examples[/bold]

    l2c policy proof-of-concept --train                 policy and layouts in turn, half an hour

    l2c policy proof-of-concept --train --resume        go on where it was interrupted

    l2c policy circular --evaluate results/policy       on tasks it has not seen

    torchrun --nproc-per-node 2 -m l2c_planner.policy circular --out results/circular

[bold]Exit codes[/bold]

    0  done    2  an option, file or folder is wrong    130  Ctrl-C    1  a bug
"""

Tasks = Annotated[int, typer.Option(metavar="N", min=2, help="Tasks to compare on.", rich_help_panel=TASK)]
Trials = Annotated[int, typer.Option(metavar="K", min=1, help="Layouts per task.", rich_help_panel=TASK)]
Seed = Annotated[
    int, typer.Option(metavar="S", min=0, max=2**31 - 1, help="Of tasks and layouts.", rich_help_panel=TASK)
]
Rounds = Annotated[
    int | None, typer.Option(metavar="N", min=1, help="With --train: other than in the file.", rich_help_panel=HOW)
]


def policy_command(
    arena: Annotated[
        str,
        typer.Argument(metavar="ARENA|FILE.yaml", help="A file of config/policy by its name.", rich_help_panel=TASK),
    ],
    train: Annotated[
        bool, typer.Option("--train", help="Learn; then compare what was learned.", rich_help_panel=HOW)
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="With --train: go on where DIR left off.", rich_help_panel=HOW)
    ] = False,
    rounds: Rounds = None,
    evaluate: Annotated[
        Path | None,
        typer.Option(metavar="CKPT", help="Policies: a file or the folder of a run.", rich_help_panel=HOW),
    ] = None,
    rows: Annotated[
        str | None,
        typer.Option(
            metavar="ROW,...",
            help="cooptimised, hand_designed, random, generator_only; default: the first three, or all of CKPT.",
            rich_help_panel=HOW,
        ),
    ] = None,
    device: Annotated[
        str, typer.Option(metavar="NAME", help="With --train: cpu, cuda, cuda:1.", rich_help_panel=HOW)
    ] = "cpu",
    tasks: Tasks = 64,
    trials: Trials = 4,
    seed: Seed = 0,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder for checkpoints and pictures.", rich_help_panel=RESULTS)
    ] = Path("results/policy"),
    json: AsJson = False,
    quiet: Quiet = False,
) -> int:
    """Agents that find their way by a learned policy, in layouts that are learned with it (needs torch)."""
    from l2c_planner.cli.policy import PolicyRequest, policy

    chosen = None if rows is None else tuple(row.strip() for row in rows.split(","))
    return policy(
        PolicyRequest(arena, train, resume, rounds, evaluate, tasks, trials, seed, out, json, quiet, device, chosen)
    )


def policy_claims_command(
    claim: Annotated[
        str,
        typer.Argument(
            metavar="CLAIM", help="order, disc, agents, radius, randomness, tracking, or all.", rich_help_panel=TASK
        ),
    ] = "all",
    train: Annotated[
        bool, typer.Option("--train", help="Learn what is not there yet; hours.", rich_help_panel=HOW)
    ] = False,
    rounds: Rounds = None,
    tasks: Tasks = 64,
    trials: Trials = 4,
    seed: Seed = 0,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder of the variants, a folder each.", rich_help_panel=RESULTS)
    ] = Path("results/policy-claims"),
    json: AsJson = False,
    quiet: Quiet = False,
) -> int:
    """What becomes of claims about learned arenas: order of rows, sweeps over agents, radii, tasks (needs torch)."""
    from l2c_planner.cli.policy_claims import ClaimsRequest, policy_claims

    return policy_claims(ClaimsRequest(claim, train, rounds, tasks, trials, seed, out, json, quiet))


def add_policy(app: typer.Typer) -> None:
    """The commands of this module."""
    app.command("policy", epilog=EXAMPLES)(policy_command)
    app.command("policy-claims")(policy_claims_command)
