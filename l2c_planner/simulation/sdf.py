"""Elements of SDFormat that a world is made of; SI units, quaternions w x y z."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement

import numpy as np

Size = Mapping[str, Iterable[float]]
"""Children of a geometry, such as ``{"radius": [0.1]}``."""


def joint(model: Element, name: str, kind: str, parent: str, child: str) -> Element:
    """A joint between two links, at the origin of the child."""
    made = SubElement(model, "joint", name=name, type=kind)
    SubElement(made, "parent").text, SubElement(made, "child").text = parent, child
    return made


def axis(of: Element, lower: float, upper: float) -> None:
    """Axis of a joint along z, with an end at both sides [m, rad]."""
    made = SubElement(of, "axis")
    SubElement(made, "xyz").text = text([0, 0, 1])
    limit = SubElement(made, "limit")
    SubElement(limit, "lower").text, SubElement(limit, "upper").text = text([lower]), text([upper])


def inertial(link: Element, mass: float, moments: Sequence[float], centre: Sequence[float]) -> None:
    """Mass [kg], principal moments about the centre of mass (3,) [kg m^2], and that centre (3,) [m]."""
    made = SubElement(link, "inertial")
    pose(made, centre)
    SubElement(made, "mass").text = text([mass])
    inertia = SubElement(made, "inertia")
    for name, value in zip(("ixx", "iyy", "izz", "ixy", "ixz", "iyz"), (*moments, 0, 0, 0)):
        SubElement(inertia, name).text = text([value])


def shape(
    link: Element, kind: str, size: Size, colour: str, collides: bool, place: Sequence[float] = (0, 0, 0)
) -> None:
    """What is seen of a link, and whether it can be touched.  kind: sphere, cylinder, plane.  colour: r g b a."""
    for what in ("visual", *(["collision"] if collides else [])):
        made = SubElement(link, what, name=what)
        pose(made, place)
        form = SubElement(SubElement(made, "geometry"), kind)
        for name, values in size.items():
            SubElement(form, name).text = text(values)
        if what == "visual":
            material = SubElement(made, "material")
            SubElement(material, "ambient").text = SubElement(material, "diffuse").text = colour


def plugin(of: Element, system: str, name: str, given: Mapping[str, str]) -> None:
    """A system of Gazebo: its library's name, its class, and its settings."""
    made = SubElement(of, "plugin", filename=f"gz-sim-{system}-system", name=f"gz::sim::systems::{name}")
    for key, value in given.items():
        SubElement(made, key).text = value


def pose(of: Element, place: Sequence[float], attitude: np.ndarray | None = None) -> None:
    """Place (3,) [m] and quaternion w x y z (4,) in the frame of the element above; without one, level."""
    if attitude is None:
        SubElement(of, "pose").text = text([*place, 0, 0, 0])
    else:
        SubElement(of, "pose", rotation_format="quat_xyzw").text = text([*place, *np.asarray(attitude)[[1, 2, 3, 0]]])


def text(values: Iterable[float]) -> str:
    """Numbers that are read back to the last bit."""
    return " ".join(repr(float(value)) for value in values)
