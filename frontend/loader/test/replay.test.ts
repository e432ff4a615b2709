import assert from "node:assert/strict";
import { test } from "node:test";
import type { Entry, Patch, ServerFrame } from "../src/frames.ts";
import { newReplay, take, unread } from "../src/replay.ts";

const theirs = (number: number): Entry => ({ what: { is: "theirs", number } });
const mine = (number: number): Entry => ({ what: { is: "mine", number } });
const marks = (read: number) => ({ delivered_to_visitor: read, read_by_visitor: read });

function heard(...frames: ServerFrame[]) {
  const replay = newReplay();
  for (const frame of frames) take(replay, frame, JSON.stringify(frame));
  return replay;
}

const snapshot = (position: number, entries: Entry[], read = 0): ServerFrame => ({
  frame: "snapshot",
  position,
  view: { online: true, marks: marks(read), entries },
});
const patch = (position: number, ...patches: Patch[]): ServerFrame => ({ frame: "patch", position, patches });

test("what operators wrote after the last read message is unread", () => {
  const replay = heard(snapshot(5, [mine(1), theirs(2), theirs(3)], 2), patch(6, { is: "entry", entry: theirs(4) }));
  assert.deepEqual(replay.theirs, [2, 3, 4]);
  assert.equal(unread(replay), 2);
  take(replay, patch(7, { is: "marks", marks: marks(4) }), "");
  assert.equal(unread(replay), 0);
});

test("a window that opens later gets the last snapshot and what came since", () => {
  const frames = [snapshot(1, []), snapshot(5, [mine(1)]), patch(6, { is: "online", online: false })];
  const replay = heard(...frames);
  assert.deepEqual(replay.frames.map((text) => JSON.parse(text)), frames.slice(1));
  assert.equal(replay.online, false);
});

test("the position is that of what has arrived here", () => {
  const replay = heard(snapshot(5, []), patch(6), { frame: "accepted", id: "a", position: 9 }, { frame: "pong", position: 7 });
  assert.equal(replay.position, 7);
  assert.equal(replay.frames.length, 2);
});

test("a new conversation starts counting anew", () => {
  const replay = heard(snapshot(5, [theirs(2)]), patch(6, { is: "began" }));
  assert.equal(unread(replay), 0);
  assert.deepEqual(replay.theirs, []);
});
