// The console on a phone: who waits is seen on every page, every section is a press away, and nothing is cut off.

import { type Page } from "@playwright/test";
import { accountOf, demoOf, expect, expectAccessible, test } from "../support/test.ts";
import { Operator, Visitor } from "../support/people.ts";

test.use({ viewport: { width: 360, height: 740 } });

const fits = (page: Page) =>
  expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);

test("who waits, the bell and all sections are on every page", async ({ page, browser, ownServer, watch }) => {
  const pavel = await Operator.signIn(watch(page), ownServer.url, accountOf(await demoOf(ownServer), "admin"));
  const visitor = await Visitor.arrive(browser, ownServer);
  await visitor.open();
  await visitor.write("Вы на месте?");
  const notice = page.locator(".wait-notice");
  const sections = page.getByRole("navigation", { name: "Разделы" });
  for (const name of ["Статистика", "Операторы", "Настройки", "Рабочее место"]) {
    await sections.getByRole("link", { name }).click();
    await expect(sections.getByRole("link", { name })).toHaveAttribute("aria-current", "page");
    await expect(notice).toBeInViewport();
    await expect(notice).toContainText("ждёт ответа");
    await expect(page.getByRole("link", { name: "Оповещения" })).toBeInViewport();
    await expect(pavel.status).toBeInViewport();
    await fits(page);
  }
  // while somebody is talked with, the lower edge belongs to what is written
  await pavel.row("Ожидают ответа", "Вы на месте?").click();
  await expect(pavel.composer).toBeFocused();
  await expect(sections).toBeHidden();
  await pavel.answer("Да!");
  await page.getByRole("button", { name: "К списку" }).click();
  await expect(sections).toBeVisible();
  await visitor.context.close();
});

test("the board is read and used on a phone, and on a tablet whoever it is about stays in sight", async ({ page, browser, ownServer, watch }) => {
  await Operator.signIn(watch(page), ownServer.url, accountOf(await demoOf(ownServer), "operator"));
  const visitor = await Visitor.arrive(browser, ownServer, "?utm_campaign=phone");
  await page.goto(`${ownServer.url}/visitors`);
  const row = page.locator("tr[id^=board-]").first();
  const cell = (n: number) => row.locator("td").nth(n);
  for (const n of [0, 1, 3]) await expect(cell(n)).toBeInViewport({ ratio: 1 });
  await expect(row.getByRole("button", { name: "Начать разговор" })).toBeInViewport({ ratio: 1 });
  await fits(page);
  await expectAccessible(page);

  await page.setViewportSize({ width: 768, height: 1024 });
  await page.locator(".board-frame").evaluate((frame) => frame.scrollTo({ left: frame.scrollWidth }));
  await expect(row.getByRole("button", { name: "Начать разговор" })).toBeInViewport({ ratio: 1 });
  await expect(cell(0)).toBeInViewport({ ratio: 1 });
  await visitor.context.close();
});
