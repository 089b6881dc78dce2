"""The numbers that hosts plan with: those of the task, or weights and penalties that networks choose from it."""
