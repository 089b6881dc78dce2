"""`l2c policy` behind its options: train, compare, draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.folder import staged
from l2c_planner.cli.planning import as_json, plain
from l2c_planner.cli.policy_run import BOARD, arena_of, policy_run, say_files, shown
from l2c_planner.cli.streams import emit
from l2c_planner.report.markdown import markdown_table

if TYPE_CHECKING:
    from l2c_planner.policy.actor import Actor
    from l2c_planner.policy.alternation import Training
    from l2c_planner.policy.arena import Arena
    from l2c_planner.policy.contest import Contest
    from l2c_planner.policy.rows import Draw

HEADINGS = {
    "spl": "SPL", "pctspeed": "PCTSpeed", "numcoll": "NumCOLL", "diffacc": "DiffACC, m/s^2", "success": "success",
}  # fmt: skip
FILES = FIGURES, TABLE, LAYOUTS, CURVES = ("policy.json", "policy.md", "layouts.png", "training.png")
"""What is written; the last one only by training."""


@dataclass(frozen=True)
class PolicyRequest:
    """The options of `l2c policy`."""

    arena: str
    train: bool = False
    resume: bool = False
    rounds: int | None = None
    evaluate: Path | None = None
    tasks: int = 64
    trials: int = 4
    seed: int = 0
    out: Path = Path("results/policy")
    json: bool = False
    quiet: bool = False
    device: str = "cpu"
    rows: Sequence[str] | None = None
    """None: the three usual ones to train, all of a file to compare."""


def policy(request: PolicyRequest) -> Code:
    """Train if asked to, then compare the rows on unseen tasks, write `FILES` and print the table.

    Raises `Refused` if torch is missing, or arena, folder or policies cannot be used.
    """
    from l2c_planner.navigation.library import POLICIES

    _check(request)
    with policy_run(request.out, "go on with --resume" if request.train else ""):
        figures = _run(request)
    emit(as_json(plain(figures)) if request.json else table(figures["rows"]))
    learned = (POLICIES, BOARD, CURVES) if request.train else ()
    say_files(request.out, (*FILES[:-1], *learned), request.quiet or request.json)
    return Code.FEASIBLE


def _check(request: PolicyRequest) -> None:
    if request.train and request.evaluate is not None:
        raise Refused("--train and --evaluate: both given; valid: one of them (--train compares at its end)")
    if not request.train and (request.resume or request.rounds is not None or request.device != "cpu"):
        raise Refused("--resume, --rounds, --device: only with --train")


def _run(request: PolicyRequest) -> dict[str, Any]:
    from l2c_planner.policy.contest import contest
    from l2c_planner.report.policy_figure import layouts_figure, training_figure

    arena = arena_of(request.arena, request.rounds)
    trained = _trained(request, arena) if request.train else {}
    with staged(request.out, FILES if trained else FILES[:-1]) as stage:
        entries = _entries(request, arena)
        found = contest(arena, entries, request.tasks, request.trials, request.seed)
        figures = {"arena": request.arena, "rows": rows(found), "differences": differences(found)}
        (stage / FIGURES).write_text(as_json(plain(figures)) + "\n", encoding="utf-8")
        (stage / TABLE).write_text(table(figures["rows"]) + "\n", encoding="utf-8")
        layouts_figure(arena, entries, request.seed).savefig(stage / LAYOUTS, dpi=130)
        if trained:
            training_figure({row: t.history for row, t in trained.items()}).savefig(stage / CURVES, dpi=130)
    return figures


def _trained(request: PolicyRequest, arena: Arena) -> Mapping[str, Training]:
    from l2c_planner.policy.rows import ALL_ROWS, ROWS
    from l2c_planner.policy.run import on_device, refuse_absent, refuse_overwriting, train

    device = on_device(request.device)
    chosen = ROWS if request.rows is None else _chosen(request.rows, ALL_ROWS)
    if request.resume:
        refuse_absent(request.out)
        _refuse_losing(request.out, chosen)
    else:
        refuse_overwriting(request.out)
    request.out.mkdir(parents=True, exist_ok=True)
    with shown(arena.training.rounds, request.out, request.quiet) as tell:
        return train(Path(request.arena).stem, arena, request.out, request.resume, tell, rows=chosen, device=device)


def _refuse_losing(out: Path, chosen: Sequence[str]) -> None:
    """Raises `Refused` if there is a run in a folder of rows that are not asked for."""
    from l2c_planner.policy.rows import ALL_ROWS
    from l2c_planner.policy.run import checkpoint_of

    there = [row for row in ALL_ROWS if checkpoint_of(out, row).exists()]
    if left_out := [row for row in there if row not in chosen]:
        raise Refused(f"--rows: {out} holds {', '.join(left_out)} too; valid: --rows with {', '.join(there)} in it")


def _chosen(asked: Sequence[str], there: Sequence[str], of: str = "") -> list[str]:
    """Rows that are asked for, each once.

    Raises `Refused` for one that there is not.
    """
    if wrong := [row for row in asked if row not in there]:
        raise Refused(f"--rows: {wrong[0]!r} is none{of}; valid: {', '.join(there)}, separated by commas")
    return list(dict.fromkeys(asked))


def _entries(request: PolicyRequest, arena: Arena) -> dict[str, tuple[Actor, Draw]]:
    """Who is compared.

    Raises ConfigError if none are shipped, `Refused` for a file without policies or without a row that is asked for,
    BadFile for one that does not fit.
    """
    from l2c_planner.navigation.weights import read_weights
    from l2c_planner.policy.rows import contestants

    path = _policies(request)
    there = contestants(read_weights(path), arena)
    if not there:
        raise Refused(f"{path}: holds no policies; valid: a file of `l2c policy --train`")
    wanted = there if request.rows is None else _chosen(request.rows, list(there), f" of {path}")
    return {row: there[row] for row in wanted}


def _policies(request: PolicyRequest) -> Path:
    """Their file.

    Raises ConfigError if none are shipped.
    """
    from l2c_planner.navigation.library import POLICIES, policies_of, shipped_policies

    if request.train:
        return request.out / POLICIES
    return shipped_policies(request.arena) if request.evaluate is None else policies_of(request.evaluate)


def rows(found: Contest) -> dict[str, dict[str, dict[str, float]]]:
    """Means and intervals by row and quantity."""
    from l2c_planner.policy.contest import QUANTITIES

    return {row: {name: asdict(found.estimate(row, name)) for name in QUANTITIES} for row in found.found}


def differences(found: Contest) -> dict[str, dict[str, dict[str, float]]]:
    """The first row less each of the others, paired by task."""
    from l2c_planner.policy.contest import QUANTITIES

    first, *others = found.found
    return {row: {name: asdict(found.difference(first, row, name)) for name in QUANTITIES} for row in others}


def table(figures: Mapping[str, Mapping[str, Mapping[str, float]]]) -> str:
    """Rows as a markdown table."""
    lines = [
        (row, *(f"{parts[name]['mean']:.3f} ± {parts[name]['ci95']:.3f}" for name in HEADINGS))
        for row, parts in figures.items()
    ]
    return markdown_table(("", *HEADINGS.values()), *lines)
