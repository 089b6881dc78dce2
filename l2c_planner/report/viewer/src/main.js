// Reads the embedded plan and connects clock, charts, player and scene.

import "uplot/dist/uPlot.min.css";
import "./style.css";
import { buildCharts } from "./charts.js";
import { Clock } from "./clock.js";
import { Live } from "./live.js";
import { bindKeys, buildPlayer, element } from "./player.js";
import { buildStage } from "./stage.js";

const find = (id) => document.getElementById(id);

function main() {
  const plan = JSON.parse(find("plan").textContent);
  if (plan.live) {
    const live = new Live(plan);
    run(live, live.stage);
    return;
  }
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

main();
