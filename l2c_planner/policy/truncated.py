"""The normal distribution cut off at both ends, exact in the tails; Eq. (38) of arXiv 2403.14583.

f(x) = n((x - mu) / sigma) / sigma / (N((b - mu) / sigma) - N((a - mu) / sigma)) for a <= x <= b.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.special import log_ndtr, ndtri

INSIDE = 1e-6
"""Share of the probability that samples stay off each end."""


@dataclass(frozen=True, eq=False)
class TruncatedNormal:
    """By broadcasting; low < high, scale > 0."""

    mean: Tensor
    scale: Tensor
    low: Tensor
    high: Tensor

    def log_prob(self, x: Tensor) -> Tensor:
        """Logarithm of the density; -inf outside."""
        z = (x - self.mean) / self.scale
        found = -z.square() / 2 - math.log(math.sqrt(2 * math.pi)) - self.scale.log() - self._log_share()
        return torch.where((x >= self.low) & (x <= self.high), found, -torch.inf)

    def entropy(self) -> Tensor:
        """Differential entropy; at most log(high - low), that of even chances."""
        a, b = (self.low - self.mean) / self.scale, (self.high - self.mean) / self.scale
        share = self._log_share()
        at_low, at_high = (z * (-z.square() / 2 - share).exp() for z in (a, b))
        cut = (at_low - at_high) / (2 * math.sqrt(2 * math.pi))
        return 0.5 * math.log(2 * math.pi * math.e) + self.scale.log() + share + cut

    def sample(self, generator: torch.Generator | None = None) -> Tensor:
        """By the inverse of the distribution function, in double precision; never outside.

        Where both ends are more than 37 standard deviations off, the nearer end.
        """
        return self._inverse(self._shares(generator))

    def rsample(self, generator: torch.Generator | None = None) -> Tensor:
        """The same numbers, with their derivatives by the parameters: of x(u) where N(z) = u N(b) + (1 - u) N(a).

        First derivatives only (implicit reparametrisation, arXiv 1805.08498).
        """
        share = self._shares(generator)
        x = self._inverse(share)
        a, b = ((end - self.mean) / self.scale for end in (self.low, self.high))
        with torch.no_grad():
            z = (x - self.mean) / self.scale
            u = share.clamp(INSIDE, 1 - INSIDE).to(x.dtype)
            above = torch.where(a > 0, u, 1 - u)  # `_inverse` counts from the nearer tail
            by_a = (above * _density_ratio(a, z)).clamp_max(1.0)
            by_b = (torch.where(a > 0, 1 - u, u) * _density_ratio(b, z)).clamp_max(1.0)
        found = self.mean + self.scale * (z + by_a * (a - a.detach()) + by_b * (b - b.detach()))
        return x + (found - found.detach())

    def _shares(self, generator: torch.Generator | None) -> Tensor:
        shape = torch.broadcast_shapes(*(v.shape for v in vars(self).values()))
        return torch.rand(shape, dtype=torch.float64, device=self.mean.device, generator=generator)

    def _inverse(self, share: Tensor) -> Tensor:
        """Where the distribution function is as large as shares, which stay off 0 and 1."""
        with torch.no_grad():
            mean, scale, low, high = (v.double() for v in torch.broadcast_tensors(*vars(self).values()))
            a, b = (low - mean) / scale, (high - mean) / scale
            mirrored = a > 0  # the nearer tail keeps its digits on the left
            left, right = torch.where(mirrored, -b, a), torch.where(mirrored, -a, b)
            begin, end = _share_below(left), _share_below(right)
            z = ndtri(begin + share.clamp(INSIDE, 1 - INSIDE) * (end - begin))
            x = mean + scale * torch.where(mirrored, -z, z).clamp(a, b)
            return x.clamp(low, high).to(self.mean.dtype).clamp(self.low, self.high)

    def _log_share(self) -> Tensor:
        """log(N(b) - N(a)), from the side on which both are small."""
        a, b = (self.low - self.mean) / self.scale, (self.high - self.mean) / self.scale
        mirrored = a > 0
        upper, lower = log_ndtr(torch.where(mirrored, -a, b)), log_ndtr(torch.where(mirrored, -b, a))
        return upper + torch.log(-torch.expm1((lower - upper).clamp_max(-1e-300)))


def _density_ratio(end: Tensor, z: Tensor) -> Tensor:
    """n(end) / n(z); its product with the share beyond z is at most 1, as Mills' ratio falls."""
    return ((z - end) * (z + end) / 2).exp()


def _share_below(z: Tensor) -> Tensor:
    """N(z) with all its digits in the left tail; torch.special.ndtr loses them."""
    return torch.erfc(-z / math.sqrt(2)) / 2
