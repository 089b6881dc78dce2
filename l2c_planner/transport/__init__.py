"""Carriers of packets between hosts: the seam behind which a loop in one process or DDS does the work."""

from l2c_planner.transport.base import Transport
from l2c_planner.transport.faulty import Faulty
from l2c_planner.transport.memory import Network
from l2c_planner.transport.packet import Heartbeat, Packet, Parcel, State

__all__ = ["Faulty", "Heartbeat", "Network", "Packet", "Parcel", "State", "Transport"]
