"""What ``ros2 bag info`` wants to know of a bag."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

VERSION = 9
"""Of rosbag2's metadata; Jazzy and later write it."""


def metadata_of(file: str, topics: Sequence[tuple[str, str, str, int]], first: int, last: int) -> dict[str, Any]:
    """Content of metadata.yaml.

    Args:
        file: Name of the MCAP file.
        topics: Topic, type, hash of the type and number of messages.
        first: Stamp of the earliest message [ns].
        last: Stamp of the latest one [ns].
    """
    count = sum(topic[-1] for topic in topics)
    start = {"nanoseconds_since_epoch": first if count else 0}
    duration = {"nanoseconds": last - first if count else 0}
    return {
        "version": VERSION,
        "storage_identifier": "mcap",
        "duration": duration,
        "starting_time": start,
        "message_count": count,
        "topics_with_message_count": [_topic(*topic) for topic in topics],
        "compression_format": "",
        "compression_mode": "",
        "relative_file_paths": [file],
        "files": [{"path": file, "starting_time": dict(start), "duration": dict(duration), "message_count": count}],
        "custom_data": None,
        "ros_distro": "l2c_planner",
    }


def _topic(name: str, type_name: str, digest: str, count: int) -> dict[str, Any]:
    about = {"name": name, "type": type_name, "serialization_format": "cdr", "offered_qos_profiles": []}
    return {"topic_metadata": {**about, "type_description_hash": digest}, "message_count": count}
