// Leaving: the console goes away without a fault, and comes back to where it was.

import { accountOf, expect, test } from "../support/test.ts";
import { Operator, Visitor } from "../support/people.ts";

for (const [where, path] of [["the main page", "/"], ["the workplace", "/workplace"], ["the alerts", "/attention"], ["the profile", "/profile"]] as const) {
  test(`who signs out on ${where} sees a plain form`, async ({ page, server, demo }) => {
    await Operator.signIn(page, server.url, accountOf(demo, "operator"));
    await page.goto(`${server.url}${path}`);
    await page.getByRole("button", { name: /^Вы: / }).click();
    await page.getByRole("menuitem", { name: "Выйти" }).click();
    await expect(page.getByRole("button", { name: "Войти", exact: true })).toBeVisible();
    await expect(page.getByText("Сеанс закончился", { exact: false })).toHaveCount(0);
    await expect(page.locator("#start-failed")).toBeHidden();
  });
}

test("after a reload letters are commands until the composer has the focus", async ({ page, browser, server, demo }) => {
  const ira = await Operator.signIn(page, server.url, accountOf(demo, "operator"));
  await ira.openWorkplace();
  const visitor = await Visitor.arrive(browser, server);
  await visitor.open();
  await visitor.write("Есть ли доставка?");
  await ira.row("Ожидают ответа", "Есть ли доставка?").click();
  await expect(ira.composer).toBeFocused();
  await page.reload();
  await expect(ira.composer).toBeVisible();
  await page.keyboard.press("?");
  const keys = page.getByRole("dialog");
  await expect(keys).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(keys).toBeHidden();
  await page.keyboard.press("r");
  await expect(ira.composer).toBeFocused();
  await expect(ira.composer).toHaveValue("");
  await visitor.context.close();
});

test("the list is one stop of Tab, before anybody is chosen too", async ({ page, browser, server, demo }) => {
  const ira = await Operator.signIn(page, server.url, accountOf(demo, "operator"));
  await ira.openWorkplace();
  for (const question of ["Первый вопрос", "Второй вопрос"]) {
    const visitor = await Visitor.arrive(browser, server);
    await visitor.open();
    await visitor.write(question);
    await expect(ira.row("Ожидают ответа", question)).toBeVisible();
  }
  await expect(page.locator(".wp-left [role='option'][tabindex='0']")).toHaveCount(1);
  await page.getByRole("button", { name: /^Ожидают ответа/ }).focus();
  await page.keyboard.press("Tab");
  await expect(page.locator(".wp-left [role='option'][tabindex='0']")).toBeFocused();
});

test("on a phone the way back leads from the dialog to the list", async ({ page, browser, server, demo }) => {
  const ira = await Operator.signIn(page, server.url, accountOf(demo, "operator"));
  await ira.openWorkplace();
  await page.setViewportSize({ width: 390, height: 844 });
  const visitor = await Visitor.arrive(browser, server);
  await visitor.open();
  await visitor.write("Вопрос с телефона");
  await ira.row("Ожидают ответа", "Вопрос с телефона").click();
  await expect(ira.composer).toBeVisible();
  await page.goBack();
  await expect(ira.row("В диалоге", "Вопрос с телефона")).toBeVisible();
  await expect(page).toHaveURL(/\/workplace$/);
  await visitor.context.close();
});
