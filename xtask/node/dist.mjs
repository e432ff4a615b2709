// Makes dist/: everything browsers fetch, with content hashes in the names and .br and .gz siblings.
//
// node xtask/node/dist.mjs SCRATCH, where SCRATCH/pkg/{desk,administration,widget} hold the WebAssembly modules and their glue.
// The result replaces dist/ at the end, so a failed run leaves the previous one.

import { readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { bundleLoader, bundleScript, bundleStyle } from "./bundle.mjs";
import { notices, sprite } from "./packages.mjs";
import { Output } from "./output.mjs";
import { unnamed, textsOf } from "./texts.mjs";

const scratch = process.argv[2];
const out = new Output({ dir: join(scratch, "dist"), cache: join(scratch, "compressed") });

const at = (path) => `/assets/${path}`;

/** What the programs of an area share: style, fonts, icons. Answers the slots of their documents. */
async function area({ name, iconList, inlineIcons, favicon }) {
  const slots = {};
  const icons = await sprite(iconList);
  slots.icons = inlineIcons ? icons : at(await out.hashed(`${name}/icons.svg`, icons));
  slots.iconsUrl = inlineIcons ? null : slots.icons;

  if (favicon) slots.favicon = at(await out.hashed(`${name}/favicon.svg`, await readFile(favicon)));

  const style = await bundleStyle(`frontend/assets/${name}.css`);
  for (const font of style.fonts) await out.write(`${name}/${font.logical}`, `${name}/${font.file}`, font.contents);
  slots.fonts = style.fonts
    .map(({ file }) => `<link rel="preload" as="font" type="font/woff2" href="${at(`${name}/${file}`)}" crossorigin>`)
    .join("\n    ");
  slots.style = at(await out.hashed(`${name}/${name}.css`, style.css));
  return slots;
}

/** The texts of a program in each language, as files; answers their addresses. */
async function texts({ name, folder, areas, wasm }) {
  const addresses = {};
  for (const language of ["ru", "en"]) {
    const { own, shown } = await textsOf(language, areas, wasm);
    unnamedTexts = unnamed(unnamedTexts ?? own, shown);
    addresses[language] = at(await out.hashed(`${folder}/${name}.${language}.json`, JSON.stringify(shown)));
  }
  return addresses;
}

/** Keys of the catalogue that no program has shown yet. */
let unnamedTexts;

/** A program: module, script, texts where they are files, and the document that names them with what its area shares. */
async function program({ name, folder, template, document, shared, areas }) {
  const pkg = join(scratch, "pkg", name);
  const slots = { ...shared };
  const wasm = await readFile(join(pkg, `${name}_bg.wasm`));
  slots.wasm = at(await out.hashed(`${folder}/${name}.wasm`, wasm));
  const urls = { WASM_URL: slots.wasm, ICONS_URL: slots.iconsUrl };
  urls.TEXTS_URLS = areas ? await texts({ name, folder, areas, wasm }) : null;
  slots.script = at(await out.hashed(`${folder}/${name}.js`, await bundleScript(join(pkg, `${name}.js`), urls)));

  const text = await readFile(template, "utf8");
  const html = text.replace(/<!--[^]*?-->\n?\s*/g, "").replace(/\{\{(\w+)\}\}/g, (_, slot) => {
    if (!(slot in slots)) throw new Error(`${template}: unknown {{${slot}}}`);
    return slots[slot];
  });
  await out.write(document, document, html);
}

await out.empty();
const shared = await area({
  name: "console",
  iconList: "frontend/assets/icons.txt",
  inlineIcons: false,
  favicon: "frontend/assets/favicon.svg",
});
for (const name of ["desk", "administration"]) {
  const template = "frontend/console/index.html";
  const areas = ["common", "console", "administration"];
  await program({ name, folder: "console", template, document: `console/${name}.html`, shared, areas });
}
if (unnamedTexts.length > 0) throw new Error(`texts that no program names: ${unnamedTexts.join(", ")}`);
const framed = await area({ name: "widget", iconList: "frontend/assets/icons-widget.txt", inlineIcons: true });
const template = "frontend/widget/frame.html";
await program({ name: "widget", folder: "widget", template, document: "widget/frame.html", shared: framed });
await out.write("loader/letopis.js", "loader/letopis.js", await bundleLoader("frontend/loader/src/main.ts"));
await out.write("third-party-notices.txt", "third-party-notices.txt", await notices());
await out.finish();

await rm("dist", { recursive: true, force: true });
await rename(out.dir, "dist");
