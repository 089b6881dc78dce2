"""What teams use distributed optimisation for: a folder per application, each beside a central solver."""
