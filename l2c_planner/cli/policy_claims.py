"""`l2c policy-claims` behind its options: train variants of arenas, measure them, draw what becomes of the claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.folder import staged
from l2c_planner.cli.planning import as_json, plain
from l2c_planner.cli.policy import HEADINGS
from l2c_planner.cli.policy_run import arena_of, policy_run, say_files, shown
from l2c_planner.cli.signals import check
from l2c_planner.cli.streams import emit
from l2c_planner.report.markdown import markdown_table

if TYPE_CHECKING:
    from l2c_planner.policy.arena import Arena
    from l2c_planner.policy.claims import Claim
    from l2c_planner.policy.order import Lead
    from l2c_planner.policy.run import Progress

ORDER, DISC, TRACKING, ALL = "order", "disc", "tracking", "all"
FILES = FIGURES, TABLE, LEADS, THEOREM = ("claims.json", "claims.md", "order.png", "tracking.png")
"""What is written beside a picture per sweep."""
MEASURES = {**HEADINGS, "spread": "spread"}
SIGNS = {"confirmed": "", "open": " (open)", "refuted": " (no)"}
"""What a lead is followed by in the table."""


@dataclass(frozen=True)
class ClaimsRequest:
    """The options of `l2c policy-claims`."""

    claim: str = ALL
    train: bool = False
    rounds: int | None = None
    tasks: int = 64
    trials: int = 4
    seed: int = 0
    out: Path = Path("results/policy-claims")
    json: bool = False
    quiet: bool = False


def policy_claims(request: ClaimsRequest) -> Code:
    """Train the variants if asked to, measure those that are trained, print a table and leave figures.

    Raises `Refused` if torch is missing, nothing is trained yet, or name, folder or policies cannot be used.
    """
    if request.rounds is not None and not request.train:
        raise Refused("--rounds: only with --train")
    if request.train and request.claim in (ORDER, DISC, TRACKING):
        raise Refused(f"--train: nothing is trained for {request.claim}; valid: {request.claim} without it")
    with policy_run(request.out, "the same command goes on" if request.train else ""):
        figures = _run(request)
    emit(as_json(plain(figures)) if request.json else tables(figures))
    say_files(request.out, (*FILES, *map(_picture, figures["claims"])), request.quiet or request.json)
    return Code.FEASIBLE


def _run(request: ClaimsRequest) -> dict[str, Any]:
    from l2c_planner.policy.best_disc import BEST_DISC, best_discs
    from l2c_planner.policy.claims import CLAIMS, measure_claim, verdicts
    from l2c_planner.report.policy_claims import claim_figure, order_figure, tracking_figure

    valid = (ALL, ORDER, DISC, *CLAIMS, TRACKING)
    if request.claim not in valid:
        raise Refused(f"{request.claim}: unknown claim; valid: {', '.join(valid)}")
    bases = {n: arena_of(CLAIMS[n].arena, request.rounds) for n in CLAIMS if request.claim in (ALL, n)}
    for name, base in bases.items() if request.train else ():
        _train(name, base, request)
    found = {}
    with staged(request.out, (*FILES, *map(_picture, (*bases, DISC)))) as stage:
        for name, base in bases.items():
            points = measure_claim(name, request.out, base, request.tasks, request.trials, request.seed)
            if not points and request.claim != ALL:
                raise Refused(f"{request.out}: no variant of {name} is trained there; valid: --train, or another --out")
            if points:
                claim_figure(CLAIMS[name], points).savefig(stage / _picture(name), dpi=130)
                found[name] = _told(CLAIMS[name], points, verdicts(CLAIMS[name], points))
        if request.claim in (ALL, DISC):
            points = best_discs(request.tasks, request.seed)
            claim_figure(BEST_DISC, points).savefig(stage / _picture(DISC), dpi=130)
            found[DISC] = _told(BEST_DISC, points, verdicts(BEST_DISC, points))
        order = _order(request) if request.claim in (ALL, ORDER) else {}
        if order:
            order_figure(order).savefig(stage / LEADS, dpi=130)
        figures = {"claims": found, "order": {n: [asdict(lead) for lead in of] for n, of in order.items()}}
        (stage / FIGURES).write_text(as_json(plain(figures)) + "\n", encoding="utf-8")
        (stage / TABLE).write_text(tables(figures) + "\n", encoding="utf-8")
        tracking_figure().savefig(stage / THEOREM, dpi=130)
    return figures


def _train(name: str, base: Arena, request: ClaimsRequest) -> None:
    """Every variant of a claim, around an arena."""
    from l2c_planner.policy.claims import folder_of, train_claim

    request.out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:

        def told(value: float) -> Progress:
            folder, title = folder_of(request.out, name, value), f"{name} {value:g}"
            return stack.enter_context(shown(base.training.rounds, folder, request.quiet, title))

        train_claim(name, request.out, base, told)


def _order(request: ClaimsRequest) -> dict[str, list[Lead]]:
    """Leads by arena, of the shipped policies."""
    from l2c_planner.navigation.library import have_policies
    from l2c_planner.navigation.weights import read_weights
    from l2c_planner.policy.loading import load_arena
    from l2c_planner.policy.order import leads

    found = {}
    for name, path in have_policies().items():
        check()
        found[name] = leads(load_arena(name), read_weights(path), request.tasks, request.trials, request.seed)
    return found


def _picture(claim: str) -> str:
    return f"{claim}.png"


def _told(claim: Claim, points: Mapping[float, Any], verdicts: Mapping[str, str]) -> dict[str, Any]:
    measures = {f"{value:g}": {k: asdict(e) for k, e in point.items()} for value, point in points.items()}
    return {"claim": claim.words, "shows": list(claim.shows), "verdicts": dict(verdicts), "variants": measures}


def tables(figures: Mapping[str, Any]) -> str:
    """Sweeps, and leads in the arenas, as markdown tables, those that there are."""
    parts = [make(figures[key]) for key, make in (("claims", sweeps), ("order", order)) if figures[key]]
    return "\n\n".join(parts) or f"nothing is trained yet; {THEOREM} shows Theorem 1"


def order(found: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """A line for every claim: by how much one row is ahead of another, arena by arena."""
    lines: dict[str, dict[str, Any]] = {}
    for name, leads in found.items():
        for lead in leads:
            words = f"{MEASURES[lead['measure']]}: {lead['ahead']} before {lead['behind']}".replace("_", "-")
            lines.setdefault(words, {})[name] = lead
    rows = [(words, *(_ahead(line.get(name)) for name in found), _count(line)) for words, line in lines.items()]
    return markdown_table(("claim", *found, "confirmed"), *rows)


def _ahead(lead: Mapping[str, Any] | None) -> str:
    if lead is None:
        return "-"
    return f"{lead['by']['mean']:+.3f} ± {lead['by']['ci95']:.3f}{SIGNS[lead['verdict']]}"


def _count(line: Mapping[str, Mapping[str, Any]]) -> str:
    return f"{sum(lead['verdict'] == 'confirmed' for lead in line.values())} of {len(line)}"


def sweeps(found: Mapping[str, Any]) -> str:
    """What they are about, variant by variant, and what becomes of them."""
    lines = []
    for part in found.values():
        for measure in part["shows"]:
            numbers = ((value, point[measure]) for value, point in part["variants"].items())
            row = ", ".join(f"{value}: {e['mean']:.3f} ± {e['ci95']:.3f}" for value, e in numbers)
            lines.append((part["claim"], measure, part["verdicts"][measure], row))
    return markdown_table(("claim", "measure", "verdict", "variants"), *lines)
