// Which changes of a page are told, and when. Pure; ./watch.ts listens to the page.

import type { Page } from "./frames.ts";

const URL_CHARS_MAX = 2_000;
const TITLE_CHARS_MAX = 300;
/** A single-page application sets the title a moment after the address: both go in one report. */
const SETTLE_MILLIS = 150;
const TITLE_FIRST_MILLIS = 500;
const TITLE_MOST_MILLIS = 60_000;

/** Cut, and without halves of surrogate pairs, which no JSON reader on the other side would take. */
const clean = (text: string, max: number): string => text.slice(0, max).replace(/[\ud800-\udfff]/gu, "");

/** A page as it is told: a longer address is cut at its query. */
export const pageOf = (url: string, title: string): Page => ({
  url: clean(url.length > URL_CHARS_MAX ? url.split(/[?#]/)[0]! : url, URL_CHARS_MAX),
  title: clean(title, TITLE_CHARS_MAX),
});

export const referrerOf = (url: string): string => clean(url, URL_CHARS_MAX);

/**
 * Milliseconds to wait before telling that `told` became `now`; for ever when there is nothing to tell. A title that
 * keeps changing at one address («(1) New!») is told less and less often.
 */
export function patience(told: Page, now: Page, titles: number): number {
  if (now.url !== told.url) return SETTLE_MILLIS;
  if (now.title !== told.title) return Math.min(TITLE_MOST_MILLIS, TITLE_FIRST_MILLIS * 2 ** titles);
  return Infinity;
}
