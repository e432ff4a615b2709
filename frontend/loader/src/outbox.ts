// What the visitor did and the server has not answered yet. Pure: whoever owns the list saves and sends.

import type { Command } from "./frames.ts";

/** A command under way; `failed` is one that the server refused: it waits for the visitor, not for the server. */
export interface Pending {
  command: Command;
  failed?: boolean;
}

/** Without a command: the server has it, or the visitor dropped it. */
export const without = (list: Pending[], id: string): Pending[] => list.filter(({ command }) => command.id !== id);

/** With one more; a known id takes its place, so a repeat stays one command. */
export const including = (list: Pending[], command: Command): Pending[] => [...without(list, command.id), { command }];

/** With a command that the server refused for good. */
export const refused = (list: Pending[], id: string): Pending[] =>
  list.map((one) => (one.command.id === id ? { ...one, failed: true } : one));

/** What is to be sent, oldest first. */
export const waiting = (list: Pending[]): Command[] => list.filter(({ failed }) => !failed).map(({ command }) => command);
