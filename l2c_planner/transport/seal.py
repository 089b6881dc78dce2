"""Tags by which hosts of a team know each other's packets: keyed BLAKE2 over all that a packet says.

What a tag cannot tell, that a packet is old, the boot numbers do: a host listens to another only after that one has
repeated the number that the host drew when it started (see :mod:`l2c_planner.team.peer`). Of a trainer's announcements
the newest counts, by the time under its tag.
"""

from __future__ import annotations

import os
import secrets
import stat
import struct
from contextlib import suppress
from dataclasses import replace
from hashlib import blake2b
from hmac import compare_digest
from pathlib import Path
from typing import TypeVar

from l2c_planner.transport.announcement import Announcement
from l2c_planner.transport.packet import Heartbeat, Packet, Parcel

TAG_BYTES, KEY_BYTES = 16, 32
_PACKET, _HEARTBEAT = struct.Struct("<QQIBIBdIIII"), struct.Struct("<QQQBIIBIB?")


Sealed = TypeVar("Sealed", Parcel, Announcement)


class KeyFileError(ValueError):
    """A key file that cannot be used, in one line."""


class Seal:
    """Tags parcels with a team's key; without one, tags are empty and everything is valid."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key

    def sealed(self, parcel: Sealed) -> Sealed:
        """The parcel with its tag."""
        return replace(parcel, tag=self._tag(parcel)) if self._key else parcel

    def valid(self, parcel: Sealed) -> bool:
        """Whether the tag is that of the team."""
        return not self._key or compare_digest(bytes(parcel.tag), self._tag(parcel))

    def _tag(self, parcel: Sealed) -> bytes:
        digest = blake2b(key=self._key, digest_size=TAG_BYTES)
        for part in _PARTS[type(parcel)](parcel):
            digest.update(struct.pack("<Q", len(part)))
            digest.update(part)
        return digest.digest()


def _packet_parts(p: Packet) -> tuple[bytes, ...]:
    head = _PACKET.pack(
        p.boot, p.problem_hash, p.plan, p.stage, p.round, p.phase, p.penalty, p.total_rows, p.first_knot,
        *p.values.shape,
    )  # fmt: skip
    dual = b"" if p.dual is None else p.dual.tobytes()
    return b"packet", p.sender.encode(), head, p.subject.encode(), p.values.tobytes(), dual


def _heartbeat_parts(h: Heartbeat) -> tuple[bytes, ...]:
    head = _HEARTBEAT.pack(
        h.boot, h.count, h.problem_hash, h.state, h.plan, h.wanted, h.stage, h.round, h.phase, h.waiting
    )
    names = "\n".join(name for name, _ in h.peers).encode()
    boots = struct.pack(f"<{len(h.peers)}Q", *(boot for _, boot in h.peers))
    return (
        b"heartbeat",
        h.sender.encode(),
        head,
        names,
        boots,
        struct.pack(f"<{len(h.located) + 1}d", *h.located, h.flight),
    )


def _announcement_parts(a: Announcement) -> tuple[bytes, ...]:
    return b"tuning", a.digest.encode(), struct.pack("<QI", a.number, a.steps), a.networks


_PARTS = {Packet: _packet_parts, Heartbeat: _heartbeat_parts, Announcement: _announcement_parts}


def create_key(path: Path) -> None:
    """Write a new team key to a file that only its owner may read.

    Raises KeyFileError if the file exists or cannot be written.
    """
    path = Path(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KeyFileError(f"{path}: {path.parent} is no folder ({error.strerror})") from None
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
        os.link(temporary, path)
    except FileExistsError:
        raise KeyFileError(f"{path}: exists already; a team's key is made once, then copied to its robots") from None
    except OSError as error:
        raise KeyFileError(f"{path}: {error.strerror}; give a file in a folder that can be written") from None
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def read_key(path: Path) -> bytes:
    """The key of a file made by :func:`create_key`.

    Raises KeyFileError if it cannot be read, others may read it, or its content is no key.
    """
    try:
        with open(path, "rb") as file:
            mode, text = os.fstat(file.fileno()).st_mode, file.read(4 * KEY_BYTES)
    except OSError as error:
        raise KeyFileError(f"{path}: {error.strerror}; `l2c security create` makes a team key") from None
    if stat.S_IMODE(mode) & 0o077:
        raise KeyFileError(f"{path}: others may read it (mode {stat.S_IMODE(mode):o}); chmod 600 {path}")
    try:
        key = bytes.fromhex(text.decode("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyFileError(f"{path}: no team key, which is {2 * KEY_BYTES} hexadecimal digits")
    return key
