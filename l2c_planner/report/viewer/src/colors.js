// Colours that stay apart under colour blindness and on light and dark ground.

const LIGHT = ["#0072b2", "#d98c00", "#009e73", "#c2649a", "#3fa4dd", "#d55e00", "#7a6a1e", "#5f6672"];
const DARK = ["#4aa8ee", "#f2b33d", "#33c99a", "#ea9cc8", "#9bd8ff", "#ff8248", "#d2be72", "#b5bcc8"];
const RAMP = [[59, 82, 160], [45, 125, 160], [32, 160, 140], [95, 190, 95], [200, 190, 60]];
const TENSION = [[47, 128, 210], [178, 162, 176], [232, 98, 22]];

const darkQuery = window.matchMedia("(prefers-color-scheme: dark)");

export const isDark = () => darkQuery.matches;

export function onTheme(listener) {
  darkQuery.addEventListener("change", listener);
}

export function css(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

export function item(index) {
  const palette = isDark() ? DARK : LIGHT;
  return palette[index % palette.length];
}

// Colour of quadrotor `index` in a team of `count`: distinct ones for a small team, a ramp for a large one.
export function agent(index, count) {
  return count <= LIGHT.length ? item(index) : blend(RAMP, index / (count - 1));
}

// Colour of a tension, `fraction` 0 (lowest) to 1 (highest): blue over grey to orange.
export function tension(fraction) {
  return blend(TENSION, fraction);
}

export const tensionGradient = `linear-gradient(90deg, ${[0, 0.25, 0.5, 0.75, 1].map(tension).join(", ")})`;

function blend(stops, fraction) {
  const place = Math.min(1, Math.max(0, fraction)) * (stops.length - 1);
  const low = Math.min(stops.length - 2, Math.floor(place));
  const mix = stops[low].map((value, i) => Math.round(value + (place - low) * (stops[low + 1][i] - value)));
  return `rgb(${mix.join(", ")})`;
}
