// Pillars and spheres, and around each the ring that no quadrotor may touch; those that move have a path, or are told
// where they are.

import * as THREE from "three";
import { isDark } from "./colors.js";
import { circle, dashed } from "./paths.js";

export class Obstacles {
  constructor(obstacles, clearance, floor, top, level) {
    this.object = new THREE.Group();
    this.rings = new THREE.Group();
    this.material = new THREE.MeshStandardMaterial({ transparent: true, opacity: 0.62, roughness: 0.85 });
    this.ringMaterials = [];
    this.parts = obstacles.map((obstacle) => {
      const body = obstacle.sphere ? this.sphere(obstacle) : this.pillar(obstacle, floor, top);
      this.object.add(body);
      const heights = obstacle.sphere ? [obstacle.center[2]] : [floor + 0.003, level];
      return { sphere: obstacle.sphere, path: obstacle.path, parts: [body, ...heights.map((height) => this.addRing(obstacle, clearance, height))] };
    });
    this.restyle();
  }

  pillar({ center, radius }, floor, top) {
    const mesh = new THREE.Mesh(new THREE.CylinderGeometry(radius, radius, top - floor, 64), this.material);
    mesh.rotation.x = Math.PI / 2;
    mesh.position.set(center[0], center[1], 0.5 * (top + floor));
    mesh.castShadow = true;
    return mesh;
  }

  sphere({ center, radius }) {
    const mesh = new THREE.Mesh(new THREE.SphereGeometry(radius, 48, 32), this.material);
    mesh.position.set(...center);
    mesh.castShadow = true;
    return mesh;
  }

  addRing({ center, radius }, clearance, height) {
    const ring = dashed(circle(radius + (clearance ?? 0)), 1.6);
    ring.position.set(center[0], center[1], height);
    this.ringMaterials.push(ring.material);
    this.rings.add(ring);
    return ring;
  }

  // Those with a path are where they are at the time shown.
  update({ index, fraction }) {
    this.parts.forEach(({ path }, i) => {
      if (!path) return;
      const next = path[Math.min(path.length - 1, index + 1)];
      this.place(i, path[index].map((x, k) => x + fraction * (next[k] - x)));
    });
  }

  // A pillar stays upright.
  place(index, [x, y, z]) {
    const { sphere, parts } = this.parts[index];
    for (const part of parts) part.position.set(x, y, sphere ? z : part.position.z);
  }

  restyle() {
    this.material.color.set(isDark() ? 0x8d97ab : 0x7d8798);
    this.ringMaterials.forEach((material) => material.color.set(isDark() ? 0xff8a80 : 0xb3261e));
  }
}
