"""Learns how to coordinate: weights and penalties of every agent from the features of its task.

What plans needs numpy only; `network`, `function`, `checkpoint` and `training` need torch (the extra `learn`).
"""
