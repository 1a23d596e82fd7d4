// Sites behind real nginx and real Caddy, with the very configurations of the manual, in a real browser.

import assert from "node:assert/strict";
import { request } from "node:https";
import { test } from "node:test";
import { openBrowser, person } from "./stage/browser.mjs";
import * as company from "./stage/company.mjs";
import { openHouse } from "./stage/house.mjs";
import { openBackend, openCaddy, openNginx, sitePlace } from "./stage/proxies.mjs";

const CLIENT = { ignoreHTTPSErrors: true };

/** A request as no browser sends it: any header, no cookie but those given. */
function raw(at, path, headers, method = "GET") {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: "127.0.0.1", port: at.port, path, method, rejectUnauthorized: false, servername: at.host,
        headers: { host: `${at.host}:${at.port}`, ...headers } },
      (answer) => {
        let body = "";
        answer.setEncoding("utf8").on("data", (chunk) => (body += chunk));
        answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, body }));
      },
    );
    asked.on("error", reject);
    asked.end();
  });
}

const FORGED = {
  "Remote-User": "root", Remote_User: "root", "remote-groups": "Administrators", "X-Vestibule-Subject": "root",
  X_Vestibule_Role: "administrator", "X-Forwarded-Uri": "/open", "X-Forwarded-Method": "OPTIONS",
  "X-Forwarded-Host": "evil.example", "X-Original-URL": "/open", "X-Forwarded-For": "127.0.0.1",
};

async function connectSite(page, house, name, at) {
  await page.goto(`${house.url}/w/falke/sites/new`);
  await page.getByLabel("Name of the site").fill(name);
  await page.getByLabel("Addresses").fill(at.address);
  await company.press(page, "Connect site");
  await page.getByText("The site is connected").waitFor();
  const id = page.url().split("/sites/")[1].split("/")[0];
  for (const [path, who] of [["/open/*", "Everybody"], ["/closed/*", "Nobody"], ["/staff/*", "Some members"]]) {
    await page.goto(`${house.url}/w/falke/sites/${id}/rules/new`);
    await page.getByLabel("Path").fill(path);
    await page.getByRole("radio", { name: who }).check();
    if (who === "Some members") await page.getByRole("checkbox", { name: "Guests" }).check();
    await company.press(page, "Save rule");
    await page.getByText("The rules are saved").waitFor();
  }
  return id;
}

for (const [name, open] of [["nginx", openNginx], ["caddy", openCaddy]]) {
  test(`a site behind ${name}`, async (t) => {
    const house = await openHouse({ env: { VESTIBULE_TRUSTED_PROXIES: "127.0.0.1" } });
    const browser = await openBrowser();
    const owner = await person(browser, CLIENT);
    await company.setUp(owner, house);
    const at = await sitePlace(name);
    const site = await connectSite(owner, house, "Wiki", at);
    const backend = await openBackend();
    const proxy = await open(at, { site, house, backend });
    t.after(() => Promise.all([browser.close(), proxy.close(), backend.close(), house.close()]));
    const visitor = await person(browser, CLIENT);

    await t.test("somebody who is not signed in signs in and comes back to the page", async () => {
      await visitor.goto(`${at.address}/page?x=1`);
      assert.ok(visitor.url().startsWith(`${house.url}/sign-in`), visitor.url());
      await company.signIn(visitor, company.OWNER);
      await visitor.getByRole("heading", { name: "Wiki /page?x=1" }).waitFor();
      await visitor.getByText(`remote-user: ${company.OWNER.email}`).waitFor();
      await visitor.getByText("x-vestibule-role: administrator").waitFor();
    });

    await t.test("a rule lets everybody in, another nobody, another others", async () => {
      const open = await raw(at, "/open/x", {});
      assert.equal(open.status, 200);
      assert.ok(!/remote-user: \S/.test(open.body), open.body);
      for (const path of ["/closed/x", "/CLOSED/x", "/staff/x"]) {
        const answer = await visitor.goto(at.address + path);
        assert.equal(answer.status(), 403, path);
        await visitor.getByText("A rule of Wiki").waitFor();
      }
    });

    await t.test("headers that a client sends itself gain nothing", async () => {
      const nobody = await raw(at, "/page", { accept: "text/html", ...FORGED });
      assert.ok([302, 303].includes(nobody.status), `${nobody.status}`);
      assert.equal((await raw(at, "/closed/x", FORGED)).status, 403);
      const open = await raw(at, "/open/x", FORGED);
      assert.ok(!open.body.includes("root") && !open.body.includes("administrator"), open.body);
      const cookies = await visitor.context().cookies(at.address);
      const cookie = cookies.map((one) => `${one.name}=${one.value}`).join("; ");
      const mine = await raw(at, "/page", { cookie, ...FORGED });
      assert.ok(mine.body.includes(`remote-user: ${company.OWNER.email}`), mine.body);
      assert.ok(!mine.body.includes("root"), mine.body);
      const dropped = await raw(at, "/page", { cookie, connection: "close, Remote-User" });
      assert.ok(dropped.status === 400 || dropped.body.includes(`remote-user: ${company.OWNER.email}`), dropped.body);
    });

    await t.test("scripts are told, forms are not lost", async () => {
      const script = await raw(at, "/api", { "sec-fetch-mode": "cors" });
      assert.equal(script.status, 401);
      const form = await raw(at, "/save", { "sec-fetch-mode": "navigate", "content-length": "0" }, "POST");
      assert.equal(form.status, 401);
      assert.ok(form.body.includes("send the form once more"), form.body);
    });

    await t.test("leaving and signing out hold at once", async () => {
      await visitor.goto(`${at.address}/.vestibule/sign-out`);
      await visitor.getByRole("heading", { name: "You have left" }).waitFor();
      await visitor.goto(`${at.address}/page`);
      await visitor.getByText(`remote-user: ${company.OWNER.email}`).waitFor();
      const kept = await visitor.context().cookies(at.address);
      const cookie = kept.map((one) => `${one.name}=${one.value}`).join("; ");
      await visitor.goto(`${at.address}/.vestibule/sign-out`);
      await company.press(visitor, "Sign out everywhere");
      await visitor.goto(`${at.address}/page`);
      assert.ok(visitor.url().startsWith(`${house.url}/sign-in`), visitor.url());
      const old = await raw(at, "/page", { cookie, accept: "text/html" });
      assert.ok([302, 303].includes(old.status), `${old.status}`);
    });
  });
}
