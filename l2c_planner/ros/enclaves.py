"""What every process of a team says, hears, serves and asks for: what SROS2 has to allow it, and no more.

Imports the standard library and PyYAML only. A test compares it with the graph of nodes that run.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from l2c_planner.ros import names
from l2c_planner.ros.fleet import Fleet, NodeProcess

ALWAYS = ("/rosout", "/parameter_events")
"""What ROS 2 publishes for every node."""
DESCRIPTION = "~/get_type_description"
"""What it serves for every node, from Jazzy on."""
ENVIRONMENT = "environment"
"""Node that makes an environment safer."""
OPTIMISE, LAYOUT, GRID = "~/optimise", "~/layout", "~/grid"
OBSERVER, LIVE_VIEW = "observer", "live_view"
"""Nodes of those who look on: `l2c team`, `l2c watch`."""


@dataclass(frozen=True)
class Enclave:
    """A process; all names in full."""

    namespace: str
    node: str
    publishes: tuple[str, ...]
    subscribes: tuple[str, ...]
    serves: tuple[str, ...]
    asks: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Of the enclave: namespace and name of the node."""
        return names.absolute(self.namespace, self.node)

    def serving(self, served: Iterable[str], asked: Iterable[str]) -> Enclave:
        """The same with services of its own, and of others that it asks."""
        return replace(self, serves=(*self.serves, *served), asks=(*self.asks, *asked))


def enclaves(team: Fleet) -> tuple[Enclave, ...]:
    """Of the planners; with a load also of controllers; of display, live view, environment, and who else there is.

    The simulated world belongs to teams on simulated time, the trainer to those that follow one, the observer of `l2c
    team` to those whose robots have nothing before their names: it looks nowhere else.
    """
    simulated, trainer = bool(_setting(team, "use_sim_time")), str(_setting(team, "trainer") or "")
    above = team.nodes[0].namespace.rsplit("/", 1)[0]
    found = [planner(node) for node in team.nodes]
    if team.problem == "multilift":
        found += [controller(node, simulated, team.captains) for node in team.nodes]
        found += [plant(team, above)] if simulated else []
    found += [display(team, above, simulated), live_view(team, above), environment(above, simulated)]
    found += [trainer_of(team, above, trainer)] if trainer else []
    return (*found, *([observer(team)] if not above else []))


def planner(node: NodeProcess) -> Enclave:
    """A managed node."""
    own = (names.absolute(node.namespace, name, node.name) for name in names.NODE_TOPICS)
    served = (names.absolute(node.namespace, name, node.name) for name in names.NODE_SERVICES)
    return Enclave(node.namespace, node.name, (*node.publishes, *own), node.subscribes, (*node.services, *served))


def controller(robot: NodeProcess, simulated: bool, captains: tuple[str, ...]) -> Enclave:
    """Of a robot; it hears the plans of its planner, and of who leads the team and the first stand-in."""
    above = robot.namespace.rsplit("/", 1)[0]
    heard = full(robot.namespace, (names.ODOMETRY, names.TEAM_PLAN))
    heard += (f"{above}/{names.LOAD}/{names.ODOMETRY}",)
    heard += tuple(f"{above}/{name}/{names.TEAM_PLAN}" for name in captains[:2] if name != robot.host)
    said = (*full(robot.namespace, [channel.name for channel in names.CONTROLLED]), names.DIAGNOSTICS)
    return plain(robot.namespace, names.CONTROLLER, said, heard, simulated)


def plant(team: Fleet, above: str) -> Enclave:
    """The simulated world, which makes the time, and moves all that planners want to know of."""
    heard = [name for node in team.nodes for name in full(node.namespace, (names.COMMAND, names.TEAM_PLAN))]
    said = (*_odometry(team), names.CLOCK, names.TF)
    return plain(f"{above}/{names.PLANT}", names.PLANT, said, heard, False)


def display(team: Fleet, above: str, simulated: bool) -> Enclave:
    """What shows the team in rviz."""
    said = (names.MARKERS, names.CABLES, f"{names.LOAD}/{names.PATH}")
    return plain(above or "/", names.DISPLAY, full(above, said), _looked_at(team, above), simulated)


def live_view(team: Fleet, above: str) -> Enclave:
    """What shows it in a browser; it says nothing."""
    return _silent(above or "/", LIVE_VIEW, {*_looked_at(team, above), *_odometry(team)})


def environment(above: str, simulated: bool) -> Enclave:
    """What makes an environment safer; it needs nobody of the team."""
    said = (*full(above, (LAYOUT, GRID), ENVIRONMENT), names.DIAGNOSTICS)
    made = plain(above or "/", ENVIRONMENT, said, (), simulated)
    return made.serving(full(above, (OPTIMISE,), ENVIRONMENT), ())


def trainer_of(team: Fleet, above: str, namespace: str) -> Enclave:
    """What learns from the team's plans."""
    heard = [name for node in team.nodes for name in full(node.namespace, (names.PRIMAL, names.COPIES, names.ROLLOUT))]
    own = f"{above}/{namespace}"
    return plain(own, names.TRAINER, full(own, [channel.name for channel in names.ANNOUNCED]), heard, False)


def observer(team: Fleet) -> Enclave:
    """What looks on while a team plans, and asks it for plans; it says nothing else."""
    topics = (names.AGREEMENT, names.HEARTBEAT, names.TEAM, names.STATUS)
    heard = [name for node in team.nodes for name in full(node.namespace, topics)]
    asked = tuple(names.absolute(node.namespace, names.PLAN_SERVICE, node.name) for node in team.nodes)
    quiet = _silent("/", OBSERVER, heard)
    return Enclave(quiet.namespace, quiet.node, quiet.publishes, quiet.subscribes, quiet.serves, asked)


def _looked_at(team: Fleet, above: str) -> list[str]:
    """How a team plans and flies."""
    topics = (names.ODOMETRY, names.TEAM_PLAN, names.STATUS, names.TEAM)
    heard = [name for node in team.nodes for name in full(node.namespace, topics)]
    return [*heard, f"{above}/{names.LOAD}/{names.ODOMETRY}"]


def _odometry(team: Fleet) -> set[str]:
    """Of all that planners want to know of: robots, the load, obstacles that move."""
    return {name for node in team.nodes for name in node.subscribes if name.endswith(f"/{names.ODOMETRY}")}


def plain(namespace: str, node: str, said: Iterable[str], heard: Iterable[str], simulated: bool) -> Enclave:
    """A node with parameters."""
    served = full(namespace, (*names.PARAMETER_SERVICES, DESCRIPTION), node)
    clock = [names.CLOCK] if simulated else []
    return Enclave(namespace, node, (*said, *ALWAYS), (*heard, *clock), served)


def _silent(namespace: str, node: str, heard: Iterable[str]) -> Enclave:
    """A node without parameters that only hears."""
    return Enclave(namespace, node, ALWAYS, tuple(heard), full(namespace, (DESCRIPTION,), node))


def full(namespace: str, relative: Iterable[str], node: str = names.NODE) -> tuple[str, ...]:
    """Names as everybody sees them, of names as a node in a namespace does."""
    return tuple(names.absolute(namespace, name, node) for name in relative)


def _setting(team: Fleet, name: str) -> object:
    return team.nodes[0].parameters.get(name)
