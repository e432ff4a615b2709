import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { delay, later } from "../src/backoff.ts";
import type { Command } from "../src/frames.ts";
import { uuid7 } from "../src/ids.ts";
import { including, type Pending, refused, waiting, without } from "../src/outbox.ts";
import { pageOf, patience, referrerOf } from "../src/pages.ts";

test("a reconnect waits anywhere below a bound that doubles up to fifteen seconds", () => {
  assert.equal(delay(0, 0), 300);
  assert.equal(delay(9, 0), 300);
  assert.equal(delay(0, 1), 2_500);
  assert.equal(delay(1, 1), 2_500, "a restart takes a moment");
  assert.equal(delay(2, 1), 5_000);
  assert.equal(delay(50, 1), 15_000);
  assert.equal(delay(5_000, 1), 15_000);
});

test("what many ask for at once is done once, and again for whoever asks after it", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  let runs = 0;
  const ask = later(() => runs++, 3_000);
  for (let asked = 0; asked < 5; asked++) ask();
  mock.timers.tick(2_999);
  ask();
  mock.timers.tick(2_999);
  assert.equal(runs, 0);
  mock.timers.tick(1);
  assert.equal(runs, 1);
  mock.timers.tick(10_000);
  assert.equal(runs, 1);
  ask();
  mock.timers.tick(3_000);
  assert.equal(runs, 2);
  mock.timers.reset();
});

test("an id is a UUIDv7 of its time", () => {
  assert.equal(uuid7(0x0193_7b6c_5c00, () => 15), "01937b6c-5c00-7fff-8fff-ffffffffffff");
  assert.equal(uuid7(1, () => 0), "00000000-0001-7000-8000-000000000000");
});

test("ids of one millisecond differ, and later ones sort after", () => {
  let n = 0;
  const draw = () => (n = (n * 5 + 3) % 16);
  assert.notEqual(uuid7(7, draw), uuid7(7, draw));
  assert.ok(uuid7(7, () => 15) < uuid7(8, () => 0));
});

const send = (id: string): Command => ({ frame: "send", id, text: `text ${id}` });

test("commands wait in order until they are answered", () => {
  let list: Pending[] = [];
  for (const id of ["a", "b", "c"]) list = including(list, send(id));
  assert.deepEqual(waiting(without(list, "b")), [send("a"), send("c")]);
  assert.deepEqual(without(list, "unknown"), list);
});

test("a command that comes twice is kept once", () => {
  assert.equal(including(including([], send("a")), send("a")).length, 1);
});

test("a refused command is kept for the visitor but not sent again", () => {
  const list = refused(including(including([], send("a")), send("b")), "a");
  assert.deepEqual(waiting(list), [send("b")]);
  assert.equal(list[0]?.failed, true);
  assert.deepEqual(waiting(including(list, send("a"))), [send("b"), send("a")]);
});

const page = (url: string, title = "") => ({ url, title });

test("another address is told soon, with the title that follows it", () => {
  assert.equal(patience(page("/a", "A"), page("/b", "A"), 9), 150);
});

test("a title that keeps changing is told ever more seldom", () => {
  const wait = (titles: number) => patience(page("/a", "A"), page("/a", "(1) A"), titles);
  assert.deepEqual([wait(0), wait(1), wait(2), wait(20)], [500, 1_000, 2_000, 60_000]);
});

test("the same page is not told", () => {
  assert.equal(patience(page("/a", "A"), page("/a", "A"), 0), Infinity);
});

test("long addresses lose their query, long titles their end", () => {
  const long = `https://shop.example/a?${"x".repeat(3_000)}#y`;
  assert.equal(pageOf(long, "").url, "https://shop.example/a");
  assert.equal(pageOf(`https://shop.example/${"x".repeat(3_000)}`, "").url.length, 2_000);
  assert.equal(pageOf("https://shop.example/a?b=1#c", "T".repeat(500)).url, "https://shop.example/a?b=1#c");
  assert.equal(pageOf("", "T".repeat(500)).title.length, 300);
  assert.equal(referrerOf("r".repeat(5_000)).length, 2_000);
});

test("no half of a surrogate pair leaves the page", () => {
  assert.equal(pageOf("", `${"T".repeat(299)}🙂`).title, "T".repeat(299));
  assert.equal(pageOf("", "a\ud83db🙂").title, "ab🙂");
});
