"""Where the bodies of a team are, on /tf: told by whoever owns their odometry, the simulated world."""

from __future__ import annotations

from collections.abc import Sequence

from geometry_msgs.msg import Transform, TransformStamped
from rclpy.node import Node
from rclpy.qos import QoSProfile
from std_msgs.msg import Header

from l2c_planner.control import Odometry
from l2c_planner.ros import names
from l2c_planner.ros.geometry import quaternion, time, vector

PERIOD = 0.02
"""They are not told more often [s]."""
DEPTH = 100
"""As tf2 has it."""


class Transforms:
    """Publishes `map` -> `<body>/base_link` of n robots and the load; without the package tf2_msgs it only says so."""

    def __init__(self, node: Node, frame: str, bodies: Sequence[str]) -> None:
        self._frame, self._bodies, self._due = frame, list(bodies), 0.0
        try:
            from tf2_msgs.msg import TFMessage
        except ImportError:
            self._publisher = None
            node.get_logger().info("no transforms on /tf: the package tf2_msgs is not installed")
            return
        self._message = TFMessage
        self._publisher = node.create_publisher(TFMessage, names.TF, QoSProfile(depth=DEPTH))

    def tell(self, now: float, robots: Odometry, load: Odometry) -> None:
        """Where robots (n rows) and load are at a time [s], if it is time to tell."""
        if self._publisher is None or self._due - PERIOD <= now < self._due - 1e-9:
            return
        self._due = now + PERIOD
        header = Header(stamp=time(round(now * 1e9)), frame_id=self._frame)
        states = [*(robots.rows(i) for i in range(len(robots.position))), load]
        self._publisher.publish(self._message(transforms=transforms(header, self._bodies, states)))


def transforms(header: Header, bodies: Sequence[str], states: Sequence[Odometry]) -> list[TransformStamped]:
    """From the world frame to each body; all of one time."""
    return [
        TransformStamped(
            header=header,
            child_frame_id=f"{body}/base_link",
            transform=Transform(translation=vector(state.position), rotation=quaternion(state.attitude)),
        )
        for body, state in zip(bodies, states)
    ]
