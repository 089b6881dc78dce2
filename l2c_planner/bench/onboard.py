"""The team that `l2c bench node` measures: a process per node in a domain of its own, and who talks to whom."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from l2c_planner.config import MultiliftTask
from l2c_planner.plan import make_plan
from l2c_planner.ros import names

PATIENCE = 120.0
"""Longest wait for a node, and for a plan [s]."""
CAPTAIN, OTHER = "quad_0", "quad_1"
"""Robots whose nodes are measured."""
UNCOUNTED = (names.DIAGNOSTICS, names.TEAM_PLAN)
"""What is not counted: all write the first; for a reader of the second, Fast DDS reserves 13 GB of address space."""
LEADING, PLANNER, CONTROLLER = "planner of the captain", "planner", "controller"
"""Names of what is measured."""


class NoMeasurement(ValueError):
    """A node did not start, or the team did not plan; the message says which and why."""


@dataclass(frozen=True)
class Links:
    """Topics of a node, in full."""

    said: dict[str, int]
    """What it publishes, and how many other robots hear it."""
    heard: dict[str, bool]
    """What it hears, and whether it comes from another robot."""


@dataclass(frozen=True)
class Measured:
    """A process that is measured."""

    name: str
    pid: int
    links: Links
    start: float
    """From the start of its process to its first heartbeat; of a controller, until its topics are there [s]."""


class Team:
    """Planners of all robots, one controller, a stand-in for the localisation, and who looks on."""

    def __init__(self, stack: ExitStack, path: Path, task: MultiliftTask, odometry: float) -> None:
        """odometry: its rate [1/s].  stack: ends everything.

        Raises NoMeasurement.
        """
        from l2c_planner.ros.domain import environment, reserved
        from l2c_planner.ros.fleet import fleet

        n, self.odometry = task.team.n, f"/{OTHER}/{names.ODOMETRY}"
        self._stack, self._groups = stack, []
        self.duration = float(task.time[-1])
        """Of a mission [s]."""
        domain = stack.enter_context(reserved())
        self._variables, self._folder = environment(domain), Path(stack.enter_context(tempfile.TemporaryDirectory()))
        os.environ.update(self._variables)
        hosts, common = [f"quad_{i}" for i in range(n)], {"task": str(path), "quads": n}
        links = {host: planner_links(host, hosts) for host in (CAPTAIN, OTHER)} | {CONTROLLER: controller_links(OTHER)}
        self._look_on(task, domain, links)
        self._standing = {**common, "plan": self._planned(task), "rate": odometry, "robots": f"{OTHER},{CAPTAIN}"}
        self._world = self._begin("world", command("stand_in", "world", self._standing))
        planners = {
            node.host: [sys.executable, "-m", node.module, *node.ros_arguments()] for node in fleet(path, n).nodes
        }
        self.nodes = [
            self._controller(command("controller", OTHER, common), links[CONTROLLER], f"/{OTHER}/{names.COMMAND}"),
            self._planner(LEADING, CAPTAIN, planners.pop(CAPTAIN), links[CAPTAIN]),
            self._planner(PLANNER, OTHER, planners.pop(OTHER), links[OTHER]),
        ]
        for host, words in planners.items():
            self._begin(host, words)
        self.wait(lambda: not self.observer.missing, "the team has not joined")

    def _look_on(self, task: MultiliftTask, domain: int, links: Mapping[str, Links]) -> None:
        from l2c_planner.ros.observer import Observer
        from l2c_planner.ros.traffic import Traffic

        heard = {topic: topic.split("/", 2)[2] for some in links.values() for topic in (*some.said, *some.heard)}
        self.traffic = self._stack.enter_context(closing(Traffic(domain, heard)))
        self.observer = self._stack.enter_context(closing(Observer(task, domain)))

    def _planned(self, task: MultiliftTask) -> str:
        """A plan as a file; making it compiles the kernels, too, so that no start has to wait for that."""
        path = self._folder / "plan.npz"
        np.savez(path, **make_plan(task).arrays)
        return str(path)

    def fly(self) -> None:
        """From now on the stand-in flies what is planned."""
        self._world.stop()
        self.wait(lambda: self.traffic.writers(self.odometry) == 0, "the stand-in has not ended")
        self._world = self._begin("world", command("stand_in", "world", {**self._standing, "follow": True}))
        before = self.traffic.messages(self.odometry)
        self.wait(lambda: self.traffic.messages(self.odometry) > before, "no odometry")

    def wait(self, done: Callable[[], Any], otherwise: str) -> None:
        """Until something is the case.

        Raises NoMeasurement if a process ends, or it takes too long.
        """
        end = time.monotonic() + PATIENCE
        while not done():
            self.observer.spin(0.01)
            self.check()
            if time.monotonic() > end:
                raise NoMeasurement(f"{otherwise} within {PATIENCE:g} s")

    def check(self) -> None:
        """Raises NoMeasurement if a process has ended."""
        for group in self._groups:
            for ended in group.ended():
                raise NoMeasurement(str(ended))

    def _begin(self, host: str, words: Sequence[str]) -> Any:
        from l2c_planner.ros.processes import Processes

        group = self._stack.enter_context(Processes({host: words}, self._variables, self._folder))
        self._groups.append(group)
        return group

    def _planner(self, name: str, host: str, words: Sequence[str], links: Links) -> Measured:
        begun, topic = time.monotonic(), f"/{host}/{names.HEARTBEAT}"
        pid = self._begin(host, words).processes[host]
        self.wait(lambda: self.traffic.first(topic) is not None, f"no sign of {host}")
        return Measured(name, pid, links, self.traffic.first(topic) - begun)

    def _controller(self, words: Sequence[str], links: Links, topic: str) -> Measured:
        begun = time.monotonic()
        pid = self._begin(CONTROLLER, words).processes[CONTROLLER]
        self.wait(lambda: self.traffic.writers(topic) > 0, "no sign of the controller")
        return Measured(CONTROLLER, pid, links, time.monotonic() - begun)


def command(module: str, namespace: str, parameters: dict[str, Any]) -> list[str]:
    """Command of a node's process, in real time."""
    words = [sys.executable, "-m", f"l2c_planner.ros.{module}", "--ros-args", "-r", f"__ns:=/{namespace}"]
    for name, value in parameters.items():
        words += ["-p", f"{name}:={json.dumps(value)}"]
    return words


def planner_links(host: str, hosts: Sequence[str]) -> Links:
    """Of a planner, while the first host is the captain and coordinates."""
    peers = [other for other in hosts if other != host]
    leads, ours = host == hosts[0], [c.name for c in names.PUBLISHED if c.name not in UNCOUNTED]
    readers = dict.fromkeys(names.HEARD, len(peers)) | {names.PRIMAL: 0 if leads else 1}
    # nobody wants the captain's trajectories, and to listen would make it send them
    said = {f"/{host}/{name}": readers.get(name, 0) for name in ours if name != names.PRIMAL or not leads}
    heard = {f"/{p}/{name}": True for p in peers for name in names.HEARD if leads or name != names.PRIMAL}
    return Links(said, heard | {f"/{host}/{names.ODOMETRY}": False})


def controller_links(host: str) -> Links:
    """Of a robot's controller."""
    heard = (f"/{host}/{names.ODOMETRY}", f"/{names.LOAD}/{names.ODOMETRY}")
    return Links({f"/{host}/{channel.name}": 0 for channel in names.CONTROLLED}, dict.fromkeys(heard, False))
