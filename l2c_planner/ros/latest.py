"""The newest messages of several topics, read in one go: for who looks at a team now and then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from rclpy.serialization import deserialize_message

from l2c_planner.ros.newest import Newest, Undisturbed
from l2c_planner.ros.topics import Topic


class Latest:
    """Subscriptions of a node."""

    def __init__(self, node: Undisturbed) -> None:
        self._node = node
        self._heard: dict[str, tuple[Any, Newest]] = {}

    def listen(self, name: str, topic: Topic, kept: int = 1) -> None:
        """Keep so many messages of a topic that has this name, relative to the node's namespace."""
        self._heard[name] = topic.type, Newest(self._node, replace(topic, name=name), kept=kept)

    def take(self) -> Iterator[tuple[str, Any]]:
        """Names and messages that have come since the last time, those of a topic in their order."""
        for name, (kind, newest) in self._heard.items():
            while (news := newest.take()) is not None:
                yield name, deserialize_message(news[0], kind)
