// Text messages through a real gateway over HTTP, and a phone number as a name: added, invited, registered, recovered.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { isWell, openBrowser, person, sideways, untroubled, violations } from "./stage/browser.mjs";
import * as company from "./stage/company.mjs";
import { openHouse } from "./stage/house.mjs";
import { eventually } from "./stage/place.mjs";

const SECRET = "token of the gateway account";

/** A gateway in Node: takes JSON and keeps it. */
async function openGateway() {
  const told = [];
  const server = createServer((request, answer) => {
    let body = "";
    request.on("data", (piece) => (body += piece));
    request.on("end", () => {
      told.push({ authorization: request.headers.authorization, ...JSON.parse(body) });
      answer.writeHead(201, { "content-type": "application/json" }).end('{"id":"m1"}');
    });
  });
  await new Promise((open) => server.listen(0, "127.0.0.1", open));
  const close = () => new Promise((over) => server.close(over));
  return { url: `http://127.0.0.1:${server.address().port}/messages`, told, close };
}

/** What was written to a number. */
async function texted(gateway, number) {
  const digits = number.replaceAll(" ", "");
  const message = await eventually(`a message to ${number}`, async () => gateway.told.find((one) => one.to === digits));
  return message.text;
}

async function linkTexted(gateway, number) {
  return (await texted(gateway, number)).match(/https?:\/\/\S+/)[0];
}

test("phones", async (t) => {
  const gateway = await openGateway();
  const house = await openHouse({ env: { VESTIBULE_ALLOW_PRIVATE_OUTGOING: "127.0.0.1/32" } });
  const browser = await openBrowser();
  t.after(() => Promise.all([browser.close(), house.close(), gateway.close()]));
  const page = await person(browser);
  await company.setUp(page, house);

  await t.test("the gateway is described, tried and saved", async () => {
    await page.goto(`${house.url}/operator/sms`);
    await page.getByRole("link", { name: "Any gateway that takes JSON" }).click();
    await page.getByLabel("Countries").fill("DE, US");
    await page.getByLabel("Address", { exact: true }).fill(gateway.url);
    await page.getByLabel("Sender").fill("Falke");
    await page.getByLabel("Secret", { exact: true }).fill(SECRET);
    await page.getByLabel("Send the test to").fill("0171 3920012");
    await page.getByRole("button", { name: "Send test" }).click();
    await page.getByText("The message was taken").waitFor();
    assert.equal(gateway.told.length, 1);
    assert.equal(gateway.told[0].to, "+491713920012");
    assert.equal(gateway.told[0].authorization, `Bearer ${SECRET}`);
    assert.ok(!(await page.content()).includes(SECRET));
    await page.getByLabel("Secret", { exact: true }).fill(SECRET);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("The settings of text messages are saved").waitFor();
  });

  await t.test("a number is added with the code that came", async () => {
    gateway.told.length = 0;
    await page.goto(`${house.url}/passport/identifiers/new`);
    await page.locator("input[name=name]").fill("0171 / 39 200 12");
    await page.getByRole("button", { name: "Add" }).click();
    await page.getByLabel("Code").waitFor();
    const message = await eventually("the code", async () => gateway.told[0]);
    const code = message.text.match(/^\d{6}/)[0];
    assert.match(message.text, new RegExp(`\\n@\\S+ #${code}$`));
    await page.getByLabel("Code").fill(`${code.slice(0, 3)} ${code.slice(3)}`);
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.getByText("The phone number is confirmed: +49 171 3920012").waitFor();
  });

  await t.test("it is a name in its national form", async () => {
    const other = await person(browser);
    await other.goto(`${house.url}/sign-in`);
    await other.getByLabel("Login, e-mail or phone").fill("(0171) 392-0012");
    await other.keyboard.press("Enter");
    await other.getByLabel(/^password/i).first().fill(company.OWNER.password);
    await other.keyboard.press("Enter");
    await other.waitForURL(/\/(passport|w\/)/);
    untroubled(other);
  });

  await t.test("a forgotten login comes to the phone", async () => {
    gateway.told.length = 0;
    const other = await person(browser);
    await other.goto(`${house.url}/recovery/login`);
    await other.getByLabel("E-mail address or phone number").fill("0171 3920012");
    await other.getByRole("button", { name: "Send" }).click();
    const message = await eventually("the message", async () => gateway.told[0]);
    assert.ok(message.text.includes(company.OWNER.email), message.text);
  });

  const GUEST = { name: "Klara Berg", number: "+49 171 3920013", password: "amber-violin-meadow-31" };

  await t.test("somebody is invited by text message and comes in", async () => {
    gateway.told.length = 0;
    await page.goto(`${house.url}/w/${company.WORKSPACE.address}/people/new`);
    await page.getByLabel("Name", { exact: true }).fill(GUEST.name);
    await page.locator("input[name=email]").fill("0171 392 00 13");
    await page.getByRole("button", { name: "Add and invite" }).click();
    await page.getByText(`${GUEST.name} is invited`).first().waitFor();
    const other = await person(browser);
    await other.goto(await linkTexted(gateway, GUEST.number));
    await isWell(other);
    await other.getByLabel("New password", { exact: true }).fill(GUEST.password);
    await other.getByRole("button", { name: "Choose password and go in" }).click();
    await other.waitForURL(`**/w/${company.WORKSPACE.address}/**`);
    await other.goto(`${house.url}/passport/identifiers`);
    await other.getByText("A phone number is all that brings you back").waitFor();
    await isWell(other);
    untroubled(other);
  });

  await t.test("with nothing but a number one comes back by text message", async () => {
    gateway.told.length = 0;
    const other = await person(browser);
    await other.goto(`${house.url}/recovery`);
    await other.locator("main input[type=text], main input[type=email]").first().fill("0171 3920013");
    await other.getByRole("button", { name: "Send" }).click();
    await other.waitForURL("**/recovery/sent");
    await isWell(other);
    await other.goto(await linkTexted(gateway, GUEST.number));
    await other.getByLabel("New password", { exact: true }).fill("copper-lantern-forest-88");
    await isWell(other);
    await other.getByRole("button", { name: "Choose new password" }).click();
    await other.getByRole("heading", { name: `Hello, ${GUEST.name}` }).waitFor();
    untroubled(other);
  });

  await t.test("people of a file are invited by text message where they have no address", async () => {
    gateway.told.length = 0;
    await page.goto(`${house.url}/w/${company.WORKSPACE.address}/people/import`);
    const csv = "Name;E-Mail;Telefon\nLena Vogt;;0171 3920014\nMax Roth;;030 23125000\nNora Lind;nora@falke.example.com;\n";
    const file = { name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(csv) };
    await page.locator("input[type=file]").setInputFiles(file);
    await page.getByRole("button", { name: "Look at the file" }).click();
    await page.getByText("Messages go to mobile numbers only.").waitFor();
    await isWell(page);
    await page.getByRole("button", { name: "Invite people: 2" }).click();
    await page.getByText("Rows that were left out").waitFor();
    await isWell(page);
    assert.ok(await linkTexted(gateway, "+49 171 3920014"));
    assert.equal(gateway.told.length, 1);
  });

  await t.test("somebody registers by phone number", async () => {
    await page.goto(`${house.url}/operator/registration`);
    await page.getByRole("radio", { name: "Everybody" }).check();
    await page.getByRole("radio", { name: "By either" }).check();
    await isWell(page);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    gateway.told.length = 0;
    const other = await person(browser);
    await other.goto(`${house.url}/sign-in`);
    await other.getByRole("link", { name: "Create a passport" }).click();
    await isWell(other);
    await other.getByLabel("E-mail or mobile number").fill("0171 39 200 15");
    await other.getByRole("button", { name: "Send" }).click();
    await other.getByRole("heading", { name: "Type the code" }).waitFor();
    const code = (await texted(gateway, "+49 171 3920015")).match(/^\d{6}/)[0];
    await other.getByLabel("Code").fill(code === "111111" ? "222222" : "111111");
    await other.getByRole("button", { name: "Go on" }).click();
    await other.getByText("This is not the code").waitFor();
    await isWell(other);
    await other.getByLabel("Code").fill(code);
    await other.keyboard.press("Enter");
    await other.getByRole("heading", { name: "Create your passport" }).waitFor();
    await isWell(other);
    await other.getByLabel("Display name").fill("Jo Wendt");
    await other.getByLabel("New password", { exact: true }).fill("velvet-anchor-prairie-62");
    await other.getByRole("button", { name: "Create passport" }).click();
    await other.getByRole("heading", { name: "Hello, Jo Wendt" }).waitFor();
    untroubled(other);
  });

  await t.test("the new pages are clean and fit a small screen", async () => {
    for (const colorScheme of ["light", "dark"]) {
      const small = await person(browser, { colorScheme, viewport: { width: 320, height: 700 } });
      await small.goto(`${house.url}/sign-in`);
      await company.signIn(small, company.OWNER);
      await small.waitForURL(/\/(passport|w\/)/);
      for (const path of ["/operator/sms", "/passport/identifiers", "/passport/identifiers/new"]) {
        await small.goto(`${house.url}${path}`);
        assert.deepEqual(await violations(small), [], path);
        assert.deepEqual(await sideways(small), [], path);
      }
    }
  });
  untroubled(page);
});
