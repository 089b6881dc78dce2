"""`l2c bench` and its commands with their options; what they do lies in `bench` and in the room of that name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

SETTINGS = {"help_option_names": ["-h", "--help"]}
"""Of all groups of commands."""
benchmarks = typer.Typer(context_settings=SETTINGS, rich_markup_mode="rich")


def help_alone(context: typer.Context) -> None:
    """Without a sub-command, say which there are."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit()


@benchmarks.callback(invoke_without_command=True)
def bench(context: typer.Context) -> None:
    """Measure how fast the planner is here."""
    help_alone(context)


Json = Annotated[bool, typer.Option("--json", help="Print the numbers as JSON and nothing else.")]


@benchmarks.command("plan")
def bench_plan(
    json: Json = False,
    repetitions: Annotated[
        int | None, typer.Option(metavar="R", min=1, help="How often everything is timed.")
    ] = None,
) -> int:  # fmt: skip
    """Time the shipped task: rounds, whole plan, centralised solve."""
    from l2c_planner.cli.bench import bench

    return bench("plan", json, **({} if repetitions is None else {"repetitions": repetitions}))


@benchmarks.command("scale")
def bench_scale(json: Json = False) -> int:
    """Time a round for growing teams: 3 to 64 with a load, 2 to 256 in a swarm."""
    from l2c_planner.cli.bench import bench

    return bench("scale", json)


@benchmarks.command("dds")
def bench_dds(
    json: Json = False,
    quads: Annotated[int, typer.Option(metavar="N", min=3, max=64, help="Number of robots.")] = 6,
    plans: Annotated[int, typer.Option(metavar="K", min=1, help="How many plans; 500 make a soak.")] = 10,
) -> int:
    """Time a team of ROS 2 nodes on this machine against the same plan in one process."""
    from l2c_planner.cli.bench import bench

    return bench("dds", json, quads=quads, repetitions=plans)


@benchmarks.command("gradient")
def bench_gradient(
    json: Json = False,
    quads: Annotated[int, typer.Option(metavar="N", min=3, max=64, help="Number of robots.")] = 6,
    rounds: Annotated[int, typer.Option(metavar="K", min=1, max=100, help="Rounds that are differentiated.")] = 2,
) -> int:
    """Time the derivative of some rounds, and other ways to a part of it."""
    from l2c_planner.cli.bench import bench

    return bench("gradient", json, quads=quads, rounds=rounds)


@benchmarks.command("flights")
def bench_flights(
    json: Json = False,
    task: Annotated[Path | None, typer.Option(metavar="FILE", help="Task; default: the shipped one.")] = None,
    quads: Annotated[list[int] | None, typer.Option(metavar="N", help="Team size, may be repeated.")] = None,
    flights: Annotated[int, typer.Option(metavar="K", min=1, help="How many of each, with other seeds.")] = 20,
    wind: Annotated[float, typer.Option(metavar="W", min=0, max=50, help="Gusts up to W m/s.")] = 0.0,
    first: Annotated[int, typer.Option(metavar="S", min=0, help="Seed of the first.")] = 0,
    nodes: Annotated[
        bool, typer.Option("--nodes", help="By `l2c fly`: over DDS, a planner dies and comes back.")
    ] = False,
    loss: Annotated[
        float, typer.Option(metavar="P", min=0, max=1, help="With --nodes: lose this share of the messages.")
    ] = 0.0,
) -> int:
    """Fly a plan in many worlds and say what the flights come to (needs the extra `fly`)."""
    if nodes:
        from l2c_planner.cli.trials import trials

        return trials(json, task, tuple(quads or (6,)), range(first, first + flights), wind, loss)
    from l2c_planner.cli.bench import bench

    return bench("flights", json, task=task, quads=tuple(quads or (6,)), flights=flights, wind=wind, first=first)


@benchmarks.command("node")
def bench_node(
    json: Json = False,
    quads: Annotated[int, typer.Option(metavar="N", min=3, max=64, help="Number of robots.")] = 6,
    rate: Annotated[float, typer.Option(metavar="F", min=0.01, max=100, help="Plans asked for per second.")] = 1.0,
    seconds: Annotated[
        float, typer.Option(metavar="S", min=1, max=600, help="For which each state is measured.")
    ] = 5.0,
    task: Annotated[Path | None, typer.Option(metavar="FILE", help="Task; default: the shipped one.")] = None,
) -> int:
    """Measure what planner and controller cost a robot's computer: memory, CPU, bytes, start (Linux)."""
    from l2c_planner.cli.bench import bench

    return bench("node", json, quads=quads, rate=rate, seconds=seconds, task=None if task is None else str(task))


@benchmarks.command("peers")
def bench_peers(json: Json = False) -> int:
    """Time other solvers on the same local problem (needs the extra `bench`)."""
    from l2c_planner.cli.bench import bench

    return bench("peers", json)


@benchmarks.command("consensus")
def bench_consensus(json: Json = False) -> int:
    """Time a round of distributed algorithms for 100 to 10 000 agents, beside disropt if it is installed."""
    from l2c_planner.cli.bench import bench

    return bench("consensus", json)


@benchmarks.command("environment")
def bench_environment(json: Json = False) -> int:
    """Time plans and gradients in layouts, beside plain CasADi and do-mpc (if it is installed)."""
    from l2c_planner.cli.bench import bench

    return bench("environment", json)


@benchmarks.command("liars")
def bench_liars(
    json: Json = False,
    flights: Annotated[int, typer.Option(metavar="K", min=1, help="How many, with other lies.")] = 22,
    wind: Annotated[float, typer.Option(metavar="W", min=0, max=50, help="Gusts up to W m/s.")] = 0.0,
    loss: Annotated[float, typer.Option(metavar="P", min=0, max=1, help="Lose this share of the messages.")] = 0.0,
    honest: Annotated[bool, typer.Option("--honest", help="Nobody lies, and nobody is to be doubted.")] = False,
) -> int:
    """Fly a team of which one host lies, each time in another way (needs the extra `fly`)."""
    from l2c_planner.cli.bench import bench

    return bench("liars", json, flights=flights, wind=wind, loss=loss, honest=honest)


@benchmarks.command("policy")
def bench_policy(
    json: Json = False,
    arena: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Of config/policy, may be repeated.")] = None,
    worlds: Annotated[int, typer.Option(metavar="B", min=1, help="Worlds side by side.")] = 128,
) -> int:
    """Count agent-steps per second in the arenas of policies, beside VMAS if it is installed (needs torch)."""
    from l2c_planner.cli.bench import bench
    from l2c_planner.cli.networks import need_torch

    need_torch()
    return bench("policy", json, arenas=tuple(arena or ()), worlds=worlds)
