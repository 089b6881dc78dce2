"""Write the tables of topics and services into README.md: `python tools/topic_table.py`; a test compares them.

Names, types and meanings are read off `l2c_planner.ros.names`, who hears them off the fleet, quality of service off
`l2c_planner.ros.topics`; the last takes ROS 2.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rclpy.qos import QoSProfile

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from l2c_planner.ros import names  # noqa: E402
from l2c_planner.ros.fleet import fleet  # noqa: E402

README = ROOT / "README.md"
BEGIN, END = "<!-- topics: begin -->\n", "<!-- topics: end -->\n"


def tables() -> str:
    """Both tables as Markdown."""
    topics = [("topic", "type", "", "quality of service", "meaning"), ("---",) * 5, *_topics()]
    services = [("service", "type", "meaning"), ("---",) * 3]
    services += [(f"`{s.name}`", f"`{s.type}`", s.meaning) for s in names.SERVICES]
    return "\n\n".join("\n".join(f"| {' | '.join(row)} |" for row in table) for table in (topics, services)) + "\n"


def _topics() -> list[tuple[str, ...]]:
    from l2c_planner.ros.topics import shown, topics

    team = fleet(ROOT / "config/transport.yaml")
    qualities, first, peer = topics() | shown(), team.nodes[0], team.nodes[1]
    rows = []
    for topic in (*names.PUBLISHED, *names.SUBSCRIBED, *names.CONTROLLED, *names.ANNOUNCED, *names.SHOWN):
        name = names.absolute(first.namespace, topic.name)
        out = "published" if name in first.publishes else "heard"
        out += " from the trainer" if topic in names.ANNOUNCED else ""
        out = "from the controller" if topic in names.CONTROLLED else out
        out = "of the team, from the display" if topic in names.SHOWN else out
        out += " and heard by all others" if name in peer.subscribes else ""
        rows.append((f"`{topic.name}`", f"`{topic.type}`", out, quality(qualities[topic.name].qos), topic.meaning))
    return rows


def quality(qos: QoSProfile) -> str:
    """A profile in words: ``reliable, depth 10``."""
    words = [qos.reliability.name.lower().replace("_", " ")]
    words += ["latched"] if qos.durability.name == "TRANSIENT_LOCAL" else []
    words += [f"depth {qos.depth}"]
    lease = qos.liveliness_lease_duration.nanoseconds * 1e-9
    return ", ".join([*words, f"lease {lease:g} s"] if 0 < lease < 3600 else words)


def replaced(text: str) -> str:
    """A README with the tables between its marks.

    Raises `ValueError` if the marks are not there.
    """
    before, rest = text.split(BEGIN)
    return before + BEGIN + "\n" + tables() + "\n" + END + rest.split(END)[1]


if __name__ == "__main__":
    README.write_text(replaced(README.read_text(encoding="utf-8")), encoding="utf-8")
