"""A ROS domain of one's own, and the environment for it: no two runs on this machine hear each other."""

from __future__ import annotations

import fcntl
import os
import random
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

DOMAINS = range(1, 102)
"""Domains whose ports lie below those that Linux gives to others; 0 is what everybody uses who chooses none."""
FOLDER = Path("/tmp")
"""Where the reservations lie, one locked file per domain; not TMPDIR, which is not everybody's."""
FIRST_PORT, PORTS = 7400, 250
"""UDP ports of DDS: the first one of domain 0, and how many each domain has."""

PROFILES = Path(__file__).parent / "assets/fastdds.xml"
ELSEWHERE = ("ROS_LOCALHOST_ONLY", "ROS_STATIC_PEERS", "ROS_DISCOVERY_SERVER")
"""Variables that would lead nodes of this machine to others, or keep them from each other."""


class NoDomain(Exception):
    """There is no domain to be had; the message says why, in one line."""


@contextmanager
def reserved(domain: int | None = None, folder: Path = FOLDER) -> Iterator[int]:
    """Yield a domain that is reserved while the block, and at longest this process, lasts.

    domain: the one to reserve, also if somebody outside talks there; None: any that is free and silent.

    Raises `NoDomain` if the domain, or every one, is reserved or cannot be.
    """
    number, lock = _any(folder) if domain is None else _this(domain, folder)
    try:
        yield number
    finally:
        os.close(lock)  # the file stays: without it, two could hold locks on different files of one name


def _this(domain: int, folder: Path) -> tuple[int, int]:
    if not 0 <= domain <= 232:
        raise NoDomain(f"domain {domain}: there is no such one, valid are 0 to 232, and 1 to 101 without surprises")
    if (lock := _locked(domain, folder)) is None:
        raise NoDomain(f"domain {domain}: another run uses it; leave the number out to get a free one")
    return domain, lock


def _any(folder: Path) -> tuple[int, int]:
    """Start anywhere: a run that reserves nothing rather sits on a low number."""
    for domain in random.SystemRandom().sample(DOMAINS, len(DOMAINS)):
        if (lock := _locked(domain, folder)) is not None:
            if is_silent(domain):
                return domain, lock
            os.close(lock)
    raise NoDomain(f"all ROS domains from {DOMAINS[0]} to {DOMAINS[-1]} are in use on this machine")


def is_silent(domain: int) -> bool:
    """Whether no process on this machine takes part in a domain."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.bind(("", FIRST_PORT + PORTS * domain))  # where every participant hears of new ones
        return True
    return False


def _locked(domain: int, folder: Path) -> int | None:
    """Descriptor of the locked file of a domain, which children do not inherit; None if another process has it."""
    path = folder / f"l2c_domain_{domain}.lock"
    try:
        lock = _opened(path)
    except OSError as error:
        raise NoDomain(f"{path}: cannot be opened, {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return lock
    except OSError:
        os.close(lock)
        return None


def _opened(path: Path) -> int:
    """Open the file of any user; Linux lets nobody create what another user has in a shared folder."""
    with suppress(FileNotFoundError):
        return os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    lock = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_NOFOLLOW, 0o644)
    with suppress(PermissionError):  # somebody else made it just now
        os.fchmod(lock, 0o644)
    return lock


def environment(domain: int) -> dict[str, str]:
    """Variables for processes that shall talk to each other in one domain, and on this machine only.

    They are of this process's Python environment: the wheels of ROS 2 have set LD_LIBRARY_PATH for it by now.
    """
    variables = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    variables.setdefault("FASTDDS_DEFAULT_PROFILES_FILE", str(PROFILES))  # Kilted and later
    variables.setdefault("FASTRTPS_DEFAULT_PROFILES_FILE", str(PROFILES))  # before
    variables.setdefault("OMP_NUM_THREADS", "1")
    if variables.get("ROS_DISTRO") == "humble":  # which does not know the range
        variables["ROS_LOCALHOST_ONLY"] = "1"
    return variables | {
        "ROS_DOMAIN_ID": str(domain),
        "ROS_AUTOMATIC_DISCOVERY_RANGE": "LOCALHOST",
        "RCUTILS_COLORIZED_OUTPUT": "0",
        "PYTHONUNBUFFERED": "1",
    }
