"""The word of a trainer: networks that a team should plan with from its next plan on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Announcement:
    """Python side of msg/Tuning.msg."""

    digest: str
    """SHA-256 of the networks, hexadecimal."""
    steps: int
    """Steps of learning that have led to them."""
    networks: bytes
    """Content of their file."""
    tag: bytes = b""
    """See `Seal`."""
