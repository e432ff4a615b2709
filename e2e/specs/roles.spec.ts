// Who sees what: sign-in, roles, blocks, the first administrator (S1-S7).

import { readFileSync } from "node:fs";
import { Server, accountOf, expect, test } from "../support/test.ts";
import { Operator } from "../support/people.ts";

test("a wrong address and a wrong password get the same answer and no session", async ({ page, server, demo }) => {
  const answers: (string | null)[] = [];
  for (const [email, password] of [["nobody@demo.letopis", "letopis-demo-ira"], [accountOf(demo, "supervisor").email, "wrong password"]] as const) {
    await page.goto(`${server.url}/sign-in`);
    await page.getByLabel("Электронная почта").fill(email);
    await page.getByLabel("Пароль", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Войти", exact: true }).click();
    const alert = page.getByRole("alert").filter({ hasText: /\S/ });
    await expect(alert).toBeVisible();
    answers.push(await alert.textContent());
  }
  expect(answers[0]).toBe(answers[1]);
  await page.goto(`${server.url}/workplace`);
  await expect(page.getByRole("button", { name: "Войти", exact: true })).toBeVisible();
});

test("the status of the form is the first status, and changes from the header of any page", async ({ page, server, demo }) => {
  const account = accountOf(demo, "supervisor");
  await page.goto(`${server.url}/sign-in`);
  await page.getByLabel("Электронная почта").fill(account.email);
  await page.getByLabel("Пароль", { exact: true }).fill(account.password);
  await page.getByLabel("Начать со статуса").selectOption({ label: "Обед" });
  await page.getByRole("button", { name: "Войти", exact: true }).click();
  const status = page.getByRole("button", { name: /^Статус: / });
  await expect(status).toHaveAccessibleName(/Обед/);
  await status.click();
  await page.getByRole("menuitemradio", { name: /Личный перерыв/ }).click();
  await expect(status).toHaveAccessibleName(/Личный перерыв/);
  await page.reload();
  await expect(status).toHaveAccessibleName(/Личный перерыв/);
});

for (const [role, blocks, absent] of [
  ["operator", ["Рабочее место", "Профиль"], ["Настройки", "Статистика"]],
  ["supervisor", ["Рабочее место", "Статистика", "Операторы", "Профиль"], ["Настройки"]],
  ["admin", ["Рабочее место", "Статистика", "Операторы", "Настройки", "Профиль"], []],
  ["auditor", ["Профиль"], ["Рабочее место", "Настройки"]],
] as const) {
  test(`${role}: each heading of the main page opens its section, others are absent`, async ({ page, server, demo }) => {
    await Operator.signIn(page, server.url, accountOf(demo, role)).catch(async (error) => {
      // an auditor serves nobody and has no status
      if (role !== "auditor") throw error;
    });
    const main = page.getByRole("main");
    for (const block of blocks) {
      await page.goto(`${server.url}/`);
      await main.getByRole("heading", { name: block }).getByRole("link").click();
      await expect(page).not.toHaveURL(`${server.url}/`);
    }
    await page.goto(`${server.url}/`);
    await expect(main.getByRole("heading", { name: blocks[0] })).toBeVisible();
    for (const block of absent) await expect(main.getByRole("heading", { name: block })).toHaveCount(0);
  });
}

test("a new installation makes its first administrator through a one-time link", async ({ page }) => {
  const server = await Server.start([]);
  try {
    const link = /http:\S+\/setup#\S+/.exec(readFileSync(server.logFile, "utf8"))?.[0];
    expect(link).toBeTruthy();
    await page.goto(link!);
    await page.getByLabel("Организация").fill("Привал");
    await page.getByLabel("Имя", { exact: true }).fill("Павел Ветров");
    await page.getByLabel("Электронная почта").fill("pavel@prival.example");
    await page.getByLabel("Пароль", { exact: true }).fill("длинная фраза лучше");
    await page.getByRole("button", { name: "Создать администратора" }).click();
    await expect(page.getByRole("main").getByRole("heading", { name: "Настройки" })).toBeVisible();
    // the link is spent: whoever finds it later gets nothing
    const token = new URL(link!).hash.slice(1);
    const again = { token, organisation: "Чужая", name: "Чужой", email: "other@prival.example", password: "длинная фраза лучше", locale: "ru" };
    const answer = await page.request.post(`${server.url}/api/setup`, { data: again, headers: { "x-letopis": "1" } });
    expect(answer.status()).toBe(403);
    expect(await answer.json()).toEqual({ error: { code: "setup_token" } });
  } finally {
    await server.dispose();
  }
});
