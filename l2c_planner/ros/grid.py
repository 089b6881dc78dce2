"""Occupancy grids: the cells over a rectangle of the plane, which of them are taken, and the message with them.

Rectangles are (low x, high x, low y, high y) [m].
"""

from __future__ import annotations

import numpy as np
from nav_msgs.msg import OccupancyGrid
from numpy.typing import NDArray
from std_msgs.msg import Header

Rectangle = tuple[float, float, float, float]

OCCUPIED, FREE = 100, 0
LARGEST = 4_000_000
"""Cells of a grid, at most."""


def cell_centres(rectangle: Rectangle, resolution: float) -> NDArray[np.float64]:
    """Centres (rows along y, columns along x, 2) of cells with a side [m].

    Raises ValueError if there were more than `LARGEST`.
    """
    low_x, high_x, low_y, high_y = rectangle
    columns, rows = (max(1, round((high - low) / resolution)) for low, high in ((low_x, high_x), (low_y, high_y)))
    if columns * rows > LARGEST:
        raise ValueError(f"resolution: {resolution:g} m gives {columns} x {rows} cells; valid: {LARGEST} cells at most")
    x, y = low_x + (np.arange(columns) + 0.5) * resolution, low_y + (np.arange(rows) + 0.5) * resolution
    return np.stack(np.meshgrid(x, y), axis=-1)


def cells_of(taken: NDArray[np.bool_]) -> NDArray[np.int8]:
    """What the message says of cells that are taken, and of the others."""
    return np.where(taken, OCCUPIED, FREE).astype(np.int8)


def grid_message(cells: NDArray[np.int8], rectangle: Rectangle, resolution: float, header: Header) -> OccupancyGrid:
    """The grid as nav_msgs carries it, its origin the lower left corner."""
    message = OccupancyGrid(header=header)
    message.info.map_load_time = header.stamp
    message.info.resolution = resolution
    message.info.height, message.info.width = cells.shape
    message.info.origin.position.x, message.info.origin.position.y = rectangle[0], rectangle[2]
    message.info.origin.orientation.w = 1.0
    message.data = cells.ravel().tolist()
    return message
