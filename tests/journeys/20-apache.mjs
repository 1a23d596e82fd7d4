// A page behind Debian's mod_auth_openidc, reached by real clicks through our sign-in.

import assert from "node:assert/strict";
import { test } from "node:test";
import { apachePlace, openApache } from "./stage/apache.mjs";
import { openBrowser, person, untroubled } from "./stage/browser.mjs";
import * as company from "./stage/company.mjs";
import { openHouse } from "./stage/house.mjs";

test("mod_auth_openidc lets in who signed in with us", async (t) => {
  const house = await openHouse();
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
});
