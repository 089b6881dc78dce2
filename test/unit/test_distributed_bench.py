"""`l2c bench consensus` in small: what is in its report, with and without disropt beside it."""

from __future__ import annotations

import json
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from l2c_planner.bench import consensus
from l2c_planner.cli.bench import lines
from l2c_planner.consensus.errors import Unfit


@pytest.fixture(autouse=True)
def here(monkeypatch):
    """In this process, as if disropt were not installed: times are not looked at."""
    monkeypatch.setattr(consensus, "one_thread", lambda: True)
    monkeypatch.setattr(consensus, "find_spec", lambda name: None)


@pytest.fixture
def mpi(monkeypatch, tmp_path):
    """Makes an `mpiexec` of lines of Python, which is the only one there; disropt is installed."""
    python = sys.executable

    def of(*script: str) -> None:
        start = tmp_path / "mpiexec"
        start.write_text("\n".join([f"#!{python}", "import sys, time", *script]))
        start.chmod(0o755)

    monkeypatch.setattr(consensus, "find_spec", lambda name: SimpleNamespace())
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    return of


def test_every_algorithm_has_a_row_with_a_time_by_size():
    report = consensus.run(sizes=(9, 1000, 1500), rounds=2, teams=())
    assert [row["algorithm"] for row in report["round"]] == list(consensus.ALGORITHMS)
    for row in report["round"]:
        assert all(row[f"agents_{n}_s"] > 0 for n in (9, 1000, 1500)) and isinstance(row["growth"], float)


def test_growth_needs_two_large_sizes():
    (row,) = consensus.run(sizes=(9,), algorithms=("extra",), rounds=2, teams=())["round"]
    assert row["growth"] is None


def test_unknown_algorithms_are_refused():
    with pytest.raises(Unfit, match="unknown algorithm 'sgd'"):
        consensus.run(sizes=(9,), algorithms=("sgd",))


def beside(agents: int) -> dict:
    """Its row."""
    (row,) = consensus.run(sizes=(9,), algorithms=("extra",), rounds=2, teams=(agents,))["beside_disropt"]
    return row


def tracked(agents: int, rounds: int) -> np.ndarray:
    """Estimates (agents, 5) of gradient tracking (Qu, Li 2018), written out with full matrices."""
    costs, links, tuned = consensus.beside(agents)
    W, x = links.mixing.toarray(), np.zeros((agents, 5))
    g = y = -costs.c
    for _ in range(rounds):
        x = W @ x - tuned.step * y
        after = np.einsum("aij,aj->ai", costs.H, x) - costs.c
        y, g = W @ y + after - g, after
    return x


@pytest.mark.parametrize("missing", ["disropt", "mpiexec", "script"])
def test_the_row_says_that_something_is_not_installed(mpi, monkeypatch, tmp_path, missing):
    if missing != "mpiexec":
        mpi("raise SystemExit(1)")
    if missing == "disropt":
        monkeypatch.setattr(consensus, "find_spec", lambda name: None)
    if missing == "script":
        monkeypatch.setattr(consensus, "PEER", tmp_path / "peer.py")
    row = beside(4)
    assert row["agents"] == 4 and row["ours_s"] > 0 and row["note"] == "not installed"
    assert row["disropt_s"] is row["ratio"] is row["difference"] is None


def test_what_disropt_prints_stands_beside_ours(mpi):
    x = tracked(4, consensus.BATCHES * consensus.BATCH_ROUNDS)
    x[2, 1] += 1e-3
    printed = json.dumps({"agents": 4, "rounds": 100, "round_s": 2.5, "x": x.tolist()})
    mpi("assert sys.argv[1:3] == ['-n', '4']", "print('a word of MPI')", f"print({printed!r})")
    row = beside(4)
    assert row["note"] == "measured" and row["disropt_s"] == 2.5
    assert row["ratio"] * row["ours_s"] == pytest.approx(2.5)
    assert row["difference"] == pytest.approx(1e-3, rel=1e-9)
    shown = [str(line) for line in lines({"beside_disropt": [row]})]
    assert "beside disropt" in shown and any("2.5" in line and "measured" in line for line in shown)


@pytest.mark.parametrize(
    "script, note",
    [
        ("raise SystemExit(3)", "exit code 3"),
        ("print('nothing of disropt')", "printed no JSON"),
        ("", "printed no JSON"),
        ("time.sleep(60)", "more than 0.2 s"),
    ],
)
def test_failures_of_disropt_are_told_in_its_row(mpi, monkeypatch, script, note):
    monkeypatch.setattr(consensus, "LIMIT", 0.2 if "sleep" in script else 30.0)
    mpi(script)
    row = beside(4)
    assert row["note"] == f"failed: {note}" and row["disropt_s"] is None
