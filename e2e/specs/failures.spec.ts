// What breaks: the server's process, the network, the browser's storage. Nothing acknowledged is lost, nobody reloads.

import { Relay, accountOf, expect, test } from "../support/test.ts";
import { demoOf } from "../support/test.ts";
import { Operator, Visitor } from "../support/people.ts";

test("the server is killed in mid-conversation and both sides go on without a reload", async ({ page, browser, ownServer }) => {
  const demo = await demoOf(ownServer);
  const ira = await Operator.signIn(page, ownServer.url, accountOf(demo, "operator"));
  await ira.openWorkplace();
  const visitor = await Visitor.arrive(browser, ownServer);
  await visitor.open();
  await visitor.write("До отключения");
  await ira.row("Ожидают ответа", "До отключения").click();
  await ira.answer("Ответ до отключения");
  await expect(ira.message("Ответ до отключения").getByRole("img", { name: "прочитано" })).toBeVisible();

  await ownServer.kill();
  // written while nobody listens: sending, and leaves by itself
  await visitor.write("Во время отключения");
  await ira.composer.fill("Ответ во время отключения");
  await ira.composer.press("Enter");
  await expect(ira.message("Ответ во время отключения").getByRole("img", { name: "отправляется" })).toBeVisible();
  await expect(page.getByText("Нет связи").first()).toBeVisible();

  await ownServer.begin();
  await expect(ira.message("Во время отключения")).toBeVisible({ timeout: 30_000 });
  await expect(visitor.log.getByText("Ответ во время отключения")).toBeVisible({ timeout: 30_000 });
  for (const text of ["До отключения", "Ответ до отключения", "Во время отключения", "Ответ во время отключения"]) {
    await expect(ira.message(text).filter({ hasText: new RegExp(`^${text}\\d`) })).toHaveCount(1);
  }
  await expect(page.getByText("Нет связи")).toHaveCount(0);
  await visitor.context.close();
});

test("a cut network is shown, queued messages leave on return, the list is right", async ({ page, browser, server, demo }) => {
  const relay = await Relay.to(server.port);
  const ira = await Operator.signIn(page, relay.url, accountOf(demo, "operator"));
  await ira.openWorkplace();
  const visitor = await Visitor.arrive(browser, server);
  await visitor.open();
  const question = "Есть ли доставка в Сегежу?";
  await visitor.write(question);
  await ira.row("Ожидают ответа", question).click();
  await ira.answer("Сейчас узнаю.");

  await relay.cut();
  await expect(page.getByText("Нет связи").first()).toBeVisible();
  await visitor.write("И сколько стоит?");
  await ira.composer.fill("Да, два дня.");
  await ira.composer.press("Enter");
  await relay.mend();
  await expect(ira.message("И сколько стоит?")).toBeVisible({ timeout: 30_000 });
  await expect(visitor.log.getByText("Да, два дня.")).toBeVisible({ timeout: 30_000 });
  await expect(ira.message("Да, два дня.")).toHaveCount(1);
  await visitor.context.close();
  await relay.cut();
});

test("a network that dies without a word is noticed by what it does not answer", async ({ page, browser, server, demo }) => {
  const ira = await Operator.signIn(page, server.url, accountOf(demo, "operator"));
  await ira.openWorkplace();
  const visitor = await Visitor.arrive(browser, server);
  await visitor.open();
  const question = "Слышно ли меня?";
  await visitor.write(question);
  await ira.row("Ожидают ответа", question).click();
  await expect(ira.composer).toBeFocused();

  await page.context().setOffline(true);
  const answer = "Слышно хорошо.";
  await ira.composer.fill(answer);
  await ira.composer.press("Enter");
  await expect(page.getByText("Нет связи").first()).toBeVisible({ timeout: 15_000 });
  await page.context().setOffline(false);
  await expect(visitor.log.getByText(answer)).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText("Нет связи")).toHaveCount(0);
  await visitor.context.close();
});

test("a visitor whose browser refuses storage talks all the same", async ({ page, browser, server, demo }) => {
  const ira = await Operator.signIn(page, server.url, accountOf(demo, "operator"));
  await ira.openWorkplace();
  const context = await browser.newContext({ locale: "ru-RU" });
  const shop = await context.newPage();
  await shop.addInitScript(() => {
    for (const name of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(globalThis, name, {
        get() {
          throw new DOMException("The operation is insecure.", "SecurityError");
        },
      });
    }
  });
  await shop.goto(`http://localhost:${server.port}/demo/shop/`);
  const visitor = Visitor.at(shop);
  await visitor.open();
  const question = "Без хранилища";
  await visitor.write(question);
  await ira.row("Ожидают ответа", question).click();
  await ira.answer("Слышу вас.");
  await expect(visitor.log.getByText("Слышу вас.")).toBeVisible();
  await context.close();
});

test("a foreign page under a strict policy carries the widget", async ({ browser, server, watch }) => {
  const context = await browser.newContext({ locale: "ru-RU" });
  const page = watch(await context.newPage());
  // port 80 of localhost is nobody's: the page exists in this browser only
  await page.route("http://localhost/**", (route) =>
    route.fulfill({
      contentType: "text/html; charset=utf-8",
      headers: {
        "content-security-policy": `default-src 'none'; script-src ${server.url}; connect-src ws://127.0.0.1:${server.port}; frame-src ${server.url}`,
      },
      body: `<!doctype html><html lang="ru"><title>Чужая страница</title><body><h1>Чужая страница</h1><script async src="${server.url}/letopis.js" data-site="0190a000-0000-7000-8000-000000000001"></script></body></html>`,
    }),
  );
  await page.goto("http://localhost/");
  const visitor = Visitor.at(page);
  await visitor.open();
  await visitor.write("С чужой страницы");
  await context.close();
});

for (const [what, files] of [
  ["frame", /\/widget\/frame/],
  ["script", /\/assets\/widget\/.*\.js$/],
  ["module", /\/assets\/widget\/.*\.wasm$/],
] as const) {
  test(`a window whose ${what} does not come leaves the page of a phone within reach, is closed, and comes at the next opening`, async ({ browser, server }) => {
    const context = await browser.newContext({ locale: "ru-RU", viewport: { width: 390, height: 780 }, hasTouch: true });
    const page = await context.newPage();
    await page.route(files, (route) => route.fulfill({ status: 500, body: "" }));
    await page.goto(`http://localhost:${server.port}/demo/shop/`);
    const visitor = Visitor.at(page);
    const frame = page.locator("iframe");
    const close = page.getByRole("button", { name: "Закрыть", exact: true });
    const inert = () => page.evaluate(() => document.body.inert);
    await visitor.button.click();
    await expect(frame).toBeVisible();
    expect(await inert()).toBe(false);
    await close.click();
    await expect(frame).toBeHidden();
    await expect(visitor.button).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(frame).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(frame).toBeHidden();

    await page.unroute(files);
    await visitor.open();
    await expect(close).toBeHidden();
    expect(await inert()).toBe(true);
    await visitor.window.getByRole("button", { name: "Свернуть" }).click();
    await expect(frame).toBeHidden();
    expect(await inert()).toBe(false);
    await context.close();
  });
}

test("a window that breaks down says so, is closed, and is whole at the next opening", async ({ browser, server }) => {
  const visitor = await Visitor.arrive(browser, server);
  await visitor.open();
  await visitor.write("До поломки");
  const close = visitor.page.getByRole("button", { name: "Закрыть", exact: true });
  await expect(close).toBeHidden();
  await visitor.window.locator("body").evaluate(() => {
    dispatchEvent(new ErrorEvent("error", { error: new WebAssembly.RuntimeError("unreachable") }));
  });
  await expect(visitor.window.getByText("Чат не может продолжить работу")).toBeVisible();
  await close.click();
  await visitor.open();
  await expect(visitor.log.getByText("До поломки")).toBeVisible();
  await expect(visitor.window.getByText("Чат не может продолжить работу")).toBeHidden();
  await visitor.context.close();
});
