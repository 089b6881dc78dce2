"""The gate of a transport task as decision variables: its place and angle, by the gradient of the distributed plan."""
