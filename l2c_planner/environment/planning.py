"""Collision-free trajectories of all agents in a layout: cold with many guesses, warm, or with a barrier (IPOPT).

Symbols as in `program`. Avoidance rows that no path comes near are left out until one does, so that the result is a KKT
point of the program with all rows, theirs with multiplier zero.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from l2c_planner.environment.blocks import Blocks
from l2c_planner.environment.elastic import elastic
from l2c_planner.environment.guesses import Guess, ladder
from l2c_planner.environment.ipopt import Answer, options, solve
from l2c_planner.environment.objective import Objective, Scalar
from l2c_planner.environment.pairs import Candidates, Gaps
from l2c_planner.environment.program import Program
from l2c_planner.environment.scene import Scene
from l2c_planner.environment.trajectories import Attempt, Trajectories

ALL_ROWS = 8000
"""With a barrier, which acts at any distance, all candidates are imposed if there are no more than these."""
FEW = 1000
"""With no more candidates than these, all are imposed: fewer rows save little, and far ones keep iterates apart."""
REACH = 3.0
"""Else candidates with a smaller gap along the latest paths are imposed [m]."""
CROWDED, CROWDED_REACH = 8000, 0.5
"""Scenes with more candidates begin with the elastic program, and with candidates nearer than this [m]."""
PRICE, ROUGHLY = 300.0, 0.1
"""Price of violations in the elastic program, and its tolerance: it only prepares a guess."""
OVERLAP = 1e-7
"""Overlap of two bodies that counts as none [m]."""
REPETITIONS = 20
"""Most rounds of solving and adding rows."""


class Planner:
    """Plans in one scene, for any theta. Compiled once."""

    def __init__(
        self,
        scene: Scene,
        tolerance: float = 1e-8,
        reach: float | None = None,
        pulse: Callable[[], None] = lambda: None,
    ) -> None:
        """Compile it.

        Args:
            scene: What is planned in.
            tolerance: IPOPT's.
            reach: Replaces `REACH` or `CROWDED_REACH` [m]; np.inf imposes all rows.
            pulse: Called at every iteration; what it raises ends the solve and reaches the caller.
        """
        self.scene, self.tolerance, self._pulse = scene, tolerance, pulse
        self.blocks, self.candidates = Blocks(scene), Candidates.of(scene)
        self.crowded = self.candidates.count > CROWDED
        self.reach = reach or (CROWDED_REACH if self.crowded else REACH if self.candidates.count > FEW else np.inf)
        self.gaps = Gaps(scene, self.candidates)
        self._last: Program | None = None

    def cold(self, theta: np.ndarray, seed: int = 0) -> Trajectories:
        """Plan from the first guess that leads to one; if none does, the last iterate, which says so."""
        theta, attempts = self._checked(theta), []
        for guess in ladder(self.scene, theta, self._ends(theta), seed):
            found = self._from(guess, theta)
            attempts += found.attempts
            found = replace(found, attempts=tuple(attempts), seconds=sum(a.seconds for a in attempts))
            if found.converged:
                break
        return found

    def multi(self, theta: np.ndarray, starts: int, seed: int = 0) -> tuple[Trajectories, ...]:
        """Cold plans from the guesses of this many seeds, from `seed` on."""
        return tuple(self.cold(theta, seed + k) for k in range(starts))

    def warm(self, theta: np.ndarray, previous: Trajectories, barrier: float = 0.0) -> Trajectories:
        """Plan near a previous one, at another theta or with another barrier; if need be, from its paths alone."""
        theta = self._checked(theta)
        found = self._lazily("previous", theta, previous, barrier)
        if not found.converged:
            paths = replace(previous, bound_multipliers=np.zeros(0))
            again = self._lazily("paths of the previous", theta, paths, barrier)
            found = replace(again, attempts=found.attempts + again.attempts)
        return replace(found, seconds=sum(a.seconds for a in found.attempts))

    def objective(self, function: Scalar) -> Objective:
        """Compiles a scalar of the positions, a list of N columns over time SX (2, T+1), and of theta."""
        return Objective(self.scene, function)

    def program(self, kept: np.ndarray) -> Program:
        """The program with these candidates; the latest is remembered."""
        if self._last is None or not np.array_equal(self._last.kept, kept):
            self._last = Program(self.scene, self.blocks, self.candidates, kept)
        return self._last

    def _checked(self, theta: np.ndarray) -> np.ndarray:
        theta = np.array(theta, float).reshape(-1)
        if len(theta) != self.scene.parameters or not np.isfinite(theta).all():
            raise ValueError(f"{self.scene.name}: theta must be {self.scene.parameters} finite numbers, not {theta}")
        return theta

    def _ends(self, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        start, goal = self.blocks.ends(theta)
        return np.asarray(start), np.asarray(goal)

    def _from(self, guess: Guess, theta: np.ndarray) -> Trajectories:
        inputs = np.zeros((self.scene.agents, self.scene.steps, self.scene.motion.model.nu))
        primal = np.concatenate([inputs, guess.states[:, 1:]], axis=-1).ravel()
        begin = self._unsolved(theta, primal)
        clock = time.perf_counter()
        begin, prepared = self._loosen(theta, begin) if self.crowded else (begin, 0)
        found = self._lazily(guess.name, theta, begin, 0.0)
        (attempt,) = found.attempts
        whole = replace(attempt, iterations=attempt.iterations + prepared, seconds=time.perf_counter() - clock)
        return replace(found, attempts=(whole,))

    def _loosen(self, theta: np.ndarray, begin: Trajectories) -> tuple[Trajectories, int]:
        """A guess disentangled by the elastic program, and the iterations that it took."""
        program = self.program(self._near(begin, theta, 0.0))
        count = len(program.kept)
        violation = np.maximum(0.0, -program.values(program.extended(begin.primal, theta), theta)[program.first_kept :])
        answer = solve(
            elastic(program, PRICE), options(False, 0.0, ROUGHLY), self._pulse,
            x0=np.concatenate([begin.primal, violation]), p=theta, lbg=0.0, ubg=program.row_upper,
            lbx=np.concatenate([program.lower, np.zeros(count)]),
            ubx=np.concatenate([program.upper, np.full(count, np.inf)]),
        )  # fmt: skip
        return self._unsolved(theta, answer.x[: program.variables]), answer.iterations

    def _lazily(self, name: str, theta: np.ndarray, begin: Trajectories, barrier: float) -> Trajectories:
        """Solves, adds the candidates that the result comes near, and again until it violates none."""
        clock, iterations, found = time.perf_counter(), 0, begin
        kept = self._near(found, theta, barrier)
        for _ in range(REPETITIONS):
            found, answer = self._solve(theta, found, kept, barrier)
            iterations += answer.iterations
            gaps = self.gaps(found.positions, theta)
            gaps[found.kept] = np.inf
            clear = not len(gaps) or gaps.min() >= -OVERLAP
            if clear or not answer.success:
                break
            kept = np.union1d(kept, self._near(found, theta, barrier))
        seconds = time.perf_counter() - clock
        attempt = Attempt(name, bool(answer.success and clear), answer.status, iterations, seconds)
        return replace(found, attempts=(attempt,))

    def _near(self, found: Trajectories, theta: np.ndarray, barrier: float) -> np.ndarray:
        """Candidates to impose, (rows,)."""
        if barrier and self.candidates.count <= ALL_ROWS:
            return np.arange(self.candidates.count)
        return np.flatnonzero(self.gaps(found.positions, theta) < self.reach)

    def _solve(
        self, theta: np.ndarray, begin: Trajectories, kept: np.ndarray, barrier: float
    ) -> tuple[Trajectories, Answer]:
        program = self.program(kept)
        warm = len(begin.bound_multipliers) > 0
        given = {"x0": begin.primal, "p": theta, "lbx": program.lower, "ubx": program.upper}
        given |= {"lbg": 0.0, "ubg": program.row_upper}
        if warm:
            given |= {"lam_x0": begin.bound_multipliers, "lam_g0": self._multipliers(begin, program)}
        answer = solve(program.nlp, options(warm, barrier, self.tolerance), self._pulse, **given)
        return self._read(theta, answer.x, answer.lam_g, answer.lam_x, answer.cost, kept, barrier), answer

    def _multipliers(self, begin: Trajectories, program: Program) -> np.ndarray:
        """Those of a previous plan for the rows of this program, zero for new rows."""
        lam = np.zeros(program.rows)
        lam[: program.first_kept] = begin.row_multipliers[: program.first_kept]
        common, here, there = np.intersect1d(program.kept, begin.kept, assume_unique=True, return_indices=True)
        lam[program.first_kept + here] = begin.row_multipliers[program.first_kept + there]
        return lam

    def _unsolved(self, theta: np.ndarray, primal: np.ndarray) -> Trajectories:
        """Paths to begin at, without multipliers."""
        nothing = np.zeros(0)
        return self._read(theta, primal, nothing, nothing, 0.0, np.zeros(0, int), 0.0)

    def _read(
        self,
        theta: np.ndarray,
        primal: np.ndarray,
        rows: np.ndarray,
        bounds: np.ndarray,
        cost: float,
        kept: np.ndarray,
        barrier: float,
    ) -> Trajectories:
        N, T, nu = self.scene.agents, self.scene.steps, self.scene.motion.model.nu
        both = primal.reshape(N, T, -1)
        states = np.concatenate([self._ends(theta)[0].T[:, None], both[..., nu:]], axis=1)
        positions = np.asarray(self.blocks.position(states.reshape(N * (T + 1), -1).T)[0]).T.reshape(N, T + 1, 2)
        return Trajectories(
            theta, states, both[..., :nu], positions, cost, (), 0.0, barrier, kept, primal, rows, bounds
        )
