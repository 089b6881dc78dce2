"""`l2c train`, `evaluate`, `learn`, `check-gradient` and their options; see `learning`, `flights` and `gradient`."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from l2c_planner.cli.options import HOW, NETWORK, RESULTS, TASK, AsJson, Quads, Quiet, TaskFile

TRAIN_EXAMPLES = """\
[bold]Examples[/bold]

    l2c train                                the shipped config/training.yaml, some minutes

    l2c train --resume                       go on where it was interrupted

    l2c evaluate results/training            on tasks it has not seen

    torchrun --nproc-per-node 2 -m l2c_planner.learning my.yaml --out results/mine

    l2c learn results/team/record            what a recorded plan of a team teaches
"""

Out = Annotated[Path, typer.Option(metavar="DIR", help="Folder of the run.", rich_help_panel=RESULTS)]


def train_command(
    config: Annotated[
        Path | None,
        typer.Argument(metavar="CONFIG.yaml", help="Default: the shipped config/training.yaml.", rich_help_panel=TASK),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on where the checkpoint in DIR left off.", rich_help_panel=HOW)
    ] = False,
    out: Out = Path("results/training"),
    quiet: Quiet = False,
) -> int:
    """Learn weights and penalties from plans (needs the extra `learn`)."""
    from l2c_planner.cli.learning import TrainRequest, train

    return train(TrainRequest(config, out, resume, quiet))


def evaluate_command(
    checkpoint: Annotated[
        Path | None,
        typer.Argument(metavar="CHECKPOINT", help="Folder of a run, learned.npz or checkpoint.pt; default: shipped."),
    ] = None,
    task: Annotated[
        Path | None, typer.Option(metavar="TASK.yaml", help="Tasks are drawn around it.", rich_help_panel=TASK)
    ] = None,
    tasks: Annotated[int, typer.Option(metavar="N", min=1, help="Tasks per team size.", rich_help_panel=TASK)] = 10,
    quads: Annotated[
        list[int] | None, typer.Option(metavar="N", min=3, help="Team size; may be repeated.", rich_help_panel=TASK)
    ] = None,
    seed: Annotated[int, typer.Option(metavar="S", min=0, help="Seed of the tasks.", rich_help_panel=TASK)] = 0,
    fixed: Annotated[
        Path | None,
        typer.Option(metavar="CHECKPOINT", help="Compare with one of `informed: false`.", rich_help_panel=HOW),
    ] = None,
    exact: Annotated[
        bool, typer.Option("--exact", help="Optimum by the centralised solver (seconds per task).", rich_help_panel=HOW)
    ] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for table and pictures.", rich_help_panel=RESULTS)
    ] = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> int:
    """Compare learned and hand-tuned numbers on tasks that nobody has learned from."""
    from l2c_planner.cli.learning import EvaluateRequest, evaluate

    sizes = tuple(quads or (3, 4, 5, 6, 7, 8))
    return evaluate(EvaluateRequest(checkpoint, task, tasks, sizes, fixed, exact, seed, out, json, quiet))


def learn_command(
    records: Annotated[
        list[Path],
        typer.Argument(metavar="RECORD...", help="Bags of `l2c team --record`, or roll-outs.", rich_help_panel=TASK),
    ],
    config: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Training options; default: the shipped ones.", rich_help_panel=HOW),
    ] = None,
    tuning: Annotated[
        str, typer.Option(metavar="learned|FILE", help="Networks of the recorded plans.", rich_help_panel=HOW)
    ] = "learned",
    out: Annotated[
        Path,
        typer.Option(metavar="DIR", help="Folder of checkpoint and networks, gone on from.", rich_help_panel=RESULTS),
    ] = Path("results/trainer"),
    json: AsJson = False,
    quiet: Quiet = False,
) -> int:
    """Move the networks one step by what recorded plans of a team teach."""
    from l2c_planner.cli.flights import LearnRequest, learn

    return learn(LearnRequest(tuple(records), config, tuning, out, json, quiet))


class Differentiated(str, Enum):
    """Stage whose gradient is checked."""

    references = "references"
    trajectories = "trajectories"


class Curvature(str, Enum):
    """Hessian of the local problems."""

    exact = "exact"
    gauss_newton = "gauss_newton"


def check_gradient_command(
    task: TaskFile = None,
    quads: Quads = None,
    rounds: Annotated[
        int, typer.Option(metavar="K", min=1, max=100, help="Rounds that are differentiated.", rich_help_panel=HOW)
    ] = 3,
    stage: Annotated[
        Differentiated, typer.Option(help="Which one.", rich_help_panel=HOW)
    ] = Differentiated.trajectories,
    hessian: Annotated[
        Curvature, typer.Option(help="Of the local problems; the second is biased.", rich_help_panel=HOW)
    ] = Curvature.exact,
    samples: Annotated[
        int, typer.Option(metavar="S", min=1, help="Numbers of every kind that are compared.", rich_help_panel=HOW)
    ] = 4,
    nodes: Annotated[
        bool, typer.Option("--nodes", help="Also by a process per robot, over DDS.", rich_help_panel=NETWORK)
    ] = False,
    json: AsJson = False,
) -> int:
    """Compare the derivative of some rounds with finite differences."""
    from l2c_planner.cli.gradient import check_gradient

    return check_gradient(task, quads, rounds, stage.value, hessian.value, samples, nodes, json)


def add_learning(app: typer.Typer) -> None:
    """The commands of this module."""
    for name, command in (("train", train_command), ("evaluate", evaluate_command), ("learn", learn_command)):
        app.command(name, epilog=TRAIN_EXAMPLES)(command)
    app.command("check-gradient")(check_gradient_command)
