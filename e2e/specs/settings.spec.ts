// What administrators set up: departments, categories, switches, accounts through a one-time link (S100, S123-S128, S133).

import type { Page } from "@playwright/test";
import { accountOf, demoOf, expect, expectAccessible, test } from "../support/test.ts";
import { Operator } from "../support/people.ts";

const line = (page: Page, name: string) => page.getByRole("listitem").filter({ hasText: name });

async function add(page: Page, button: string, ru: string, en: string): Promise<void> {
  await page.getByRole("button", { name: button }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Название по-русски").fill(ru);
  await dialog.getByLabel("Название по-английски").fill(en);
  await dialog.getByRole("button", { name: "Сохранить" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(line(page, ru)).toBeVisible();
}

test("departments are made, ordered, renamed and archived; the page is one of the administration", async ({ page, server, demo, watch }) => {
  await Operator.signIn(watch(page), server.url, accountOf(demo, "admin"));
  await page.goto(`${server.url}/`);
  // from one program to the other and back, without signing in again
  await page.getByRole("banner").getByRole("link", { name: "Настройки" }).click();
  await page.getByRole("navigation", { name: "Настройки" }).getByRole("link", { name: "Отделы" }).click();
  await expect(page).toHaveURL(`${server.url}/departments`);
  await add(page, "Добавить отдел", "Возвраты", "Returns");
  await add(page, "Добавить отдел", "Опт", "Wholesale");
  const names = () => page.locator(".listed:not([data-archived]) .strong").allTextContents();
  await expect.poll(async () => (await names()).slice(-2)).toEqual(["Возвраты", "Опт"]);
  await page.getByRole("button", { name: "Выше: Опт" }).click();
  await expect.poll(async () => (await names()).slice(-2)).toEqual(["Опт", "Возвраты"]);
  await expectAccessible(page);

  await line(page, "Опт").getByRole("button", { name: "Действия: Опт" }).click();
  await page.getByRole("menuitem", { name: "Изменить" }).click();
  await page.getByRole("dialog").getByLabel("Название по-русски").fill("Оптовики");
  await page.getByRole("dialog").getByRole("button", { name: "Сохранить" }).click();
  await expect(line(page, "Оптовики")).toContainText("Wholesale");
  await page.getByRole("button", { name: "Действия: Оптовики" }).click();
  await page.getByRole("menuitem", { name: "В архив" }).click();
  await expect(line(page, "Оптовики")).toContainText("в архиве");

  await page.getByRole("banner").getByRole("link", { name: "Рабочее место" }).click();
  await expect(page).toHaveURL(/\/workplace/);
  await expect(page.getByText("Ожидают ответа").first()).toBeVisible();
});

test("a category has a colour", async ({ page, server, demo }) => {
  await Operator.signIn(page, server.url, accountOf(demo, "admin"));
  await page.goto(`${server.url}/categories`);
  await page.getByRole("button", { name: "Добавить категорию" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Название по-русски").fill("Постоянный");
  await dialog.getByLabel("Цвет", { exact: true }).fill("красный");
  await expect(dialog.getByRole("button", { name: "Сохранить" })).toBeDisabled();
  await dialog.getByLabel("Цвет", { exact: true }).fill("#aa3311");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Сохранить" }).click();
  await expect(line(page, "Постоянный").locator("rect")).toHaveAttribute("fill", "#aa3311");
});

test("switches, limits and times hold after a reload", async ({ page, ownServer }) => {
  await Operator.signIn(page, ownServer.url, accountOf(await demoOf(ownServer), "admin"));
  await page.goto(`${ownServer.url}/settings`);
  const auto = page.getByRole("switch", { name: "Автоназначение" });
  await expect(auto).toHaveAttribute("aria-checked", "false");
  await auto.click();
  await expect(auto).toHaveAttribute("aria-checked", "true");
  await page.getByRole("switch", { name: "Совместный просмотр" }).click();
  await page.getByLabel("Диалогов на одного оператора").fill("3");
  await page.locator("form").filter({ has: page.getByLabel("Диалогов на одного оператора") }).getByRole("button").click();
  await expect(page.getByText("Сохранено")).toBeVisible();
  await page.getByLabel("Открыть назначенный диалог, секунд").fill("2");
  await expect(page.getByText("Нужно целое число от 5 до 3600")).toBeVisible();
  await expectAccessible(page);
  await page.reload();
  await expect(auto).toHaveAttribute("aria-checked", "true");
  await expect(page.getByRole("switch", { name: "Совместный просмотр" })).toHaveAttribute("aria-checked", "true");
  await expect(page.getByLabel("Диалогов на одного оператора")).toHaveValue("3");
});

test("what is wrong with a name or an address is said under it, in the language of the console", async ({ page, ownServer, watch }) => {
  await Operator.signIn(watch(page), ownServer.url, accountOf(await demoOf(ownServer), "admin"));
  await page.goto(`${ownServer.url}/settings`);
  const organisation = page.getByLabel("Название организации");
  const keep = page.locator("form").filter({ has: organisation }).getByRole("button");
  for (const wrong of [" ", "x".repeat(500)]) {
    await organisation.fill(wrong);
    await expect(organisation).toHaveAccessibleDescription("Название должно быть не пустым и не длиннее 100 знаков.");
    await expect(keep).toBeDisabled();
  }
  await organisation.fill("Привал и Ко");
  await keep.click();
  await expect(keep).toBeDisabled();

  await page.goto(`${ownServer.url}/operators`);
  await page.getByRole("button", { name: "Добавить оператора" }).click();
  const dialog = page.getByRole("dialog");
  const [name, email] = [dialog.getByLabel("Имя", { exact: true }), dialog.getByLabel("Электронная почта")];
  await email.fill("ira@");
  await dialog.getByRole("button", { name: "Создать" }).click();
  await expect(name).toBeFocused();
  await expect(name).toHaveAccessibleDescription(/^Имя должно быть не пустым/);
  await expect(email).toHaveAccessibleDescription("Это не похоже на адрес электронной почты.");
  await expectAccessible(page);
  await name.fill("Зоя");
  await expect(name).not.toHaveAttribute("aria-invalid", "true");
});

for (const width of [768, 1024, 1440]) {
  test(`who is what, and since when, is told whole ${width} pixels wide`, async ({ page, server, demo }) => {
    await page.setViewportSize({ width, height: 768 });
    await Operator.signIn(page, server.url, accountOf(demo, "admin"));
    await page.goto(`${server.url}/operators`);
    await expect(page.getByRole("cell", { name: "Администратор" })).toBeVisible();
    const since = page.locator("tbody .state .num");
    await expect(since).not.toHaveCount(0);
    // the longest that there is, in place of what chance has made of it
    await since.evaluateAll((times) => times.forEach((time) => {
      time.previousSibling!.textContent = "Перед обедом";
      time.textContent = "23 ч 59 мин";
    }));
    const cut = page.locator("tbody").locator(".state .hstack, .role");
    expect(await cut.evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent))).toEqual([]);
    expect(await page.locator("tbody .who").evaluateAll((all) => all.filter((one) => one.clientWidth < 160).length)).toBe(0);
  });
}

test("whoever administers sees on the main page what was changed, by whom and when, as it happens", async ({ page, browser, ownServer, watch }) => {
  const demo = await demoOf(ownServer);
  const account = accountOf(demo, "admin");
  const pavel = "Павел Орлов";
  const [second, third] = [await browser.newContext({ locale: "ru-RU" }), await browser.newContext({ locale: "ru-RU" })];
  const [home, colleague] = [watch(await second.newPage()), watch(await third.newPage())];
  await Operator.signIn(home, ownServer.url, account);
  await home.goto(`${ownServer.url}/`);
  const panel = home.getByRole("region", { name: "Последние изменения" });
  const row = (nth: number) => panel.getByRole("listitem").nth(nth);
  await expect(row(0)).toBeVisible();

  await Operator.signIn(watch(page), ownServer.url, account);
  await page.goto(`${ownServer.url}/settings`);
  const limit = page.getByLabel("Диалогов на одного оператора");
  // saved twice in a row, it is one change
  for (const max of ["4", "5"]) {
    await limit.fill(max);
    await page.locator("form").filter({ has: limit }).getByRole("button").click();
    await expect(row(0)).toContainText(`${pavel} · максимум диалогов на оператора: без предела → ${max}`);
  }
  await page.goto(`${ownServer.url}/categories`);
  await add(page, "Добавить категорию", "Рекламация", "Complaint");
  await expect(row(0)).toHaveText(/^\d\d:\d\d.+ · добавлена категория «Рекламация»$/);
  await expect(row(0).getByTitle(`${pavel} · добавлена категория «Рекламация»`)).toBeVisible();
  await expect(row(1)).toContainText("без предела → 5");
  await expectAccessible(home);

  await Operator.signIn(colleague, ownServer.url, accountOf(demo, "operator"));
  await colleague.goto(`${ownServer.url}/`);
  await expect(colleague.getByRole("region", { name: "Операторы сейчас" }).getByRole("listitem").first()).toBeVisible();
  await expect(colleague.getByRole("region", { name: "Последние изменения" })).toHaveCount(0);
  await Promise.all([second.close(), third.close()]);
});

test("a new colleague chooses his password through a one-time link, and serves a department", async ({ page, browser, ownServer }) => {
  await Operator.signIn(page, ownServer.url, accountOf(await demoOf(ownServer), "admin"));
  await page.goto(`${ownServer.url}/departments`);
  await add(page, "Добавить отдел", "Гарантия", "Warranty");
  await page.goto(`${ownServer.url}/operators`);
  await page.getByRole("button", { name: "Добавить оператора" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Имя", { exact: true }).fill("Зоя Лунева");
  await dialog.getByLabel("Электронная почта").fill("zoya@prival.example");
  await dialog.getByRole("button", { name: "Создать", exact: true }).click();
  const address = (await dialog.locator("pre").textContent()) ?? "";
  expect(address).toContain("/invitation#");
  await expectAccessible(page);
  await dialog.locator("footer").getByRole("button", { name: "Закрыть" }).click();

  const context = await browser.newContext({ locale: "ru-RU" });
  const zoya = await context.newPage();
  await zoya.goto(address);
  await expect(zoya.getByText("Зоя Лунева, вы будете входить с адресом zoya@prival.example и этим паролем.")).toBeVisible();
  await expectAccessible(zoya);
  await zoya.getByLabel("Пароль", { exact: true }).fill("длинная фраза лучше");
  await zoya.getByRole("button", { name: "Сохранить и войти" }).click();
  await expect(zoya.getByRole("main").getByRole("heading", { name: "Рабочее место" })).toBeVisible();
  await context.close();
  // the link is spent
  const other = await browser.newContext({ locale: "ru-RU" });
  const late = await other.newPage();
  await late.goto(address);
  await expect(late.getByText("Ссылка не действует")).toBeVisible();
  await other.close();

  await page.getByRole("button", { name: "Действия: Зоя Лунева" }).click();
  await page.getByRole("menuitem", { name: "Отделы, языки, предел" }).click();
  await dialog.getByLabel("Гарантия").check();
  await dialog.getByRole("combobox", { name: "Языки" }).selectOption({ label: "Русский" });
  await dialog.getByRole("combobox", { name: "Языки" }).selectOption({ label: "Немецкий" });
  await dialog.getByLabel("Собственный предел диалогов").fill("2");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Сохранить" }).click();
  await expect(dialog).toHaveCount(0);
  await page.getByRole("button", { name: "Действия: Зоя Лунева" }).click();
  await page.getByRole("menuitem", { name: "Отделы, языки, предел" }).click();
  await expect(dialog.getByLabel("Гарантия")).toBeChecked();
  await expect(dialog.getByRole("list", { name: "Языки" }).getByRole("listitem")).toHaveText(["Немецкий", "Русский"]);
  await expect(dialog.getByLabel("Собственный предел диалогов")).toHaveValue("2");
});

test("a department has members, hours and a limit; outside its hours it is closed at once", async ({ page, ownServer }) => {
  await Operator.signIn(page, ownServer.url, accountOf(await demoOf(ownServer), "admin"));
  await page.goto(`${ownServer.url}/departments`);
  await add(page, "Добавить отдел", "Опт", "Wholesale");
  await expect(line(page, "Опт")).toContainText("0 операторов");
  const dialog = page.getByRole("dialog");
  const open = async () => {
    await page.getByRole("button", { name: /^\d оператор.*: Опт$/ }).click();
  };
  await open();
  await dialog.getByLabel("Олег Мартынов").check();
  await dialog.getByLabel("Диалогов на одного оператора").fill("2");
  await dialog.getByRole("button", { name: "По расписанию" }).click();
  await dialog.getByLabel("Часовой пояс").selectOption("Europe/Moscow");
  await expectAccessible(page);
  // a week that is open on one day only, three days from now
  const days = ["Воскресенье", "Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота"];
  const far = days[(new Date().getUTCDay() + 3) % 7];
  const removers = dialog.getByRole("button", { name: /^Убрать/ });
  for (let left = await removers.count(); left > 0; left -= 1) {
    await removers.first().click();
    await expect(removers).toHaveCount(left - 1);
  }
  await expect(dialog.getByRole("alert").filter({ hasText: "хотя бы один день" })).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Сохранить" })).toBeDisabled();
  await dialog.getByRole("button", { name: `Добавить часы: ${far}` }).click();
  await dialog.getByLabel(`${far}, с`).fill("10:30");
  await dialog.getByLabel(`${far}, до`).fill("00:00");
  await dialog.getByRole("button", { name: "Сохранить" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(line(page, "Опт")).toContainText("1 оператор");
  await expect(line(page, "Опт")).toContainText("сейчас закрыт");

  await page.reload();
  await open();
  await expect(dialog.getByLabel("Олег Мартынов")).toBeChecked();
  await expect(dialog.getByLabel("Диалогов на одного оператора")).toHaveValue("2");
  await expect(dialog.getByLabel("Часовой пояс")).toHaveValue("Europe/Moscow");
  await expect(dialog.getByLabel(`${far}, с`)).toHaveValue("10:30");
  await expect(dialog.getByLabel(`${far}, до`)).toHaveValue("00:00");
  await dialog.getByRole("button", { name: "Всегда" }).click();
  await dialog.getByRole("button", { name: "Сохранить" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(line(page, "Опт")).not.toContainText("сейчас закрыт");
});

test("languages are those that operators speak, each with its name", async ({ page, ownServer }) => {
  await Operator.signIn(page, ownServer.url, accountOf(await demoOf(ownServer), "admin"));
  await page.goto(`${ownServer.url}/settings`);
  await page.getByRole("navigation", { name: "Настройки" }).getByRole("link", { name: "Языки" }).click();
  await expect(page).toHaveURL(`${ownServer.url}/languages`);
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Добавить язык" }).click();
  await expect(dialog.getByRole("button", { name: "Сохранить" })).toBeDisabled();
  await expect(dialog.getByLabel("Язык", { exact: true })).toBeFocused();
  await dialog.getByLabel("Язык", { exact: true }).selectOption({ label: "Грузинский" });
  await page.keyboard.press("Control+Enter");
  await expect(dialog.getByRole("alert").filter({ hasText: "Отметьте хотя бы одного" })).toBeVisible();
  await dialog.getByLabel("Ира Соколова").check();
  await expect(dialog.getByText("Отметьте хотя бы одного")).toHaveCount(0);
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Сохранить" }).click();
  await expect(line(page, "Грузинский")).toContainText("Ира Соколова");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Кто говорит: Грузинский" }).click();
  await dialog.getByLabel("Ира Соколова").uncheck();
  await dialog.getByRole("button", { name: "Сохранить" }).click();
  await expect(line(page, "Грузинский")).toHaveCount(0);

  // whoever alone speaks it is gone: that is to be seen
  await page.getByRole("button", { name: "Добавить язык" }).click();
  await dialog.getByLabel("Язык", { exact: true }).selectOption({ label: "Грузинский" });
  await dialog.getByLabel("Ира Соколова").check();
  await page.keyboard.press("Control+Enter");
  await expect(line(page, "Грузинский")).toContainText("Ира Соколова");
  await page.goto(`${ownServer.url}/operators`);
  await page.getByRole("button", { name: "Действия: Ира Соколова" }).click();
  await page.getByRole("menuitem", { name: "Отключить" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Отключить" }).click();
  await expect(page.getByRole("row", { name: /Ира Соколова/ })).toContainText("отключ");
  await page.goto(`${ownServer.url}/languages`);
  await expect(line(page, "Грузинский")).toContainText("никого нет");
});
