"""Message definitions without a ROS installation: their texts, their hashes, and what serialised messages say."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from rosbags.serde import SerdeError
from rosbags.typesys import Stores, TypesysError, get_types_from_msg, get_typestore
from rosbags.typesys.store import Typestore

from l2c_planner.rollout.errors import RolloutError, reason

PACKAGE = "l2c_planner"
CONSENSUS, HEARTBEAT, ROLLOUT_RECORD, SOLVER_STATUS, TEAM_STATUS = (
    f"{PACKAGE}/msg/{name}" for name in ("Consensus", "Heartbeat", "RolloutRecord", "SolverStatus", "TeamStatus")
)
TEAM_PLAN, THRUST_RATE, TUNING = (f"{PACKAGE}/msg/{name}" for name in ("TeamPlan", "ThrustRate", "Tuning"))
OWN_TYPES = (CONSENSUS, HEARTBEAT, ROLLOUT_RECORD, SOLVER_STATUS, TEAM_STATUS, TEAM_PLAN, THRUST_RATE, TUNING)
BIG_ENDIAN, LITTLE_ENDIAN = b"\0\0", b"\0\1"
SEPARATOR = "=" * 80 + "\n"


def definition(type_name: str) -> str:
    """Definition of a message and of all that it holds, in the form that bags carry; own comments are kept.

    Raises RolloutError for a type that is neither ours nor one of the standard ones.
    """
    store = _store_with(type_name)
    text, _ = store.generate_msgdef(type_name, ros_version=2)
    if type_name not in OWN_TYPES:
        return text
    return "".join([_own_text(type_name).rstrip("\n") + "\n", *_rest(text)])


def type_hash(type_name: str) -> str:
    """Hash of a type as ROS 2 computes it, ``RIHS01_...``. Raises as :func:`definition`."""
    return _store_with(type_name).hash_rihs01(type_name)


def decode(type_name: str, data: bytes) -> Any:
    """A serialised (CDR) message as an object with the message's fields; sequences of numbers are numpy arrays, not
    to be written to.

    Raises RolloutError for an unknown type and for bytes that are not such a message.
    """
    store = _store_with(type_name)
    if bytes(data[:2]) not in (BIG_ENDIAN, LITTLE_ENDIAN):
        raise RolloutError(type_name, "bytes that are no such message (no CDR)")
    kind = store.get_msgdef(type_name)
    read = kind.deserialize_cdr_le if data[1] else kind.deserialize_cdr_be
    try:
        # what follows the message is no fault: DDS reserves room for padding that empty sequences turn out not to need
        return read(data[4:], 0, kind.cls, store)[0]
    except (SerdeError, struct.error, ValueError) as error:
        raise RolloutError(type_name, f"bytes that are no such message ({reason(error)})") from None


def same_definition(type_name: str, text: str) -> bool:
    """Whether a definition found in a bag has the fields of ours, comments and constants aside."""
    store = _store_with(type_name)
    try:
        found = get_types_from_msg(text, type_name)
    except TypesysError:
        return False
    return type_name in found and all(
        name in store.fielddefs and fields == store.fielddefs[name][1] for name, (_, fields) in found.items()
    )


def _store_with(type_name: str) -> Typestore:
    store = _store()
    if type_name not in store.fielddefs:
        valid = f"{', '.join(OWN_TYPES)}, or a standard one such as nav_msgs/msg/Path"
        raise RolloutError(type_name, f"unknown message type; valid: {valid}")
    return store


@cache
def _store() -> Typestore:
    store = get_typestore(Stores.ROS2_JAZZY)
    for name in OWN_TYPES:
        store.register(get_types_from_msg(_own_text(name), name))
    return store


def _own_text(type_name: str) -> str:
    file = f"{type_name.rpartition('/')[2]}.msg"
    found = next((folder / file for folder in _folders() if (folder / file).is_file()), None)
    if found is None:
        raise RolloutError(file, "message definition not found; valid: an installation, or a checkout with msg/")
    return found.read_text(encoding="utf-8")


def _folders() -> Iterator[Path]:
    """The prefix that this module is installed in, the ones of the environment, the checkout it runs from."""
    share, here = Path("share", PACKAGE, "msg"), Path(__file__)
    prefixes = [*filter(None, os.environ.get("AMENT_PREFIX_PATH", "").split(os.pathsep)), sys.prefix]
    yield from (parent / share for parent in here.parents)
    yield from (Path(prefix) / share for prefix in prefixes)
    yield from (module.parents[2] / "msg" for module in (here, here.resolve()))


def _rest(text: str) -> list[str]:
    """The definitions after the first one."""
    _, separator, rest = text.partition(SEPARATOR)
    return [separator, rest]
