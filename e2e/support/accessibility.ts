// axe-core in the page: the rules of WCAG 2.2 AA that a program can check.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Page, expect } from "@playwright/test";
import type { AxeResults } from "axe-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** Beyond the norm: whoever goes from heading to heading misses no level. */
const RULES = { "heading-order": { enabled: true } };

/** Fails with each violation and the elements it was found in. */
export async function expectAccessible(page: Page, options: { exclude?: string[] } = {}): Promise<void> {
  // evaluated by the debugger and not by the page, so the content security policy stays as it ships
  await page.evaluate(source);
  const results = await page.evaluate(
    ({ tags, rules, exclude }) =>
      (globalThis as unknown as { axe: { run(context: object, options: object): Promise<AxeResults> } }).axe.run(
        { exclude },
        { runOnly: { type: "tag", values: tags }, rules, resultTypes: ["violations"] },
      ),
    { tags: TAGS, rules: RULES, exclude: options.exclude ?? [] },
  );
  const found = results.violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map((node) => `  ${node.target.join(" ")}\n    ${node.failureSummary}`).join("\n")}`);
  expect(found, page.url()).toEqual([]);
}
