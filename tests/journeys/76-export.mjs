// All that is kept about a person, taken along as one file.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { isWell, openBrowser, person, picture, sideways, untroubled } from "./stage/browser.mjs";
import * as company from "./stage/company.mjs";
import { openHouse } from "./stage/house.mjs";

test("export of one's own data", async (t) => {
  const house = await openHouse();
  const browser = await openBrowser();
  t.after(() => Promise.all([browser.close(), house.close()]));
  const page = await person(browser, { reducedMotion: "reduce" });
  await company.setUp(page, house);

  await t.test("the page says what is in the file, in every language", async () => {
    await page.goto(`${house.url}/passport/security`);
    await page.getByRole("link", { name: "Export my data" }).click();
    await page.getByRole("heading", { name: "Export my data" }).waitFor();
    await isWell(page);
    for (const language of ["Deutsch", "Polski", "Русский", "English"]) {
      await page.locator("footer").getByRole("button", { name: language }).click();
      for (const width of [320, 1280]) {
        await page.setViewportSize({ width, height: 700 });
        await picture(page, `${language}-${width}`);
        assert.deepEqual(await sideways(page), [], language);
      }
    }
  });

  await t.test("the file is JSON, about oneself, without secrets", async () => {
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download the file" }).click()]);
    assert.match(file.suggestedFilename(), /\.json$/);
    const text = await readFile(await file.path(), "utf8");
    const kept = JSON.parse(text);
    assert.ok(text.includes(company.OWNER.email), Object.keys(kept).join(" "));
    assert.ok(text.includes(company.WORKSPACE.address));
    for (const secret of [company.OWNER.password, "$argon2"]) assert.ok(!text.includes(secret), "a secret in the file");
  });
  untroubled(page);
});
