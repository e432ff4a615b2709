// The common room of operators (S28, S58-S62).

import { type Browser, type Locator, type Page } from "@playwright/test";
import { type Demo, Relay, accountOf, demoOf, expect, expectAccessible, test } from "../support/test.ts";
import { Operator, Visitor } from "../support/people.ts";

/** What an operator sees of the room. */
class Room {
  constructor(readonly page: Page) {}

  static async enter(browser: Browser, url: string, demo: Demo, index: number): Promise<Room> {
    const context = await browser.newContext({ locale: "ru-RU" });
    const operator = await Operator.signIn(await context.newPage(), url, accountOf(demo, "operator", index));
    await operator.openWorkplace();
    return new Room(operator.page);
  }

  /** Half of the switch above the list, with what is new on its side. */
  side(name: "Посетители" | "Операторы"): Locator {
    return this.page.getByRole("button", { name: new RegExp(`^${name}`) });
  }

  get log(): Locator {
    return this.page.getByRole("log", { name: "Общая комната" });
  }

  get input(): Locator {
    return this.page.getByRole("textbox", { name: "Сообщение операторам" });
  }

  get people(): Locator {
    return this.page.getByRole("complementary", { name: "Операторы" });
  }

  line(text: string): Locator {
    return this.log.locator(".opmsg").filter({ hasText: text });
  }

  async say(text: string): Promise<void> {
    await this.input.fill(text);
    await this.input.press("Enter");
    await expect(this.line(text)).toBeVisible();
  }

  async choose(status: string): Promise<void> {
    await this.page.getByRole("button", { name: /^Статус: / }).click();
    await this.page.getByRole("menuitemradio", { name: new RegExp(`^${status}`) }).click();
  }

  texts(): Promise<string[]> {
    return this.log.locator(".opmsg p").allInnerTexts();
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}

/** Gives the account the common room, or takes it away, over a socket of the administrator's own page. */
async function switchRoom(page: Page, on: boolean): Promise<void> {
  await page.evaluate(async (on) => {
    const headers = { "content-type": "application/json", "x-letopis": "1" };
    const answer = await fetch("/api/auth/refresh", { method: "POST", headers, body: "{}" });
    const { token } = (await answer.json()) as { token: string };
    const socket = new WebSocket(`ws://${location.host}/ws/operator`);
    await new Promise<void>((done, failed) => {
      socket.onerror = () => failed(new Error("no socket"));
      socket.onopen = () => socket.send(JSON.stringify({ frame: "hello", protocol: 1, token }));
      socket.onmessage = ({ data }) => {
        const { frame } = JSON.parse(String(data)) as { frame: string };
        const command = { do: "switch_feature", feature: "operator_chat", on };
        if (frame === "welcome") socket.send(JSON.stringify({ frame: "command", id: crypto.randomUUID(), command }));
        if (frame === "accepted") done();
        if (frame === "refused" || frame === "failed") failed(new Error(String(data)));
      };
    });
    socket.close();
  }, on);
}

test("colleagues talk, each hears all in one order, and the hidden side says what is new", async ({ browser, ownServer, watch }) => {
  const demo = await demoOf(ownServer);
  const ira = await Room.enter(browser, ownServer.url, demo, 0);
  const oleg = await Room.enter(browser, ownServer.url, demo, 1);
  watch(ira.page);
  await oleg.side("Операторы").click();
  await expect(oleg.page.getByText("Здесь пока тихо")).toBeVisible();
  await expect(oleg.input).toBeFocused();
  await oleg.say("Коллеги, кто знает про швы «Ладоги»?");
  await oleg.say("Клиентка спрашивает.");

  await expect(ira.side("Операторы")).toHaveAccessibleName(/2 непрочитанных/);
  await ira.page.locator("body").press("o");
  await expect(ira.log.getByText("Новые сообщения")).toBeVisible();
  await expect(ira.line("Клиентка спрашивает.")).toBeVisible();
  await ira.side("Посетители").click();
  await expect(ira.side("Операторы")).toHaveAccessibleName("Операторы");
  await ira.side("Операторы").click();

  // S61: the name stands where the caret is
  await ira.input.fill("видел");
  await ira.input.press("Home");
  await ira.people.getByRole("button", { name: /Олег Мартынов/ }).click();
  await expect(ira.input).toBeFocused();
  await expect(ira.input).toHaveValue("Олег, видел");
  await ira.input.press("Enter");
  await expect(oleg.line("видел").locator(".chip")).toHaveText("Олег");
  await ira.say("Проклеены.");
  await expect(oleg.line("Проклеены.")).toBeVisible();
  expect(await oleg.texts()).toEqual(await ira.texts());
  await expectAccessible(ira.page);

  // S59: statuses live
  await expect(ira.people.getByRole("button", { name: /Олег Мартынов/ })).toContainText("Онлайн");
  await oleg.choose("Обед");
  await expect(ira.people.getByRole("button", { name: /Олег Мартынов/ })).toContainText("Обед");
  await expect(ira.people.getByText("Не принимают новых")).toBeVisible();

  // S60: everybody but who is offline
  await oleg.choose("Оффлайн");
  await expect(oleg.log).toHaveCount(0);
  await ira.say("Пока тебя не было.");
  await oleg.choose("Онлайн");
  await expect(oleg.line("Пока тебя не было.")).toBeVisible();
  await Promise.all([ira.close(), oleg.close()]);
});

test("the room is beside the dialogs: a draft stays, the dialog comes back, a reload stays in the room", async ({ browser, ownServer }) => {
  const demo = await demoOf(ownServer);
  const ira = await Room.enter(browser, ownServer.url, demo, 0);
  const visitor = await Visitor.arrive(browser, ownServer);
  await visitor.open();
  const question = "Есть ли спальники до -15?";
  await visitor.write(question);
  await ira.page.getByRole("option").filter({ hasText: question }).click();
  const reply = ira.page.getByRole("textbox", { name: "Ответ посетителю" });
  await reply.fill("Да, сейчас");
  await ira.side("Операторы").click();
  await ira.input.fill("Где лежат спальники?");
  await visitor.write("И коврики?");
  await expect(ira.side("Посетители")).toHaveAccessibleName(/1 непрочитанное/);
  await ira.side("Посетители").click();
  await expect(reply).toHaveValue("Да, сейчас");
  // there and back with keys: the dialog has the focus again, and something has it when that is closed
  await reply.press("Escape");
  await ira.page.keyboard.press("o");
  await expect(ira.input).toBeFocused();
  await ira.page.keyboard.press("Escape");
  await ira.page.keyboard.press("o");
  await expect(reply).toBeFocused();
  await ira.page.keyboard.press("Escape");
  await ira.page.keyboard.press("x");
  await expect(ira.page.getByRole("button", { name: "Закрыть диалог" })).toHaveCount(0);
  await expect(ira.page.locator("body")).not.toBeFocused();
  await ira.side("Операторы").click();
  await expect(ira.input).toHaveValue("Где лежат спальники?");
  await ira.page.reload();
  await expect(ira.input).toHaveValue("Где лежат спальники?");
  await visitor.context.close();
  await ira.close();
});

test("what is written without a connection is shown as sending and said once when it returns", async ({ browser, ownServer }) => {
  const demo = await demoOf(ownServer);
  const relay = await Relay.to(ownServer.port);
  const ira = await Room.enter(browser, relay.url, demo, 0);
  const oleg = await Room.enter(browser, ownServer.url, demo, 1);
  await ira.side("Операторы").click();
  await oleg.side("Операторы").click();
  await ira.say("До обрыва");
  await relay.cut();
  await expect(ira.page.getByText("Нет связи").first()).toBeVisible();
  await ira.say("Во время обрыва");
  await expect(ira.line("Во время обрыва").getByRole("img", { name: "отправляется" })).toBeVisible();
  await oleg.say("Кто на связи?");
  await relay.mend();
  await expect(oleg.line("Во время обрыва")).toHaveCount(1, { timeout: 30_000 });
  await expect(ira.line("Кто на связи?")).toBeVisible();
  expect(await ira.texts()).toEqual(await oleg.texts());
  await Promise.all([ira.close(), oleg.close()]);
  await relay.cut();
});

test("without the function there is no switch, and it acts at once", async ({ page, browser, ownServer }) => {
  const demo = await demoOf(ownServer);
  await Operator.signIn(page, ownServer.url, accountOf(demo, "admin"));
  const ira = await Room.enter(browser, ownServer.url, demo, 0);
  await ira.side("Операторы").click();
  await ira.say("Есть комната");
  await switchRoom(page, false);
  await expect(ira.side("Операторы")).toHaveCount(0);
  await expect(ira.page.getByText("Общая комната выключена")).toBeVisible();
  await expect(ira.input).toHaveCount(0);
  await ira.page.getByRole("button", { name: "К списку" }).last().click();
  await switchRoom(page, true);
  await ira.side("Операторы").click();
  await expect(ira.line("Есть комната")).toBeVisible();
  await ira.close();
});
