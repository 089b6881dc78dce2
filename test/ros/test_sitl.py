"""`sitl.launch.py` flies: what it would start, started without launch; nobody asks for the plan."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from pathlib import Path

from team_processes import ROOT, write_task

from l2c_planner.config import load_task
from l2c_planner.ros.domain import environment
from l2c_planner.ros.flight import FlightWatch
from l2c_planner.ros.processes import Processes

sys.path.insert(0, str(ROOT / "test/unit"))
from launch_stand_in import launch  # noqa: E402

MODULES = dict(re.findall(r"^l2c_executable\((\w+) ([\w.]+)\)", (ROOT / "CMakeLists.txt").read_text("utf-8"), re.M))


def commands(file: Path, **arguments: str) -> dict[str, list[str]]:
    """Command of every process by the node's full name with dots."""
    made = {}
    for node in launch(ROOT / "launch/sitl.launch.py", task=str(file), **arguments).nodes:
        name, above = node["name"], node["namespace"]
        words = [sys.executable, "-m", MODULES[node["executable"]], "--ros-args", "-r", f"__ns:={above}"]
        words += ["-r", f"__node:={name}"]
        for key, value in node["parameters"].items():
            words += ["-p", f"{key}:={json.dumps(value)}"]
        made[f"{above.strip('/')}.{name}".replace("/", ".")] = words
    return made


def test_it_flies(domain: int, tmp_path: Path):
    file = write_task(tmp_path / "task.yaml")
    processes = commands(file, backend="loopback", speed="0.0", namespace="")
    assert len(processes) == 3 + 3 + 1 + 1
    watch, errors = FlightWatch(load_task(file), domain), []
    variables = {**os.environ, **environment(domain), "OMP_NUM_THREADS": "1"}
    try:
        with Processes(processes, variables, tmp_path / "log") as running:
            end = time.monotonic() + 60
            while not watch.phase > watch.duration and time.monotonic() < end:
                watch.spin(0.05)
                assert not running.ended()
                if watch.phase >= 0:
                    errors.append(watch.error)
    finally:
        watch.close()
    assert watch.phase > watch.duration, "no flight within a minute"
    assert max(errors) < 1e-3
    assert set(watch.modes) == {"quad_0", "quad_1", "quad_2"}
