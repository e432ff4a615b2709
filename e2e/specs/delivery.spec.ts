// What browsers are sent: addresses, caching, compression, and a content security policy that the pages live with.

import { expect, test } from "../support/test.ts";

test("the server says that it is well", async ({ request }) => {
  const answer = await request.get("/healthz");
  expect(answer.status()).toBe(200);
  expect(await answer.json()).toMatchObject({ status: "ok", position: expect.any(Number) });
});

test("the console starts under its content security policy without a complaint", async ({ page, watch }) => {
  const answer = await watch(page).goto("/");
  const policy = answer?.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
  expect(policy).not.toContain("'unsafe-inline'");
  expect(answer?.headers()["cache-control"]).toContain("no-cache");
  await expect(page.getByRole("button").first()).toBeVisible();
  await expect(page.locator("#start-failed")).toBeHidden();
});

test("hashed files are compressed and kept for ever", async ({ page, request }) => {
  await page.goto("/");
  const script = await page.locator("script[src]").getAttribute("src");
  const answer = await request.get(script ?? "", { headers: { "accept-encoding": "br" } });
  expect(answer.headers()).toMatchObject({
    "content-encoding": "br",
    "cache-control": expect.stringContaining("immutable"),
    "content-type": expect.stringContaining("javascript"),
  });
});

test("any page of the console leads to the console, and any other address to the page that says so", async ({ page, request }) => {
  const [home, deep, program] = await Promise.all([request.get("/"), request.get("/workplace?x=1"), request.get("/elsewhere")]);
  expect(deep.status()).toBe(200);
  expect(await deep.text()).toBe(await home.text());
  expect([program.status(), await program.text()]).toEqual([404, ""]);
  const astray = await page.goto("/elsewhere");
  expect(astray?.status()).toBe(404);
  await expect(page.getByRole("button").first()).toBeVisible();
});

test("pages of the administration come with a program of their own", async ({ request }) => {
  const [desk, sites] = await Promise.all([request.get("/workplace"), request.get("/sites")]);
  expect(await desk.text()).toContain("/assets/console/desk-");
  expect(await sites.text()).toContain("/assets/console/administration-");
  expect(sites.headers()["content-security-policy"]).toBe(desk.headers()["content-security-policy"]);
});

test("the loader has one address, small and on any page", async ({ request }) => {
  const answer = await request.get("/letopis.js", { headers: { "accept-encoding": "br" } });
  expect(answer.status()).toBe(200);
  expect(answer.headers()["content-encoding"]).toBe("br");
  expect(answer.headers()["content-type"]).toContain("javascript");
});
