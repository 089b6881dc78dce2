"""Times planning and differentiating in layouts, beside plain CasADi with IPOPT and beside do-mpc's differentiator.

Plain use: one SX program with all constraints, exact derivatives by CasADi, the first straight guess, IPOPT's defaults.
Building it is timed apart. Where it finds no plan, its time is that until it gives up. CPU times, one thread.
"""

from __future__ import annotations

import importlib
import statistics
import time
from collections.abc import Callable
from typing import Any

import casadi as ca
import numpy as np

from l2c_planner.bench.process import call, one_thread
from l2c_planner.bench.timing import interleaved
from l2c_planner.environment.guesses import NOISES, ladder
from l2c_planner.environment.loading import load_scenario
from l2c_planner.environment.motion import POINT
from l2c_planner.environment.planning import Planner
from l2c_planner.environment.routes import with_routes
from l2c_planner.environment.safety import unsafety
from l2c_planner.environment.scene import Border, Limits, Metric, Scene
from l2c_planner.environment.sensitivity import adjoint
from l2c_planner.environment.shapes import Disc, constant
from l2c_planner.environment.trajectories import Trajectories

SCENARIOS = ("warehouse", "roundabout", "intersection", "highway", "track")
CROWDS = (1, 2, 3)


def run(repetitions: int = 5, large: bool = True, plain: bool = True) -> dict[str, Any]:
    """Medians of CPU times [s] and ratios by scenario, one thread, ways in turn.

    Args:
        repetitions: Calls of every way.
        large: Also 20 agents among 25 obstacles, several crowds, once each.
        plain: Also other ways to the same.

    Raises ProcessFailed where the process with one thread does.
    """
    if not one_thread():
        given = {"repetitions": repetitions, "large": large, "plain": plain}
        return call("l2c_planner.bench.environment:run", given)
    found = {name: contest(*_shipped(name), repetitions, plain) for name in SCENARIOS}
    if large:
        for seed in CROWDS:
            found[f"20 agents, 25 obstacles, seed {seed}"] = contest(*crowd(seed=seed), 1, False)
    return found


def contest(scene: Scene, theta: np.ndarray, repetitions: int, plain: bool) -> dict[str, Any]:
    """Times of one scene at one theta."""
    clock = time.perf_counter()
    planner = Planner(scene)
    built = time.perf_counter() - clock
    objective = planner.objective(lambda paths, symbols: unsafety(scene, paths, symbols, "lse").fused)
    plan = planner.cold(theta)
    near = theta + 0.01 * np.random.default_rng(0).standard_normal(len(theta))
    ways: dict[str, Callable[[], Any]] = {
        "cold": lambda: planner.cold(theta),
        "warm": lambda: planner.warm(near, plan),
        "gradient": lambda: adjoint(planner, plan, objective),
    }
    build_plain = None
    if plain:
        build_plain, ways["plain cold"] = _plain_cold(planner, theta)
        if (differentiate := _do_mpc(planner, plan)) is not None:
            ways["do-mpc gradient"] = differentiate
    if not plan.converged:
        del ways["gradient"], ways["warm"]
    samples = interleaved(ways, repetitions)
    medians = {name: statistics.median(s.cpu for s in taken) for name, taken in samples.items()}
    outcome = {
        "agents": scene.agents, "parameters": scene.parameters, "converged": plan.converged,
        "iterations": plan.iterations, "rows": len(plan.kept), "all_rows": planner.candidates.count,
        "build_s": built, **{f"{name.replace(' ', '_')}_s": value for name, value in medians.items()},
    }  # fmt: skip
    if plain:
        outcome["plain_build_s"] = build_plain
        outcome["plain_status"] = samples["plain cold"][-1].result
        outcome["cold_times_faster"] = medians["plain cold"] / medians["cold"]
    if "do-mpc gradient" in medians and "gradient" in medians:
        outcome["gradient_times_faster"] = medians["do-mpc gradient"] / medians["gradient"]
    return outcome


def _shipped(name: str) -> tuple[Scene, np.ndarray]:
    scenario = load_scenario(name)
    return scenario.tasks(0), scenario.starts(0)


def crowd(agents: int = 20, side: int = 5, half: float = 7.0, seed: int = 1) -> tuple[Scene, np.ndarray]:
    """Two crossing streams of agents through a grid of discs, half the width of the square [m]; the centres move."""
    random, each = np.random.default_rng(seed), agents // 2
    slots = np.linspace(-0.8, 0.8, agents) * half
    start, goal = np.zeros((4, agents)), np.zeros((4, agents))
    for stream, (along, across) in enumerate(((0, 1), (1, 0))):
        members = slice(stream * each, (stream + 1) * each)
        for states, sign in ((start, -1.0), (goal, 1.0)):
            states[along, members] = half * sign * (1 if along == 0 else -1)
            states[across, members] = random.permutation(slots)[:each]
    places = np.linspace(-half / 2, half / 2, side)
    theta = np.array([[x, y] for x in places for y in places]).ravel()
    discs = (
        Border(Disc(f"disc {j}", lambda theta, j=j: theta[2 * j : 2 * j + 2], constant(0.5))) for j in range(side**2)
    )
    scene = Scene(
        "crowd", POINT, 50, 0.25, np.full(agents, 0.2), constant(start),
        constant(goal), tuple(discs), Limits(1.5, np.ones(2)), np.array([1.0, 1.0, 0.0, 0.0]), np.ones(2),
        Metric(0.5), len(theta),
    )  # fmt: skip
    return with_routes(scene), theta


def _whole(planner: Planner) -> dict[str, ca.SX]:
    """The program with all rows as SX expressions."""
    program = planner.program(np.arange(planner.candidates.count))
    z, theta = ca.SX.sym("z", program.variables), ca.SX.sym("theta", planner.scene.parameters)
    cost, rows = program.nlp["nlp"].expand()(z, theta)
    return {"x": z, "p": theta, "f": cost, "g": rows}


def _plain_cold(planner: Planner, theta: np.ndarray) -> tuple[float, Callable[[], str]]:
    """Time to build plain CasADi's solver, and a call of it, which gives IPOPT's word."""
    scene = planner.scene
    program = planner.program(np.arange(planner.candidates.count))
    ends = tuple(np.asarray(end) for end in planner.blocks.ends(theta))
    straight = next(g for g in ladder(scene, theta, ends, 0) if g.name == f"straight, noise {NOISES[0]:g} m")
    inputs = np.zeros((scene.agents, scene.steps, scene.motion.model.nu))
    x0 = np.concatenate([inputs, straight.states[:, 1:]], axis=-1).ravel()
    clock = time.perf_counter()
    silent = {"print_time": False, "ipopt": {"print_level": 0, "sb": "yes", "max_iter": 400}}
    solver = ca.nlpsol("plain", "ipopt", _whole(planner), silent)
    built = time.perf_counter() - clock

    def solve() -> str:
        solver(x0=x0, p=theta, lbx=program.lower, ubx=program.upper, lbg=0.0, ubg=program.row_upper)
        return solver.stats()["return_status"]

    return built, solve


def _do_mpc(planner: Planner, plan: Trajectories) -> Callable[[], Any] | None:
    """A call of do-mpc's differentiator at a plan; None without do-mpc or where it fails."""
    try:
        differentiator = importlib.import_module("do_mpc.differentiator")
    except ImportError:
        return None
    whole = Planner(planner.scene, planner.tolerance, reach=np.inf)
    plan = whole.warm(plan.theta, plan)
    program = whole.program(plan.kept)
    bounds = {"lbx": program.lower, "ubx": program.upper, "lbg": np.zeros(program.rows), "ubg": program.row_upper}
    tool = differentiator.NLPDifferentiator(_whole(whole), bounds)
    values = {
        "x": plan.primal, "g": program.nlp["nlp"](plan.primal, plan.theta)[1], "f": plan.cost,
        "lam_g": plan.row_multipliers, "lam_x": plan.bound_multipliers, "lam_p": np.zeros(len(plan.theta)),
    }  # fmt: skip
    solution, parameters = {name: ca.DM(value) for name, value in values.items()}, ca.DM(plan.theta)

    def differentiate() -> Any:
        return tool.differentiate(solution, parameters)

    return differentiate
