"""Graph networks of agents: one round of messages from those in range, summed; Eqs. (34), (35) of arXiv 2403.14583.

An agent's output depends on the tokens that it hears alone, and on their set, not on their order.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from l2c_planner.navigation.policy import OWN, TOKEN
from l2c_planner.policy.observation import Observation

WIDTH = 64
MESSAGE = 16
"""Numbers of a message."""


class Graph(nn.Module):
    """Own numbers and tokens to outputs (..., outputs)."""

    def __init__(self, outputs: int, width: int = WIDTH, message: int = MESSAGE) -> None:
        super().__init__()
        self.own, self.token = nn.Linear(OWN, width), nn.Linear(TOKEN, width, bias=False)
        self.message = nn.Linear(width, message)
        self.update = nn.Linear(OWN + message, width)
        self.hidden = nn.Linear(width, width)
        self.output = nn.Linear(width, outputs)

    def forward(self, seen: Observation) -> Tensor:
        """Messages of the tokens that count alone, their sums, outputs."""
        flat = seen.flat()
        who, what = flat.heard.nonzero(as_tuple=True)
        edges = torch.tanh(self.own(flat.own).index_select(0, who) + self.token(flat.tokens[who, what]))
        messages = torch.tanh(self.message(edges))
        gathered = messages.new_zeros(len(flat.own), messages.shape[-1]).index_add(0, who, messages)
        inner = torch.tanh(self.update(torch.cat([flat.own, gathered], -1)))
        return self.output(torch.tanh(self.hidden(inner))).reshape(*seen.own.shape[:-1], -1)


def orthogonal(network: Graph, last: float) -> Graph:
    """Weights to start from: orthogonal, outputs small by a gain."""
    for layer in network.modules():
        if isinstance(layer, nn.Linear):
            nn.init.orthogonal_(layer.weight, last if layer is network.output else 5 / 3)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
    return network
