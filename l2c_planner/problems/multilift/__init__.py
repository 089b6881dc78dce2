"""Cooperative aerial transport: n quadrotors carry one load on cables."""
