"""What agents keep clear of: discs, rectangles, segments, half-planes and track walls, moved by parameters.

Symbols: p is a position, a column (2,) [m]; theta are the parameters of the environment, a column (m,). Both are CasADi
columns, symbolic (SX) or numbers (DM). Distances are signed: from p to the boundary, negative inside [m].
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import casadi as ca
import numpy as np

Column = ca.SX | ca.DM
OfTheta = Callable[[Column], Column]
"""A scalar or a column as a function of theta."""

TURN = np.linspace(0.0, 2 * np.pi, 65)
"""Angles at which closed curves are drawn [rad]."""


class Shape(Protocol):
    """Something fixed in the plane once theta is chosen."""

    name: str

    def distance(self, p: Column, theta: Column) -> Column:
        """Signed distance from p to the boundary [m]."""

    def constraint(self, p: Column, theta: Column, radius: float) -> Column:
        """Smooth scalar that is >= 0 if and only if a disc of this radius [m] at p is clear."""

    def outline(self, theta: Column) -> np.ndarray:
        """Corners of what is drawn, (points, 2) [m]; closed where the shape has an inside."""


def constant(value: float | tuple[float, ...] | np.ndarray) -> OfTheta:
    """The function of theta that is always this value."""
    fixed = ca.DM(value)
    return lambda theta: fixed


@dataclass(frozen=True)
class Disc:
    """A circular obstacle, eq. (34)."""

    name: str
    centre: OfTheta
    radius: OfTheta

    def distance(self, p: Column, theta: Column) -> Column:
        """See `Shape`."""
        return ca.norm_2(p - self.centre(theta)) - self.radius(theta)

    def constraint(self, p: Column, theta: Column, radius: float) -> Column:
        """See `Shape`."""
        return ca.sumsqr(p - self.centre(theta)) - (self.radius(theta) + radius) ** 2

    def outline(self, theta: Column) -> np.ndarray:
        """See `Shape`."""
        circle = np.stack([np.cos(TURN), np.sin(TURN)], axis=-1)
        return _point(self.centre, theta) + float(self.radius(theta)) * circle


@dataclass(frozen=True)
class Rectangle:
    """A rectangular obstacle with its sides `angle` [rad] from the axes."""

    name: str
    centre: OfTheta
    half: OfTheta
    """Half lengths of the sides, (2,) [m]."""
    angle: OfTheta

    def distance(self, p: Column, theta: Column) -> Column:
        """See `Shape`."""
        out = self._beyond(p, theta)
        inside = ca.fmin(ca.fmax(out[0], out[1]), 0)
        return ca.sqrt(ca.sumsqr(ca.fmax(out, 0)) + 1e-24) + inside

    def constraint(self, p: Column, theta: Column, radius: float) -> Column:
        """See `Shape`."""
        out = self._beyond(p, theta)
        inside = ca.fmin(ca.fmax(out[0], out[1]), 0)
        return ca.sumsqr(ca.fmax(out, 0)) - radius**2 + 2 * radius * inside

    def outline(self, theta: Column) -> np.ndarray:
        """See `Shape`."""
        half = _point(self.half, theta)
        corners = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1], [1, 1]]) * half
        return _point(self.centre, theta) + corners @ _rotation(float(self.angle(theta))).T

    def _beyond(self, p: Column, theta: Column) -> Column:
        """How far p lies outside each pair of sides, (2,) [m]."""
        c, s = ca.cos(self.angle(theta)), ca.sin(self.angle(theta))
        offset = p - self.centre(theta)
        local = ca.vertcat(c * offset[0] + s * offset[1], -s * offset[0] + c * offset[1])
        return ca.fabs(local) - self.half(theta)


@dataclass(frozen=True)
class Segment:
    """A thin wall between two points, eq. (35) in its continuously differentiable form."""

    name: str
    begin: OfTheta
    end: OfTheta

    def distance(self, p: Column, theta: Column) -> Column:
        """See `Shape`."""
        return ca.sqrt(self._squared(p, theta) + 1e-24)

    def constraint(self, p: Column, theta: Column, radius: float) -> Column:
        """See `Shape`."""
        return self._squared(p, theta) - radius**2

    def outline(self, theta: Column) -> np.ndarray:
        """See `Shape`."""
        return np.stack([_point(self.begin, theta), _point(self.end, theta)])

    def _squared(self, p: Column, theta: Column) -> Column:
        return squared_distance(p, self.begin(theta), self.end(theta))


@dataclass(frozen=True)
class HalfPlane:
    """A straight border of infinite length; free is where normal' p <= offset."""

    name: str
    normal: OfTheta
    """Unit vector out of the free side, (2,)."""
    offset: OfTheta
    """Distance of the border from the origin along the normal [m]."""

    def distance(self, p: Column, theta: Column) -> Column:
        """See `Shape`."""
        return self.offset(theta) - ca.dot(self.normal(theta), p)

    def constraint(self, p: Column, theta: Column, radius: float) -> Column:
        """See `Shape`."""
        return self.distance(p, theta) - radius

    def outline(self, theta: Column) -> np.ndarray:
        """See `Shape`."""
        normal, foot = _point(self.normal, theta), float(self.offset(theta))
        along = np.array([-normal[1], normal[0]])
        return foot * normal + np.array([[-100.0], [100.0]]) * along


@dataclass(frozen=True)
class TrackWall:
    """One border of a closed track around the origin, a fixed distance from its centreline (specification, track)."""

    name: str
    centreline: Callable[[Column, Column], Column]
    """Radius of the centreline at an angle [rad], rc(phi, theta) [m]; periodic and smooth."""
    half_width: float
    """Distance from the centreline [m]."""
    side: int
    """+1 for the outer wall, -1 for the inner one."""

    def distance(self, p: Column, theta: Column) -> Column:
        """See `Shape`; to first order in the offset from the centreline."""
        angle = ca.atan2(p[1], p[0])
        bearing = ca.SX.sym("bearing")
        symbols = ca.SX.sym("theta", theta.shape[0])
        radius = self.centreline(bearing, symbols)
        curve = ca.Function("centreline", [bearing, symbols], [radius, ca.jacobian(radius, bearing)])
        at, slope = curve(angle, theta)
        offset = (ca.norm_2(p) - at) / ca.sqrt(1 + (slope / at) ** 2)
        return self.half_width - self.side * offset

    def constraint(self, p: Column, theta: Column, radius: float) -> Column:
        """See `Shape`."""
        return self.distance(p, theta) - radius

    def outline(self, theta: Column) -> np.ndarray:
        """See `Shape`."""
        angles = np.linspace(0.0, 2 * np.pi, 361)
        radius = np.array([float(self.centreline(ca.DM(a), theta)) for a in angles]) + self.side * self.half_width
        return radius[:, None] * np.stack([np.cos(angles), np.sin(angles)], axis=-1)


def squared_distance(p: Column, begin: Column, end: Column) -> Column:
    """Squared distance from p to the nearest point between two points [m^2]."""
    along, offset = end - begin, p - begin
    fraction = ca.fmin(ca.fmax(ca.dot(offset, along) / ca.sumsqr(along), 0), 1)
    return ca.sumsqr(offset - fraction * along)


def _point(value: OfTheta, theta: Column) -> np.ndarray:
    return np.asarray(ca.DM(value(theta)), float).ravel()


def _rotation(angle: float) -> np.ndarray:
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
