// Contrast of the design tokens (WCAG 2.2 AA): every pair that meets on a screen, in both themes, computed from tokens.css.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const TEXT = 4.5;
const SHAPE = 3;

/** Foreground, what it needs, and the backgrounds it is drawn on. */
const PAIRS = [
  ["text-strong", TEXT, "surface-canvas surface-pane surface-sunken surface-hover surface-selected surface-raised mark surface-segment"],
  ["text", TEXT, "surface-canvas surface-pane surface-sunken surface-hover surface-selected surface-raised surface-pressed waiting-soft warning-soft surface-menu-active"],
  ["text-muted", TEXT, "surface-canvas surface-pane surface-sunken surface-hover surface-selected surface-raised surface-pressed waiting-soft"],
  ["text-faint", TEXT, "surface-canvas surface-pane surface-sunken surface-hover surface-selected surface-raised bubble-note waiting-soft surface-menu-active"],
  ["accent-text", TEXT, "surface-canvas surface-pane surface-sunken surface-hover surface-selected surface-raised accent-soft bubble-visitor bubble-operator"],
  ["waiting-text", TEXT, "surface-canvas surface-pane surface-sunken surface-hover surface-selected surface-raised waiting-soft"],
  ["success-text", TEXT, "surface-canvas surface-pane surface-sunken surface-hover surface-selected surface-raised success-soft"],
  ["warning-text", TEXT, "surface-canvas surface-pane surface-sunken surface-hover surface-selected surface-raised warning-soft bubble-note bubble-operator"],
  ["on-accent", TEXT, "accent accent-hover accent-pressed"],
  ["on-waiting", TEXT, "waiting waiting-hover"],
  ["on-success", TEXT, "success success-hover"],
  ["text-inverse", TEXT, "surface-inverse"],
  ["bubble-text", TEXT, "bubble-visitor bubble-operator bubble-note"],
  ["bubble-meta", TEXT, "bubble-visitor bubble-operator bubble-note"],
  ["notice-text", TEXT, "surface-pane"],
  ["avatar-1-text", TEXT, "avatar-1"],
  ["avatar-2-text", TEXT, "avatar-2"],
  ["avatar-3-text", TEXT, "avatar-3"],
  ["avatar-4-text", TEXT, "avatar-4"],
  ["avatar-5-text", TEXT, "avatar-5"],
  ["avatar-6-text", TEXT, "avatar-6"],
  ["line-control", SHAPE, "surface-pane surface-sunken surface-raised surface-canvas"],
  ["focus-ring", SHAPE, "surface-canvas surface-pane surface-sunken surface-hover surface-selected surface-raised"],
  ["status-online", SHAPE, "surface-pane"],
  ["status-away", SHAPE, "surface-pane"],
  ["status-break", SHAPE, "surface-pane"],
  ["status-hidden", SHAPE, "surface-pane"],
  ["status-offline", SHAPE, "surface-pane"],
  ["warning", SHAPE, "surface-pane"],
  ["waiting", SHAPE, "surface-pane"],
  ["chart-1", SHAPE, "surface-pane"],
  ["chart-2", SHAPE, "surface-pane"],
  ["chart-3", SHAPE, "surface-pane"],
  ["chart-4", SHAPE, "surface-pane"],
  ["chart-5", SHAPE, "surface-pane"],
  ["accent", SHAPE, "surface-pane"],
];

const css = readFileSync("frontend/assets/css/tokens.css", "utf8");
const colours = new Map(
  [...css.matchAll(/--([\w-]+):\s*(?:light-dark\((#\w{6}),\s*(#\w{6})\)|(#\w{6}));/g)].map(([, name, light, dark, both]) => [
    name,
    { light: light ?? both, dark: dark ?? both },
  ]),
);

const linear = (channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);

function luminance(hex) {
  const [r, g, b] = [1, 3, 5].map((at) => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a, b) {
  const [darker, lighter] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (lighter + 0.05) / (darker + 0.05);
}

for (const theme of ["light", "dark"]) {
  test(`every pair of the ${theme} theme can be read`, () => {
    const low = PAIRS.flatMap(([foreground, needed, backgrounds]) =>
      backgrounds.split(" ").flatMap((background) => {
        const ratio = contrast(colours.get(foreground)[theme], colours.get(background)[theme]);
        return ratio < needed ? [`${foreground} on ${background}: ${ratio.toFixed(2)}, needs ${needed}`] : [];
      }),
    );
    assert.deepEqual(low, []);
  });
}

test("known ratios come out", () => {
  assert.equal(contrast("#000000", "#ffffff"), 21);
  assert.equal(contrast("#777777", "#ffffff").toFixed(2), "4.48");
});
