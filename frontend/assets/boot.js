// Starts a page of ours. The build bundles it with the glue of the page's module and fills in the two addresses.
/* global WASM_URL, ICONS_URL */

import init from "letopis-glue";

// The chosen theme and language, before anything is drawn. The application writes these two keys.
const page = document.documentElement;
try {
  const theme = localStorage.getItem("letopis.theme");
  const language = localStorage.getItem("letopis.language");
  if (theme === "light" || theme === "dark") page.dataset.theme = theme;
  if (language) page.lang = language;
} catch {
  // storage is blocked: system theme, default language
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
};

// A panic of the module is a trap: it has no message of its own, and nothing on the page works after it.
for (const [event, thrown] of [["error", "error"], ["unhandledrejection", "reason"]]) {
  addEventListener(event, (failure) => failure[thrown] instanceof WebAssembly.RuntimeError && giveUp());
}

init({ module_or_path: WASM_URL }).catch((error) => {
  console.error("start", error);
  giveUp();
});
