// What the server has said of the conversation: kept for a window that opens later, and looked into for the badge.

import type { Entry, Marks, Patch, ServerFrame } from "./frames.ts";

const NONE: Marks = { delivered_to_visitor: 0, read_by_visitor: 0 };

export interface Replay {
  /** The last snapshot and every patch since, as they came: the window folds them itself. */
  frames: string[];
  position: number;
  online: boolean;
  marks: Marks;
  /** Numbers of the operators' messages, rising. */
  theirs: number[];
}

/** Before the first snapshot somebody is thought to be there: mostly right, and then the button does not flicker. */
export const newReplay = (): Replay => ({ frames: [], position: 0, online: true, marks: NONE, theirs: [] });

/** Takes a frame; `text` is how it came. */
export function take(replay: Replay, frame: ServerFrame, text: string): void {
  if (frame.frame === "snapshot") {
    const { online, marks, entries } = frame.view;
    Object.assign(replay, { online, marks, frames: [text], theirs: [] });
    for (const entry of entries) note(replay, entry);
  } else if (frame.frame === "patch") {
    replay.frames.push(text);
    for (const patch of frame.patches) apply(replay, patch);
  } else if (frame.frame !== "pong") return;
  replay.position = frame.position;
}

function apply(replay: Replay, patch: Patch): void {
  // these two name what they replace
  if (patch.is === "online" || patch.is === "marks") Object.assign(replay, patch);
  if (patch.is === "began") Object.assign(replay, { marks: NONE, theirs: [] });
  if (patch.is === "entry") note(replay, patch.entry);
}

function note(replay: Replay, { what }: Entry): void {
  if (what.is === "theirs") replay.theirs.push(what.number!);
}

/** How many messages of the operators no window has shown yet. */
export const unread = ({ theirs, marks }: Replay): number =>
  theirs.filter((number) => number > marks.read_by_visitor).length;
