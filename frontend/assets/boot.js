// Starts a page of ours. The build bundles it with the glue of the page's module and fills in the addresses. TEXTS_URLS has
// one for each language, or is null where the module carries its texts.
/* global WASM_URL, ICONS_URL, TEXTS_URLS */

import init from "letopis-glue";

// The chosen theme and language, before anything is drawn. The application writes these two keys.
const page = document.documentElement;
let chosen = null;
try {
  const theme = localStorage.getItem("letopis.theme");
  if (theme === "light" || theme === "dark") page.dataset.theme = theme;
  chosen = localStorage.getItem("letopis.language");
  if (chosen) page.lang = chosen;
} catch {
  // storage is blocked: system theme, the browser's language
}

/** Icons are one sprite in the document, cached as a file of its own. */
async function addIcons(url) {
  const answer = await fetch(url);
  const sprite = new DOMParser().parseFromString(await answer.text(), "image/svg+xml");
  document.body.prepend(document.importNode(sprite.documentElement, true));
}

if (ICONS_URL) addIcons(ICONS_URL).catch((error) => console.error("icons", error));

const giveUp = () => {
  document.getElementById("start-failed").hidden = false;
  // whoever drew a frame around this page closes it from there
  parent.postMessage("letopis:broken", "*");
};

// A panic of the module is a trap: it has no message of its own, and nothing on the page works after it.
for (const [event, thrown] of [["error", "error"], ["unhandledrejection", "reason"]]) {
  addEventListener(event, (failure) => failure[thrown] instanceof WebAssembly.RuntimeError && giveUp());
}

/** The language to start in: the chosen one, or the first of the browser's that we speak (as `Locale::spoken` of the server). */
function language() {
  const ours = (tag) => (/^(ru|be|kk|uk)\b/i.test(tag) ? "ru" : /^en\b/i.test(tag) ? "en" : undefined);
  return [chosen ?? "", ...navigator.languages].map(ours).find(Boolean) ?? "en";
}

/** The texts of one language. The application reads them from the document, with the addresses of the others. */
async function addTexts() {
  page.lang = language();
  const answer = await fetch(TEXTS_URLS[page.lang]);
  if (!answer.ok) throw new Error(`texts: ${answer.status}`);
  document.letopis = { texts: await answer.text(), addresses: TEXTS_URLS };
}

async function start() {
  const module = fetch(WASM_URL);
  if (TEXTS_URLS) await addTexts();
  await init({ module_or_path: module });
}

start().catch((error) => {
  console.error("start", error);
  giveUp();
});
