// Draws the list of charts of the plan. All time charts share one cursor with the scene.

import uPlot from "uplot";
import { agent, css, item, onTheme } from "./colors.js";
import { element } from "./player.js";

const HEIGHT = 148;

export function buildCharts(host, plan, clock) {
  const team = plan.quads.position.length;
  const built = plan.charts.map((chart) => new Chart(host, chart, clock, team));
  clock.onChange(() => built.forEach((chart) => chart.follow()));
  onTheme(() => built.forEach((chart) => chart.restyle()));
}

// Powers of ten within the range of a logarithmic axis.
function powers(_plot, _axis, low, high) {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const count = Math.floor(Math.log10(high) + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => Number(`1e${first + i}`));
}

const power = (value) => `1e${Math.round(Math.log10(value))}`;

class Chart {
  constructor(host, chart, clock, team) {
    Object.assign(this, { chart, clock, team, timed: chart.axis === "time", wide: true, round: null });
    this.lines = chart.series.filter((series) => series.style !== "limit");
    this.limits = chart.series.filter((series) => series.style === "limit");
    this.x = this.timed ? clock.times : this.lines[0].values.map((_, k) => k + 1);
    this.chips = element("div", { className: "chips" });
    const unit = chart.unit ? ` [${chart.unit}]` : "";
    const head = element("div", { className: "head" }, element("h2", { title: chart.note }, chart.title + unit), this.zoomButton());
    this.body = element("div", { className: "plot" });
    host.append(element("figure", { className: "chart" }, head, this.chips, this.body));
    this.plot = new uPlot(this.options(), this.data(), this.body);
    this.marker = element("div", { className: "marker" });
    this.plot.over.append(this.marker);
    this.listen();
    this.buildChips();
    new ResizeObserver(() => this.resize()).observe(this.body);
  }

  data() {
    const usable = (value) => (this.chart.log && !(value > 0) ? null : value);
    return [this.x, ...this.lines.map((line) => this.x.map((_, k) => usable(line.values[k] ?? null)))];
  }

  options() {
    const second = this.lines.some((line) => line.style === "right");
    const axis = { stroke: () => css("--muted"), font: "11px system-ui, sans-serif", ticks: { show: false } };
    const grid = { stroke: () => css("--line"), width: 1 };
    const axes = [
      { ...axis, grid, size: 26, space: 50, values: (_, ticks) => ticks.map((t) => `${t}${this.timed ? " s" : ""}`) },
      { ...axis, grid, size: 46, space: 28, ...(this.chart.log ? { splits: powers, values: (_, ticks) => ticks.map(power) } : {}) },
    ];
    if (second) axes.push({ ...axis, grid: { show: false }, size: 42, space: 28, side: 1, scale: "y2",
      values: (_, ticks) => ticks.map((t) => `${t}${this.chart.unit2 ?? ""}`) });
    const scales = { x: { time: false }, y: this.chart.log ? { distr: 3 } : { range: () => this.range("y") } };
    if (second) scales.y2 = { range: () => this.range("y2") };
    return {
      width: Math.max(200, this.body.clientWidth),
      height: HEIGHT,
      legend: { show: false },
      cursor: { x: false, y: false, points: { show: false }, ...(this.timed ? { sync: { key: "time" } } : {}) },
      scales,
      axes,
      padding: [6, second ? 0 : 12, 0, 0],
      series: [{}, ...this.lines.map((line) => this.style(line))],
      hooks: { draw: [(plot) => this.drawLimits(plot)], setSize: [() => this.follow()] },
    };
  }

  style(line) {
    const faint = line.style === "faint";
    return {
      label: line.label,
      scale: line.style === "right" ? "y2" : "y",
      stroke: () => this.color(line),
      width: faint ? 0.7 : 1.7,
      dash: line.style === "right" ? [6, 3] : undefined,
      points: { show: false },
    };
  }

  color(line) {
    if (line.style === "faint") return css("--faint");
    if (line.style === "strong") return css("--text");
    return line.style === "agent" ? agent(line.index, this.team) : item(line.index);
  }

  // Limits of an axis over its finite data; with the limit lines unless the reader zoomed to the data.
  range(scale) {
    let low = Infinity;
    let high = -Infinity;
    const take = (value) => {
      if (value === null || value === undefined) return;
      low = Math.min(low, value);
      high = Math.max(high, value);
    };
    for (const line of this.lines) if ((line.style === "right") === (scale === "y2")) line.values.forEach(take);
    if (this.wide && scale === "y") this.limits.forEach((limit) => take(limit.value));
    if (low > high) return [0, 1];
    if (scale === "y2" || !this.limits.length) low = Math.min(low, 0);
    const margin = 0.08 * (high - low) || 0.1 * Math.abs(high) || 1;
    // Room for the label beneath a lower limit.
    const under = this.limits.some((limit) => limit.value <= low) ? 2 * margin : margin;
    return [low === 0 && under === margin ? 0 : low - under, high + margin];
  }

  zoomButton() {
    if (!this.limits.length) return "";
    const names = () => (this.wide ? "zoom to data" : "show limits");
    const button = element("button", { className: "small", onclick: () => {
      this.wide = !this.wide;
      button.textContent = names();
      this.plot.setData(this.plot.data);
    } }, names());
    return button;
  }

  drawLimits(plot) {
    const { ctx, bbox } = plot;
    const pixel = window.devicePixelRatio || 1;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = css("--limit");
    ctx.lineWidth = 1.5 * pixel;
    ctx.font = `${10.5 * pixel}px system-ui, sans-serif`;
    ctx.textAlign = "right";
    const places = this.limits.map((limit) => plot.valToPos(limit.value, "y", true));
    for (const [k, limit] of this.limits.entries()) {
      const y = places[k];
      if (y < bbox.top - 1 || y > bbox.top + bbox.height + 1) continue;
      ctx.setLineDash([5 * pixel, 4 * pixel]);
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
      const crowded = places.some((other) => other > y && other - y < 26 * pixel);
      const below = bbox.top + bbox.height - y > 14 * pixel && !crowded;
      const label = `${limit.label} ${limit.value} ${this.chart.unit}`;
      ctx.fillText(label, bbox.left + bbox.width - 4 * pixel, y + (below ? 12 : -4) * pixel);
    }
    ctx.restore();
  }

  listen() {
    const { over } = this.plot;
    const place = (event) => this.plot.posToVal(event.clientX - over.getBoundingClientRect().left, "x");
    over.addEventListener("pointerenter", () => (this.clock.held = this.timed));
    over.addEventListener("pointerleave", () => {
      this.clock.held = false;
      this.round = null;
      this.follow();
    });
    over.addEventListener("pointermove", (event) => {
      if (this.timed) return this.clock.set(place(event));
      this.round = Math.min(this.x.length, Math.max(1, Math.round(place(event))));
      this.follow();
    });
  }

  buildChips() {
    const shown = this.lines.filter((line) => line.style !== "faint");
    this.readers = shown.map((line) => {
      const dot = element("i", { className: line.style === "right" ? "dash" : "" });
      const value = element("b");
      this.chips.append(element("span", { title: line.label }, dot, `${line.label} `, value));
      return { line, dot, value };
    });
    this.restyle();
  }

  restyle() {
    this.readers.forEach(({ line, dot }) => (dot.style.color = this.color(line)));
    this.plot.redraw(false);
    this.follow();
  }

  // Put the marker and the values at the time shown, or at the round under the pointer.
  follow() {
    if (!this.readers) return;
    const index = this.timed ? this.clock.nearest() : (this.round ?? this.x.length) - 1;
    const at = this.plot.valToPos(this.timed ? this.clock.time : index + 1, "x");
    this.marker.hidden = !(at >= 0 && at <= this.plot.over.clientWidth) || (!this.timed && this.round === null);
    this.marker.style.transform = `translateX(${at}px)`;
    for (const { line, value } of this.readers) value.textContent = this.readable(line, line.values[index]);
  }

  readable(line, value) {
    if (value === null || value === undefined) return "–";
    const unit = line.style === "right" ? (this.chart.unit2 ?? "") : "";
    if (this.chart.log) return value.toExponential(1);
    return (Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(this.chart.unit === "m" ? 3 : 2)) + unit;
  }

  resize() {
    const width = this.body.clientWidth;
    if (width > 50 && width !== this.plot.width) this.plot.setSize({ width, height: HEIGHT });
  }
}
