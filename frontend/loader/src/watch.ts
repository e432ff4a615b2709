// Navigation without a reload: history calls, the back button, the fragment, the title.

import type { Page } from "./frames.ts";
import { pageOf, patience } from "./pages.ts";

/** Calls `tell` whenever this tab shows another page. The answer reads the page and counts it as told. */
export function watchPages(tell: (page: Page) => void): () => Page {
  const read = () => pageOf(location.href, document.title);
  let told = read();
  let titles = 0;
  let timer = 0;
  let due = Infinity;

  const report = () => {
    due = Infinity;
    const now = read();
    if (patience(told, now, 0) < Infinity) {
      titles = now.url === told.url ? titles + 1 : 0;
      tell((told = now));
    }
  };

  const check = () => {
    const wait = patience(told, read(), titles);
    // an earlier report that is under way will read what is there then
    if (Date.now() + wait < due) {
      due = Date.now() + wait;
      clearTimeout(timer);
      timer = setTimeout(report, wait);
    }
  };

  for (const name of ["pushState", "replaceState"] as const) {
    const original = history[name];
    history[name] = function (...call) {
      original.apply(this, call);
      check();
    };
  }
  addEventListener("popstate", check);
  addEventListener("hashchange", check);
  new MutationObserver(check).observe(document.head, { subtree: true, childList: true, characterData: true });

  return () => (told = read());
}
