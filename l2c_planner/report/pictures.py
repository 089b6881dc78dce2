"""Makes the pictures of a film: by MuJoCo in a process of its own where that works, else by matplotlib."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

import l2c_planner
from l2c_planner.report import drawn_frames, mujoco_frames
from l2c_planner.report.film import Film

PATIENCE = 240.0
"""Time for a renderer to make its pictures [s]; one that hangs costs no more."""
_TRIAL = 30.0
"""Time for a renderer to make its first picture [s]."""


def pictures(film: Film, width: int, height: int) -> tuple[np.ndarray, str]:
    """Pictures (F, height, width, 3) of bytes, and what has made them."""
    for backend in _backends():
        made = _by_mujoco(film, width, height, backend)
        if made is not None:
            return made, f"MuJoCo ({backend})" if backend else "MuJoCo"
    return drawn_frames.draw(film, width, height), "matplotlib (MuJoCo cannot render here)"


def _backends() -> list[str]:
    """Values of MUJOCO_GL to try: the one that is set, else those that need no display; only Linux has a choice."""
    if chosen := os.environ.get("MUJOCO_GL"):
        return [] if chosen in ("disable", "disabled", "off", "false", "0") else [chosen]
    return ["egl", "osmesa"] if sys.platform == "linux" else [""]


def _by_mujoco(film: Film, width: int, height: int, backend: str) -> np.ndarray | None:
    """None if it does not work, for whatever reason."""
    paths = [str(Path(l2c_planner.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    if backend:
        environment["MUJOCO_GL"] = backend
    with tempfile.TemporaryDirectory(prefix="l2c-film-") as folder:
        source, target = Path(folder) / "film.npz", Path(folder) / "pictures.npy"
        command = [sys.executable, "-m", mujoco_frames.__name__, str(source), str(target), str(width), str(height)]
        try:
            for part, patience in ((film.first(), _TRIAL), (film, PATIENCE)):
                mujoco_frames.save(part, source)
                subprocess.run(command, env=environment, timeout=patience, check=True, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
            made = np.load(target)
        except (OSError, ValueError, subprocess.SubprocessError):
            return None
    blank = made.shape != (len(film.time), height, width, 3) or np.ptp(made[0]) == 0
    return None if blank else made
