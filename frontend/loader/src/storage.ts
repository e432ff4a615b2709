// What survives a reload, in the shop's own storage. Any of it may be blocked, full or absent: then memory has to do.

import type { Face } from "./frames.ts";
import type { Pending } from "./outbox.ts";

type Kind = "localStorage" | "sessionStorage";

/** What is kept, if anything: somebody else may write there too. */
const load = (kind: Kind, key: string): any => {
  try {
    return JSON.parse(window[kind].getItem(key)!);
  } catch {}
};

const save = (kind: Kind, key: string, value: object): boolean => {
  try {
    window[kind].setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
};

/** A visitor of the site, for all tabs and visits, and how the site looked: the button is drawn before the server answers. */
export interface Identity {
  visitor: string;
  token: string;
  site: Face;
}

/** The identity in the best place that works here. */
export function identityStore(key: string) {
  let own: Identity | undefined;
  const stored = (): Identity | undefined => load("localStorage", key) || load("sessionStorage", key);
  /** Another tab has become another visitor since: whoever was stored first is who we are. */
  const overtaken = () => {
    const by = stored();
    return by && by.visitor !== own?.visitor;
  };

  return {
    overtaken,
    /** The identity to introduce this tab with. */
    current: () => (own = stored() || own),
    /** Keeps what the server gave; false, and nothing kept, when another tab was faster. */
    keep(identity: Identity): boolean {
      if (overtaken()) return false;
      own = identity;
      save("localStorage", key, identity) || save("sessionStorage", key, identity);
      return true;
    },
  };
}

/** What one tab carries over a navigation. */
export interface Tab {
  /** Only between two pages: a tab opened as a copy of a living one must not find its id. */
  id?: string | undefined;
  open?: boolean;
  pending?: Pending[];
}

export const tabStore = (key: string) => ({
  load: (): Tab => load("sessionStorage", key) || {},
  save: (tab: Tab) => save("sessionStorage", key, tab),
});
