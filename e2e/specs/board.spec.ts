// The live board: who is on the site, and the talk that an operator begins (S26, M10).

import { accountOf, demoOf, expect, test } from "../support/test.ts";
import { Operator, Visitor } from "../support/people.ts";

test("whoever is on the site stands on the board, and an operator begins the talk", async ({ page, browser, server, demo, watch }) => {
  const visitor = await Visitor.arrive(browser, server, "?utm_source=yandex&utm_campaign=winter");
  const ira = await Operator.signIn(watch(page), server.url, accountOf(demo, "operator"));
  await ira.openWorkplace();
  await page.getByRole("link", { name: "Показать таблицей" }).click();
  await expect(page.getByRole("heading", { name: "Кто на сайте" })).toBeVisible();
  const row = page.getByRole("row").filter({ hasText: "yandex / winter" });
  await expect(row).toContainText("Chrome");
  await expect(row).toContainText("Русский");

  const pages = page.getByRole("columnheader", { name: "Страниц", exact: true });
  await pages.getByRole("button").click();
  await expect(pages).toHaveAttribute("aria-sort", "descending");
  await pages.getByRole("button").click();
  await expect(pages).toHaveAttribute("aria-sort", "ascending");

  await row.getByRole("button", { name: "Начать разговор" }).click();
  const dialog = page.getByRole("dialog");
  const words = "Здравствуйте! Подсказать с выбором палатки?";
  await dialog.getByRole("textbox").fill(words);
  await dialog.getByRole("textbox").press("Enter");
  await expect(ira.message(words)).toBeVisible();
  await expect(visitor.button).toHaveAccessibleName(/1/);
  await visitor.context.close();
});

test("a board without rows says whether nobody is on the site or all are in conversations", async ({ page, browser, ownServer }) => {
  const ira = await Operator.signIn(page, ownServer.url, accountOf(await demoOf(ownServer), "operator"));
  await ira.openWorkplace();
  await page.getByRole("link", { name: "Показать таблицей" }).click();
  await expect(page.getByText("На сайте никого нет")).toBeVisible();
  const visitor = await Visitor.arrive(browser, ownServer);
  await visitor.open();
  await visitor.write("Есть ли палатки?");
  await expect(page.getByText("На сайте 1, без диалога 0")).toBeVisible();
  await expect(page.getByText("Все, кто на сайте, в диалогах")).toBeVisible();
  await expect(page.getByRole("navigation").getByRole("link", { name: "Рабочее место" })).toHaveAttribute("aria-current", "page");
  await visitor.context.close();
});

test("the language is the one of the browser, whatever that of the page", async ({ page, browser, server, demo }) => {
  const context = await browser.newContext({ locale: "de-AT" });
  const visitor = Visitor.at(await context.newPage());
  await visitor.page.goto(`http://localhost:${server.port}/demo/shop/?utm_campaign=linz`);
  await expect(visitor.button).toBeVisible();
  await Operator.signIn(page, server.url, accountOf(demo, "operator"));
  await page.goto(`${server.url}/visitors`);
  const row = page.getByRole("row").filter({ hasText: "linz" });
  await expect(row).toContainText("Немецкий");
  await context.close();
});

test("the board is walked with the keyboard", async ({ page, browser, server, demo }) => {
  const visitors = await Promise.all([1, 2, 3].map((n) => Visitor.arrive(browser, server, `?utm_campaign=walk${n}`)));
  await Operator.signIn(page, server.url, accountOf(demo, "operator"));
  await page.goto(`${server.url}/visitors`);
  const rows = page.locator("tr[id^=board-]");
  await expect(rows.filter({ hasText: "walk" })).toHaveCount(3);
  await rows.first().focus();
  await page.keyboard.press("End");
  await expect(rows.last()).toBeFocused();
  await page.keyboard.press("Home");
  await expect(rows.first()).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/workplace\?visitor=/);
  await expect(page.getByRole("heading", { name: "Сейчас разговора нет" })).toBeVisible();
  await Promise.all(visitors.map((visitor) => visitor.context.close()));
});
