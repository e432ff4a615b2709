// What is taken over from npm packages into the pages: icons, and everybody's licence.

import { readFile } from "node:fs/promises";

const names = async (list) =>
  (await readFile(list, "utf8"))
    .split("\n")
    .map((line) => line.replace(/#.*/, "").trim())
    .filter(Boolean);

/** One `<symbol id="i-NAME">` for each name in the list; drawn with `<svg class="icon"><use href="#i-NAME"/></svg>`. */
export async function sprite(list) {
  const symbols = await Promise.all(
    (await names(list)).map(async (name) => {
      const svg = await readFile(`node_modules/lucide-static/icons/${name}.svg`, "utf8").catch(() => {
        throw new Error(`${list}: Lucide has no icon "${name}"`);
      });
      const drawing = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
      return `<symbol id="i-${name}" viewBox="0 0 24 24">${drawing.replace(/\s*\n\s*/g, "").replaceAll(" />", "/>")}</symbol>`;
    }),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" class="sprite" aria-hidden="true">${symbols.join("")}</svg>`;
}

/** Licences of what is shipped as it came. */
export async function notices() {
  const shipped = [
    ["Inter, the typeface", "@fontsource-variable/inter"],
    ["Lucide, the icons", "lucide-static"],
  ];
  const texts = await Promise.all(
    shipped.map(async ([title, name]) => `${title}\n\n${(await readFile(`node_modules/${name}/LICENSE`, "utf8")).trim()}\n`),
  );
  return texts.join(`\n${"-".repeat(80)}\n\n`);
}
