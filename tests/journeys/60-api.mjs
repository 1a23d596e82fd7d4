// The API against what others say of it: schemathesis reads our OpenAPI document and calls every operation with
// what fits it and what does not, always with the same seed.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openBrowser, person } from "./stage/browser.mjs";
import * as company from "./stage/company.mjs";
import { openHouse } from "./stage/house.mjs";
import { freshFolder, place } from "./stage/place.mjs";
import { run } from "./stage/process.mjs";
import { freshDatabase } from "./stage/postgres.mjs";

// What a schema cannot say: names that are taken, days of a month, addresses that take letters. Such requests fit the
// schema and are refused with 422 all the same.
const NOT_OURS = "positive_data_acceptance";

// A change without `If-Match` is answered by 428 (RFC 6585, section 3), which the list of schemathesis leaves out.
const SETTINGS = `
[checks.missing_required_header]
expected-statuses = [400, 401, 403, 406, 415, 422, 428]
`;

// It tries every operation with a wrong token too, and an address has thirty of those before it has to wait: so each part
// of the operations has a server of its own.
const PARTS = {
  "people and structure": ["--include-path-regex", "/(people|departments|groups|service-accounts)"],
  "everything else": ["--exclude-path-regex", "/(people|departments|groups|service-accounts)"],
};

const RUNS = ["SQLite", "PostgreSQL"].flatMap((engine) => Object.entries(PARTS).map(([part, which]) => ({ engine, part, which })));

for (const { engine, part, which } of RUNS) {
  test(`schemathesis finds nothing on ${engine}: ${part}`, async (t) => {
    const house = await openHouse({ database: engine === "PostgreSQL" ? await freshDatabase() : undefined });
    const browser = await openBrowser();
    t.after(() => Promise.all([browser.close(), house.close()]));
    const owner = await person(browser);
    await company.setUp(owner, house);
    const token = await makeToken(owner, house);
    const self = await call(house, token, "/self");
    assert.equal(self.operator, true);
    const settings = join(freshFolder("schemathesis"), "schemathesis.toml");
    writeFileSync(settings, SETTINGS);
    const found = await run(place.schemathesis, [
      "--config-file", settings, "run", `${house.url}/api/v1/openapi.json`,
      "--header", `Authorization: Bearer ${token}`,
      ...which, "--seed", "20261124", "--max-examples", "5", "--max-time", "30", "--phases", "examples,coverage,fuzzing",
      "--exclude-checks", NOT_OURS, "--no-shrink", "--request-timeout", "10",
      "--max-failures", "20", "--warnings", "off",
    ]);
    assert.equal(found.code, 0, found.output.replaceAll(token, "…"));
    // Whatever was tried: the owner is still in, and the trail is whole.
    assert.deepEqual((await call(house, token, "/self")).scopes, self.scopes);
    const verified = await house.command("audit", "verify");
    assert.equal(verified.code, 0, verified.output);
  });
}

/** A token of the owner with everything ticked. */
async function makeToken(page, house) {
  await page.goto(`${house.url}/passport/tokens`);
  await page.getByLabel("Name of the token").fill("Schemathesis");
  for (const tick of await page.getByRole("checkbox").all()) await tick.check();
  await page.getByRole("button", { name: "Make token" }).click();
  return page.locator("#token").innerText();
}

async function call(house, token, path) {
  const answer = await fetch(`${house.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(answer.status, 200);
  return answer.json();
}
