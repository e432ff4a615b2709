// What screens say, from the same files as the screens: a story in two languages names each thing once.

import { readFileSync } from "node:fs";

export type Locale = "ru" | "en";

const PARTS = ["common", "console", "widget", "window"] as const;
const known = Object.fromEntries(
  (["ru", "en"] as const).map((locale) => [
    locale,
    Object.fromEntries(PARTS.map((part) => [part, JSON.parse(readFileSync(new URL(`../../shared/locales/${locale}/${part}.json`, import.meta.url), "utf8"))])),
  ]),
) as Record<Locale, Record<string, Record<string, string>>>;

/** The text of a key, with its gaps filled. */
export function text(locale: Locale, key: string, gaps: Record<string, string> = {}, part?: (typeof PARTS)[number]): string {
  const found = (["common", "window", part ?? "console"] as const).map((part) => known[locale][part]?.[key]).find(Boolean);
  if (!found) throw new Error(`no text ${key} in ${locale}`);
  return found.replace(/\{(\w+)\}/g, (gap, name: string) => gaps[name] ?? gap);
}

/** What begins with this text, whatever stands in the gaps. */
export function begins(words: string): RegExp {
  return new RegExp(`^${words.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".+")}`);
}
