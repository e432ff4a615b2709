// Scripts and styles through esbuild.

import { basename, resolve } from "node:path";
import { build } from "esbuild";

/** Modules, nesting and light-dark() are used as they are written; older browsers are not served. */
const BROWSERS = ["chrome123", "firefox121", "safari17.5"];
/** The loader runs on other people's pages, for whoever visits them; these are the first with constructed style sheets. */
const LOADER_BROWSERS = ["chrome99", "firefox101", "safari16.4"];

const common = { bundle: true, minify: true, write: false, legalComments: "none", logLevel: "warning", charset: "utf8" };

/** The start-up script of a page together with the glue of its module. `urls` become constants in it. */
export async function bundleScript(glue, urls) {
  const { outputFiles } = await build({
    ...common,
    entryPoints: ["frontend/assets/boot.js"],
    format: "esm",
    target: BROWSERS,
    alias: { "letopis-glue": resolve(glue) },
    define: Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, JSON.stringify(url)])),
  });
  return outputFiles[0].contents;
}

/** The one script that shops paste: self-contained, leaves no name behind. */
export async function bundleLoader(entry) {
  const { outputFiles } = await build({ ...common, entryPoints: [entry], format: "iife", target: LOADER_BROWSERS });
  return outputFiles[0].contents;
}

/** Minified style without the custom properties that nobody reads; tokens that only those read go with them. */
export function withoutUnusedProperties(css) {
  const read = new Set([...css.matchAll(/var\((--[\w-]+)/g)].map(([, name]) => name));
  const shorter = css.replace(/(--[\w-]+):(?:"[^"]*"|[^;{}"])*(;|(?=}))/g, (whole, name) => (read.has(name) ? whole : ""));
  return shorter === css ? css : withoutUnusedProperties(shorter);
}

/** A style sheet with its imports inside, and the fonts it names, to be written beside it. */
export async function bundleStyle(entry) {
  const { outputFiles } = await build({
    ...common,
    entryPoints: [entry],
    target: BROWSERS,
    outdir: "out",
    loader: { ".woff2": "file" },
    assetNames: "[name]-[hash]",
  });
  const css = withoutUnusedProperties(outputFiles.find(({ path }) => path.endsWith(".css")).text);
  const fonts = outputFiles
    .filter(({ path }) => path.endsWith(".woff2"))
    .map(({ path, contents }) => ({ file: basename(path), logical: basename(path).replace(/-[A-Z0-9]{8}(?=\.)/, ""), contents }));
  return { css, fonts };
}
