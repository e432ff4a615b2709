// The folder being made: files, their compressed siblings, and the manifest of what was shipped.

import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** Already compressed inside: siblings would only be bigger. */
const COMPRESSED = new Set([".woff2", ".png"]);
const HASH_CHARS = 10;

const digest = (contents) => createHash("sha256").update(contents).digest("hex");

export class Output {
  #cache;
  #manifest = {};

  /** @param {{dir: string, cache: string}} where `cache` keeps compressed contents by their digest between runs */
  constructor({ dir, cache }) {
    this.dir = dir;
    this.#cache = cache;
  }

  async empty() {
    await rm(this.dir, { recursive: true, force: true });
    await mkdir(this.#cache, { recursive: true });
  }

  /** Writes `a/b.js` as `a/b-HASH.js` and answers that path: such a file may be cached for ever. */
  async hashed(logical, contents) {
    const extension = extname(logical);
    const path = `${logical.slice(0, -extension.length)}-${digest(contents).slice(0, HASH_CHARS)}${extension}`;
    await this.write(logical, path, contents);
    return path;
  }

  /** Writes a file and its siblings under a name that is already decided. */
  async write(logical, path, contents) {
    const raw = Buffer.from(contents);
    const file = join(this.dir, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, raw);
    const entry = { path, bytes: raw.length, gz_bytes: raw.length, br_bytes: raw.length };
    if (!COMPRESSED.has(extname(path))) {
      const [br, gz] = await Promise.all([this.#compressed(raw, "br"), this.#compressed(raw, "gz")]);
      await Promise.all([writeFile(`${file}.br`, br), writeFile(`${file}.gz`, gz)]);
      Object.assign(entry, { gz_bytes: gz.length, br_bytes: br.length });
    }
    this.#manifest[logical] = entry;
  }

  async finish() {
    const sorted = Object.fromEntries(Object.entries(this.#manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
    await writeFile(join(this.dir, "manifest.json"), `${JSON.stringify(sorted, null, 2)}\n`);
  }

  async #compressed(raw, kind) {
    const known = join(this.#cache, `${digest(raw)}.${kind}`);
    try {
      return await readFile(known);
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
    }
    const made = kind === "br" ? await brotli(raw) : await promisify(gzip)(raw, { level: 9 });
    await writeFile(known, made);
    return made;
  }
}

const brotli = (raw) =>
  promisify(brotliCompress)(raw, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: raw.length,
    },
  });
