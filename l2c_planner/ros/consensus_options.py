"""The parameters of a node that takes part in a distributed algorithm: ROS shows what the node checks."""

from __future__ import annotations

from pydantic import Field

from l2c_planner.config.base import Model
from l2c_planner.consensus.agent import agent_name
from l2c_planner.consensus.faults import Faults
from l2c_planner.consensus.setup import Setup
from l2c_planner.ros import declaration, names


class ConsensusOptions(Model):
    """What a node takes part in; all agents of a run must be given the same, but for their number."""

    number: int = Field(0, ge=0, le=8191, description="number of this agent, counted from 0, -")
    algorithm: str = Field("gradient-tracking", max_length=64, description="name of the algorithm")
    graph: str = Field("", max_length=64, description="name of the graph; empty: one that suits the algorithm")
    problem: str = Field("", max_length=64, description="name of the problem; empty: one that suits the algorithm")
    application: str = Field("", max_length=64, description="application instead of these three; empty: none")
    agents: int = Field(8, ge=2, le=8192, description="number of agents, -")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="seed of problem, graph and faults, -")
    rounds: int = Field(3000, ge=1, le=10**6, description="most rounds, -")
    patience: float = Field(0.02, gt=0, le=60, description="with loss, time after which who waits says so, s")
    heartbeat: float = Field(0.1, gt=0, le=10, description="period of the sign of life, s")
    lost_after: float = Field(3.0, gt=0, le=600, description="silence after which a neighbour is taken for gone, s")
    join: float = Field(60.0, gt=0, le=3600, description="the same for a neighbour that has not been heard yet, s")
    frame: str = Field("map", min_length=1, max_length=64, description="frame in which the team works")
    loss: float = Field(0.0, ge=0, lt=1, description="share of the messages that this agent loses on purpose, -")
    delay: float = Field(0.0, ge=0, le=10, description="longest delay of a message, made on purpose, s")
    noise: float = Field(0.0, ge=0, le=1e6, description="standard deviation of noise on numbers, made on purpose, -")
    ends_at: int = Field(0, ge=0, le=10**6, description="round before which the process dies on purpose; 0: never, -")
    joins_at: int = Field(0, ge=0, le=10**6, description="round of neighbours before which it says nothing; 0: none, -")
    late: str = Field("", max_length=4096, description="numbers of agents that are not there at first, such as 3,5")

    @property
    def setup(self) -> Setup:
        """What the names stand for."""
        return Setup(self.algorithm, self.graph, self.problem, self.agents, self.seed)

    @property
    def faults(self) -> Faults:
        """What the algorithm must survive."""
        late = tuple((number, 1) for number in self.absent)
        return Faults(loss=self.loss, joins=late, noise=self.noise, seed=self.seed)

    @property
    def absent(self) -> tuple[int, ...]:
        """Agents that are not there at first.

        Raises ValueError if the text is no list of numbers.
        """
        return tuple(int(text) for text in self.late.split(",") if text.strip())

    @property
    def about(self) -> str:
        """What must be the same in all agents of a run, in a line."""
        given = (self.algorithm, self.graph, self.problem, self.application)
        return " ".join(map(str, (*given, self.agents, self.seed, self.late)))


def command(options: ConsensusOptions) -> list[str]:
    """How the process of an agent is started, saying what differs from the defaults."""
    return declaration.command(
        names.CONSENSUS_AGENT, agent_name(options.number), options.model_dump(exclude_defaults=True)
    )
