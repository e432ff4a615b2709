// What is drawn on the shop's page: the button and the frame of the window. There is one of each, so they are the module's.

import type { Face } from "./frames.ts";
import { STYLE } from "./style.ts";

const add = <K extends keyof HTMLElementTagNameMap>(parent: Node, tag: K): HTMLElementTagNameMap[K] =>
  parent.appendChild(document.createElement(tag));

export const host = document.createElement("letopis-chat");
export let opened = false;
/** The frame of the window, once it has been opened. */
export let frame: HTMLIFrameElement | undefined;
/** Whether a window in it answers. Until then we close it, and the page behind it stays within reach. */
export let ready = false;

const phone = matchMedia("(max-width:499px)");
const view = visualViewport!;
// Open, so that tests and assistive tools see what people see: a page could reach into a closed one just as well.
const root = host.attachShadow({ mode: "open" });
// as an object: a strict `style-src` of the page says nothing against those
const sheet = new CSSStyleSheet();
const button = add(root, "button");
add(button, "i");
const label = add(button, "span");
const badge = add(button, "b");
const spoken = add(root, "p");
const pane = add(root, "div");
const way = add(pane, "button");
let labels: string[] = [];
/** What the page asked for, and what the site does by itself. */
let hidden: boolean | undefined;
let usual = false;
let frameUrl = "";
let changed: (focus: boolean) => void;

/** Where the window comes from, and who hears of each opening and closing, and whether the focus goes along. */
export function prepare(url: string, hear: (focus: boolean) => void): void {
  frameUrl = url;
  changed = hear;
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  spoken.role = "status";
  pane.role = "dialog";
  pane.hidden = true;
  way.textContent = "×";
  button.onclick = () => toggle(true);
  way.onclick = () => toggle(false);
  addEventListener("keydown", ({ key }) => ready || (key === "Escape" && toggle(false)));
  phone.onchange = view.onresize = view.onscroll = fit;
}

/** On a phone the window is the screen: above the keyboard, and the page behind it out of reach. */
function fit(): void {
  const full = opened && phone.matches;
  const modal = full && ready;
  pane.ariaModal = `${modal}`;
  document.body.inert = modal;
  pane.style.height = full ? `${view.height}px` : "";
  pane.style.top = full ? `${view.offsetTop}px` : "";
}

const veil = () => (button.hidden = opened || (hidden ?? usual));

export function toggle(open: boolean, focus = true): void {
  if (open === opened) return;
  opened = open;
  // one that did not come is tried anew
  if (open && !ready) {
    frame?.remove();
    frame = add(pane, "iframe");
    frame.src = frameUrl;
    frame.title = label.textContent;
  }
  pane.hidden = !open;
  veil();
  fit();
  if (focus) (open ? (ready ? frame! : way) : button).focus();
  changed(focus);
}

/** The window is there, or does not answer any more. */
export function answers(now: boolean): void {
  ready = now;
  if (now && root.activeElement) frame!.focus();
  way.hidden = now;
  fit();
}

/** Draws the button in the colour and language of the site; the first time puts it on the page. */
export function paint({ name, accent, locale, labels: words, place }: Face): void {
  labels = words;
  usual = place.hidden;
  host.lang = locale;
  host.style.cssText = `--a:${accent};--x:${place.from_edge_px}px;--y:${place.from_bottom_px}px;--${place.edge}:var(--x)`;
  // white or black, whichever can be read on it: 49 is the lightness between; older browsers keep white
  button.style.color = way.style.color = `lab(from ${accent} calc((49 - l)*99) 0 0)`;
  pane.ariaLabel = name;
  way.ariaLabel = words[3]!;
  veil();
  // outside the body, which single-page applications like to replace; moving it would load the window anew
  if (!host.isConnected) document.documentElement.appendChild(host);
}

/** Shows whether somebody is there. */
export function online(now: boolean): void {
  button.className = now ? "" : "off";
  label.textContent = labels[now ? 0 : 1]!;
}

/** The page shows the button, or hides it. */
export function hide(now: boolean): void {
  hidden = now;
  veil();
}

/** Shows how many messages wait unread, and has it spoken. */
export function count(unread: number): void {
  badge.textContent = `${unread || ""}`;
  spoken.textContent = unread ? `${labels[2]}: ${unread}` : "";
}
