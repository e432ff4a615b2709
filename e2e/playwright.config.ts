// Browser tests in Debian's Chromium against the server that ships. `cargo xtask test --only browser` builds both and
// runs this; with the server built, `npx playwright test --config e2e/playwright.config.ts` is enough.

import { execFileSync } from "node:child_process";
import { defineConfig } from "@playwright/test";

const root = process.getuid?.() === 0;
const chromium = process.env.CHROMIUM ?? execFileSync("sh", ["-c", "command -v chromium || command -v google-chrome"]).toString().trim();

export default defineConfig({
  testDir: "specs",
  outputDir: "test-results",
  fullyParallel: true,
  workers: 2,
  // a test that passes the second time is a broken test
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    browserName: "chromium",
    locale: "ru-RU",
    timezoneId: "Europe/Moscow",
    viewport: { width: 1440, height: 900 },
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: chromium,
      args: [
        ...(root ? ["--no-sandbox"] : []),
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        "--no-first-run",
        // pages that exist only in a test count as public ones, and those may not ask this machine
        "--disable-features=LocalNetworkAccessChecks",
      ],
    },
  },
});
