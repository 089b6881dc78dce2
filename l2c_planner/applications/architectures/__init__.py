"""One task flown by three architectures: planned centrally, planned together, and each robot by local rules alone."""
