// The load with its attitude, and the cables coloured by tension; a cable known to be slack hangs through.

import * as THREE from "three";
import { LineMaterial } from "three/addons/lines/LineMaterial.js";
import { LineSegments2 } from "three/addons/lines/LineSegments2.js";
import { LineSegmentsGeometry } from "three/addons/lines/LineSegmentsGeometry.js";
import { isDark, tension } from "./colors.js";
import { dashed, filled, hanging, Trail } from "./paths.js";

const PIECES = 14; // of a cable whose length is known: it can hang through
export const SLACK = "#c026d3";

export class Load {
  constructor(load, cables) {
    Object.assign(this, { load, cables, position: filled(load.position), quaternion: filled(load.quaternion) });
    this.body = this.buildBody();
    this.trail = new Trail(this.position, 3.2);
    this.reference = load.reference && dashed(filled(load.reference), 2);
    this.lines = cables && this.buildCables(load.attachment.length);
    this.object = new THREE.Group().add(this.body, this.trail.object);
    if (this.reference) this.object.add(this.reference);
    if (this.lines) this.object.add(this.lines);
    this.restyle();
  }

  buildBody() {
    const { radius, attachment } = this.load;
    const thickness = Math.min(0.06, 0.22 * radius);
    this.material = new THREE.MeshStandardMaterial({ roughness: 0.55 });
    const disc = new THREE.Mesh(new THREE.CylinderGeometry(radius, radius, thickness, 64), this.material);
    disc.rotation.x = Math.PI / 2;
    disc.castShadow = true;
    const dot = new THREE.SphereGeometry(Math.min(0.018, 0.1 * radius), 12, 8);
    const dots = attachment.map((point) => {
      const mesh = new THREE.Mesh(dot, this.dotMaterial ?? (this.dotMaterial = new THREE.MeshStandardMaterial()));
      mesh.position.set(...point);
      return mesh;
    });
    // A stripe towards body x makes the yaw visible.
    const stripe = new THREE.Mesh(new THREE.BoxGeometry(radius * 0.9, radius * 0.1, thickness * 1.1), this.dotMaterial);
    stripe.position.x = radius * 0.5;
    return new THREE.Group().add(disc, stripe, ...dots);
  }

  buildCables(count) {
    const geometry = new LineSegmentsGeometry();
    this.pieces = this.cables.length ? PIECES : 1;
    geometry.setPositions(new Float32Array(6 * count * this.pieces));
    geometry.setColors(new Float32Array(6 * count * this.pieces).fill(0.5));
    const lines = new LineSegments2(geometry, new LineMaterial({ linewidth: 3, vertexColors: true }));
    lines.frustumCulled = false;
    return lines;
  }

  restyle() {
    this.material.color.set(isDark() ? 0xd8dee9 : 0x3d4656);
    this.dotMaterial?.color.set(isDark() ? 0x2b3140 : 0xf4f6fa);
    this.trail.color(isDark() ? 0xe6ebf5 : 0x1f2733);
    this.reference?.material.color.set(isDark() ? 0xb9c2d3 : 0x5b6575);
  }

  // `tips`: quadrotor positions at the time shown, one vector each.
  update({ index, fraction }, tips) {
    const next = Math.min(this.position.length - 1, index + 1);
    const place = (k) => new THREE.Vector3(...this.position[k]);
    const turn = (k) => {
      const [w, x, y, z] = this.quaternion[k];
      return new THREE.Quaternion(x, y, z, w).normalize();
    };
    this.body.position.copy(place(index)).lerp(place(next), fraction);
    this.body.quaternion.copy(turn(index)).slerp(turn(next), fraction);
    this.body.updateMatrixWorld();
    this.trail.show(index);
    if (this.lines) this.updateCables(index, tips);
  }

  updateCables(index, tips) {
    const { instanceStart, instanceColorStart } = this.lines.geometry.attributes;
    const ends = instanceStart.data.array;
    const colors = instanceColorStart.data.array;
    this.load.attachment.forEach((point, i) => {
      const start = new THREE.Vector3(...point).applyMatrix4(this.body.matrixWorld);
      const color = this.colorOf(i, index);
      const line = hanging(start, tips[i], this.isSlack(i, index) ? this.cables.length[i] : 0, this.pieces);
      for (let k = 0; k < this.pieces; k++) {
        const at = 6 * (i * this.pieces + k);
        line[k].toArray(ends, at);
        line[k + 1].toArray(ends, at + 3);
        color.toArray(colors, at);
        color.toArray(colors, at + 3);
      }
    });
    instanceStart.data.needsUpdate = true;
    instanceColorStart.data.needsUpdate = true;
  }

  isSlack(cable, index) {
    const value = this.cables.tension?.[cable]?.[index] ?? null;
    return Boolean(this.cables.length) && value !== null && value <= this.cables.slack;
  }

  colorOf(cable, index) {
    const { tension: values, range } = this.cables;
    const value = values?.[cable]?.[index] ?? null;
    if (this.isSlack(cable, index)) return new THREE.Color(SLACK);
    if (value === null) return new THREE.Color(0x888888);
    return new THREE.Color(tension((value - range[0]) / (range[1] - range[0] || 1)));
  }
}
