// Play button, time slider, speed and switches under the scene.

export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in node && name !== "list") node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

// `events` are marked above the slider: [{time, text}].
export function buildPlayer(host, clock, events = []) {
  const button = element("button", { className: "play", onclick: () => clock.play(!clock.playing) });
  const span = clock.end - clock.start;
  const slider = element("input", { type: "range", min: clock.start, max: clock.end, step: span / 2000 || 1 });
  slider.setAttribute("aria-label", "Time");
  slider.addEventListener("input", () => {
    clock.play(false);
    clock.set(Number(slider.value));
  });
  const shown = element("output", { className: "time" });
  const speeds = [0.1, 0.25, 0.5, 1, 2, 4].map((s) => element("option", { value: s, selected: s === 1 }, `${s}×`));
  const speed = element("select", { title: "Speed", onchange: () => (clock.speed = Number(speed.value)) }, ...speeds);
  speed.setAttribute("aria-label", "Speed");
  const marks = events.map(({ time, text }) => {
    const mark = element("i", { title: `${time.toFixed(2)} s: ${text}` });
    mark.style.left = `${(100 * (time - clock.start)) / (span || 1)}%`;
    return mark;
  });
  host.append(button, element("div", { className: "track" }, slider, ...marks), shown, speed);
  clock.onChange(() => {
    const label = clock.playing ? "Pause" : "Play";
    if (button.title !== label) {
      button.title = label;
      button.setAttribute("aria-label", label);
      button.textContent = clock.playing ? "❚❚" : "▶";
    }
    slider.value = clock.time;
    shown.textContent = `${clock.time.toFixed(2)} / ${clock.end.toFixed(2)} s`;
  });
}

export function bindKeys(clock) {
  const step = (count) => {
    clock.play(false);
    const knot = Math.min(clock.times.length - 1, Math.max(0, clock.nearest() + count));
    clock.set(clock.times[knot]);
  };
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, select, button, a, summary") || event.ctrlKey || event.metaKey || event.altKey) return;
    const actions = { " ": () => clock.play(!clock.playing), ArrowLeft: () => step(-1), ArrowRight: () => step(1) };
    if (!(event.key in actions)) return;
    event.preventDefault();
    actions[event.key]();
  });
}

// A row of check boxes with their marks; `set` of each is called with true or false.
export function buildSwitches(host, switches) {
  for (const { mark, label, set } of switches) {
    const box = element("input", { type: "checkbox", checked: true, onchange: () => set(box.checked) });
    host.append(element("label", {}, box, mark ? element("i", { className: mark }) : "", label));
  }
}
