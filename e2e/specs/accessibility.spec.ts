// Every screen in both themes against the rules of WCAG 2.2 AA that a program can check (M38).

import { accountOf, expect, expectAccessible, test } from "../support/test.ts";
import { Operator, Visitor } from "../support/people.ts";

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("sign-in", async ({ page, server }) => {
      await page.goto(`${server.url}/sign-in`);
      await expect(page.getByRole("button", { name: "Войти", exact: true })).toBeVisible();
      await expectAccessible(page);
    });

    test("console", async ({ page, browser, server, demo }) => {
      const pavel = await Operator.signIn(page, server.url, accountOf(demo, "admin"));
      for (const path of ["", "profile", "attention", "operators", "statistics", "sites", "settings", "departments", "languages", "categories", "bans", "workplace", "no-such-page"]) {
        await page.goto(`${server.url}/${path}`);
        await expect(page.getByRole("main")).toBeVisible();
        await expectAccessible(page);
      }
      const visitor = await Visitor.arrive(browser, server);
      await visitor.open();
      const question = `Проверка доступности, ${colorScheme}`;
      await visitor.write(question);
      await pavel.openWorkplace();
      await pavel.row("Ожидают ответа", question).click();
      await pavel.answer("Проверяем.");
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      await page.keyboard.press("?");
      await expect(page.getByRole("dialog")).toBeVisible();
      await expectAccessible(page);
      await visitor.context.close();
    });

    test("widget on the page of the shop", async ({ browser, server }) => {
      const context = await browser.newContext({ locale: "ru-RU", colorScheme });
      const page = await context.newPage();
      await page.goto(`http://localhost:${server.port}/demo/shop/`);
      const visitor = Visitor.at(page);
      await visitor.open();
      await visitor.write("Проверка доступности окна");
      await expectAccessible(page);
      await context.close();
    });
  });
}
