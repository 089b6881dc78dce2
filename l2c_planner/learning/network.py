"""Networks that are shared by isomorphic agents: features of an agent to its scores."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm

from l2c_planner.tuning.features import NAMES, RARE
from l2c_planner.tuning.learned import Layers, Learned
from l2c_planner.tuning.stages import STAGES

HIDDEN = 32
SETTLING = 10
"""Steps of the power iteration that follows the norm of a layer."""
FAMILIAR = 100
"""Calls of `settle` until the estimates for weights from elsewhere are right."""
SMALL = 0.1
"""Size of the first weights of the last layer: learning starts near score 0, see `tuning.start`."""

Sizes = dict[str, dict[str, int]]
"""Number of scores by stage and class of agents."""


class AgentNetwork(nn.Module):
    """Scores of agents of one class from their features.

    The hidden layers have spectral norm 1 and the scores cannot jump between neighbouring tasks.  The last layer is
    free: its size says how far the scores go.  The norm is estimated by `settle` alone, so that all tasks of an
    episode, in whatever process, meet the same network.
    """

    def __init__(self, names: tuple[str, ...], outputs: int, informed: bool = True) -> None:
        """informed: whether the features are used; without them the scores are the same for all agents and tasks."""
        super().__init__()
        self.informed = informed
        first, second, last = (
            nn.Linear(a, b, dtype=torch.float64) for a, b in ((len(names), HIDDEN), (HIDDEN, HIDDEN), (HIDDEN, outputs))
        )
        with torch.no_grad():
            first.weight[:, [names.index(name) for name in RARE]] = 0.0
            last.weight *= SMALL
            last.bias.zero_()
        self.hidden = nn.ModuleList([spectral_norm(first), spectral_norm(second)])
        self.last = last
        self.eval()

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """(agents, features) -> (agents, scores)."""
        values = features if self.informed else torch.zeros_like(features)
        for layer in self.hidden:
            values = torch.tanh(layer(values))
        return self.last(values)

    def settle(self) -> None:
        """Bring the estimates of the norms of the hidden layers up to date."""
        for layer in self.hidden:
            layer.train()  # only then a look at a weight improves the estimate
            with torch.no_grad():
                for _ in range(SETTLING):
                    _ = layer.weight
            layer.eval()

    def layers(self) -> Layers:
        """Weights and biases of all layers, spectral norm folded in."""
        with torch.no_grad():
            found = [(layer.weight.numpy().copy(), layer.bias.numpy().copy()) for layer in (*self.hidden, self.last)]
        if not self.informed:
            found[0] = (np.zeros_like(found[0][0]), found[0][1])
        return tuple(found)

    def take(self, layers: Layers) -> None:
        """Become the network of exported layers; the norm of their hidden ones is 1.

        Raises ValueError if they are of other sizes.
        """
        own = (*self.hidden, self.last)
        if [tuple(layer.weight.shape) for layer in own] != [weight.shape for weight, _ in layers]:
            raise ValueError(
                f"layers: got {[w.shape for w, _ in layers]}; valid: {[tuple(o.weight.shape) for o in own]}"
            )
        with torch.no_grad():
            for layer, (weight, bias) in zip(own, layers, strict=True):
                free = layer.weight if layer is self.last else layer.parametrizations.weight.original
                free.copy_(torch.from_numpy(weight))
                layer.bias.copy_(torch.from_numpy(bias))
        for _ in range(FAMILIAR):
            self.settle()


class Networks(nn.Module):
    """One network for every class of agents of every stage."""

    def __init__(self, sizes: Sizes, informed: bool = True) -> None:
        super().__init__()
        self.sizes = sizes
        self.by_name = nn.ModuleDict(
            {f"{stage}_{c}": AgentNetwork(NAMES[c], sizes[stage][c], informed) for stage in sizes for c in sizes[stage]}
        )
        self.eval()

    def settle(self) -> None:
        """Bring the estimates of all norms up to date; to be called when weights have moved."""
        for network in self.by_name.values():
            network.settle()

    def scores(self, stage: str, features: dict[str, np.ndarray]) -> dict[str, torch.Tensor]:
        """Scores of all agents of a stage, (count, scores) by class."""
        return {c: self.by_name[f"{stage}_{c}"](torch.from_numpy(features[c])) for c in STAGES[stage]}

    def take(self, learned: Learned) -> None:
        """Become exported networks.

        Raises ValueError if theirs are of other sizes.
        """
        for stage, classes in self.sizes.items():
            for c in classes:
                self.by_name[f"{stage}_{c}"].take(learned.layers[stage][c])

    def exported(self, rounds: dict[str, int]) -> Learned:
        """The same without torch; ``rounds`` is the number of rounds that they are trained for, by stage."""
        layers = {stage: {c: self.by_name[f"{stage}_{c}"].layers() for c in self.sizes[stage]} for stage in self.sizes}
        return Learned(layers, rounds)
