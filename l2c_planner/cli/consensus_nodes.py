"""`l2c consensus --transport dds`: a ROS 2 node per agent in a domain of its own, watched until they have found it."""

from __future__ import annotations

import importlib.util
import tempfile
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from l2c_planner.cli.codes import Refused
from l2c_planner.cli.consensus_plot import Plot
from l2c_planner.cli.consensus_request import Request, faults_of
from l2c_planner.cli.folder import refusing
from l2c_planner.cli.signals import check as interrupted
from l2c_planner.cli.streams import say

if TYPE_CHECKING:
    from l2c_planner.consensus.faults import Faults
    from l2c_planner.consensus.gathering import Gathering
    from l2c_planner.consensus.record import Run
    from l2c_planner.ros.consensus_observer import ConsensusObserver
    from l2c_planner.ros.consensus_options import ConsensusOptions
    from l2c_planner.ros.processes import Ended, Processes

TICK = 0.05
"""Between two looks at the nodes [s]."""
SILENCE = 90.0
"""Time without a new round after which the run is given up [s]."""
PATIENCE = 0.02
"""Time after which a node that waits for a lost message says so [s]."""
LOST_AFTER, SLOW = 3.0, 20.0
"""Silence of a node that is gone, where some die on purpose, and where they are rather slow [s]."""
LOGS, RECORD = "log", "record"
"""Folders in that of the results."""
WRONG = 2
"""Exit code of a node that cannot be made."""


def in_processes(request: Request, plot: Plot) -> Run:
    """The run of one process per agent, of what `consensus_request.check` lets pass.

    Raises Unfit for what does not go together, Refused without ROS 2 or a free domain, and if the nodes fall silent.
    """
    from l2c_planner.ros.consensus_options import ConsensusOptions

    names = {"algorithm": request.algorithm, "graph": request.graph or "", "problem": request.problem or ""}
    wrong = {"loss": request.loss, "noise": request.noise, "delay": min(10.0, request.delay * PATIENCE)}
    options = ConsensusOptions(agents=request.agents, seed=request.seed, rounds=request.rounds, **names, **wrong)
    return run_nodes(options, faults_of(request), request.out, request.record, plot)


def run_nodes(options: ConsensusOptions, faults: Faults, out: Path | None, record: bool, plot: Plot) -> Run:
    """The run of a process per agent: of an algorithm by names, or of an application by its name.

    Args:
        options: Of all agents; what only some of them have comes from the faults.
        faults: Who dies and who comes late, and what the algorithm must survive.
        out: Folder of results, for logs and the record; None: nothing is kept.
        record: Whether to record all that the agents say.
        plot: Is shown every round.

    Raises Unfit for what does not go together, Refused without ROS 2 or a free domain, and if the nodes fall silent.
    """
    if importlib.util.find_spec("rclpy") is None:
        raise Refused("--transport dds: needs ROS 2, which is not in this environment (rclpy); valid: arrays, memory")
    from l2c_planner.ros.domain import NoDomain

    gathering = _gathering(options, faults, plot)
    late, ends, joins = ",".join(str(number) for number, _ in faults.joins), dict(faults.deaths), dict(faults.joins)
    common = options.model_copy(update={"late": late, "lost_after": LOST_AFTER if ends else SLOW})
    own = [{"number": i, "ends_at": ends.get(i, 0), "joins_at": joins.get(i, 0)} for i in range(options.agents)]
    try:
        _watch([common.model_copy(update=update) for update in own], out, record, gathering)
    except NoDomain as error:
        raise Refused(str(error)) from error
    return gathering.run()


def _gathering(options: ConsensusOptions, faults: Faults, plot: Plot) -> Gathering:
    """Raises Unfit for deaths that leave the others in parts, too."""
    from l2c_planner.applications.setup import case_of
    from l2c_planner.consensus.gathering import Gathering
    from l2c_planner.consensus.network import Network

    case = case_of(options.setup, options.application, faults)
    network = Network(case.graph, faults)
    for k in sorted(network.changes()):
        network.links(k)
    last = max(network.changes(), default=-1) + 1
    there, late = set(network.alive(0).tolist()), dict(faults.joins)
    return Gathering(case.algorithm, case.problem, there, options.rounds, case.enough, last, late, plot)


def _watch(options: Sequence[ConsensusOptions], out: Path | None, record: bool, gathering: Gathering) -> None:
    """Start the nodes, take in what they tell until the run is over, stop them.

    Those who come late are started first, and say nothing before their rounds: a process takes longer to start than
    others to finish.
    """
    from l2c_planner.cli.team import in_environment, recording
    from l2c_planner.consensus.agent import agent_name
    from l2c_planner.ros.consensus_observer import ConsensusObserver
    from l2c_planner.ros.consensus_options import command
    from l2c_planner.ros.domain import environment, reserved
    from l2c_planner.ros.processes import Processes

    names, late = [agent_name(own.number) for own in options], [own for own in options if own.joins_at]
    with ExitStack() as stack:
        folder = stack.enter_context(_folder(out))
        domain = stack.enter_context(reserved())
        variables = stack.enter_context(in_environment(environment(domain)))
        bag = stack.enter_context(recording(folder / RECORD)) if record else None

        def start(agents: Sequence[ConsensusOptions]) -> Processes:
            commands = {names[own.number]: command(own) for own in agents}
            with refusing(folder):
                return stack.enter_context(Processes(commands, variables, folder / LOGS))

        first = start(late)
        observer = ConsensusObserver(names, domain, options[0].rounds, options[0].frame, bag)
        stack.enter_context(closing(observer))
        _wait_for(observer, first, [names[own.number] for own in late])
        rest = start([own for own in options if not own.joins_at])
        _look_on(observer, (first, rest), gathering, {own.number for own in options if own.ends_at})


@contextmanager
def _folder(out: Path | None) -> Iterator[Path]:
    """That of the results, or one that is gone afterwards."""
    if out is not None:
        yield out
        return
    with tempfile.TemporaryDirectory(prefix="l2c-") as folder:
        yield Path(folder)


def _wait_for(observer: ConsensusObserver, running: Processes, agents: Collection[str]) -> None:
    """Until agents are up.

    Raises Refused if one ends, or does not come.
    """
    end = time.monotonic() + SILENCE
    while not observer.hears(agents):
        interrupted()
        observer.spin(TICK)
        for ended in running.ended():
            raise Refused(str(ended))
        if time.monotonic() > end:
            raise Refused(f"--transport dds: those who are to come late are not up after {SILENCE:g} s, given up")


def _look_on(
    observer: ConsensusObserver, running: Sequence[Processes], gathering: Gathering, deaths: Collection[int]
) -> None:
    """Until it is over."""
    moved = time.monotonic()
    while not gathering.over:
        interrupted()
        before = gathering.round
        observer.spin(TICK)
        for number, packet in observer.take():
            gathering.add(number, packet)
        gathering.go_on()
        for ended in [each for nodes in running for each in nodes.ended()]:
            _on_end(ended, gathering, deaths)
        moved = time.monotonic() if gathering.round > before else moved
        if not gathering.expected or time.monotonic() > moved + SILENCE:
            raise Refused(f"--transport dds: nothing new in {SILENCE:g} s since round {gathering.round}, given up")


def _on_end(ended: Ended, gathering: Gathering, deaths: Collection[int]) -> None:
    """A node is gone: the others go on, unless it could not be made."""
    number = int(ended.host.rpartition("_")[2])
    if ended.code == WRONG:
        raise Refused(str(ended))
    if number not in deaths:
        say(f"l2c: {ended}; the others go on")
    gathering.gone(number)
