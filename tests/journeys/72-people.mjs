// Many in the list of people: found while one types, chosen and put in a group, dismissed together, taken along as a file.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isWell, openBrowser, person, picture, sideways, untroubled } from "./stage/browser.mjs";
import * as company from "./stage/company.mjs";
import { openHouse } from "./stage/house.mjs";
import { eventually } from "./stage/place.mjs";

const { WORKSPACE } = company;
const PEOPLE = `/w/${WORKSPACE.address}/people`;
const LANGUAGES = ["English", "Deutsch", "Polski", "Русский"];
/** A name a table program would take for a formula. */
const FORMULA = "=HYPERLINK(0)";

/** The same page in every language, at both ends of the widths. */
async function inEveryLanguage(page) {
  const [address, before] = [page.url(), page.viewportSize()];
  for (const language of [...LANGUAGES.slice(1), LANGUAGES[0]]) {
    await page.locator("footer").getByRole("button", { name: language }).click();
    await page.goto(address);
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 700 });
      await picture(page, `${language}-${width}`);
      assert.deepEqual(await sideways(page), [], `${address} ${language}`);
    }
  }
  await page.setViewportSize(before);
}

/** Presses Tab until this has the focus. */
async function tabTo(page, locator) {
  for (let steps = 0; steps < 120; steps += 1) {
    if (await locator.evaluate((one) => one === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail("the keyboard does not get there");
}

test("many people", async (t) => {
  const house = await openHouse();
  const browser = await openBrowser();
  t.after(() => Promise.all([browser.close(), house.close()]));
  const page = await person(browser, { reducedMotion: "reduce" });
  await company.setUp(page, house);
  await company.connectMail(page, house);
  const names = [FORMULA, ...Array.from({ length: 60 }, (_, n) => `Worker ${String(n).padStart(2, "0")}`)];

  await t.test("sixty are invited from a file", async () => {
    const rows = names.map((name, n) => `${name};worker${n}@falke.example.com;${n % 2 ? "Plant" : "Sales > Export"}`);
    const text = `Name;E-mail;Department\r\n${rows.join("\r\n")}\r\n`;
    await page.goto(`${house.url}${PEOPLE}/import`);
    await page.getByLabel("File with people").setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
    await company.press(page, "Look at the file");
    await page.getByLabel("Make departments that are not there").check();
    await company.press(page, "Look again");
    await page.getByRole("button", { name: "Invite people: 61" }).click();
    // The page follows the import by itself.
    await page.getByText("Done", { exact: true }).waitFor({ timeout: 20_000 });
    await page.goto(`${house.url}/w/${WORKSPACE.address}/groups`);
    await page.getByRole("link", { name: /group/i }).first().click();
    await page.getByLabel("Name", { exact: true }).fill("Night shift");
    await page.getByRole("button", { name: /group|save/i }).first().click();
  });

  await t.test("the list leads on and back, and is well in every language", async () => {
    await page.goto(`${house.url}${PEOPLE}`);
    assert.equal(await page.locator("tbody tr").count(), 50);
    await isWell(page);
    await inEveryLanguage(page);
    await page.goto(`${house.url}${PEOPLE}`);
    await page.getByRole("link", { name: /next/i }).click();
    await page.waitForURL(/after=/);
    assert.equal(await page.locator("tbody tr").count(), 12);
    await page.getByRole("link", { name: /previous/i }).click();
    await page.waitForURL(/before=/);
    assert.equal(await page.locator("tbody tr").count(), 50);
  });

  await t.test("people are found while one types, by name and by department", async () => {
    await page.goto(`${house.url}${PEOPLE}`);
    const search = page.getByLabel(/^Search by name/);
    await search.pressSequentially("worker 07");
    await eventually("one is left", async () => (await page.locator("tbody tr").count()) === 1);
    await page.getByRole("link", { name: "Worker 07" }).waitFor();
    assert.match(page.url(), /search=worker/);
    await search.fill("plant worker 0");
    await eventually("those of the plant", async () => (await page.locator("tbody tr").count()) === 5);
    await search.fill("nobody such");
    await eventually("nobody", async () => (await page.locator("tbody tr").count()) === 0);
    await isWell(page);
  });

  await t.test("some are chosen by keyboard and put in a group", async () => {
    await page.goto(`${house.url}${PEOPLE}?search=worker+0`);
    for (const name of ["Worker 01", "Worker 02"]) {
      await tabTo(page, page.getByLabel(`Choose ${name}`));
      await page.keyboard.press("Space");
    }
    await page.getByText("Chosen: 2").waitFor();
    await isWell(page);
    await tabTo(page, page.getByRole("button", { name: "Put in a group" }));
    await page.keyboard.press("Enter");
    await page.waitForURL(/chosen/);
    await isWell(page);
    await inEveryLanguage(page);
    await page.getByLabel("Group").selectOption("Night shift");
    await company.press(page, "Put in a group");
    await page.getByText("Put in the group: 2.").waitFor();
  });

  await t.test("a whole page is withdrawn, after a page that names them", async () => {
    await page.goto(`${house.url}${PEOPLE}?search=worker+1`);
    await page.getByLabel("Everybody on this page").check();
    await page.getByText("Chosen: 10").waitFor();
    await company.press(page, "Withdraw");
    await page.waitForURL(/chosen/);
    await isWell(page);
    await page.getByRole("button", { name: /withdraw/i }).click();
    await page.getByText("Withdrawn: 10.").waitFor();
  });

  await t.test("nothing chosen is said, and nothing is done", async () => {
    await page.goto(`${house.url}${PEOPLE}`);
    await company.press(page, "Dismiss");
    await page.getByText("Nobody is chosen: tick somebody first.").waitFor();
    await isWell(page);
  });

  await t.test("what the filters show is taken along, and no cell is a formula", async () => {
    await page.goto(`${house.url}${PEOPLE}?state=invited`);
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export as CSV" }).click()]);
    assert.equal(file.suggestedFilename(), "people.csv");
    const text = Buffer.concat(await (await file.createReadStream()).toArray()).toString();
    const lines = text.trimEnd().split("\r\n");
    assert.equal(lines.length, 1 + 51, text);
    assert.match(lines[0], /^\uFEFFName,/);
    assert.ok(lines.some((line) => line.includes("Worker 01") && line.includes("Night shift")), text);
    assert.ok(lines.every((line) => line.split(",").every((cell) => !/^"?[=+\-@\t]/.test(cell))), text);
    assert.ok(lines.some((line) => /^"?'=HYPERLINK/.test(line)), text);
    untroubled(page);
  });
});
