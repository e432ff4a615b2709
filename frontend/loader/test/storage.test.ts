import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { identityStore, tabStore } from "../src/storage.ts";

class Place {
  kept = new Map<string, string>();
  getItem = (key: string) => this.kept.get(key) ?? null;
  setItem = (key: string, value: string) => void this.kept.set(key, value);
}

const blocked = {
  get localStorage(): never {
    throw new Error("SecurityError");
  },
  get sessionStorage(): never {
    throw new Error("SecurityError");
  },
};

const place = { edge: "right" as const, from_edge_px: 20, from_bottom_px: 20, hidden: false };
const site = { name: "Привал", accent: "#2f6b4f", locale: "ru", labels: ["Задать вопрос", "Написать нам", "Новых", "Закрыть"], place };
const identity = (visitor: string) => ({ visitor, token: `token of ${visitor}`, site });
const world = globalThis as unknown as { window: unknown };

beforeEach(() => {
  world.window = { localStorage: new Place(), sessionStorage: new Place() };
});
afterEach(() => {
  delete world.window;
});

test("an identity is found again by the next page and by another tab", () => {
  assert.equal(identityStore("k").keep(identity("a")), true);
  assert.deepEqual(identityStore("k").current(), identity("a"));
  assert.equal(identityStore("other site").current(), undefined);
});

test("of two tabs that begin together the first one stored is the visitor", () => {
  const [one, two] = [identityStore("k"), identityStore("k")];
  one.current();
  two.current();
  assert.equal(one.keep(identity("a")), true);
  assert.equal(two.keep(identity("b")), false);
  assert.deepEqual(two.current(), identity("a"));
  assert.equal(two.keep(identity("a")), true);
  assert.ok(!one.overtaken());
});

test("a visitor whom the server no longer knows becomes another one, in the other tabs too", () => {
  const [one, two] = [identityStore("k"), identityStore("k")];
  one.keep(identity("a"));
  two.current();
  assert.equal(one.keep(identity("b")), true);
  assert.ok(two.overtaken());
  assert.deepEqual(two.current(), identity("b"));
});

test("a renewed token of the same visitor overtakes nobody", () => {
  const [one, two] = [identityStore("k"), identityStore("k")];
  one.keep(identity("a"));
  two.current();
  one.keep({ ...identity("a"), token: "renewed" });
  assert.ok(!two.overtaken());
});

test("where local storage refuses, the session's does", () => {
  const session = new Place();
  world.window = { localStorage: { getItem: () => null, setItem: () => assert.fail("quota") }, sessionStorage: session };
  assert.equal(identityStore("k").keep(identity("a")), true);
  assert.deepEqual(identityStore("k").current(), identity("a"));
});

test("where everything is blocked, memory does", () => {
  world.window = blocked;
  const store = identityStore("k");
  assert.equal(store.current(), undefined);
  assert.equal(store.keep(identity("a")), true);
  assert.deepEqual(store.current(), identity("a"));
  assert.ok(!store.overtaken());
  assert.deepEqual(tabStore("t").load(), {});
  assert.equal(tabStore("t").save({ open: true }), false);
});

test("what somebody else wrote there is taken for nothing", () => {
  (world.window as { sessionStorage: Place }).sessionStorage.kept.set("t", "{broken");
  assert.deepEqual(tabStore("t").load(), {});
});
