// The two people of every story: an operator in the console, a visitor on a page of the shop.

import { type Browser, type BrowserContext, type FrameLocator, type Locator, type Page, expect } from "@playwright/test";
import type { Account, Server } from "./server.ts";

/** An operator signed in, on the page that a sign-in opens. */
export class Operator {
  private constructor(
    readonly page: Page,
    readonly url: string,
  ) {}

  static async signIn(page: Page, url: string, account: Account): Promise<Operator> {
    await page.goto(`${url}/sign-in`);
    await page.getByLabel("Электронная почта").fill(account.email);
    await page.getByLabel("Пароль", { exact: true }).fill(account.password);
    await page.getByRole("button", { name: "Войти", exact: true }).click();
    await expect(page.getByRole("button", { name: /^Статус: / })).toBeVisible();
    return new Operator(page, url);
  }

  async openWorkplace(): Promise<void> {
    await this.page.getByRole("navigation").getByRole("link", { name: "Рабочее место" }).click();
    // an empty section is its heading and a zero
    await expect(this.page.getByRole("button", { name: /^Ожидают ответа/ })).toBeVisible();
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
    return this.page.getByRole("log", { name: "История диалога" });
  }

  get composer(): Locator {
    return this.page.getByRole("textbox", { name: "Ответ посетителю" });
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
  ) {}

  /** Opens the demo shop under another host than the console's: a foreign page. */
  static async arrive(browser: Browser, server: Pick<Server, "port">, path = ""): Promise<Visitor> {
    const context = await browser.newContext({ locale: "ru-RU" });
    const page = await context.newPage();
    await page.goto(`http://localhost:${server.port}/demo/shop/${path}`);
    return new Visitor(page, context);
  }

  static at(page: Page): Visitor {
    return new Visitor(page, page.context());
  }

  get button(): Locator {
    return this.page.getByRole("button", { name: /^(Задать вопрос|Написать нам)/ });
  }

  get window(): FrameLocator {
    return this.page.frameLocator("iframe");
  }

  get log(): Locator {
    return this.window.getByRole("log");
  }

  get input(): Locator {
    return this.window.getByRole("textbox", { name: "Сообщение" });
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
