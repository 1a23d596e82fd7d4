// Applications that register themselves: openid-client with a token and a sign-in in the browser, its own changes and its end, and
// Authlib with what a plain call was told.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openApplication } from "./stage/application.mjs";
import { authlib } from "./stage/authlib.mjs";
import { openBrowser, person, sideways, untroubled, violations } from "./stage/browser.mjs";
import * as company from "./stage/company.mjs";
import { openHouse } from "./stage/house.mjs";
import { freshDatabase } from "./stage/postgres.mjs";

const USUAL = {
  client_name: "Report tool",
  grant_types: ["authorization_code", "refresh_token"],
  scope: "openid profile email offline_access",
};

for (const engine of ["SQLite", "PostgreSQL"]) {
  test(`applications register themselves on ${engine}`, async (t) => {
    const house = await openHouse({ database: engine === "PostgreSQL" ? await freshDatabase() : undefined });
    const browser = await openBrowser();
    const application = await openApplication();
    t.after(() => Promise.all([browser.close(), application.close(), house.close()]));
    const owner = await person(browser);
    await company.setUp(owner, house);
    const discovery = async () => (await fetch(`${house.url}/.well-known/openid-configuration`)).json();

    await t.test("it is closed, and discovery does not offer it", async () => {
      assert.equal((await discovery()).registration_endpoint, undefined);
      const refused = await post(`${house.url}/oidc/register`, { ...USUAL, redirect_uris: [application.redirect] });
      assert.equal(refused.status, 403);
      await assert.rejects(application.register(house.url, USUAL));
    });

    let told;
    await t.test("openid-client registers with a token of the workspace", async () => {
      await company.openRegistration(owner, house, "With a token of a workspace");
      assert.equal((await discovery()).registration_endpoint, `${house.url}/oidc/register`);
      const token = await company.registrationToken(owner, house, { name: "Journey" });
      told = await application.register(house.url, USUAL, token);
      assert.equal(told.client_name, USUAL.client_name);
      assert.equal(told.id_token_signed_response_alg, "RS256");
      assert.ok(told.client_secret && told.registration_access_token && told.registration_client_uri);
    });

    let tokens;
    await t.test("a person is warned, lets it in, and it gets what it was registered for", async () => {
      await owner.goto(await application.begin());
      await owner.getByText("Nobody has checked this application").waitFor();
      assert.deepEqual(await violations(owner), []);
      assert.deepEqual(await sideways(owner), []);
      await company.letIn(owner);
      tokens = await application.finish();
      assert.equal((await application.userinfo(tokens)).email, company.OWNER.email);
      tokens = await application.refresh(tokens.refresh_token);
      await owner.goto(`${house.url}/w/${company.WORKSPACE.address}/applications`);
      await owner.getByText("Registered itself").waitFor();
    });

    const own = (method, body) => call(told.registration_client_uri, method, told.registration_access_token, body);
    await t.test("it reads and changes itself, and the person is asked anew under the new name", async () => {
      const read = await (await own("GET")).json();
      assert.equal(read.client_id, told.client_id);
      assert.equal(read.client_secret, undefined);
      const { registration_access_token: _, registration_client_uri: __, client_id_issued_at: ___, ...again } = read;
      const changed = await own("PUT", { ...again, client_name: "Better report tool" });
      assert.equal(changed.status, 200);
      assert.equal((await changed.json()).client_name, "Better report tool");
      const foreign = await own("PUT", { ...again, client_id: "somebody-else" });
      assert.equal((await foreign.json()).error, "invalid_client_metadata");
      await owner.goto(await application.begin());
      await owner.getByText("Better report tool asks to let you in").waitFor();
      await company.letIn(owner);
      tokens = await application.finish();
    });

    await t.test("with a wrong token nobody does, and deleted it is gone with all it held", async () => {
      const wrong = await call(told.registration_client_uri, "DELETE", "A".repeat(43));
      assert.equal(wrong.status, 401);
      assert.equal((await own("DELETE")).status, 204);
      assert.equal((await own("GET")).status, 401);
      await assert.rejects(application.refresh(tokens.refresh_token));
      await assert.rejects(application.userinfo(tokens));
    });

    await t.test("open to all: a plain call, and Authlib with what it was told", async (t) => {
      await company.openRegistration(owner, house, "All", company.WORKSPACE.address);
      const answer = await post(`${house.url}/oidc/register`, {
        ...USUAL, client_name: "Python tool", redirect_uris: [application.redirect], id_token_signed_response_alg: "ES256",
      });
      assert.equal(answer.status, 201);
      const { client_id: id, client_secret: secret } = await answer.json();
      const python = authlib({ issuer: house.url, redirect: application.redirect, id, secret });
      t.after(() => python.close());
      const { address } = await python.ask("begin", { scope: "openid profile offline_access" });
      await owner.goto(address);
      await company.letIn(owner);
      const first = await python.ask("finish", { address: application.back().href });
      assert.equal(first.claims.name, company.OWNER.name);
      assert.ok((await python.ask("refresh", { token: first.refresh_token })).access_token);
      await assert.rejects(python.ask("machine", {}), /unauthorized_client/);
    });

    await t.test("the pages are sound at 320 pixels", async () => {
      await owner.setViewportSize({ width: 320, height: 700 });
      const workspace = `/w/${company.WORKSPACE.address}/applications`;
      for (const path of ["/operator/applications", workspace, `${workspace}/registration`]) {
        await owner.goto(house.url + path);
        assert.deepEqual(await violations(owner), [], path);
        assert.deepEqual(await sideways(owner), [], path);
      }
      untroubled(owner);
    });
  });
}

function post(url, body) {
  return call(url, "POST", undefined, body);
}

function call(url, method, token, body) {
  const headers = { "content-type": "application/json" };
  if (token) headers.authorization = `Bearer ${token}`;
  return fetch(url, { method, headers, body: body && JSON.stringify(body) });
}
