"""`l2c policy`: what it writes, prints and refuses, and that an interrupted run goes on."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from PIL import Image

from l2c_planner.cli import policy_run
from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.policy import FILES, PolicyRequest, policy
from l2c_planner.cli.policy_run import BOARD, Lines
from l2c_planner.cli.signals import Interrupted
from l2c_planner.config.loader import shipped_folder
from l2c_planner.navigation.weights import Weights, read_weights

pytest.importorskip("torch", reason="torch is not installed: make test LEARN=1")

from l2c_planner.policy.alternation import Round, Training  # noqa: E402
from l2c_planner.policy.ppo import Progress  # noqa: E402
from l2c_planner.policy.run import train  # noqa: E402

QUANTITIES = {"spl", "pctspeed", "numcoll", "diffacc", "success"}


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    """A small arena with short episodes."""
    data = yaml.safe_load((shipped_folder("policy") / "random-2.yaml").read_text())
    data |= {"agents": {"count": 3}, "exchanged": 2, "discs": 2, "horizon": {"steps": 40}}
    data["training"] = {
        "policy": {"worlds": 8, "steps": 8, "minibatch": 256},
        "generator": {"tasks": 4, "layouts": 2},
        "rounds": 2,
        "warm_up": 1,
    }
    path = tmp_path_factory.mktemp("arena") / "small.yaml"
    path.write_text(yaml.safe_dump(data))
    return path


def request(file: Path, out: Path, **given) -> PolicyRequest:
    return PolicyRequest(str(file), **{"tasks": 4, "trials": 2, "out": out, "quiet": True, **given})


@pytest.fixture(scope="module")
def trained(file, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("results") / "small"
    assert policy(request(file, out, train=True)) is Code.FEASIBLE
    return out


def test_training_leaves_policies_numbers_and_pictures(trained):
    names = {"policies.npz", "cooptimised.pt", "hand_designed.pt", "random.pt", *FILES}
    assert {path.name for path in trained.iterdir()} - {BOARD} == names
    for name in ("layouts.png", "training.png"):
        assert min(Image.open(trained / name).size) > 300
    rows = json.loads((trained / "policy.json").read_text())["rows"]
    assert list(rows) == ["cooptimised", "hand_designed", "random"]
    assert all(set(row) == QUANTITIES for row in rows.values())
    assert all(set(number) == {"mean", "ci95"} for row in rows.values() for number in row.values())
    assert "| cooptimised |" in (trained / "policy.md").read_text()


def test_policies_are_compared_again(file, trained, tmp_path, capsys):
    for path in (trained, trained / "policies.npz"):
        assert policy(request(file, tmp_path / "again", evaluate=path, json=True)) is Code.FEASIBLE
        found = json.loads(capsys.readouterr().out)
        assert found["rows"] == json.loads((trained / "policy.json").read_text())["rows"]
    assert not (tmp_path / "again" / "training.png").exists()


def test_a_run_that_is_there_is_not_overwritten(file, trained):
    with pytest.raises(Refused, match="a run is there already; valid: --resume"):
        policy(request(file, trained, train=True))
    before = (trained / "policies.npz").read_bytes()
    assert policy(request(file, trained, train=True, resume=True)) is Code.FEASIBLE
    assert (trained / "policies.npz").read_bytes() == before
    with pytest.raises(Refused, match="arena: the run began with another one"):
        changed = file.with_name("changed.yaml")
        changed.write_text(file.read_text().replace("discs: 2", "discs: 3"))
        policy(request(changed, trained, train=True, resume=True))


def test_the_files_are_named_unless_nobody_looks(file, trained, tmp_path, capsys):
    written = "".join(f"{tmp_path / name}\n" for name in ("policy.json", "policy.md", "layouts.png"))
    for given, said in (({"quiet": False}, written), ({"quiet": False, "json": True}, ""), ({}, "")):
        assert policy(request(file, tmp_path, evaluate=trained, rows=("random",), **given)) is Code.FEASIBLE
        assert capsys.readouterr().err == said


def test_a_run_goes_on_only_with_what_is_there(file, trained, tmp_path):
    (tmp_path / "empty").mkdir()
    for name in ("empty", "nowhere"):
        with pytest.raises(Refused, match=f"--resume: no run is in .*{name}; valid: a new one without --resume"):
            policy(request(file, tmp_path / name, train=True, resume=True))
    assert not list((tmp_path / "empty").iterdir()) and not (tmp_path / "nowhere").exists()
    before = (trained / "policies.npz").read_bytes()
    with pytest.raises(Refused, match="--rows: .* holds hand_designed, random too; valid: --rows with cooptimised, "):
        policy(request(file, trained, train=True, resume=True, rows=("cooptimised",)))
    assert (trained / "policies.npz").read_bytes() == before


def test_rows_of_a_file_are_chosen(file, trained, tmp_path, capsys):
    chosen = ("random", "cooptimised", "random")
    assert policy(request(file, tmp_path, evaluate=trained, rows=chosen, json=True)) is Code.FEASIBLE
    found = json.loads(capsys.readouterr().out)
    assert list(found["rows"]) == ["random", "cooptimised"]
    assert list(found["differences"]) == ["cooptimised"]
    with pytest.raises(Refused, match="--rows: 'generator_only' is none of .*policies.npz; valid: cooptimised, hand"):
        policy(request(file, tmp_path, evaluate=trained, rows=("generator_only",)))


def test_a_file_without_policies_is_refused(file, trained, tmp_path):
    header = read_weights(trained / "policies.npz").header
    (tmp_path / "none.npz").write_bytes(Weights(header, {}).bytes())
    with pytest.raises(Refused, match="none.npz: holds no policies"):
        policy(request(file, tmp_path / "out", evaluate=tmp_path / "none.npz"))


def test_shipped_policies_are_compared_in_their_arena(tmp_path, capsys):
    asked = PolicyRequest("proof-of-concept", tasks=2, trials=1, out=tmp_path, rows=("cooptimised",), quiet=True)
    assert policy(asked) is Code.FEASIBLE
    assert capsys.readouterr().out.strip() == (tmp_path / "policy.md").read_text().strip()
    assert {path.name for path in tmp_path.iterdir()} == set(FILES[:-1])


class TestLines:
    @pytest.fixture
    def clock(self, monkeypatch) -> list[float]:
        """Its only entry is the time."""
        now = [100.0]
        monkeypatch.setattr(policy_run.time, "monotonic", lambda: now[0])
        return now

    def line(self, number: int) -> Round:
        return Round(number, Progress(0.5, 0.0, 0.0, 0.0), None, 0.25 if number > 1 else None)

    def test_time_left_follows_the_latest_rounds_of_a_row(self, clock, capsys):
        lines = Lines(100)
        for number in range(1, 61):
            clock[0] += 2.0 if number <= 30 else 6.0
            lines("random", self.line(number))
        said = capsys.readouterr().err.splitlines()
        assert said[0] == "random  round 1/100  reward 0.500  0:03:18 left"
        assert said[1] == "random  round 4/100  reward 0.500  spread 0.250  0:03:12 left"
        assert said[-1] == "random  round 60/100  reward 0.500  spread 0.250  0:04:00 left"
        lines("mine", self.line(99))  # another row that goes on, its first round took no time
        lines("mine", self.line(100))
        said = capsys.readouterr().err.splitlines()
        assert said == [
            "mine  round 99/100  reward 0.500  spread 0.250  0:00:00 left",
            "mine  round 100/100  reward 0.500  spread 0.250",
        ]


@pytest.mark.parametrize("saved", [True, False])
def test_an_interrupted_training_says_what_is_left_of_it(tmp_path, saved):
    if saved:
        (tmp_path / "random.pt").touch()
    with pytest.raises(Interrupted) as stop, policy_run.policy_run(tmp_path, "go on with --resume"):
        raise Interrupted(signal.SIGINT)
    last = f", {tmp_path} holds the last checkpoints: go on with --resume"
    assert stop.value.note == (last if saved else ", nothing was saved yet")


def test_rows_that_are_asked_for(file, tmp_path, capsys):
    assert policy(request(file, tmp_path, train=True, json=True, rows=("random", "generator_only"))) is Code.FEASIBLE
    found = json.loads(capsys.readouterr().out)
    assert list(found["rows"]) == ["random", "generator_only"]
    assert list(found["differences"]) == ["generator_only"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"train": True, "rows": ("random", "mine")}, "--rows: 'mine' is none; valid: cooptimised, hand_designed"),
        ({"train": True, "evaluate": Path("x")}, "both given"),
        ({"train": True, "rows": ("",)}, "--rows: '' is none; valid: cooptimised, hand_designed"),
        ({"resume": True}, "only with --train"),
        ({"device": "cuda"}, "only with --train"),
        ({"train": True, "device": "gpu"}, "--device gpu: cannot be used here .*; valid: cpu, or cuda with such a GPU"),
        ({"rounds": 3}, "only with --train"),
        ({"evaluate": Path("nowhere.npz")}, "cannot be read"),
        ({}, "no policies are shipped"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(file, tmp_path, given, says):
    with pytest.raises(Refused, match=says) as error:
        policy(request(file, tmp_path, **given))
    assert "\n" not in str(error.value)
    assert error.value.code is Code.INPUT


def test_an_unknown_arena_is_refused(tmp_path):
    with pytest.raises(Refused, match="unknown arena"):
        policy(request(Path("nowhere"), tmp_path))


def test_an_interrupted_run_goes_on(file, trained, tmp_path):
    out = tmp_path / "run"
    long = file.with_name("long.yaml")
    long.write_text(file.read_text().replace("rounds: 2", "rounds: 100000"))
    command = [sys.executable, "-m", "l2c_planner.cli", "policy", str(long), "--train", "--out", str(out)]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert "cooptimised  round" in run.stderr.readline()
        while not (out / "cooptimised.pt").exists():
            assert run.poll() is None
        run.send_signal(signal.SIGINT)
        _, error = run.communicate(timeout=60)
    finally:
        run.kill()
    assert run.returncode == 130
    assert "go on with --resume" in error
    assert "Traceback" not in error


def test_rounds_that_are_done_again_are_noted_once(file, tmp_path):
    """Round 13 of 14 is interrupted, the last checkpoint is of round 10."""
    accumulators = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    arena, numbers = policy_run.arena_of(str(file), 14), []

    def run(resume: bool, last: int) -> dict[str, Training]:
        with policy_run.shown(14, tmp_path, quiet=True) as tell:

            def told(row: str, line: Round) -> None:
                tell(row, line)
                numbers.append(line.number)
                if line.number == last:
                    raise Interrupted(signal.SIGINT)

            return train("small", arena, tmp_path, resume, told, rows=("random",))

    with pytest.raises(Interrupted):
        run(False, 13)
    history = run(True, 0)["random"].history
    assert numbers == [*range(1, 14), *range(11, 15)]
    shown = accumulators.EventAccumulator(str(tmp_path / BOARD / "random")).Reload().Scalars("policy/reward")
    assert [event.step for event in shown] == list(range(1, 15))
    assert [event.value for event in shown] == pytest.approx([line.policy.reward for line in history])


def test_processes_do_not_overwrite_a_run_either(file, trained):
    command = [sys.executable, "-m", "l2c_planner.policy", str(file), "--out", str(trained)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "a run is there already; valid: --resume" in done.stderr
    assert "Traceback" not in done.stderr


def test_processes_go_on_only_with_what_is_there_and_note_their_rounds(file, tmp_path):
    command = [sys.executable, "-m", "l2c_planner.policy", str(file), "--out", str(tmp_path)]
    done = subprocess.run([*command, "--resume"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and "--resume: no run is in" in done.stderr
    assert subprocess.run(command, timeout=60).returncode == 0
    pytest.importorskip("tensorboard", reason="TensorBoard is not installed: pip install tensorboard")
    assert {path.name for path in (tmp_path / BOARD).iterdir()} == {"cooptimised", "hand_designed", "random"}
