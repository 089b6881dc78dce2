// Bundles src/ into ../assets/viewer.js and ../assets/viewer.css, with the licences of what is inside on top.
import { readFileSync } from "node:fs";
import { build } from "esbuild";

const licences = { "three.js": "three", uPlot: "uplot" };

function notice(name) {
  const folder = `node_modules/${licences[name]}`;
  const { version } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  return `${name} ${version}\n\n${readFileSync(`${folder}/LICENSE`, "utf8").trim()}`;
}

const banner = `/*! Contains:\n\n${Object.keys(licences).map(notice).join("\n\n")}\n*/`;

await build({
  entryPoints: { viewer: "src/main.js" },
  outdir: "../assets",
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  charset: "ascii",
  legalComments: "inline",
  banner: { js: banner, css: "/*! Contains the style of uPlot (MIT, notice in viewer.js) */" },
});
