"""The word of a trainer: networks that a team should plan with from its next plan on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Announcement:
    """Python side of msg/Tuning.msg."""

    number: int
    """Grows from one announcement to the next, also when the trainer starts again: its time of sending [ns]."""
    digest: str
    """SHA-256 of the networks, hexadecimal."""
    steps: int
    """Steps of learning that have led to them."""
    networks: bytes
    """Content of their file."""
    tag: bytes = b""
    """See `Seal`."""
