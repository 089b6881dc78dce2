"""`l2c learn` behind its options: what recorded plans of a team teach, without ROS."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.folder import refusing
from l2c_planner.cli.networks import LEARNED, need_torch, networks
from l2c_planner.cli.planning import as_json, plain
from l2c_planner.cli.streams import emit, reserved_stdout, say

if TYPE_CHECKING:
    from l2c_planner.learning.flights import Lesson
    from l2c_planner.rollout import Rollout


@dataclass(frozen=True)
class LearnRequest:
    """The options of `l2c learn`."""

    records: tuple[Path, ...]
    """Bags (folders or .mcap files) and roll-out files (.npz)."""
    config: Path | None = None
    start: str = LEARNED
    """Networks that the plans were made with."""
    out: Path = Path("results/trainer")
    json: bool = False
    quiet: bool = False


def learn(request: LearnRequest) -> Code:
    """One step of the networks by all plans in the records.

    Raises `Refused` if torch is missing, a file cannot be used, or nothing can be learned from any plan.
    """
    need_torch()
    from l2c_planner.config import ConfigError, shipped_file
    from l2c_planner.learning.flights import FlightTrainer, Unusable
    from l2c_planner.learning.options import load_training

    skipped: list[str] = []
    with reserved_stdout(), refusing(request.out):
        start = networks(None if request.start == LEARNED else Path(request.start).expanduser())
        try:
            options, _ = load_training(request.config or shipped_file("training.yaml"))
            trainer = FlightTrainer(options, request.out, start)
        except (ConfigError, ValueError) as error:
            raise Refused(str(error)) from error
        for path, rollout in _rollouts(request.records):
            try:
                lesson = trainer.learn(rollout)
            except Unusable as error:
                skipped.append(f"{path}: {error}")
                say(f"left out: {skipped[-1]}")
                continue
            if not request.quiet:
                say(f"{path}: {_told(lesson)}")
        if not trainer.lessons:
            last = f"; the last: {skipped[-1]}" if skipped else ""
            raise Refused(f"nothing to learn from in {len(skipped)} plans{last}")
        lessons = [asdict(lesson) for lesson in trainer.lessons]
        learned = trainer.step()
        trainer.save()
    files = {"networks": str(request.out / "learned.npz"), "digest": learned.digest, "step": trainer.state.episode}
    if request.json:
        emit(as_json(plain({**files, "lessons": lessons, "skipped": skipped})))
    else:
        emit(f"{files['networks']}\nstep {files['step']}, from {len(lessons)} plans; {len(skipped)} left out")
    return Code.FEASIBLE


def _rollouts(records: tuple[Path, ...]) -> Iterator[tuple[Path, Rollout]]:
    """All plans of all records.

    Raises `Refused` for a record that cannot be read.
    """
    from l2c_planner.rollout import RolloutError, load
    from l2c_planner.rollout.from_bag import plans_in, read_rollout

    for path in records:
        try:
            if path.suffix == ".npz":
                yield path, load(path)
            else:
                for plan in plans_in(path):
                    yield path, read_rollout(path, plan)
        except RolloutError as error:
            raise Refused(str(error)) from error


def _told(lesson: Lesson) -> str:
    losses = ", ".join(f"{stage} {loss:.4g}" for stage, loss in lesson.loss.items())
    return f"plan {lesson.plan}: loss of {losses}"
