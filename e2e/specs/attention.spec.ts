// The console calls when somebody waits (S10-S16, S18, S55, M18). What the browser did is read from its own functions,
// wrapped before the page starts: notes that began, notifications that were made.

import type { BrowserContext, Page } from "@playwright/test";
import { Server, accountOf, demoOf, expect, expectAccessible, test } from "../support/test.ts";
import { Operator, Visitor } from "../support/people.ts";

/** What the browser was asked to do. */
interface Heard {
  sounds: number;
  notifications: { title: string; body: string; tag: string; closed: boolean; click: () => void }[];
}

type Listening = typeof globalThis & { heard: Heard };

/** Counts notes that begin, and records notifications; with `permission`, the browser says that of them. */
async function listen(page: Page, permission?: NotificationPermission): Promise<void> {
  await page.addInitScript((permission) => {
    const heard: Heard = { sounds: 0, notifications: [] };
    (globalThis as Listening).heard = heard;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
      heard.sounds += 1;
      start.call(this, when);
    };
    globalThis.Notification = class extends Notification {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options);
        const shown = { title, body: options?.body ?? "", tag: options?.tag ?? "", closed: false, click: () => this.dispatchEvent(new Event("click")) };
        heard.notifications.push(shown);
        const close = this.close.bind(this);
        this.close = () => {
          shown.closed = true;
          close();
        };
      }
      static override get permission(): NotificationPermission {
        return permission ?? super.permission;
      }
    };
  }, permission);
}

const sounds = (page: Page) => page.evaluate(() => (globalThis as Listening).heard.sounds);
const notifications = (page: Page) =>
  page.evaluate(() => (globalThis as Listening).heard.notifications.map(({ title, body, closed }) => ({ title, body, closed })));

/** As if another tab were in front; with `false`, this one again. Headless tabs are always in front. */
async function hide(page: Page, hidden = true): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => (hidden ? "hidden" : "visible") });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  }, hidden);
}

const notice = (page: Page) => page.getByRole("banner").getByRole("link", { name: /ждёт ответа|ждут ответа/ });
const icon = (page: Page) => page.locator("link[rel=icon]").getAttribute("href");
const titles = (page: Page, seen: RegExp) => expect.poll(() => page.title(), { intervals: [100] }).toMatch(seen);

/** Where signals are counted, the server is the test's own: who waits from another test would signal too. */
async function signIn(context: BrowserContext, server: Server, permission?: NotificationPermission): Promise<Operator> {
  const page = await context.newPage();
  await listen(page, permission);
  return Operator.signIn(page, server.url, accountOf(await demoOf(server), "operator"));
}

async function ask(visitors: Visitor[], from: Parameters<typeof Visitor.arrive>, question: string): Promise<Visitor> {
  const visitor = await Visitor.arrive(...from);
  visitors.push(visitor);
  await visitor.open();
  await visitor.write(question);
  return visitor;
}

test("notice, count, title, icon and sound call for each visitor, and stop when he is taken", async ({ context, browser, ownServer, watch }) => {
  const visitors: Visitor[] = [];
  const ira = await signIn(context, ownServer);
  const page = watch(ira.page);
  await page.goto(`${ownServer.url}/profile`);
  // a click: from here on the browser lets the page sound
  await page.getByRole("heading", { name: "Профиль" }).click();
  await expect(notice(page)).toHaveCount(0);

  await ask(visitors, [browser, ownServer], "Первый вопрос");
  await expect(notice(page)).toHaveText(/^1 ждёт ответа/);
  await expect.poll(() => sounds(page)).toBe(1);
  await expect(page).toHaveTitle(/^\(1\) Профиль/);

  // S11: one click, and the waiting group is in view; who was signalled on the page before is not signalled again
  await notice(page).click();
  await expect(page).toHaveURL(/\/workplace$/);
  await expect(ira.row("Ожидают ответа", "Первый вопрос")).toBeInViewport();
  await ask(visitors, [browser, ownServer], "Второй вопрос");
  await expect(ira.section("Ожидают ответа").getByRole("option")).toHaveCount(2);
  await expect(notice(page)).toHaveText(/^2 ждут ответа/);
  await expect.poll(() => sounds(page)).toBe(1);

  // loaded anew, the page signals once for both
  await page.reload();
  await expect(notice(page)).toHaveText(/^2 ждут ответа/);
  await page.keyboard.press("Shift");
  await expect.poll(() => sounds(page)).toBe(1);

  // S13: star and badge while another tab is in front
  const plain = await icon(page);
  await hide(page);
  await titles(page, /^✱ \(2\) /);
  await titles(page, /^\(2\) /);
  await titles(page, /^✱ \(2\) /);
  expect(await icon(page)).toContain(">2</text>");
  await hide(page, false);
  await expect(page).toHaveTitle(/^\(2\) Рабочее место/);
  await expect.poll(() => icon(page)).not.toContain("</text>");
  expect(plain).not.toContain("</text>");

  // the strip: two wait, nobody has waited before them; whoever is taken stands there with the time he waited
  const bars = page.locator(".wait-strip i");
  await expect(bars).toHaveCount(2);
  const said = (text: RegExp) => expect(page.locator(".wait-strip .legend")).toHaveText(text, { useInnerText: true });
  await said(/^\s*сейчас до \d+:\d\d\s*$/);
  await ira.row("Ожидают ответа", "Первый вопрос").click();
  await expect(notice(page)).toHaveText(/^1 ждёт ответа/);
  await expect(bars).toHaveCount(2);
  await expect(bars.first()).toHaveAttribute("title", /^Посетитель \d+: \d+:\d\d, оператор пришёл в \d\d:\d\d$/);
  await expect(bars.last()).toHaveAttribute("title", /^Посетитель \d+: ждёт \d+:\d\d$/);
  await said(/^Медиана за 30 мин — \d+:\d\d\s*сейчас до \d+:\d\d$/);
  await hide(page);
  await titles(page, /^✱ \(1\) /);
  await page.getByRole("option").filter({ hasText: "Второй вопрос" }).click();
  await expect(notice(page)).toHaveCount(0);
  await said(/^Медиана за 30 мин — \d+:\d\d\s*$/);
  await expect(page).toHaveTitle(/^Рабочее место/);
  expect(await icon(page)).not.toContain("</text>");
  expect(await sounds(page)).toBe(1);
  await Promise.all(visitors.map((visitor) => visitor.context.close()));
});

test("a desktop notification for each visitor while nobody looks; a click opens the workplace", async ({ context, browser, ownServer }) => {
  const visitors: Visitor[] = [];
  await context.grantPermissions(["notifications"]);
  const ira = await signIn(context, ownServer);
  const { page } = ira;
  await ask(visitors, [browser, ownServer], "Пока оператор смотрит");
  await expect(notice(page)).toBeVisible();
  expect(await notifications(page)).toEqual([]);

  await hide(page);
  await ask(visitors, [browser, ownServer], "Пока не смотрит");
  await expect.poll(() => notifications(page)).toHaveLength(1);
  expect((await notifications(page))[0]).toMatchObject({ title: expect.stringMatching(/^Посетитель .* ждёт ответа$/), body: "Пока не смотрит", closed: false });

  await page.evaluate(() => (globalThis as Listening).heard.notifications[0]!.click());
  await expect(page).toHaveURL(/\/workplace$/);
  await expect.poll(() => notifications(page)).toMatchObject([{ closed: true }]);
  await Promise.all(visitors.map((visitor) => visitor.context.close()));
});

test("of two tabs one sounds and notifies, and a snapshot after a lost connection repeats nothing", async ({ context, browser, ownServer }) => {
  const visitors: Visitor[] = [];
  await context.grantPermissions(["notifications"]);
  const first = await signIn(context, ownServer);
  const second = await context.newPage();
  await listen(second);
  await second.goto(`${ownServer.url}/workplace`);
  await expect(second.getByRole("button", { name: /^Ожидают ответа/ })).toBeVisible();
  await second.getByRole("heading", { name: "Никто не ждёт" }).click();
  await hide(first.page);
  await hide(second);

  const all = async () => (await sounds(first.page)) + (await sounds(second));
  const shown = async () => [...(await notifications(first.page)), ...(await notifications(second))].length;
  await ask(visitors, [browser, ownServer], "Всем вкладкам");
  for (const page of [first.page, second]) {
    await expect(notice(page)).toBeVisible();
    await titles(page, /^✱ \(1\) /);
  }
  await expect.poll(all).toBe(1);
  await expect.poll(shown).toBe(1);

  await ownServer.kill();
  await expect(second.getByText("Нет связи").first()).toBeVisible();
  await ownServer.begin();
  await expect(second.getByText("Нет связи")).toHaveCount(0, { timeout: 30_000 });
  await ask(visitors, [browser, ownServer], "После обрыва");
  await expect(notice(second)).toHaveText(/^2 ждут ответа/, { timeout: 30_000 });
  await expect.poll(all).toBe(2);
  await expect.poll(shown).toBe(2);

  // the tab that spoke is closed: the other one speaks for the next visitor, and only for him
  await second.close();
  await expect(notice(first.page)).toHaveText(/^2 ждут ответа/, { timeout: 30_000 });
  const before = await sounds(first.page);
  await ask(visitors, [browser, ownServer], "Оставшейся вкладке");
  await expect.poll(() => sounds(first.page)).toBe(before + 1);
  await Promise.all(visitors.map((visitor) => visitor.context.close()));
});

test("nothing calls an operator who is Offline", async ({ context, browser, ownServer }) => {
  const visitors: Visitor[] = [];
  await context.grantPermissions(["notifications"]);
  const { page } = await signIn(context, ownServer);
  const colleague = await browser.newContext({ locale: "ru-RU" });
  const oleg = await Operator.signIn(await colleague.newPage(), ownServer.url, accountOf(await demoOf(ownServer), "operator", 1));
  await page.getByRole("button", { name: /^Статус: / }).click();
  await page.getByRole("menuitemradio", { name: /Оффлайн/ }).click();
  await expect(page.getByRole("button", { name: "Статус: Оффлайн" })).toBeVisible();
  await hide(page);
  await ask(visitors, [browser, ownServer], "Кто-нибудь есть?");
  await expect(notice(oleg.page)).toBeVisible();
  // a second of the page's own clock, in which everything that could signal would have
  const now = await page.evaluate(() => Date.now());
  await page.waitForFunction((now) => Date.now() > now + 1_500, now);
  await expect(notice(page)).toHaveCount(0);
  expect(await page.title()).not.toMatch(/✱|\(/);
  expect([await sounds(page), await notifications(page)]).toEqual([0, []]);
  await Promise.all([colleague.close(), ...visitors.map((visitor) => visitor.context.close())]);
});

test("the workplace asks for notifications from a press, once", async ({ context, server }) => {
  const { page } = await signIn(context, server, "default");
  const bar = page.getByRole("region", { name: "Оповещения" });
  await expect(bar).toHaveCount(0);
  await page.goto(`${server.url}/workplace`);
  await page.evaluate(() => {
    Notification.requestPermission = async () => {
      Object.defineProperty(Notification, "permission", { value: "granted" });
      return "granted";
    };
  });
  await bar.getByRole("button", { name: "Разрешить" }).click();
  await expect(bar).toHaveCount(0);
  await page.reload();
  await expect(bar).toBeVisible();
  await bar.getByRole("button", { name: "Не сейчас" }).click();
  await page.reload();
  await expect(page.getByRole("button", { name: /^Ожидают ответа/ })).toBeVisible();
  await expect(bar).toHaveCount(0);
});

test("the workplace says once how to mend a refusal", async ({ context, server }) => {
  const { page } = await signIn(context, server, "denied");
  await page.goto(`${server.url}/workplace`);
  const bar = page.getByRole("region", { name: "Оповещения" });
  await expect(bar).toContainText("Браузер запретил уведомления");
  await bar.getByRole("button", { name: "Понятно" }).click();
  await expect(bar).toHaveCount(0);
});

test("what the browser refuses is shown with how to mend it", async ({ context, server }) => {
  await signIn(context, server);
  // a tab in which nobody has clicked yet
  const page = await context.newPage();
  await listen(page, "denied");
  await page.goto(`${server.url}/profile`);
  const bell = page.getByRole("banner").getByRole("link", { name: /^Оповещения/ });
  // whether a tab without a gesture may sound is the browser's choice, and not the same each time; after one it may
  await page.keyboard.press("Shift");
  await expect(bell).toHaveAccessibleName(/Браузер запретил уведомления/);
  await bell.click();
  await expect(page).toHaveURL(/\/attention$/);
  const desktop = page.getByRole("listitem").filter({ hasText: "Уведомления на рабочем столе" });
  await expect(desktop).toContainText("заблокировано");
  await expect(desktop).toContainText("значок слева от адреса");
  await expect(desktop.getByRole("button")).toBeDisabled();
});

test("the self-test proves each channel, by keyboard, in both themes", async ({ context, ownServer }) => {
  await context.grantPermissions(["notifications"]);
  const { page } = await signIn(context, ownServer);
  await page.goto(`${ownServer.url}/attention`);
  const press = async (channel: string) => {
    await page.getByRole("button", { name: `Проверить: ${channel}` }).focus();
    await page.keyboard.press("Enter");
  };
  await press("Красная надпись");
  await expect(page.getByRole("banner").getByRole("link", { name: "Проверка оповещения" })).toBeVisible();
  await press("Звёздочка в заголовке");
  await titles(page, /^✱ Оповещения/);
  await titles(page, /^Оповещения/);
  await press("Значок вкладки");
  await expect.poll(() => icon(page)).toContain(">1</text>");
  await press("Звук");
  await expect.poll(() => sounds(page)).toBe(1);
  await press("Уведомления на рабочем столе");
  await expect.poll(() => notifications(page)).toMatchObject([{ title: "Проверка оповещения" }]);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expectAccessible(page);
  }
  await page.evaluate(() => (globalThis as Listening).heard.notifications[0]!.click());
  await expect(page).toHaveURL(/\/workplace$/);
});

test("preferences hold in this browser and its other tabs", async ({ context, browser, ownServer }) => {
  const visitors: Visitor[] = [];
  await context.grantPermissions(["notifications"]);
  const { page } = await signIn(context, ownServer);
  const other = await context.newPage();
  await other.goto(`${ownServer.url}/profile`);
  await other.getByRole("switch", { name: "Звук", exact: true }).click();
  await other.getByRole("switch", { name: "Уведомления на рабочем столе" }).click();
  await expectAccessible(other);
  await other.reload();
  await expect(other.getByRole("switch", { name: "Звук", exact: true })).toHaveAttribute("aria-checked", "false");
  await expect(other.getByRole("switch", { name: "Повторять звук" })).toHaveCount(0);
  await other.close();

  await hide(page);
  await ask(visitors, [browser, ownServer], "Тихо");
  await titles(page, /^✱ \(1\) /);
  expect([await sounds(page), await notifications(page)]).toEqual([0, []]);
  await Promise.all(visitors.map((visitor) => visitor.context.close()));
});
