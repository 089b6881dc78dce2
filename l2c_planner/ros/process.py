"""The process of a node: signals end it in good order, what cannot be made is one line, events wake its executor."""

from __future__ import annotations

import io
import signal
import sys
import threading
from collections.abc import Callable

import rclpy
from rclpy.context import Context
from rclpy.executors import Executor, SingleThreadedExecutor
from rclpy.node import Node
from rclpy.signals import SignalHandlerOptions

from l2c_planner.config import ConfigError

WRONG = 2
"""Exit code of a node that cannot be made or configured."""


def run(
    make: Callable[[], Node],
    args: list[str] | None = None,
    begin: Callable[[Node], int] = lambda node: 0,
    executor: Callable[[], Executor] | None = None,
) -> int:
    """Make a node and spin it until the process is interrupted or terminated; returns the exit code.

    begin: what is done before it spins; another code than 0 ends it.  executor: what spins it; None: woken by events.
    """
    stop, node, code = threading.Event(), None, 0
    # rclpy's own handlers would shut it down under a node's threads, which still publish
    rclpy.init(args=args, signal_handler_options=SignalHandlerOptions.NO)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        node = make()
        code = begin(node)
        if code == 0:
            _spin(node, stop, (executor or events_executor)())
    except (ConfigError, ValueError, ImportError) as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        code = WRONG
    finally:
        if node is not None:
            node.destroy_node()
        rclpy.try_shutdown()
    return code


def _spin(node: Node, stop: threading.Event, executor: Executor) -> None:
    executor.add_node(node)
    while rclpy.ok() and not stop.is_set():
        try:
            executor.spin_once(timeout_sec=0.2)
        except RuntimeError as error:  # of the C++ side, on an event without a Python counterpart
            node.get_logger().warning(str(error))


def events_executor(context: Context | None = None) -> Executor:
    """The executor that is woken by events where ROS has it (from Jazzy on); it takes half the time of the other."""
    try:
        from rclpy.experimental.events_executor import EventsExecutor

        return EventsExecutor(context=context)
    except (ImportError, io.UnsupportedOperation):  # or where standard error is no file, which it writes to
        return SingleThreadedExecutor(context=context)
