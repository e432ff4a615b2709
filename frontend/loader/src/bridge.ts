// The line between the loader and the chat window. Frames of the server pass as they came; what the two say to each other
// is listed here and in frontend/widget/src/bridge.rs.

import type { Command, Face } from "./frames.ts";
import type { Pending } from "./outbox.ts";

/** From the loader. */
export type ToWindow =
  /** First on every line: the site, commands without an answer, what the server has said so far (the first may be empty). */
  | { loader: "start"; up: boolean; site: Face | undefined; pending: Pending[]; frames: string[] }
  | { loader: "link"; up: boolean }
  | { loader: "shown"; open: boolean; focus: boolean };

/** From the window. */
export type FromWindow = Command | { frame: "typing" } | { window: "close" } | { window: "drop"; id: string };

/**
 * Waits for the window to say that it is ready and hands it one end of a channel, to its own origin and nobody else.
 * A window that was loaded anew asks anew.
 */
export function createBridge(
  origin: string,
  frame: () => HTMLIFrameElement | undefined,
  started: () => void,
  heard: (message: FromWindow) => void,
) {
  const bridge = {
    port: undefined as MessagePort | undefined,
    pass: (text: string) => bridge.port?.postMessage(text),
    say: (message: ToWindow) => bridge.pass(JSON.stringify(message)),
  };
  addEventListener("message", (event) => {
    const target = frame()?.contentWindow;
    if (!target || event.source !== target || event.origin !== origin || event.data !== "letopis:ready") return;
    const { port1, port2 } = new MessageChannel();
    bridge.port = port1;
    port1.onmessage = ({ data }) => heard(JSON.parse(data));
    target.postMessage("letopis:port", origin, [port2]);
    started();
  });
  return bridge;
}
