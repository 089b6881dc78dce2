"""`l2c train` and `l2c evaluate` behind their options."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.folder import refusing
from l2c_planner.cli.networks import need_torch, networks
from l2c_planner.cli.planning import as_json, loaded, plain
from l2c_planner.cli.signals import Interrupted
from l2c_planner.cli.streams import emit, rendered, reserved_stdout, say

if TYPE_CHECKING:
    from l2c_planner.learning.evaluation import Trial
    from l2c_planner.learning.methods import Method
    from l2c_planner.learning.tasks import Distribution
    from l2c_planner.learning.training import Episode
    from l2c_planner.tuning.learned import Learned

COLUMNS = {
    "method": "method",
    "quads": "quads",
    "tasks": "tasks",
    "feasible_within": "feasible in 30",
    "feasible_round": "feasible after",
    "good_round": "within 5 % after",
    "stop_round": "ends after",
    "stop_round_largest": "at most",
    "cost_ratio": "relative cost",
    "cost_ratio_largest": "at most",
}
"""Columns of the table of `l2c evaluate`, with their headings."""
FLOWN = {
    "method": "method",
    "rounds": "rounds",
    "plant": "flown",
    "tasks": "tasks",
    "within_limits": "keep distance",
    "missing": "miss, m",
    "tracking": "tracking loss",
    "within_limits_wind": "in wind: keep distance",
    "missing_wind": "miss, m",
    "tracking_wind": "tracking loss",
}
"""The same of the second one: early plans as they are flown."""


@dataclass(frozen=True)
class TrainRequest:
    """The options of `l2c train`; without a file the shipped one."""

    config: Path | None = None
    out: Path = Path("results/training")
    resume: bool = False
    quiet: bool = False


@dataclass(frozen=True)
class EvaluateRequest:
    """The options of `l2c evaluate`; without a checkpoint the shipped networks."""

    checkpoint: Path | None = None
    task: Path | None = None
    tasks: int = 10
    quads: tuple[int, ...] = (3, 4, 5, 6, 7, 8)
    fixed: Path | None = None
    """Checkpoint of numbers that are the same for all tasks, to compare with."""
    exact: bool = False
    seed: int = 0
    out: Path | None = None
    """Folder of the pictures and the table."""
    json: bool = False
    quiet: bool = False


def train(request: TrainRequest) -> Code:
    """Train, and say where the networks are.

    Raises `Refused` if torch is missing, or options, task, folder or checkpoint cannot be used.
    """
    need_torch()
    from l2c_planner.config import ConfigError, shipped_file
    from l2c_planner.learning import training
    from l2c_planner.learning.board import board
    from l2c_planner.learning.checkpoint import BadCheckpoint, refuse_old
    from l2c_planner.learning.options import load_training
    from l2c_planner.problems.multilift.formation import InfeasibleTask

    with reserved_stdout(), refusing(request.out):
        try:
            options, task = load_training(request.config or shipped_file("training.yaml"))
            if not request.resume:
                refuse_old(request.out)
            with board(request.out / "board") as note, _shown(request.quiet) as show:
                training.train(options, task, request.out, request.resume, lambda e: (note(e), show(e)))
            written = _training_files(request.out)
        except (ConfigError, BadCheckpoint) as error:
            raise Refused(str(error)) from error
        except (InfeasibleTask, training.Diverged) as error:
            raise Refused(str(error), Code.INFEASIBLE) from error
        except Interrupted as stop:
            stop.note = f", {request.out} is as after its last episode: go on with --resume"
            raise
    emit("\n".join(str(path) for path in written))
    return Code.FEASIBLE


def evaluate(request: EvaluateRequest) -> Code:
    """Compare networks with the hand-tuned planner on unseen tasks, and print the table.

    Raises `Refused` if a file or the task cannot be used.
    """
    from l2c_planner.config import MultiliftTask
    from l2c_planner.learning import evaluation, methods
    from l2c_planner.learning.flown import flown_table
    from l2c_planner.learning.tasks import Distribution

    base = loaded(request.task, None)
    if not isinstance(base, MultiliftTask):
        raise Refused(f"{request.task}: a {base.problem} task; valid: a multilift task")
    shown = networks(request.checkpoint)
    compared = [methods.hand_tuned_method(), methods.learned_method(shown)]
    if request.fixed is not None:
        compared.append(methods.learned_method(networks(request.fixed), "learned, fixed"))
    compared.append(methods.balancing_method())
    trials = []
    with reserved_stdout():
        for n in request.quads:
            distribution = Distribution(base, (n,), seed=request.seed)
            tasks = ((i, distribution.sample("test", i)) for i in range(request.tasks))
            show = _silent if request.quiet else _say_trial
            trials += evaluation.evaluate(compared, tasks, request.exact, show)
        tables = plain({"rows": evaluation.table(trials), "flown": flown_table(trials)})
        if request.out is not None:
            with refusing(request.out):
                _evaluation_files(
                    request.out, tables, trials, shown, Distribution(base, request.quads, seed=request.seed)
                )
                _plans_picture(request.out, Distribution(base, request.quads[:1], seed=request.seed), compared[:2])
        _say_without_optimum(trials)
    emit(as_json(tables) if request.json else rendered(_text(tables)))
    return Code.FEASIBLE


def _training_files(out: Path) -> list[Path]:
    """Draw the loss; all files of a run."""
    from l2c_planner.learning import checkpoint, training
    from l2c_planner.learning.figures import loss_figure

    content = out / checkpoint.NAME
    loss_figure(checkpoint.read(content)["history"], out / "loss.png")
    return [out / training.EXPORT, content, out / "loss.png"]


def _evaluation_files(
    out: Path, tables: dict[str, Any], trials: list[Trial], networks: Learned, distribution: Distribution
) -> None:
    """Tables, all trials, and pictures."""
    from l2c_planner.learning.figures import comparison_figure, factors_figure, flown_figure

    out.mkdir(parents=True, exist_ok=True)
    content = {**tables, "trials": [asdict(trial) for trial in trials]}
    (out / "evaluation.json").write_text(as_json(plain(content)) + "\n", encoding="utf-8")
    comparison_figure(trials, out / "rounds.png")
    flown_figure(tables["flown"], out / "flown.png")
    factors_figure(networks, distribution.samples("test", 2 * len(distribution.quads)), out / "factors.png")


def _plans_picture(out: Path, distribution: Distribution, methods: Sequence[Method]) -> None:
    """Plans of the first task before and after learning."""
    from l2c_planner.learning.before_after import before_after_figure

    what = f"{distribution.quads[0]} quadrotors, unseen task 0"
    before_after_figure(distribution.sample("test", 0), methods, what, out / "plans.png")


@contextmanager
def _shown(quiet: bool) -> Iterator[Callable[[Episode], None]]:
    """What shows an episode: a bar on a terminal, else a line."""
    if quiet:
        yield _silent
    elif not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda e: say(f"episode {e.number + 1}/{e.episodes}  {_losses(e)}  {e.seconds:.1f} s")
    else:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("episode {task.completed:.0f}/{task.total:.0f}"), BarColumn(24), TimeRemainingColumn())
        with Progress(*columns, TextColumn("{task.fields[text]}"), console=Console(stderr=True)) as bars:
            bar = bars.add_task("", total=None, text="compiles its kernels on the first run")
            yield lambda e: bars.update(bar, completed=e.number + 1, total=e.episodes, text=_losses(e))


def _losses(e: Episode) -> str:
    parts = [f"{stage} {loss:.4g}" for stage, loss in e.loss.items()]
    watched = [f"{loss:.4g}" for loss in e.validation.values()]
    parts += [f"validation {' '.join(watched)}"] if watched else []
    parts += [f"{e.failed} tasks left out"] if e.failed else []
    return "  ".join(parts)


def _say_trial(trial: Trial) -> None:
    cost = "" if trial.cost_ratio is None else f", cost {trial.cost_ratio:.3f}"
    say(f"{trial.quads} quads, task {trial.task}: {trial.method}: feasible after {trial.feasible_round}{cost}")


def _say_without_optimum(trials: Sequence[Trial]) -> None:
    """A line per task whose costs could not be compared."""
    lines = [f"{t.quads} quads, task {t.task}: no optimum: {t.no_optimum}" for t in trials if t.no_optimum is not None]
    for line in dict.fromkeys(lines):
        say(line)


def _silent(_report: Any) -> None:
    """Show nothing."""


def _text(tables: dict[str, list[dict[str, Any]]]) -> Iterator[Text]:
    """Both tables."""
    yield from _lines(tables["rows"], COLUMNS)
    yield Text()
    yield Text("early plans as they are flown: medians over the tasks")
    yield from _lines(tables["flown"], FLOWN)


def _lines(rows: Sequence[dict[str, Any]], columns: dict[str, str]) -> Iterator[Text]:
    """Rows as a table."""
    cells = [list(columns.values()), *([_cell(row[key]) for key in columns] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for number, line in enumerate(cells):
        text = "  ".join(f"{cell:{'<' if i == 0 else '>'}{w}}" for i, (cell, w) in enumerate(zip(line, widths)))
        yield Text(text.rstrip(), "bold" if number == 0 else "")


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.4g}" if isinstance(value, float) else str(value).replace("_", " ")
