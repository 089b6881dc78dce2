"""What is done and known before the first plan, so that none waits: kernels that are compiled, the size of queues."""

from __future__ import annotations

from l2c_planner.admm.flyable import Flyable
from l2c_planner.config import MultiliftTask, Task
from l2c_planner.plan import Seat, Session, agents_of, stages_of
from l2c_planner.transport.packet import LARGEST


def warm_up(task: Task) -> None:
    """Compile the kernels of a task by one round of every stage.

    Raises ValueError if the task has no plan.
    """
    session = Session(stages_of(task, rounds=1), Seat.alone(agents_of(task)))
    while not session.done:
        Flyable(session.stage.problem)
        session.step()


def packets_per_table(task: Task) -> int:
    """Most packets that a table of a plan takes: the copies of a whole coupling, with multipliers."""
    n, knots = task.team.n, task.steps + 1
    components = 12 * n + 19 if isinstance(task, MultiliftTask) else 26 * n * (n - 1)
    return -(-2 * knots * components // LARGEST)
