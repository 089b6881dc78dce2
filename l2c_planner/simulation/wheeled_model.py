"""Robots on omni wheels and what stands in their way as MuJoCo's XML.

A robot slides along x and y and turns about z: nothing tips over. A wheel is a force at its rim, in the body's frame,
behind the motor's first-order lag; its inertia counts as that of the body, which for three wheels is the same in every
direction. Robots are spheres with their equators at half of the height of obstacles: seen from above, discs.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

import numpy as np

from l2c_planner.simulation.wheeled_drive import Drive

TIMESTEP = 0.002
"""Of the integration [s]."""
THIN = 0.001
"""Half of the thickness of lines [m]."""
STIFF = {"solref": f"{2 * TIMESTEP} 1", "friction": "0.3 0.005 0.0001"}
"""Contacts, as stiff as the step allows."""


def wheeled_model(robots: int, obstacles: np.ndarray, drive: Drive) -> str:
    """XML; bodies ``robot_0`` .., and obstacles (M, 6) as geoms of the world, see `WheeledPlant`."""
    root = Element("mujoco", model="wheeled")
    SubElement(root, "compiler", angle="radian", autolimits="true")
    step = {"timestep": repr(TIMESTEP), "integrator": "implicitfast"}
    SubElement(SubElement(root, "option", **step), "flag", autoreset="disable")
    world, actuator = SubElement(root, "worldbody"), SubElement(root, "actuator")
    for i in range(robots):
        _robot(world, i, drive)
        for row in drive.rims:
            gear = _text([row[0], row[1], 0, 0, 0, row[2]])
            SubElement(actuator, "general", site=f"robot_{i}", gear=gear, dyntype="filterexact", dynprm=repr(drive.lag))
    for row in obstacles:
        _obstacle(world, row, drive.radius)
    return tostring(root, encoding="unicode")


def _robot(world: Element, number: int, drive: Drive) -> None:
    name, (mass, turning) = f"robot_{number}", drive.armature
    body = SubElement(world, "body", name=name)
    for axis in ("1 0 0", "0 1 0"):
        SubElement(body, "joint", type="slide", axis=axis, armature=repr(mass), damping=repr(drive.resistance))
    resisted = drive.resistance * (drive.share * drive.radius) ** 2
    SubElement(body, "joint", type="hinge", axis="0 0 1", armature=repr(turning), damping=repr(resisted))
    moments = _text([drive.turning / 2, drive.turning / 2, drive.turning])
    SubElement(body, "inertial", pos="0 0 0", mass=repr(drive.mass), diaginertia=moments)
    SubElement(body, "geom", name=name, type="sphere", size=repr(drive.radius), rgba=".2 .4 .8 1", **STIFF)
    SubElement(body, "site", name=name, size="0.01")


def _obstacle(world: Element, row: np.ndarray, height: float) -> None:
    """A disc or a box; `height`: half of it [m]."""
    x, y, angle, along, across, radius = map(float, row)
    common = {"pos": _text([x, y, 0]), "rgba": ".5 .45 .4 1", **STIFF}
    if radius > 0:
        SubElement(world, "geom", type="cylinder", size=_text([radius, height]), **common)
    else:
        size = _text([max(along, THIN), max(across, THIN), height])
        SubElement(world, "geom", type="box", size=size, euler=_text([0, 0, angle]), **common)


def _text(values: list[float]) -> str:
    return " ".join(repr(float(x)) for x in values)
