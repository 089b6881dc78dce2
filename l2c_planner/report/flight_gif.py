"""flight.gif: a few seconds of a flight to look at where nothing can be opened, such as a README."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from l2c_planner.report.film import PAUSE, SLACK_COLOR, Film, film_of, tension_color
from l2c_planner.report.flight_verdict import Contacts, readable
from l2c_planner.report.pictures import pictures

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

WIDTH, HEIGHT, BAR = 640, 400, 32
"""Of a picture and of the bar beneath it [pixels]."""
LARGEST = 4_000_000
"""Size of the file [bytes]; pictures that would need more are made smaller."""
_LAST = 1.0
"""How long the last picture stays [s]."""
_INK, _MUTED, _BAD = "#19202c", "#5d6675", "#b3261e"


def write_gif(arrays: Mapping[str, np.ndarray], contacts: Contacts, path: Path) -> str:
    """Write the film of a flight, given as by `flown_arrays`, and say what has drawn it.

    Raises `OSError` if the file cannot be written.
    """
    film = film_of(arrays)
    made, by = pictures(film, WIDTH, HEIGHT)
    frames = [_labelled(picture, film, k, contacts) for k, picture in enumerate(made)]
    for scale, colors in ((1.0, 256), (1.0, 128), (0.8, 128), (0.6, 128), (0.4, 64)):
        _encode(frames, _swatches(film), path, scale, colors)
        if path.stat().st_size <= LARGEST:
            break
    return by


def _encode(frames: list[Image], swatches: np.ndarray, path: Path, scale: float, colors: int) -> None:
    """One palette for all: the still background then costs nothing in most pictures."""
    from PIL import Image

    size = round(scale * WIDTH), round(scale * (HEIGHT + BAR))
    sized = frames if scale == 1.0 else [frame.resize(size, Image.Resampling.LANCZOS) for frame in frames]
    chosen = [sized[k] for k in np.linspace(0, len(sized) - 1, min(4, len(sized))).astype(int)]
    strip = np.tile(np.repeat(swatches, -(-size[0] // len(swatches)), axis=0)[: size[0]], (size[1], 1, 1))
    sheet = Image.new("RGB", (size[0], size[1] * (len(chosen) + 1)))
    sheet.paste(Image.fromarray(strip), (0, size[1] * len(chosen)))
    for k, frame in enumerate(chosen):
        sheet.paste(frame, (0, k * size[1]))
    palette = sheet.quantize(colors, method=Image.Quantize.MEDIANCUT, kmeans=1)
    flat = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in sized]
    pauses = [round(1000 * PAUSE)] * (len(flat) - 1) + [round(1000 * _LAST)]
    flat[0].save(path, format="GIF", save_all=True, append_images=flat[1:], duration=pauses, loop=0, optimize=False)


def _labelled(picture: np.ndarray, film: Film, k: int, contacts: Contacts) -> Image:
    """The picture above a bar with time, pace, error or contact, and the colours of the cables."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH, HEIGHT + BAR), "white")
    image.paste(Image.fromarray(picture), (0, 0))
    draw = ImageDraw.Draw(image)
    pace = (film.time[-1] - film.time[0]) / max(PAUSE * len(film.time), 1e-9)
    speed = "" if abs(pace - 1) < 0.05 else f" ({pace:.2g}x)"
    _write(draw, (12, HEIGHT + 7), f"{film.time[k]:.1f} s{speed}", 15, _INK, bold=True)
    touched = [what for when, what in sorted(contacts) if when <= film.time[k] + PAUSE]
    told, color = f"load {100 * film.error[k]:.1f} cm off its plan", _MUTED
    if touched:
        told, color = readable(touched[-1]), _BAD
    _write(draw, (128, HEIGHT + 9), told[:34], 12, color, bold=bool(touched))
    _key(draw, film)
    return image


def _key(draw: ImageDraw, film: Film) -> None:
    left, top, long = 382, HEIGHT + 13, 60
    low, high = film.tension_range
    for x in range(long):
        color = tension_color(np.array(low + x / (long - 1) * (high - low)), film.tension_range)
        draw.line([(left + x, top), (left + x, top + 9)], fill=_bytes(color))
    _write(draw, (left + long + 8, top - 4), f"{low:.1f} to {high:.1f} N", 12, _MUTED)
    draw.line([(left + 172, top + 5), (left + 192, top + 5)], fill=_bytes(SLACK_COLOR), width=3)
    _write(draw, (left + 198, top - 4), "slack", 12, _MUTED)


def _swatches(film: Film) -> np.ndarray:
    """Colours that the palette must not lose, however thin their lines are, (c, 3) of bytes."""
    scale = tension_color(np.linspace(*film.tension_range, 9), film.tension_range)
    pale = 0.5 + 0.5 * film.quad_color
    colors = np.concatenate([film.quad_color, 0.7 * film.quad_color, pale, scale, 0.75 * scale, [SLACK_COLOR]])
    return np.round(255 * np.clip(colors, 0, 1)).astype(np.uint8)


def _write(draw: ImageDraw, place: tuple[int, int], text: str, size: int, color: str, bold: bool = False) -> None:
    """In the typeface that comes with matplotlib."""
    from matplotlib import get_data_path
    from PIL import ImageFont

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    draw.text(place, text, color, ImageFont.truetype(str(Path(get_data_path()) / "fonts" / "ttf" / name), size))


def _bytes(color: np.ndarray) -> tuple[int, ...]:
    return tuple(int(round(255 * float(c))) for c in color)
