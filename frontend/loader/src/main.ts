// The script that shops paste: the button, the identity and the one socket of a visitor.
//
// link.ts keeps the socket, replay.ts what came from it, outbox.ts what has to go; shell.ts draws, bridge.ts speaks with
// the chat window, watch.ts follows the page. Here they meet.

import { later } from "./backoff.ts";
import { type FromWindow, listen, pass, say } from "./bridge.ts";
import { type Face, PROTOCOL, type ServerFrame } from "./frames.ts";
import { newId } from "./ids.ts";
import { createLink } from "./link.ts";
import { including, refused, waiting, without } from "./outbox.ts";
import { referrerOf } from "./pages.ts";
import { newReplay, take, unread } from "./replay.ts";
import * as shell from "./shell.ts";
import { identityStore, tabStore } from "./storage.ts";
import { watchPages } from "./watch.ts";

/** Pause before a command is repeated that the server could not record just now. */
const REPEAT_MILLIS = 3_000;
const PASSING = /unavailable|too_/;

function start({ src, dataset }: HTMLScriptElement): void {
  const site = dataset.site!;
  /** The page may ask for a language of its own. */
  const language: string[] = dataset.lang?.match(/^(ru|en)$/g) ?? [];
  const at = (path: string) => new URL(path, src);
  const socketUrl = at("ws/visitor");
  socketUrl.protocol = socketUrl.protocol.replace("http", "ws");

  const identity = identityStore(`letopis:${site}`);
  const tabs = tabStore(`letopis:${site}:tab`);
  const kept = tabs.load();
  const tabId = kept.id || newId();
  let pending = kept.pending || [];
  const replay = newReplay();
  /** Whose conversation `replay` holds, and of which log. */
  let visitor = "";
  let logId = "";
  let up = false;
  let face: Face | undefined;
  /** Marks on their way. A lost one goes again after the next welcome. */
  let told = { read: 0, delivered: 0 };
  let counted = 0;

  const save = (id?: string) => tabs.save({ id, open: shell.opened, pending });
  const emit = (event: string, detail?: number) => shell.host.dispatchEvent(new CustomEvent(event, { detail }));
  const shown = (focus: boolean) => say({ loader: "shown", open: shell.opened, focus });
  const paint = (site: Face) => shell.paint((face = site));
  const resend = () => waiting(pending).forEach(link.send);
  const repeat = later(resend, REPEAT_MILLIS);

  shell.prepare(at(`widget/frame?site=${site}`).href, (focus) => {
    save();
    shown(focus);
    mark();
    emit(shell.opened ? "open" : "close");
  });

  const page = watchPages((page) => link.send({ frame: "navigated", page }));

  const link = createLink(socketUrl.href, {
    hello() {
      const known = identity.current();
      return {
        frame: "hello",
        protocol: PROTOCOL,
        site_id: site,
        token: known ? known.token : null,
        tab_id: tabId,
        page: page(),
        referrer: referrerOf(document.referrer),
        languages: language.concat(document.documentElement.lang || navigator.languages),
        resume: known && known.visitor === visitor ? { log_id: logId, position: replay.position } : null,
      };
    },
    state(now) {
      up = now;
      if (up) resend();
      say({ loader: "link", up });
    },
    gone() {
      const known = identity.current();
      // nor is there a button on the next page
      if (known) identity.keep({ ...known, site: {} as Face });
      shell.toggle(false);
      shell.answers(false);
      shell.host.remove();
    },
    frame: hear,
  });

  function hear(frame: ServerFrame, text: string): void {
    if (frame.frame === "welcome") {
      paint(frame.site);
      if (!identity.keep({ visitor: frame.visitor_id, token: frame.token, site: frame.site })) return link.restart();
      visitor = frame.visitor_id;
      logId = frame.log_id;
      told = { read: 0, delivered: 0 };
    }
    take(replay, frame, text);
    if (frame.frame === "accepted") pending = without(pending, frame.id);
    if (frame.frame === "failed" && PASSING.test(frame.error)) repeat();
    else if (frame.frame === "failed" || frame.frame === "refused") pending = refused(pending, frame.id);
    // who may not write has nothing under way either, now or later
    if (frame.frame === "bye" && frame.error === "forbidden") pending = [];
    save();
    pass(text);
    mark();
  }

  /** Tells the server what this browser holds or shows, and the button what waits. */
  function mark(): void {
    const last = Math.max(0, ...replay.theirs);
    const seen = shell.opened && shell.ready && !document.hidden;
    const frame = seen ? "read" : "delivered";
    if (last > Math.max(told[frame], replay.marks[seen ? "read_by_visitor" : "delivered_to_visitor"])) {
      link.send({ frame, id: newId(), up_to: (told[frame] = last) });
    }
    shell.online(replay.online);
    const count = seen ? 0 : unread(replay);
    if (count !== counted) {
      shell.count((counted = count));
      emit("unread", count);
    }
  }

  listen(
    at("").origin,
    () => {
      say({ loader: "start", up, site: face, pending, frames: replay.frames });
      shown(document.activeElement === shell.host);
      // why a line is down the server says anew
      link.check();
      mark();
    },
    (message: FromWindow) => {
      if ("window" in message) {
        if (message.window === "close") shell.toggle(false);
        else pending = without(pending, message.id);
      } else {
        link.send(message);
        if (message.frame !== "typing") {
          pending = including(pending, message);
          link.check();
        }
      }
      save();
    },
  );

  addEventListener("storage", () => identity.overtaken() && link.restart());
  addEventListener("online", link.check);
  addEventListener("offline", link.check);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) link.check();
    mark();
  });
  addEventListener("pagehide", () => {
    save(tabId);
    link.sleep();
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    save();
    link.wake();
  });

  const known = identity.current();
  // an earlier version kept less of it, and of a site that is gone nothing is kept
  if (known?.site.labels) paint(known.site);
  mark();
  if (kept.open) shell.toggle(true, false);
  save();
  link.wake();

  (window as { Letopis?: object }).Letopis = {
    open: () => shell.toggle(true),
    close: () => shell.toggle(false),
    hide: () => shell.hide(true),
    show: () => shell.hide(false),
    on: shell.host.addEventListener.bind(shell.host),
  };
}

const script = document.currentScript as HTMLScriptElement | null;
// a second copy of the tag changes nothing
if (script?.dataset.site && !("Letopis" in window)) {
  if (document.body) start(script);
  else addEventListener("DOMContentLoaded", () => start(script));
}
