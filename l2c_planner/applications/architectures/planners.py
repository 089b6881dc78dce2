"""Two ways to plan a mission: one node solves for all, or all robots agree in rounds of messages."""

from __future__ import annotations

import time

from l2c_planner import centralised
from l2c_planner.admm import Message, run_until
from l2c_planner.applications.architectures.flight import Traffic
from l2c_planner.applications.architectures.mission import Mission, Planned
from l2c_planner.applications.architectures.simulate import NUMBER
from l2c_planner.config import SwarmTask
from l2c_planner.plan import Seat, Session
from l2c_planner.plan.stage import Found, Stage, StageResult, Stages, Trajectory
from l2c_planner.problems.measures import Measures
from l2c_planner.problems.problem import Problem
from l2c_planner.problems.swarm import robots
from l2c_planner.problems.swarm.measure import measure


def central(mission: Mission) -> Planned:
    """The nonlinear program of all robots, solved by one node: states and goals come in, plans go out."""
    left = mission.left
    guess = mission.problem(left.planner.admm.tightening).start()
    begin = time.process_time()
    problem = mission.problem(exact=True)
    solution = centralised.solve(problem, problem.split(guess))
    spent = time.process_time() - begin
    problems = measure(left, problem, solution.plan).problems()
    if not solution.converged:
        problems = (f"the centralised solver did not converge ({solution.status})", *problems)
    states, inputs = solution.plan["robot"]
    up = left.team.n * 3 * robots.axes(left)
    size = NUMBER * (up + states.size + inputs.size)
    return Planned(states, inputs, problems, Traffic(1, 2 * left.team.n, size, spent))


def together(mission: Mission) -> Planned:
    """ADMM over DDP: a host per robot, in lock step, with messages of which nobody loses one.

    Each coordinates the pairs that it is the first of, whatever the task says of a coordinator; the first that lives
    tells the others when the rounds end.
    """
    left = mission.left
    problem = mission.problem(left.planner.admm.tightening)
    agents = {name: name for name in problem.agents}
    captain = problem.agents[0]
    parties = [_Party(Session(_stages(left, problem), Seat(name, agents, captain)), left.team.n) for name in agents]
    run_until(parties, lambda party: party.session.done)
    session = parties[0].session
    executed = session.found.executed
    states, inputs = executed.plan["robot"]
    spent = [party.traffic for party in parties]
    traffic = sum(spent, Traffic(rounds=session.rounds[-1]))
    return Planned(states, inputs, executed.measures.problems(), traffic)


def _stages(task: SwarmTask, problem: Problem) -> Stages:
    """The one stage of a swarm, for a problem that may begin in flight."""

    def judge(plan: Trajectory) -> Measures:
        return measure(task, problem, plan)

    admm = task.planner.admm.model_copy(update={"coordinator": "shared"})
    options = task.planner.model_copy(update={"admm": admm})
    stage = Stage("swarm", problem, admm.rounds, options, lambda plan: plan, judge)
    result: StageResult = yield stage
    return Found(problem, result.executed, result.primal, result.dual)


class _Party:
    """A host whose messages and time are counted."""

    def __init__(self, session: Session, hosts: int) -> None:
        self.session, self.others, self.traffic = session, hosts - 1, Traffic()
        self.ready, self.receive = session.ready, session.receive

    def step(self) -> None:
        """The host's."""
        begin = time.process_time()
        self.session.step()
        self.traffic += Traffic(seconds=time.process_time() - begin)

    def outbox(self) -> list[Message]:
        """The host's; each message goes to all others."""
        messages = self.session.outbox()
        numbers = sum(m.values.size + (0 if m.dual is None else m.dual.size) for m in messages)
        self.traffic += Traffic(0, self.others * len(messages), self.others * NUMBER * numbers)
        return messages
