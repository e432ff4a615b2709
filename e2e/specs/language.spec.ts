// Which language somebody is spoken to in: operators in the one they chose, visitors in the page's.

import { Operator } from "../support/people.ts";
import { accountOf, demoOf, expect, test } from "../support/test.ts";
import { text } from "../support/texts.ts";

test("the language of the sign-in form holds until another one is chosen in the profile", async ({ browser, server, demo }) => {
  const { email, password } = accountOf(demo, "auditor");
  const context = await browser.newContext({ locale: "en-GB" });
  const page = await context.newPage();
  await page.goto(`${server.url}/sign-in`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("main").getByRole("heading", { name: "Profile" })).toBeVisible();
  await page.goto(`${server.url}/profile`);
  await page.getByLabel("Console language", { exact: true }).selectOption({ label: "Русский" });
  await expect(page.getByRole("heading", { name: "Профиль" })).toBeVisible();
  await context.close();

  // in a browser that prefers English he is spoken to as he chose
  const other = await browser.newContext({ locale: "en-GB" });
  const again = await other.newPage();
  await again.goto(`${server.url}/sign-in`);
  await again.getByLabel("E-mail").fill(email);
  await again.getByLabel("Password", { exact: true }).fill(password);
  await again.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(again.getByRole("main").getByRole("heading", { name: "Профиль" })).toBeVisible();
  await other.close();
});

test("a one-time link opens in the language chosen for the account, and so does the console", async ({ page, browser, ownServer }) => {
  await Operator.signIn(page, ownServer.url, accountOf(await demoOf(ownServer), "admin"));
  await page.goto(`${ownServer.url}/operators`);
  await page.getByRole("button", { name: "Добавить оператора" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Имя", { exact: true }).fill("Zoe Moon");
  await dialog.getByLabel("Электронная почта").fill("zoe@prival.example");
  await dialog.getByLabel("Язык консоли").selectOption({ label: "English" });
  await dialog.getByRole("button", { name: "Создать", exact: true }).click();
  const address = (await dialog.locator("pre").textContent()) ?? "";
  const context = await browser.newContext({ locale: "ru-RU" });
  const zoe = await context.newPage();
  await zoe.goto(address);
  await zoe.getByLabel("Password", { exact: true }).fill("a long phrase is better");
  await zoe.getByRole("button", { name: text("en", "invitation.action") }).click();
  await expect(zoe.getByRole("main").getByRole("heading", { name: text("en", "page.workplace") })).toBeVisible();
  await context.close();
});

for (const [page, browser, spoken] of [
  ["en", "ru-RU", "en"],
  ["ru", "en-GB", "ru"],
  // a language that we do not speak: the site's
  ["de", "en-GB", "ru"],
  ["", "en-GB", "en"],
  ["", "de-DE", "ru"],
] as const) {
  test(`a page in "${page}" in a browser in ${browser} has a button in ${spoken}`, async ({ browser: chromium, server }) => {
    const context = await chromium.newContext({ locale: browser });
    const shop = await context.newPage();
    await shop.route("**/demo/shop/", async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: (await answer.text()).replace('<html lang="ru"', page && `<html lang="${page}"` || "<html") });
    });
    await shop.goto(`http://localhost:${server.port}/demo/shop/`);
    const names = { ru: /^(Задать вопрос|Написать нам)/, en: /^(Ask a question|Leave a message)/ };
    await expect(shop.getByRole("button", { name: names[spoken] })).toBeVisible();
    await context.close();
  });
}
