"""A training run that several processes share."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from learning_samples import short_task

torch = pytest.importorskip("torch")

from l2c_planner.learning import checkpoint, training  # noqa: E402
from l2c_planner.learning.options import load_training  # noqa: E402


def training_file(folder: Path, episodes: int) -> Path:
    """A run on three tasks, of which the first process gets two."""
    task = short_task().model_dump(mode="json", exclude={"planner"})
    (folder / "task.yaml").write_text(yaml.safe_dump(task))
    path = folder / "training.yaml"
    options = {
        "task": "task.yaml",
        "episodes": episodes,
        "tasks": {"train": 3, "validation": 2, "quads": [3]},
        "rounds": {"references": 2, "trajectories": [2]},
    }
    path.write_text(yaml.safe_dump(options))
    return path


def workers(path: Path, out: Path, count: int = 2) -> list[subprocess.Popen]:
    """The processes of a run, as torchrun would start them."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    shared = {"WORLD_SIZE": str(count), "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "l2c_planner.learning", str(path), "--out", str(out)]
    return [
        subprocess.Popen(
            command,
            env={**os.environ, **shared, "RANK": str(rank), "LOCAL_RANK": str(rank)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for rank in range(count)
    ]


def test_two_processes_find_the_gradient_of_one(tmp_path):
    path = training_file(tmp_path, 1)
    for process in workers(path, tmp_path / "two"):
        out, err = process.communicate(timeout=300)
        assert process.returncode == 0, out + err
    training.train(*load_training(path), tmp_path / "one")
    one, two = (checkpoint.read(tmp_path / name / checkpoint.NAME) for name in ("one", "two"))
    for number, state in one["optimiser"]["state"].items():
        a, b = state["exp_avg"], two["optimiser"]["state"][number]["exp_avg"]  # a tenth of the gradient
        assert float((a - b).norm()) <= 1e-12 * max(float(a.norm()), 1e-6)
    first, second = one["history"][0], two["history"][0]
    for name in ("loss", "validation"):
        assert first[name] == pytest.approx(second[name], rel=1e-9)
    assert one["history"][0]["terms"]["trajectories"] == pytest.approx(second["terms"]["trajectories"], rel=1e-12)


def test_a_lost_process_ends_the_run_with_a_line_and_a_usable_checkpoint(tmp_path):
    path = training_file(tmp_path, 10_000)
    first, second = workers(path, tmp_path / "run")
    try:
        assert first.stdout.readline().startswith("episode 1/10000")
        second.kill()
        begin = time.monotonic()
        out, err = first.communicate(timeout=120)
        assert time.monotonic() - begin < 60
    finally:
        for process in (first, second):
            process.kill()
            process.wait()
    assert first.returncode == 1
    last = [line for line in err.splitlines() if line.startswith("learning: ")][-1]
    assert "another process of the run has ended" in last and "--resume" in last
    networks, options = checkpoint.networks_of(tmp_path / "run" / checkpoint.NAME)
    assert options.episodes == 10_000 and checkpoint.read(tmp_path / "run" / checkpoint.NAME)["episode"] >= 1


def test_a_wrong_file_is_one_line(tmp_path):
    command = [sys.executable, "-m", "l2c_planner.learning", str(tmp_path / "none.yaml")]
    found = subprocess.run(command, capture_output=True, text=True)
    assert found.returncode == 2 and found.stderr.startswith("learning: ") and found.stderr.count("\n") == 1
