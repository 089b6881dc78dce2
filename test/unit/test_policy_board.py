"""Rounds of policy training as TensorBoard reads them: each once, also when a training has gone on."""

from __future__ import annotations

import importlib.util
import time
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch is not installed: make test LEARN=1")

from l2c_planner.policy.alternation import Round  # noqa: E402
from l2c_planner.policy.board import board  # noqa: E402
from l2c_planner.policy.ppo import Progress  # noqa: E402

needs_tensorboard = pytest.mark.skipif(
    importlib.util.find_spec("tensorboard") is None, reason="TensorBoard is not installed: pip install tensorboard"
)


def line(number: int, offset: float = 0.0, returned: float | None = None, spread: float | None = None) -> Round:
    """A round whose numbers are multiples of its own."""
    return Round(number, Progress(*(factor * number + offset for factor in (1.0, 2.0, 3.0, 4.0))), returned, spread)


def read(folder: Path) -> dict[str, list[tuple[int, float]]]:
    """Steps and values by name, as TensorBoard shows them."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    found = EventAccumulator(str(folder)).Reload()
    return {name: [(event.step, event.value) for event in found.Scalars(name)] for name in found.Tags()["scalars"]}


@needs_tensorboard
def test_every_number_of_a_round_is_there_by_row(tmp_path):
    with board(tmp_path) as note:
        for number in (1, 2):
            note("cooptimised", line(number, returned=0.5 * number, spread=None if number == 1 else 0.25))
        note("random", line(1))
    named = {"reward": 1, "entropy": 2, "divergence": 3, "critic": 4}
    policy = {f"policy/{name}": [(k, float(factor * k)) for k in (1, 2)] for name, factor in named.items()}
    assert read(tmp_path / "cooptimised") == policy | {
        "generator/return": [(1, 0.5), (2, 1.0)],
        "generator/spread": [(2, 0.25)],
    }
    assert set(read(tmp_path / "random")) == set(policy)


@needs_tensorboard
def test_rounds_that_are_done_again_are_there_once(tmp_path):
    """A run that ended in round 13 goes on from the checkpoint of round 10."""
    for rounds, offset in ((range(1, 14), 0.0), (range(11, 16), 100.0)):
        time.sleep(1.1)  # files are read in the order of their names: the second of their beginning, then process
        with board(tmp_path) as note:
            for number in rounds:
                note("random", line(number, offset))
    wanted = [(k, float(k if k < 11 else k + 100)) for k in range(1, 16)]
    assert read(tmp_path / "random")["policy/reward"] == wanted


def test_without_tensorboard_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with board(tmp_path / "board") as note:
        note("random", line(1))
    assert not (tmp_path / "board").exists()
