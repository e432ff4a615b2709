// What is drawn on the shop's page: the button and the frame of the window.

import type { Face } from "./frames.ts";
import { STYLE } from "./style.ts";

const add = <K extends keyof HTMLElementTagNameMap>(parent: Node, tag: K): HTMLElementTagNameMap[K] =>
  parent.appendChild(document.createElement(tag));

/** `changed` hears of each opening and closing, and whether the focus goes along. */
export function createShell(frameUrl: string, changed: (focus: boolean) => void) {
  const host = document.createElement("letopis-chat");
  const phone = matchMedia("(max-width:499px)");
  const view = visualViewport!;
  // Open, so that tests and assistive tools see what people see: a page could reach into a closed one just as well.
  const root = host.attachShadow({ mode: "open" });
  // as an object: a strict `style-src` of the page says nothing against those
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const button = add(root, "button");
  add(button, "i");
  const label = add(button, "span");
  const spoken = add(root, "p");
  const pane = add(root, "div");
  let labels: string[] = [];
  /** What the page asked for, and what the site does by itself. */
  let hidden: boolean | undefined;
  let usual = false;

  spoken.role = "status";
  pane.role = "dialog";
  pane.hidden = true;
  button.onclick = () => toggle(true, true);

  /** On a phone the window is the screen: above the keyboard, and the page behind it out of reach. */
  const fit = () => {
    const modal = shell.opened && phone.matches;
    pane.ariaModal = `${modal}`;
    document.body.inert = modal;
    pane.style.height = modal ? `${view.height}px` : "";
    pane.style.top = modal ? `${view.offsetTop}px` : "";
  };
  phone.onchange = view.onresize = view.onscroll = fit;

  const veil = () => (button.hidden = shell.opened || (hidden ?? usual));

  const toggle = (open: boolean, focus: boolean) => {
    if (open === shell.opened) return;
    shell.opened = open;
    if (!shell.frame) {
      shell.frame = add(pane, "iframe");
      shell.frame.src = frameUrl;
      shell.frame.title = label.textContent;
    }
    pane.hidden = !open;
    veil();
    fit();
    if (focus) (open ? shell.frame : button).focus();
    changed(focus);
  };

  const shell = {
    host,
    toggle,
    opened: false,
    /** The frame of the window, once it has been opened. */
    frame: undefined as HTMLIFrameElement | undefined,

    /** Draws the button in the colour and language of the site; the first time puts it on the page. */
    paint({ name, accent, locale, labels: words, place }: Face) {
      labels = words;
      usual = place.hidden;
      host.lang = locale;
      host.style.cssText = `--a:${accent};--x:${place.from_edge_px}px;--y:${place.from_bottom_px}px;--${place.edge}:var(--x)`;
      // white or black, whichever can be read on it: 49 is the lightness between; older browsers keep white
      button.style.color = `lab(from ${accent} calc((49 - l)*99) 0 0)`;
      pane.ariaLabel = name;
      veil();
      // outside the body, which single-page applications like to replace; moving it would load the window anew
      if (!host.isConnected) document.documentElement.appendChild(host);
    },

    /** Shows whether somebody is there. */
    online(online: boolean) {
      button.className = online ? "" : "off";
      label.textContent = labels[online ? 0 : 1]!;
    },

    /** The page shows the button, or hides it. */
    hide(now: boolean) {
      hidden = now;
      veil();
    },

    /** Shows how many messages wait unread, and has it spoken. */
    count(unread: number) {
      button.dataset.n = `${unread || ""}`;
      spoken.textContent = unread ? `${labels[2]}: ${unread}` : "";
    },
  };
  return shell;
}
