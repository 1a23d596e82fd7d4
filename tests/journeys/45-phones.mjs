// Text messages through a real gateway over HTTP, and a phone number as a name.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { openBrowser, person, sideways, untroubled, violations } from "./stage/browser.mjs";
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
