// First light: a visitor asks, an operator answers (S1, S2, S20-S22, S27, S31-S33, S134, S136, M1, M3).

import { accountOf, expect, test } from "../support/test.ts";
import { Operator, Visitor } from "../support/people.ts";

test("a visitor asks, an operator answers, and each sees how far it got", async ({ page, browser, server, demo, watch }) => {
  const ira = await Operator.signIn(watch(page), server.url, accountOf(demo, "operator"));
  await ira.openWorkplace();

  const visitor = await Visitor.arrive(browser, server);
  watch(visitor.page);
  await expect(visitor.button).toHaveAccessibleName(/^Задать вопрос/);
  await visitor.open();
  const question = "Успеете привезти в Петрозаводск до пятницы?";
  await visitor.write(question);
  await expect(visitor.log.getByText("Пожалуйста, подождите немного, к Вам присоединится оператор..")).toBeVisible();

  // S10, S12: the notice counts the same as the section
  await expect(page.getByRole("link", { name: /ждёт ответа|ждут ответа/ })).toBeVisible();
  await ira.row("Ожидают ответа", question).click();
  await expect(ira.timeline.getByText("Оператор Ира Соколова включился в разговор")).toBeVisible();
  await expect(ira.row("В диалоге", question)).toBeVisible();
  await expect(ira.row("Ожидают ответа", question)).toHaveCount(0);
  await expect(visitor.log.getByText("Ира Соколова")).not.toHaveCount(0);

  // M1: typing, both ways
  await ira.composer.pressSequentially("Да: из");
  await expect(visitor.window.getByText("Ира Соколова печатает")).toBeVisible();
  const answer = "Да: из Петербурга туда два дня.";
  await ira.answer(answer);
  await expect(visitor.log.getByText(answer)).toBeVisible();
  await expect(ira.message(answer).getByRole("img", { name: "прочитано" })).toBeVisible();

  await visitor.input.pressSequentially("А если");
  await expect(page.getByText(/печатает/).first()).toBeVisible();
  await visitor.write("А если не подойдёт?");
  await expect(ira.message("А если не подойдёт?")).toBeVisible();
  await expect(visitor.log.getByRole("img", { name: "Прочитано" }).last()).toBeVisible();

  // S31: the open page, live on navigation
  const card = page.getByRole("complementary", { name: "Посетитель", exact: true });
  await expect(card.getByText(/\/demo\/shop\//).first()).toBeVisible();

  await page.getByRole("button", { name: "Закрыть диалог" }).click();
  await expect(visitor.log.getByText("Разговор завершён")).toBeVisible();
  await visitor.context.close();
});

test("a visitor who reloads finds his conversation, and answers reach a closed window as a badge", async ({ page, browser, server, demo }) => {
  const ira = await Operator.signIn(page, server.url, accountOf(demo, "operator"));
  await ira.openWorkplace();
  const visitor = await Visitor.arrive(browser, server);
  await visitor.open();
  const question = "Где мой заказ 10482?";
  await visitor.write(question);
  await ira.row("Ожидают ответа", question).click();
  await ira.answer("Уже в пути.");

  await visitor.page.reload();
  await expect(visitor.log.getByText(question)).toBeVisible();
  await expect(visitor.log.getByText("Уже в пути.")).toBeVisible();

  await visitor.window.getByRole("button", { name: "Свернуть" }).click();
  await expect(visitor.button).toBeFocused();
  await ira.answer("Будет завтра к обеду.");
  await expect(visitor.button).toHaveAccessibleName(/1/);
  await visitor.context.close();
});

test("two operators click one visitor at once: one wins, the other is told", async ({ browser, server, demo }) => {
  const operators = [];
  // what the server says waits here while both press
  let deaf = false;
  const waiting: (() => void)[] = [];
  for (const index of [0, 1]) {
    const context = await browser.newContext({ locale: "ru-RU" });
    await context.routeWebSocket(/\/ws\/operator$/, (socket) => {
      const toServer = socket.connectToServer();
      toServer.onMessage((frame) => {
        if (deaf) waiting.push(() => socket.send(frame));
        else socket.send(frame);
      });
    });
    const operator = await Operator.signIn(await context.newPage(), server.url, accountOf(demo, "operator", index));
    await operator.openWorkplace();
    operators.push(operator);
  }
  const visitor = await Visitor.arrive(browser, server);
  await visitor.open();
  const question = "Кто ответит первым?";
  await visitor.write(question);
  const rows = operators.map((operator) => operator.row("Ожидают ответа", question));
  await Promise.all(rows.map((row) => expect(row).toBeVisible()));
  // both presses leave before either page hears of the other
  deaf = true;
  await Promise.all(rows.map((row) => row.click()));
  deaf = false;
  for (const send of waiting) send();
  const won = await Promise.all(
    operators.map(async (operator) => {
      const mine = operator.row("В диалоге", question);
      const told = operator.page.getByText(/Посетителя уже взял/);
      await expect(mine.or(told).first()).toBeVisible();
      return mine.isVisible();
    }),
  );
  expect(won.filter(Boolean)).toHaveLength(1);
  const loser = operators[won.indexOf(false)];
  await expect(loser!.row("Ожидают ответа", question)).toHaveCount(0);
  await Promise.all(operators.map((operator) => operator.page.context().close()));
  await visitor.context.close();
});
