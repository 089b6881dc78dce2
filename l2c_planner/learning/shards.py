"""Tasks shared out over processes: everybody plans some, all take the same step.

torchrun --nproc-per-node 2 -m l2c_planner.learning config/training.yaml --out results/training
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import TypeVar

import torch
import torch.distributed as dist

T = TypeVar("T")

PATIENCE = timedelta(minutes=10)
"""How long a process waits for the others before it takes one for lost."""


class LostWorker(RuntimeError):
    """Another process of the run has ended; the last checkpoint is as it was."""


class Alone:
    """One process."""

    rank, count = 0, 1

    def own(self, items: Sequence[T]) -> Iterator[tuple[int, T]]:
        """What this process works on, with numbers."""
        for number in range(self.rank, len(items), self.count):
            yield number, items[number]

    def add(self, parameters: Iterable[torch.nn.Parameter]) -> None:
        """Sum the gradients of all processes."""

    def average(self, parameters: Iterable[torch.nn.Parameter]) -> None:
        """Have the mean of the gradients of all processes."""

    def gathered(self, found: list[T]) -> list[T]:
        """What all processes have found, the same list in all."""
        return found


class Shard(Alone):
    """One of several processes."""

    def __init__(self) -> None:
        self.rank, self.count = dist.get_rank(), dist.get_world_size()

    def add(self, parameters: Iterable[torch.nn.Parameter]) -> None:
        """Sum the gradients of all processes.

        Raises LostWorker if one has ended.
        """
        parameters = list(parameters)
        flat = torch.cat([_gradient(p).reshape(-1) for p in parameters])
        with _together():
            dist.all_reduce(flat)
        for p, summed in zip(parameters, flat.split([p.numel() for p in parameters]), strict=True):
            p.grad = summed.reshape(p.shape).clone()

    def average(self, parameters: Iterable[torch.nn.Parameter]) -> None:
        """Have the mean of the gradients of all processes.

        Raises LostWorker if one has ended.
        """
        parameters = list(parameters)
        self.add(parameters)
        for p in parameters:
            p.grad /= self.count

    def gathered(self, found: list[T]) -> list[T]:
        """What all processes have found, the same list in all.

        Raises LostWorker if one has ended.
        """
        lists: list[list[T] | None] = [None] * self.count
        with _together():
            dist.all_gather_object(lists, found)
        return [item for part in lists for item in part]


@contextmanager
def shard() -> Iterator[Alone]:
    """This process's share of the run: alone, unless it was started by torchrun."""
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        yield Alone()
        return
    dist.init_process_group("gloo", timeout=PATIENCE)
    try:
        yield Shard()
    finally:
        dist.destroy_process_group()


@contextmanager
def _together() -> Iterator[None]:
    try:
        yield
    except RuntimeError as error:
        raise LostWorker(f"another process of the run has ended ({str(error).splitlines()[0][:120]})") from None


def _gradient(parameter: torch.nn.Parameter) -> torch.Tensor:
    return torch.zeros_like(parameter) if parameter.grad is None else parameter.grad
