"""Benchmarks of the planner itself: a whole plan against its targets, growing teams, the local solver.

The function `run` of `plan`, `scale` and `ilqr` returns a report: numbers, and lists of records.  Everything uses one
thread, and what is compared runs in turn in one process.  Times end in ``_s`` and are in seconds.  Comparisons with
other packages lie in the folder ``benchmarks`` of a checkout.
"""
