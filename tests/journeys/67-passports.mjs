// Two passports in one browser: the choice at the door, the menu, by keyboard and without JavaScript; then one of them is given up, and the
// letter that says so leads to the page where it is taken back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isWell, openBrowser, person, picture, sideways, untroubled } from "./stage/browser.mjs";
import * as company from "./stage/company.mjs";
import { openHouse } from "./stage/house.mjs";
import { linkMailed } from "./stage/mail.mjs";

const { OWNER, EMPLOYEE } = company;

const acts = (page) => page.locator(".switcher-who strong").first().textContent();
const as = (page, one) => page.getByRole("button", { name: new RegExp(`Continue as ${one.name}`) }).first();
const menu = (page) => page.locator(".switcher > summary").first();

/** The list of those who leave names Jonas, in every language and at both ends of the widths. */
async function seenByTheOperator(page, house) {
  await page.goto(`${house.url}/operator/leaving`);
  await page.getByText(EMPLOYEE.name).waitFor();
  await isWell(page);
  const before = page.viewportSize();
  for (const language of ["Deutsch", "Polski", "Русский", "English"]) {
    await page.locator("footer").getByRole("button", { name: language }).click();
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 700 });
      await picture(page, `leaving-${language}-${width}`);
      assert.deepEqual(await sideways(page), [], language);
    }
  }
  await page.setViewportSize(before);
}

test("several passports", async (t) => {
  const house = await openHouse();
  const browser = await openBrowser();
  t.after(() => Promise.all([browser.close(), house.close()]));
  const page = await person(browser, { reducedMotion: "reduce" });
  await company.setUp(page, house);
  await company.connectMail(page, house);
  await company.addPerson(page, house);
  await company.acceptInvitation(await person(browser), house);

  await t.test("a second one is added from the menu", async () => {
    await page.goto(`${house.url}/passport`);
    await menu(page).click();
    await page.getByRole("link", { name: "Add another passport" }).click();
    await isWell(page);
    await company.signIn(page, EMPLOYEE);
    await page.waitForURL("**/passport");
    assert.equal(await acts(page), EMPLOYEE.name);
    await menu(page).click();
    await isWell(page);
  });

  await t.test("the first one goes on by keyboard alone", async () => {
    await page.goto(`${house.url}/passport`);
    await menu(page).focus();
    await page.keyboard.press("Enter");
    for (let stop = 0; stop < 20; stop += 1) {
      await page.keyboard.press("Tab");
      const words = await page.evaluate(() => document.activeElement?.textContent ?? "");
      if (words.includes(`Continue as ${OWNER.name}`)) break;
    }
    await page.keyboard.press("Enter");
    await page.getByText(`You go on as ${OWNER.name}`).waitFor();
    assert.equal(await acts(page), OWNER.name);
  });

  await t.test("a page of one does nothing for the other who became active in a second tab", async () => {
    await page.goto(`${house.url}/passport/profile`);
    const tab = await page.context().newPage();
    await tab.goto(`${house.url}/passport`);
    await menu(tab).click();
    await as(tab, EMPLOYEE).click();
    await tab.getByText(`You go on as ${EMPLOYEE.name}`).waitFor();
    await page.locator("form[action='/passport/profile/language'] button").click();
    await page.getByText("another passport is active now").first().waitFor();
    await isWell(page);
    await tab.close();
  });

  await t.test("after a sign-out nobody takes over, and one click goes on", async () => {
    await page.goto(`${house.url}/passport`);
    await menu(page).click();
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.waitForURL("**/signed-out");
    await isWell(page);
    await page.goto(`${house.url}/w/falke/people`);
    assert.match(page.url(), /\/sign-in/);
    await isWell(page);
    await as(page, OWNER).click();
    await page.waitForURL("**/w/falke/people");
  });

  await t.test("what holds a passport is named, and one that nothing holds is given up", async () => {
    const jonas = await person(browser, { reducedMotion: "reduce" });
    await jonas.goto(`${house.url}/sign-in`);
    await company.signIn(jonas, EMPLOYEE);
    await jonas.waitForURL(/\/(passport|w\/)/);
    await jonas.goto(`${house.url}/passport/deletion`);
    await isWell(jonas);
    await jonas.getByRole("link", { name: /^Leave/ }).first().click();
    await company.press(jonas, /^Leave/);
    await jonas.goto(`${house.url}/passport/deletion`);
    await isWell(jonas);
    await jonas.getByLabel(/type your name/).fill(EMPLOYEE.name);
    await company.press(jonas, "Delete passport");
    await jonas.waitForURL("**/sign-in**");
    await seenByTheOperator(page, house);
    await jonas.goto(await linkMailed(EMPLOYEE.email, `${house.url}/passport/deletion`));
    await company.signIn(jonas, EMPLOYEE);
    await jonas.waitForURL("**/passport/deletion");
    await isWell(jonas);
    await jonas.goto(`${house.url}/passport/profile`);
    assert.match(jonas.url(), /\/passport\/deletion/);
    await company.press(jonas, "Keep my passport");
    await jonas.getByText("Your passport stays").waitFor();
    untroubled(jonas);
  });
});
