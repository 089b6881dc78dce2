"""Times the way of one packet into its message and out of it again, without the network."""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np
from std_msgs.msg import Header

from l2c_planner.admm.message import Phase
from l2c_planner.ros.wire import consensus_message, heartbeat_message, read_consensus, read_heartbeat
from l2c_planner.transport.packet import Heartbeat, Packet

TABLES = {
    "load, 101 knots": (101, 19, False),
    "copies of a share, 17 knots": (17, 182, True),
    "accept": (1, 1, False),
    "as large as it gets": (64, 128, True),
}
"""Rows, columns and whether multipliers travel too."""
BATCH = 50


def packet(rows: int, cols: int, dual: bool) -> Packet:
    """A packet of random numbers."""
    values = np.random.default_rng(0).normal(size=(rows, cols))
    phase = Phase.COPY if dual else Phase.PRIMAL
    return Packet(
        "quad_0", 2**63, 2**64 - 1, 1, 1, 30, phase, "cable_0", 2.5, rows, 0, values, -values if dual else None
    )


def microseconds(work: Callable[[], object], batches: int) -> float:
    """Median time of one call."""
    times = []
    for _ in range(batches):
        start = time.perf_counter()
        for _ in range(BATCH):
            work()
        times.append((time.perf_counter() - start) / BATCH)
    return 1e6 * statistics.median(times)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batches", type=int, default=60, help=f"batches of {BATCH} calls")
    batches, header = parser.parse_args().batches, Header(frame_id="map")
    print("| packet | numbers | into the message | out of it |\n|---|---|---|---|")
    for name, shape in TABLES.items():
        sent = packet(*shape)
        message = consensus_message(sent, header)
        out, back = (lambda s=sent: consensus_message(s, header)), (lambda m=message: read_consensus(m))
        count = sent.values.size * (2 if shape[2] else 1)
        print(f"| {name} | {count} | {microseconds(out, batches):.1f} us | {microseconds(back, batches):.1f} us |")
    beat = Heartbeat("quad_0", 1, 2, 3, 1, 4, 4, 1, 9, 0, True, tuple((f"quad_{i}", i) for i in range(5)))
    message = heartbeat_message(beat, header)
    into, out = (
        microseconds(lambda: heartbeat_message(beat, header), batches),
        microseconds(lambda: read_heartbeat(message), batches),
    )
    print(f"| heartbeat, 5 peers | - | {into:.1f} us | {out:.1f} us |")


if __name__ == "__main__":
    main()
