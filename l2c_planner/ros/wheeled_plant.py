"""The world of robots on omni wheels as a node: physics in real time, odometry, the clock, the layout and its map.

Robots stand until every one has been told a velocity. From then on the world goes its way; it waits, though not for
long, for a navigator that falls behind on a machine with too much to do. Who is told nothing for a while brakes.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import rclpy
from builtin_interfaces.msg import Time
from geometry_msgs.msg import Twist
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from rosgraph_msgs.msg import Clock
from std_msgs.msg import Header

from l2c_planner.config import ConfigError
from l2c_planner.control import Odometry
from l2c_planner.navigation.journey import journey
from l2c_planner.navigation.scene import load_scene
from l2c_planner.ros import names
from l2c_planner.ros.declaration import declared
from l2c_planner.ros.grid import grid_message
from l2c_planner.ros.navigation_layout import cells, layout_message
from l2c_planner.ros.navigation_options import WheeledPlantOptions
from l2c_planner.ros.process import run
from l2c_planner.ros.reading import FURTHEST
from l2c_planner.ros.serialised import OdometryWriter, Stamp
from l2c_planner.ros.topics import navigated, sibling, topics
from l2c_planner.simulation.wheeled import WheeledPlant, WheeledState
from l2c_planner.simulation.wheeled_drive import Drive

START = 1.0
"""Time of the clock at first [s]; 0 would mean none to ROS."""
TICKS = 2
"""Odometries between two decisions."""
BEHIND = 2.5
"""Decisions without which a navigator is behind."""
TIMEOUT = 0.5
"""A velocity counts for so long [s]."""


class WheeledPlantNode(Node):
    """See the module's description.

    Raises ConfigError for a wrong parameter or scene, SimulatorMissing without MuJoCo.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(names.WHEELED_PLANT, **options)
        self._given = given = declared(self, WheeledPlantOptions)
        if not given.scene:
            raise ConfigError(self.get_fully_qualified_name(), "scene", "no file was given", "a file of a scene")
        self.scene = scene = load_scene(given.scene)
        drive = Drive(radius=scene.radius)
        self._plant = WheeledPlant(len(scene.robots), scene.rows, scene.speed, scene.acceleration, drive)
        self._plant.reset(scene.start, scene.heading)
        self.now, self._period, self._count = START, scene.dt / TICKS, 0
        self._twists = np.zeros((len(scene.robots), 3))
        self._commanded = np.full(len(scene.robots), -np.inf)
        """When robots were told a velocity last, by the clock of the world [s]."""
        self._lost = np.zeros(len(scene.robots), bool)
        self._touched = np.zeros(len(scene.robots), bool)
        """Whether they have touched anything since the last decision."""
        self._states: list[WheeledState] = []
        self._waiting: float | None = None
        self._begun = False
        self._open()

    def _open(self) -> None:
        table, own, above = topics(), navigated(), self.get_namespace()
        frame, odometry = self._given.world_frame, table[names.ODOMETRY]
        self._clock = self.create_publisher(Clock, names.CLOCK, 10)
        self._odometry = [
            (self.create_publisher(odometry.type, f"{sibling(above, robot)}/{odometry.name}", odometry.qos),
             OdometryWriter(f"{robot}/base_link", frame)) for robot in self.scene.robots
        ]  # fmt: skip
        for i, robot in enumerate(self.scene.robots):
            own[names.VELOCITY].subscription(self, partial(self._on_velocity, i), host=robot)
        self._surroundings = [
            self.create_publisher(own[name].type, f"{sibling(above, names.ENVIRONMENT)}/{name}", own[name].qos)
            for name in (names.LAYOUT, names.GRID)
        ]
        header = Header(stamp=_time(_stamp(START)), frame_id=frame)
        self._surroundings[0].publish(layout_message(self.scene.rows, header))
        resolution = self._given.resolution
        self._surroundings[1].publish(grid_message(cells(self.scene, resolution), self.scene.drawn, resolution, header))
        steady = rclpy.clock.Clock(clock_type=rclpy.clock.ClockType.STEADY_TIME)
        self.create_timer(self._period / self._given.speed, self._tick, clock=steady)

    def destroy_node(self) -> None:
        """Write what happened."""
        if self._given.record and self._states:
            np.savez_compressed(Path(self._given.record), **vars(journey(self._states)))
        super().destroy_node()

    def _on_velocity(self, robot: int, message: Twist) -> None:
        told = np.array([message.linear.x, message.linear.y, message.angular.z])
        if np.isfinite(told).all() and (np.abs(told) <= FURTHEST).all():
            self._twists[robot], self._commanded[robot], self._lost[robot] = told, self.now, False

    def _tick(self) -> None:
        """Go on by a tick, if everybody is there."""
        if not self._begun and np.isfinite(self._commanded).all():
            self._begun = True
            self.get_logger().info(f"all robots are driven, from {self.now:.2f} s on")
        if self._begun:
            if self._waits():
                return
            self._drive()
        self.now += self._period
        self._tell()

    def _drive(self) -> None:
        if self._count == 0:
            self._states.append(self._plant.state())
        told = (self.now - self._commanded <= TIMEOUT)[:, None]
        self._plant.step(np.where(told, self._twists, 0.0), self._period)
        self._count += 1
        state = self._plant.state()
        self._touched |= state.touched
        if self._count % TICKS == 0:
            self._states.append(replace(state, touched=self._touched.copy()))
            self._touched[:] = False

    def _waits(self) -> bool:
        """Whether to wait for a navigator; one that lets the world wait for too long is lost until it is back."""
        behind = (self.now - self._commanded > BEHIND * self.scene.dt) & ~self._lost
        if not behind.any():
            self._waiting = None
            return False
        self._waiting = self._waiting or time.monotonic()
        if time.monotonic() - self._waiting < self._given.patience:
            return True
        for i in np.flatnonzero(behind):
            self.get_logger().warning(f"{self.scene.robots[i]} is told nothing any more")
        self._lost |= behind
        self._waiting = None
        return False

    def _tell(self) -> None:
        state, stamp = self._plant.state(), _stamp(self.now)
        for i, (publisher, writer) in enumerate(self._odometry):
            half = state.heading[i] / 2
            body = Odometry(
                np.array([*state.position[i], 0.0]), np.array([*state.velocity[i], 0.0]),
                np.array([np.cos(half), 0.0, 0.0, np.sin(half)]), np.array([0.0, 0.0, state.rate[i]]),
            )  # fmt: skip
            publisher.publish(writer.bytes(body, stamp))
        self._clock.publish(Clock(clock=_time(stamp)))


def _stamp(seconds: float) -> Stamp:
    return divmod(round(seconds * 1e9), 10**9)


def _time(stamp: Stamp) -> Time:
    return Time(sec=stamp[0], nanosec=stamp[1])


def main(args: list[str] | None = None) -> int:
    """Run the world until it is interrupted or terminated; 2 if it cannot be made."""
    return run(WheeledPlantNode, args, executor=SingleThreadedExecutor)


if __name__ == "__main__":
    sys.exit(main())
