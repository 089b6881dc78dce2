"""`l2c watch`: the live view of a team in a browser of this machine, until it is interrupted."""

from __future__ import annotations

import importlib.util
import os
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from l2c_planner.cli.codes import Refused
from l2c_planner.cli.signals import check
from l2c_planner.cli.streams import emit

if TYPE_CHECKING:
    from l2c_planner.config import Task
    from l2c_planner.report.live_server import Feed, LiveServer
    from l2c_planner.ros.watch import LiveViewNode

PERIOD = 0.05
"""Between two pictures [s]."""
DOMAIN = "ROS_DOMAIN_ID"


def watch_command(
    task: Annotated[
        Path | None, typer.Argument(metavar="TASK.yaml", help="The team's; default: the shipped config/transport.yaml.")
    ] = None,
    quads: Annotated[int | None, typer.Option(metavar="N", help="Number of robots, instead of the team's.")] = None,
    domain: Annotated[
        int | None, typer.Option(metavar="N", min=0, max=232, help="ROS domain; default: ROS_DOMAIN_ID, or 0.")
    ] = None,
    namespace: Annotated[
        str, typer.Option(metavar="NAME", help="Before the robots' names: team_a, /team_a/quad_0.")
    ] = "",
    port: Annotated[int, typer.Option(metavar="P", min=0, max=65535, help="Of 127.0.0.1; 0 takes a free one.")] = 8130,
) -> None:
    """Look at a flying team in a browser of this machine, live. It only listens; Ctrl-C ends it."""
    from l2c_planner.cli.planning import loaded

    if importlib.util.find_spec("rclpy") is None:
        raise Refused("to watch a team needs ROS 2, which is not in this environment (rclpy)")
    number, given = _domain(domain), loaded(task, quads)
    from l2c_planner.report.live_server import Feed
    from l2c_planner.ros.watch import LiveViewNode

    feed = Feed()
    with closing(_server(given, feed, port)) as server, closing(LiveViewNode(given, number, namespace)) as node:
        emit(server.address)
        _show(node, feed)


def _server(task: Task, feed: Feed, port: int) -> LiveServer:
    from l2c_planner.problems.multilift.formation import InfeasibleTask
    from l2c_planner.report.live import compose_live
    from l2c_planner.report.live_server import LiveServer

    try:
        return LiveServer(compose_live(task), feed, port)
    except InfeasibleTask as error:
        raise Refused(str(error)) from error
    except OSError as error:
        raise Refused(f"port {port}: {error.strerror}; choose another --port, 0 takes a free one") from error


def _show(node: LiveViewNode, feed: Feed) -> None:
    from l2c_planner.report.live import planned

    shown = None
    while True:
        picture, course = node.look()
        if course is not None and course is not shown:
            feed.tell("plan", planned(course))
            shown = course
        feed.tell("picture", picture)
        time.sleep(PERIOD)
        check()


def _domain(given: int | None) -> int:
    """The domain that is meant."""
    text = os.environ.get(DOMAIN) or "0"
    if given is None and not (text.isdecimal() and int(text) <= 232):
        raise Refused(f"{DOMAIN}: got {text!r}; valid: an integer >= 0 and <= 232, or --domain")
    return int(text) if given is None else given
