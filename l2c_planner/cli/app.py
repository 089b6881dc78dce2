"""The commands and their options; what they do lies in `planning`, `team` and `bench`."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from l2c_planner.cli.application_commands import add_applications
from l2c_planner.cli.architecture_commands import add_architectures
from l2c_planner.cli.benchmarks import SETTINGS, benchmarks, help_alone
from l2c_planner.cli.consensus_commands import add_consensus
from l2c_planner.cli.environment_commands import add_environment
from l2c_planner.cli.export import exports
from l2c_planner.cli.learning_commands import add_learning
from l2c_planner.cli.navigate_commands import add_navigate
from l2c_planner.cli.options import (
    HOW,
    NETWORK,
    RESULTS,
    AsJson,
    Domain,
    Quads,
    Quiet,
    RecordTopics,
    TaskFile,
    WhichTuning,
)
from l2c_planner.cli.policy_commands import add_policy
from l2c_planner.cli.version import VERSION
from l2c_planner.cli.watch import watch_command

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
    domain: Domain = None,
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
    domain: Domain = None,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder for plan and flight.", rich_help_panel=RESULTS)
    ] = Path("results/flight"),
    record: RecordTopics = False,
    json: AsJson = False,
    quiet: Quiet = False,
) -> int:
    """Plan with a node per robot, and fly the plan with a controller per robot in a simulated world."""
    from l2c_planner.cli.fly import FlyRequest, fly

    network = {"domain": domain, "loss": loss, "seed": seed, "tuning": tuning, "record": record}
    happens = {"goal": tuple(goal or ()), "kill": tuple(kill or ()), "restart": tuple(restart or ())}
    world = {"plant": plant.value, "wind": wind, "speed": speed}
    return fly(FlyRequest(task, quads, out, json, quiet, **world, **happens, **network))


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


app.command("watch")(watch_command)
add_learning(app)
add_environment(app)
add_consensus(app)
add_applications(app)
add_architectures(app)
add_policy(app)
add_navigate(app)
