// The two people of every story: an operator in the console, a visitor on a page of the shop.

import { type Browser, type BrowserContext, type FrameLocator, type Locator, type Page, expect } from "@playwright/test";
import type { Account, Server } from "./server.ts";
import { type Locale, begins, text } from "./texts.ts";

/** An operator signed in, on the page that a sign-in opens. */
export class Operator {
  private constructor(
    readonly page: Page,
    readonly url: string,
    readonly locale: Locale,
  ) {}

  /** Signs in, with a status other than Online where one is named. */
  static async signIn(page: Page, url: string, account: Pick<Account, "email" | "password">, status?: string): Promise<Operator> {
    const say = (key: string) => text("ru", key);
    await page.goto(`${url}/sign-in`);
    await page.getByLabel(say("sign_in.email")).fill(account.email);
    await page.getByLabel(say("sign_in.password"), { exact: true }).fill(account.password);
    if (status) await page.getByLabel(say("sign_in.status")).selectOption({ label: say(`status.${status}`) });
    await page.getByRole("button", { name: say("sign_in.action"), exact: true }).click();
    const operator = new Operator(page, url, "ru");
    await expect(operator.status).toBeVisible();
    return operator;
  }

  /** Somebody who is signed in already, and is spoken to in this language. */
  static at(page: Page, url: string, locale: Locale): Operator {
    return new Operator(page, url, locale);
  }

  /** What his screen says. */
  say(key: string, gaps: Record<string, string> = {}): string {
    return text(this.locale, key, gaps);
  }

  /** The status in the header. */
  get status(): Locator {
    return this.page.getByRole("button", { name: begins(this.say("toolbar.status")) });
  }

  async openWorkplace(): Promise<void> {
    await this.page.getByRole("navigation").getByRole("link", { name: this.say("page.workplace") }).click();
    // an empty section is its heading and a zero
    await expect(this.heading("awaiting_reply")).toBeVisible();
  }

  /** The heading of a group of the left column. */
  heading(section: string): Locator {
    return this.page.getByRole("button", { name: begins(this.say(`section.${section}`)) });
  }

  /** A group of the left column, by its name. */
  section(name: string): Locator {
    return this.page.getByRole("listbox", { name });
  }

  /** The row of a visitor, by something that he said. */
  row(section: string, text: string): Locator {
    return this.section(section).getByRole("option").filter({ hasText: text });
  }

  get timeline(): Locator {
    return this.page.getByRole("log", { name: this.say("dialog.timeline") });
  }

  get composer(): Locator {
    return this.page.getByRole("textbox", { name: this.say("composer.label") });
  }

  /** The bubble of a message. */
  message(text: string): Locator {
    return this.timeline.locator(".bubble").filter({ hasText: text });
  }

  async answer(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press("Enter");
    await expect(this.message(text)).toBeVisible();
  }
}

/** A visitor in a browser of his own. */
export class Visitor {
  private constructor(
    readonly page: Page,
    readonly context: BrowserContext,
    readonly locale: Locale = "ru",
  ) {}

  /** Opens the demo shop under another host than the console's: a foreign page. In English the page says so itself. */
  static async arrive(browser: Browser, server: Pick<Server, "port">, path = "", locale: Locale = "ru"): Promise<Visitor> {
    const context = await browser.newContext({ locale: locale === "ru" ? "ru-RU" : "en-GB" });
    const page = await context.newPage();
    if (locale === "en") {
      await page.route(/\/demo\/shop\/[^/]*$/, async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ response: answer, body: (await answer.text()).replace('<html lang="ru"', '<html lang="en"') });
      });
    }
    await page.goto(`http://localhost:${server.port}/demo/shop/${path}`);
    return new Visitor(page, context, locale);
  }

  static at(page: Page): Visitor {
    return new Visitor(page, page.context());
  }

  /** What his window says. */
  say(key: string, gaps: Record<string, string> = {}): string {
    return text(this.locale, key, gaps, "widget");
  }

  get button(): Locator {
    return this.page.getByRole("button", { name: new RegExp(`^(${this.say("button.ask")}|${this.say("button.write")})`) });
  }

  get window(): FrameLocator {
    return this.page.frameLocator("iframe");
  }

  get log(): Locator {
    return this.window.getByRole("log");
  }

  get input(): Locator {
    return this.window.getByRole("textbox", { name: this.say("composer.placeholder") });
  }

  async open(): Promise<void> {
    await this.button.click();
    await expect(this.input).toBeVisible();
  }

  async write(text: string): Promise<void> {
    await this.input.fill(text);
    await this.input.press("Enter");
    await expect(this.log.getByText(text)).toBeVisible();
  }
}
