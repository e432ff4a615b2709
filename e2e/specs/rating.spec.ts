// What a visitor says of a conversation that is over, and how he sees that it was received (M7).

import { accountOf, expect, test } from "../support/test.ts";
import { Operator, Visitor } from "../support/people.ts";
import { end, take } from "../support/work.ts";

for (const locale of ["ru", "en"] as const) {
  test(`a rating is thanked for, and words stay until they are sent (${locale})`, async ({ page, browser, server, demo }) => {
    // of the demo's two operators it is the second who speaks both languages
    const oleg = await Operator.signIn(page, server.url, accountOf(demo, "operator", 1));
    await oleg.openWorkplace();
    const visitor = await Visitor.arrive(browser, server, "", locale);
    const judgement = visitor.window.getByRole("group", { name: visitor.say("rate.title") });
    const comment = judgement.getByRole("textbox", { name: visitor.say("rate.comment") });
    const send = judgement.getByRole("button", { name: visitor.say("composer.send") });
    const stars = judgement.getByRole("button", { name: "4" });
    const question = `Order 1048${locale === "ru" ? 1 : 2}?`;
    const words = `Fast and kind, ${locale}`;

    await visitor.open();
    await test.step("nobody came: there is nothing to judge", async () => {
      await visitor.write(question);
      await visitor.window.getByRole("button", { name: visitor.say("menu.open") }).click();
      await visitor.window.getByRole("button", { name: visitor.say("menu.end") }).click();
      await expect(visitor.log.getByText(visitor.say("log.closed"))).toBeVisible();
      await expect(judgement).toBeHidden();
      await visitor.write(`${question} Once more`);
    });

    await take(oleg, "awaiting_reply", question);
    await oleg.answer("On its way.");
    await end(oleg);
    await expect(judgement).toBeVisible();
    await expect(send).toBeHidden();
    await stars.click();
    await expect(oleg.timeline.getByText("★★★★").last()).toBeVisible();
    await comment.fill(words);

    await test.step("typed words are neither sent nor lost when the window is hidden and the page goes", async () => {
      await visitor.window.getByRole("button", { name: visitor.say("head.hide") }).click();
      await expect(visitor.button).toBeVisible();
      await visitor.page.reload();
      await visitor.button.click();
      await expect(comment).toHaveValue(words);
      await expect(oleg.timeline.getByText(words)).toHaveCount(0);
    });

    await test.step("sent, they are thanked for and stay as they are", async () => {
      await send.click();
      await expect(judgement.getByRole("status")).toHaveText(visitor.say("rate.thanks"));
      await expect(judgement.getByRole("status")).toBeFocused();
      await expect(comment).toBeHidden();
      await expect(stars).toBeDisabled();
      await expect(oleg.timeline.getByText(words)).toBeVisible();
      await visitor.page.reload();
      await expect(judgement.getByRole("status")).toHaveText(visitor.say("rate.thanks"));
      await expect(comment).toBeHidden();
    });

    await test.step("what goes on is judged anew", async () => {
      await visitor.write("And the tent?");
      await expect(judgement).toBeHidden();
      await oleg.answer("The tent too.");
      await end(oleg);
      await expect(comment).toHaveValue("");
      await expect(send).toBeVisible();
      await expect(stars).toBeEnabled();
    });
    await visitor.context.close();
  });
}
