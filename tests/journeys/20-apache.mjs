// A page behind Debian's mod_auth_openidc, reached by real clicks through our sign-in.

import assert from "node:assert/strict";
import { test } from "node:test";
import { apachePlace, openApache } from "./stage/apache.mjs";
import { openBrowser, person, untroubled } from "./stage/browser.mjs";
import * as company from "./stage/company.mjs";
import { openHouse } from "./stage/house.mjs";
import { eventually } from "./stage/place.mjs";

test("mod_auth_openidc lets in who signed in with us", async (t) => {
  // Apache listens on this machine, to which the server sends nothing unless it may.
  const house = await openHouse({ env: { VESTIBULE_ALLOW_PRIVATE_OUTGOING: "127.0.0.0/8" } });
  const browser = await openBrowser();
  const owner = await person(browser);
  await company.setUp(owner, house);
  const place = await apachePlace();
  const credentials = await company.connectApplication(owner, house, { name: "Intranet", redirects: [place.redirect] });
  const apache = await openApache(place, { issuer: house.url, ...credentials });
  t.after(() => Promise.all([browser.close(), apache.close(), house.close()]));

  await t.test("someone who is not signed in is sent to the sign-in page and comes back", async () => {
    const visitor = await person(browser);
    await visitor.goto(place.page);
    assert.ok(visitor.url().startsWith(`${house.url}/sign-in`), visitor.url());
    await company.signIn(visitor, company.OWNER);
    await company.allow(visitor);
    await visitor.getByRole("heading", { name: "Behind the door" }).waitFor();
    await visitor.getByText(company.OWNER.email).waitFor();
    untroubled(visitor);
  });

  await t.test("someone signed in already walks through", async () => {
    await owner.goto(place.page);
    await owner.getByRole("heading", { name: "Behind the door" }).waitFor();
  });

  await t.test("signing out with us ends the session of mod_auth_openidc, told from server to server", async () => {
    const application = { id: credentials.id, address: `${place.redirect}?logout=backchannel` };
    await company.tellOfSignOuts(owner, house, application);
    const visitor = await person(browser);
    await visitor.goto(place.page);
    await company.signIn(visitor, company.OWNER);
    await visitor.getByRole("heading", { name: "Behind the door" }).waitFor();
    await visitor.goto(`${house.url}/passport`);
    await company.signOut(visitor);
    await eventually("the sign-in page in place of the page of Apache", async () => {
      await visitor.goto(place.page);
      return visitor.url().startsWith(`${house.url}/sign-in`) || undefined;
    });
    await owner.goto(`${house.url}/w/${company.WORKSPACE.address}/applications/${credentials.id}/sign-out`);
    await owner.getByText("http-200").first().waitFor();
    await owner.goto(place.page);
    await owner.getByRole("heading", { name: "Behind the door" }).waitFor();
  });
});
