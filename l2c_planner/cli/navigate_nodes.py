"""The nodes of `l2c navigate`: started in a domain of their own, watched until all have arrived or time is out."""

from __future__ import annotations

import math
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.folder import refusing
from l2c_planner.cli.progress import Silent
from l2c_planner.cli.signals import check

if TYPE_CHECKING:
    from l2c_planner.navigation.journey import Journey
    from l2c_planner.navigation.scene import Scene
    from l2c_planner.ros.navigation_watch import NavigationWatch
    from l2c_planner.ros.processes import Processes

AFTER = 1.5
"""For so long robots are watched after the last arrival [s]."""
STUCK = 20.0
"""Real time without progress of the world after which it is given up [s]."""
LOGS, BAG = "log", "record"
"""Folders in that of the results."""


@dataclass(frozen=True)
class Run:
    """What is started, and where it leaves what."""

    scene: Scene
    scene_file: Path
    policies: Path
    row: str
    domain: int | None
    record: Path
    """File of what happened."""
    out: Path
    """Folder of the results."""
    bag: bool
    """Whether to record all topics."""


def driven(run: Run, progress: Silent) -> float:
    """Start the nodes and watch them; real seconds from the first motion on.

    Raises `Refused` if one does not start or ends, no domain is free, or the world stands still.
    """
    from l2c_planner.cli.team import in_environment, recording
    from l2c_planner.ros.domain import NoDomain, environment, reserved
    from l2c_planner.ros.navigation_options import commands
    from l2c_planner.ros.navigation_watch import NavigationWatch
    from l2c_planner.ros.processes import Processes

    progress.note("starting")
    scene, plant = run.scene, {"record": str(run.record.absolute())}
    nodes = commands(scene, str(run.scene_file.absolute()), str(run.policies.absolute()), run.row, plant)
    try:
        with ExitStack() as stack:
            domain = stack.enter_context(reserved(run.domain))
            variables = stack.enter_context(in_environment(environment(domain)))
            bag = stack.enter_context(recording(run.out / BAG)) if run.bag else None
            watch = stack.enter_context(closing(NavigationWatch(scene, domain, bag)))
            with refusing(run.out):
                running = stack.enter_context(Processes(nodes, variables, run.out / LOGS))
            return _watched(watch, running, scene, progress)
    except NoDomain as error:
        raise Refused(str(error)) from error


def _watched(watch: NavigationWatch, running: Processes, scene: Scene, progress: Silent) -> float:
    news, last, end = time.monotonic(), 0.0, math.inf
    begun: float | None = None
    while watch.time < end:
        watch.spin(0.05)
        check()
        for ended in running.ended():
            raise Refused(f"{ended}")
        if watch.time > last:
            last, news = watch.time, time.monotonic()
        if time.monotonic() - news > STUCK:
            raise Refused(f"the world stands still at {watch.time:.1f} s, see the log", Code.INFEASIBLE)
        if begun is None and watch.moved:
            begun, end = time.monotonic(), watch.time + scene.steps * scene.dt
        end = min(end, watch.all_arrived + AFTER)
        progress.note(f"{watch.time:.1f} s, {watch.arrived.sum()} of {len(scene.robots)} have arrived")
    return 0.0 if begun is None else time.monotonic() - begun


def what_happened(path: Path) -> Journey:
    """Of the file that the world has written. Raises `Refused` if there is none."""
    import numpy as np

    from l2c_planner.navigation.journey import Journey

    try:
        with np.load(path) as file:
            return Journey(file["position"], file["velocity"], file["touched"])
    except OSError as error:
        raise Refused(f"the world has left no record ({error.strerror}), see its log", Code.INFEASIBLE) from error
