"""CasADi expressions compiled to SIMD lanes."""

from l2c_planner.kernels.kernel import LANES, Kernel, backend, compile_kernel

__all__ = ["LANES", "Kernel", "backend", "compile_kernel"]
