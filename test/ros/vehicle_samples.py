"""A task with vehicles, a plan for one robot, and nodes of adapters with who publishes for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import yaml
from multilift_samples import multilift_task
from rclpy.node import Node
from rclpy.parameter import Parameter
from rosgraph_msgs.msg import Clock
from std_msgs.msg import Header
from std_srvs.srv import SetBool, Trigger
from team_processes import Spun, soon

from l2c_planner.ros import names
from l2c_planner.ros.geometry import time as stamp_of
from l2c_planner.ros.motion import Motion, trajectory_message
from l2c_planner.ros.topics import topics

ORIGIN = np.array([10.0, 20.0, 0.0])
"""Of the vehicle's local frame, east, north, up [m]."""
HOST, INSTANCE, HOVER = "quad_1", 3, 0.4
STEP, SPEED = 0.01, 3.0
"""Of the time of a bench [s], and its ratio to real time where the machine is fast enough."""


def write_vehicle_task(path: Path) -> Path:
    """Three robots, of which one has a vehicle with numbers of its own."""
    task = multilift_task(3).model_dump(mode="json")
    vehicle = {"px4": {"instance": INSTANCE, "namespace": "px4_3"}, "crazyflie": "cf7"}
    task["team"]["vehicles"] = {HOST: {**vehicle, "initial_position": ORIGIN.tolist(), "hover_thrust": HOVER},
                                "quad_2": {"px4": {"instance": 2}}}  # fmt: skip
    path.write_text(yaml.safe_dump(task), encoding="utf-8")
    return path


def flight(start: np.ndarray, way: np.ndarray, seconds: float = 1.5, knots: int = 16) -> Motion:
    """From rest to rest on a straight line, s = 3 u^2 - 2 u^3."""
    u = np.linspace(0, 1, knots)[:, None]
    velocity, acceleration = way * (6 * u - 6 * u**2) / seconds, way * (6 - 12 * u) / seconds**2
    level = np.tile([1.0, 0, 0, 0], (knots, 1))
    return Motion(seconds * u[:, 0], start + way * (3 * u**2 - 2 * u**3), velocity, acceleration, level)


class Bench(Spun):
    """An adapter of a robot, an outsider in the place of planner, controller and operator, and the time of all.

    Fakes that `join` have a method `step(time)`. All share a thread: one that is slow slows the time, nothing else.
    """

    def __init__(self, domain: int, kind: type[Node], task: Path, **settings: Any) -> None:
        super().__init__(domain)
        values = {"task": str(task), "use_sim_time": True, **settings}
        given = [Parameter(name, value=value) for name, value in values.items()]
        self.node = kind(context=self.context, namespace=f"/{HOST}", parameter_overrides=given)
        self.outside = Node("outside", namespace=f"/{HOST}", context=self.context)
        table = topics()
        self.odometry, self.health = [], {}
        table[names.ODOMETRY].subscription(self.outside, self.odometry.append)
        table[names.DIAGNOSTICS].subscription(self.outside, self._on_health)
        self.plans, self.commands = (table[name].publisher(self.outside) for name in (names.PLAN, names.COMMAND))
        self._clients: dict[str, Any] = {}
        for service, of in (("arm", SetBool), ("land", Trigger)):
            self._clients[service] = self.outside.create_client(of, f"{self.node.get_name()}/{service}")
        self.time, self.fakes = 100.0, []
        self._clock = self.outside.create_publisher(Clock, "/clock", 10)
        self.outside.create_timer(STEP / SPEED, self._tick)
        for node in (self.node, self.outside):
            self.executor.add_node(node)

    def join(self, fake: Any) -> Any:
        """Let a fake take part."""
        self.executor.add_node(fake)
        self.fakes.append(fake)
        return fake

    def _tick(self) -> None:
        self.time += STEP
        self._clock.publish(Clock(clock=stamp_of(round(self.time * 1e9))))
        for fake in self.fakes:
            fake.step(self.time)

    def _on_health(self, message: Any) -> None:
        for status in message.status:
            self.health = {"level": status.level, "message": status.message, "name": status.name}
            self.health.update({pair.key: pair.value for pair in status.values})

    def call(self, service: str, request: Any) -> Any:
        """Answer of a service of the adapter; asked again, for one that has not found its client drops the answer."""
        client = self._clients[service]
        assert client.wait_for_service(60)
        for _ in range(30):
            future = client.call_async(request)
            if soon(future.done, 2):
                return future.result()
        raise AssertionError(f"no answer from {service}")

    def arm(self, value: bool = True) -> Any:
        """Ask to fly, or to disarm."""
        return self.call("arm", SetBool.Request(data=value))

    def plan(self, motion: Motion, delay: float = 0.3) -> float:
        """Publish a plan that begins soon; when it begins [s]."""
        start = self.now() + delay
        header = Header(stamp=stamp_of(round(start * 1e9)), frame_id="map")
        self.plans.publish(trajectory_message(motion, HOST, header))
        return start

    def now(self) -> float:
        """Of the adapter's clock [s]."""
        return self.node.get_clock().now().nanoseconds * 1e-9

    def place(self) -> np.ndarray:
        """Position that the adapter has told last, (3,) [m]."""
        position = self.odometry[-1].pose.pose.position
        return np.array([position.x, position.y, position.z])
