// The quadrotors: glyphs tilted along their thrust, safety discs, numbers, trails and goals.

import * as THREE from "three";
import { mergeGeometries } from "three/addons/utils/BufferGeometryUtils.js";
import { agent, isDark } from "./colors.js";
import { filled, Trail } from "./paths.js";

const UP = new THREE.Vector3(0, 0, 1);
const MAX_NUMBERED = 32;

export class Team {
  constructor(quads, pairDistance, goals) {
    this.count = quads.position.length;
    this.radius = quads.radius;
    this.position = quads.position.map(filled);
    this.up = quads.up && quads.up.map(filled);
    this.tips = this.position.map((path) => new THREE.Vector3(...path[0]));
    this.glyphs = new THREE.InstancedMesh(glyphGeometry(), new THREE.MeshStandardMaterial({ roughness: 0.5 }), this.count);
    this.glyphs.castShadow = true;
    this.glyphs.frustumCulled = false;
    this.discRadius = quads.radius.map((radius) => (pairDistance ? pairDistance / 2 : radius));
    this.discs = this.buildDiscs();
    this.trails = this.position.map((path) => new Trail(path, this.count > 16 ? 1.2 : 1.8, 0.85));
    this.trailGroup = new THREE.Group().add(...this.trails.map((trail) => trail.object));
    this.labels = new THREE.Group();
    if (this.count <= MAX_NUMBERED) this.labels.add(...this.tips.map((_, i) => new THREE.Sprite(new THREE.SpriteMaterial({ depthTest: false }))));
    this.goals = goals && this.buildGoals(goals);
    this.object = new THREE.Group().add(this.glyphs, ...this.discs, this.trailGroup, this.labels);
    if (this.goals) this.object.add(this.goals);
    this.restyle();
  }

  buildDiscs() {
    const flat = (geometry, opacity) => {
      const material = new THREE.MeshBasicMaterial({ transparent: true, opacity, depthWrite: false, side: THREE.DoubleSide });
      const mesh = new THREE.InstancedMesh(geometry, material, this.count);
      mesh.frustumCulled = false;
      return mesh;
    };
    return [flat(new THREE.CircleGeometry(1, 48), 0.16), flat(new THREE.RingGeometry(0.96, 1, 64), 0.75)];
  }

  buildGoals(goals) {
    const shape = mergeGeometries([new THREE.TorusGeometry(1, 0.07, 10, 40), new THREE.TorusGeometry(0.45, 0.07, 10, 32)]);
    const mesh = new THREE.InstancedMesh(shape, new THREE.MeshStandardMaterial(), this.count);
    mesh.frustumCulled = false;
    goals.forEach((goal, i) => {
      const usable = goal.every((value) => value !== null);
      const size = usable ? this.radius[i] : 0;
      const place = new THREE.Vector3(...(usable ? goal : [0, 0, 0]));
      mesh.setMatrixAt(i, new THREE.Matrix4().compose(place, new THREE.Quaternion(), new THREE.Vector3(size, size, size)));
    });
    return mesh;
  }

  restyle() {
    this.position.forEach((_, i) => {
      const name = agent(i, this.count);
      const color = new THREE.Color(name);
      for (const mesh of [this.glyphs, ...this.discs, this.goals]) mesh?.setColorAt(i, color);
      this.trails[i].color(color);
      const label = this.labels.children[i];
      if (label) {
        label.material.map?.dispose();
        label.material.map = numberTexture(i + 1, name);
        label.material.needsUpdate = true;
      }
    });
    for (const mesh of [this.glyphs, ...this.discs, this.goals]) if (mesh) mesh.instanceColor.needsUpdate = true;
  }

  update({ index, fraction }) {
    const matrix = new THREE.Matrix4();
    const level = new THREE.Quaternion();
    this.position.forEach((path, i) => {
      const next = path[Math.min(path.length - 1, index + 1)];
      const tip = this.tips[i].set(...path[index]).lerp(new THREE.Vector3(...next), fraction);
      const size = this.radius[i];
      this.glyphs.setMatrixAt(i, matrix.compose(tip, this.tilt(i, index, fraction), new THREE.Vector3(size, size, size)));
      const disc = this.discRadius[i];
      this.discs.forEach((mesh) => mesh.setMatrixAt(i, matrix.compose(tip, level, new THREE.Vector3(disc, disc, 1))));
      this.labels.children[i]?.position.copy(tip).add(new THREE.Vector3(0, 0, 1.1 * size));
      this.labels.children[i]?.scale.setScalar(1.1 * size);
      this.trails[i].show(index);
    });
    for (const mesh of [this.glyphs, ...this.discs]) mesh.instanceMatrix.needsUpdate = true;
  }

  tilt(i, index, fraction) {
    const path = this.up?.[i];
    if (!path) return new THREE.Quaternion();
    const at = (k) => new THREE.Vector3(...path[Math.min(path.length - 1, k)]);
    const axis = at(index).lerp(at(index + 1), fraction);
    return axis.lengthSq() > 0.01 ? new THREE.Quaternion().setFromUnitVectors(UP, axis.normalize()) : new THREE.Quaternion();
  }
}

// Four rotors on crossed arms within the unit circle.
function glyphGeometry() {
  const parts = [new THREE.SphereGeometry(0.2, 20, 12).scale(1, 1, 0.6)];
  for (const angle of [45, 135]) parts.push(new THREE.BoxGeometry(1.3, 0.07, 0.07).rotateZ(THREE.MathUtils.degToRad(angle)));
  for (const angle of [45, 135, 225, 315]) {
    const direction = THREE.MathUtils.degToRad(angle);
    const place = [0.62 * Math.cos(direction), 0.62 * Math.sin(direction), 0.09];
    parts.push(new THREE.TorusGeometry(0.34, 0.035, 8, 32).translate(...place));
    parts.push(new THREE.CylinderGeometry(0.06, 0.06, 0.14, 10).rotateX(Math.PI / 2).translate(place[0], place[1], 0.04));
  }
  return mergeGeometries(parts);
}

function numberTexture(number, color) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 64;
  const context = canvas.getContext("2d");
  context.fillStyle = isDark() ? "rgba(20, 24, 33, 0.8)" : "rgba(255, 255, 255, 0.85)";
  context.strokeStyle = color;
  context.lineWidth = 5;
  context.beginPath();
  context.arc(32, 32, 28, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
  context.fillStyle = isDark() ? "#ffffff" : "#1a2130";
  context.font = "600 34px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(String(number), 32, 35);
  const texture = new THREE.CanvasTexture(canvas);
  texture.colorSpace = THREE.SRGBColorSpace;
  return texture;
}
