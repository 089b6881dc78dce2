"""Distributed optimisation on any communication graph: min sum_i f_i(x), messages only along edges.

An algorithm is a description without memory: pure functions from a state to what neighbours are told, and from what
they told to the next state, over arrays with one row per agent. The same functions serve one agent behind its state
machine (`agent`) and all agents at once (`run`).
"""
