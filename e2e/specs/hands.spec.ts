// In whose hands a conversation is: looked at and taken over (M28, M30), held (M8), closed and taken back, banned and let in again.

import { type Browser } from "@playwright/test";
import { type Demo, accountOf, demoOf, expect, expectAccessible, test } from "../support/test.ts";
import { Operator, Visitor } from "../support/people.ts";

const enter = async (browser: Browser, url: string, demo: Demo, role: string): Promise<Operator> => {
  const context = await browser.newContext({ locale: "ru-RU", timezoneId: "Europe/Moscow" });
  const operator = await Operator.signIn(await context.newPage(), url, accountOf(demo, role));
  await operator.openWorkplace();
  return operator;
};

/** A visitor who has asked, and whom an operator has taken. */
const talking = async (browser: Browser, server: { port: number }, operator: Operator, question: string): Promise<Visitor> => {
  const visitor = await Visitor.arrive(browser, server);
  await visitor.open();
  await visitor.write(question);
  await operator.row("Ожидают ответа", question).click();
  await expect(operator.row("В диалоге", question)).toBeVisible();
  await expect(operator.composer).toBeFocused();
  return visitor;
};

test("a supervisor looks, is seen, and takes over; the one who had it is told", async ({ browser, ownServer }) => {
  const demo = await demoOf(ownServer);
  const ira = await enter(browser, ownServer.url, demo, "operator");
  const marina = await enter(browser, ownServer.url, demo, "supervisor");
  const question = "Где мой заказ?";
  const visitor = await talking(browser, ownServer, ira, question);

  const looking = ira.page.locator(".looking");
  await expect(looking).toHaveCount(0);
  await marina.row("Прочие обращения", question).click();
  await expect(marina.page.getByText("Разговор ведёт Ира Соколова.")).toBeVisible();
  await expect(looking).toContainText("Марина Крылова");
  await marina.page.goto(`${ownServer.url}/`);
  await expect(looking).toHaveCount(0, { timeout: 1_000 });
  await marina.page.goBack();
  await expect(looking).toBeVisible();

  // from the keyboard: asked first, and the focus stands on "cancel"
  await marina.page.locator(".timeline").focus();
  await marina.page.keyboard.press("a");
  const ask = marina.page.getByRole("alertdialog", { name: /Забрать диалог #\d+\?/ });
  await expect(ask).toContainText("Ира Соколова больше не сможет отвечать здесь.");
  await expect(ask.getByRole("button", { name: "Отменить" })).toBeFocused();
  await expectAccessible(marina.page);
  await ask.getByRole("button", { name: "Забрать себе" }).click();
  await expect(marina.row("В диалоге", question)).toBeVisible();
  await expect(marina.composer).toBeFocused();
  await marina.answer("Это уже я, Марина.");
  await expect(marina.timeline.getByText("Оператор Марина Крылова забрал диалог у оператора Ира Соколова")).toBeVisible();

  await expect(ira.page.locator(".toast")).toContainText(/Диалог #\d+ теперь ведёт Марина Крылова/);
  await expect(ira.row("Прочие обращения", "Это уже я, Марина.")).toBeVisible();
  // what she was typing stays where it is, and cannot be sent
  await expect(ira.composer).toHaveAttribute("readonly", "");
  await expect(visitor.log.getByText("Марина Крылова").first()).toBeVisible();
  await expect(visitor.log.getByText("Это уже я, Марина.")).toBeVisible();
  await Promise.all([ira, marina, visitor].map((one) => one.page.context().close()));
});

test("what is on hold stands below the others until the visitor writes", async ({ browser, ownServer }) => {
  const ira = await enter(browser, ownServer.url, await demoOf(ownServer), "operator");
  const [first, second] = ["Первый вопрос", "Второй вопрос"];
  const one = await talking(browser, ownServer, ira, first);
  const two = await talking(browser, ownServer, ira, second);
  const order = () => ira.section("В диалоге").getByRole("option").allInnerTexts();
  const stands = (...texts: string[]) => expect.poll(async () => (await order()).map((row) => texts.find((text) => row.includes(text)))).toEqual(texts);
  await stands(second, first);
  await ira.page.getByRole("button", { name: "Отложить" }).click();
  await stands(first, second);
  await expect(ira.row("В диалоге", second)).toContainText("отложен");
  await expect(ira.timeline.getByText("Оператор Ира Соколова отложил диалог")).toBeVisible();
  // and back, from the keyboard
  await ira.page.keyboard.press("Escape");
  await ira.page.locator(".timeline").focus();
  await ira.page.keyboard.press("z");
  await stands(second, first);
  await ira.page.keyboard.press("z");
  await stands(first, second);
  await two.write("Вы тут?");
  await stands("Вы тут?", first);
  await expect(ira.row("В диалоге", "Вы тут?")).not.toContainText("отложен");
  await expect(two.log.getByText(/отлож/)).toHaveCount(0);
  await Promise.all([ira, one, two].map((person) => person.page.context().close()));
});

test("a conversation is closed at once, and that is taken back from the message or the keyboard", async ({ browser, ownServer }) => {
  const ira = await enter(browser, ownServer.url, await demoOf(ownServer), "operator");
  const question = "Всё пришло, спасибо";
  const visitor = await talking(browser, ownServer, ira, question);
  await ira.page.getByRole("button", { name: "Закрыть диалог" }).click();
  await expect(ira.row("В диалоге", question)).toHaveCount(0);
  await expect(visitor.log.getByText("Разговор завершён")).toBeVisible();
  await ira.page.locator(".toast").getByRole("button", { name: "Отменить" }).click();
  await expect(ira.row("В диалоге", question)).toBeVisible();
  await expect(ira.timeline.getByText("Оператор Ира Соколова отменил закрытие")).toBeVisible();
  await ira.page.locator(".timeline").focus();
  await ira.page.keyboard.press("x");
  await expect(ira.row("В диалоге", question)).toHaveCount(0);
  await ira.page.keyboard.press("u");
  await expect(ira.row("В диалоге", question)).toBeVisible();
  await ira.answer("Пожалуйста!");
  await expect(visitor.log.getByText("Пожалуйста!")).toBeVisible();
  await Promise.all([ira, visitor].map((one) => one.page.context().close()));
});

test("a closed conversation promises to open again only while a message would open it", async ({ browser, ownServer }) => {
  const pavel = await enter(browser, ownServer.url, await demoOf(ownServer), "admin");
  const { page } = pavel;
  const visitor = await talking(browser, ownServer, pavel, "Спасибо, это всё");
  const closed = page.url();
  await page.getByRole("button", { name: "Закрыть диалог" }).click();
  await expect(page.getByText(pavel.say("dialog.closed_text"))).toBeVisible();
  await page.goto(`${ownServer.url}/settings`);
  const times = page.locator("form").filter({ has: page.getByRole("heading", { name: "Сроки" }) });
  await times.getByLabel(pavel.say("settings.reopen")).fill("0");
  await times.getByRole("button", { name: "Сохранить" }).click();
  await expect(times.getByRole("button", { name: "Сохранить" })).toBeDisabled();
  await page.goto(closed);
  await expect(page.getByText(pavel.say("dialog.closed_for_good"))).toBeVisible();
  await Promise.all([pavel, visitor].map((one) => one.page.context().close()));
});

test("an administrator sees who is banned and why, and lifts it", async ({ browser, ownServer }) => {
  const pavel = await enter(browser, ownServer.url, await demoOf(ownServer), "admin");
  const { page } = pavel;
  const visitor = await talking(browser, ownServer, pavel, "Вы все мошенники!");
  await page.getByRole("button", { name: "Заблокировать" }).click();
  const ban = page.getByRole("alertdialog", { name: "Заблокировать посетителя?" });
  await ban.getByLabel("Причина (для коллег)").fill("Грубость");
  await ban.getByLabel("На какой срок").selectOption({ label: "На неделю" });
  await ban.getByLabel("Кого блокировать").selectOption({ label: "Его и всех с адреса 127.0.0.1" });
  await ban.getByRole("button", { name: "Заблокировать" }).click();
  await expect(pavel.row("В диалоге", "мошенники")).toHaveCount(0);
  // beside the dialog it stays to be seen
  await expect(page.getByRole("complementary", { name: "Посетитель", exact: true })).toContainText("«Грубость»");
  // among those on the site he is marked, and nobody is offered to talk with him
  await pavel.section("Остальные").getByRole("option").filter({ hasText: "заблокирован" }).click();
  await expect(page.getByRole("heading", { name: "Посетитель заблокирован" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Начать разговор" })).toHaveCount(0);
  await page.getByRole("link", { name: "Показать таблицей" }).click();
  const onSite = page.getByRole("row").filter({ hasText: "заблокирован" });
  await expect(onSite.getByRole("button", { name: "Начать разговор" })).toBeDisabled();

  await page.goto(`${ownServer.url}/settings`);
  await page.getByRole("navigation", { name: "Настройки" }).getByRole("link", { name: "Блокировки" }).click();
  await expect(page).toHaveURL(`${ownServer.url}/bans`);
  const row = page.getByRole("listitem").filter({ hasText: "Грубость" });
  await expect(row).toContainText("Посетитель");
  await expect(row).toContainText("Павел Орлов");
  await expect(row).toContainText("127.0.0.1");
  await expectAccessible(page);
  await row.getByRole("button", { name: /^Снять блокировку/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Снять" }).click();
  await expect(row).toHaveCount(0);
  await expect(page.getByText("Никто не заблокирован")).toBeVisible();
  // without a reload: his window knocks when he comes back to its page
  await visitor.page.evaluate(() => dispatchEvent(new Event("online")));
  await visitor.write("Извините");
  await expect(visitor.log.getByRole("img", { name: /^(Отправлено|Доставлено)$/ })).toHaveCount(1);
  await Promise.all([pavel, visitor].map((one) => one.page.context().close()));
});

test("of what a banned visitor typed before and meanwhile nothing ever comes, and his window promises nothing", async ({ browser, ownServer }) => {
  const pavel = await enter(browser, ownServer.url, await demoOf(ownServer), "admin");
  const { page } = pavel;
  const visitor = await talking(browser, ownServer, pavel, "Вы все мошенники!");
  const elsewhere = await visitor.context.newPage();
  await elsewhere.goto(visitor.page.url());
  const shut = (where: Visitor) => where.window.getByText(where.say("composer.shut"));
  const promises = (where: Visitor) => where.window.getByText(where.say("log.lost"));

  // his line is down while he writes, and he has not finished
  await visitor.context.setOffline(true);
  await visitor.page.evaluate(() => dispatchEvent(new Event("offline")));
  await visitor.write("Это ушло бы потом");
  await visitor.input.fill("А это я не дописал");
  await expect(promises(visitor)).toBeVisible({ timeout: 15_000 });
  await page.getByRole("button", { name: "Заблокировать" }).click();
  const ban = page.getByRole("alertdialog", { name: "Заблокировать посетителя?" });
  await ban.getByLabel("Причина (для коллег)").fill("Грубость");
  await ban.getByRole("button", { name: "Заблокировать" }).click();
  await expect(pavel.row("В диалоге", "мошенники")).toHaveCount(0);

  await visitor.context.setOffline(false);
  await visitor.page.evaluate(() => dispatchEvent(new Event("online")));
  await expect(shut(visitor)).toBeVisible();
  await expect(visitor.input).toBeHidden();
  await expect(promises(visitor)).toBeHidden();
  await expect(visitor.log.getByText("Это ушло бы потом")).toHaveCount(0);
  await expect(visitor.window.getByRole("button", { name: visitor.say("menu.open") })).toBeHidden();
  await expectAccessible(visitor.page);
  const kept = () => visitor.page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  expect(await kept()).not.toContain("Это ушло бы потом");

  // a page that comes now, and a window that opens now, are told the same
  await visitor.page.reload();
  await expect(shut(visitor)).toBeVisible();
  const second = Visitor.at(elsewhere);
  await second.button.click();
  await expect(shut(second)).toBeVisible();

  await page.goto(`${ownServer.url}/bans`);
  await page.getByRole("button", { name: /^Снять блокировку/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Снять" }).click();
  await expect(page.getByText("Никто не заблокирован")).toBeVisible();
  await visitor.page.reload();
  await expect(visitor.input).toHaveValue("");
  await visitor.write("Извините");
  await expect(visitor.log.getByRole("img", { name: /^(Отправлено|Доставлено)$/ })).toHaveCount(1);
  await elsewhere.evaluate(() => dispatchEvent(new Event("online")));
  await second.write("Больше не буду");
  await expect(visitor.log.getByText("Больше не буду")).toBeVisible();
  await expect(visitor.log.locator(".w-msg[data-me]")).toHaveCount(3);
  await Promise.all([pavel, visitor].map((one) => one.page.context().close()));
});

test("whose connection is lost is offered no conversation, and colleagues see why", async ({ page, browser, ownServer }) => {
  const demo = await demoOf(ownServer);
  const context = await browser.newContext({ locale: "ru-RU" });
  await Operator.signIn(await context.newPage(), ownServer.url, accountOf(demo, "operator", 1));
  const ira = await Operator.signIn(page, ownServer.url, accountOf(demo, "operator"));
  await ira.openWorkplace();
  const visitor = await talking(browser, ownServer, ira, "Есть ли палатки?");
  await page.getByRole("button", { name: "Перенаправить" }).click();
  const oleg = page.getByRole("menuitem", { name: /Олег Мартынов/ });
  await expect(oleg).toBeVisible();
  const speak = (language: string) => page.getByRole("menuitem", { name: language });
  await expect(speak("Русский")).toContainText("2 онлайн");
  await context.close();
  await expect(oleg).toHaveCount(0, { timeout: 30_000 });
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Перенаправить" }).click();
  await expect(speak("Русский")).toContainText("1 онлайн");
  await expect(speak("Английский")).toContainText("никого нет");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Операторы" }).click();
  await expect(page.getByRole("button", { name: /Олег Мартынов/ })).toContainText("Нет связи");
  // what becomes of the conversation is said before one leaves it
  await ira.status.click();
  await expect(page.getByRole("menuitemradio", { name: "Оффлайн" })).toContainText("1 диалог обратно в очередь");
  await visitor.context.close();
});
