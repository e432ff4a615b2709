// Operators' properties: photo, address, the page of a colleague, time in statuses (S57, S111, S112, S133).

import { deflateSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { accountOf, demoOf, expect, expectAccessible, test } from "../support/test.ts";
import { Operator, Visitor } from "../support/people.ts";

/** A picture of one colour, wider than high. */
function png(width: number, height: number, colour: readonly [number, number, number]): Buffer {
  const table = Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let bit = 0; bit < 8; bit += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c >>> 0;
  });
  const crc = (bytes: Buffer) => (bytes.reduce((c, byte) => (table[(c ^ byte) & 0xff] ?? 0) ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.concat(Array.from({ length: width }, () => Buffer.from(colour)))]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk("IHDR", head), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))]);
}

const picture = (colour: readonly [number, number, number]) => ({ name: "me.png", mimeType: "image/png", buffer: png(1200, 800, colour) });
const toolbarPhoto = (page: Page) => page.getByRole("banner").locator("img");

test("an operator chooses his photo, colleagues see it at once, and it can be removed", async ({ page, browser, ownServer, watch }) => {
  const demo = await demoOf(ownServer);
  await Operator.signIn(watch(page), ownServer.url, accountOf(demo, "operator"));
  const colleague = await (await browser.newContext({ locale: "ru-RU" })).newPage();
  await Operator.signIn(colleague, ownServer.url, accountOf(demo, "operator", 1));
  await colleague.goto(`${ownServer.url}/operators`);
  await expect(colleague.getByRole("row", { name: /Ира/ })).toBeVisible();

  await page.goto(`${ownServer.url}/profile`);
  await page.getByLabel("Выбрать фото").setInputFiles(picture([180, 60, 30]));
  await expect(page.getByText("Фото сохранено")).toBeVisible();
  await expect(toolbarPhoto(page)).toBeVisible();
  const source = await toolbarPhoto(page).getAttribute("src");
  expect(source).toMatch(/^\/photos\/[0-9a-f]{64}$/);
  await expect(colleague.getByRole("row", { name: /Ира/ }).locator(`img[src="${source}"]`)).toBeVisible();
  const shown = await page.request.get(`${ownServer.url}${source}`);
  expect(shown.headers()["content-type"]).toBe("image/jpeg");
  expect(shown.headers()["x-content-type-options"]).toBe("nosniff");
  expect((await shown.body()).length).toBeLessThan(24 * 1024);
  await expectAccessible(page);

  await page.getByLabel("Выбрать другое фото").setInputFiles({ name: "me.png", mimeType: "image/png", buffer: Buffer.from("<svg onload='alert(1)'/>") });
  await expect(page.getByText(/не открыл этот файл как изображение/)).toBeVisible();
  await expect(toolbarPhoto(page)).toHaveAttribute("src", source ?? "");
  await page.getByLabel("Выбрать другое фото").setInputFiles(picture([20, 60, 130]));
  await expect(toolbarPhoto(page)).not.toHaveAttribute("src", source ?? "");
  await expect(page.getByText(/не открыл этот файл как изображение/)).toHaveCount(0);

  await page.getByRole("button", { name: "Убрать фото" }).click();
  await expect(toolbarPhoto(page)).toHaveCount(0);
  await expect(colleague.getByRole("row", { name: /Ира/ }).locator("img")).toHaveCount(0);
  await colleague.context().close();
});

test("another address needs the password and is the only one that signs in", async ({ page, browser, ownServer }) => {
  const demo = await demoOf(ownServer);
  const ira = accountOf(demo, "operator");
  await Operator.signIn(page, ownServer.url, ira);
  await page.goto(`${ownServer.url}/profile`);
  const form = page.locator("form").filter({ has: page.getByRole("heading", { name: "Адрес для входа" }) });
  const button = form.getByRole("button", { name: "Сменить адрес" });
  await expect(button).toBeDisabled();
  await form.getByLabel("Эл. почта").fill("oleg@demo.letopis");
  await form.getByLabel("Нынешний пароль").fill(ira.password);
  await button.click();
  await expect(form.getByText("Этот адрес уже занят")).toBeVisible();
  await form.getByLabel("Эл. почта").fill("ira.sokolova@demo.letopis");
  await form.getByLabel("Нынешний пароль").fill("не тот пароль");
  await button.click();
  await expect(form.getByText("Нынешний пароль не подходит")).toBeVisible();
  await form.getByLabel("Нынешний пароль").fill(ira.password);
  await button.click();
  await expect(page.getByText("Адрес изменён")).toBeVisible();
  await expect(form.getByLabel("Эл. почта")).toHaveValue("ira.sokolova@demo.letopis");
  await page.reload();
  await expect(form.getByLabel("Эл. почта")).toHaveValue("ira.sokolova@demo.letopis");

  const elsewhere = await (await browser.newContext({ locale: "ru-RU" })).newPage();
  await elsewhere.goto(`${ownServer.url}/sign-in`);
  await elsewhere.getByLabel("Электронная почта").fill(ira.email);
  await elsewhere.getByLabel("Пароль", { exact: true }).fill(ira.password);
  await elsewhere.getByRole("button", { name: "Войти", exact: true }).click();
  await expect(elsewhere.getByRole("alert").filter({ hasText: /\S/ })).toBeVisible();
  await Operator.signIn(elsewhere, ownServer.url, { ...ira, email: "ira.sokolova@demo.letopis" });
  await elsewhere.context().close();
});

test("a supervisor opens the page of an operator and of nobody else; an administrator corrects an address", async ({ page, browser, ownServer, watch }) => {
  const demo = await demoOf(ownServer);
  await Operator.signIn(watch(page), ownServer.url, accountOf(demo, "supervisor"));
  await page.goto(`${ownServer.url}/operators`);
  await expect(page.getByRole("row", { name: /Павел/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /Павел/ }).getByRole("link")).toHaveCount(0);
  await page.getByRole("row", { name: /Олег/ }).getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: "Олег Мартынов" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Адрес для входа" })).toHaveCount(0);
  await page.getByLabel("Имя", { exact: true }).fill("Олег М.");
  await page.getByRole("button", { name: "Сохранить", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Олег М." })).toBeVisible();
  await page.getByLabel("Выбрать фото").setInputFiles(picture([30, 60, 180]));
  await expect(page.getByText("Фото сохранено")).toBeVisible();
  await expectAccessible(page);
  const address = page.url();
  await page.getByRole("button", { name: /^Вы: / }).click();
  await page.getByRole("menuitem", { name: "Профиль" }).click();
  await expect(page).toHaveURL(`${ownServer.url}/profile`);
  await expect(page.getByRole("heading", { name: "Адрес для входа" })).toBeVisible();

  const admin = await (await browser.newContext({ locale: "ru-RU" })).newPage();
  await Operator.signIn(admin, ownServer.url, accountOf(demo, "admin"));
  await admin.goto(address);
  await admin.getByLabel("Эл. почта").fill("oleg.m@demo.letopis");
  await admin.getByRole("button", { name: "Сменить адрес" }).click();
  await expect(admin.getByText("Адрес изменён")).toBeVisible();
  await expectAccessible(admin);
  const oleg = await (await browser.newContext({ locale: "ru-RU" })).newPage();
  await Operator.signIn(oleg, ownServer.url, { ...accountOf(demo, "operator", 1), email: "oleg.m@demo.letopis" });
  await oleg.goto(address);
  await expect(oleg.getByRole("heading", { level: 1, name: "Профиль" }), "his own page, by whatever address").toBeVisible();
  for (const one of [admin, oleg]) await one.context().close();
});

test("the visitor's window hears of the operator's photo", async ({ page, browser, ownServer }) => {
  const demo = await demoOf(ownServer);
  const ira = await Operator.signIn(page, ownServer.url, accountOf(demo, "operator"));
  await page.goto(`${ownServer.url}/profile`);
  await page.getByLabel("Выбрать фото").setInputFiles(picture([180, 60, 30]));
  await expect(page.getByText("Фото сохранено")).toBeVisible();
  const source = (await toolbarPhoto(page).getAttribute("src")) ?? "";
  const frames: string[] = [];
  const context = await browser.newContext({ locale: "ru-RU" });
  const shop = await context.newPage();
  shop.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => frames.push(payload.toString())));
  await shop.goto(`http://localhost:${ownServer.port}/demo/shop/`);
  const visitor = Visitor.at(shop);
  await visitor.open();
  await visitor.write("Есть кто-нибудь?");
  await ira.openWorkplace();
  await ira.row("Ожидают ответа", "Есть кто-нибудь?").click();
  await ira.answer("Да.");
  await expect(visitor.log.getByText("Да.")).toBeVisible();
  await expect.poll(() => frames.some((frame) => frame.includes(source.replace("/photos/", '"photo":"')))).toBe(true);
  await context.close();
});

test("the time in statuses is shown as table and chart of the same numbers, to supervisors and administrators", async ({ page, ownServer, watch }) => {
  const demo = await demoOf(ownServer);
  await Operator.signIn(watch(page), ownServer.url, accountOf(demo, "supervisor"));
  await page.getByRole("navigation").getByRole("link", { name: "Статистика" }).click();
  await expect(page.getByRole("heading", { name: "Время в статусах" })).toBeVisible();
  const table = page.getByRole("table");
  await expect(table.getByRole("row", { name: /Ира/ })).toBeVisible();
  await expect(table.getByRole("row", { name: /Вера/ }), "auditors have no status").toHaveCount(0);
  await expect(page.locator("figure li")).toHaveCount(4);
  await page.getByRole("button", { name: "График" }).click();
  await expect(table).toHaveCount(0);
  await page.getByRole("button", { name: "Вместе" }).click();
  await page.getByLabel("Период").selectOption({ label: "Сегодня" });
  await expect(page.getByLabel("С", { exact: true })).toHaveValue(await page.getByLabel("По", { exact: true }).inputValue());
  await table.getByRole("button", { name: /Марина/ }).click();
  await expect(table.getByRole("columnheader", { name: "День" })).toBeVisible();
  await expect(table.locator("tbody tr")).toHaveCount(1);
  await page.getByLabel("С", { exact: true }).fill("2020-01-01");
  await expect(page.getByText(/Первый день — не позже последнего/)).toBeVisible();
  await expectAccessible(page);
});

test("an operator has no statistics", async ({ page, server, demo }) => {
  await Operator.signIn(page, server.url, accountOf(demo, "operator"));
  await expect(page.getByRole("navigation").getByRole("link", { name: "Статистика" })).toHaveCount(0);
  await page.goto(`${server.url}/statistics`);
  await expect(page.getByRole("heading", { level: 2, name: "Раздел для другой роли" })).toBeVisible();
});
