// What people do at the workplace, by role and name alone, in whatever language they are spoken to.

import { type Locator, type Page, expect } from "@playwright/test";
import type { Operator, Visitor } from "./people.ts";
import { begins, text } from "./texts.ts";

/** Chooses a status in the header. */
export async function choose(who: Operator, status: string): Promise<void> {
  await who.status.click();
  await who.page.getByRole("menuitemradio", { name: begins(who.say(`status.${status}`)) }).click();
  await expectStatus(who, status);
}

export async function expectStatus(who: Operator, status: string): Promise<void> {
  await expect(who.status).toHaveAccessibleName(begins(who.say("toolbar.status", { status: who.say(`status.${status}`) })));
}

/** The row of a conversation in a section, by something that was said in it. */
export const row = (who: Operator, section: string, words: string): Locator => who.row(who.say(`section.${section}`), words);

/** Opens a conversation; what it tells is on the screen then. */
export async function open(who: Operator, section: string, words: string): Promise<void> {
  await row(who, section, words).click();
  await expect(who.timeline.getByText(words).first()).toBeVisible();
}

/** Takes a visitor who waits: by opening him, or, from the common queue and from others, by answering. */
export async function take(who: Operator, section: string, words: string): Promise<void> {
  await open(who, section, words);
  await expect(row(who, "in_conversation", words)).toBeVisible();
  await expect(who.composer).toBeVisible();
}

/** A line of the open conversation that says a sentence of the catalogue. */
export const line = (who: Operator, key: string, gaps: Record<string, string> = {}): Locator =>
  who.timeline.getByText(new RegExp(begins(who.say(key, gaps)).source.slice(1))).last();

export async function transfer(who: Operator, to: string, comment: string): Promise<void> {
  await who.page.getByRole("button", { name: who.say("action.transfer"), exact: true }).click();
  await who.page.getByRole("menuitem", { name: begins(to) }).click();
  const dialog = who.page.getByRole("dialog");
  await dialog.getByLabel(who.say("transfer.comment")).fill(comment);
  await dialog.getByRole("button", { name: who.say("action.transfer") }).click();
  await expect(dialog).toHaveCount(0);
}

export async function note(who: Operator, words: string): Promise<void> {
  const mode = who.page.getByRole("group", { name: who.say("composer.mode") });
  await mode.getByRole("button", { name: who.say("action.note") }).click();
  const field = who.page.getByRole("textbox", { name: who.say("note.title") });
  await field.fill(words);
  await field.press("Enter");
  await expect(who.timeline.getByText(words)).toBeVisible();
  // the next words are for the visitor again
  await expect(who.composer).toBeVisible();
}

export async function giveCategory(who: Operator, name: string): Promise<void> {
  await who.page.getByRole("button", { name: who.say("action.category"), exact: true }).click();
  await who.page.getByRole("menuitemradio", { name }).click();
  await expect(line(who, "notice.category", { category: name })).toBeVisible();
}

export async function ban(who: Operator, reason: string): Promise<void> {
  await who.page.getByRole("button", { name: who.say("action.ban"), exact: true }).click();
  const dialog = who.page.getByRole("alertdialog");
  await dialog.getByLabel(who.say("ban.reason")).fill(reason);
  await dialog.getByRole("button", { name: who.say("action.ban") }).click();
  await expect(dialog).toHaveCount(0);
}

/** Ends the conversation that is open. */
export async function end(who: Operator): Promise<void> {
  await who.page.getByRole("button", { name: who.say("dialog.close") }).click();
  const closed = who.page.getByText(who.say("dialog.closed_text"));
  await expect(closed.or(who.page.getByText(who.say("dialog.closed_for_good")))).toBeVisible();
}

/** Which of them the server gave a conversation, the others after him. */
export async function given(to: Operator[], words: string): Promise<Operator[]> {
  const has = async () => Promise.all(to.map((who) => row(who, "awaiting_reply", words).filter({ hasText: who.say("row.for_you") }).isVisible()));
  await expect.poll(async () => (await has()).filter(Boolean).length, { intervals: [100] }).toBe(1);
  const got = (await has()).indexOf(true);
  return [...to.slice(got, got + 1), ...to.slice(0, got), ...to.slice(got + 1)];
}

/** A visitor opens his window and writes. */
export async function ask(visitor: Visitor, words: string): Promise<Visitor> {
  await visitor.open();
  await visitor.write(words);
  return visitor;
}

/** What an administrator does, on Russian pages. */
export class Administration {
  constructor(
    readonly page: Page,
    readonly url: string,
  ) {}

  say(key: string, gaps: Record<string, string> = {}): string {
    return text("ru", key, gaps);
  }

  /** A department or a category. */
  async add(kind: "departments" | "categories", ru: string, en: string): Promise<void> {
    await this.page.goto(`${this.url}/${kind}`);
    await this.page.getByRole("button", { name: this.say(`${kind}.add`) }).click();
    const dialog = this.page.getByRole("dialog");
    await dialog.getByLabel(this.say("settings.name_ru")).fill(ru);
    await dialog.getByLabel(this.say("settings.name_en")).fill(en);
    await dialog.getByRole("button", { name: this.say("action.save") }).click();
    await expect(this.page.getByRole("listitem").filter({ hasText: ru })).toBeVisible();
  }

  /** A new account; the link with which its owner chooses a password. */
  async hire(name: string, email: string, language: string): Promise<string> {
    await this.page.goto(`${this.url}/operators`);
    await this.page.getByRole("button", { name: this.say("operators.add") }).click();
    const dialog = this.page.getByRole("dialog");
    await dialog.getByLabel(this.say("profile.name"), { exact: true }).fill(name);
    await dialog.getByLabel(this.say("sign_in.email")).fill(email);
    await dialog.getByLabel(this.say("operators.console_language")).selectOption({ label: language });
    await dialog.getByRole("button", { name: this.say("operators.create"), exact: true }).click();
    const link = await dialog.locator("pre").textContent();
    await dialog.locator("footer").getByRole("button", { name: this.say("action.close") }).click();
    return link ?? "";
  }

  /** What an account serves; languages by their codes. */
  async serves(name: string, department: string, ...languages: string[]): Promise<void> {
    await this.page.goto(`${this.url}/operators`);
    await this.page.getByRole("button", { name: this.say("operators.actions_of", { name }) }).click();
    await this.page.getByRole("menuitem", { name: this.say("operators.service") }).click();
    const dialog = this.page.getByRole("dialog");
    await dialog.getByLabel(department).check();
    const chosen = dialog.getByRole("list", { name: this.say("operators.languages") });
    for (let left = await chosen.getByRole("listitem").count(); left > 0; left -= 1) {
      await chosen.getByRole("button").first().click();
      await expect(chosen.getByRole("listitem")).toHaveCount(left - 1);
    }
    for (const language of languages) {
      await dialog.getByRole("combobox", { name: this.say("operators.languages") }).selectOption(language);
    }
    await expect(chosen.getByRole("listitem")).toHaveCount(languages.length);
    await dialog.getByRole("button", { name: this.say("action.save") }).click();
    await expect(dialog).toHaveCount(0);
  }

  /** Turns a switch of the settings. */
  async turn(key: string, on: boolean): Promise<void> {
    await this.page.goto(`${this.url}/settings`);
    const turned = this.page.getByRole("switch", { name: this.say(key) });
    await expect(turned).toHaveAttribute("aria-checked", String(!on));
    await turned.click();
    await expect(turned).toHaveAttribute("aria-checked", String(on));
  }

  /** A number of the settings, saved. */
  async number(key: string, value: number): Promise<void> {
    await this.page.goto(`${this.url}/settings`);
    const field = this.page.getByLabel(this.say(key));
    await field.fill(String(value));
    await this.page.locator("form").filter({ has: field }).getByRole("button").click();
    await expect(this.page.getByText(this.say("sites.saved"))).toBeVisible();
  }
}
