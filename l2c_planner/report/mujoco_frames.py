"""Renders a film with MuJoCo, in a process of its own: a graphics driver that crashes or hangs takes nothing with it.

As a program: `python -m l2c_planner.report.mujoco_frames FILM.npz PICTURES.npy WIDTH HEIGHT`.
"""

from __future__ import annotations

import sys
from dataclasses import fields
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

import numpy as np

from l2c_planner.report.camera import fitted
from l2c_planner.report.film import CLEARANCE_COLOR, PIECES, Film

GEOMS = 30_000
"""Shapes that one picture may hold."""
ELEVATION, FOVY = 25.0, 38.0
"""Of the camera: how far it looks down, and its vertical angle of view [deg]."""
_CABLE, _TRAIL, _PLAN = 0.010, 0.0055, 0.0035


def save(film: Film, path: Path) -> None:
    """Write a film so that `load` reads it."""
    np.savez(path, **{field.name: getattr(film, field.name) for field in fields(film)})


def load(path: Path) -> Film:
    """Read a film; raises `OSError` or `KeyError` for another file."""
    with np.load(path) as stored:
        values = {field.name: stored[field.name] for field in fields(Film)}
    return Film(**{name: value if value.ndim else value[()] for name, value in values.items()})


def render(film: Film, width: int, height: int) -> np.ndarray:
    """Pictures (F, height, width, 3) of bytes; raises whatever MuJoCo raises where it cannot draw."""
    import mujoco

    model = mujoco.MjModel.from_xml_string(stage(film, width, height))
    data = mujoco.MjData(model)
    camera = mujoco.MjvCamera()
    camera.lookat[:], camera.distance = fitted(film.landmarks(), film.azimuth, ELEVATION, FOVY, width / height)
    camera.azimuth, camera.elevation = film.azimuth, -ELEVATION
    pictures = np.empty((len(film.time), height, width, 3), np.uint8)
    n = len(film.quad_radius)
    with mujoco.Renderer(model, height, width, max_geom=GEOMS) as renderer:
        for k in range(len(film.time)):
            data.mocap_pos[0], data.mocap_quat[0] = film.load_position[k], film.load_attitude[k]
            data.mocap_pos[1 : n + 1], data.mocap_quat[1 : n + 1] = film.quad_position[k], _tilts(film.quad_up[k])
            data.mocap_pos[n + 1 :] = _places(film, k)
            mujoco.mj_forward(model, data)
            renderer.update_scene(data, camera)
            _lines(mujoco, renderer.scene, film, k)
            renderer.render(out=pictures[k])
    return pictures


def stage(film: Film, width: int, height: int) -> str:
    """What stands and moves, as MuJoCo's XML; load, quadrotors and obstacles, in this order, are moved from outside."""
    root = Element("mujoco", model="film")
    visual = SubElement(root, "visual")
    SubElement(visual, "global", offwidth=str(width), offheight=str(height), fovy=str(FOVY))
    SubElement(visual, "quality", shadowsize="2048", offsamples="4", numslices="18", numstacks="8")
    SubElement(visual, "headlight", ambient=".42 .42 .44", diffuse=".28 .28 .28", specular=".1 .1 .1")
    SubElement(visual, "map", shadowclip="1.2", shadowscale="0.8", zfar="60", haze="0.25")
    SubElement(visual, "rgba", haze=".93 .95 .98 1")
    assets = SubElement(root, "asset")
    sky = {"rgb1": ".62 .75 .9", "rgb2": ".95 .97 .99", "width": "256", "height": "1536"}
    SubElement(assets, "texture", name="sky", type="skybox", builtin="gradient", **sky)
    tiles = {"rgb1": ".9 .915 .935", "rgb2": ".86 .88 .905", "markrgb": ".74 .77 .81", "width": "512", "height": "512"}
    SubElement(assets, "texture", name="tiles", type="2d", builtin="checker", mark="edge", **tiles)
    SubElement(assets, "material", name="floor", texture="tiles", texrepeat="1 1", texuniform="true", specular="0.1")
    world = SubElement(root, "worldbody")
    x, y, _ = film.load_position.mean(axis=0)
    sun = {"pos": f"{x - 2:.3f} {y - 3:.3f} 8", "dir": ".25 .35 -1", "diffuse": ".55 .55 .53", "specular": ".2 .2 .2"}
    SubElement(world, "light", directional="true", castshadow="true", **sun)
    SubElement(world, "geom", type="plane", size="40 40 1", material="floor")
    _load(world, film)
    for radius, color in zip(film.quad_radius, film.quad_color):
        _quadrotor(world, float(radius), color)
    _obstacles(world, film)
    return tostring(root, encoding="unicode")


def _obstacles(world: Element, film: Film) -> None:
    half = film.top / 2
    for radius, sphere in zip(film.obstacle_radius, film.obstacle_sphere):
        body = SubElement(world, "body", mocap="true")
        kind, size = ("sphere", [radius]) if sphere else ("cylinder", [radius, half])
        SubElement(body, "geom", type=kind, size=_text(size), rgba=".545 .58 .643 1")
        if not sphere:
            cap = {"size": _text([radius * 1.004, 0.02]), "pos": _text([0, 0, half]), "rgba": ".37 .41 .47 1"}
            SubElement(body, "geom", type="cylinder", **cap)


def _places(film: Film, k: int) -> np.ndarray:
    """Where the bodies of m obstacles are in a picture, (m, 3): pillars stand on the ground."""
    height = np.where(film.obstacle_sphere, film.obstacle_center[k, :, 2], film.top / 2)
    return np.column_stack([film.obstacle_center[k, :, :2], height])


def _load(world: Element, film: Film) -> None:
    radius, half = film.load_radius, 0.5 * min(0.1, 0.4 * film.load_radius)
    body = SubElement(world, "body", mocap="true")
    SubElement(body, "geom", type="cylinder", size=_text([radius, half]), rgba=".24 .275 .337 1")
    SubElement(body, "geom", type="cylinder", size=_text([0.94 * radius, half + 0.004]), rgba=".85 .5 .14 1")
    stripe = {"size": _text([0.4 * radius, 0.05 * radius, half + 0.006]), "pos": _text([0.45 * radius, 0, 0])}
    SubElement(body, "geom", type="box", rgba=".97 .97 .98 1", **stripe)


def _quadrotor(world: Element, radius: float, color: np.ndarray) -> None:
    """Four rotors on crossed arms within the radius."""
    body = SubElement(world, "body", mocap="true")
    paint, dark = _text([*color, 1]), ".13 .15 .19 1"
    SubElement(body, "geom", type="ellipsoid", size=_text(radius * np.array([0.34, 0.34, 0.2])), rgba=paint)
    for angle in np.radians([45, 135, 225, 315]):
        tip = 0.62 * radius * np.array([np.cos(angle), np.sin(angle), 0.0])
        SubElement(body, "geom", type="capsule", fromto=_text([0, 0, 0, *tip]), size=_text([0.07 * radius]), rgba=dark)
        lift, rotor = tip + [0, 0, 0.13 * radius], _text([0.36 * radius, 0.012 * radius])
        SubElement(body, "geom", type="cylinder", pos=_text(tip + [0, 0, 0.06 * radius]), rgba=dark,
                   size=_text([0.09 * radius, 0.1 * radius]))  # fmt: skip
        SubElement(body, "geom", type="cylinder", pos=_text(lift), size=rotor, rgba=_text([*color, 0.5]))


def _lines(mujoco: Any, scene: Any, film: Film, k: int) -> None:
    """Cables, the ways flown so far, the planned ones, and the planned clearance on the ground."""
    done = [*range(0, k, 2), k]
    for points, color in zip(film.cable[k], film.cable_color[k]):
        straight = np.allclose(points[PIECES // 2], 0.5 * (points[0] + points[-1]), atol=1e-6)
        _polyline(mujoco, scene, points[:: len(points) - 1] if straight else points, color, _CABLE)
    for path, color in zip(film.planned, film.quad_color):
        _polyline(mujoco, scene, path[::5], 0.45 + 0.4 * color, _PLAN)
    for i, color in enumerate(film.quad_color):
        _polyline(mujoco, scene, film.quad_position[done, i], color, _TRAIL)
    _polyline(mujoco, scene, film.load_position[done], np.array([0.12, 0.15, 0.2]), 1.5 * _TRAIL)
    turn = np.linspace(0, 2 * np.pi, 37)
    for center, radius in zip(film.obstacle_center[k], film.obstacle_radius + film.clearance):
        ring = np.stack([center[0] + radius * np.cos(turn), center[1] + radius * np.sin(turn), 0 * turn + 0.006], -1)
        _polyline(mujoco, scene, ring, CLEARANCE_COLOR, 1.4 * _TRAIL)


def _polyline(mujoco: Any, scene: Any, points: np.ndarray, color: np.ndarray, radius: float) -> None:
    rgba = np.array([*color, 1], np.float32)
    for start, end in zip(points[:-1], points[1:]):
        if scene.ngeom >= scene.maxgeom or np.linalg.norm(end - start) < 1e-5:
            continue
        geom = scene.geoms[scene.ngeom]
        mujoco.mjv_initGeom(geom, mujoco.mjtGeom.mjGEOM_CAPSULE, np.zeros(3), np.zeros(3), np.zeros(9), rgba)
        mujoco.mjv_connector(geom, mujoco.mjtGeom.mjGEOM_CAPSULE, radius, start, end)
        geom.category = mujoco.mjtCatBit.mjCAT_DECOR
        scene.ngeom += 1


def _tilts(up: np.ndarray) -> np.ndarray:
    """Quaternions (n, 4) that turn the z axis to unit vectors (n, 3) by the shortest way."""
    w = np.sqrt(np.maximum(0.5 * (1 + up[:, 2]), 1e-9))
    return np.stack([w, -up[:, 1] / (2 * w), up[:, 0] / (2 * w), 0 * w], -1)


def _text(values: Any) -> str:
    return " ".join(f"{float(x):.6g}" for x in values)


if __name__ == "__main__":
    _, source, target, *_size = sys.argv
    np.save(target, render(load(Path(source)), *map(int, _size)))
