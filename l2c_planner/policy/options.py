"""How policies and generators learn."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from l2c_planner.config.base import Model, NonNegative, Positive
from l2c_planner.navigation.weights import Action

Count = Annotated[int, Field(ge=1, le=1_000_000)]
Share = Annotated[float, Field(ge=0, le=1)]
Discount = Annotated[float, Field(ge=0, lt=1)]
Rate = Annotated[float, Field(gt=0, le=1)]


class PolicyOptions(Model):
    """Proximal policy optimisation."""

    action: Action = Field("gaussian", description="distribution of actions")
    worlds: Count = Field(128, description="worlds side by side, -")
    steps: Count = Field(64, description="steps of each between two updates, -")
    passes: Count = Field(4, description="passes over what was seen, -")
    minibatch: Count = Field(4096, description="agent-steps of a gradient, -")
    rate: Rate = Field(1e-3, description="learning rate of the first round, -")
    last_rate: Rate = Field(1e-4, description="learning rate of the last round; in between along a line, -")
    discount: Discount = Field(0.995, description="of a step, -")
    smoothing: Share = Field(0.95, description="lambda of generalised advantages, -")
    clip: Positive = Field(0.2, description="largest change of a probability that is rewarded, -")
    entropy: NonNegative = Field(0.001, description="price of certainty, -")
    unrest: NonNegative = Field(0.3, description="price of changes of the mean action from step to step, squared, -")
    critic: NonNegative = Field(1.0, description="weight of the critic's error, -")
    largest_gradient: Positive = Field(0.5, description="norm beyond which a gradient is shortened, -")
    price: NonNegative = Field(2.0, description="of a step too near to something, in steps at full speed, -")


class GeneratorOptions(Model):
    """How a generator follows what the policy earns in its layouts."""

    gradient: Literal["score", "pathwise"] = Field(
        "score", description="policy gradient, or the derivative of a smooth return through the world"
    )
    tasks: Count = Field(32, description="tasks of a gradient, -")
    layouts: int = Field(4, ge=2, le=1000, description="layouts of each task; each is compared with the others, -")
    rate: Rate = Field(1e-3, description="learning rate, -")
    entropy: NonNegative = Field(0.001, description="price of certainty, -")


class TrainingOptions(Model):
    """Algorithm 1 of arXiv 2403.14583: policy and generator in turn."""

    policy: PolicyOptions = Field(PolicyOptions(), description="how the policy learns")
    generator: GeneratorOptions = Field(GeneratorOptions(), description="how the generator learns")
    start: str = Field(
        "",
        max_length=4096,
        description="policies to begin with: an arena that has shipped ones, or a file; empty: none",
    )
    start_row: str = Field("random", max_length=64, description="which of these policies every row begins with")
    rounds: Count = Field(300, description="rounds of the alternation, -")
    warm_up: int = Field(50, ge=0, le=1_000_000, description="rounds before the generator learns, -")
    policy_updates: Count = Field(1, description="updates of the policy in a round, -")
    generator_updates: Count = Field(1, description="updates of the generator in a round, -")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="of tasks, networks and actions, -")
