// The test of the mail settings: the talk with a mail server, read on the page, where it stopped and what to do.

import assert from "node:assert/strict";
import { createServer } from "node:net";
import { test } from "node:test";
import { isWell, openBrowser, person } from "./stage/browser.mjs";
import * as company from "./stage/company.mjs";
import { openHouse } from "./stage/house.mjs";

const PASSWORD = "password of the mail server";

/** A mail server in Node: polite, but for what it says to one verb. */
async function openMailServer(odd = {}) {
  const server = createServer((socket) => {
    let inLetter = false;
    let rest = "";
    socket.on("error", () => {});
    socket.write("220 mx.falke.example ESMTP\r\n");
    socket.on("data", (piece) => {
      const lines = (rest + piece).split("\r\n");
      rest = lines.pop();
      for (const line of lines) {
        if (inLetter && line !== ".") continue;
        inLetter = false;
        const verb = line.slice(0, 4);
        const polite = { EHLO: "250-mx.falke.example\r\n250 AUTH PLAIN", AUTH: "235 2.7.0 welcome", DATA: "354 go on", QUIT: "221 bye" };
        const answer = odd[verb]?.(line) ?? polite[verb] ?? "250 2.0.0 ok";
        inLetter = answer.startsWith("354");
        socket.write(`${answer}\r\n`);
      }
    });
  });
  await new Promise((open) => server.listen(0, "127.0.0.1", open));
  return { port: `${server.address().port}`, close: () => new Promise((over) => server.close(over)) };
}

async function tryOut(page, house, { port }) {
  await page.goto(`${house.url}/operator/mail`);
  await page.getByLabel("Through a mail server").check();
  await page.getByLabel("Sender address").fill("door@falke.example.com");
  await page.getByLabel("Host").fill("127.0.0.1");
  await page.getByLabel("Port").fill(port);
  await page.getByLabel("Protection").selectOption("plain");
  await page.getByLabel("User name").fill("door");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Send the test to").fill("anna@falke.example.com");
  await page.getByRole("button", { name: "Send test" }).click();
  await page.locator("pre.dialogue").waitFor();
  const source = await page.content();
  const plain = Buffer.from(`\0door\0${PASSWORD}`).toString("base64");
  assert.ok(!source.includes(PASSWORD) && !source.includes(plain), "the password stands on the page");
  await isWell(page);
  return page.locator("pre.dialogue").innerText();
}

test("mail", async (t) => {
  const house = await openHouse();
  const browser = await openBrowser();
  t.after(() => Promise.all([browser.close(), house.close()]));
  const page = await person(browser);
  await company.setUp(page, house);

  await t.test("a letter that is taken is read line by line", async () => {
    const mail = await openMailServer();
    const talk = await tryOut(page, house, mail);
    await page.getByText("The mail server took the letter").waitFor();
    for (const wanted of ["< 220 mx.falke.example ESMTP", "> AUTH PLAIN (withheld)", "> RCPT TO:<anna@falke.example.com>", "> (the letter, "]) {
      assert.ok(talk.includes(wanted), `${wanted} in ${talk}`);
    }
    await mail.close();
  });

  await t.test("a wrong password, a refused recipient and nobody there are told apart", async () => {
    const login = await openMailServer({ AUTH: (line) => `535 5.7.8 not with ${line}` });
    const talk = await tryOut(page, house, login);
    assert.ok(talk.includes("< 535 (withheld)"), talk);
    await page.getByText("some providers want an app password").waitFor();
    await login.close();
    const recipient = await openMailServer({ RCPT: () => "550 5.1.1 nobody of this name" });
    assert.ok((await tryOut(page, house, recipient)).includes("< 550 5.1.1 nobody of this name"));
    await page.getByText("does not take letters to this recipient").waitFor();
    await recipient.close();
    await tryOut(page, house, recipient);
    await page.getByText("Nobody listens at this host and port").waitFor();
  });
});
