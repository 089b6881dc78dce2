"""How hosts talk to each other: what is asked of the network, and what is done when it fails."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .base import Model

Probability = Annotated[float, Field(ge=0, le=1)]
Seconds = Annotated[float, Field(gt=0, le=60)]


class FaultOptions(Model):
    """Faults that a host makes itself on what it receives, to try how a team copes; all off by default."""

    loss: Probability = Field(0.0, description="share of the packets that is lost, -")
    delay: float = Field(0.0, ge=0, le=10, description="longest delay of a packet, evenly distributed, s")
    duplicate: Probability = Field(0.0, description="share of the packets that arrives twice, -")
    reorder: Probability = Field(0.0, description="share of the packets that later ones overtake, -")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="seed of the faults, -")


class TransportOptions(Model):
    """Exchange between hosts."""

    missing: Literal["wait", "stale", "hold"] = Field("stale", description="what a host does without a peer's packet")
    stale: int = Field(3, ge=1, le=1000, description="most exchanges in a row with an old packet, then hold, -")
    loss_limit: Probability = Field(0.3, description="share of a link's packets that may be lost, beyond it hold, -")
    lost: Literal["continue", "hold"] = Field("continue", description="after a host is lost, if others can take over")
    heartbeat: Seconds = Field(0.05, description="period of the sign of life, s")
    lost_after: Seconds = Field(0.8, description="a peer unheard for so long is reported and gets no new plan, s")
    give_up_after: Seconds = Field(2.0, description="a plan is given up when a peer is unheard for so long, s")
    patience: Seconds = Field(0.1, description="time after which a packet counts as lost and is sent again, s")
    round_timeout: Seconds = Field(10.0, description="a plan is given up when nothing goes on for so long, s")
    join: Seconds = Field(20.0, description="time that a plan waits for late hosts, s")
    faults: FaultOptions = Field(FaultOptions(), description="faults made on purpose")


class SecurityOptions(Model):
    """Who may take part."""

    key_file: str = Field("", description="file with the team's key, mode 600; empty: packets carry no tag")
