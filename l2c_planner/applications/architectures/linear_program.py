"""Velocities in the plane that keep to half-planes: the nearest to a wanted one, or the one that breaks least.

A half-plane (nx, ny, c) with a unit normal allows the velocities n . v >= c.  The programs are solved line by line, as
in van den Berg, Guy, Lin, Manocha, "Reciprocal n-body collision avoidance", 2011, section 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot, sqrt

Line = tuple[float, float, float]
Vector = tuple[float, float]

FAR = 1e9
"""Length of a wanted velocity that only its direction counts of [m/s]."""
ROUNDING = 1e-12


def closest(lines: Sequence[Line], speed: float, wanted: Vector) -> tuple[Vector, int]:
    """The velocity nearest to a wanted one within all lines and a highest speed [m/s].

    Also returns the number of lines, from the first on, that it is known to keep: all of them, or it is not a solution.
    """
    length = hypot(*wanted)
    shrink = min(1.0, speed / length) if length > 0 else 1.0
    v = (wanted[0] * shrink, wanted[1] * shrink)
    for i, line in enumerate(lines):
        if _missing(line, v) > ROUNDING:
            found = _on_line(lines[:i], line, speed, wanted)
            if found is None:
                return v, i
            v = found
    return v, len(lines)


def safest(lines: Sequence[Line], hard: int, speed: float, wanted: Vector) -> Vector:
    """As `closest`; without a solution, the velocity whose largest violation of the lines is smallest.

    hard: so many of the first lines are not to be broken even then, if they can be kept.
    """
    v, kept = closest(lines, speed, wanted)
    if kept == len(lines):
        return v
    firm = hard if kept >= hard else 0
    worst = 0.0
    for i in range(kept, len(lines)):
        line = lines[i]
        if _missing(line, v) <= worst + ROUNDING:
            continue
        equal = [b for other in lines[firm:i] if (b := _bisector(line, other)) is not None]
        bounds = [*lines[:firm], *equal]
        found, held = closest(bounds, speed, (FAR * line[0], FAR * line[1]))
        if held == len(bounds):
            v = found
        worst = _missing(line, v)
    return v


def _missing(line: Line, v: Vector) -> float:
    """By how much a velocity breaks a line [m/s]."""
    return line[2] - line[0] * v[0] - line[1] * v[1]


def _on_line(lines: Sequence[Line], line: Line, speed: float, wanted: Vector) -> Vector | None:
    """The point of the border of a line nearest to a wanted velocity, within other lines; None if there is none."""
    nx, ny, c = line
    room = speed * speed - c * c
    if room < 0:
        return None
    low, high = -sqrt(room), sqrt(room)
    for ox, oy, oc in lines:
        slope, need = ny * -ox + nx * oy, oc - c * (nx * ox + ny * oy)
        if abs(slope) <= ROUNDING:
            if need > ROUNDING:
                return None
        elif slope > 0:
            low = max(low, need / slope)
        else:
            high = min(high, need / slope)
        if low > high:
            return None
    along = min(max(nx * wanted[1] - ny * wanted[0], low), high)
    return (nx * c - ny * along, ny * c + nx * along)


def _bisector(line: Line, other: Line) -> Line | None:
    """Where another line is broken no more than this one; None for parallel ones, of which the worse comes later."""
    x, y, c = other[0] - line[0], other[1] - line[1], other[2] - line[2]
    length = hypot(x, y)
    return (x / length, y / length, c / length) if length > ROUNDING else None
