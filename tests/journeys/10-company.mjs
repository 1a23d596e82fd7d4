// A company opens its door: set-up in the browser, a person added and mailed, an application that
// openid-client connects, sign-in, refresh, revocation and sign-out. On both engines.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openApplication } from "./stage/application.mjs";
import { openBrowser, person, untroubled } from "./stage/browser.mjs";
import * as company from "./stage/company.mjs";
import { openHouse } from "./stage/house.mjs";
import { freshDatabase } from "./stage/postgres.mjs";

for (const engine of ["SQLite", "PostgreSQL"]) {
  test(`a company opens its door on ${engine}`, async (t) => {
    const house = await openHouse({ database: engine === "PostgreSQL" ? await freshDatabase() : undefined });
    const browser = await openBrowser();
    const application = await openApplication();
    t.after(() => Promise.all([browser.close(), application.close(), house.close()]));
    const owner = await person(browser);
    const employee = await person(browser);
    const visitor = await person(browser);

    await t.test("the set-up link leads to the overview, and works once", async () => {
      await company.setUp(owner, house);
      await owner.getByRole("heading", { level: 1 }).waitFor();
      const again = await owner.context().request.get(await house.link());
      assert.match(await again.text(), /This server is set up already/);
    });

    await t.test("a person is added, gets a mail and chooses a password", async () => {
      await company.connectMail(owner, house);
      await company.addPerson(owner, house);
      await company.acceptInvitation(employee, house);
    });

    let credentials;
    await t.test("an application is connected", async () => {
      credentials = await company.connectApplication(owner, house, {
        name: "Board", redirects: [application.redirect], after: [application.home],
      });
      const found = await application.connect(house.url, credentials);
      assert.equal(found.issuer, house.url);
      assert.deepEqual(found.code_challenge_methods_supported, ["S256"]);
    });

    let tokens;
    await t.test("the person signs in, sees what is shared and is in the application", async () => {
      await visitor.goto(await application.begin());
      await company.signIn(visitor, company.EMPLOYEE);
      await visitor.getByText("Board").first().waitFor();
      await company.allow(visitor);
      await visitor.getByText("You are in the board").waitFor();
      assert.equal(application.back().searchParams.get("iss"), house.url);
      tokens = await application.finish();
      assert.equal(tokens.claims().email, company.EMPLOYEE.email);
      assert.equal((await application.userinfo(tokens)).name, company.EMPLOYEE.name);

      await visitor.goto(await application.begin());
      await visitor.getByText("You are in the board").waitFor();
      await application.finish();
      untroubled(visitor);
    });

    await t.test("a code works once, and its second use ends what the first gave", async () => {
      await visitor.goto(await application.begin());
      await visitor.getByText("You are in the board").waitFor();
      const first = await application.finish();
      await assert.rejects(application.finish());
      await assert.rejects(application.refresh(first.refresh_token));
      await assert.rejects(application.userinfo(first));
    });

    await t.test("refresh tokens rotate, and the use of an old one ends the family", async () => {
      const second = await application.refresh(tokens.refresh_token);
      assert.notEqual(second.refresh_token, tokens.refresh_token);
      const third = await application.refresh(second.refresh_token);
      await assert.rejects(application.refresh(second.refresh_token));
      await assert.rejects(application.refresh(third.refresh_token));
    });

    await t.test("a revoked token is worth nothing", async () => {
      await visitor.goto(await application.begin());
      await visitor.getByText("You are in the board").waitFor();
      tokens = await application.finish();
      await application.revoke(tokens.refresh_token);
      await assert.rejects(application.refresh(tokens.refresh_token));
      await assert.rejects(application.userinfo(tokens));
    });

    await t.test("signing out in the application ends the session", async () => {
      await visitor.goto(await application.begin());
      await visitor.getByText("You are in the board").waitFor();
      tokens = await application.finish();
      await visitor.goto(application.signOutAddress(tokens));
      const confirm = visitor.getByRole("button", { name: /sign out/i });
      if (await confirm.count()) await confirm.first().click();
      await visitor.waitForURL(`${application.home}*`);
      assert.equal(new URL(visitor.url()).searchParams.get("state"), "bye-1");
      await assert.rejects(application.refresh(tokens.refresh_token));
      await visitor.goto(`${house.url}/passport`);
      assert.match(visitor.url(), /\/sign-in/);
    });

    await t.test("the audit trail tells it all and verifies", async () => {
      await owner.goto(`${house.url}/w/${company.WORKSPACE.address}/audit`);
      const trail = await owner.locator("main").innerText();
      assert.match(trail, new RegExp(company.EMPLOYEE.name));
      assert.match(trail, /Board/);
      const verified = await house.command("audit", "verify");
      assert.equal(verified.code, 0, verified.output);
      untroubled(owner);
      untroubled(employee);
    });
  });
}
