"""The commands and their options; what they do lies in `planning`, `team` and `bench`."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from l2c_planner.cli.benchmarks import SETTINGS, benchmarks, help_alone
from l2c_planner.cli.export import exports
from l2c_planner.cli.version import VERSION
from l2c_planner.cli.watch import watch_command

TASK, HOW, NETWORK, RESULTS = "Task", "Planning", "Network", "Results"

PLAN_EXAMPLES = """\
[bold]Examples[/bold]

    l2c plan                                 the shipped task

    l2c plan --quads 4 --out results/four    the same with four quadrotors

    l2c plan my_task.yaml                    a task of your own

    l2c plan --json | jq .executed           numbers for a script

[bold]Exit codes[/bold]

    0  the plan is feasible                  3  it is not, or there is none

    2  an option, file or folder is wrong    130  Ctrl-C    1  a bug
"""

TEAM_EXAMPLES = """\
[bold]Examples[/bold]

    l2c team                                 the shipped task

    l2c team --quads 6 --out results/six     the same with six quadrotors

    l2c team --loss 0.2 --seed 1             every fifth message is lost

    l2c team --domain 7                      watch: ROS_DOMAIN_ID=7 rviz2

[bold]Exit codes[/bold]

    0  the plan is feasible                  3  it is not, or the team holds

    2  an option, file or node is wrong      130  Ctrl-C    1  a bug

What the nodes print lies in DIR/log, also if there is no plan.
"""

START = """\
[bold]Start[/bold] with [bold]l2c plan[/bold] and open results/plan/report.html in a browser.

[bold]l2c plan --help[/bold] shows the options and examples.
"""

app = typer.Typer(
    add_completion=False,
    context_settings=SETTINGS,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    epilog=START,
)
app.add_typer(benchmarks, name="bench", help="Measure how fast the planner is here.")
app.add_typer(exports, name="export", help="Write a task for another simulator.")
app.command("watch")(watch_command)
security = typer.Typer(context_settings=SETTINGS, rich_markup_mode="rich")
app.add_typer(security, name="security", help="Keep others out of the team.")


class Stage(str, Enum):
    """Part of the method."""

    both = "both"
    references = "references"
    trajectories = "trajectories"


class Method(str, Enum):
    """Who solves the problem."""

    admm = "admm"
    centralised = "centralised"


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"l2c {VERSION}")
        raise typer.Exit()


@app.callback(invoke_without_command=True)
def l2c(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Plan the flight of several robots that share one task."""
    help_alone(context)


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


@app.command("plan", epilog=PLAN_EXAMPLES)
def plan_command(
    task: TaskFile = None,
    quads: Quads = None,
    rounds: Annotated[
        int | None, typer.Option(metavar="K", min=1, help="Most rounds, instead of the task's.", rich_help_panel=HOW)
    ] = None,
    stage: Annotated[
        Stage,
        typer.Option(metavar="STAGE", help="references (of the cables), trajectories, or both.", rich_help_panel=HOW),
    ] = Stage.both,
    method: Annotated[
        Method,
        typer.Option(
            metavar="METHOD", help="admm (distributed) or centralised (the whole team at once).", rich_help_panel=HOW
        ),
    ] = Method.admm,
    tuning: WhichTuning = "task",
    finish: Annotated[
        bool, typer.Option("--finish", help="Polish the plan with the centralised solver.", rich_help_panel=HOW)
    ] = False,
    out: Annotated[
        Path,
        typer.Option(
            metavar="DIR", help="Folder for plan.npz, metrics.json, report.html, plan.png.", rich_help_panel=RESULTS
        ),
    ] = Path("results/plan"),
    json: AsJson = False,
    quiet: Quiet = False,
) -> int:
    """Plan one task and write the result with a report to look at."""
    from l2c_planner.cli.planning import Request, plan

    return plan(Request(task, quads, out, json, quiet, rounds, stage.value, method.value, finish, tuning))


@app.command("team", epilog=TEAM_EXAMPLES)
def team_command(
    task: TaskFile = None,
    quads: Quads = None,
    tuning: WhichTuning = "task",
    wait: Annotated[
        float,
        typer.Option(metavar="S", min=1, help="Seconds to wait for the next host.", rich_help_panel=HOW),
    ] = 60.0,
    key: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Key of `l2c security create`.", rich_help_panel=NETWORK),
    ] = None,
    domain: Annotated[
        int | None,
        typer.Option(metavar="N", help="ROS domain, to look on; else a free one.", rich_help_panel=NETWORK),
    ] = None,
    loss: Annotated[
        float | None,
        typer.Option(metavar="P", min=0, max=1, help="Lose this share of the messages.", rich_help_panel=NETWORK),
    ] = None,
    delay: Annotated[
        float | None,
        typer.Option(metavar="S", min=0, max=10, help="Delay messages by up to S seconds.", rich_help_panel=NETWORK),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(metavar="S", min=0, max=2**31 - 1, help="Seed of loss and delay.", rich_help_panel=NETWORK),
    ] = None,
    out: Annotated[
        Path,
        typer.Option(metavar="DIR", help="Folder for what `l2c plan` writes, and log/.", rich_help_panel=RESULTS),
    ] = Path("results/team"),
    record: Annotated[
        bool, typer.Option("--record", help="Record the rounds as MCAP in DIR/record.", rich_help_panel=RESULTS)
    ] = False,
    json: AsJson = False,
    quiet: Quiet = False,
) -> int:
    """Plan with one ROS node per robot, all on this machine, and write what `l2c plan` writes."""
    from l2c_planner.cli.team import TeamRequest, team

    return team(TeamRequest(task, quads, out, json, quiet, wait, key, domain, loss, delay, seed, record, tuning))


class World(str, Enum):
    """What a plan is flown in."""

    mujoco = "mujoco"
    loopback = "loopback"


@app.command("fly")
def fly_command(
    task: TaskFile = None,
    quads: Quads = None,
    tuning: WhichTuning = "learned",
    plant: Annotated[
        World, typer.Option(help="Physics, or a world in which plans come true.", rich_help_panel=HOW)
    ] = World.mujoco,
    wind: Annotated[
        float, typer.Option(metavar="W", min=0, max=50, help="Gusts up to W m/s.", rich_help_panel=HOW)
    ] = 0.0,
    seed: Annotated[
        int, typer.Option(metavar="S", min=0, max=2**31 - 1, help="Of noise, mismatch and wind.", rich_help_panel=HOW)
    ] = 0,
    speed: Annotated[
        float, typer.Option(metavar="X", min=0, max=100, help="Times real time; 0: at most.", rich_help_panel=HOW)
    ] = 1.0,
    goal: Annotated[
        list[str] | None,
        typer.Option(metavar="X,Y,Z@T", help="Another goal after T s; may be repeated.", rich_help_panel=HOW),
    ] = None,
    kill: Annotated[
        list[str] | None,
        typer.Option(metavar="NODE@T", help="Kill a process after T s: quad_2@1.5.", rich_help_panel=NETWORK),
    ] = None,
    restart: Annotated[
        list[str] | None,
        typer.Option(metavar="NODE@T", help="Start it again after T s.", rich_help_panel=NETWORK),
    ] = None,
    loss: Annotated[
        float | None,
        typer.Option(metavar="P", min=0, max=1, help="Lose this share of the messages.", rich_help_panel=NETWORK),
    ] = None,
    domain: Annotated[
        int | None,
        typer.Option(metavar="N", help="ROS domain, to look on; else a free one.", rich_help_panel=NETWORK),
    ] = None,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder for plan and flight.", rich_help_panel=RESULTS)
    ] = Path("results/flight"),
    record: Annotated[
        bool, typer.Option("--record", help="Record all topics as MCAP in DIR/record.", rich_help_panel=RESULTS)
    ] = False,
    json: AsJson = False,
    quiet: Quiet = False,
) -> int:
    """Plan with a node per robot, and fly the plan with a controller per robot in a simulated world."""
    from l2c_planner.cli.fly import FlyRequest, fly

    network = {"domain": domain, "loss": loss, "seed": seed, "tuning": tuning, "record": record}
    happens = {"goal": tuple(goal or ()), "kill": tuple(kill or ()), "restart": tuple(restart or ())}
    world = {"plant": plant.value, "wind": wind, "speed": speed}
    return fly(FlyRequest(task, quads, out, json, quiet, **world, **happens, **network))


class Differentiated(str, Enum):
    """Stage whose gradient is checked."""

    references = "references"
    trajectories = "trajectories"


class Curvature(str, Enum):
    """Hessian of the local problems."""

    exact = "exact"
    gauss_newton = "gauss_newton"


@app.command("check-gradient")
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


@security.callback(invoke_without_command=True)
def security_command(context: typer.Context) -> None:
    """Keep others out of the team."""
    help_alone(context)


@security.command("create")
def security_create(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Must not exist.")] = Path("team.key"),
) -> int:
    """Make a key for a team: who does not have it can neither join nor be heard.

    Copy it to every robot, readable by its owner alone, and name it: l2c team --key FILE, or the parameter
    security.key_file of a node.
    """
    from l2c_planner.cli.team import create_key

    return create_key(file)


TRAIN_EXAMPLES = """\
[bold]Examples[/bold]

    l2c train                                the shipped config/training.yaml, some minutes

    l2c train --resume                       go on where it was interrupted

    l2c evaluate results/training            on tasks it has not seen

    torchrun --nproc-per-node 2 -m l2c_planner.learning my.yaml --out results/mine

    l2c learn results/team/record            what a recorded plan of a team teaches
"""

Out = Annotated[Path, typer.Option(metavar="DIR", help="Folder of the run.", rich_help_panel=RESULTS)]


@app.command("train", epilog=TRAIN_EXAMPLES)
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


@app.command("evaluate", epilog=TRAIN_EXAMPLES)
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


@app.command("learn", epilog=TRAIN_EXAMPLES)
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
