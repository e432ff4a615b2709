// What a site looks like and asks before a conversation, and whether somebody is there (M5, M6, M41, S134).

import type { Browser, Locator, Page } from "@playwright/test";
import { type Server, accountOf, demoOf, expect, expectAccessible, test } from "../support/test.ts";
import { Operator, Visitor } from "../support/people.ts";
import { Administration, end } from "../support/work.ts";

/** An administrator on the page of the shop's site. */
async function setUp(page: Page, server: Server): Promise<Operator> {
  const pavel = await Operator.signIn(page, server.url, accountOf(await demoOf(server), "admin"));
  await page.goto(`${server.url}/sites`);
  await expect(page.getByRole("heading", { name: "Код для вставки" })).toBeVisible();
  return pavel;
}

async function save(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Сохранить" }).click();
  await expect(page.getByText("Сохранено", { exact: true })).toBeVisible();
  await expect(page.getByText(/^Не сохранено/)).toHaveCount(0);
}

async function serve(page: Page, url: string, name: string, department: string): Promise<void> {
  await page.goto(`${url}/operators`);
  await page.getByRole("button", { name: `Действия: ${name}` }).click();
  await page.getByRole("menuitem", { name: "Отделы, языки, предел" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(department).check();
  await dialog.getByRole("button", { name: "Сохранить" }).click();
  await expect(dialog).toHaveCount(0);
}

async function signedIn(browser: Browser, server: Server, index: number): Promise<Operator> {
  const page = await (await browser.newContext({ locale: "ru-RU" })).newPage();
  const operator = await Operator.signIn(page, server.url, accountOf(await demoOf(server), "operator", index));
  await operator.openWorkplace();
  return operator;
}

async function status(operator: Operator, name: string): Promise<void> {
  await operator.page.getByRole("button", { name: /^Статус: / }).click();
  await operator.page.getByRole("menuitemradio", { name: new RegExp(`^${name}`) }).click();
}

const box = async (of: Locator) => {
  const found = await of.boundingBox();
  if (!found) throw new Error("it is not on the screen");
  return found;
};

test("words, colour and place of the window are seen while they are typed, and by visitors once they are saved", async ({ page, browser, ownServer, watch }) => {
  const pavel = await setUp(watch(page), ownServer);
  await status(pavel, "Невидимка");
  const preview = page.frameLocator("iframe#preview");
  await expect(preview.getByRole("heading", { name: "Привал" })).toBeVisible();
  await page.getByLabel("Заголовок · По-русски").fill("Мастерская «Привал»");
  await expect(preview.getByRole("heading", { name: "Мастерская «Привал»" })).toBeVisible();
  await page.getByRole("button", { name: "Кнопка", exact: true }).click();
  await page.getByLabel("Надпись на кнопке · По-русски").fill("Спросить мастера");
  await expect(page.locator(".launcher")).toHaveText("Спросить мастера");
  await page.getByRole("button", { name: "Оффлайн", exact: true }).click();
  await page.getByLabel("Когда никого нет · По-русски").fill("Мы вернёмся в девять утра");
  await expect(preview.getByText("Мы вернёмся в девять утра")).toBeVisible();
  await page.getByRole("button", { name: "Слева" }).click();
  await page.getByLabel("Снизу, пикселей").fill("500");
  await expect(page.getByText("Нужно целое число от 0 до 400")).toBeVisible();
  await expect(page.getByRole("button", { name: "Сохранить" })).toBeDisabled();
  await page.getByLabel("Снизу, пикселей").fill("80");
  await expectAccessible(page);

  // what is not saved nobody sees
  const before = await Visitor.arrive(browser, ownServer);
  await expect(before.button).toHaveAccessibleName(/^Написать нам/);
  await before.context.close();
  await save(page);
  await expect(page.getByText("Код отвечает: посетители приходят")).toBeVisible();

  const ira = await signedIn(browser, ownServer, 0);
  const visitor = await Visitor.arrive(browser, ownServer);
  watch(visitor.page);
  const button = visitor.page.getByRole("button", { name: "Спросить мастера" });
  const place = await box(button);
  expect(place.x).toBe(20);
  expect(Math.round(place.y + place.height)).toBe(900 - 80);
  await button.click();
  await expect(visitor.window.getByRole("heading", { name: "Мастерская «Привал»" })).toBeVisible();
  expect((await box(visitor.page.locator("iframe"))).x).toBe(20);
  await visitor.window.getByRole("button", { name: "Свернуть" }).click();

  // live: the last one goes, and the button says so
  await status(ira, "Невидимка");
  await expect(visitor.button).toHaveAccessibleName(/^Написать нам/);
  await visitor.button.click();
  await expect(visitor.window.getByText("Мы вернёмся в девять утра")).toBeVisible();
  await ira.page.context().close();
  await visitor.context.close();
});

test("nothing is saved while one field is wrong, and the field says what is", async ({ page, ownServer, watch }) => {
  await setUp(watch(page), ownServer);
  const [colour, label] = [page.getByLabel("Цвет", { exact: true }), page.getByLabel("Надпись на кнопке · По-английски")];
  const before = await colour.inputValue();
  await colour.fill("#7a1f3d");
  await page.getByRole("button", { name: "Слева" }).click();
  await label.fill("x".repeat(300));
  await page.getByRole("button", { name: "Сохранить" }).click();
  await expect(label).toBeFocused();
  await expect(label).toHaveAccessibleDescription("Текст длиннее 30 знаков. Сократите его.");
  await expectAccessible(page);
  await page.reload();
  await expect(colour).toHaveValue(before);
  await expect(page.getByRole("button", { name: "Справа" })).toHaveAttribute("aria-pressed", "true");
});

test("a hidden button comes when the page asks for it", async ({ page, browser, ownServer }) => {
  await setUp(page, ownServer);
  await page.getByRole("switch", { name: "Спрятать кнопку" }).click();
  await save(page);
  const visitor = await Visitor.arrive(browser, ownServer);
  const host = visitor.page.locator("letopis-chat");
  await expect(host).toBeAttached();
  await expect(visitor.button).toBeHidden();
  const call = (name: string) => visitor.page.evaluate((name) => (window as any).Letopis[name](), name);
  await call("show");
  await expect(visitor.button).toBeVisible();
  await call("hide");
  await expect(visitor.button).toBeHidden();
  await call("open");
  await expect(visitor.input).toBeVisible();
  await call("close");
  await expect(visitor.input).toBeHidden();
  await expect(visitor.button).toBeHidden();
  await visitor.context.close();
});

test("the form before a conversation: by keyboard, with a department that waits for its operators, and once", async ({ page, browser, ownServer, watch }) => {
  await setUp(watch(page), ownServer);
  await serve(page, ownServer.url, "Ира Соколова", "Продажи");
  await serve(page, ownServer.url, "Олег Мартынов", "Доставка");
  await page.goto(`${ownServer.url}/sites`);
  await page.getByRole("switch", { name: "Форма перед чатом" }).click();
  const preview = page.frameLocator("iframe#preview");
  // it starts with the usual questions, and cannot be left without any
  await expect(preview.getByLabel("Имя")).toBeVisible();
  await page.getByLabel("Имя", { exact: true }).selectOption({ label: "Не спрашивать" });
  await page.getByLabel("Электронная почта").selectOption({ label: "Не спрашивать" });
  await expect(page.getByRole("alert").filter({ hasText: "пустую форму сохранить нельзя" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Сохранить" })).toBeDisabled();
  await page.getByLabel("Имя", { exact: true }).selectOption({ label: "Обязательно" });
  await page.getByLabel("Электронная почта").selectOption({ label: "По желанию" });
  await page.getByLabel("Отдел", { exact: true }).selectOption({ label: "Обязательно" });
  await page.getByRole("switch", { name: "Согласие на обработку данных" }).click();
  await page.getByLabel("Текст согласия · По-русски").fill("Согласен на обработку данных");
  await page.getByLabel("Ссылка на политику").fill("javascript:alert(1)");
  await page.getByRole("button", { name: "Сохранить" }).click();
  await expect(page.getByText(/Это не адрес страницы/)).toBeVisible();
  await page.getByLabel("Ссылка на политику").fill("https://prival.example/privacy");
  await expectAccessible(page);
  await save(page);

  const ira = await signedIn(browser, ownServer, 0);
  const oleg = await signedIn(browser, ownServer, 1);
  await status(oleg, "Обед");
  const visitor = await Visitor.arrive(browser, ownServer);
  watch(visitor.page);
  await visitor.button.click();
  const form = visitor.window.getByRole("form");
  await expect(form).toBeVisible();
  await expect(visitor.input).toBeHidden();
  await expectAccessible(visitor.page);
  const start = form.getByRole("button", { name: "Начать разговор" });
  await start.focus();
  await visitor.page.keyboard.press("Enter");
  // all that is missing is said at once, and the first of it has the focus
  for (const missing of ["Напишите, как к Вам обращаться", "Выберите отдел из списка", "Без согласия разговор начать нельзя"]) {
    await expect(form.getByText(missing)).toBeVisible();
  }
  await expect(form.getByLabel("Имя")).toBeFocused();
  await visitor.page.keyboard.type("Марина");
  await expect(form.getByText("Напишите, как к Вам обращаться")).toBeHidden();
  await expect(form.getByText("Выберите отдел из списка")).toBeVisible();
  await visitor.page.keyboard.press("Tab");
  await visitor.page.keyboard.type("marina@");
  await visitor.page.keyboard.press("Enter");
  await expect(form.getByText(/Похоже, в адресе ошибка/)).toBeVisible();
  await visitor.page.keyboard.type("mail.example");
  const department = form.getByLabel("Отдел");
  await expect(department.getByRole("option")).toHaveText(["Выберите отдел", "Продажи · на связи", "Доставка · сейчас никого"]);
  // the head says of the department what is true of it, before anything is sent
  const head = visitor.window.locator(".w-head");
  await expect(head).toHaveAttribute("data-online", "true");
  await department.selectOption({ label: "Доставка · сейчас никого" });
  await expect(head).toContainText("Сейчас никого нет");
  await department.selectOption({ label: "Выберите отдел" });
  await expect(head).toHaveAttribute("data-online", "true");
  await visitor.page.keyboard.press("Tab");
  await visitor.page.keyboard.press("ArrowDown");
  await expect(department).toHaveValue(/.+/);
  await visitor.page.keyboard.press("Tab");
  await visitor.page.keyboard.press("Space");
  await expect(form.getByRole("checkbox")).toBeChecked();
  await expect(form.getByRole("link")).toHaveAttribute("href", "https://prival.example/privacy");
  // live, while the form is open
  await status(oleg, "Онлайн");
  await expect(department.getByRole("option")).toHaveText(["Выберите отдел", "Продажи · на связи", "Доставка · на связи"]);
  await start.focus();
  await visitor.page.keyboard.press("Enter");
  await expect(visitor.input).toBeFocused();
  // another page of the shop: what was answered stays
  await visitor.page.goto(`http://localhost:${ownServer.port}/demo/shop/delivery`);
  await expect(visitor.input).toBeVisible();
  await visitor.write("Есть ли палатка на троих?");

  await expect(ira.row("Ожидают ответа", "Есть ли палатка на троих?")).toContainText("Марина");
  await expect(oleg.row("Ожидают ответа", "Есть ли палатка на троих?")).toHaveCount(0);
  await ira.row("Ожидают ответа", "Есть ли палатка на троих?").click();
  await expect(ira.timeline.getByText("Посетитель согласился: «Согласен на обработку данных»")).toBeVisible();
  await expect(ira.timeline.getByText("Посетитель оставил контакты: Марина, marina@mail.example")).toBeVisible();
  await ira.answer("Есть, «Ладога 3».");
  await expect(visitor.log.getByText("Есть, «Ладога 3».")).toBeVisible();
  await visitor.window.getByRole("button", { name: "Меню" }).click();
  await visitor.window.getByRole("button", { name: "Завершить разговор" }).click();
  await expect(visitor.log.getByText("Разговор завершён")).toBeVisible();
  // it goes on without a form
  await visitor.write("И ещё вопрос");
  await expect(ira.timeline.getByText("И ещё вопрос")).toBeVisible();
  await ira.page.context().close();
  await oleg.page.context().close();
  await visitor.context.close();
});

test("what is over stays to be read and judged; the form comes with the next question", async ({ page, browser, ownServer, watch }) => {
  await setUp(watch(page), ownServer);
  const preview = page.getByRole("complementary", { name: "Предпросмотр" });
  await preview.getByRole("button", { name: "Форма" }).click();
  await expect(preview.getByText(/^Форма выключена/)).toBeVisible();
  await page.getByRole("switch", { name: "Форма перед чатом" }).click();
  await expect(preview.getByText(/^Форма выключена/)).toHaveCount(0);
  await save(page);
  await new Administration(page, ownServer.url).number("settings.reopen", 0);
  const ira = await signedIn(browser, ownServer, 0);
  const visitor = await Visitor.arrive(browser, ownServer);
  watch(visitor.page);
  const { keyboard } = visitor.page;
  const form = visitor.window.getByRole("form");
  const start = form.getByRole("button", { name: visitor.say("form.start") });
  const anew = visitor.window.getByRole("button", { name: visitor.say("form.anew") });
  const stars = visitor.window.getByRole("button", { name: "5 звёзд" });
  await visitor.button.click();
  await expect(form.getByRole("button", { name: visitor.say("form.back") })).toBeHidden();
  await form.getByLabel("Имя").fill("Марина");
  await start.click();
  await visitor.write("Есть ли палатка на троих?");
  await ira.row("Ожидают ответа", "Есть ли палатка на троих?").click();
  await ira.answer("Есть, «Ладога 3».");
  await expect(visitor.log.getByText("Есть, «Ладога 3».")).toBeVisible();

  await test.step("closed, it stays where it is, with its stars", async () => {
    await end(ira);
    await expect(visitor.log.getByText("Есть, «Ладога 3».")).toBeVisible();
    await expect(stars).toBeVisible();
    await expect(form).toBeHidden();
    await expect(visitor.input).toBeHidden();
    await expect(anew).toBeFocused();
    await expectAccessible(visitor.page);
    await stars.click();
    await expect(ira.timeline.getByText("★★★★★").last()).toBeVisible();
  });

  await test.step("so it does after another page", async () => {
    await visitor.page.goto(`http://localhost:${ownServer.port}/demo/shop/delivery`);
    await expect(visitor.log.getByText("Есть, «Ладога 3».")).toBeVisible();
    await expect(stars).toHaveAttribute("aria-pressed", "true");
    await expect(form).toBeHidden();
  });

  await test.step("by keyboard to the form, back, and to the form again", async () => {
    await anew.focus();
    await keyboard.press("Enter");
    await expect(form.getByLabel("Имя")).toBeFocused();
    await expect(visitor.log).toBeHidden();
    await form.getByRole("button", { name: visitor.say("form.back") }).focus();
    await keyboard.press("Enter");
    await expect(visitor.log.getByText("Есть, «Ладога 3».")).toBeVisible();
    await expect(anew).toBeFocused();
    await keyboard.press("Enter");
    await expect(form.getByLabel("Имя")).toBeFocused();
    await expect(form.getByLabel("Имя")).toHaveValue("Марина");
    await keyboard.press("Enter");
    await expect(visitor.input).toBeFocused();
    await visitor.write("А на четверых?");
    await expect(ira.row("Ожидают ответа", "А на четверых?")).toBeVisible();
    await expect(anew).toBeHidden();
  });
  await ira.page.context().close();
  await visitor.context.close();
});

test("what is not saved is not left without a question", async ({ page, ownServer, watch }) => {
  const pavel = await setUp(watch(page), ownServer);
  const name = page.getByLabel("Название", { exact: true });
  const unsaved = page.getByText(/^Не сохранено/);
  const asked = page.getByRole("alertdialog", { name: "Уйти без сохранения?" });
  const [leave, stay] = ["Уйти", "Остаться"].map((said) => asked.getByRole("button", { name: said, exact: true })) as [Locator, Locator];
  await name.fill("Мастерская");
  await expect(unsaved).toBeVisible();
  // a page of this program, and one of the other
  for (const to of ["Отделы", "Рабочее место"]) {
    await page.getByRole("link", { name: to, exact: true }).click();
    await expect(stay).toBeFocused();
    await expectAccessible(page);
    await stay.click();
    await expect(asked).toHaveCount(0);
    await expect(page).toHaveURL(/\/sites$/);
    await expect(name).toHaveValue("Мастерская");
  }

  await test.step("the browser asks too, before it loads the page anew", async () => {
    const question = page.waitForEvent("dialog");
    page.once("dialog", (dialog) => dialog.dismiss());
    const reloaded = page.evaluate(() => location.reload());
    expect((await question).type()).toBe("beforeunload");
    await reloaded;
    await expect(name).toHaveValue("Мастерская");
  });

  await test.step("the way back asks, and leads there", async () => {
    await name.fill("Привал");
    await expect(unsaved).toHaveCount(0);
    await page.getByRole("link", { name: "Отделы", exact: true }).click();
    await page.getByRole("link", { name: "Сайты и виджет", exact: true }).click();
    await name.fill("Мастерская");
    await page.goBack();
    await expect(stay).toBeFocused();
    await expect(page).toHaveURL(/\/sites$/);
    await leave.click();
    await expect(page.getByRole("heading", { name: "Отделы", exact: true })).toBeVisible();
    await expect(page).toHaveURL(/\/departments$/);
  });

  await test.step("another site takes the place of this one only when he says so", async () => {
    await page.getByRole("link", { name: "Сайты и виджет", exact: true }).click();
    await page.getByRole("button", { name: "Добавить сайт" }).click();
    const dialog = page.getByRole("dialog", { name: "Новый сайт" });
    await dialog.getByLabel("Название").fill("Якорь");
    await dialog.getByLabel("Разрешённые домены").fill("anchor.example");
    await dialog.getByRole("button", { name: "Добавить сайт" }).click();
    await expect(name).toHaveValue("Якорь");
    await name.fill("Якорь и канат");
    const first = page.getByRole("button", { name: /^Привал/ });
    await first.click();
    await stay.click();
    await expect(name).toHaveValue("Якорь и канат");
    await first.click();
    await leave.click();
    await expect(name).toHaveValue("Привал");
    await expect(unsaved).toHaveCount(0);
  });

  await test.step("the settings ask as well, and what is saved is not asked about", async () => {
    await page.goto(`${ownServer.url}/settings`);
    await page.getByLabel(pavel.say("settings.reopen")).fill("5");
    await page.getByRole("link", { name: "Сайты и виджет", exact: true }).click();
    await stay.click();
    await page.locator("form").filter({ has: page.getByLabel(pavel.say("settings.reopen")) }).getByRole("button").click();
    await expect(page.getByText(pavel.say("sites.saved"))).toBeVisible();
    await page.getByRole("link", { name: "Рабочее место", exact: true }).click();
    await expect(pavel.heading("awaiting_reply")).toBeVisible();
  });
});

test("while nobody is there the window promises nobody, and says so as they come and go", async ({ browser, ownServer, watch }) => {
  const visitor = await Visitor.arrive(browser, ownServer);
  watch(visitor.page);
  await expect(visitor.button).toHaveAccessibleName(/^Написать нам/);
  await visitor.open();
  const { window: said } = visitor;
  await expect(said.locator("header").getByText("Сейчас никого нет")).toBeVisible();
  await expect(said.getByText("Прочитаем сообщение и ответим здесь, когда вернёмся")).toBeVisible();
  await expect(said.getByText("ответит человек")).toHaveCount(0);
  const question = "Есть кто живой?";
  await visitor.write(question);
  await expect(visitor.log.getByRole("img", { name: "Отправлено" })).toBeVisible();
  await expect(said.getByRole("status").getByText("Операторов сейчас нет")).toBeVisible();
  await expect(said.getByText("в очереди")).toHaveCount(0);
  await expect(visitor.log.getByText("подождите")).toHaveCount(0);

  const ira = await signedIn(browser, ownServer, 0);
  await expect(said.getByText("никого нет")).toHaveCount(0);
  // no alarm: it was written to nobody
  await expect(ira.page.getByRole("link", { name: /ожида/i })).toHaveCount(0);
  await ira.row("Оффлайн-обращения", question).click();
  await ira.page.getByRole("button", { name: "Ответить", exact: true }).click();
  await ira.answer("Есть!");
  await expect(said.locator("header").getByText("Ира Соколова")).toBeVisible();
  await status(ira, "Оффлайн");
  await expect(said.getByText("Операторы ушли. Ваше сообщение сохранено")).toBeVisible();
  await expect(said.locator("header").getByText("Сейчас никого нет")).toBeVisible();

  const oleg = await signedIn(browser, ownServer, 1);
  await expect(said.getByText("Вы 1-й в очереди")).toBeVisible();
  await expect(said.getByText("Операторы ушли")).toHaveCount(0);
  await ira.page.context().close();
  await oleg.page.context().close();
  await visitor.context.close();
});

test("an address out of the browser's line is taken for its domain, and the sample talk speaks the window's language", async ({ page, ownServer, watch }) => {
  await setUp(watch(page), ownServer);
  const domain = page.getByLabel("Добавить домен");
  await domain.fill("https://Shop.example/tents?from=ads#top");
  await domain.blur();
  await expect(domain).toHaveValue("Shop.example");
  await domain.press("Enter");
  await expect(page.getByRole("list", { name: "Разрешённые домены" }).getByText("shop.example", { exact: true })).toBeVisible();
  await expect(domain).toHaveValue("");

  const preview = page.frameLocator("iframe#preview");
  await expect(preview.getByText("Успеете привезти до пятницы?")).toBeVisible();
  await page.getByRole("button", { name: "EN", exact: true }).click();
  await expect(preview.getByText("Can you deliver before Friday?")).toBeVisible();
});

test("a domain with a space inside is refused, not made two", async ({ page, ownServer, watch }) => {
  await setUp(watch(page), ownServer);
  await page.getByRole("button", { name: "Добавить сайт" }).click();
  const dialog = page.getByRole("dialog", { name: "Новый сайт" });
  const domains = dialog.getByLabel("Разрешённые домены");
  await dialog.getByLabel("Название").fill("Мастерская");
  await domains.fill("shop.example\nплохой домен");
  await dialog.getByRole("button", { name: "Добавить сайт" }).click();
  await expect(domains).toHaveAccessibleDescription(/«плохой домен» — не адрес сайта/);
  await expect(domains).toBeFocused();
  await domains.fill("https://shop.example/tents, www.shop.example, Привал.рф");
  await dialog.getByRole("button", { name: "Добавить сайт" }).click();
  await expect(page.getByRole("button", { name: "shop.example, www.shop.example, привал.рф" })).toBeVisible();
});

test("a site in the archive has no button on its pages, and comes back as it was", async ({ page, browser, ownServer, watch }) => {
  await setUp(watch(page), ownServer);
  const visitor = await Visitor.arrive(browser, ownServer);
  await visitor.open();
  const archive = (within: Page | Locator) => within.getByRole("button", { name: "Убрать в архив" });
  await archive(page).click();
  const asked = page.getByRole("alertdialog", { name: "Убрать в архив: Привал?" });
  await expectAccessible(page);
  await archive(asked).click();
  await expect(page.getByText(/^Сайт в архиве/)).toBeVisible();
  await expect(page.getByRole("button", { name: /Привал.*в архиве/ })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Код для вставки" })).toHaveCount(0);
  await expectAccessible(page);
  // who looked at the page loses the window, and the next page has no button even for a moment
  await expect(visitor.page.locator("letopis-chat")).toHaveCount(0);
  const kept = await visitor.page.evaluate(() => Object.entries(localStorage).find(([key]) => key.startsWith("letopis:"))![1]);
  expect(JSON.parse(kept).site).toEqual({});
  const refused = visitor.page.waitForEvent("console", (line) => line.text().includes("forbidden"));
  await visitor.page.reload();
  await refused;
  await expect(visitor.page.locator("letopis-chat")).toHaveCount(0);
  await page.getByRole("button", { name: "Вернуть" }).click();
  await expect(page.getByRole("heading", { name: "Код для вставки" })).toBeVisible();
  await visitor.page.reload();
  await expect(visitor.button).toBeVisible();
});
