// The brand of a workspace: seen before it is saved, refused when it cannot be read, shown to whoever comes in and in a letter, which is
// looked at in both schemes and on a phone.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isWell, openBrowser, person, picture, untroubled } from "./stage/browser.mjs";
import * as company from "./stage/company.mjs";
import { openHouse } from "./stage/house.mjs";
import { letterTo } from "./stage/mail.mjs";

const PAGE = `/w/${company.WORKSPACE.address}/settings/brand`;
const WINE = "rgb(138, 21, 56)";
const IDA = { name: "Ida Lindgren", email: `ida.${Date.now()}@falke.example.com` };

/** What makes a page whole stands around a letter: the mail program is the page. */
const OF_PAGES = /^(landmark-one-main|page-has-heading-one|region):/;

/** A logo with a word in it, on nothing. */
async function drawn(page) {
  const url = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [480, 160];
    const brush = canvas.getContext("2d");
    brush.fillStyle = "#8a1538";
    brush.beginPath();
    brush.arc(80, 80, 70, 0, 7);
    brush.fill();
    brush.font = "bold 96px sans-serif";
    brush.fillText("Falke", 180, 112);
    return canvas.toDataURL("image/png").split(",")[1];
  });
  return { name: "logo.png", mimeType: "image/png", buffer: Buffer.from(url, "base64") };
}

const background = (place) => place.evaluate((one) => getComputedStyle(one).backgroundColor);

test("a brand", async (t) => {
  const house = await openHouse();
  const browser = await openBrowser();
  t.after(() => Promise.all([browser.close(), house.close()]));
  const owner = await person(browser, { reducedMotion: "reduce" });
  await company.setUp(owner, house);
  await company.connectMail(owner, house);
  const sample = owner.locator("[data-brand-preview] .button");

  await t.test("is seen before it is saved", async () => {
    await owner.goto(house.url + PAGE);
    await isWell(owner);
    const plain = await background(sample);
    await owner.getByLabel("Colour").fill("#8A1538");
    await owner.getByLabel("Welcome").fill("Good morning.\nTea is in the kitchen.");
    await owner.getByLabel("Logo (optional)").setInputFiles(await drawn(owner));
    await owner.locator("[data-brand-preview] canvas.logo").waitFor();
    await owner.waitForFunction((wine) => getComputedStyle(document.querySelector("[data-brand-preview] .button")).backgroundColor === wine, WINE);
    assert.match(await owner.locator("[data-brand-welcome]").innerText(), /Tea is in the kitchen/);
    await picture(owner, "typed");
    await owner.reload();
    assert.equal(await background(sample), plain, "nothing is saved yet");
  });

  await t.test("is not taken when it cannot be read", async () => {
    await owner.getByLabel("Colour").fill("#FFD500");
    await company.press(owner, "Save brand");
    await owner.getByText("their contrast is 1.2, and 4.5 is needed").first().waitFor();
    await isWell(owner);
  });

  await t.test("is saved, with a word about its contrast", async () => {
    await owner.getByLabel("Colour").fill("#8A1538");
    await owner.getByLabel("Welcome").fill("Good morning.\nTea is in the kitchen.");
    await owner.getByLabel("Logo (optional)").setInputFiles(await drawn(owner));
    await company.press(owner, "Save brand");
    await owner.getByText("The brand is saved.").waitFor();
    await owner.getByText("#8A1538: words in it can be read").waitFor();
    await isWell(owner);
  });

  await t.test("stands where people come in", async () => {
    const stranger = await person(browser, { reducedMotion: "reduce" });
    await stranger.goto(`${house.url}/w/${company.WORKSPACE.address}/people`);
    await stranger.getByText("Tea is in the kitchen.").waitFor();
    assert.equal(await background(stranger.getByRole("button", { name: "Continue", exact: true })), WINE);
    assert.ok(await stranger.locator(".door-sign img").evaluate((one) => one.naturalWidth > 200));
    await isWell(stranger);
    untroubled(stranger);
  });

  await t.test("dresses a letter that can be read in the dark and on a phone", async () => {
    await company.addPerson(owner, house, IDA);
    const letter = await letterTo(IDA.email);
    assert.ok(letter.logo, "the logo travels along");
    assert.match(letter.text, /invited/i);
    assert.ok(!/https?:[^"]*\.(png|jpg|gif)/.test(letter.html), "nothing is fetched");
    const page = await person(browser);
    await page.setContent(letter.html.replaceAll("cid:logo", letter.logo));
    await isWell(page, OF_PAGES);
    assert.equal(await background(page.locator("td[bgcolor='#8A1538']")), WINE);
  });

  await t.test("goes as it came", async () => {
    await owner.goto(house.url + PAGE);
    await company.press(owner, "Restore the look of the server");
    await owner.getByText("looks like the server again").waitFor();
    const stranger = await person(browser);
    await stranger.goto(`${house.url}/w/${company.WORKSPACE.address}/people`);
    assert.equal(await stranger.getByText("Tea is in the kitchen.").count(), 0);
    untroubled(owner);
  });
});
