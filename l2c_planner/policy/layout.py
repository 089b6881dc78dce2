"""What a generator decides: for each of M slots V numbers within bounds, and whether there is an obstacle at all."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

SLIGHT = 1e-6
"""Depth of a place in an area below which it counts as outside [m]."""


@dataclass(frozen=True, eq=False)
class Layout:
    """Of B worlds."""

    values: Tensor
    """(B, M, V)."""
    present: Tensor
    """(B, M) bool."""

    def of(self, index: Tensor) -> Layout:
        """Those of some worlds."""
        return Layout(self.values[index], self.present[index])

    def to(self, device: torch.device) -> Layout:
        """The same on a device."""
        return Layout(self.values.to(device), self.present.to(device))


@dataclass(frozen=True, eq=False)
class Space:
    """All layouts."""

    low: Tensor
    """(M, V)."""
    high: Tensor
    """(M, V)."""
    optional: bool = False
    """Whether slots may stay empty."""

    @property
    def slots(self) -> int:
        """Number of obstacles at most, M."""
        return self.low.shape[0]

    @property
    def numbers(self) -> int:
        """Numbers of a slot, V."""
        return self.low.shape[1]

    def random(self, count: int, generator: torch.Generator) -> Layout:
        """Every number evenly distributed, every optional obstacle there in half of the cases; on the device of the
        random numbers."""
        low, high = self.low.to(generator.device), self.high.to(generator.device)
        share = torch.rand(count, *low.shape, generator=generator, dtype=low.dtype, device=low.device)
        there = torch.rand(count, self.slots, generator=generator, device=low.device) < 0.5
        return Layout(low + share * (high - low), there | (not self.optional))


def kept_off(centre: Tensor, track: tuple[Tensor, Tensor], areas: tuple[Tensor, Tensor]) -> Tensor:
    """The places (B, M, 2) on tracks that are nearest to centres (B, M, 2) and in no area; those in none stay, bit for
    bit.

    track: lower and upper corners (M, 2) of where each may be. areas: corners (R, 2) of rectangles apart from each
    other, wider by half a body than what it must not cover; `leads_out` says whether a track has a place outside.
    """
    (low, high), (begin, end) = track, areas
    place = centre[..., None, :]
    inside = ((place > begin + SLIGHT) & (place < end - SLIGHT)).all(-1)
    exits = torch.stack([begin, end], 1)  # (R, 2, 2) by area, end and axis
    way = exits - centre[..., None, None, :]
    far = way.abs().masked_fill(~_on_track(exits, low, high), torch.inf)
    nearest = far.flatten(-2).argmin(-1, keepdim=True)
    chosen = torch.zeros_like(far).flatten(-2).scatter(-1, nearest, 1.0).unflatten(-1, (2, 2))
    move = ((way * chosen).sum(-2) * inside[..., None]).sum(-2)
    return torch.where(inside.any(-1, keepdim=True), centre + move, centre)


def leads_out(track: tuple[Tensor, Tensor], areas: tuple[Tensor, Tensor]) -> Tensor:
    """(M,) whether every place of a track, that lies in an area, has one beside it on the track that does not."""
    (low, high), (begin, end) = track, areas
    touched = ((high[:, None] > begin + SLIGHT) & (low[:, None] < end - SLIGHT)).all(-1)
    return (_on_track(torch.stack([begin, end], 1), low, high).flatten(-2).any(-1) | ~touched).all(-1)


def _on_track(exits: Tensor, low: Tensor, high: Tensor) -> Tensor:
    """(M, R, 2, 2) which sides (R, 2, 2) of areas are within the reach of tracks, corners (M, 2)."""
    low, high = low[:, None, None], high[:, None, None]
    return (exits >= low - SLIGHT) & (exits <= high + SLIGHT)
