// Signing in goes in circles: the page that looks at the browser finds why, in a browser that has each of the troubles.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { chromium } from "playwright-core";
import { openBrowser, person, sideways, untroubled, violations } from "./stage/browser.mjs";
import * as company from "./stage/company.mjs";
import { openHouse } from "./stage/house.mjs";
import { freshFolder, place } from "./stage/place.mjs";

const PAGE = "/sign-in/problems";
const TEN_MINUTES = 600_000;

/** What the page says of each thing it looks at. */
async function found(page) {
  return Object.fromEntries(await page.locator("[data-check]").evaluateAll((checks) => checks.map((check) =>
    [check.dataset.check, [...check.children].find((said) => !said.hidden)?.dataset.when])));
}

/** A browser of a person who allows no cookies. */
function withoutCookies() {
  const folder = freshFolder("no-cookies");
  mkdirSync(join(folder, "Default"));
  const settings = { profile: { default_content_setting_values: { cookies: 2 } } };
  writeFileSync(join(folder, "Default", "Preferences"), JSON.stringify(settings));
  return chromium.launchPersistentContext(folder, {
    executablePath: place.chromium, locale: "en", args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  });
}

test("problems of signing in", async (t) => {
  const house = await openHouse();
  const browser = await openBrowser();
  t.after(() => Promise.all([browser.close(), house.close()]));
  await company.setUp(await person(browser), house);

  await t.test("nothing is wrong with a browser in order, and the page is well in every language", async () => {
    for (const [locale, width] of [["en", 320], ["de-DE", 320], ["pl-PL", 1280], ["ru-RU", 320]]) {
      const page = await person(browser, { locale, viewport: { width, height: 800 }, reducedMotion: "reduce" });
      await page.goto(`${house.url}/sign-in`);
      await page.locator(`a[href="${PAGE}"]`).first().click();
      const good = { address: "good", cookies: "good", left: "good", clock: "good", script: "good" };
      assert.deepEqual(await found(page), good);
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await violations(page), [], `${locale} ${colorScheme}`);
      }
      assert.deepEqual(await sideways(page), []);
      untroubled(page);
      await page.context().close();
    }
  });

  await t.test("a clock that is fast or slow, and one that is a little off", async () => {
    for (const [off, said] of [[TEN_MINUTES, "fast"], [-TEN_MINUTES, "slow"], [20_000, "good"]]) {
      const page = await person(browser);
      await page.clock.install({ time: Date.now() + off });
      await page.goto(house.url + PAGE);
      assert.equal((await found(page)).clock, said);
      await page.context().close();
    }
  });

  await t.test("another host is named, and the way leads to the right one", async () => {
    const page = await person(browser);
    await page.goto(house.url.replace("127.0.0.1", "localhost") + PAGE);
    assert.equal((await found(page)).address, "bad");
    await page.getByRole("link", { name: "Open the right address" }).click();
    assert.equal(page.url().split("?")[0], house.url + PAGE);
    assert.equal((await found(page)).address, "good");
  });

  await t.test("without script it says what to look at", async () => {
    const page = await person(browser, { javaScriptEnabled: false });
    await page.goto(house.url + PAGE);
    const checks = page.locator("[data-when]:visible");
    const said = await checks.allInnerTexts();
    assert.equal(said.length, 5);
    assert.match(said.join("\n"), /The browser keeps cookies\..*Compare the clock of this device\..*No script has run here\./s);
  });

  await t.test("a cookie that opens nothing any more is found and forgotten by a press of a key", async () => {
    const page = await person(browser);
    await company.signIn(await at(page, house), company.OWNER);
    const [session] = (await page.context().cookies()).filter((one) => one.name === "vestibule-session");
    await page.context().addCookies([{ ...session, value: "left-of-long-ago" }]);
    await page.goto(house.url + PAGE);
    assert.equal((await found(page)).left, "bad");
    await page.getByRole("button", { name: "Forget the cookies of this server" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("The cookies were forgotten.").waitFor();
    assert.equal((await found(page)).left, "good");
    await company.signIn(await at(page, house), company.OWNER);
    untroubled(page);
  });

  await t.test("a browser that keeps no cookies is told so, and its refused form leads here", async () => {
    const context = await withoutCookies();
    t.after(() => context.close());
    const page = await context.newPage();
    await page.goto(house.url + PAGE);
    assert.equal((await found(page)).cookies, "bad");
    await page.goto(`${house.url}/sign-in`);
    await page.locator("input[name=username]").fill(company.OWNER.email);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.locator("main").locator(`a[href="${PAGE}"]`).click();
    assert.equal((await found(page)).cookies, "bad");
    await context.close();
  });
});

async function at(page, house) {
  await page.goto(`${house.url}/sign-in`);
  return page;
}
