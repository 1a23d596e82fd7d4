// `kill -9` under load: what was answered for is still there, and the audit chain verifies.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openBrowser, person } from "./stage/browser.mjs";
import * as company from "./stage/company.mjs";
import { openHouse } from "./stage/house.mjs";
import { freshDatabase } from "./stage/postgres.mjs";

const ROUNDS = 3;
const WRITERS = 8;
const SECONDS = 2;

for (const engine of ["SQLite", "PostgreSQL"]) {
  test(`kill -9 loses no acknowledged write on ${engine}`, async (t) => {
    const house = await openHouse({ database: engine === "PostgreSQL" ? await freshDatabase() : undefined });
    const browser = await openBrowser();
    t.after(() => Promise.all([browser.close(), house.close()]));
    const owner = await person(browser);
    await company.setUp(owner, house);
    const groups = `${house.url}/w/${company.WORKSPACE.address}/groups`;
    const acknowledged = [];

    for (let round = 1; round <= ROUNDS; round += 1) {
      await t.test(`round ${round}`, async () => {
        const form = await groupForm(owner, groups);
        const before = acknowledged.length;
        const load = write(form, acknowledged);
        await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
        await house.kill();
        const last = await load;
        assert.ok(acknowledged.length - before > 20, `only ${acknowledged.length - before} writes: ${last}`);

        await house.start();
        const there = await names(owner, groups);
        const lost = acknowledged.filter((name) => !there.has(name));
        assert.deepEqual(lost, [], `${lost.length} of ${acknowledged.length} acknowledged writes are gone`);
        const verified = await house.command("audit", "verify");
        assert.equal(verified.code, 0, verified.output);
      });
    }
  });
}

/** The form that adds a group, as a browser would send it. */
async function groupForm(page, groups) {
  await page.goto(groups);
  const field = page.locator("main").getByLabel(/^name/i).first();
  const form = await field.evaluate((input) => ({
    action: input.form.action,
    field: input.name,
    fixed: [...new FormData(input.form)].filter(([name]) => name !== input.name),
  }));
  const cookies = await page.context().cookies();
  form.cookie = cookies.map((cookie) => `${cookie.name}=${cookie.value}`).join("; ");
  return form;
}

/** Adds groups until the server is gone; those it answered for are remembered. */
async function write(form, acknowledged) {
  let last = "no answer";
  const writer = async () => {
    for (;;) {
      const name = `Load ${crypto.randomUUID()}`;
      const body = new URLSearchParams([...form.fixed, [form.field, name]]);
      const headers = { cookie: form.cookie, origin: new URL(form.action).origin };
      const answer = await fetch(form.action, { method: "POST", body, headers, redirect: "manual" }).catch(() => undefined);
      if (!answer) return;
      last = `status ${answer.status}`;
      if (answer.status !== 303) return;
      acknowledged.push(name);
      await answer.arrayBuffer().catch(() => undefined);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  return last;
}

/** The names on every page of the list. */
async function names(page, groups) {
  const found = new Set();
  await page.goto(groups);
  for (;;) {
    const text = await page.locator("main").innerText();
    for (const name of text.match(/Load [0-9a-f-]{36}/g) ?? []) found.add(name);
    const next = page.getByRole("link", { name: /next/i });
    if (!(await next.count())) return found;
    await next.first().click();
  }
}
