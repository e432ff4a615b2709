// The frames of `GET /ws/visitor` as far as the loader looks into them; the whole list is shared/src/wire/visitor.rs.

export const PROTOCOL = 1;

/** A page of the shop, as its browser names it. */
export interface Page {
  url: string;
  title: string;
}

/** What the visitor does; sent again under the same id until the server has answered. */
export type Command = { frame: "send"; id: string; text: string; form?: object } | { frame: "close"; id: string };

export type ClientFrame =
  | Command
  | {
      frame: "hello";
      protocol: number;
      site_id: string;
      token: string | null;
      tab_id: string;
      page: Page;
      referrer: string;
      languages: readonly string[];
      resume: { log_id: string; position: number } | null;
    }
  | { frame: "navigated"; page: Page }
  | { frame: "delivered" | "read"; id: string; up_to: number }
  | { frame: "typing" | "ping" };

/** How far each side has got; message numbers from 1. */
export interface Marks {
  delivered_to_visitor: number;
  read_by_visitor: number;
}

export interface Entry {
  what: { is: string; number?: number };
}

export interface Chat {
  online: boolean;
  marks: Marks;
  entries: Entry[];
}

export type Patch =
  | { is: "online"; online: boolean }
  | { is: "began" | "conversation" }
  | { is: "entry"; entry: Entry }
  | { is: "marks"; marks: Marks };

/** How the site wants its button to look; the words for the window are the window's business. */
export interface Face {
  name: string;
  accent: string;
  locale: string;
  /** Of the button when somebody is there and when nobody is; what is said before the number of unread messages; to close. */
  labels: string[];
  place: { edge: "left" | "right"; from_edge_px: number; from_bottom_px: number; hidden: boolean };
}

export type ServerFrame =
  | {
      frame: "welcome";
      position: number;
      log_id: string;
      heartbeat_seconds: number;
      visitor_id: string;
      token: string;
      site: Face;
    }
  | { frame: "snapshot"; position: number; view: Chat }
  | { frame: "patch"; position: number; patches: Patch[] }
  | { frame: "accepted"; id: string; position: number }
  | { frame: "refused"; id: string }
  | { frame: "failed"; id: string; error: string }
  | { frame: "pong"; position: number }
  | { frame: "typing" }
  | { frame: "error"; error: string }
  | { frame: "bye"; error: string | null; retry_after_millis: number };
