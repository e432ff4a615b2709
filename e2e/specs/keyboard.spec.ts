// A shift without a mouse: every step by the keys that the list of "?" names (M38), and a note that no visitor ever gets.

import { type Page } from "@playwright/test";
import { accountOf, demoOf, expect, test } from "../support/test.ts";
import { Operator, Visitor } from "../support/people.ts";

/** Out of the field, so that letters are commands. */
const press = async (page: Page, ...keys: string[]) => {
  await page.keyboard.press("Escape");
  for (const key of keys) await page.keyboard.press(key);
};

test("a conversation from the first answer to its end, and the settings, by keys alone", async ({ page, browser, ownServer, watch }) => {
  const demo = await demoOf(ownServer);
  const pavel = await Operator.signIn(watch(page), ownServer.url, accountOf(demo, "admin"));
  await pavel.openWorkplace();
  const visitor = await Visitor.arrive(browser, ownServer);
  await visitor.open();
  const question = "Сколько весит палатка?";
  await visitor.write(question);
  await expect(pavel.row("Ожидают ответа", question)).toBeVisible();

  await press(page, "w");
  await expect(pavel.composer).toBeFocused();
  await page.keyboard.type("Два килограмма.");
  await page.keyboard.press("Enter");
  await expect(visitor.log.getByText("Два килограмма.")).toBeVisible();

  // a category, by its menu: the focus comes back to where the menu was opened
  await press(page, "g");
  const category = page.getByRole("menuitemradio").first();
  await expect(category).toBeFocused();
  const name = (await category.innerText()).trim();
  await page.keyboard.press("Enter");
  await expect(pavel.timeline.getByText(`присвоил категорию «${name}»`)).toBeVisible();
  await expect(page.getByRole("button", { name: "Категория" })).toBeFocused();

  // asking whom to pass it to, and whether to block, is left by Escape
  await page.keyboard.press("t");
  await expect(page.getByRole("menuitem").first()).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toHaveCount(0);
  await page.keyboard.press("b");
  await expect(page.getByRole("alertdialog", { name: "Заблокировать посетителя?" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("alertdialog")).toHaveCount(0);

  await page.keyboard.press("z");
  await expect(pavel.row("В диалоге", question).or(pavel.row("В диалоге", "Два килограмма."))).toContainText("отложен");
  await page.keyboard.press("z");
  await page.keyboard.press("r");
  await expect(pavel.composer).toBeFocused();

  await press(page, "x");
  await expect(visitor.log.getByText("Разговор завершён")).toBeVisible();
  await page.keyboard.press("u");
  await expect(pavel.row("В диалоге", "Два килограмма.")).toBeVisible();

  await press(page, "s");
  await expect(page.getByRole("menuitemradio", { name: "Онлайн" })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(pavel.status).toHaveAccessibleName(/Невидимка/);
  await expect(pavel.status).toBeFocused();

  await page.keyboard.press("?");
  const list = page.getByRole("dialog", { name: "Клавиши рабочего места" });
  for (const [line, key] of [["Перенаправить", "T"], ["Категория", "G"], ["Заметка", "N"], ["Заблокировать", "B"]]) {
    await expect(list.locator(".keys > div").filter({ hasText: line })).toContainText(key!);
  }
  await page.keyboard.press("Escape");
  await expect(list).toHaveCount(0);

  const sections = page.getByRole("navigation", { name: "Разделы" });
  await sections.getByRole("link", { name: "Настройки" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Сайты и виджет" })).toBeVisible();
  await sections.getByRole("link", { name: "Рабочее место" }).focus();
  await page.keyboard.press("Enter");
  await expect(pavel.heading("awaiting_reply")).toBeVisible();
  await visitor.context.close();
});

test("whoever comes to the list with Tab opens a row with Enter", async ({ page, browser, ownServer, watch }) => {
  const ira = await Operator.signIn(watch(page), ownServer.url, accountOf(await demoOf(ownServer), "operator"));
  await ira.openWorkplace();
  const visitor = await Visitor.arrive(browser, ownServer);
  await visitor.open();
  await visitor.write("Есть размер 43?");
  const row = ira.row("Ожидают ответа", "Есть размер 43?");
  await expect(row).toHaveAttribute("tabindex", "0");
  await row.focus();
  await page.keyboard.press("Enter");
  await expect(ira.row("В диалоге", "Есть размер 43?")).toBeVisible();
  await expect(ira.composer).toBeFocused();
  await visitor.context.close();
});

test("a note is written where answers are, and goes to nobody but colleagues", async ({ page, browser, ownServer, watch }) => {
  const ira = await Operator.signIn(watch(page), ownServer.url, accountOf(await demoOf(ownServer), "operator"));
  await ira.openWorkplace();
  const visitor = await Visitor.arrive(browser, ownServer);
  await visitor.open();
  await visitor.write("Можно вернуть?");
  await ira.row("Ожидают ответа", "Можно вернуть?").click();
  await expect(ira.composer).toBeFocused();
  const note = page.getByRole("textbox", { name: "Заметка для коллег" });
  const mode = page.getByRole("group", { name: "Что написать" });

  // both are begun, each in its place, also after a reload
  await page.keyboard.type("Вернуть мож");
  await press(page, "n");
  await expect(note).toBeFocused();
  await expect(note).toHaveValue("");
  await page.keyboard.type("Третий возврат");
  await page.reload();
  await expect(ira.composer).toHaveValue("Вернуть мож");
  await mode.getByRole("button", { name: "Заметка" }).click();
  await expect(note).toHaveValue("Третий возврат");

  // written by Enter like an answer, and the field is for answers again
  await note.press("Enter");
  await expect(ira.timeline.getByText("Третий возврат")).toBeVisible();
  await expect(mode.getByRole("button", { name: "Ответ" })).toHaveAttribute("aria-pressed", "true");
  await expect(ira.composer).toBeFocused();
  await expect(ira.composer).toHaveValue("Вернуть мож");
  await page.keyboard.press("End");
  await page.keyboard.type("но за две недели");
  await page.keyboard.press("Enter");
  await expect(visitor.log.getByText("Вернуть можно за две недели")).toBeVisible();
  await expect(visitor.window.getByText("Третий возврат")).toHaveCount(0);
  await visitor.page.reload();
  await expect(visitor.log.getByText("Вернуть можно за две недели")).toBeVisible();
  await expect(visitor.window.getByText("Третий возврат")).toHaveCount(0);
  await visitor.context.close();
});
