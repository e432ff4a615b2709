// Unit tests of our scripts: frontend/loader/test/*.test.ts and xtask/node/test/*.test.mjs under node's own runner.
// node xtask/node/unit-tests.mjs SCRATCH. Sources are TypeScript, so each file is bundled first; its imports are what it tests.

import { spawnSync } from "node:child_process";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const folders = ["frontend/loader/test", "xtask/node/test"];
const outdir = join(process.argv[2], "unit-tests");

const found = await Promise.all(
  folders.map(async (folder) => {
    const names = await readdir(folder).catch(() => []);
    return names.filter((name) => /\.test\.(ts|mjs)$/.test(name)).map((name) => join(folder, name));
  }),
);
const entryPoints = found.flat();
if (entryPoints.length === 0) process.exit(0);

await rm(outdir, { recursive: true, force: true });
await mkdir(outdir, { recursive: true });
await build({
  entryPoints,
  outdir,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  packages: "external",
  platform: "node",
  format: "esm",
  target: "node20",
  sourcemap: "inline",
  logLevel: "warning",
});
const bundles = (await readdir(outdir, { recursive: true })).filter((name) => name.endsWith(".mjs")).map((name) => join(outdir, name));
const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test", "--test-reporter=spec", ...bundles], { stdio: "inherit" });
process.exit(status ?? 1);
