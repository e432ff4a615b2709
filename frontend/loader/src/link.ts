// The socket: kept open, watched, reopened.

import { delay } from "./backoff.ts";
import type { ClientFrame, ServerFrame } from "./frames.ts";

/** A connection attempt, or a probe, that stays without an answer this long has failed. */
const PATIENCE_MILLIS = 8_000;
/** Silence of this many heartbeats means that the line is dead. */
const SILENT_HEARTBEATS = 2.5;
/** Errors that another attempt from this page cannot cure: the site is unknown, its address not allowed, or we are old. */
const FINAL = /forbidden|not_found|protocol/;

export interface LinkEvents {
  /** The first frame of a connection. */
  hello(): ClientFrame;
  frame(frame: ServerFrame, text: string): void;
  /** Up is after the server's welcome. */
  state(up: boolean): void;
  /** Nobody answers here any more, from this page. */
  gone(): void;
}

export function createLink(url: string, events: LinkEvents) {
  let socket: WebSocket | undefined;
  let up = false;
  let asleep = false;
  let failures = 0;
  let heartbeat = PATIENCE_MILLIS;
  let retry = 0;
  let silence = 0;
  let beat = 0;

  /** Without a connection nothing is sent: whatever must arrive is sent again after the welcome. */
  const send = (frame: ClientFrame) => {
    if (up && socket!.readyState === 1) socket!.send(JSON.stringify(frame));
  };
  const ping = () => send({ frame: "ping" });
  const jitter = () => delay(failures++, Math.random());

  const expect = (millis: number) => {
    clearTimeout(silence);
    silence = setTimeout(drop, millis);
  };

  const drop = (wait = jitter()) => {
    const was = up;
    const old = socket;
    socket = undefined;
    up = false;
    clearTimeout(silence);
    clearInterval(beat);
    clearTimeout(retry);
    retry = setTimeout(open, wait);
    old?.close();
    if (was) events.state(false);
  };

  const open = () => {
    clearTimeout(retry);
    if (asleep || socket) return;
    let mine: WebSocket;
    try {
      mine = socket = new WebSocket(url);
    } catch {
      // the page's content security policy forbids it
      return;
    }
    expect(PATIENCE_MILLIS);
    mine.onopen = () => mine.send(JSON.stringify(events.hello()));
    mine.onclose = () => mine === socket && drop();
    mine.onmessage = ({ data }) => mine === socket && hear(data);
  };

  const hear = (text: string) => {
    const frame: ServerFrame = JSON.parse(text);
    const welcome = frame.frame === "welcome";
    if (welcome) {
      heartbeat = frame.heartbeat_seconds * 1000;
      beat = setInterval(ping, heartbeat);
      up = true;
    }
    // only a connection that lasted wipes the slate: one that is cut after each welcome is knocked at ever more slowly
    if (frame.frame === "pong") failures = 0;
    expect(heartbeat * SILENT_HEARTBEATS);
    events.frame(frame, text);
    if (welcome && up) events.state(true);
    if (frame.frame === "bye" || frame.frame === "error") {
      const later = (frame as { retry_after_millis?: number }).retry_after_millis || 0;
      // whoever is told when to come back may come back
      asleep = !later && FINAL.test(frame.error!);
      if (asleep) {
        console.warn("Letopis: is the domain allowed?", frame.error);
        events.gone();
      }
      drop(jitter() + later);
    }
  };

  return {
    send,
    /** Something says that the line may be back, or gone: knock at once, or ask for a sign of life. */
    check() {
      if (up) {
        ping();
        expect(PATIENCE_MILLIS);
      } else open();
    },
    /** Starts anew, for instance under another identity. */
    restart: () => drop(0),
    /** Without a socket a page may rest in the back-forward cache. */
    sleep() {
      asleep = true;
      drop();
    },
    wake() {
      asleep = false;
      open();
    },
  };
}
