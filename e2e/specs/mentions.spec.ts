// A note that calls a colleague (M13): who is offered, who is told, what stays until he looks, and that no visitor hears of it.

import type { Browser } from "@playwright/test";
import { Operator, Visitor } from "../support/people.ts";
import { type Demo, accountOf, demoOf, expect, expectAccessible, test } from "../support/test.ts";
import { begins } from "../support/texts.ts";
import { ask, choose, expectStatus, row, take } from "../support/work.ts";

const OLEG = "Олег Мартынов";

async function another(browser: Browser, url: string, demo: Demo): Promise<Operator> {
  const context = await browser.newContext({ locale: "ru-RU" });
  return Operator.signIn(await context.newPage(), url, accountOf(demo, "operator", 1));
}

test("a note calls a colleague, who is led to it; the visitor never hears of it", async ({ page, browser, ownServer, watch }) => {
  const demo = await demoOf(ownServer);
  const ira = await Operator.signIn(watch(page), ownServer.url, accountOf(demo, "operator"));
  await ira.openWorkplace();
  // he stands on another page
  const oleg = await another(browser, ownServer.url, demo);
  const visitor = await ask(await Visitor.arrive(browser, ownServer), "Когда привезут?");
  await take(ira, "awaiting_reply", "Когда привезут?");

  const field = page.locator("#composer");
  const list = page.getByRole("listbox", { name: ira.say("mention.list") });
  await page.getByRole("group", { name: ira.say("composer.mode") }).getByRole("button", { name: ira.say("action.note") }).click();
  await field.pressSequentially("Спроси @");
  await expect(list).toBeVisible();
  await expect(list.getByRole("option").filter({ hasText: OLEG })).toBeVisible();
  await expect(field).toHaveAttribute("role", "combobox");
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(list).toHaveCount(0);
  await expect(field).toBeFocused();

  // any word of the name, and Enter chooses instead of writing the note
  await field.fill("");
  await field.pressSequentially("@март");
  await expect(list.getByRole("option")).toHaveCount(1);
  await expect(list.getByRole("option")).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(field).toHaveValue(`@${OLEG} `);
  await expect(list).toHaveCount(0);
  await field.pressSequentially("это <b>твой</b>?");
  await page.keyboard.press("Enter");
  await expect(ira.timeline.locator(".chip", { hasText: `@${OLEG}` })).toBeVisible();
  await expect(ira.timeline.getByText("это <b>твой</b>?")).toBeVisible();

  const toast = oleg.page.getByText(/зовёт вас в диалог #\d+/);
  await expect(toast).toContainText("Ира");
  await oleg.openWorkplace();
  const his = row(oleg, "others_conversations", "Когда привезут?");
  await expect(his).toContainText(oleg.say("row.mentioned"));
  await oleg.page.getByRole("button", { name: oleg.say("workplace.open_conversation") }).click();
  await expect(oleg.timeline.locator(".chip", { hasText: `@${OLEG}` })).toBeVisible();
  await expect(his).not.toContainText(oleg.say("row.mentioned"));

  await visitor.page.reload();
  await expect(visitor.log.getByText("Когда привезут?")).toBeVisible();
  await expect(visitor.window.getByText(/Олег|твой/)).toHaveCount(0);
  await visitor.context.close();
  await oleg.page.context().close();
});

test("in the room @ addresses as a click on the name does", async ({ page, ownServer, watch }) => {
  const demo = await demoOf(ownServer);
  const ira = await Operator.signIn(watch(page), ownServer.url, accountOf(demo, "operator"));
  await ira.openWorkplace();
  await page.getByRole("button", { name: begins(ira.say("room.operators")) }).click();
  const field = page.locator("#composer");
  await field.pressSequentially("@мар");
  const list = page.getByRole("listbox", { name: ira.say("mention.list") });
  await list.getByRole("option").filter({ hasText: OLEG }).click();
  await expect(field).toHaveValue("Олег, ");
  await expect(field).toBeFocused();
});

test("whoever went to lunch by himself is told why, until he chooses", async ({ page, browser, ownServer, watch }) => {
  const demo = await demoOf(ownServer);
  const ira = await Operator.signIn(watch(page), ownServer.url, accountOf(demo, "operator"));
  await ira.openWorkplace();
  const visitor = await ask(await Visitor.arrive(browser, ownServer), "Спасибо!");
  await take(ira, "awaiting_reply", "Спасибо!");
  await choose(ira, "before_lunch");
  await page.getByRole("button", { name: ira.say("dialog.close") }).click();
  await expectStatus(ira, "lunch");
  const why = page.getByRole("status").filter({ hasText: "последний диалог закончился" });
  await expect(why).toBeVisible();
  await page.reload();
  await expect(why).toBeVisible();
  await why.getByRole("button", { name: ira.say("workplace.go_online") }).click();
  await expectStatus(ira, "online");
  await expect(why).toHaveCount(0);
  await visitor.context.close();
});
