"""`l2c environment` behind its options: make environments safer, compare them with baselines, write what came out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.environment_progress import Shown, shown
from l2c_planner.cli.folder import refusing, staged
from l2c_planner.cli.planning import as_json, plain
from l2c_planner.cli.signals import check
from l2c_planner.cli.streams import emit, rendered, reserved_stdout, say

if TYPE_CHECKING:
    from l2c_planner.environment.scene import Scenario
    from l2c_planner.environment.study import Study

ALL = "all"
NUMBERS, TABLE = "environment.json", "environment.md"
LAYOUTS, ASCENT, FILM, LANDSCAPE = "layouts.png", "ascent.png", "ascent.gif", "landscape.png"
FILES = (TABLE, LAYOUTS, FILM, ASCENT, LANDSCAPE, NUMBERS)
"""What a scenario leaves in its folder; a landscape only with one or two parameters."""
TOGETHER = ("environments.md", "environments.json")
"""What `all` leaves in its folder beside a folder per scenario."""


@dataclass(frozen=True)
class EnvironmentRequest:
    """The options of `l2c environment`."""

    scenario: str
    """Name of a shipped scenario, path of a YAML file, or `all`."""
    starts: int = 5
    seed: int = 0
    tasks: int = 5
    out: Path = Path("results/environment")
    json: bool = False
    quiet: bool = False


def environment(request: EnvironmentRequest) -> Code:
    """Optimise, compare, write `FILES`, print the table.

    Raises `Refused` if the scenario or the folder cannot be used, or there is no layout with plans.
    """
    if request.scenario == ALL:
        return _all(request)
    with reserved_stdout():
        scenario = _loaded(request.scenario)
        found = _studied(scenario, request, request.out)
    written = [request.out / name for name in FILES if (request.out / name).exists()]
    emit(as_json(plain(found)) if request.json else rendered(_text(found, written)))
    return _code([found])


def _all(request: EnvironmentRequest) -> Code:
    """Every shipped scenario into a folder of its own, and one table with the published numbers beside ours."""
    from l2c_planner.environment.loading import scenario_names
    from l2c_planner.report.environment_table import markdown_of_all

    studies: list[dict[str, Any]] = []
    missing: dict[str, str] = {}
    with reserved_stdout(), staged(request.out, TOGETHER) as stage:
        for scenario in [_loaded(name) for name in scenario_names()]:
            try:
                studies.append(_studied(scenario, request, request.out / scenario.name))
            except Refused as refusal:
                if refusal.code is not Code.INFEASIBLE:
                    raise
                missing[scenario.name] = str(refusal)
                say(str(refusal))
        text = markdown_of_all(studies, missing)
        content = plain({"scenarios": {found["scenario"]: found for found in studies}, "missing": missing})
        with refusing(request.out):
            (stage / TOGETHER[0]).write_text(text, encoding="utf-8")
            (stage / TOGETHER[1]).write_text(as_json(content) + "\n", encoding="utf-8")
    emit(as_json(content) if request.json else text.rstrip("\n"))
    return Code.INFEASIBLE if missing else _code(studies)


def _loaded(name: str) -> Scenario:
    from l2c_planner.config import ConfigError
    from l2c_planner.environment.loading import load_scenario

    try:
        return load_scenario(name)
    except ConfigError as error:
        raise Refused(str(error)) from error


def _studied(scenario: Scenario, request: EnvironmentRequest, out: Path) -> dict[str, Any]:
    """Optimise and compare one scenario and write `FILES`; the numbers."""
    from l2c_planner.environment.ascent import NoAscent
    from l2c_planner.environment.study import study
    from l2c_planner.report.environment_table import markdown, numbers

    with staged(out, FILES) as stage, shown(request.quiet, scenario, request.tasks, request.starts) as progress:
        try:
            made = study(scenario, request.tasks, request.starts, request.seed, progress.watch())
        except NoAscent as error:
            check()
            raise Refused(f"INFEASIBLE: {error}", Code.INFEASIBLE) from error
        asked = {"seed": request.seed, "starts": request.starts, "tasks": request.tasks}
        found = numbers(scenario, made) | asked
        with refusing(out):
            (stage / NUMBERS).write_text(as_json(plain(found)) + "\n", encoding="utf-8")
            (stage / TABLE).write_text(markdown(found), encoding="utf-8")
            _pictures(scenario, made, request.seed, stage, progress)
        check()
    return found


def _pictures(scenario: Scenario, made: Study, seed: int, stage: Path, progress: Shown) -> None:
    from l2c_planner.environment.study import HELD_OUT
    from l2c_planner.environment.survey import follow, landscape, thinned
    from l2c_planner.environment.training import task_of
    from l2c_planner.report.environment_charts import ascent_figure, landscape_figure
    from l2c_planner.report.environment_figure import layouts_figure, panels
    from l2c_planner.report.environment_gif import Frame, ascent_gif, leading

    compared = scenario.tasks(seed + HELD_OUT if made.training else seed)
    layouts_figure(scenario, compared, panels(made.comparison), stage / LAYOUTS)
    ascent_figure(made.ascents, stage / ASCENT)
    task, ascent = task_of(scenario, seed, check), made.ascents[0]
    steps = leading(ascent)
    numbers = [*thinned(len(steps)), len(steps) - 1]
    layouts = [*(steps[k].theta for k in numbers[:-1]), ascent.theta]
    plans = follow(task, layouts, progress.survey("plans of the film"))
    paths = [None if plan is None else plan.positions for plan in plans]
    ascent_gif(scenario, task.scene, steps, list(map(Frame, numbers, layouts, paths)), stage / FILM)
    surface = landscape(task, scenario.parameters, progress.survey("landscape"))
    if surface is not None:
        landscape_figure(scenario, surface, made.comparison, stage / LANDSCAPE)


def _code(studies: list[dict[str, Any]]) -> Code:
    """Infeasible, with a line, where a layout has no plan at all."""
    lost = [
        f"{found['scenario']}: no solve in the layout {name} converged"
        for found in studies
        for name, solves in found["solves"].items()
        if solves["failed"] == solves["all"]
    ]
    for line in lost:
        say(line)
    return Code.INFEASIBLE if lost else Code.FEASIBLE


def _text(found: dict[str, Any], written: list[Path]) -> Iterator[Text]:
    """The table, what it does not say, and the files."""
    from l2c_planner.report.environment_table import cells, sentences

    yield Text(found["title"], "bold")
    yield from _aligned(cells(found))
    yield from map(Text, sentences(found))
    if "training" in found:
        yield Text("the same for the tasks that the layout was made for", "bold")
        yield from _aligned(cells(found["training"]))
    yield from (Text(str(path)) for path in written)


def _aligned(rows: list[list[str]]) -> Iterator[Text]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for number, line in enumerate(rows):
        text = "  ".join(f"{cell:{'<' if i == 0 else '>'}{w}}" for i, (cell, w) in enumerate(zip(line, widths)))
        yield Text(text.rstrip(), "bold" if number == 0 else "")
