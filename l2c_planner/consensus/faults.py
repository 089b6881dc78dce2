"""Faults on purpose, and which algorithms may run under them: the others refuse, or links are repaired."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from l2c_planner.consensus.algorithm import Algorithm, Channel, Fault
from l2c_planner.consensus.errors import Unfit
from l2c_planner.consensus.problems import Problem
from l2c_planner.consensus.registry import name_of, survivors


@dataclass(frozen=True)
class Faults:
    """What goes wrong in a run; the same seed gives the same faults."""

    loss: float = 0.0
    """Share of the messages lost, each direction of a link for itself."""
    outage: float = 0.0
    """Share of the links that are down in a round, for both ends, which know it."""
    delay: int = 0
    """Longest delay in rounds; delays are evenly distributed, and nobody waits."""
    deaths: tuple[tuple[int, int], ...] = ()
    """Agent and round before which it ends."""
    joins: tuple[tuple[int, int], ...] = ()
    """Agent and round before which it appears; it is not there before, unless it died."""
    liars: tuple[int, ...] = ()
    """Agents that tell random numbers of size `attack`, other ones to each neighbour."""
    attack: float = 100.0
    noise: float = 0.0
    """Standard deviation of what is added to every number on its way."""
    seed: int = 0

    def kinds(self) -> Iterator[Fault]:
        """Which faults there are."""
        present = {
            Fault.LOSS: self.loss, Fault.OUTAGE: self.outage, Fault.DELAY: self.delay,
            Fault.DEATH: self.deaths or self.joins, Fault.LIARS: self.liars,
            Fault.NOISE: self.noise,
        }  # fmt: skip
        return (fault for fault, given in present.items() if given)


def repaired(algorithm: Algorithm, faults: Faults) -> Faults:
    """The faults, with one-way loss turned into outages of both directions where the algorithm survives only these.

    That is what link layers with acknowledgements do: an exchange happens for both ends, or for neither.
    """
    if faults.loss and Fault.LOSS not in algorithm.survives and Fault.OUTAGE in algorithm.survives:
        return replace(faults, loss=0.0, outage=1 - (1 - faults.outage) * (1 - faults.loss) ** 2)
    return faults


def check(algorithm: Algorithm, problem: Problem, directed: bool, changing: bool, faults: Faults) -> None:
    """Raises Unfit if an algorithm cannot solve a problem on a kind of graph under faults, with what could."""
    name = name_of(algorithm)
    if not hasattr(problem, algorithm.needs):
        raise Unfit(f"{name}: this problem has no {algorithm.needs}; valid: {_PROBLEMS.get(algorithm.needs, _OWN)}")
    if problem.constrained and not algorithm.keeps_sets:
        raise Unfit(f"{name}: does not keep the robots' sets of a constrained problem; valid: admm, r-admm")
    if directed and not algorithm.directed:
        raise Unfit(f"{name}: needs an undirected graph; valid on directed ones: push-sum, push-diging, asynchronous")
    if changing and not (Fault.OUTAGE in algorithm.survives and algorithm.channel is Channel.TABLE):
        others = "gradient-tracking, push-diging, average"
        raise Unfit(f"{name}: needs a graph that stays; valid on changing ones: {others}")
    for fault in faults.kinds():
        if fault not in algorithm.survives:
            others = ", ".join(survivors(fault, problem)) or "none on this problem"
            raise Unfit(f"{name}: does not survive {_SAID[fault]}; valid: {others}")


_SAID = {
    Fault.LOSS: "messages lost in one direction", Fault.OUTAGE: "links that are down",
    Fault.DELAY: "messages that come late", Fault.DEATH: "agents that end or join", Fault.LIARS: "liars",
    Fault.NOISE: "noise on links",
}  # fmt: skip
_OWN = "those of its application"
_PROBLEMS = {
    "values": "values", "dual": "allocation", "prox": "least-squares, logistic, qp, expression, values",
    "gradient": "least-squares, logistic, expression, values, moving",
}  # fmt: skip
