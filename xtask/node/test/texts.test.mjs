// A program's texts are those that its module names.

import assert from "node:assert/strict";
import { test } from "node:test";
import { shownBy, unnamed } from "../texts.mjs";

test("a text is shown when its key, or the key without its form of a number, stands in the module", () => {
  const all = { "a.b": "1", "a.c_one": "2", "a.c_other": "3", "a.d": "4" };
  const shown = shownBy("\0asm…xa.ba.c…", all);
  assert.deepEqual(shown, { "a.b": "1", "a.c_one": "2", "a.c_other": "3" });
  assert.deepEqual(unnamed(Object.keys(all), shown), ["a.d"]);
});

test("a form of a number that another language lacks counts as shown", () => {
  assert.deepEqual(unnamed(["a.c_few"], { "a.c_one": "2" }), []);
});
