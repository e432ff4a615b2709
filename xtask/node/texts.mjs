// The texts that a program shows, out of the catalogue: a page downloads one language, and nothing that it never says.

import { readFile } from "node:fs/promises";

/** A text that depends on a number is named without its form. */
const stem = (key) => key.replace(/_(one|few|many|other)$/, "");

/**
 * The texts of a language whose keys stand in the module, and all keys that some program has to name. Code names keys as whole literals (a test of the console sees to
 * that), so they are found among its constants.
 */
export async function textsOf(language, areas, wasm) {
  const constants = wasm.toString("latin1");
  const all = {};
  const own = [];
  for (const area of areas) {
    const texts = JSON.parse(await readFile(`shared/locales/${language}/${area}.json`, "utf8"));
    Object.assign(all, texts);
    // some of the common ones only the server says
    if (area !== "common") own.push(...Object.keys(texts));
  }
  return { own, shown: shownBy(constants, all) };
}

/** Those of the texts whose keys stand among the constants. */
export function shownBy(constants, all) {
  return Object.fromEntries(Object.entries(all).filter(([key]) => constants.includes(key) || constants.includes(stem(key))));
}

/** Of these keys, those that are not among the texts, in whatever form of a number. */
export function unnamed(keys, texts) {
  const stems = new Set(Object.keys(texts).map(stem));
  return keys.filter((key) => !stems.has(stem(key)));
}
