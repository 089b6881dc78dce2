"""IPOPT as the lower level uses it: its options, and solves that something else may end.

Options are those with the fewest iterations and the least time over all shipped scenarios: the barrier is adapted as
long as the KKT error falls, and MUMPS need neither permute nor scale, which took a third of the time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import casadi as ca
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Options = dict[str, float | int | str]

MAX_ITERATIONS = 400
WARM = 1e-6
"""First barrier of a warm start, and how far it is pushed off its bounds."""
INTERRUPTED = "NonIpopt_Exception_Thrown"
"""IPOPT's word where CasADi noticed a signal."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What IPOPT found; names are those of CasADi's nlpsol."""

    x: Array
    cost: float
    lam_g: Array
    lam_x: Array
    status: str
    """IPOPT's word."""
    success: bool
    iterations: int


def options(warm: bool, barrier: float, tolerance: float) -> Options:
    """Those of a cold or warm start, with a barrier that stays or none."""
    chosen: Options = {"print_level": 0, "sb": "yes", "max_iter": MAX_ITERATIONS, "tol": tolerance}
    chosen |= {"mu_strategy": "adaptive", "adaptive_mu_globalization": "kkt-error"}
    chosen |= {"mumps_permuting_scaling": 0, "mumps_scaling": 0}
    chosen |= {"bound_relax_factor": 0.0, "nlp_scaling_method": "none"}
    if warm:
        pushes = ("bound_push", "bound_frac", "slack_bound_push", "slack_bound_frac", "mult_bound_push")
        chosen |= {f"warm_start_{push}": WARM for push in pushes}
        chosen |= {"warm_start_init_point": "yes", "mu_strategy": "monotone", "mu_init": max(WARM, barrier)}
    if barrier:
        chosen |= {"mu_target": barrier, "kappa_d": 0.0}  # without it, one-sided bounds shift the optimum by 1e-5 mu
    return chosen


def solve(functions: dict[str, ca.Function], chosen: Options, pulse: Callable[[], None], **given: Array) -> Answer:
    """Solve a program.

    Args:
        functions: `nlp`, and its derivatives as nlpsol takes them.
        chosen: IPOPT's options.
        pulse: Called at every iteration.
        given: Guess, bounds and parameters as nlpsol takes them.

    Raises what `pulse` does, which ends the solve, and KeyboardInterrupt if Ctrl-C ended it.
    """
    derivatives = {name: function for name, function in functions.items() if name != "nlp"}
    silent = {"print_time": False, "calc_lam_p": False, "no_nlp_grad": True}
    watch = _Watch(pulse)
    solver = ca.nlpsol(
        "plan", "ipopt", functions["nlp"], {"ipopt": chosen, "iteration_callback": watch, **silent, **derivatives}
    )
    result, stats = solver(**given), solver.stats()
    if watch.raised is not None:
        raise watch.raised
    if stats["return_status"] == INTERRUPTED:
        pulse()
        raise KeyboardInterrupt
    x, lam_g, lam_x = (np.asarray(result[name]).ravel() for name in ("x", "lam_g", "lam_x"))
    status, success, iterations = stats["return_status"], bool(stats["success"]), int(stats["iter_count"])
    return Answer(x, float(result["f"]), lam_g, lam_x, status, success, iterations)


class _Watch(ca.Callback):
    """Calls a function at every iteration; what it raises ends the solve and is kept, for CasADi loses it."""

    def __init__(self, pulse: Callable[[], None]) -> None:
        super().__init__()
        self._pulse = pulse
        self.raised: BaseException | None = None
        self.construct("pulse", {})

    def get_n_in(self) -> int:
        return ca.nlpsol_n_out()

    def get_n_out(self) -> int:
        return 1

    def get_sparsity_in(self, number: int) -> ca.Sparsity:
        return ca.Sparsity(0, 0)  # the iterate, which is not looked at

    def eval(self, iterate: list[ca.DM]) -> list[int]:
        try:
            self._pulse()
        except BaseException as raised:  # noqa: BLE001  raised again by `solve`
            self.raised = raised
        return [int(self.raised is not None)]
