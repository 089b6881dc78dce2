// Renderer, camera, light and ground. What stands and moves in it comes from the other modules.

import * as THREE from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import { isDark, onTheme } from "./colors.js";

THREE.Object3D.DEFAULT_UP.set(0, 0, 1);

// Elevation of the camera and its turn away from the heading given, in degrees.
const VIEWS = { "3d": [35, 0], side: [6, 68] };

export class Scene {
  // Throws if the browser offers no WebGL.
  // `points` are what has to be seen, `heading` the horizontal direction [rad] in which the first view looks.
  constructor(host, points, heading) {
    Object.assign(this, { host, points, heading, box: new THREE.Box3().setFromPoints(points) });
    if (!document.createElement("canvas").getContext("webgl2")) throw new Error("no WebGL 2 context");
    this.renderer = new THREE.WebGLRenderer({ antialias: true, alpha: true, preserveDrawingBuffer: true });
    this.renderer.setPixelRatio(Math.min(2, window.devicePixelRatio));
    this.renderer.shadowMap.enabled = true;
    this.renderer.shadowMap.type = THREE.PCFSoftShadowMap;
    host.prepend(this.renderer.domElement);
    this.world = new THREE.Scene();
    this.camera = new THREE.PerspectiveCamera(38, 1, 0.02, 500);
    this.controls = new OrbitControls(this.camera, this.renderer.domElement);
    this.controls.addEventListener("change", () => (this.dirty = true));
    this.controls.addEventListener("start", () => (this.view = null));
    this.controls.maxPolarAngle = 0.495 * Math.PI;
    this.addLight();
    this.addGround();
    this.resize();
    this.look("3d");
    new ResizeObserver(() => this.resize()).observe(host);
    onTheme(() => this.restyle());
    this.restyle();
  }

  add(object) {
    this.world.add(object);
    this.dirty = true;
  }

  look(view) {
    this.view = view;
    // From above, a long lens: nearly parallel, so that pillars do not lean.
    this.camera.fov = view === "top" ? 8 : 38;
    this.camera.updateProjectionMatrix();
    const away = this.direction(view);
    const center = this.box.getCenter(new THREE.Vector3());
    this.camera.position.copy(away);
    this.camera.lookAt(0, 0, 0);
    const { shift, distance } = this.fit(center);
    this.controls.target.copy(center.add(shift));
    this.camera.position.copy(center).addScaledVector(away, distance);
    this.controls.update();
    this.dirty = true;
  }

  // Unit vector from what is looked at to the camera.
  direction(view) {
    if (view === "top") return new THREE.Vector3(0, -0.0005, 1).normalize();
    const [elevation, turn] = VIEWS[view].map(THREE.MathUtils.degToRad);
    const azimuth = this.heading + Math.PI + turn;
    const level = Math.cos(elevation);
    return new THREE.Vector3(level * Math.cos(azimuth), level * Math.sin(azimuth), Math.sin(elevation));
  }

  // How far to move the centre in the picture plane, and the distance at which all points just fit the picture.
  fit(center) {
    const upright = Math.tan(THREE.MathUtils.degToRad(this.camera.fov / 2));
    const slopes = [upright * this.camera.aspect, upright];
    const turned = this.camera.quaternion.clone().invert();
    const places = this.points.map((point) => point.clone().sub(center).applyQuaternion(turned).toArray());
    const shift = [0, 0];
    let distance = 0;
    for (const axis of [0, 1]) {
      // A point fits if |place - shift| <= slope * (distance - depth): two half planes each, tight for the extremes.
      const high = Math.max(...places.map((p) => p[axis] + slopes[axis] * p[2]));
      const low = Math.min(...places.map((p) => p[axis] - slopes[axis] * p[2]));
      shift[axis] = 0.5 * (high + low);
      distance = Math.max(distance, (0.5 * (high - low)) / slopes[axis]);
    }
    const moved = new THREE.Vector3(shift[0], shift[1], 0).applyQuaternion(this.camera.quaternion);
    return { shift: moved, distance: 1.06 * distance };
  }

  // Move camera and target so that the target is `point`, keeping the viewing direction.
  follow(point) {
    const shift = point.clone().sub(this.controls.target);
    this.camera.position.add(shift);
    this.controls.target.copy(point);
    this.controls.update();
  }

  addLight() {
    this.world.add(new THREE.HemisphereLight(0xffffff, 0x8890a0, 2.1));
    const sun = new THREE.DirectionalLight(0xffffff, 1.7);
    const center = this.box.getCenter(new THREE.Vector3());
    const reach = 0.6 * this.box.getSize(new THREE.Vector3()).length() + 0.5;
    sun.position.copy(center).add(new THREE.Vector3(-0.35, -0.25, 1).multiplyScalar(2 * reach));
    sun.target.position.copy(center);
    Object.assign(sun.shadow.camera, { left: -reach, right: reach, top: reach, bottom: -reach, far: 5 * reach });
    sun.shadow.mapSize.set(2048, 2048);
    sun.shadow.normalBias = 0.02;
    sun.castShadow = true;
    this.world.add(sun, sun.target);
  }

  addGround() {
    const size = this.box.getSize(new THREE.Vector3());
    const center = this.box.getCenter(new THREE.Vector3());
    const cell = Math.max(size.x, size.y) > 24 ? 2 : Math.max(size.x, size.y) > 10 ? 1 : 0.5;
    const cells = 2 * Math.ceil((0.5 * Math.max(size.x, size.y) + 0.8) / cell);
    const floor = this.box.min.z;
    this.grid = new THREE.GridHelper(cells * cell, cells);
    this.grid.rotation.x = Math.PI / 2;
    this.grid.position.set(Math.round(center.x / cell) * cell, Math.round(center.y / cell) * cell, floor - 0.004);
    this.grid.material.transparent = true;
    const shade = new THREE.Mesh(
      new THREE.PlaneGeometry(cells * cell, cells * cell),
      new THREE.ShadowMaterial({ opacity: 0.16, depthWrite: false }),
    );
    shade.position.set(this.grid.position.x, this.grid.position.y, floor - 0.002);
    shade.receiveShadow = true;
    this.shade = shade;
    this.cell = cell;
    this.world.add(this.grid, shade);
  }

  restyle() {
    this.grid.material.vertexColors = false;
    this.grid.material.color.set(isDark() ? 0x54607a : 0x9aa5b8);
    this.grid.material.opacity = isDark() ? 0.55 : 0.5;
    this.grid.material.needsUpdate = true;
    this.shade.material.opacity = isDark() ? 0.4 : 0.16;
    this.dirty = true;
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (!width || !height) return;
    this.renderer.setSize(width, height);
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    if (this.view) this.look(this.view);
    this.dirty = true;
  }

  render() {
    if (!this.dirty) return;
    this.dirty = false;
    this.renderer.render(this.world, this.camera);
  }
}
