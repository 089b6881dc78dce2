"""Environments as decision variables: plan in a layout, differentiate its safety, move it (arXiv 2604.06972)."""
