"""Reads the messages of a bag, ours or one of ``ros2 bag record -s mcap``, also if its writer was killed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from mcap.exceptions import EndOfFile
from mcap.records import Channel, Message, Schema
from mcap.stream_reader import StreamReader

from l2c_planner.rollout.definitions import OWN_TYPES, decode, same_definition
from l2c_planner.rollout.errors import RolloutError, reason

LARGEST_RECORD = 256 * 2**20
"""Most bytes of one record of the file: anything larger is taken for damage."""


@dataclass(frozen=True)
class BagMessage:
    """One message of a bag."""

    topic: str
    type_name: str
    stamp: int
    """Time of arrival [ns]."""
    data: bytes
    """As it was serialised (CDR)."""

    def decoded(self) -> Any:
        """The message with its fields; see `definitions.decode`."""
        return decode(self.type_name, self.data)


class BagReader:
    """The messages of a bag: a folder with .mcap files, or one such file.

    Raises RolloutError if there is none.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.files = sorted(self.path.glob("*.mcap"), key=lambda p: (len(p.name), p.name))
        if not self.path.is_dir():
            self.files = [self.path]
        if not self.files:
            raise RolloutError(path, "no bag; valid: a folder with an .mcap file, or such a file")
        self.cut: list[str] = []
        """Names of the files that turned out to end before their time."""

    def messages(self, types: Collection[str] | None = None) -> Iterator[BagMessage]:
        """All messages in the order of the file, or those of some types only.

        Where a file is cut off the messages before the cut are given, and ``cut`` names it.  Raises RolloutError if a
        file cannot be opened or is damaged, and if it defines one of our types in another way than we do.
        """
        for file in self.files:
            try:
                with file.open("rb") as stream:
                    yield from self._of(file, stream, types)
            except OSError as error:
                raise RolloutError(file, f"cannot be read ({reason(error)})") from None

    def _of(self, file: Path, stream: BinaryIO, types: Collection[str] | None) -> Iterator[BagMessage]:
        schemas: dict[int, Schema] = {}
        channels: dict[int, tuple[str, str]] = {}
        for record in self._records(file, stream):
            if isinstance(record, Schema):
                schemas[record.id] = _checked(record, file)
            elif isinstance(record, Channel):
                schema = schemas.get(record.schema_id)
                channels[record.id] = (record.topic, schema.name if schema else "")
            elif isinstance(record, Message):
                if record.channel_id not in channels:
                    raise RolloutError(file, "damaged: a message without a topic")
                topic, type_name = channels[record.channel_id]
                if types is None or type_name in types:
                    yield BagMessage(topic, type_name, record.log_time, record.data)

    def _records(self, file: Path, stream: BinaryIO) -> Iterator[Any]:
        records = iter(StreamReader(_Whole(stream), validate_crcs=True, record_size_limit=LARGEST_RECORD).records)
        while True:
            try:
                record = next(records, None)
            except EndOfFile:
                if stream.tell() < 8:
                    raise RolloutError(file, "not an MCAP file (it is too short)") from None
                if file.name not in self.cut:
                    self.cut.append(file.name)
                return
            except Exception as error:  # the parser meets garbage in a dozen ways
                raise RolloutError(file, f"not an MCAP file, or damaged ({reason(error)})") from None
            if record is None:
                return
            yield record


class _Whole:
    """A stream whose reads are complete or fail: else half a record would look like a damaged one."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        if len(data) < size:
            raise EndOfFile
        return data


def _checked(schema: Schema, file: Path) -> Schema:
    if schema.name in OWN_TYPES:
        text = schema.data.decode(errors="replace")
        if schema.encoding != "ros2msg" or not same_definition(schema.name, text):
            raise RolloutError(file, f"recorded with another definition of {schema.name} than this version's")
    return schema
