"""Bags: an MCAP file in the folder that rosbag2 expects, written from serialised messages; no ROS is needed.

Messages are kept as they were serialised, with the definitions of their types, so that Foxglove and ``ros2 bag`` open
the file.  The file is in order at every moment: whoever kills the writer loses what came after the last flush, that is
at most the messages of the last ``FLUSH_AFTER`` seconds or ``CHUNK`` bytes; ``metadata.yaml``, which only a writer that
is closed writes, can be had from ``ros2 bag reindex``.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path
from types import TracebackType

import yaml
from mcap.writer import CompressionType, Writer

from l2c_planner.rollout.definitions import ROLLOUT_RECORD, definition, type_hash
from l2c_planner.rollout.errors import RolloutError, reason
from l2c_planner.rollout.metadata import metadata_of

FLUSH_AFTER = 0.5
"""Longest time that a message stays in memory while others come [s]."""
CHUNK = 256 * 1024
"""Most bytes that stay in memory."""


class BagWriter:
    """Writes ``<path>/<name>_0.mcap`` and, when closed, ``<path>/metadata.yaml``; a path ending in .mcap is written as
    that file alone.

    Not safe for several threads.  Raises RolloutError if the path exists or cannot be written.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.folder = None if self.path.suffix == ".mcap" else self.path
        self.file = self.folder / f"{self.folder.name}_0.mcap" if self.folder else self.path
        self._channels: dict[tuple[str, str], int] = {}
        self._schemas: dict[str, int] = {}
        self._counts: Counter[tuple[str, str]] = Counter()
        self._first, self._last = 2**63 - 1, 0
        self._pending, self._flushed = 0, time.monotonic()
        try:
            if self.folder:
                self.folder.mkdir(parents=True)
            self._stream = self.file.open("xb")
        except FileExistsError:
            raise RolloutError(path, "exists already; valid: a path that does not exist") from None
        except OSError as error:
            raise RolloutError(path, f"cannot be written ({reason(error)})") from None
        self._writer = Writer(self._stream, chunk_size=2 * CHUNK, compression=CompressionType.NONE)
        self._writer.start("ros2", "l2c_planner")
        self._writer.flush()

    def write(self, topic: str, type_name: str, data: bytes, stamp: int) -> None:
        """Add one message.

        Args:
            topic: Its full name.
            type_name: As in ``l2c_planner/msg/Consensus``.
            data: The message as serialised by DDS (CDR), as a raw subscription gives it.
            stamp: Time of arrival [ns].

        Raises RolloutError for an unknown type, a stamp before 0, a closed bag, or if the disk takes no more.
        """
        if self._stream.closed or not 0 <= stamp < 2**63:
            trouble = "is closed" if self._stream.closed else f"stamp {stamp}; valid: nanoseconds from 0"
            raise RolloutError(self.file, trouble)
        channel = self._channel(topic, type_name)
        self._counts[topic, type_name] += 1
        self._first, self._last = min(self._first, stamp), max(self._last, stamp)
        self._pending += len(data)
        try:
            self._writer.add_message(channel, stamp, bytes(data), stamp, self._counts[topic, type_name])
            late = time.monotonic() - self._flushed > FLUSH_AFTER
            if late or self._pending > CHUNK or type_name == ROLLOUT_RECORD:
                self._flush()
        except OSError as error:
            raise RolloutError(self.file, f"cannot be written ({reason(error)})") from None

    def flush(self) -> None:
        """Hand everything to the operating system: it survives the end of this process. Raises as :meth:`write`."""
        try:
            self._flush()
        except (OSError, ValueError) as error:
            raise RolloutError(self.file, f"cannot be written ({reason(error)})") from None

    def close(self) -> None:
        """End the file with its index and write the metadata; further calls do nothing. Raises as :meth:`write`."""
        if self._stream.closed:
            return
        topics = [(*key, type_hash(key[1]), self._counts[key]) for key in self._channels]
        metadata = metadata_of(self.file.name, topics, self._first, self._last)
        try:
            with self._stream:
                self._writer.add_metadata("rosbag2", {"serialized_metadata": yaml.safe_dump(metadata)})
                self._writer.finish()
            if self.folder:
                temporary = self.folder / f".metadata-{os.getpid()}"
                temporary.write_text(yaml.safe_dump({"rosbag2_bagfile_information": metadata}), encoding="utf-8")
                temporary.replace(self.folder / "metadata.yaml")
        except OSError as error:
            raise RolloutError(self.file, f"cannot be written ({reason(error)})") from None

    def __enter__(self) -> BagWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _flush(self) -> None:
        self._writer.flush()
        self._pending, self._flushed = 0, time.monotonic()

    def _channel(self, topic: str, type_name: str) -> int:
        key = (topic, type_name)
        if key not in self._channels:
            if type_name not in self._schemas:
                text = definition(type_name).encode()
                self._schemas[type_name] = self._writer.register_schema(type_name, "ros2msg", text)
            about = {"offered_qos_profiles": "[]", "topic_type_hash": type_hash(type_name)}
            self._channels[key] = self._writer.register_channel(topic, "cdr", self._schemas[type_name], about)
        return self._channels[key]
