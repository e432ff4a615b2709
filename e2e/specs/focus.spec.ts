// Where the keyboard is: an operator who opens a visitor types to that visitor, whatever moves meanwhile (S11, S12, S20, M38).

import { type Page } from "@playwright/test";
import { accountOf, demoOf, expect, test } from "../support/test.ts";
import { Operator, Visitor } from "../support/people.ts";

/** Everything that each single-key shortcut would act on. */
const WORDS = "wxsjkirow ?";

test("who is opened by a click is typed to, from the first letter on", async ({ page, browser, server, demo }) => {
  const ira = await Operator.signIn(page, server.url, accountOf(demo, "operator"));
  await ira.openWorkplace();
  const questions = ["Первый: есть палатки?", "Второй: есть котелки?", "Третий: есть спички?"] as const;
  const visitors = [];
  for (const question of questions) {
    const visitor = await Visitor.arrive(browser, server);
    await visitor.open();
    await visitor.write(question);
    await expect(ira.row("Ожидают ответа", question)).toBeVisible();
    visitors.push(visitor);
  }
  const open = async (section: string, question: string) => {
    await ira.row(section, question).click();
    // at once, while the conversation is on its way
    await page.keyboard.type(WORDS);
    await expect(ira.timeline.getByText(question)).toBeVisible();
    await expect(ira.row("В диалоге", question)).toBeVisible();
    await expect(ira.row("Ожидают ответа", question)).toHaveCount(0);
    await page.keyboard.type("!");
    await expect(ira.composer).toBeFocused();
    await expect(ira.composer).toHaveValue(`${WORDS}!`);
    await ira.composer.fill("");
  };
  await open("Ожидают ответа", questions[0]);
  await open("Ожидают ответа", questions[1]);
  await open("В диалоге", questions[0]);
  await open("В диалоге", questions[1]);
  // nothing that was typed took anybody
  await expect(ira.row("Ожидают ответа", questions[2])).toBeVisible();

  // out of the field the keyboard is on the row, and its letters are commands again
  await page.keyboard.press("Escape");
  await expect(ira.row("В диалоге", questions[1])).toBeFocused();
  await page.keyboard.press("r");
  await expect(ira.composer).toBeFocused();
  await Promise.all(visitors.map((visitor) => visitor.context.close()));
});

/** Says whenever a count of the page differs from the other one. */
const watchCounts = (page: Page) =>
  page.evaluate(() => {
    const numbers = { differed: [] as string[] };
    Object.assign(window, { numbers });
    const look = () => {
      const first = (text: string | null | undefined) => text?.match(/\d+/)?.[0] ?? "0";
      const section = [...document.querySelectorAll(".section-head")].find((head) => /Ожидают/.test(head.textContent!));
      const pair = [first(section?.querySelector(".badge")?.textContent), first(document.querySelector(".toolbar .wait-notice")?.textContent)];
      if (pair[0] !== pair[1]) numbers.differed.push(pair.join(" "));
      requestAnimationFrame(look);
    };
    look();
  });

test("the section counts as the toolbar does, also while the pointer rests on the list", async ({ page, browser, server, demo }) => {
  const ira = await Operator.signIn(page, server.url, accountOf(demo, "operator"));
  await ira.openWorkplace();
  await page.locator(".wp-left .list").hover();
  await watchCounts(page);
  const visitor = await Visitor.arrive(browser, server);
  await visitor.open();
  const question = "Сколько нас?";
  await visitor.write(question);
  await ira.row("Ожидают ответа", question).click();
  await expect(ira.row("В диалоге", question)).toBeVisible();
  await expect(ira.row("Ожидают ответа", question)).toHaveCount(0);
  expect(await page.evaluate(() => (window as unknown as { numbers: { differed: string[] } }).numbers.differed)).toEqual([]);
  await visitor.context.close();
});

test("who is typing when the visitor ends the conversation types on, and nothing else happens", async ({ page, browser, ownServer }) => {
  const demo = await demoOf(ownServer);
  const ira = await Operator.signIn(page, ownServer.url, accountOf(demo, "operator"));
  await ira.openWorkplace();
  const [first, other] = ["Первый: есть палатки?", "Второй: есть котелки?"];
  const visitors = [];
  for (const question of [first, other]) {
    const visitor = await Visitor.arrive(browser, ownServer);
    await visitor.open();
    await visitor.write(question);
    await expect(ira.row("Ожидают ответа", question)).toBeVisible();
    visitors.push(visitor);
  }
  await ira.row("Ожидают ответа", first).click();
  await expect(ira.row("В диалоге", first)).toBeVisible();
  await page.keyboard.type("Есть, и ");
  await expect(ira.composer).toHaveValue("Есть, и ");
  await visitors[0]!.window.getByRole("button", { name: "Меню" }).click();
  await visitors[0]!.window.getByText("Завершить разговор").click();
  // all through the moment in which it ends
  while (!(await page.getByText("Диалог закрыт. Если посетитель напишет ещё").isVisible())) await page.keyboard.type("w");
  await page.keyboard.type(WORDS);
  await expect(ira.composer).toBeFocused();
  await expect(ira.composer).toHaveAttribute("readonly", "");
  await expect(ira.composer).toHaveValue(/^Есть, и w*$/);
  await expect(ira.row("Ожидают ответа", other)).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("menu")).toHaveCount(0);
  // he comes back, and she goes on with what she had
  await visitors[0]!.write("И ещё вопрос");
  await expect(ira.row("В диалоге", "И ещё вопрос")).toBeVisible();
  await page.keyboard.type("колышки");
  await expect(ira.composer).toHaveValue(/колышки$/);
  await Promise.all(visitors.map((visitor) => visitor.context.close()));
});

test("a transfer and a block leave the keyboard where it can go on", async ({ page, browser, ownServer }) => {
  const ira = await Operator.signIn(page, ownServer.url, accountOf(await demoOf(ownServer), "operator"));
  await ira.openWorkplace();
  const questions = ["Первый: есть палатки?", "Второй: есть котелки?"] as const;
  const visitors = [];
  for (const question of questions) {
    const visitor = await Visitor.arrive(browser, ownServer);
    await visitor.open();
    await visitor.write(question);
    await expect(ira.row("Ожидают ответа", question)).toBeVisible();
    visitors.push(visitor);
  }
  await page.keyboard.press("w");
  await expect(ira.row("В диалоге", questions[0])).toBeVisible();
  await expect(ira.composer).toBeFocused();
  await page.keyboard.press("Escape");

  const transfer = page.getByRole("button", { name: "Перенаправить" });
  const toQueue = async () => {
    await page.keyboard.press("t");
    await expect(page.getByRole("menu")).toBeVisible();
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("dialog").getByRole("textbox")).toBeFocused();
  };
  await toQueue();
  await page.keyboard.press("Escape");
  await expect(transfer).toBeFocused();
  await toQueue();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Отменить" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(transfer).toBeFocused();
  await toQueue();
  await page.keyboard.type("Спросит про вес");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("button", { name: "Ответить" })).toBeFocused();
  await expect(ira.timeline.getByText("вернул диалог в общую очередь. «Спросит про вес»")).toBeVisible();

  await page.keyboard.press("Enter");
  await expect(ira.composer).toBeFocused();
  await page.keyboard.press("Escape");
  await page.keyboard.press("b");
  const ban = page.getByRole("alertdialog");
  await expect(ban).toContainText("Посетитель 1 больше не сможет писать");
  await expect(ban.getByRole("textbox")).toBeFocused();
  await page.keyboard.type("Грубость");
  await page.keyboard.press("Control+Enter");
  await expect(ira.row("В диалоге", questions[0])).toHaveCount(0);
  await expect(ira.timeline).toBeFocused();
  await expect(page.locator("#visitor-card .visitor-head")).toContainText("Заблокирован · 1 визит");
  await expect(visitors[0]!.window.locator(".w-head")).not.toContainText("На связи");
  await Promise.all(visitors.map((visitor) => visitor.context.close()));
});

test("whoever is taken with a key is in sight where he then stands", async ({ page, browser, ownServer }) => {
  await page.setViewportSize({ width: 1440, height: 420 });
  const ira = await Operator.signIn(page, ownServer.url, accountOf(await demoOf(ownServer), "operator"));
  await ira.openWorkplace();
  const visitors = [];
  for (const question of ["Первый", "Второй", "Третий", "Четвёртый", "Пятый", "Шестой", "Седьмой"]) {
    const visitor = await Visitor.arrive(browser, ownServer);
    await visitor.open();
    await visitor.write(question);
    await expect(ira.heading("awaiting_reply").locator(".badge")).toHaveText(String(visitors.push(visitor)));
  }
  await page.keyboard.press("w");
  await expect(ira.row("В диалоге", "Первый")).toBeInViewport({ ratio: 1 });
  await page.keyboard.press("Escape");
  // away from it
  await page.locator(".wp-left .list").hover();
  await page.mouse.wheel(0, -2_000);
  await expect(ira.row("В диалоге", "Первый")).not.toBeInViewport();
  await page.keyboard.press("w");
  await expect(ira.row("В диалоге", "Второй")).toBeInViewport({ ratio: 1 });
  await Promise.all(visitors.map((visitor) => visitor.context.close()));
});
