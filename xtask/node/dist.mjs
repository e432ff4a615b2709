// Makes dist/: everything browsers fetch, with content hashes in the names and .br and .gz siblings.
//
// node xtask/node/dist.mjs SCRATCH, where SCRATCH/pkg/{console,widget} hold the WebAssembly modules and their glue.
// The result replaces dist/ at the end, so a failed run leaves the previous one.

import { readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { bundleLoader, bundleScript, bundleStyle } from "./bundle.mjs";
import { notices, sprite } from "./packages.mjs";
import { Output } from "./output.mjs";

const scratch = process.argv[2];
const out = new Output({ dir: join(scratch, "dist"), cache: join(scratch, "compressed") });

/** One page of ours: module, script, style, icons and the document that names them. */
async function app({ name, document, iconList, inlineIcons, favicon }) {
  const pkg = join(scratch, "pkg", name);
  const at = (path) => `/assets/${path}`;
  const slots = {};

  slots.wasm = at(await out.hashed(`${name}/${name}.wasm`, await readFile(join(pkg, `${name}_bg.wasm`))));
  const icons = await sprite(iconList);
  slots.icons = inlineIcons ? icons : at(await out.hashed(`${name}/icons.svg`, icons));

  if (favicon) slots.favicon = at(await out.hashed(`${name}/favicon.svg`, await readFile(favicon)));

  const style = await bundleStyle(`frontend/assets/${name}.css`);
  for (const font of style.fonts) await out.write(`${name}/${font.logical}`, `${name}/${font.file}`, font.contents);
  slots.fonts = style.fonts
    .map(({ file }) => `<link rel="preload" as="font" type="font/woff2" href="${at(`${name}/${file}`)}" crossorigin>`)
    .join("\n    ");
  slots.style = at(await out.hashed(`${name}/${name}.css`, style.css));

  const urls = { WASM_URL: slots.wasm, ICONS_URL: inlineIcons ? null : slots.icons };
  slots.script = at(await out.hashed(`${name}/${name}.js`, await bundleScript(join(pkg, `${name}.js`), urls)));

  const template = await readFile(document, "utf8");
  const html = template.replace(/<!--[^]*?-->\n?\s*/g, "").replace(/\{\{(\w+)\}\}/g, (_, slot) => {
    if (!(slot in slots)) throw new Error(`${document}: unknown {{${slot}}}`);
    return slots[slot];
  });
  const file = `${name}/${document.split("/").at(-1)}`;
  await out.write(file, file, html);
}

await out.empty();
await app({
  name: "console",
  document: "frontend/console/index.html",
  iconList: "frontend/assets/icons.txt",
  inlineIcons: false,
  favicon: "frontend/assets/favicon.svg",
});
await app({
  name: "widget",
  document: "frontend/widget/frame.html",
  iconList: "frontend/assets/icons-widget.txt",
  inlineIcons: true,
});
await out.write("loader/letopis.js", "loader/letopis.js", await bundleLoader("frontend/loader/src/main.ts"));
await out.write("third-party-notices.txt", "third-party-notices.txt", await notices());
await out.finish();

await rm("dist", { recursive: true, force: true });
await rename(out.dir, "dist");
