// Makes a module and its glue smaller before they are optimised: what the page never calls goes, and the long names that the
// two sides know each other by become short ones.
//
// node xtask/node/shrink.mjs DIR NAME [WASM-FEATURES…] rewrites DIR/NAME.js and DIR/NAME_bg.wasm in place.

import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { renameModule } from "./wasm-names.mjs";

const [dir, name, ...features] = process.argv.slice(2);
const glue = join(dir, `${name}.js`);
const wasm = join(dir, `${name}_bg.wasm`);

/** Classes that a library exports and no page of ours uses: without their registration esbuild can see that. */
const withoutRegistrations = (script) =>
  script
    .replace(/^if \(Symbol\.dispose\) .*\n/gm, "")
    .replaceAll(": new FinalizationRegistry(", ": /* @__PURE__ */ new FinalizationRegistry(");

async function treeShaken(script) {
  const stdin = { contents: `export { default } from "glue";`, resolveDir: dir };
  const plugin = {
    name: "glue",
    setup(it) {
      it.onResolve({ filter: /^glue$/ }, () => ({ path: "glue", namespace: "glue" }));
      it.onLoad({ filter: /./, namespace: "glue" }, () => ({ contents: script }));
    },
  };
  const result = await build({ stdin, plugins: [plugin], bundle: true, write: false, format: "esm", charset: "utf8" });
  return result.outputFiles[0].text;
}

/** The exports of the module that the glue touches; the rest, and what only that reaches, leaves the module. */
async function withoutUnused(script) {
  const used = new Set([...script.matchAll(/\bwasm\.(\w+)/g)].map(([, export_]) => export_));
  const exports_ = WebAssembly.Module.exports(await WebAssembly.compile(await readFile(wasm)));
  const kept = exports_.map((export_) => export_.name).filter((export_) => used.has(export_));
  const graph = [
    { name: "page", root: true, reaches: kept.map((export_) => `export ${export_}`) },
    ...kept.map((export_) => ({ name: `export ${export_}`, export: export_ })),
  ];
  const file = join(dir, `${name}.graph.json`);
  await writeFile(file, JSON.stringify(graph));
  const metadce = "node_modules/.bin/wasm-metadce";
  await promisify(execFile)(metadce, [...features, wasm, "--graph-file", file, "-o", wasm], { maxBuffer: 1 << 26 });
}

/** Entries of the import object, one to each function: those that the module still asks for, under short names. */
function imported(script, names) {
  const start = script.indexOf("__proto__: null,\n") + "__proto__: null,\n".length;
  const indent = script.slice(start).match(/^ +/)[0];
  const end = script.indexOf(`\n${indent.slice(2)}};`, start);
  const entries = script.slice(start, end).split(new RegExp(`^${indent}(?=\\w+: )`, "m")).filter(Boolean);
  const kept = entries.flatMap((entry) => {
    const [key] = entry.match(/^\w+/);
    return names.has(key) ? [`${indent}${names.get(key)}${entry.slice(key.length)}`] : [];
  });
  if (kept.length !== names.size) throw new Error(`${glue}: ${names.size} imports, but ${kept.length} of them found`);
  return script.slice(0, start) + kept.join("") + script.slice(end);
}

let script = await treeShaken(withoutRegistrations(await readFile(glue, "utf8")));
await withoutUnused(script);
const { bytes, imports, exports, module, shortModule } = renameModule(await readFile(wasm));
script = imported(script, imports)
  .replaceAll(/\bwasm\.(\w+)/g, (whole, export_) => (exports.has(export_) ? `wasm.${exports.get(export_)}` : whole))
  .replaceAll(JSON.stringify(module), JSON.stringify(shortModule));
await writeFile(wasm, bytes);
await writeFile(glue, script);
