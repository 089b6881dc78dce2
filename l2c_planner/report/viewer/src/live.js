// The live view: takes pictures of a team from a stream of events and moves the scene, in the place of a clock.

import * as THREE from "three";
import { agent, isDark, onTheme } from "./colors.js";
import { thin } from "./paths.js";
import { buildSwitches, element } from "./player.js";
import { buildStage } from "./stage.js";

const find = (id) => document.getElementById(id);
const LENGTH = 400; // points of a tail
const SILENCE = 3000; // after which the pictures are old [ms]

export class Live {
  constructor(plan) {
    this.listeners = [];
    this.picture = null;
    this.came = 0;
    this.stage = buildStage(plan, this, new URLSearchParams(location.hash.slice(1)));
    if (this.stage) this.furnish(this.stage.team, this.stage.load);
    const events = new EventSource(plan.live);
    events.addEventListener("picture", ({ data }) => this.take(JSON.parse(data)));
    events.addEventListener("plan", ({ data }) => this.stage && this.showPlan(JSON.parse(data)));
    events.onerror = () => this.say("bad", "disconnected");
  }

  // What a clock offers: one knot, that of the present.
  onChange(listener) {
    this.listeners.push(listener);
  }

  knot() {
    return { index: 0, fraction: 0 };
  }

  // Called once per frame; shows the newest picture.
  advance() {
    if (this.came && performance.now() - this.came > SILENCE) this.say("bad", "no news");
    if (!this.picture || !this.stage) return;
    this.place(this.picture);
    this.picture = null;
    this.listeners.forEach((listener) => listener(this));
  }

  take(picture) {
    this.picture = picture;
    this.came = performance.now();
    const heard = picture.robots.filter(Boolean).length;
    const all = picture.robots.length;
    this.say(heard === all ? "good" : "bad", heard ? `${heard} of ${all} robots seen` : "no odometry");
    const phase = picture.phase && `plan ${picture.plan}: ${picture.phase[0].toFixed(1)} of ${picture.phase[1].toFixed(1)} s`;
    const lines = [phase, ...picture.lines].filter(Boolean);
    find("words").replaceChildren(...lines.map((line) => element("span", {}, line)));
  }

  say(kind, text) {
    find("state").className = `verdict ${kind}`;
    if (find("state").textContent !== text) find("state").textContent = text;
  }

  furnish(team, load) {
    this.radius = [...team.radius];
    this.discs = [...team.discRadius];
    team.up = team.position.map(() => [[0, 0, 1]]);
    this.tails = team.position.map(() => new Tail());
    team.trailGroup.clear().add(...this.tails.map((tail) => tail.line));
    if (load) {
      this.loadTail = new Tail();
      load.trail.object.clear().add(this.loadTail.line);
    }
    this.plan = new THREE.Group();
    this.stage.add(this.plan);
    buildSwitches(find("toggles"), [{ mark: "line planned", label: "plan", set: (on) => {
      this.plan.visible = on;
      this.stage.dirty = true;
    } }]);
    this.restyle();
    onTheme(() => this.restyle());
    this.place({ robots: team.position.map(() => null), load: null, tension: [], obstacles: {} });
    this.listeners.forEach((listener) => listener(this));
  }

  // Whoever is not seen is not shown.
  place({ robots, load, tension, obstacles }) {
    const { team, load: carried } = this.stage;
    for (const [index, where] of Object.entries(obstacles)) this.stage.obstacles.place(index, where);
    robots.forEach((robot, i) => {
      team.radius[i] = robot ? this.radius[i] : 0;
      team.discRadius[i] = robot ? this.discs[i] : 0;
      const where = robot ?? load ?? [0, 0, 0];
      team.position[i] = [where.slice(0, 3)];
      if (robot) team.up[i] = [robot.slice(3)];
      if (robot) this.tails[i].add(robot);
    });
    if (!carried) return;
    carried.object.visible = Boolean(load);
    if (!load) return;
    carried.position = [load.slice(0, 3)];
    carried.quaternion = [load.slice(3)];
    carried.cables.tension = tension.map((value, i) => [robots[i] ? value : null]);
    this.loadTail.add(load);
  }

  showPlan({ paths, tension }) {
    if (this.stage.load) {
      this.stage.load.cables.range = tension;
      find("low").textContent = tension[0];
      find("high").textContent = tension[1];
    }
    for (const line of this.plan.children[0]?.children ?? []) {
      line.geometry.dispose();
      line.material.dispose();
    }
    this.plan.clear();
    const lines = thin(paths);
    lines.material.color.set(isDark() ? 0xb9c2d3 : 0x5b6575);
    this.plan.add(lines.object);
    this.stage.dirty = true;
  }

  restyle() {
    this.tails.forEach((tail, i) => tail.line.material.color.set(agent(i, this.tails.length)));
    this.loadTail?.line.material.color.set(isDark() ? 0xe6ebf5 : 0x1f2733);
    for (const line of this.plan.children[0]?.children ?? []) line.material.color.set(isDark() ? 0xb9c2d3 : 0x5b6575);
  }
}

// The last places of something, the newest last.
class Tail {
  constructor() {
    this.count = 0;
    this.geometry = new THREE.BufferGeometry();
    this.geometry.setAttribute("position", new THREE.BufferAttribute(new Float32Array(3 * LENGTH), 3));
    this.geometry.setDrawRange(0, 0);
    this.line = new THREE.Line(this.geometry, new THREE.LineBasicMaterial());
    this.line.frustumCulled = false;
  }

  add([x, y, z]) {
    const { position } = this.geometry.attributes;
    if (this.count === LENGTH) position.array.copyWithin(0, 3);
    else this.count++;
    position.array.set([x, y, z], 3 * (this.count - 1));
    position.needsUpdate = true;
    this.geometry.setDrawRange(0, this.count);
  }
}
