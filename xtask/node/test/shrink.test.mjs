import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutUnusedProperties } from "../bundle.mjs";
import { renameModule, short } from "../wasm-names.mjs";

test("tokens that nobody reads go, with those that only they read", () => {
  const css = `:root{--a:var(--b);--b:1px;--c:"a;b";--d:light-dark(#fff,#000)}p{color:var(--d)}`;
  assert.equal(withoutUnusedProperties(css), ":root{--d:light-dark(#fff,#000)}p{color:var(--d)}");
});

test("names are short and never the same", () => {
  const names = Array.from({ length: 3_000 }, (_, index) => short(index));
  assert.deepEqual([names[0], names[51], names[52]], ["a", "Z", "aa"]);
  assert.equal(new Set(names).size, names.length);
});

test("a module with short names does what it did", async () => {
  // (module (import "./x.js" "__wbg_add_5" (func (param i32) (result i32))) (func (export "twice") … call 0 call 0))
  const section = (id, ...body) => [id, body.length, ...body];
  const text = (value) => [value.length, ...Buffer.from(value)];
  const bytes = Buffer.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 1, 0x60, 1, 0x7f, 1, 0x7f),
    ...section(2, 1, ...text("./x.js"), ...text("__wbg_add_5"), 0, 0),
    ...section(3, 1, 0),
    ...section(7, 1, ...text("twice"), 0, 1),
    ...section(10, 1, 8, 0, 0x20, 0, 0x10, 0, 0x10, 0, 0x0b),
  ]);
  const renamed = renameModule(bytes);
  assert.deepEqual([renamed.module, renamed.imports.get("__wbg_add_5"), renamed.exports.get("twice")], ["./x.js", "a", "a"]);
  const { instance } = await WebAssembly.instantiate(renamed.bytes, { a: { a: (number) => number + 5 } });
  assert.equal(instance.exports.a(1), 11);
});
