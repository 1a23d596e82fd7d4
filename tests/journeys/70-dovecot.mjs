// Mailboxes of Debian's Dovecot open with access tokens of ours, and only to whom they belong.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openApplication } from "./stage/application.mjs";
import { openBrowser, person } from "./stage/browser.mjs";
import * as company from "./stage/company.mjs";
import { openDovecot } from "./stage/dovecot.mjs";
import { openHouse } from "./stage/house.mjs";

test("Dovecot asks us whose token it is", async (t) => {
  const house = await openHouse();
  const browser = await openBrowser();
  const program = await openApplication();
  const owner = await person(browser);
  await company.setUp(owner, house);
  const server = await company.connectApplication(owner, house, { name: "Mailboxes", redirects: [program.home] });
  const credentials = await company.connectApplication(owner, house, {
    name: "Mail program", redirects: [program.redirect], isPublic: true,
  });
  await program.connect(house.url, credentials);
  const dovecot = await openDovecot(house, server);
  t.after(() => Promise.all([browser.close(), program.close(), dovecot.close(), house.close()]));

  const mailbox = company.OWNER.email;
  let tokens;
  await t.test("the person allows the mail program, and the mailbox opens in both mechanisms", async () => {
    await owner.goto(await program.begin());
    await company.letIn(owner);
    tokens = await program.finish();
    assert.deepEqual(await dovecot.open(mailbox, tokens.access_token, "XOAUTH2"), { open: true, letters: 1 });
    assert.deepEqual(await dovecot.open(mailbox, tokens.access_token, "OAUTHBEARER"), { open: true, letters: 2 });
  });

  const opens = async (token, server = dovecot, user = mailbox) => (await server.open(user, token)).open;

  await t.test("nobody's token, and somebody's for the mailbox of another, open nothing", async () => {
    assert.equal(await opens("nobody-issued-this"), false);
    assert.equal(await opens(tokens.refresh_token), false);
    assert.equal(await opens(tokens.id_token), false);
    assert.equal(await opens(tokens.access_token, dovecot, "jonas@falke.example.com"), false);
  });

  await t.test("a mail server with another secret learns nothing, and no mailbox opens", async () => {
    const stranger = await openDovecot(house, { ...server, secret: `${server.secret}x` });
    try {
      assert.equal(await opens(tokens.access_token, stranger), false);
    } finally {
      await stranger.close();
    }
  });

  await t.test("a token that the program gave back opens nothing any more", async () => {
    await program.revoke(tokens.access_token);
    assert.equal(await opens(tokens.access_token), false);
    const fresh = await program.refresh(tokens.refresh_token);
    assert.equal(await opens(fresh.access_token), true);
  });

  await t.test("whoever signs out has closed the mailbox", async () => {
    await owner.goto(await program.begin());
    await company.letIn(owner);
    const again = await program.finish();
    assert.equal(await opens(again.access_token), true);
    await owner.goto(`${house.url}/passport`);
    await company.signOut(owner);
    assert.equal(await opens(again.access_token), false);
  });
});
