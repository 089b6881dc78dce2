"""Turns LLVM IR into machine code with llvmlite and keeps the object code in a cache on disk; no compiler is needed.

The cache lives in ``$L2C_CACHE_DIR``, else ``$XDG_CACHE_HOME/l2c_planner``, else ``~/.cache/l2c_planner``.  A file is
named after the hash of everything that determines its content and starts with the hash of that content: a truncated or
foreign file is recompiled, never run.  Files are written beside their place and renamed into it, so processes may share
the cache.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import tempfile
import threading
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import llvmlite
import llvmlite.binding as llvm

_SIGNATURE = ctypes.CFUNCTYPE(None, ctypes.c_int64, ctypes.c_int64, ctypes.c_void_p)
_lock = threading.Lock()
_loaded: dict[str, tuple[object, object]] = {}
_machine: llvm.TargetMachine | None = None
_jit = None


def cache_directory() -> Path:
    """Folder of the compiled kernels (not created here)."""
    if "L2C_CACHE_DIR" in os.environ:
        return Path(os.environ["L2C_CACHE_DIR"])
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "l2c_planner"


def native(key: str, ir: Callable[[], str], symbol: str = "kernel") -> object:
    """Callable ``(outer, inner, address of the arguments)`` of the module that ``ir()`` writes, compiled at most once.

    key identifies the module's content (anything that changes it must change the key); ctypes releases the GIL during a
    call.
    """
    with _lock:
        name = hashlib.sha256("\n".join((key, *_platform())).encode()).hexdigest()[:40]
        if name not in _loaded:
            _loaded[name] = _link(name, _object_code(name, ir), symbol)
        return _loaded[name][1]


@lru_cache
def _platform() -> tuple[str, ...]:
    features = llvm.get_host_cpu_features().flatten()
    return llvmlite.__version__, llvm.get_host_cpu_name(), features, llvm.get_process_triple()


def _target() -> llvm.TargetMachine:
    global _machine
    if _machine is None:
        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        features = llvm.get_host_cpu_features().flatten()
        target = llvm.Target.from_default_triple()
        _machine = target.create_target_machine(
            cpu=llvm.get_host_cpu_name(), features=features, opt=2, reloc="pic", codemodel="jitdefault", jit=True
        )
    return _machine


def _object_code(name: str, ir: Callable[[], str]) -> bytes:
    path = cache_directory() / f"{name}.o"
    cached = _read(path, name)
    if cached is not None:
        return cached
    module = llvm.parse_assembly(ir())
    module.verify()
    code = _target().emit_object(module)
    _write(path, name, code)
    return code


def _digest(name: str, code: bytes) -> bytes:
    """Covers the name, so that the code of another kernel is not taken for this one."""
    return hashlib.sha256(name.encode() + code).digest()


def _read(path: Path, name: str) -> bytes | None:
    try:
        raw = path.read_bytes()
    except OSError:
        return None
    code = raw[32:]
    return code if len(raw) > 32 and _digest(name, code) == raw[:32] else None


def _write(path: Path, name: str, code: bytes) -> None:
    """Best effort: a read-only home only costs the next start a compilation."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        with os.fdopen(handle, "wb") as file:
            file.write(_digest(name, code) + code)
        os.replace(temporary, path)
    except OSError:
        return


def _link(name: str, code: bytes, symbol: str) -> tuple[object, object]:
    global _jit
    if _jit is None:
        _jit = llvm.create_lljit_compiler(_target())
    builder = llvm.JITLibraryBuilder().add_object_img(code).add_current_process().export_symbol(symbol)
    tracker = builder.link(_jit, name)
    return tracker, _SIGNATURE(tracker[symbol])
