// The line between the loader and the chat window. Frames of the server pass as they came; what the two say to each other
// is listed here and in frontend/widget/src/bridge.rs.

import type { Command, Face } from "./frames.ts";
import type { Pending } from "./outbox.ts";
import { answers, frame } from "./shell.ts";

/** From the loader. */
export type ToWindow =
  /** First on every line: the site, commands without an answer, what the server has said of the conversation. */
  | { loader: "start"; up: boolean; site: Face | undefined; pending: Pending[]; frames: string[] }
  | { loader: "link"; up: boolean }
  | { loader: "shown"; open: boolean; focus: boolean };

/** From the window. */
export type FromWindow = Command | { frame: "typing" } | { window: "close" } | { window: "drop"; id: string };

let port: MessagePort | undefined;
export const pass = (text: string): void => port?.postMessage(text);
export const say = (message: ToWindow): void => pass(JSON.stringify(message));

/**
 * Waits for the window to say that it is ready and hands it one end of a channel, to its own origin and nobody else.
 * A window that was loaded anew asks anew; one that broke says so, and is none.
 */
export function listen(ours: string, started: () => void, heard: (message: FromWindow) => void): void {
  addEventListener("message", ({ source, origin, data }) => {
    const target = frame?.contentWindow;
    if (!target || source !== target || origin !== ours) return;
    if (data === "letopis:broken") answers(false);
    if (data !== "letopis:ready") return;
    const { port1, port2 } = new MessageChannel();
    port = port1;
    port1.onmessage = ({ data }) => heard(JSON.parse(data));
    target.postMessage("letopis:port", ours, [port2]);
    answers(true);
    started();
  });
}
