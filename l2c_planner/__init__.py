"""Plan the flight of several robots that share one task, each solving its own part.

The package is assembled from two places: these modules, and the generated messages (``l2c_planner.msg``) in the
install prefix. Extending ``__path__`` lets a checkout find the messages of the environment it runs in.
"""

from pkgutil import extend_path

__path__ = extend_path(__path__, __name__)
