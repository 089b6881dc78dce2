"""Why the alternation converges: small generator steps follow a flow; Theorem 1 of arXiv 2403.14583 on a model.

The policy that learns beside it makes the generator's objective f(phi, tau) move with tau. Steps of size alpha,

    phi_k = argmin f(phi, tau_k) + kappa / (2 alpha) |phi - phi_{k-1}|^2,    tau_k = k alpha,

follow kappa dphi/dtau = -grad f(phi, tau), and a gradient that is wrong by eps moves them off by at most C eps:
|phi_k - phi(tau_k)| <= delta + C eps, where delta vanishes with alpha. Here f = (phi - c)'H(phi - c) / 2 with
c(tau) = (cos omega tau, sin omega tau), whose flow is known in closed form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Model:
    """Moving quadratic in the plane."""

    curvature: tuple[float, float] = (1.0, 3.0)
    """Diagonal of H."""
    omega: float = 1.0
    kappa: float = 1.0
    start: tuple[float, float] = (2.0, -1.0)

    def optimum(self, tau: np.ndarray) -> np.ndarray:
        """c(tau), (..., 2)."""
        return np.stack([np.cos(self.omega * tau), np.sin(self.omega * tau)], -1)

    def flow(self, tau: np.ndarray) -> np.ndarray:
        """phi(tau), (..., 2): what the steps follow, in closed form."""
        rate = np.array(self.curvature) / self.kappa
        gain = rate / (rate + 1j * self.omega)  # answer of phi' = rate (exp(i omega tau) - phi)
        wave = gain * np.exp(1j * self.omega * np.asarray(tau)[..., None])
        forced = np.stack([wave[..., 0].real, wave[..., 1].imag], -1)
        first = np.array([gain[0].real, gain[1].imag])
        return forced + (np.array(self.start) - first) * np.exp(-rate * np.asarray(tau)[..., None])


def followed(model: Model, alpha: float, end: float, noise: float = 0.0, seed: int = 0) -> np.ndarray:
    """Distances (K+1,) of the steps to the flow, at tau = 0, alpha ... end.

    noise: length of the error of every gradient, in random directions.
    """
    count, rng = round(end / alpha), np.random.default_rng(seed)
    phi, weight = np.array(model.start), model.kappa / alpha
    tau = alpha * np.arange(count + 1)
    optimum, flow, distance = model.optimum(tau), model.flow(tau), np.zeros(count + 1)
    stiff = np.array(model.curvature)
    for k in range(1, count + 1):
        angle = rng.uniform(0, 2 * np.pi)
        wrong = noise * np.array([np.cos(angle), np.sin(angle)])
        phi = (stiff * optimum[k] + weight * phi - wrong) / (stiff + weight)
        distance[k] = np.linalg.norm(phi - flow[k])
    return distance


STEPS = (0.2, 0.1, 0.05, 0.025, 0.0125)
ERRORS = (0.1, 0.2, 0.5, 1.0, 2.0)


def by_step(model: Model = Model(), steps: Sequence[float] = STEPS) -> np.ndarray:
    """Largest distance to the flow for each size of step."""
    return np.array([followed(model, alpha, 8.0).max() for alpha in steps])


def by_error(model: Model = Model(), errors: Sequence[float] = ERRORS, alpha: float = 0.01) -> np.ndarray:
    """Mean square root of the distance to the flow once the start is forgotten, for each length of error."""
    late = round(10.0 / alpha)
    return np.array([np.sqrt(np.mean(followed(model, alpha, 40.0, noise)[late:] ** 2)) for noise in errors])
