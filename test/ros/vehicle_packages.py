"""Message packages of autopilots for tests: the installed ones, or stand-ins built once and kept in pytest's cache."""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = Path(__file__).with_name("vehicle_messages")
PACKAGES = ("px4_msgs", "mavros_msgs", "crazyflie_interfaces")


def load(cache: pytest.Cache) -> None:
    """Make all packages importable in this process; skip where they can be neither found nor built."""
    if not all(map(_installed, PACKAGES)):
        prefix = _built(cache)
        _preload(prefix)
        sys.path += [str(path) for path in prefix.glob("lib/python3*/*-packages")]
        importlib.invalidate_caches()


def _installed(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


def _built(cache: pytest.Cache) -> Path:
    """Where the stand-ins are; the first of several processes builds them, within half a minute."""
    files = sorted(path for path in SOURCE.rglob("*") if path.is_file())
    content = b"".join(path.read_bytes() for path in files) + f"{sys.prefix} {sys.version}".encode()
    folder = cache.mkdir("vehicle_messages") / hashlib.sha256(content).hexdigest()[:16]
    folder.mkdir(exist_ok=True)
    prefix = folder / "prefix"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not prefix.is_dir():
            _build(folder / "build", folder / "making")
            (folder / "making").rename(prefix)
            shutil.rmtree(folder / "build")
    return prefix


def _build(work: Path, stage: Path) -> None:
    environment = dict(os.environ, PATH=os.pathsep.join([f"{sys.prefix}/bin", os.environ.get("PATH", os.defpath)]))
    if Path(sys.prefix, "share/ament_cmake_core").is_dir():  # ROS 2 as wheels, which set no variables
        environment.update(AMENT_PREFIX_PATH=sys.prefix, CMAKE_PREFIX_PATH=sys.prefix)
        environment.pop("PYTHONPATH", None)
    if not (shutil.which("cmake", path=environment["PATH"]) and shutil.which("cc", path=environment["PATH"])):
        pytest.skip("needs px4_msgs, mavros_msgs and crazyflie_interfaces, or CMake and a C compiler for stand-ins")
    configure = [
        f"-DCMAKE_PROJECT_INCLUDE={ROOT / 'cmake/strip_missing_includes.cmake'}",
        f"-DPython3_EXECUTABLE={sys.executable}",
        f"-DCMAKE_INSTALL_PREFIX={stage}",
        "-DBUILD_TESTING=OFF",
    ]
    for arguments in (
        ["-S", str(SOURCE), "-B", str(work), *configure],
        ["--build", str(work), "--parallel", "2"],
        ["--install", str(work)],
    ):
        done = subprocess.run(["cmake", *arguments], env=environment, capture_output=True, text=True)
        assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]


def _preload(prefix: Path) -> None:
    """Load the libraries, so that those who ask for them by name find them without LD_LIBRARY_PATH."""
    waiting = sorted(prefix.glob("lib/*.so"))
    while waiting:
        left = [path for path in waiting if not _loads(path)]
        assert len(left) < len(waiting), f"cannot be loaded: {left}"
        waiting = left


def _loads(path: Path) -> bool:
    """Whether a library loads; it does not before those that it needs."""
    try:
        ctypes.CDLL(str(path), mode=ctypes.RTLD_GLOBAL)
    except OSError:
        return False
    return True
