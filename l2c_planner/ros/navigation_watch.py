"""Looks on while robots navigate: where they are, who has arrived; and writes what they say to a bag if asked to."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

import numpy as np
import rclpy
from diagnostic_msgs.msg import DiagnosticArray
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from rosgraph_msgs.msg import Clock

from l2c_planner.navigation.scene import Scene
from l2c_planner.rollout.bag import BagWriter
from l2c_planner.ros import names
from l2c_planner.ros.serialised import odometry_of
from l2c_planner.ros.topics import Topic, navigated, topics

DEPTH = 1000
"""Messages by which it may lag behind."""
MOVED = 1e-3
"""Distance from the start from which on a robot has moved [m]."""
WATCH = "navigation_watch"


class NavigationWatch:
    """A node in a context of its own.

    folder: of the bag; None: nothing is recorded. Raises RolloutError if it exists or cannot be written.
    """

    def __init__(self, scene: Scene, domain: int, folder: Path | None = None, frame: str = "map") -> None:
        self._scene, self._frame = scene, frame
        self._bag = None if folder is None else BagWriter(folder)
        self.time = 0.0
        """Of the newest odometry [s]."""
        self.position = np.full((len(scene.robots), 2), np.nan)
        """(N, 2) [m]; nan before a robot was heard."""
        self.arrived = np.zeros(len(scene.robots), bool)
        """(N,) who has been at its goal."""
        self.all_arrived = np.inf
        """When the last one came there [s]."""
        self._context = rclpy.Context()
        rclpy.init(context=self._context, domain_id=domain)
        self._node = Node(WATCH, context=self._context, start_parameter_services=False)
        self._executor = SingleThreadedExecutor(context=self._context)
        self._executor.add_node(self._node)
        self._listen()

    def _listen(self) -> None:
        table, own = topics(), navigated()
        kinds = {c.name: c.type for c in (*names.SUBSCRIBED, *names.NAVIGATED, *names.LAID_OUT)}
        for i, robot in enumerate(self._scene.robots):
            self._subscribe(table[names.ODOMETRY], robot, kinds, i)
        if self._bag is None:
            return
        for robot in self._scene.robots:
            for name in (names.VELOCITY, names.BOUND):
                self._subscribe(own[name], robot, kinds)
        for name in (names.LAYOUT, names.GRID):
            self._subscribe(own[name], names.ENVIRONMENT, kinds)
        for kind, name, text in (
            (Clock, names.CLOCK, "rosgraph_msgs/msg/Clock"),
            (DiagnosticArray, names.DIAGNOSTICS, "diagnostic_msgs/msg/DiagnosticArray"),
        ):
            self._node.create_subscription(kind, name, partial(self._write, name, text), DEPTH, raw=True)

    def _subscribe(self, topic: Topic, host: str, kinds: dict[str, str], robot: int | None = None) -> None:
        topic.qos.depth = DEPTH
        write = partial(self._write, names.absolute(f"/{host}", topic.name), kinds[topic.name])
        heard = write if robot is None else partial(self._on_odometry, robot, write)
        topic.subscription(self._node, heard, host=host, raw=True)

    @property
    def moved(self) -> bool:
        """Whether anybody has left its start."""
        return bool((np.linalg.norm(self.position - self._scene.start, axis=-1) > MOVED).any())

    def spin(self, seconds: float) -> None:
        """Take in what arrives for a while."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and self._context.ok():
            self._executor.spin_once(timeout_sec=left)

    def close(self) -> None:
        """End the bag, and leave."""
        if self._bag is not None:
            self._bag.close()
        self._node.destroy_node()
        self._context.shutdown()

    def _on_odometry(self, robot: int, write: partial, data: bytes) -> None:
        write(data)
        located, _ = odometry_of(data, self._frame)
        if located is not None:
            self.time, self.position[robot] = max(self.time, located.time), located.position[:2]
            home = np.linalg.norm(self._scene.goal[robot] - located.position[:2])
            self.arrived[robot] |= home <= self._scene.arrival
            if self.arrived.all():
                self.all_arrived = min(self.all_arrived, self.time)

    def _write(self, topic: str, kind: str, data: bytes) -> None:
        if self._bag is not None:
            self._bag.write(topic, kind, data, self._node.get_clock().now().nanoseconds)
