// What the build writes: names that change with the contents, siblings that unpack to them, a manifest of it all.

import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { Output } from "../output.mjs";

const scratch = await mkdtemp(join(tmpdir(), "letopis-output-"));
after(() => rm(scratch, { recursive: true, force: true }));

const output = () => new Output({ dir: join(scratch, "dist"), cache: join(scratch, "cache") });

test("a hashed name follows the contents and nothing else", async () => {
  const out = output();
  await out.empty();
  const [one, same, other] = [await out.hashed("a/b.js", "one"), await out.hashed("a/b.js", "one"), await out.hashed("a/b.js", "two")];
  assert.match(one, /^a\/b-[0-9a-f]{10}\.js$/);
  assert.equal(same, one);
  assert.notEqual(other, one);
});

test("siblings unpack to the file, also when they come from the cache", async () => {
  for (const round of ["made", "cached"]) {
    const out = output();
    await out.empty();
    await out.write("page.html", "page.html", "<p>hello</p>");
    const read = (name) => readFile(join(out.dir, name));
    assert.equal(brotliDecompressSync(await read("page.html.br")).toString(), "<p>hello</p>", round);
    assert.equal(gunzipSync(await read("page.html.gz")).toString(), "<p>hello</p>", round);
  }
});

test("the manifest names each file with its sizes; a font stays as it is", async () => {
  const out = output();
  await out.empty();
  await out.write("f/font.woff2", "f/font-1.woff2", "font");
  await out.finish();
  const manifest = JSON.parse(await readFile(join(out.dir, "manifest.json"), "utf8"));
  assert.deepEqual(manifest, { "f/font.woff2": { path: "f/font-1.woff2", bytes: 4, gz_bytes: 4, br_bytes: 4 } });
  assert.deepEqual(await readdir(join(out.dir, "f")), ["font-1.woff2"]);
});
