// Many are invited from a file, some are written to again or withdrawn; a link lets others join, with approval, also without a passport.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isWell, openBrowser, person, untroubled } from "./stage/browser.mjs";
import * as company from "./stage/company.mjs";
import { openHouse } from "./stage/house.mjs";
import { linkMailed } from "./stage/mail.mjs";

const { EMPLOYEE, OWNER, WORKSPACE } = company;
const PEOPLE = `/w/${WORKSPACE.address}/people`;
const NORA = { name: "Nora Berg", email: "nora.berg@falke.example.com", password: "amber-window-glacier-31" };

/** Chooses a file of people. */
async function choose(page, house, text) {
  await page.goto(`${house.url}${PEOPLE}/import`);
  await page.getByLabel("File with people").setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await company.press(page, "Look at the file");
}

test("joining", async (t) => {
  const house = await openHouse();
  const browser = await openBrowser();
  t.after(() => Promise.all([browser.close(), house.close()]));
  const page = await person(browser, { reducedMotion: "reduce" });
  await company.setUp(page, house);
  await company.connectMail(page, house);
  let link;

  await t.test("a file with mistakes is looked at, and the good rows are invited", async () => {
    await page.goto(`${house.url}${PEOPLE}/import`);
    await isWell(page);
    const rows = [`${EMPLOYEE.name};${EMPLOYEE.email};;Plant > North`, "Klara;klara;Gast;", "Lena Ott;lena@falke.example.com;Gast;Plant"];
    await choose(page, house, `\uFEFFName;E-Mail;Rolle;Abteilung\r\n${rows.join("\r\n")}\r\n`);
    await page.getByText("There is no such department").first().waitFor();
    await page.getByLabel("Make departments that are not there").check();
    await company.press(page, "Look again");
    await page.getByText("Can be invited: 2.").waitFor();
    await isWell(page);
    await page.getByRole("button", { name: "Invite people: 2" }).click();
    // The page follows the import by itself.
    await page.getByText("Done", { exact: true }).waitFor({ timeout: 20_000 });
    await isWell(page);
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: /^Download these rows/ }).click()]);
    const refused = Buffer.concat(await (await file.createReadStream()).toArray()).toString();
    assert.match(refused, /Klara,klara,Gast,,/);
    untroubled(page);
  });

  await t.test("who is waited for stands there, one is withdrawn, one comes in", async () => {
    await linkMailed(EMPLOYEE.email, house.url);
    await page.goto(`${house.url}${PEOPLE}/invited`);
    await page.getByText(/Accepted/).first().waitFor();
    await isWell(page);
    await page.getByLabel("Lena Ott").check();
    await company.press(page, "Withdraw");
    await page.getByText("Withdrawn: 1.").waitFor();
    await company.acceptInvitation(await person(browser), house);
    await page.goto(`${house.url}${PEOPLE}/invited`);
    await page.getByText("Nobody is waited for").waitFor();
    await isWell(page);
  });

  await t.test("a link is made and shown once", async () => {
    await page.goto(`${house.url}${PEOPLE}/links`);
    await isWell(page);
    await page.getByRole("link", { name: "Make a link" }).first().click();
    await page.getByLabel("Name of the link").fill("Fair in June");
    await page.getByLabel(/^Only for addresses of these domains/).fill("falke.example.com");
    await isWell(page);
    await company.press(page, "Make the link");
    await page.getByText("It is not shown again.").waitFor();
    await isWell(page);
    link = (await page.locator("#link").textContent()).trim();
    await page.goto(`${house.url}${PEOPLE}/links`);
    await page.getByText("0 of 20").waitFor();
    await isWell(page);
  });

  const guest = await person(browser, { reducedMotion: "reduce" });
  await t.test("somebody without a passport joins by letter and waits", async () => {
    await guest.goto(link);
    await isWell(guest);
    await guest.getByLabel("E-mail address").fill("nora@elsewhere.example");
    await company.press(guest, "Send");
    await guest.getByText("The link is for addresses of other domains.").waitFor();
    await guest.getByLabel("E-mail address").fill(NORA.email);
    await company.press(guest, "Send");
    await guest.goto(await linkMailed(NORA.email, `${house.url}/join/passport`));
    await guest.getByLabel("Display name").fill(NORA.name);
    await guest.getByLabel("New password", { exact: true }).fill(NORA.password);
    await isWell(guest);
    await company.press(guest, "Create passport");
    await guest.getByText("You have asked to join: Falke").waitFor();
    await guest.goto(link);
    await guest.getByText("You have asked to join").waitFor();
    await isWell(guest);
  });

  await t.test("an administrator hears of it and lets them in", async () => {
    await page.goto(await linkMailed(OWNER.email, `${house.url}${PEOPLE}/requests`));
    await isWell(page);
    await page.getByLabel(NORA.name).check();
    await company.press(page, "Let in");
    await page.getByText("Let in: 1.").waitFor();
    await guest.goto(await linkMailed(NORA.email, `${house.url}/w/${WORKSPACE.address}`));
    assert.match(guest.url(), new RegExp(`/w/${WORKSPACE.address}`));
    await guest.goto(link);
    await guest.getByText("You are a member already").waitFor();
    untroubled(guest);
  });

  await t.test("an ended link opens nothing", async () => {
    await page.goto(`${house.url}${PEOPLE}/links`);
    await page.getByRole("button", { name: /^End the link/ }).click();
    await page.getByText("The link is over: Fair in June.").waitFor();
    const stranger = await person(browser);
    await stranger.goto(link);
    await stranger.getByText("This link opens nothing").waitFor();
    await isWell(stranger);
    untroubled(page);
  });
});
