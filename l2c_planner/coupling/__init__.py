"""The coordination step: knot programs solved side by side by a batched interior point."""
