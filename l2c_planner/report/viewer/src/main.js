// Reads the embedded plan and connects clock, charts, player and scene.

import * as THREE from "three";
import "uplot/dist/uPlot.min.css";
import "./style.css";
import { buildCharts } from "./charts.js";
import { Clock } from "./clock.js";
import { isDark, onTheme, tensionGradient } from "./colors.js";
import { Load, SLACK } from "./load.js";
import { Obstacles } from "./obstacles.js";
import { thin } from "./paths.js";
import { bindKeys, buildPlayer, buildSwitches, element } from "./player.js";
import { Scene } from "./scene.js";
import { Team } from "./team.js";

const find = (id) => document.getElementById(id);

function main() {
  const plan = JSON.parse(find("plan").textContent);
  const clock = new Clock(plan.time);
  buildPlayer(find("player"), clock, plan.events ?? []);
  announce(plan.events ?? [], clock);
  buildCharts(find("charts"), plan, clock);
  bindKeys(clock);
  const options = new URLSearchParams(location.hash.slice(1));
  const stage = buildStage(plan, clock, options);
  const start = Number(options.get("t") ?? clock.start);
  clock.set(Number.isFinite(start) ? start : clock.start);
  const still = options.has("t") || window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (!still) clock.play(true);
  run(clock, stage);
}

// Shows over the scene what has happened up to the time shown, the last of it.
function announce(events, clock) {
  if (!events.length) return;
  const sign = element("p", { id: "event", hidden: true });
  find("scene").append(sign);
  clock.onChange(() => {
    const last = events.filter(({ time }) => time <= clock.time).pop();
    sign.hidden = !last;
    if (last) sign.textContent = `${last.time.toFixed(2)} s: ${last.text}`;
  });
}

function run(clock, stage) {
  let before = performance.now();
  const frame = (now) => {
    clock.advance(Math.min(0.1, (now - before) / 1000));
    before = now;
    stage?.render();
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

// The scene, or nothing but a notice if the browser cannot draw it.
function buildStage(plan, clock, options) {
  try {
    const marks = landmarks(plan);
    return furnish(new Scene(find("scene"), marks.points, heading(plan)), plan, clock, marks, options);
  } catch (error) {
    find("scene").querySelector("canvas")?.remove();
    find("scene").classList.add("empty");
    find("notice").hidden = false;
    find("notice").textContent =
      "The 3-D view needs WebGL, which this browser does not offer (or has switched off). The charts work without it. " +
      `(${error.message})`;
    return null;
  }
}

function furnish(scene, plan, clock, { floor, top }, options) {
  const team = new Team(plan.quads, plan.required.pair, plan.goals);
  const load = plan.load && new Load(plan.load, plan.cables);
  const level = meanHeight(plan);
  const obstacles = new Obstacles(plan.obstacles, plan.required.clearance, floor, top, level);
  const planned = plan.planned && thin(plan.planned);
  planned?.material.color.set(isDark() ? 0xb9c2d3 : 0x5b6575);
  for (const part of [obstacles, team, load, planned]) if (part) scene.add(part.object);
  scene.add(obstacles.rings);
  let following = false;
  const center = new THREE.Vector3();
  const update = () => {
    const knot = clock.knot();
    team.update(knot);
    load?.update(knot, team.tips);
    if (following) scene.follow(centerOf(center, team, load));
    scene.dirty = true;
  };
  clock.onChange(update);
  onTheme(() => {
    for (const part of [team, load, obstacles]) part?.restyle();
    planned?.material.color.set(isDark() ? 0xb9c2d3 : 0x5b6575);
    scene.dirty = true;
  });
  const show = (view) => {
    following = view === "follow";
    if (!following) scene.look(view);
    else scene.view = null;
    for (const button of find("views").children) button.setAttribute("aria-pressed", button.value === view);
    update();
  };
  buildViews(show);
  show(["3d", "top", "side", "follow"].includes(options.get("view")) ? options.get("view") : "3d");
  buildSwitches(find("toggles"), switches(plan, scene, team, load, obstacles, planned));
  find("key").append(...legend(plan, scene.cell));
  return scene;
}

function buildViews(show) {
  for (const [value, label] of [["3d", "3-D"], ["top", "top"], ["side", "side"], ["follow", "follow"]]) {
    find("views").append(element("button", { value, className: "small", onclick: () => show(value) }, label));
  }
}

// One switch for each kind of thing in the scene; its mark makes the row the legend as well.
function switches(plan, scene, team, load, obstacles, planned) {
  const { pair, clearance } = plan.required;
  const rows = [];
  const row = (mark, label, ...objects) => rows.push({ mark, label, set: (on) => {
    objects.forEach((object) => (object.visible = on));
    scene.dirty = true;
  } });
  if (load) row("line load", "load path", load.trail.object);
  if (load?.reference) row("line dashed", planned ? "load path as planned" : "reference path", load.reference);
  if (planned) row("line planned", "quadrotors as planned", planned.object);
  row("line trail", "quadrotor trails", team.trailGroup);
  if (team.goals) row("ring goal", "goals", team.goals);
  row("ring", pair ? `safety discs, Ø ${pair} m: must not overlap` : "extent of quadrotors", ...team.discs);
  if (plan.obstacles.length) row("line keep", `${planned ? "planned to keep" : "keep-out,"} ${clearance ?? 0} m ${planned ? "from" : "around"} obstacles`, obstacles.rings);
  if (team.labels.children.length) row("", "numbers", team.labels);
  return rows;
}

function legend(plan, cell) {
  const rows = [];
  if (plan.cables?.range) {
    const bar = element("i", { className: "bar" });
    bar.style.background = tensionGradient;
    const [low, high] = plan.cables.range;
    rows.push(element("span", {}, `cable tension ${low} `, bar, ` ${high} N`));
  }
  if (plan.cables?.length) {
    const mark = element("i", { className: "slack" });
    mark.style.borderTopColor = SLACK;
    rows.push(element("span", {}, mark, " slack cable"));
  }
  rows.push(element("span", {}, `grid ${cell} m`), element("span", {}, "drag: turn, wheel: zoom, right drag: move, space: play"));
  return rows;
}

// What has to be seen: the way of everything that moves, with the size of a quadrotor around it, and all that stands.
function landmarks(plan) {
  const points = [];
  const around = ([x, y, z], reach, low = z - reach, high = z + reach) => {
    for (const [dx, dy] of [[-1, -1], [-1, 1], [1, -1], [1, 1]]) {
      for (const height of [low, high]) points.push(new THREE.Vector3(x + dx * reach, y + dy * reach, height));
    }
  };
  const complete = (point) => point.every((value) => value !== null);
  const radius = Math.max(0.1, ...plan.quads.radius.filter((r) => r !== null));
  const moving = [...plan.quads.position, plan.load?.position ?? [], plan.load?.reference ?? [], plan.goals ?? []];
  for (const path of moving) path.filter(complete).filter((_, k) => k % 5 === 0).forEach((p) => around(p, radius));
  const heights = points.map((point) => point.z);
  const floor = Math.min(0, ...heights.map((z) => z + radius));
  const top = Math.max(2.5, ...heights);
  points.push(new THREE.Vector3(points[0]?.x ?? 0, points[0]?.y ?? 0, floor));
  for (const { center, radius: r, sphere } of plan.obstacles) sphere ? around(center, r) : around(center, 0.8 * r, floor, top);
  return { points, floor, top };
}

// Direction near `heading` along which the obstacles hide least of what moves.
function clearest(plan, heading) {
  const points = plan.quads.position.flatMap((path) => path.filter((p, k) => k % 5 === 0 && p[0] !== null));
  const hidden = (turn) => {
    const [x, y] = [Math.cos(heading + turn), Math.sin(heading + turn)];
    const hides = ({ center, radius }, p) => {
      const [dx, dy] = [p[0] - center[0], p[1] - center[1]];
      return dx * x + dy * y > 0 && Math.abs(dy * x - dx * y) < radius;
    };
    return points.filter((p) => plan.obstacles.some((obstacle) => hides(obstacle, p))).length;
  };
  const turns = [0, 1, -1, 2, -2, 3, -3, 4, -4].map((step) => step * 0.12);
  const counts = turns.map(hidden);
  return heading + turns[counts.indexOf(Math.min(...counts))];
}

// Direction [rad] through the narrowest gap between two obstacles, else along the team's way.
function heading(plan) {
  const centers = plan.quads.position.map((path) => [path[0], path[path.length - 1]]);
  const way = centers.reduce((sum, [a, b]) => [sum[0] + b[0] - a[0], sum[1] + b[1] - a[1]], [0, 0]);
  const along = way[0] || way[1] ? Math.atan2(way[1], way[0]) : 0;
  let gap = Infinity;
  let through = along;
  plan.obstacles.forEach((a, i) => plan.obstacles.slice(i + 1).forEach((b) => {
    const [dx, dy] = [b.center[0] - a.center[0], b.center[1] - a.center[1]];
    const width = Math.hypot(dx, dy) - a.radius - b.radius;
    if (width >= gap) return;
    gap = width;
    through = Math.atan2(dx, -dy);
  }));
  return clearest(plan, Math.cos(through - along) < 0 ? through + Math.PI : through);
}

function meanHeight(plan) {
  const heights = plan.quads.position.flat().map((point) => point[2]).filter((z) => z !== null);
  return heights.reduce((sum, z) => sum + z, 0) / Math.max(1, heights.length);
}

function centerOf(target, team, load) {
  if (load) return target.copy(load.body.position);
  target.set(0, 0, 0);
  team.tips.forEach((tip) => target.add(tip));
  return target.divideScalar(team.count);
}

main();
