// The help at the foot of every page: opened, answered, read by the operator.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isWell, openBrowser, person, picture, sideways, untroubled } from "./stage/browser.mjs";
import * as company from "./stage/company.mjs";
import { openHouse } from "./stage/house.mjs";

const LANGUAGES = { Deutsch: "Hilfe zu dieser Seite", Polski: "Pomoc do tej strony", "Русский": "Помощь к этой странице", English: "Help with this page" };

test("help on every page", async (t) => {
  const house = await openHouse();
  const browser = await openBrowser();
  t.after(() => Promise.all([browser.close(), house.close()]));
  const page = await person(browser, { reducedMotion: "reduce" });
  await company.setUp(page, house);

  await t.test("by keyboard, signed in, with a remark", async () => {
    await page.goto(`${house.url}/w/${company.WORKSPACE.address}/people`);
    await page.locator(".help > summary").focus();
    await page.keyboard.press("Enter");
    await isWell(page);
    await page.keyboard.press("Tab");
    await page.keyboard.type("Where are the guests?");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("Your answer is noted.").waitFor();
    assert.equal(new URL(page.url()).pathname, `/w/${company.WORKSPACE.address}/people`);
  });

  await t.test("at the door, in every language, on a small screen", async () => {
    const stranger = await person(browser, { reducedMotion: "reduce", viewport: { width: 320, height: 700 } });
    await stranger.goto(`${house.url}/sign-in`);
    for (const [language, words] of Object.entries(LANGUAGES)) {
      await stranger.locator("footer").getByRole("button", { name: language }).click();
      await stranger.getByText(words).click();
      await isWell(stranger);
      await picture(stranger, language);
      assert.deepEqual(await sideways(stranger), []);
    }
    await stranger.getByRole("button", { name: "Yes", exact: true }).click();
    await stranger.getByText("Your answer is noted.").waitFor();
    untroubled(stranger);
  });

  await t.test("the operator reads what was missed", async () => {
    await page.goto(`${house.url}/operator/help`);
    await page.getByText("Where are the guests?").waitFor();
    await page.getByRole("cell", { name: "English" }).first().waitFor();
    await isWell(page);
  });
  untroubled(page);
});
