// A day at the workplace: an administrator, a supervisor, three operators of different departments and languages, and a
// dozen visitors (S2, S20-S28, S42, S46-S61, S82-S87, S100-S102, S109-S112, S123-S128, S133, M7, M10, M13, M20, M23).

import type { Browser, Page } from "@playwright/test";
import { Operator, Visitor } from "../support/people.ts";
import { type Server, accountOf, demoOf, expect, test } from "../support/test.ts";
import { type Locale, begins } from "../support/texts.ts";
import { Administration, ask, ban, choose, end, expectStatus, giveCategory, given, line, note, open, row, take, transfer } from "../support/work.ts";

const PASSWORD = "длинная фраза лучше";

/** A browser of somebody's own. */
async function browserOf(browser: Browser, watch: (page: Page) => Page, locale: Locale = "ru"): Promise<Page> {
  const context = await browser.newContext({ locale: locale === "ru" ? "ru-RU" : "en-GB" });
  return watch(await context.newPage());
}

test("a day at the workplace", async ({ browser, ownServer, watch }) => {
  test.setTimeout(240_000);
  const server: Server = ownServer;
  const demo = await demoOf(server);
  const came: Visitor[] = [];
  const visitor = async (locale: Locale = "ru", path = "") => {
    const one = await Visitor.arrive(browser, server, path, locale);
    came.push(one);
    return one;
  };
  const signIn = async (role: string, index: number, status?: string) =>
    Operator.signIn(await browserOf(browser, watch), server.url, accountOf(demo, role, index), status);

  const pavel = await signIn("admin", 0, "invisible");
  const office = new Administration(pavel.page, server.url);
  const link = await test.step("the administrator sets up departments, a category and a colleague", async () => {
    await office.add("departments", "Опт", "Wholesale");
    await office.add("categories", "Постоянный", "Regular");
    const link = await office.hire("Zoe Lane", "zoe@prival.example", "English");
    await office.serves("Zoe Lane", "Опт", "en");
    await office.serves("Ира Соколова", "Продажи", "ru");
    await office.serves("Олег Мартынов", "Доставка", "ru", "en");
    return link;
  });

  const zoe = await test.step("she chooses a password through the link and is spoken to in English", async () => {
    const page = await browserOf(browser, watch, "en");
    await page.goto(link);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Save and sign in" }).click();
    const zoe = Operator.at(page, server.url, "en");
    await expect(zoe.status).toBeVisible();
    await choose(zoe, "lunch");
    await zoe.openWorkplace();
    return zoe;
  });

  const [ira, oleg, marina] = await test.step("nobody is Online until somebody is", async () => {
    const ira = await signIn("operator", 0, "personal_break");
    const oleg = await signIn("operator", 1, "invisible");
    const marina = await signIn("supervisor", 0, "invisible");
    for (const who of [ira, oleg, marina]) await who.openWorkplace();
    const shopper = await visitor();
    await expect(shopper.button).toHaveAccessibleName(begins(shopper.say("button.write")));
    await ira.status.click();
    await expect(ira.page.getByRole("menuitemradio")).toHaveCount(6);
    await ira.page.keyboard.press("Escape");
    await choose(ira, "online");
    await expect(shopper.button).toHaveAccessibleName(begins(shopper.say("button.ask")));
    // what was written to nobody waits without an alarm, and is taken by hand
    const night = "Вы откроетесь завтра?";
    const owl = await ask(await visitor(), night);
    await choose(ira, "personal_break");
    await owl.write("Ау?");
    await expect(row(ira, "offline_requests", "Ау?")).toBeVisible();
    await expect(row(ira, "awaiting_reply", "Ау?")).toHaveCount(0);
    await choose(ira, "online");
    await open(ira, "offline_requests", "Ау?");
    await ira.page.getByRole("button", { name: ira.say("dialog.take"), exact: true }).click();
    await expect(row(ira, "in_conversation", "Ау?")).toBeVisible();
    await ira.answer("Откроемся.");
    await expect(owl.log.getByText("Откроемся.")).toBeVisible();
    await end(ira);
    await choose(oleg, "online");
    await choose(zoe, "online");
    return [ira, oleg, marina] as const;
  });

  const question = "Есть ли палатка на шестерых?";
  const anna = came[0]!;
  await test.step("a visitor waits for those who speak his language; whoever opens him has him", async () => {
    await ask(anna, question);
    for (const who of [ira, oleg, marina]) await expect(row(who, "awaiting_reply", question)).toBeVisible();
    // she does not speak Russian: for her it is somebody else's
    await expect(row(zoe, "others_conversations", question)).toBeVisible();
    await expect(row(zoe, "awaiting_reply", question)).toHaveCount(0);
    await expect(ira.heading("common_queue")).toHaveCount(0);
    await take(ira, "awaiting_reply", question);
    await expect(line(ira, "notice.joined", { name: "Ира Соколова" })).toBeVisible();
    await expect(anna.log.getByText(anna.say("log.joined", { name: "Ира Соколова" }))).toBeVisible();
    await expect(row(oleg, "awaiting_reply", question)).toHaveCount(0);
    await expect(row(oleg, "others_conversations", question)).toBeVisible();
  });

  await test.step("others' conversations: hidden from operators, not from a supervisor", async () => {
    await office.turn("sites.hide_others", true);
    await expect(oleg.heading("others_conversations")).toHaveCount(0);
    await expect(zoe.heading("others_conversations")).toHaveCount(0);
    await open(marina, "others_conversations", question);
    await expect(marina.page.getByText(marina.say("dialog.others", { name: "Ира Соколова" }))).toBeVisible();
  });

  const secret = "Просит скидку третий раз, не обещать.";
  await test.step("notes and categories are for colleagues", async () => {
    await note(ira, secret);
    await giveCategory(ira, "Постоянный");
    await expect(marina.timeline.getByText(secret)).toBeVisible();
    await expect(row(marina, "others_conversations", question)).toContainText("Постоянный");
    await ira.answer("Есть две, обе на складе.");
    await expect(anna.log.getByText("Есть две, обе на складе.")).toBeVisible();
    await expect(anna.log.getByText(secret)).toHaveCount(0);
    await expect(anna.log.getByText("Постоянный")).toHaveCount(0);
  });

  await test.step("sent on four ways, with words that the visitor does not see", async () => {
    const answered = "Есть две, обе на складе.";
    await transfer(ira, "Олег Мартынов", "Спрашивает про доставку");
    await expect(anna.log.getByText(anna.say("log.another"))).toBeVisible();
    await expect(row(oleg, "awaiting_reply", answered)).toContainText(oleg.say("row.for_you"));
    // nobody talks to her until he opens it, and that is said to others
    await expect(row(marina, "others_conversations", answered).locator(".wait")).toBeVisible();
    await expect(marina.page.getByText(marina.say("dialog.assigned", { name: "Олег Мартынов" }))).toBeVisible();
    await take(oleg, "awaiting_reply", answered);
    await expect(marina.page.getByText(marina.say("dialog.others", { name: "Олег Мартынов" }))).toBeVisible();
    await expect(row(marina, "others_conversations", answered).locator(".wait")).toHaveCount(0);
    await expect(oleg.timeline.getByText("«Спрашивает про доставку»")).toBeVisible();
    await expect(oleg.timeline.getByText(secret)).toBeVisible();
    await expect(row(oleg, "in_conversation", answered)).toContainText("Постоянный");

    await transfer(oleg, "Опт", "Берёт двадцать штук");
    // her department, and the category in her language; nobody else's
    await expect(row(ira, "awaiting_reply", answered)).toHaveCount(0);
    await expect(row(marina, "others_conversations", answered)).toContainText("Опт");
    await expect(row(marina, "others_conversations", answered).locator(".wait")).toBeVisible();
    await expect(row(zoe, "awaiting_reply", answered)).toContainText("Regular");
    await take(zoe, "awaiting_reply", answered);

    await transfer(zoe, zoe.say("language.ru"), "He writes Russian only");
    await expect(row(oleg, "awaiting_reply", answered)).toBeVisible();
    await expect(row(zoe, "awaiting_reply", answered)).toHaveCount(0);
    await take(ira, "awaiting_reply", answered);
    await transfer(ira, ira.say("transfer.common_queue"), "");
    await expect(row(zoe, "awaiting_reply", answered)).toBeVisible();
    await take(oleg, "awaiting_reply", answered);
    for (const words of ["Спрашивает про доставку", "Берёт двадцать штук", "He writes Russian only"]) {
      await expect(anna.log.getByText(words)).toHaveCount(0);
    }
  });

  await test.step("whom it was sent to leaves first: nobody is forgotten", async () => {
    const answered = "Есть две, обе на складе.";
    await transfer(oleg, "Ира Соколова", "");
    await expect(row(ira, "awaiting_reply", answered)).toContainText(ira.say("row.for_you"));
    await choose(ira, "offline");
    await take(oleg, "awaiting_reply", answered);
    await expect(oleg.timeline.getByText(oleg.say("returned.went_offline", { name: "Ира Соколова" }))).toBeVisible();
    await choose(ira, "online");
  });

  await test.step("closed, judged, and open again with the same operator", async () => {
    await end(oleg);
    await expect(anna.log.getByText(anna.say("log.closed"))).toBeVisible();
    await anna.window.getByRole("button", { name: "5 звёзд" }).click();
    const comment = anna.window.getByRole("textbox", { name: anna.say("rate.comment") });
    await comment.fill("Быстро и по делу");
    await comment.press("Enter");
    await expect(oleg.timeline.getByText("★★★★★").last()).toBeVisible();
    await expect(oleg.timeline.getByText("Быстро и по делу")).toBeVisible();
    await anna.write("А чехол к ней есть?");
    await expect(row(oleg, "in_conversation", "А чехол к ней есть?")).toBeVisible();
    await expect(anna.log.getByText(anna.say("log.reopened"))).toBeVisible();
  });

  await test.step("whoever comes back later is known: what was said, and what he is called", async () => {
    await office.number("settings.reopen", 0);
    await end(oleg);
    const again = "Это снова я, за чехлом.";
    await anna.write(again);
    await expect(row(ira, "awaiting_reply", again)).toContainText("Постоянный");
    await take(ira, "awaiting_reply", again);
    const earlier = ira.page.getByRole("region", { name: ira.say("card.earlier") });
    await earlier.getByRole("button", { name: /чехол/ }).click();
    await expect(ira.timeline.getByText(secret)).toBeVisible();
    await anna.window.getByRole("button", { name: anna.say("menu.open") }).click();
    await anna.window.getByRole("button", { name: anna.say("menu.end") }).click();
    await expect(anna.log.getByText(anna.say("log.closed")).last()).toBeVisible();
    await expect(row(ira, "in_conversation", again)).toHaveCount(0);
  });

  await test.step("whoever is Invisible takes a visitor by hand", async () => {
    const boris = await ask(await visitor(), "Где ваш склад?");
    await take(marina, "awaiting_reply", "Где ваш склад?");
    await marina.answer("На Охте.");
    await expect(boris.log.getByText("На Охте.")).toBeVisible();
    await end(marina);
  });

  await test.step("before lunch turns to lunch with the last conversation", async () => {
    await ask(await visitor(), "Когда вы обедаете?");
    await take(oleg, "awaiting_reply", "Когда вы обедаете?");
    await choose(oleg, "before_lunch");
    await end(oleg);
    await expectStatus(oleg, "lunch");
    // with none it is lunch at once
    await oleg.status.click();
    await oleg.page.getByRole("menuitemradio", { name: begins(oleg.say("status.before_lunch")) }).click();
    await expectStatus(oleg, "lunch");
    await choose(oleg, "online");
  });

  await office.number("settings.conversations_max", 1);
  await office.turn("settings.auto_assignment", true);
  const [first, second, fifth] = await test.step("the server gives each one, says why, and keeps who is too many in the common queue", async () => {
    await ask(await visitor(), "Четвёртый вопрос");
    const [first, second] = (await given([ira, oleg], "Четвёртый вопрос")) as [Operator, Operator];
    await take(first, "awaiting_reply", "Четвёртый вопрос");
    await expect(first.timeline.getByText(first.say("assigned.assigned_longest_ago"))).toBeVisible();
    const fifth = await ask(await visitor(), "Пятый вопрос");
    await given([second], "Пятый вопрос");
    await take(second, "awaiting_reply", "Пятый вопрос");
    await expect(second.timeline.getByText(second.say("assigned.only_candidate"))).toBeVisible();

    const patient = await ask(await visitor(), "Шестой вопрос");
    for (const who of [first, second]) await expect(row(who, "common_queue", "Шестой вопрос")).toBeVisible();
    await expect(row(zoe, "common_queue", "Шестой вопрос")).toHaveCount(0);
    await expect(patient.window.getByText("Вы 1-й в очереди")).toBeVisible();

    await ask(await visitor("en"), "Do you ship to Norway?");
    await given([zoe], "Do you ship to Norway?");
    await take(zoe, "awaiting_reply", "Do you ship to Norway?");
    await expect(zoe.timeline.getByText(zoe.say("assigned.only_candidate"))).toBeVisible();

    await end(first);
    await given([first], "Шестой вопрос");
    await take(first, "awaiting_reply", "Шестой вопрос");
    return [first, second, fifth] as const;
  });

  await test.step("whoever goes Offline leaves nobody alone", async () => {
    await choose(second, "offline");
    await expect(second.page.getByText(second.say("workplace.offline_title"), { exact: true })).toBeVisible();
    await expect(fifth.log.getByText(fifth.say("log.another"))).toBeVisible();
    await open(first, "common_queue", "Пятый вопрос");
    const why = (name: string) => first.say("returned.went_offline", { name });
    await expect(first.timeline.getByText(new RegExp(["Ира Соколова", "Олег Мартынов"].map(why).join("|")))).toBeVisible();
    await choose(second, "online");
    await given([second], "Пятый вопрос");
    await take(second, "awaiting_reply", "Пятый вопрос");
  });

  await test.step("a banned visitor reaches nobody, and is not told", async () => {
    await ban(second, "Оскорбления");
    await expect(row(second, "in_conversation", "Пятый вопрос")).toHaveCount(0);
    await expect(fifth.window.getByText("Сейчас написать сюда нельзя")).toBeVisible();
    await expect(fifth.input).toBeHidden();
    await expect(fifth.window.getByText(/бан|заблок/i)).toHaveCount(0);
  });

  await test.step("operators write first, each in his language", async () => {
    const guest = await visitor("en", "?utm_campaign=spring");
    await zoe.page.getByRole("link", { name: zoe.say("board.open") }).click();
    const line = zoe.page.getByRole("row").filter({ hasText: "spring" });
    await expect(line).toContainText(zoe.say("language.en"));
    await line.getByRole("button", { name: zoe.say("board.start") }).click();
    const words = "May I help you to choose?";
    await zoe.page.getByRole("dialog").getByRole("textbox").fill(words);
    await zoe.page.getByRole("dialog").getByRole("textbox").press("Enter");
    await expect(zoe.message(words)).toBeVisible();
    await expect(guest.button).toHaveAccessibleName(/1/);
  });

  await test.step("colleagues talk in the common room, in order and addressed", async () => {
    const side = (who: Operator) => who.page.getByRole("button", { name: begins(who.say("room.operators")) });
    const said = (who: Operator, words: string) => who.page.getByRole("log", { name: who.say("room.title") }).getByText(words);
    await side(zoe).click();
    await zoe.page.getByRole("complementary", { name: zoe.say("room.operators") }).getByRole("button", { name: /Ира Соколова/ }).click();
    const input = zoe.page.getByRole("textbox", { name: zoe.say("room.label") });
    await expect(input).toHaveValue("Ира, ");
    await input.pressSequentially("who knows the stock?");
    await input.press("Enter");
    await expect(side(ira)).toHaveAccessibleName(/1/);
    for (const who of [ira, marina]) {
      await side(who).click();
      await expect(said(who, "who knows the stock?")).toBeVisible();
    }
  });

  await Promise.all([...came, ...[pavel, ira, oleg, marina, zoe]].map(({ page }) => page.context().close()));
});
