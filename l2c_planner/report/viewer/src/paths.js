// Lines along trajectories: thick for the way done, thin for the way ahead, dashed for references; lines that hang.

import * as THREE from "three";
import { Line2 } from "three/addons/lines/Line2.js";
import { LineGeometry } from "three/addons/lines/LineGeometry.js";
import { LineMaterial } from "three/addons/lines/LineMaterial.js";

const complete = (point) => point.every((value) => value !== null);

// Positions as [x, y, z] without holes: a hole repeats the point before it (or the first complete one).
export function filled(points) {
  let last = points.find(complete) ?? [0, 0, 0];
  return points.map((point) => (last = complete(point) ? point : last));
}

export class Trail {
  constructor(points, width, opacity = 1) {
    this.geometry = new LineGeometry();
    this.geometry.setPositions(points.flat());
    this.material = new LineMaterial({ linewidth: width, transparent: opacity < 1, opacity });
    this.ahead = new THREE.Line(
      new THREE.BufferGeometry().setFromPoints(points.map((p) => new THREE.Vector3(...p))),
      new THREE.LineBasicMaterial({ transparent: true, opacity: 0.28 * opacity }),
    );
    this.object = new THREE.Group().add(new Line2(this.geometry, this.material), this.ahead);
  }

  color(value) {
    this.material.color.set(value);
    this.ahead.material.color.set(value);
  }

  show(index) {
    this.geometry.instanceCount = Math.max(0, index);
    this.ahead.geometry.setDrawRange(index, Infinity);
  }
}

export function dashed(points, width) {
  const geometry = new LineGeometry();
  geometry.setPositions(points.flat());
  const material = new LineMaterial({ linewidth: width, dashed: true, dashSize: 0.09, gapSize: 0.06 });
  return new Line2(geometry, material).computeLineDistances();
}

// Thin lines along paths that were planned.
export function thin(paths) {
  const material = new THREE.LineBasicMaterial({ transparent: true, opacity: 0.75 });
  const lines = paths.map((path) => new THREE.Line(
    new THREE.BufferGeometry().setFromPoints(filled(path).map((p) => new THREE.Vector3(...p))),
    material,
  ));
  return { material, object: new THREE.Group().add(...lines) };
}

// Points of a line of a length between two ends: straight if they are as far apart, else a parabola that hangs through
// about as far as a rope of that length.
export function hanging(from, to, length, pieces) {
  const chord = to.clone().sub(from);
  const span = chord.length();
  const spare = Math.max(0, length - span);
  const depth = Math.sqrt(0.375 * spare * (span + (2 / 3) * spare));
  const along = chord.normalize();
  const down = new THREE.Vector3(0, 0, -1).addScaledVector(along, along.z);
  if (down.lengthSq() < 1e-6) down.set(1, 0, 0);
  down.normalize().multiplyScalar(depth);
  return Array.from({ length: pieces + 1 }, (_, k) => {
    const t = k / pieces;
    return from.clone().lerp(to, t).addScaledVector(down, 4 * t * (1 - t));
  });
}

export function circle(radius, segments = 96) {
  const points = [];
  for (let i = 0; i <= segments; i++) {
    const angle = (2 * Math.PI * i) / segments;
    points.push([radius * Math.cos(angle), radius * Math.sin(angle), 0]);
  }
  return points;
}
