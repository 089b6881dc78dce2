"""What navigators and their world say, hear and serve, as enclaves; a test compares it with them.

`python -m l2c_planner.ros.navigation_enclaves SCENE.json > policy.xml` prints the SROS2 policy.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from l2c_planner.config import ConfigError
from l2c_planner.navigation.scene import load_scene
from l2c_planner.ros import names
from l2c_planner.ros.enclaves import Enclave, full, plain
from l2c_planner.ros.policy import document


def navigation_enclaves(robots: Sequence[str], above: str, simulated: bool) -> tuple[Enclave, ...]:
    """Of the navigators of robots by their names, and of the world if it is simulated.

    above: namespace before the robots' names, empty or with a slash in front.
    """
    found = [navigator(robot, robots, above, simulated) for robot in robots]
    return (*found, *([wheeled_plant(robots, above)] if simulated else []))


def navigator(robot: str, robots: Sequence[str], above: str, simulated: bool) -> Enclave:
    """Of a robot."""
    namespace = f"{above}/{robot}"
    said = (*full(namespace, [channel.name for channel in names.NAVIGATED]), names.DIAGNOSTICS)
    heard = full(namespace, (names.ODOMETRY, names.GOAL))
    for other in robots:
        heard += () if other == robot else full(f"{above}/{other}", (names.ODOMETRY, names.BOUND))
    layout = names.absolute(f"{above}/{names.ENVIRONMENT}", names.LAYOUT)
    return plain(namespace, names.NAVIGATOR, said, (*heard, layout), simulated)


def wheeled_plant(robots: Sequence[str], above: str) -> Enclave:
    """The simulated world, which makes the time."""
    said = tuple(f"{above}/{robot}/{names.ODOMETRY}" for robot in robots)
    said += full(f"{above}/{names.ENVIRONMENT}", [channel.name for channel in names.LAID_OUT])
    heard = tuple(f"{above}/{robot}/{names.VELOCITY}" for robot in robots)
    return plain(f"{above}/{names.WHEELED_PLANT}", names.WHEELED_PLANT, (*said, names.CLOCK), heard, False)


def main(args: Sequence[str] | None = None) -> int:
    """Print the policy of a scene."""
    parser = argparse.ArgumentParser(description="Print the SROS2 policy of robots that navigate.")
    parser.add_argument("scene", help="file of the scene")
    parser.add_argument("--namespace", default="", help="what comes before the robots' names")
    parser.add_argument("--use-sim-time", action="store_true", help="allow the topic /clock, and the simulated world")
    given = parser.parse_args(args)
    try:
        robots = load_scene(given.scene).robots
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    above = "/".join(["", *filter(None, [given.namespace.strip("/")])]).rstrip("/")
    print(document(navigation_enclaves(robots, above, given.use_sim_time)), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
