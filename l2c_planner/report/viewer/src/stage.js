// The furnished scene: what stands and moves in it, views, switches and legend.

import * as THREE from "three";
import { isDark, onTheme, tensionGradient } from "./colors.js";
import { heading, landmarks } from "./framing.js";
import { Load, SLACK } from "./load.js";
import { Obstacles } from "./obstacles.js";
import { thin } from "./paths.js";
import { buildSwitches, element } from "./player.js";
import { Scene } from "./scene.js";
import { Team } from "./team.js";

const HOW = "drag: turn, wheel: zoom, right drag: move";
const find = (id) => document.getElementById(id);

// The scene, or nothing but a notice if the browser cannot draw it.
export function buildStage(plan, clock, options) {
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
    obstacles.update(knot);
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
  return Object.assign(scene, { team, load, obstacles });
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
    const named = (id, value) => element("span", { id }, String(value));
    rows.push(element("span", {}, "cable tension ", named("low", low), " ", bar, " ", named("high", high), " N"));
  }
  if (plan.cables?.length) {
    const mark = element("i", { className: "slack" });
    mark.style.borderTopColor = SLACK;
    rows.push(element("span", {}, mark, " slack cable"));
  }
  rows.push(element("span", {}, `grid ${cell} m`), element("span", {}, HOW + (plan.live ? "" : ", space: play")));
  return rows;
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
