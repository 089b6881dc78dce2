"""Who is compared: agents in an arena that a generator designs, that a person designed, or that chance designs.

Every row has a policy of its own, trained on its own layouts: another one would be a stranger there. One row does
without training its policy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict

import torch

from l2c_planner.navigation.weights import NUMBERS, BadFile, Weights
from l2c_planner.policy.actor import Actor
from l2c_planner.policy.arena import Arena
from l2c_planner.policy.generator import Generator
from l2c_planner.policy.layout import Layout
from l2c_planner.policy.world import Tasks

Draw = Callable[[Tasks, torch.Generator], Layout]
"""Layouts for tasks."""

COOPTIMISED, HAND_DESIGNED, RANDOM = "cooptimised", "hand_designed", "random"
GENERATOR_ONLY = "generator_only"
"""The policy stays as it is at first, straight to the goal; the other baseline of one learner, policy only, is a
layout that is given."""
ROWS = (COOPTIMISED, HAND_DESIGNED, RANDOM)
"""Those that are compared unless others are asked for."""
ALL_ROWS = (*ROWS, GENERATOR_ONLY)


def given(arena: Arena, row: str) -> Draw | None:
    """Where a row has its layouts from; None for the generator."""
    draws: dict[str, Draw] = {
        HAND_DESIGNED: lambda tasks, random: arena.hand_designed(len(tasks.start)).to(tasks.start.device),
        RANDOM: lambda tasks, random: arena.space().random(len(tasks.start), random),
    }
    return draws.get(row)


def generated(generator: Generator) -> Draw:
    """Layouts of a generator."""

    @torch.no_grad()
    def draw(tasks: Tasks, random: torch.Generator) -> Layout:
        return generator(tasks).sample(random)

    return draw


def exported(name: str, arena: Arena, action: str, networks: Mapping[str, Mapping[str, torch.nn.Module]]) -> Weights:
    """Networks by row and name, as arrays."""
    header = {"arena": name, "agents": arena.world.agents, "action": action, "world": _numbers(arena)}
    arrays = {
        f"{row}/{network}/{parameter}": table.detach().cpu().float().numpy()
        for row, parts in networks.items()
        for network, module in parts.items()
        for parameter, table in module.state_dict().items()
    }
    return Weights(header, arrays)


def contestants(weights: Weights, arena: Arena) -> dict[str, tuple[Actor, Draw]]:
    """Policies of a file, each with its layouts.

    Raises BadFile if the file is of other agents or layouts.
    """
    if weights.header["agents"] != arena.world.agents:
        raise BadFile(f"policies for {weights.header['agents']} agents; valid: {arena.world.agents}, as in the arena")
    for key, value in _numbers(arena).items():
        if key in NUMBERS and (learned := weights.header["world"][key]) != value:
            raise BadFile(f"policies for agents with a {key} of {learned:g}; valid: {value:g}, as in the arena")
    found = {}
    for row in weights.rows():
        actor = Actor(weights.header["action"])
        load_network(actor, weights, row, "actor")
        draw = given(arena, row)
        if draw is None:
            generator = Generator(arena.space(), arena.world.agents, arena.size)
            load_network(generator, weights, row, "generator")
            draw = generated(generator)
        found[row] = actor, draw
    return found


def _numbers(arena: Arena) -> dict[str, int | float]:
    """What agents are, by name."""
    return {key: value for key, value in asdict(arena.world).items() if isinstance(value, int | float)}


def load_network(module: torch.nn.Module, weights: Weights, row: str, name: str) -> None:
    """Put a network where one of a file is.

    Raises BadFile if there is none, or one of another shape.
    """
    if not weights.network(row, name):
        raise BadFile(f"{row}: the policies have no {name}; valid: a file of `l2c policy --train --rows {row}`")
    try:
        module.load_state_dict({key: torch.from_numpy(table) for key, table in weights.network(row, name).items()})
    except RuntimeError as error:
        line = " ".join(str(error).split())[:120]
        raise BadFile(f"{row}: the {name} does not fit the arena ({line}); valid: one trained in it") from None
