// Signing in without a mouse, and without JavaScript.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openBrowser, person } from "./stage/browser.mjs";
import * as company from "./stage/company.mjs";
import { openHouse } from "./stage/house.mjs";

test("ways to use the pages", async (t) => {
  const house = await openHouse();
  const browser = await openBrowser();
  t.after(() => Promise.all([browser.close(), house.close()]));
  await company.setUp(await person(browser), house);

  await t.test("sign-in and sign-out by keyboard alone", async () => {
    const page = await person(browser);
    await page.goto(`${house.url}/sign-in`);
    await tabTo(page, /e-?mail/i);
    await page.keyboard.type(company.OWNER.email);
    await page.keyboard.press("Enter");
    await page.getByLabel(/^password/i).first().waitFor();
    await tabTo(page, /password/i);
    await page.keyboard.type(company.OWNER.password);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/(passport|w\/)/);
    await tabTo(page, new RegExp(company.OWNER.name));
    await page.keyboard.press("Enter");
    await tabTo(page, /sign out/i);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/signed-out");
    await page.goto(`${house.url}/passport`);
    assert.match(page.url(), /\/sign-in/);
  });

  await t.test("every stop of the tab key on the console can be seen", async () => {
    const page = await person(browser);
    await page.goto(`${house.url}/sign-in`);
    await company.signIn(page, company.OWNER);
    await page.waitForURL(/\/(passport|w\/)/);
    await page.goto(`${house.url}/w/${company.WORKSPACE.address}/people`);
    for (let stop = 0; stop < 25; stop += 1) {
      await page.keyboard.press("Tab");
      const focus = await focused(page);
      if (!focus) break;
      assert.ok(focus.ring, `no ring around: ${focus.html}`);
      assert.ok(focus.inSight, `under a bar or outside of the window: ${focus.html}`);
    }
  });

  await t.test("sign-in, adding a person and sign-out without JavaScript", async () => {
    const page = await person(browser, { javaScriptEnabled: false });
    await page.goto(`${house.url}/sign-in`);
    await company.signIn(page, company.OWNER);
    await page.waitForURL(/\/(passport|w\/)/);
    await company.addPerson(page, house, { name: "Noor Haddad", email: "noor@falke.example.com" });
    await page.locator("summary", { hasText: company.OWNER.name }).click();
    await company.press(page, /sign out/i);
    await page.goto(`${house.url}/passport`);
    assert.match(page.url(), /\/sign-in/);
  });
});

/** Presses Tab until the focus is on what these words name; where it is already, nothing is pressed. */
async function tabTo(page, words) {
  const passed = [];
  for (let stop = 0; stop < 40; stop += 1) {
    const focus = await focused(page);
    if (focus && words.test(focus.name)) return;
    passed.push(focus?.name ?? "the page");
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab never reached ${words}; it passed ${passed.join(" · ")}`);
}

/** What has the focus: its name, whether a ring is drawn, whether it can be seen. */
function focused(page) {
  return page.evaluate(() => {
    const one = document.activeElement;
    if (!one || one === document.body) return undefined;
    const labels = [...(one.labels ?? [])].map((label) => label.textContent);
    const name = [one.getAttribute("aria-label") ?? "", ...labels, one.textContent].join(" ").replace(/\s+/g, " ").trim();
    const style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return {
      name,
      html: one.outerHTML.slice(0, 120),
      ring: style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 2,
      inSight: box.height === 0 || (top !== null && (one.contains(top) || top.contains(one))),
    };
  });
}
